//! Output forms that only commands use: workflow commands, JSON, Rust, TOML, shells, file names and counts.

use super::{is_hidden, visible};
use std::fmt::{self, Write as _};

/// Returns the text of a GitHub workflow command, such as `::error::TEXT`, from plain lines.
#[must_use]
pub fn annotation<'t>(lines: impl IntoIterator<Item = &'t str>) -> String {
    let lines = lines
        .into_iter()
        .map(|line| visible(line).replace('%', "%25"));
    lines.collect::<Vec<_>>().join("%0A")
}

/// Returns the value of a property of a workflow command, such as `file=VALUE`.
#[must_use]
pub fn annotation_property(text: &str) -> String {
    annotation([text]).replace(':', "%3A").replace(',', "%2C")
}

/// Returns equivalent JSON without hidden characters, except its own line ends.
///
/// ```
/// assert_eq!(theta_spec::text::json("{\n\"\u{202e}\": \"##[x]\"}"), "{\n\"\\u202e\": \"##\\u005bx]\"}");
/// ```
#[must_use]
pub fn json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        let command = c == '[' && out.ends_with("##");
        if command || (is_hidden(c) && c != '\n') {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Returns equivalent Rust code without hidden characters, except its own line ends, and without commands to GitHub's
/// runner. These can only occur in a literal or a comment.
///
/// ```
/// assert_eq!(theta_spec::text::rust("let a = \"\u{34f}##[x]\";\n"), "let a = \"\\u{34f}##\\x5bx]\";\n");
/// ```
#[must_use]
pub fn rust(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    for c in code.chars() {
        if is_hidden(c) && c != '\n' {
            out.extend(c.escape_unicode());
        } else if c == '[' && out.ends_with("##") {
            out.push_str("\\x5b");
        } else {
            out.push(c);
        }
    }
    out
}

/// Returns a text as a basic string of TOML, with quotes; hidden characters and unusual spaces are escaped.
///
/// ```
/// assert_eq!(theta_spec::text::toml("say \"hi\"\u{a0}\n"), r#""say \"hi\"\u00A0\n""#);
/// ```
#[must_use]
pub fn toml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '[' if out.ends_with("##") => out.push_str("\\u005B"),
            c if !is_unlike_others(c) => out.push(c),
            c => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
            }
        }
    }
    out.push('"');
    out
}

/// Returns whether a character is hidden or an unusual space.
#[must_use]
pub fn is_unlike_others(c: char) -> bool {
    is_hidden(c) || (c != ' ' && c.is_whitespace())
}

/// Returns one word of a POSIX shell, in which nothing is executed when the line is pasted.
///
/// ```
/// assert_eq!(theta_spec::text::shell("it's `a`\n"), r"'it'\''s `a`\n'");
/// ```
#[must_use]
pub fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._/:@=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    single_quoted(word)
}

/// Returns a text in single quotes for a shell.
#[must_use]
pub fn single_quoted(text: &str) -> String {
    format!("'{}'", visible(text).replace('\'', r"'\''"))
}

/// Returns a name of the contract as a file name that is valid on any system, without an extension.
///
/// ```
/// use theta_spec::text::file_name;
/// assert_eq!([file_name("say_it"), file_name("../a"), file_name("con")], ["say_it", "---a", "con-"]);
/// ```
#[must_use]
pub fn file_name(name: &str) -> String {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let mut out: String = name
        .chars()
        .map(|c| if fits(c) { c } else { '-' })
        .collect();
    // Windows has devices of these names, in every directory and with any ending.
    let device = matches!(out.as_str(), "con" | "prn" | "aux" | "nul")
        || out
            .strip_prefix("com")
            .or_else(|| out.strip_prefix("lpt"))
            .is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit());
    if device {
        out.push('-');
    }
    out
}

/// Returns `1 error`, `2 errors`, `2 replies`, `2 keys`.
#[must_use]
pub fn count<N: Copy + fmt::Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if number == N::from(1) => format!("1 {noun}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}
