//! What stands inside a line of Markdown and its kin.

use super::rich::Rich;
use super::tag::{Tag, decoded};

/// The text of a stretch of a page.
pub(super) fn inline(raw: &str) -> Rich {
    let mut reader = Reader {
        raw,
        brackets: brackets(raw),
        segments: Vec::new(),
        open: Vec::new(),
        unclosed: Vec::new(),
        targets: Vec::new(),
    };
    reader.read();
    let mut rich = Rich::default();
    for segment in &reader.segments {
        match segment {
            Segment::Text(text) => rich.push(text),
            Segment::Open(_, true) => rich.open(),
            // A tag without its end shows nothing, a star without another one is a star.
            Segment::Open(literal, false) if literal.starts_with('<') => {}
            Segment::Open(literal, false) => rich.push(literal),
            Segment::Close => rich.close(),
            Segment::Code(text) => {
                rich.open();
                rich.push(text);
                rich.close();
            }
        }
    }
    rich
}

enum Segment<'r> {
    Text(String),
    /// The beginning of a mark, if it has an end; otherwise what is written there.
    Open(&'r str, bool),
    Close,
    Code(&'r str),
}

struct Reader<'r> {
    raw: &'r str,
    /// Brackets and those that close them, sorted.
    brackets: Vec<(usize, usize)>,
    segments: Vec<Segment<'r>>,
    /// Segments that may be the beginning of a mark.
    open: Vec<usize>,
    /// Lengths of runs of backticks that have no end from here on.
    unclosed: Vec<usize>,
    /// Where the words of the links end that are being read, and the bytes after their targets.
    targets: Vec<(usize, usize)>,
}

/// How many open marks are looked at for the beginning of one that ends.
const MAX_OPEN: usize = 16;

/// The longest target of a link, in bytes.
const MAX_TARGET: usize = 1024;

