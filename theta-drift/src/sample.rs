//! Samples: JSON and what looks like it, comments, commas too many and missing quotes included.

use super::block::Kind;
use super::builder::Builder;
use super::rich::Rich;
use std::ops::Range;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 64;

/// How often all of a sample may be looked at in search of where JSON begins.
const MAX_LOOKS: usize = 4;

/// Reads a sample without words on what it is.
pub(super) fn json(builder: &mut Builder<'_>, bytes: Range<usize>) {
    read(builder, bytes, "");
}

/// Reads a sample: the values of its JSON, and line by line what else there is.
pub(super) fn read(builder: &mut Builder<'_>, bytes: Range<usize>, info: &str) {
    let page = builder.page;
    let yaml = matches!(info.trim(), "yaml" | "yml");
    let mut budget = bytes.len().saturating_mul(MAX_LOOKS);
    let mut record = builder.record();
    let mut at = bytes.start;
    let mut indents: Vec<(usize, &str)> = Vec::new();
    while at < bytes.end {
        let rest = &page[at..bytes.end];
        let line_end = at + rest.find('\n').map_or(rest.len(), |found| found + 1);
        let line = &page[at..line_end];
        let start = at + (line.len() - line.trim_start().len());
        if line.trim_start().starts_with(['{', '[']) && budget > 0 {
            let mut reader = Reader::new(page, start, bytes.end);
            let ends = reader.value();
            budget = budget.saturating_sub(reader.at - start);
            if ends && !reader.leaves.is_empty() {
                let leaves = reader.leaves;
                let end = reader.at;
                let last = leaves.len() - 1;
                let mut from = start;
                let mut item = 0;
                for (index, leaf) in leaves.into_iter().enumerate() {
                    // The items of a list are things of their own.
                    if leaf.item != item {
                        item = leaf.item;
                        record = builder.record();
                    }
                    let until = if index == last { end } else { leaf.end };
                    let kind = Kind::Leaf {
                        pointer: leaf.pointer.into(),
                    };
                    builder.add_to(record, &kind, from..until, Rich::of(&leaf.text));
                    from = until;
                }
                at = end;
                record = builder.record();
                continue;
            }
        }
        match pair(line, yaml) {
            Some((key, value, quoted)) => {
                let indent = start - at;
                indents.retain(|(above, _)| *above < indent);
                let pointer = if yaml {
                    let above = indents.iter().map(|(_, key)| *key);
                    format!("/{}", above.chain([key]).collect::<Vec<_>>().join("/"))
                } else {
                    format!("?/{key}")
                };
                indents.push((indent, key));
                let text = if quoted {
                    unescaped(value)
                } else {
                    value.to_owned()
                };
                if text.trim().is_empty() {
                    builder.add_to(record, &Kind::Code, at..line_end, Rich::of(line));
                } else {
                    let kind = Kind::Leaf {
                        pointer: pointer.into(),
                    };
                    builder.add_to(record, &kind, at..line_end, Rich::of(&text));
                }
            }
            None if line.trim().is_empty() => builder.markup(at..line_end),
            None => builder.add_to(record, &Kind::Code, at..line_end, Rich::of(line)),
        }
        at = line_end;
    }
}

/// The key and the value of a line such as `"code": "x",`, and whether the value is in quotes. A number before the key
/// is that of the line.
pub(super) fn pair(line: &str, yaml: bool) -> Option<(&str, &str, bool)> {
    let line = line.trim();
    let line = line.strip_prefix("- ").filter(|_| yaml).unwrap_or(line);
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let line = if numbered.starts_with(' ') {
        numbered.trim_start()
    } else {
        line
    };
    let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (key, rest) = if let Some(quote) = quote {
        line[1..].split_once(quote)?
    } else {
        let end =
            line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '.')))?;
        line.split_at(end)
    };
    let value = rest.trim_start().strip_prefix(':')?;
    if key.is_empty() || key.contains(' ') && quote.is_none() {
        return None;
    }
    let value = value.trim();
    let inner = value.trim_end_matches([',', ';']).trim_end();
    for quote in ['"', '\'', '`'] {
        let quoted = inner
            .strip_prefix(quote)
            .and_then(|inner| inner.strip_suffix(quote));
        if let Some(text) = quoted {
            return (!text.contains("\", \"")).then_some((key, text, true));
        }
    }
    let is_scalar = inner.parse::<f64>().is_ok() || matches!(inner, "true" | "false" | "null");
    (yaml && !value.starts_with(['{', '[', '|', '>', '&', '*']) && value.len() == inner.len()
        || is_scalar && quote.is_some())
    .then_some((key, inner, false))
}

struct Leaf {
    pointer: String,
    /// The number of the item, if the sample is a list.
    item: usize,
    text: String,
    /// The byte after it.
    end: usize,
}

/// A reader of JSON that lets pass what people write in samples.
struct Reader<'p> {
    page: &'p str,
    at: usize,
    end: usize,
    pointer: String,
    item: usize,
    leaves: Vec<Leaf>,
}

