//! How well a page could be read.

use crate::blocks::{Block, BlockKind, Rich};
use crate::{Format, Page};
use std::fmt;
use theta_spec::json::{self, Json};

/// How well a page could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quality {
    /// Bytes of the page.
    pub bytes: usize,
    /// Rows of tables.
    pub rows: usize,
    /// Rows whose cells do not fit their header.
    pub odd_rows: usize,
    /// Words of its text.
    pub words: usize,
    /// Headings, in order.
    pub headings: Vec<String>,
    /// Why the page is not worth comparing, as far as the page itself shows.
    pub unreadable: Option<Unreadable>,
}

/// Why a page is not worth comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreadable {
    /// It is no text: an image, an archive, or text in an encoding that is not UTF-8.
    NoText,
    /// There is nothing on it.
    Empty,
    /// It asks who is there.
    Login,
    /// It asks for consent, or whether a person is there.
    Consent,
    /// It says that something failed, or that there is no such page.
    Failed,
    /// It says that the page is elsewhere.
    Redirect,
    /// It ends in the middle.
    CutOff,
    /// It is filled in by a program that has not run.
    NotRendered,
}

impl Unreadable {
    /// Every reason with its word in reports.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("no text", Self::NoText),
        ("empty", Self::Empty),
        ("a login page", Self::Login),
        ("a consent page", Self::Consent),
        ("an error page", Self::Failed),
        ("a redirect", Self::Redirect),
        ("cut off", Self::CutOff),
        ("not rendered", Self::NotRendered),
    ];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, reason)| *reason == self)
            .map_or("", |(word, _)| word)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Characters of text below which a page says nothing.
const EMPTY: usize = 40;

/// Words below which a page may be a door before the page.
const DOOR_WORDS: usize = 150;

/// What doors say, lower case.
const DOORS: &[(&str, Unreadable)] = &[
    ("enable javascript", Unreadable::NotRendered),
    ("javascript is disabled", Unreadable::NotRendered),
    ("javascript is required", Unreadable::NotRendered),
    ("you need to enable javascript", Unreadable::NotRendered),
    ("forgot password", Unreadable::Login),
    ("forgot your password", Unreadable::Login),
    ("log in to continue", Unreadable::Login),
    ("login to continue", Unreadable::Login),
    ("please log in", Unreadable::Login),
    ("please sign in", Unreadable::Login),
    ("sign in to continue", Unreadable::Login),
    ("sign in to your account", Unreadable::Login),
    ("log in to your account", Unreadable::Login),
    ("accept all cookies", Unreadable::Consent),
    ("accept cookies", Unreadable::Consent),
    ("before you continue", Unreadable::Consent),
    ("checking your browser", Unreadable::Consent),
    ("verify you are human", Unreadable::Consent),
    ("verifying you are human", Unreadable::Consent),
    ("we value your privacy", Unreadable::Consent),
    ("moved permanently", Unreadable::Redirect),
    ("not redirected", Unreadable::Redirect),
    ("404 not found", Unreadable::Failed),
    ("access denied", Unreadable::Failed),
    ("page not found", Unreadable::Failed),
    ("page you are looking for", Unreadable::Failed),
    ("this page could not be found", Unreadable::Failed),
    ("502 bad gateway", Unreadable::Failed),
    ("503 service temporarily unavailable", Unreadable::Failed),
];

/// What stands in the markup of doors, lower case.
const MARKED: &[(&str, Unreadable)] = &[
    ("type=\"password\"", Unreadable::Login),
    ("http-equiv=\"refresh\"", Unreadable::Redirect),
];

pub(super) fn of(page: &Page, blocks: &[Block]) -> Quality {
    let mut quality = Quality {
        bytes: page.source.text().len(),
        rows: 0,
        odd_rows: 0,
        words: 0,
        headings: Vec::new(),
        unreadable: None,
    };
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(_) => quality.headings.push(block.text.text().to_owned()),
            BlockKind::Table(table) => {
                quality.rows += table.rows.len();
                quality.odd_rows += table
                    .rows
                    .iter()
                    .filter(|row| row.found != table.header.len())
                    .count();
            }
            _ => {}
        }
    }
    (quality.words, quality.unreadable) = unreadable(page, blocks);
    quality
}

