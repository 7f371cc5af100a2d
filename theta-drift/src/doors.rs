//! What comes in the place of a page.

use super::block::{Block, Kind};
use super::format::Format;
use std::fmt;

theta_spec::worded_enum! {
    /// Why a page is not worth comparing, whatever the contract.
    pub enum Unreadable {
        /// It is no text: an image, an archive, or text in an encoding that is not known.
        NoText = "no text",
        /// There is nothing on it.
        Empty = "empty",
        /// It asks for a password.
        Login = "a login page",
        /// It says that the page is elsewhere.
        Redirect = "a redirect",
        /// It ends in the middle.
        CutOff = "cut off",
        /// It is filled in by a program that has not run.
        NotRendered = "not rendered",
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Characters of text below which a page says nothing.
const EMPTY: usize = 40;

/// Characters of text below which a page may be a door before the page.
const DOOR: usize = 1_000;

/// Why a page is not worth comparing, as far as it shows by itself.
pub(super) fn why(text: &str, format: Format, blocks: &[Block]) -> Option<Unreadable> {
    if is_no_text(text) {
        return Some(Unreadable::NoText);
    }
    let shown = blocks.iter().filter(|block| block.kind != Kind::Meta);
    let characters: usize = shown.map(|block| block.text.len()).sum();
    let is_html = format == Format::Html;
    if is_html && characters < DOOR {
        let lower = text.to_ascii_lowercase();
        if lower.contains("type=\"password\"") {
            return Some(Unreadable::Login);
        }
        if lower.contains("http-equiv=\"refresh\"") {
            return Some(Unreadable::Redirect);
        }
    }
    if characters < EMPTY {
        let script = is_html && text.contains("<script");
        return Some(if script {
            Unreadable::NotRendered
        } else {
            Unreadable::Empty
        });
    }
    is_cut_off(text, format).then_some(Unreadable::CutOff)
}

fn is_no_text(text: &str) -> bool {
    let odd =
        |c: &char| *c == char::REPLACEMENT_CHARACTER || c.is_control() && !c.is_ascii_whitespace();
    text.contains('\0')
        || text.starts_with("%PDF-")
        || text.chars().filter(odd).count() * 10 > text.len()
}

/// Elements whose end is always written.
const CLOSED: &[&str] = &[
    "article", "div", "dl", "main", "ol", "pre", "script", "section", "style", "table", "ul",
];

/// The most elements that are open at once.
const MAX_OPEN: usize = 256;

/// Whether a page in lower case ends behind an element and leaves none open: the ends of `html` and `body` need not be
/// written.
fn is_closed(lower: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut is_end = false;
    for (at, _) in lower.match_indices('<') {
        let rest = &lower[at + 1..];
        is_end = rest.starts_with('/');
        let rest = rest.trim_start_matches('/');
        let name = &rest[..rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len())];
        if !CLOSED.contains(&name) {
            continue;
        }
        if !is_end {
            open.push(name);
        } else if let Some(at) = open.iter().rposition(|other| *other == name) {
            // What was left open in it ends with it.
            open.truncate(at);
        }
        if open.len() > MAX_OPEN {
            return false;
        }
    }
    is_end && open.is_empty() && lower.trim_end().ends_with('>')
}

fn is_cut_off(text: &str, format: Format) -> bool {
    match format {
        Format::Html => {
            let tail = &text[text.rfind('<').unwrap_or(text.len())..];
            let open = tail.len() > 1
                && !tail.contains('>')
                && tail[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
            let lower = text.to_ascii_lowercase();
            let begun = lower.contains("<html") || lower.contains("<body");
            open || begun
                && !lower.contains("</html")
                && !lower.contains("</body")
                && !is_closed(&lower)
        }
        Format::Markdown | Format::Text => {
            let is_row = |line: &str| line.starts_with('|') && line.trim_end().ends_with('|');
            let (before, last) = text.rsplit_once('\n').unwrap_or(("", text));
            last.starts_with('|') && !is_row(last) && before.lines().next_back().is_some_and(is_row)
        }
        Format::Data => {
            let text = text.trim();
            text.starts_with(['{', '[']) && !text.ends_with(['}', ']'])
        }
    }
}
