//! Slots: where in a block a code or a text stands, told by the kind of the block and what is on either side.

use super::block::{Block, Kind};
use super::page::Page;
use super::status;
use std::ops::Range;
use theta_spec::contract::Status;

/// Where a mark begins and ends, in a text with its marks.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// What kind of value a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Holds {
    /// A code.
    Code,
    /// A message.
    Text,
}

/// The kind of a block, as far as slots are told apart by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Class {
    /// A cell, by the text of its header, or by its column where there is none.
    Cell(Box<str>),
    /// Any other.
    Kind(Kind),
}

impl Class {
    pub(super) fn of(page: &Page, block: &Block) -> Self {
        match block.kind {
            Kind::Cell { column, .. } => {
                let header = page.header(block);
                Self::Cell(if header.is_empty() {
                    column.to_string().into()
                } else {
                    header.into()
                })
            }
            Kind::Header { .. } => Self::Kind(Kind::Header {
                table: 0,
                column: 0,
            }),
            _ => Self::Kind(block.kind.clone()),
        }
    }

    /// Whether blocks of the class have a place of their own, unlike words that follow each other.
    pub(super) fn is_structured(&self) -> bool {
        match self {
            Self::Cell(_) => true,
            Self::Kind(kind) => is_structured(kind),
        }
    }

    /// Whether values are never learnt from it.
    pub(super) fn is_silent(&self) -> bool {
        matches!(
            self,
            Self::Kind(Kind::Meta | Kind::Markup | Kind::Rest | Kind::Info)
        )
    }

    /// Whether it is a whole line or paragraph, of which nothing is ever sure.
    pub(super) fn is_prose(&self) -> bool {
        matches!(self, Self::Kind(Kind::Line | Kind::Paragraph | Kind::Code))
    }
}

fn is_structured(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Cell { .. }
            | Kind::Heading { .. }
            | Kind::Attribute { .. }
            | Kind::Leaf { .. }
            | Kind::Term
            | Kind::Info
    )
}

/// What stands to the left of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Left {
    /// All that does: marks, statuses as `#`, punctuation, a label.
    All(String),
    /// Its end: the punctuation before the value.
    End(String),
}

/// What stands to the right of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Right {
    /// Nothing.
    Nothing,
    /// A status.
    Status,
    /// Punctuation or the end of a mark, and what follows it.
    Mark(String),
    /// Words.
    Words,
}

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Slot {
    pub(super) holds: Holds,
    pub(super) class: Class,
    pub(super) left: Left,
    pub(super) right: Right,
}

/// The longest text to the left that is kept whole.
const LEFT: usize = 24;

/// The longest label to the left that is kept whole.
const LABEL: usize = 40;

impl Slot {
    pub(super) fn of(page: &Page, block: &Block, range: &Range<usize>, holds: Holds) -> Self {
        // Several values one after the other stand where they all do.
        let whole = run(block, range).map_or(range.clone(), |marks| {
            let (first, last) = (marks[0], marks[marks.len() - 1]);
            first.0 as usize..last.1 as usize
        });
        let (left, right) = around(block, &whole);
        let is_flowing = matches!(
            block.kind,
            Kind::Paragraph
                | Kind::Item { .. }
                | Kind::Line
                | Kind::Heading { .. }
                | Kind::Term
                | Kind::Definition
                | Kind::Code
        );
        let left = self::left(&left, is_flowing);
        let mut right = self::right(&right);
        if right == Right::Nothing
            && let Left::All(text) | Left::End(text) = &left
            && text.ends_with('"')
            && block.text.ends_with('"')
        {
            right = Right::Mark("\"".to_owned());
        }
        Self {
            holds,
            class: Class::of(page, block),
            left,
            right,
        }
    }

    /// Whether a value begins where the block begins, but for marks, statuses and a label.
    pub(super) fn is_anchored(&self) -> bool {
        matches!(self.left, Left::All(_))
    }

    /// Whether a value is set off to its left by a mark or a quote.
    fn is_set_off(&self) -> bool {
        let (Left::All(text) | Left::End(text)) = &self.left;
        text.ends_with([OPEN, '"'])
    }