fn unreadable(page: &Page, blocks: &[Block]) -> (usize, Option<Unreadable>) {
    let mut words = 0;
    let mut characters = 0;
    let mut start = String::new();
    for block in blocks {
        let texts: Vec<&str> = match &block.kind {
            BlockKind::Table(table) => table
                .header
                .iter()
                .chain(
                    table
                        .rows
                        .iter()
                        .filter_map(|row| row.readings.first())
                        .flatten(),
                )
                .map(Rich::text)
                .collect(),
            _ => vec![block.text.text()],
        };
        for text in texts {
            characters += text.len();
            words += text.split_whitespace().count();
            if start.len() < 4096 {
                start.push_str(&text.to_lowercase());
                start.push('\n');
            }
        }
    }
    (words, why(page, words, characters, &start))
}

fn why(page: &Page, words: usize, characters: usize, start: &str) -> Option<Unreadable> {
    let text = page.source.text();
    if is_no_text(text) {
        return Some(Unreadable::NoText);
    }
    if words < DOOR_WORDS {
        let markup = if page.format == Format::Html {
            text.to_ascii_lowercase()
        } else {
            String::new()
        };
        let door = DOORS.iter().find(|(said, _)| start.contains(said));
        let marked = MARKED.iter().find(|(mark, _)| markup.contains(mark));
        if let Some((_, reason)) = door.or(marked) {
            return Some(*reason);
        }
        // A page in JSON is a description of a whole API; a reply is what came in its place.
        if matches!(json::parse(text.trim()), Ok(Json::Object(_))) {
            return Some(Unreadable::Failed);
        }
    }
    if characters < EMPTY {
        let script = page.format == Format::Html && text.contains("<script");
        return Some(if script {
            Unreadable::NotRendered
        } else {
            Unreadable::Empty
        });
    }
    cut_off(page, text).then_some(Unreadable::CutOff)
}

/// Whether what was read is not text, or was not written as UTF-8: then much of it has been replaced.
fn is_no_text(text: &str) -> bool {
    let odd =
        |c: char| c == char::REPLACEMENT_CHARACTER || c.is_control() && !c.is_ascii_whitespace();
    let (odd, all) = text.chars().fold((0_usize, 0_usize), |(odds, all), c| {
        (odds + usize::from(odd(c)), all + 1)
    });
    text.contains('\0') || text.starts_with("%PDF-") || odd * 10 > all
}

/// Whether a page ends in the middle: a tag or an element that was begun and not ended, a fence that is open.
fn cut_off(page: &Page, text: &str) -> bool {
    match page.format {
        Format::Html => {
            let tail = &text[text.rfind('<').unwrap_or(text.len())..];
            let lower = text.to_ascii_lowercase();
            let open_tag = tail.len() > 1
                && !tail.contains('>')
                && tail[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
            let begun = lower.contains("<html") || lower.contains("<body");
            open_tag || begun && !lower.contains("</html") && !lower.contains("</body")
        }
        Format::Markdown | Format::Text => {
            let fences = text
                .lines()
                .filter(|line| line.trim_start().starts_with("```"))
                .count();
            fences % 2 == 1 || ends_in_a_line(text)
        }
    }
}

/// Whether the last line has no end and is half a row of a table, or half of something between backticks.
fn ends_in_a_line(text: &str) -> bool {
    let (before, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let is_row = |line: &str| line.starts_with('|') && line.trim_end().ends_with('|');
    let half_a_row =
        last.starts_with('|') && !is_row(last) && before.lines().next_back().is_some_and(is_row);
    half_a_row || last.matches('`').count() % 2 == 1
}
