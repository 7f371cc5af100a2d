//! Markdown that shows exactly the given words: it contains no code block, which rustdoc would run as a test, no link,
//! no heading and no HTML, and GitHub finds no mention or reference in it.

use super::{is_hidden, visible};

/// Returns a text as a code span on one line. Inside a table it needs [`cell`] around it.
///
/// ```
/// use theta_spec::text::markdown::code;
/// assert_eq!(code("a`b``c\n"), r"```a`b``c\n```");
/// ```
#[must_use]
pub fn code(text: &str) -> String {
    // Most texts are plain ASCII, and a contract has many.
    let padded = text.is_empty() || text.starts_with(' ') || text.ends_with(' ');
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'_' | b'a'..=b'~');
    if !padded && text.as_bytes().iter().all(is_plain) && !text.contains("##[") {
        return ["`", text, "`"].concat();
    }
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    let text = visible(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    // A space at both ends would be taken away, unless there is nothing else.
    let spaces = text.starts_with(' ') && text.ends_with(' ');
    let padded = spaces || text.starts_with('`') || text.ends_with('`');
    let pad = if padded && !text.trim().is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

/// Appends words that contain no code.
pub fn escape(out: &mut String, words: &str) {
    let mut rest = words.chars().peekable();
    let mut before = None;
    while let Some(c) = rest.next() {
        // An underscore inside a word is only a letter.
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let inner = c == '_' && letter(before) && letter(rest.peek().copied());
        if is_hidden(c) {
            out.push('\\');
            out.extend(c.escape_default());
        } else {
            if !inner && r"\`*_[]<>&~|^$#".contains(c) {
                out.push('\\');
            }
            out.push(c);
        }
        before = Some(c);
    }
}

/// Appends one line of prose; `word` appends each word outside of code. A code span ends with as many backticks as it
/// began with, so that the output of [`code`] stays whole.
pub fn push_line(out: &mut String, line: &str, word: fn(&mut String, &str)) {
    let begin = out.len();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        push_words(out, &rest[..at], word);
        rest = &rest[at..];
        let fence = rest.len() - rest.trim_start_matches('`').len();
        match span(&rest[fence..], fence) {
            Some((inside, after)) if !inside.trim().is_empty() => {
                push_code(out, inside);
                rest = after;
            }
            _ => {
                out.push_str(&"\\`".repeat(fence));
                rest = &rest[fence..];
            }
        }
    }
    push_words(out, rest, word);
    escape_line_start(out, begin);
}

/// Adds a text as code. Two of them side by side would be one, whose fence is both of theirs.
fn push_code(out: &mut String, text: &str) {
    if out.ends_with('`') {
        out.push(' ');
    }
    out.push_str(&code(text));
}

/// What stands before the next run of exactly that many backticks, without the blanks that only keep backticks apart, and
/// what stands behind it.
fn span(text: &str, fence: usize) -> Option<(&str, &str)> {
    let mut at = 0;
    loop {
        at += text[at..].find('`')?;
        let run = text[at..].len() - text[at..].trim_start_matches('`').len();
        if run == fence {
            let inside = &text[..at];
            let padded = inside
                .strip_prefix(' ')
                .and_then(|rest| rest.strip_suffix(' '));
            let inside = padded
                .filter(|rest| !rest.trim().is_empty())
                .unwrap_or(inside);
            return Some((inside, &text[at + fence..]));
        }
        at += run;
    }
}

fn push_words(out: &mut String, words: &str, word: fn(&mut String, &str)) {
    for one in words.split_inclusive(is_gap) {
        let body = one.trim_end_matches(is_gap);
        word(out, body);
        if body.len() < one.len() {
            out.push(' ');
        }
    }
}

/// What is between words; other spaces are characters of a word.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// A line begins a heading, a list, a rule or a quotation by its first characters, and a command to GitHub's runner by
/// those behind any spaces.
fn escape_line_start(out: &mut String, begin: usize) {
    let begin = out.len() - out[begin..].trim_start().len();
    let line = &out[begin..];
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if line.starts_with(['-', '+', '=', ':']) {
        out.insert(begin, '\\');
    } else if digits > 0 && line[digits..].starts_with(['.', ')']) {
        out.insert(begin + digits, '\\');
    }
}

/// Returns prose as paragraphs, without indentation and fences.
#[must_use]
pub fn paragraphs_with(words: &str, word: fn(&mut String, &str)) -> String {
    let mut out = String::new();
    let mut gap = false;
    for line in words.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with("```") || line.starts_with("~~~") {
            gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        push_line(&mut out, line, word);
    }
    out
}

/// Returns whether an address is an HTTP address that needs no escaping in Markdown.
#[must_use]
pub fn is_address(url: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| url.strip_prefix(scheme).is_some_and(is_plain_address))
}

fn is_plain_address(rest: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&()*+,;=%".contains(c);
    !rest.is_empty() && rest.chars().all(fits)
}