    /// Whether a text ends inside a value of a sample, at what stands between words there.
    pub(super) fn is_part(&self) -> bool {
        let is_value = matches!(self.class, Class::Kind(Kind::Leaf { .. }));
        let is_inside = |mark: &str| !mark.starts_with([CLOSE, '"', '\'', ')', ']']);
        is_value
            && self.holds == Holds::Text
            && matches!(&self.right, Right::Mark(mark) if is_inside(mark))
    }

    /// Whether it holds the values it holds on purpose: it begins or ends them.
    pub(super) fn bounds(&self) -> bool {
        self.right != Right::Words && (self.is_anchored() || self.is_set_off())
    }

    /// The values in the slot of a block of its class, as bytes of its text.
    pub(super) fn values(&self, block: &Block) -> Vec<Range<usize>> {
        if self.right == Right::Words || !self.is_anchored() && !self.is_set_off() {
            return Vec::new();
        }
        let marked = marked(block);
        let mut found = Vec::new();
        match &self.left {
            Left::All(pattern) => {
                found.extend(passed(&marked, pattern).and_then(|at| self.ends(&marked, at)));
            }
            Left::End(end) => {
                let mut from = 0;
                while let Some(at) = marked[from..].find(end.as_str()) {
                    let start = from + at + end.len();
                    let Some(value) = self.ends(&marked, start) else {
                        break;
                    };
                    from = value.end;
                    found.push(value);
                }
            }
        }
        // Places in the text without marks; they rise.
        let (mut from, mut passed) = (0, 0);
        let mut plain = |at: usize| {
            passed += marked[from..at].matches([OPEN, CLOSE]).count();
            from = at;
            at - passed
        };
        let ranges = found
            .into_iter()
            .map(|range| plain(range.start)..plain(range.end));
        let ranges: Vec<Range<usize>> = ranges.filter(|range| !range.is_empty()).collect();
        let each = |range: Range<usize>| {
            let first = block
                .marks
                .iter()
                .find(|mark| mark.0 as usize == range.start);
            let marks =
                first.and_then(|(start, end)| run(block, &(*start as usize..*end as usize)));
            let within = |(_, end): &(u32, u32)| *end as usize == range.end;
            match marks.filter(|marks| marks.iter().any(within)) {
                Some(marks) => marks
                    .iter()
                    .map(|(start, end)| *start as usize..*end as usize)
                    .collect(),
                None => vec![range],
            }
        };
        ranges.into_iter().flat_map(each).collect()
    }

    /// The value that begins at a place, without blanks and marks around it.
    fn ends(&self, marked: &str, start: usize) -> Option<Range<usize>> {
        let rest = &marked[start..];
        let end = match &self.right {
            Right::Nothing => rest.len(),
            Right::Status => {
                let found = status::all(rest).into_iter().map(|(bytes, _)| bytes.start);
                found.into_iter().find(|at| *at > 0)?
            }
            Right::Mark(mark) => {
                let mut chars = mark.chars();
                let first = chars.next()?;
                let second = chars.next();
                let mut from = 0;
                loop {
                    let at = from + rest[from..].find(first)?;
                    let after =
                        rest[at + first.len_utf8()..].trim_start_matches([' ', OPEN, CLOSE]);
                    let fits = second.is_none_or(|second| after.starts_with(second));
                    if fits && at > 0 {
                        break at;
                    }
                    from = at + first.len_utf8();
                }
            }
            Right::Words => return None,
        };
        let blanks = [' ', OPEN, CLOSE];
        let value = &rest[..end];
        let value = if self.right == Right::Status {
            value.trim_end_matches([' ', '(', '[', ':', ',', '-', OPEN, CLOSE])
        } else {
            value.trim_end_matches(blanks)
        };
        let inner = value.trim_start_matches(blanks);
        let start = start + (value.len() - inner.len());
        (!inner.is_empty()).then_some(start..start + inner.len())
    }
}

/// What stands between values of which there are several.
const BETWEEN: &[&str] = &[",", "/", "|", ";", "and", "or", ", and", ", or"];