impl<'p> Reader<'p> {
    fn new(page: &'p str, at: usize, end: usize) -> Self {
        Self {
            page,
            at,
            end,
            pointer: String::new(),
            item: 0,
            leaves: Vec::new(),
        }
    }

    fn rest(&self) -> &'p str {
        &self.page[self.at..self.end]
    }

    fn peek(&self) -> Option<u8> {
        self.rest().bytes().next()
    }

    /// Passes blanks, comments and ellipses.
    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let passed = if trimmed.starts_with("//") || trimmed.starts_with("# ") {
                trimmed.find('\n').unwrap_or(trimmed.len())
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |found| found + 2)
            } else if trimmed.starts_with("...") {
                3
            } else if trimmed.starts_with('\u{2026}') {
                '\u{2026}'.len_utf8()
            } else {
                return;
            };
            self.at += passed;
        }
    }

    /// Reads an object or an array; whether it ends.
    fn value(&mut self) -> bool {
        // Each open container with the length of the pointer to it.
        let mut open: Vec<(bool, usize)> = Vec::new();
        loop {
            self.blanks();
            let Some(byte) = self.peek() else {
                return false;
            };
            match byte {
                b'{' | b'[' if open.len() < MAX_DEPTH => {
                    if let Some((false, length)) = open.last() {
                        self.pointer.truncate(*length);
                        self.pointer.push_str("/*");
                    }
                    open.push((byte == b'{', self.pointer.len()));
                    self.at += 1;
                    self.blanks();
                    if matches!(self.peek(), Some(b'}' | b']')) {
                        let text = if byte == b'{' { "{}" } else { "[]" };
                        self.leaf(text.to_owned(), 1);
                    }
                }
                b'}' | b']' => {
                    let Some((object, _)) = open.pop() else {
                        return false;
                    };
                    if object != (byte == b'}') {
                        return false;
                    }
                    self.at += 1;
                    if open.is_empty() {
                        return true;
                    }
                }
                b',' | b';' => {
                    self.item += usize::from(open.len() == 1 && !open[0].0);
                    self.at += 1;
                    // The next value begins behind it.
                    if let Some(last) = self.leaves.last_mut() {
                        last.end = self.at;
                    }
                }
                _ => {
                    let Some((object, length)) = open.last().copied() else {
                        return false;
                    };
                    self.pointer.truncate(length);
                    if object {
                        let Some(key) = self.key() else {
                            return false;
                        };
                        self.pointer.push('/');
                        self.pointer.push_str(&key);
                        self.blanks();
                        if matches!(self.peek(), Some(b'{' | b'[')) {
                            continue;
                        }
                    } else {
                        self.pointer.push_str("/*");
                    }
                    if !self.scalar() {
                        return false;
                    }
                }
            }
        }
    }

    fn key(&mut self) -> Option<String> {
        let key = if let quote @ (b'"' | b'\'') = self.peek()? {
            self.quoted(quote)?
        } else {
            let rest = self.rest();
            let end =
                rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-')))?;
            self.at += end;
            (end > 0).then(|| rest[..end].to_owned())?
        };
        self.blanks();
        self.rest().strip_prefix(':')?;
        self.at += 1;
        Some(key)
    }

    fn quoted(&mut self, quote: u8) -> Option<String> {
        let rest = self.rest();
        let mut escaped = false;
        let close = rest.bytes().enumerate().skip(1).find_map(|(at, byte)| {
            let ends = byte == quote && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends.then_some(at)
        });
        let Some(close) = close else {
            self.at = self.end;
            return None;
        };
        self.at += close + 1;
        Some(unescaped(&rest[1..close]))
    }

    fn scalar(&mut self) -> bool {
        let Some(byte) = self.peek() else {
            return false;
        };
        if matches!(byte, b'"' | b'\'' | b'`') {
            let Some(text) = self.quoted(byte) else {
                return false;
            };
            self.leaf(text, 0);
            return true;
        }
        // A number, a word, or a placeholder such as <id> or string.
        let rest = self.rest();
        let end = rest.find([',', '}', ']', '\n']).unwrap_or(rest.len());
        let text = rest[..end].split("//").next().unwrap_or_default().trim();
        if text.is_empty() || text.len() > 120 || text.contains(['{', '"', '\'']) {
            return false;
        }
        let text = text.to_owned();
        self.at += end;
        self.leaf(text, 0);
        true
    }

    fn leaf(&mut self, text: String, more: usize) {
        let text = if text.trim().is_empty() {
            "\"\"".to_owned()
        } else {
            text
        };
        self.leaves.push(Leaf {
            pointer: self.pointer.clone(),
            item: self.item,
            text,
            end: self.at + more,
        });
    }
}

/// A text in quotes, as it is meant.
fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'r' | 't') => out.push(' '),
            Some('u') => {
                let rest = chars.as_str();
                let code = rest
                    .get(..4)
                    .and_then(|hex| u32::from_str_radix(hex, 16).ok());
                if let Some(c) = code.and_then(char::from_u32) {
                    out.push(c);
                    chars = rest[4..].chars();
                } else {
                    out.push_str("\\u");
                }
            }
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}
