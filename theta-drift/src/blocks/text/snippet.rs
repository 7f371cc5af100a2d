//! Lines of JSON and of programs among lines of prose.

use super::super::rich::is_blank;
use super::lines::Lines;
use theta_spec::source::Span;

/// What follows lines of JSON.
#[derive(Debug)]
pub(super) struct Rest {
    /// The line after them.
    pub(super) next: usize,
    /// Text glued to the last brace.
    pub(super) glued: Option<Span>,
}

/// The lines of JSON that begin at a line, with or without the numbers of a viewer, with or without braces.
pub(super) fn json(lines: &Lines<'_>, at: usize) -> Option<(Span, Rest)> {
    if !is_json_line(lines[at].text) {
        return None;
    }
    let start = lines[at].span.start;
    let mut depth = 0_usize;
    let mut next = at;
    while let Some(line) = lines.get(next) {
        if line.is_blank() && depth == 0
            || !line.is_blank() && !is_json_line(line.text) && depth == 0
        {
            break;
        }
        if !line.is_blank() && !is_json_line(line.text) {
            // Inside braces, only what can stand there goes on.
            let text = line.text.trim_matches(is_blank);
            if !text.starts_with(['"', '-', 't', 'f', 'n', '.', '…'])
                && !text.starts_with(|c: char| c.is_ascii_digit())
            {
                break;
            }
        }
        let mut in_text = false;
        let mut escaped = false;
        for (offset, c) in line.text.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if in_text => escaped = true,
                '"' => in_text = !in_text,
                '{' | '[' if !in_text => depth += 1,
                '}' | ']' if !in_text => {
                    depth = depth.saturating_sub(1);
                    let rest = &line.text[offset + 1..];
                    if depth == 0
                        && rest
                            .trim_start_matches(is_blank)
                            .starts_with(char::is_alphabetic)
                    {
                        let end = line.span.start + offset + 1;
                        return Some((
                            Span::new(start, end),
                            Rest {
                                next: next + 1,
                                glued: Some(Span::new(end, line.span.end)),
                            },
                        ));
                    }
                }
                _ => {}
            }
        }
        next += 1;
    }
    let end = lines[next - 1].span.end;
    Some((Span::new(start, end), Rest { next, glued: None }))
}

/// Whether a line looks like JSON: a brace by itself or a key with its colon, behind a viewer's number or not.
pub(super) fn is_json_line(line: &str) -> bool {
    let text = line.trim_matches(is_blank);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let bare = text[digits..].trim_start_matches(is_blank);
    let numbered = digits > 0 && digits <= 4 && bare.len() < text[digits..].len();
    let text = if numbered { bare } else { text };
    if matches!(
        text,
        "{" | "}" | "[" | "]" | "}," | "]," | "{}" | "[{" | "}]"
    ) {
        return true;
    }
    if let Some(inner) = text.strip_prefix('{') {
        let inner = inner.trim_start_matches(is_blank);
        return inner.starts_with('"') && (inner.contains("\":") || inner.contains("\" :"));
    }
    if text.starts_with('}') {
        return true;
    }
    let Some(key) = text.strip_prefix('"') else {
        return false;
    };
    key.find('"').is_some_and(|end| {
        key[end + 1..].trim_start_matches(is_blank).starts_with(':')
            && key[..end].chars().all(|c| !c.is_whitespace())
    })
}

/// Words with which lines of programs begin.
const STATEMENTS: &[&str] = &[
    "async def ",
    "async function",
    "async fn ",
    "await ",
    "break",
    "class ",
    "const ",
    "continue",
    "curl ",
    "def ",
    "elif ",
    "else:",
    "except",
    "export ",
    "finally",
    "fn ",
    "for ",
    "from ",
    "func ",
    "function ",
    "if ",
    "import ",
    "let ",
    "match ",
    "npm ",
    "package ",
    "pip ",
    "print(",
    "raise ",
    "return",
    "throw ",
    "try:",
    "try {",
    "use ",
    "var ",
    "while ",
    "with ",
    "-H ",
    "-F ",
    "-d ",
    "-X ",
    "--header ",
    "--data",
    "--form ",
    "--request ",
    "//",
];

/// Ends of lines that only programs have.
const ENDS: &[&str] = &[":", "{", "}", ";", ")", "\\", ",", "("];

/// Whether a line reads as a line of a program.
pub(super) fn is_statement(text: &str) -> bool {
    let text = text.trim_matches(is_blank);
    let begins = STATEMENTS.iter().any(|word| text.starts_with(word));
    if begins {
        let bare = matches!(
            text,
            "break" | "continue" | "return" | "else:" | "try:" | "finally:"
        );
        let imports =
            text.starts_with("import ") || text.starts_with("from ") && text.contains(" import ");
        let shell = text.starts_with("curl ") || text.starts_with('-');
        let words = text.split_whitespace().count();
        return bare
            || imports && words <= 8
            || shell
            || ENDS.iter().any(|end| text.ends_with(end))
                && text.contains(['(', '=', '[', '.', '{'])
            || text.starts_with("return ") && words <= 6;
    }
    is_assignment(text) || is_call(text)
}

/// `name = …`, `a.b += …`.
fn is_assignment(text: &str) -> bool {
    let Some((left, right)) = text.split_once('=') else {
        return false;
    };
    let left = left.trim_end_matches(['+', '-', '*', '/', ':']).trim();
    !left.is_empty()
        && !right.is_empty()
        && text.contains(" = ") | text.contains("= ")
        && left.chars().all(|c| {
            c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | ',' | ' ' | '*' | '"')
        })
        && left.split_whitespace().count() <= 2
}

/// `a.b(…)`.
fn is_call(text: &str) -> bool {
    let name = text.find('(').map(|at| &text[..at]).unwrap_or_default();
    !name.is_empty()
        && text.ends_with([')', ';', '('])
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':'))
        && name.starts_with(|c: char| c.is_ascii_lowercase())
}

/// The line after the lines of a program that begin at a line; `within` when a program went on before it.
pub(super) fn program(lines: &Lines<'_>, at: usize, within: bool) -> Option<usize> {
    let comment = |text: &str| {
        let text = text.trim_matches(is_blank);
        text.starts_with("# ") || text.starts_with("//") || text.starts_with('"')
    };
    let first = lines[at].text;
    let begins = is_statement(first) || within && comment(first);
    if !begins {
        return None;
    }
    let mut next = at + 1;
    while let Some(line) = lines.get(next) {
        if !is_statement(line.text) && !comment(line.text) {
            break;
        }
        next += 1;
    }
    // One such line among prose is prose.
    (within || next > at + 1).then_some(next)
}

/// The language that lines are written in, as far as they show it.
pub(super) fn language(lines: &[&str]) -> &'static str {
    let any = |words: &[&str]| {
        lines
            .iter()
            .any(|line| words.iter().any(|word| line.trim_start().starts_with(word)))
    };
    if any(&["curl "]) {
        "sh"
    } else if any(&["const ", "let ", "function ", "await "]) {
        "js"
    } else if any(&["import ", "from ", "def ", "elif "]) {
        "python"
    } else {
        ""
    }
}