/// The marks that follow each other around a value that is one of them.
fn run<'b>(block: &'b Block, range: &Range<usize>) -> Option<&'b [(u32, u32)]> {
    let at = block
        .marks
        .iter()
        .position(|mark| mark.0 as usize == range.start && mark.1 as usize == range.end)?;
    let joins = |pair: &[(u32, u32)]| {
        BETWEEN.contains(&block.text[pair[0].1 as usize..pair[1].0 as usize].trim())
    };
    let before = block.marks[..=at]
        .windows(2)
        .rev()
        .take_while(|pair| joins(pair))
        .count();
    let after = block.marks[at..]
        .windows(2)
        .take_while(|pair| joins(pair))
        .count();
    Some(&block.marks[at - before..=at + after])
}

/// The text of a block with its marks.
fn marked(block: &Block) -> String {
    if block.marks.is_empty() {
        return block.text.to_string();
    }
    let mut out = String::with_capacity(block.text.len() + block.marks.len() * 2);
    let mut from = 0;
    for (start, end) in &*block.marks {
        let (start, end) = (*start as usize, *end as usize);
        out.push_str(&block.text[from..start]);
        out.push(OPEN);
        out.push_str(&block.text[start..end]);
        out.push(CLOSE);
        from = end;
    }
    out.push_str(&block.text[from..]);
    out
}

/// What stands on either side of a value, with marks.
fn around(block: &Block, range: &Range<usize>) -> (String, String) {
    let (mut left, mut right) = (String::new(), String::new());
    let mut from = 0;
    let side = |bytes: Range<usize>, left: &mut String, right: &mut String| {
        left.push_str(&block.text[bytes.start.min(range.start)..bytes.end.min(range.start)]);
        right.push_str(&block.text[bytes.start.max(range.end)..bytes.end.max(range.end)]);
    };
    for (start, end) in &*block.marks {
        let (start, end) = (*start as usize, *end as usize);
        side(from..start, &mut left, &mut right);
        if start <= range.start {
            left.push(OPEN);
        } else if start >= range.end {
            right.push(OPEN);
        }
        side(start..end, &mut left, &mut right);
        if end <= range.start {
            left.push(CLOSE);
        } else if end >= range.end {
            right.push(CLOSE);
        }
        from = end;
    }
    side(from..block.text.len(), &mut left, &mut right);
    (left, right)
}

/// A text with a `#` for each list of statuses.
fn abstracted(text: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for (bytes, _) in status::all(text) {
        let between = &text[from..bytes.start];
        let joins = out.ends_with('#') && matches!(between.trim(), "/" | "," | "");
        if !joins {
            out.push_str(between);
            out.push('#');
        }
        from = bytes.end;
    }
    out.push_str(&text[from..]);
    out
}

fn left(left: &str, is_flowing: bool) -> Left {
    let text = abstracted(left);
    let mut letters = 0;
    let has_word = text.chars().any(|c| {
        letters = if c.is_alphabetic() { letters + 1 } else { 0 };
        letters > 1
    });
    if !has_word && text.chars().count() <= LEFT {
        return Left::All(text);
    }
    let count = text.chars().count();
    let digits = text.contains(|c: char| c.is_ascii_digit());
    let label = count <= LEFT
        && text
            .trim_end_matches([' ', OPEN])
            .ends_with([':', '=', '-'])
        || is_flowing
            && count <= LABEL
            && !text.contains('#')
            && (text.ends_with([OPEN, '"']) || text.ends_with(": "));
    if label && !digits {
        return Left::All(text);
    }
    let end: Vec<char> = text
        .chars()
        .rev()
        .take(3)
        .take_while(|c| !c.is_alphanumeric() && *c != '_')
        .collect();
    Left::End(end.into_iter().rev().collect::<String>().trim().to_owned())
}

fn right(right: &str) -> Right {
    if right.trim_matches([' ', '.', CLOSE]).is_empty() {
        return if right.contains(CLOSE) {
            Right::Mark(CLOSE.to_string())
        } else {
            Right::Nothing
        };
    }
    let text = abstracted(right);
    let punctuation = [' ', '(', '[', ':', ',', '-', OPEN, CLOSE];
    if let Some(after) = text.trim_start_matches(punctuation).strip_prefix('#')
        && after.trim_matches([' ', ')', ']', '.', CLOSE]).is_empty()
    {
        return Right::Status;
    }
    let mut mark = String::new();
    let mut rest = text.as_str();
    if let Some(first) = rest
        .chars()
        .next()
        .filter(|c| [CLOSE, '"', '\'', ')', ']'].contains(c))
    {
        mark.push(first);
        rest = &rest[first.len_utf8()..];
    }
    let next = rest.trim_start().chars().next();
    mark.extend(next.filter(|c| ":;,=(|#-.".contains(*c)));
    if mark.is_empty() {
        Right::Words
    } else {
        Right::Mark(mark)
    }
}