/// Returns an address as a link to itself, or as code if it must not be a link.
#[must_use]
pub fn address(url: &str) -> String {
    if is_address(url) {
        format!("<{url}>")
    } else {
        code(url)
    }
}

pub use github::{cell, fence, link, paragraphs, prose};

mod github {
    use super::super::visible;
    use super::{
        code, escape, is_address, is_plain_address, longest_run, paragraphs_with, push_code,
        push_line, span,
    };

    /// Returns prose on one line. Words that GitHub would turn into a link, a mention or a picture become code.
    ///
    /// ```
    /// use theta_spec::text::markdown::prose;
    /// assert_eq!(prose("ask @you\nof `a|b`"), "ask `@you` of `a|b`");
    /// assert_eq!(prose("# <b> (see #12)."), r"\# \<b\> (see `#12`).");
    /// ```
    #[must_use]
    pub fn prose(words: &str) -> String {
        let words: Vec<&str> = words
            .split(super::is_gap)
            .filter(|word| !word.is_empty())
            .collect();
        let mut out = String::new();
        push_line(&mut out, &words.join(" "), word);
        out
    }

    /// Returns prose as paragraphs.
    #[must_use]
    pub fn paragraphs(words: &str) -> String {
        paragraphs_with(words, word)
    }

    fn word(out: &mut String, word: &str) {
        if !is_live(word) {
            return escape(out, word);
        }
        let core = word.trim_start_matches(['(', '[', '"', '\'']);
        let (before, core) = word.split_at(word.len() - core.len());
        let end = core
            .trim_end_matches(['.', ',', ';', '!', '?', ')', ']', '"', '\''])
            .len();
        escape(out, before);
        push_code(out, &core[..end]);
        escape(out, &core[end..]);
    }

    /// Returns whether GitHub finds more in a word than the word: an address, a person, an issue, a commit, an emoji.
    fn is_live(word: &str) -> bool {
        let lower = word.to_ascii_lowercase();
        let digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        let after = |mark: &str| lower.split(mark).skip(1).any(digit);
        let commit = || {
            let runs = lower.split(|c: char| !c.is_alphanumeric());
            runs.into_iter().any(|run| {
                (7..=40).contains(&run.len()) && run.bytes().all(|byte| byte.is_ascii_hexdigit())
            })
        };
        let emoji = || {
            let inner = |name: &str| {
                !name.is_empty()
                    && name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
            };
            let mut between = lower.split(':').skip(1).peekable();
            std::iter::from_fn(|| between.next().filter(|_| between.peek().is_some())).any(inner)
        };
        lower.contains('@')
            || lower.contains("://")
            || lower.contains("www.")
            || after("#")
            || after("gh-")
            || commit()
            || emoji()
    }

    /// Returns one line of finished Markdown for the cell of a table, with its bars escaped.
    ///
    /// Of a table one backslash before each bar is taken away before anything else is read, and in code no other one means
    /// anything.
    ///
    /// ```
    /// use theta_spec::text::markdown::{cell, code, prose};
    /// assert_eq!(cell(&code(r"a\|b")), r"`a\\|b`");
    /// assert_eq!(cell(&prose("a|b")), r"a\|b");
    /// ```
    #[must_use]
    pub fn cell(markdown: &str) -> String {
        let mut out = String::with_capacity(markdown.len());
        let mut rest = markdown;
        while let Some(at) = rest.find(['\\', '`', '|']) {
            let (before, found) = rest.split_at(at);
            out.push_str(before);
            let mark = found.len() - found.trim_start_matches('`').len();
            let length = match found.as_bytes() {
                [b'`', ..] => match span(&found[mark..], mark) {
                    Some((_, behind)) => found.len() - behind.len(),
                    None => mark,
                },
                [b'\\', next, ..] if next.is_ascii() => 2,
                _ => 1,
            };
            let (piece, behind) = found.split_at(length);
            if piece.starts_with('\\') {
                out.push_str(piece);
            } else {
                out.push_str(&piece.replace('|', "\\|"));
            }
            rest = behind;
        }
        out + rest
    }

    /// Returns a text of several lines as a block of code.
    #[must_use]
    pub fn fence(language: &str, text: &str) -> String {
        let lines: Vec<String> = text
            .lines()
            .map(|line| {
                let lines: Vec<String> = line.split('\t').map(visible).collect();
                lines.join("\t")
            })
            .collect();
        let text = lines.join("\n");
        let fence = "`".repeat(longest_run(&text).max(2) + 1);
        format!("{fence}{language}\n{text}\n{fence}")
    }

    /// Returns prose as a link to an HTTP or mail address; any other address follows the prose as code.
    #[must_use]
    pub fn link(words: &str, url: &str) -> String {
        let words = prose(words);
        let mail = url.strip_prefix("mailto:").is_some_and(is_plain_address);
        if mail || is_address(url) {
            format!("[{words}](<{url}>)")
        } else {
            format!("{words} ({})", code(url))
        }
    }
}