fn brackets(raw: &str) -> Vec<(usize, usize)> {
    if !raw.contains("](") && !raw.contains("][") {
        return Vec::new();
    }
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    let mut escaped = false;
    for (at, byte) in raw.bytes().enumerate() {
        match byte {
            _ if escaped => {}
            b'[' => open.push(at),
            b']' => pairs.extend(open.pop().map(|start| (start, at))),
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    pairs.sort_unstable();
    pairs
}

impl<'r> Reader<'r> {
    fn text(&mut self, text: &str) {
        if let Some(Segment::Text(last)) = self.segments.last_mut() {
            last.push_str(text);
        } else {
            self.segments.push(Segment::Text(text.to_owned()));
        }
    }

    fn read(&mut self) {
        let mut at = 0;
        while at < self.raw.len() {
            if let Some((_, after)) = self.targets.pop_if(|(close, _)| *close <= at) {
                at = at.max(after);
                continue;
            }
            let rest = &self.raw[at..];
            let special = ['\\', '`', '<', '{', '[', ']', '!', '*', '_', '&'];
            let plain = rest.find(special).unwrap_or(rest.len());
            if plain > 0 {
                self.text(&rest[..plain]);
                at += plain;
                continue;
            }
            at = self.step(at).max(at + 1);
        }
    }

    /// Reads what begins with a special character, which is a single byte.
    fn step(&mut self, at: usize) -> usize {
        let rest = &self.raw[at..];
        let bytes = rest.as_bytes();
        let read = match bytes[0] {
            b'\\' => bytes.get(1).filter(|b| b.is_ascii_punctuation()).map(|_| {
                self.text(&rest[1..2]);
                2
            }),
            b'`' => Some(self.code(at)),
            b'<' => self.tag(at),
            b'{' => self.braces(rest),
            b'!' if bytes.get(1) == Some(&b'[') => self.link(at + 1).map(|length| length + 1),
            b'[' => self.link(at),
            b'*' | b'_' => Some(self.emphasis(at)),
            b'&' => self.entity(rest),
            _ => None,
        };
        at + read.unwrap_or_else(|| {
            self.text(&rest[..1]);
            1
        })
    }

    fn code(&mut self, at: usize) -> usize {
        let rest = &self.raw[at..];
        let run = rest.len() - rest.trim_start_matches('`').len();
        let mut from = run;
        while !self.unclosed.contains(&run) {
            let Some(found) = rest[from..].find('`') else {
                self.unclosed.push(run);
                break;
            };
            let start = from + found;
            let length = rest[start..].len() - rest[start..].trim_start_matches('`').len();
            if length == run {
                self.segments.push(Segment::Code(rest[run..start].trim()));
                return start + run;
            }
            from = start + length;
        }
        self.text(&rest[..run]);
        run
    }

    fn tag(&mut self, at: usize) -> Option<usize> {
        let rest = &self.raw[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            return comment.find("-->").map(|found| found + 7);
        }
        if rest.starts_with("<http://")
            || rest.starts_with("<https://")
            || rest.starts_with("<mailto:")
        {
            let close = rest.find('>')?;
            self.text(&rest[1..close]);
            return Some(close + 1);
        }
        let tag = Tag::at(self.raw, at)?;
        if !tag.is_known() {
            return None;
        }
        let length = tag.end - at;
        if tag.name.eq_ignore_ascii_case("br") {
            self.text(" ");
        } else if tag.marks() && !tag.is_empty {
            if tag.is_end {
                self.end_of_mark(|literal| literal.starts_with('<'));
            } else {
                self.begin(&self.raw[at..tag.end]);
            }
        } else {
            for attribute in tag
                .attributes
                .iter()
                .filter(|it| it.is_seen() && tag.is_component())
            {
                self.text(" ");
                self.text(&decoded(&self.raw[attribute.value.clone()]));
                self.text(" ");
            }
        }
        Some(length)
    }

    fn braces(&mut self, rest: &'r str) -> Option<usize> {
        if let Some(comment) = rest.strip_prefix("{/*") {
            return comment.find("*/}").map(|found| found + 6);
        }
        if rest.starts_with("{#") || rest.starts_with("{:") {
            let close = rest.find('}')?;
            let is_id = rest[2..close]
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b" ._#:-".contains(&b));
            return is_id.then_some(close + 1);
        }
        let quote = rest[1..]
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let close = 2 + rest[2..].find(quote)?;
        if rest.as_bytes().get(close + 1) != Some(&b'}') {
            return None;
        }
        self.text(if close == 2 { " " } else { &rest[2..close] });
        Some(close + 2)
    }

    fn link(&mut self, at: usize) -> Option<usize> {
        let found = self
            .brackets
            .binary_search_by_key(&at, |(open, _)| *open)
            .ok()?;
        let (_, close) = self.brackets[found];
        let rest = self.raw.get(close + 1..)?;
        let target = match rest.as_bytes().first()? {
            b'(' => target(rest)?,
            b'[' => {
                let next = self
                    .brackets
                    .binary_search_by_key(&(close + 1), |(open, _)| *open)
                    .ok()?;
                let (open, close) = self.brackets[next];
                close + 1 - open
            }
            _ => return None,
        };
        self.targets.push((close, close + 1 + target));
        Some(1)
    }

    fn emphasis(&mut self, at: usize) -> usize {
        let rest = &self.raw[at..];
        let first = &rest[..1];
        let run = rest.len() - rest.trim_start_matches(first).len();
        let before = self.raw[..at].chars().next_back().unwrap_or(' ');
        let after = rest[run..].chars().next().unwrap_or(' ');
        let is_word = |c: char| c.is_alphanumeric();
        let under = first == "_";
        let literal = &rest[..run];
        let ends = !(before.is_whitespace() || under && is_word(after));
        if ends && self.end_of_mark(|open| open == literal) {
            return run;
        }
        let begins = !(after.is_whitespace() || under && is_word(before));
        if begins && run < 4 {
            self.begin(literal);
        } else {
            self.text(literal);
        }
        run
    }

    fn begin(&mut self, literal: &'r str) {
        self.open.push(self.segments.len());
        self.segments.push(Segment::Open(literal, false));
    }

    fn end_of_mark(&mut self, is_its: impl Fn(&str) -> bool) -> bool {
        for at in (0..self.open.len()).rev().take(MAX_OPEN) {
            let segment = self.open[at];
            let Segment::Open(literal, closed) = &mut self.segments[segment] else {
                continue;
            };
            if is_its(literal) {
                *closed = true;
                self.open.truncate(at);
                self.segments.push(Segment::Close);
                return true;
            }
        }
        false
    }

    fn entity(&mut self, rest: &str) -> Option<usize> {
        let name = rest[1..]
            .bytes()
            .take(32)
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#');
        let end = 1 + name.count();
        (rest.as_bytes().get(end) == Some(&b';')).then(|| {
            self.text(&decoded(&rest[..=end]));
            end + 1
        })
    }
}

/// The length of the target of a link, parentheses included.
fn target(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    for (at, byte) in rest.bytes().enumerate().take(MAX_TARGET) {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'[' | b'\n' => return None,
            _ => {}
        }
    }
    None
}