/// The byte after what fits a pattern at the beginning of a text.
fn passed(text: &str, pattern: &str) -> Option<usize> {
    let mut at = 0;
    for c in pattern.chars() {
        match c {
            '#' => {
                let mut found = status::all(&text[at..]).into_iter();
                let first = found.next().filter(|(bytes, _)| bytes.start == 0)?;
                let mut end = first.0.end;
                for (bytes, _) in found {
                    if !matches!(text[at + end..at + bytes.start].trim(), "/" | ",") {
                        break;
                    }
                    end = bytes.end;
                }
                at += end;
            }
            ' ' => at += text[at..].len() - text[at..].trim_start().len(),
            c => {
                text[at..].strip_prefix(c)?;
                at += c.len_utf8();
            }
        }
    }
    Some(at)
}

/// Where a status stands: the class of its block and what is to its left, if that tells that it is defined there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct StatusSlot {
    pub(super) class: Class,
    pub(super) place: StatusPlace,
}

/// Where in its block a status stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum StatusPlace {
    /// At the beginning, behind this text.
    Begins(String),
    /// At the end, behind this character.
    Ends(char),
}

/// The longest text before a status that is at the beginning.
const BEFORE_STATUS: usize = 16;

/// The longest text before a status that is looked at.
const MAX_BEFORE: usize = 256;

impl StatusSlot {
    /// The slot of a status in a block; `None` where it is only mentioned.
    pub(super) fn of(page: &Page, block: &Block, range: &Range<usize>) -> Option<Self> {
        let place = StatusPlace::of(block, range)?;
        let class = Class::of(page, block);
        Some(Self { class, place })
    }

    /// The statuses in the slot of a block of its class.
    pub(super) fn values(&self, block: &Block) -> Vec<Status> {
        let found = status::all(&block.text).into_iter();
        found
            .filter(|(range, _)| StatusPlace::of(block, range).as_ref() == Some(&self.place))
            .map(|(_, status)| status)
            .collect()
    }
}

impl StatusPlace {
    fn of(block: &Block, range: &Range<usize>) -> Option<Self> {
        if range.start > MAX_BEFORE {
            return None;
        }
        let left = &block.text[..range.start];
        let right = &block.text[range.end..];
        // Behind other statuses it stands where the first of them does.
        let first = status::all(left)
            .into_iter()
            .rev()
            .fold(range.start, |start, (bytes, _)| {
                let between = block.text[bytes.end..start].trim();
                if matches!(between, "/" | ",") {
                    bytes.start
                } else {
                    start
                }
            });
        let left = &block.text[..first];
        let is_named = is_structured(&block.kind) && left.contains(char::is_alphabetic);
        let mark = left.trim_end().chars().next_back();
        if is_named
            && right.trim_matches([' ', ')', ']']).is_empty()
            && let Some(mark) = mark.filter(|c| "([-:".contains(*c))
        {
            return Some(Self::Ends(mark));
        }
        (left.chars().count() <= BEFORE_STATUS).then(|| Self::Begins(left.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many marks belong together around the first one of a paragraph.
    fn together(text: &str) -> usize {
        let page = Page::new("a.md", format!("# A\n\n{text}\n").as_bytes());
        let block = page.blocks.iter().find(|block| block.text.starts_with('a'));
        let marks = block.and_then(|block| {
            let (start, end) = *block.marks.first()?;
            run(block, &(start as usize..end as usize))
        });
        marks.map_or(0, <[_]>::len)
    }

    #[test]
    fn each_word_and_sign_between_values_joins_them() {
        for between in [",", "/", "|", ";", "and", "or", ", and", ", or"] {
            assert_eq!(together(&format!("`a1` {between} `a2`")), 2, "{between}");
        }
        assert_eq!(together("`a1` nor `a2`"), 1);
    }
}
