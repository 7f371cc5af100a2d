//! Pages that are written line by line: Markdown and its kin, and text taken out of a page.

use super::block::Kind;
use super::builder::Builder;
use super::cut::head;
use super::inline::inline;
use super::line::{line_at, next_line};
use super::rich::Rich;
use super::tag::{Tag, level};
use super::{html, sample, tables};
use std::ops::Range;

/// Reads a page that is written line by line.
pub(super) fn read(builder: &mut Builder<'_>, is_text: bool) {
    let mut reader = Reader {
        at: 0,
        is_text,
        paragraph: None,
        items: Vec::new(),
        underlines: Vec::new(),
        tried: 0,
        line: 0..0,
        builder,
    };
    reader.front();
    while reader.at < reader.builder.page.len() {
        let before = reader.at;
        reader.line();
        if reader.at <= before {
            // What looked like something and was not: the line is text that belongs to nothing.
            let line = reader.line_at(before);
            reader.go_behind(&line);
        }
    }
    reader.flush();
}

struct Reader<'b, 'p> {
    builder: &'b mut Builder<'p>,
    at: usize,
    is_text: bool,
    /// The bytes of the paragraph that is being read.
    paragraph: Option<Range<usize>>,
    /// The indents of the items that are being read.
    items: Vec<usize>,
    /// Underlines of headings in the order in which they occurred, which is that of their levels.
    underlines: Vec<(char, bool)>,
    /// Up to where no JSON begins.
    tried: usize,
    /// The line that is being read: it may be as long as the page, and hold many elements.
    line: Range<usize>,
}

/// The longest tag and the longest loose sample that are looked for, in lines.
const MAX_LINES: usize = 80;

/// How far the end of an element is looked for that would be a word or a heading, in bytes.
const MAX_LOOK: usize = 4096;

impl<'p> Reader<'_, 'p> {
    fn page(&self) -> &'p str {
        self.builder.page
    }

    /// The bytes of the line at a place, without its end.
    fn line_at(&self, at: usize) -> Range<usize> {
        line_at(self.page(), at)
    }

    /// The line after that of a place; `None` at the end.
    fn next(&self, line: &Range<usize>) -> Option<Range<usize>> {
        next_line(self.page(), line)
    }

    fn go_behind(&mut self, line: &Range<usize>) {
        self.at = self.next(line).map_or(self.page().len(), |next| next.start);
    }

    fn flush(&mut self) {
        let Some(bytes) = self.paragraph.take() else {
            return;
        };
        let text = &self.page()[bytes.clone()];
        if text.contains("\n>") {
            let lines = text
                .split('\n')
                .map(|line| line.trim_start_matches(['>', ' ']));
            let text = inline(&lines.collect::<Vec<_>>().join("\n"));
            self.builder.add(&Kind::Paragraph, bytes, text);
            return;
        }
        // A term and, deeper, what is said of it.
        if let Some((first, second)) = text.split_once('\n') {
            let indent = |line: &str| line.len() - line.trim_start().len();
            let above = bytes.start - self.line_at(bytes.start).start;
            let deeper = indent(second) >= above + 2;
            let colon = second.trim_start().starts_with(": ");
            if (deeper || colon) && first.len() < 80 && !self.is_text {
                let middle = bytes.start + first.len() + 1;
                self.builder.inline(&Kind::Term, bytes.start..middle);
                let rest = inline(second.trim_start().trim_start_matches(": "));
                self.builder.add(&Kind::Definition, middle..bytes.end, rest);
                return;
            }
        }
        if let Some((term, said)) = text.split_once(":: ").or_else(|| text.split_once("::\n"))
            && !text.starts_with("..")
            && !term.contains(['\n', ' '])
        {
            let middle = bytes.start + term.len() + 2;
            self.builder.inline(&Kind::Term, bytes.start..middle - 2);
            self.builder.markup(middle - 2..middle);
            self.builder
                .add(&Kind::Definition, middle..bytes.end, inline(said));
            return;
        }
        self.builder.inline(&Kind::Paragraph, bytes);
    }

    /// What stands before the page proper, between two lines of hyphens.
    fn front(&mut self) {
        let page = self.page();
        let start = page.len() - page.trim_start_matches(['\u{feff}', '\n', '\r', ' ']).len();
        let mut line = self.line_at(start);
        if self.is_text || page[line.clone()].trim_end() != "---" {
            return;
        }
        let mut lines = Vec::new();
        while let Some(next) = self.next(&line) {
            if page[next.clone()].trim_end() == "---" {
                self.builder.markup(start..self.line_at(start).end);
                for line in lines {
                    self.builder.inline(&Kind::Meta, line);
                }
                self.builder.markup(next.clone());
                self.go_behind(&next);
                return;
            }
            lines.push(next.clone());
            line = next;
        }
    }

    fn line(&mut self) {
        let page = self.page();
        if !(self.line.start..self.line.end).contains(&self.at) {
            self.line = self.line_at(self.at);
        }
        let whole = self.line.clone();
        let begins = self.at == whole.start;
        // What is quoted is read as what it is.
        let mut start = self.at;
        let mut text = page[start..whole.end].trim_start();
        while let Some(inner) = text.strip_prefix('>').filter(|_| !self.is_text) {
            text = inner.trim_start();
        }
        start = whole.end - text.len();
        let text = text.trim_end();
        let line = start..start + text.len();
        if text.is_empty() {
            self.flush();
            self.builder.markup(whole.clone());
            self.go_behind(&whole);
            return;
        }
        let read = self.fence(&line, text)
            || self.import(&line, text)
            || self.heading(&line, text)
            || self.underlined(&line, text)
            || begins && self.table(&line, text)
            || self.item(&line, text)
            || self.element(&line, text)
            || self.json(&line, text);
        if !read {
            self.words(&line, text);
        }
    }

    fn fence(&mut self, line: &Range<usize>, text: &str) -> bool {
        let page = self.page();
        let mark = text.chars().next().unwrap_or(' ');
        let run = text.len() - text.trim_start_matches(mark).len();
        // AsciiDoc sets samples off with hyphens or dots, below a line in brackets.
        let ascii = matches!(mark, '-' | '.')
            && run >= 4
            && run == text.len()
            && self.paragraph.is_none()
            && {
                let before = page[..line.start].trim_end();
                before.ends_with(']')
                    && before
                        .lines()
                        .next_back()
                        .is_some_and(|line| line.starts_with('['))
            };
        let fence = matches!(mark, '`' | '~') && run >= 3;
        if !fence && !ascii {
            return false;
        }
        let info = text[run..].trim();
        if mark == '`' && info.contains('`') {
            return false;
        }
        self.flush();
        let info_start = line.end - info.len();
        self.builder.markup(line.start..info_start);
        if !info.is_empty() {
            self.builder.inline(&Kind::Info, info_start..line.end);
        }
        let mut last = line.clone();
        let start = self.next(line).map_or(page.len(), |next| next.start);
        let (mut end, mut behind) = (page.len(), page.len());
        while let Some(next) = self.next(&last) {
            let inner = page[next.clone()]
                .trim()
                .trim_start_matches('>')
                .trim_start();
            if inner.len() >= run && inner.chars().all(|c| c == mark) {
                end = next.start;
                behind = self.next(&next).map_or(page.len(), |after| after.start);
                break;
            }
            last = next;
        }
        let language = info.split([' ', '{', ',']).next().unwrap_or_default();
        sample::read(self.builder, start.min(end)..end, language);
        self.builder.markup(end..behind);
        self.at = behind;
        true
    }

    fn import(&mut self, line: &Range<usize>, text: &str) -> bool {
        let is_import = text.starts_with("import ") && text.contains([';', '\'', '"'])
            || text.starts_with("export ") && text.contains(['=', '{']);
        if self.is_text || !is_import || self.paragraph.is_some() {
            return false;
        }
        self.builder.add(&Kind::Meta, line.clone(), Rich::of(text));
        self.go_behind(line);
        true
    }

    fn heading(&mut self, line: &Range<usize>, text: &str) -> bool {
        let mark = if text.starts_with('#') { '#' } else { '=' };
        let words = text.trim_start_matches(mark);
        let level = text.len() - words.len();
        if !(1..=6).contains(&level) || !words.starts_with([' ', '\t']) || words.trim().is_empty() {
            return false;
        }
        let words = words.trim().trim_end_matches(mark).trim_end();
        if words.is_empty() || mark == '=' && words.starts_with('=') {
            return false;
        }
        self.flush();
        self.items.clear();
        let level = u8::try_from(level).unwrap_or(6);
        self.builder.heading(level, line.clone(), inline(words));
        self.go_behind(line);
        true
    }

    /// A heading with a line of punctuation below it, and perhaps another one above.
    fn underlined(&mut self, line: &Range<usize>, text: &str) -> bool {
        if self.paragraph.is_some() || self.is_text {
            return false;
        }
        let page = self.page();
        let (words, over) = match (rule(text), self.next(line)) {
            (Some(_), Some(words)) if !page[words.clone()].trim().is_empty() => (words, true),
            (None, _) => (line.clone(), false),
            _ => return false,
        };
        let Some(under) = self.next(&words) else {
            return false;
        };
        let title = page[words.clone()].trim();
        let Some(mark) =
            rule(page[under.clone()].trim_end()).filter(|mark| !over || rule(text) == Some(*mark))
        else {
            return false;
        };
        if title.starts_with(['|', '-', '*', '<', '+'])
            || title.contains("  ")
            || rule(title).is_some()
        {
            return false;
        }
        if !self.underlines.contains(&(mark, over)) {
            if mark == '-' && self.underlines.is_empty() {
                self.underlines.push(('=', false));
            }
            self.underlines.push((mark, over));
        }
        let level = self
            .underlines
            .iter()
            .position(|known| *known == (mark, over))
            .unwrap_or_default();
        let level = u8::try_from(level + 1).unwrap_or(6).min(6);
        self.items.clear();
        self.builder
            .heading(level, line.start..under.end, inline(title));
        self.go_behind(&under);
        true
    }

    fn table(&mut self, line: &Range<usize>, text: &str) -> bool {
        let Some(end) = tables::read(self.builder, line, text, self.is_text, |builder| {
            if let Some(bytes) = self.paragraph.take() {
                builder.inline(&Kind::Paragraph, bytes);
            }
        }) else {
            return false;
        };
        self.at = end;
        true
    }

    fn item(&mut self, line: &Range<usize>, text: &str) -> bool {
        let Some(words) = item(text) else {
            return false;
        };
        self.flush();
        let page = self.page();
        let indent = line.start - self.line.start;
        self.items.retain(|above| *above < indent);
        self.items.push(indent);
        let depth = u8::try_from(self.items.len()).unwrap_or(u8::MAX);
        let mut end = line.end;
        let mut last = line.clone();
        while let Some(next) = self.next(&last).filter(|_| !self.is_text) {
            let more = &page[next.clone()];
            let trimmed = more.trim();
            let goes_on = !trimmed.is_empty()
                && more.starts_with([' ', '\t'])
                && item(trimmed).is_none()
                && !trimmed.starts_with(['<', '#', '|', '{', '['])
                && !trimmed.starts_with("```");
            if !goes_on {
                break;
            }
            end = next.start + more.trim_end().len();
            last = next;
        }
        let first = line.end - words.len();
        // A tag that is open at the end of the item ends an element around it.
        let closed = self.closed(first..end);
        let text = inline(&page[first..closed.unwrap_or(end)]);
        self.builder.add(
            &Kind::Item { depth },
            line.start..closed.unwrap_or(end),
            text,
        );
        if let Some(closed) = closed {
            self.at = closed;
        } else {
            self.go_behind(&last);
        }
        true
    }

    /// Where a tag begins that ends an element around what is written there.
    fn closed(&self, bytes: Range<usize>) -> Option<usize> {
        let text = &self.page()[bytes.clone()];
        let mut at = 0;
        while let Some(found) = text[at..].find("</") {
            let start = at + found;
            let tag = Tag::at(text, start)?;
            let begun = text[..start].contains(&format!("<{}", tag.name));
            if !begun && !tag.is_inline() && self.builder.is_open(tag.name) {
                return Some(bytes.start + start);
            }
            at = tag.end;
        }
        None
    }

    fn element(&mut self, line: &Range<usize>, text: &str) -> bool {
        let page = self.page();
        if !text.starts_with('<') {
            return false;
        }
        if let Some(comment) = text.strip_prefix("<!--") {
            let found = page[line.end - comment.len()..].find("-->");
            let end = found.map_or(line.end, |found| line.end - comment.len() + found + 3);
            self.flush();
            self.builder.markup(line.start..end);
            self.at = end;
            return true;
        }
        let Some(tag) = Tag::at(page, line.start) else {
            return false;
        };
        if !(tag.is_component() || tag.is_block() || tag.name.contains('-')) || tag.is_inline() {
            return false;
        }
        let behind = if self.line.contains(&tag.end) {
            self.line.end
        } else {
            self.line_at(tag.end).end
        };
        let behind = head(&page[tag.end..behind], MAX_LOOK).trim();
        let closing = format!("</{}>", tag.name);
        // A component in the middle of a sentence is part of it.
        let is_word = tag.is_component()
            && !tag.is_end
            && if tag.is_empty {
                !behind.is_empty() && !behind.starts_with('<')
            } else {
                behind
                    .split_once(closing.as_str())
                    .is_some_and(|(_, after)| {
                        let after = after.trim();
                        !after.is_empty() && !after.starts_with('<')
                    })
            };
        if is_word {
            return false;
        }
        self.flush();
        if tag.is_end {
            self.builder.markup(line.start..tag.end);
            self.builder.close(tag.name);
            self.at = tag.end;
            return true;
        }
        if matches!(tag.name, "table" | "dl") {
            let found = page[tag.end..].find(&closing);
            let end = found.map_or(page.len(), |found| tag.end + found + closing.len());
            html::read(self.builder, line.start..end);
            self.at = end;
            return true;
        }
        let named = tag
            .attributes
            .iter()
            .find(|attribute| attribute.name == "as");
        let name = named.map_or(tag.name, |attribute| &page[attribute.value.clone()]);
        if let Some(level) = level(name)
            && let Some(end) = head(&page[tag.end..], MAX_LOOK).find(&closing)
        {
            let words = tag.end..tag.end + end;
            let text = inline(&page[words.clone()]);
            self.builder
                .heading(level, line.start..words.end + closing.len(), text);
            self.at = words.end + closing.len();
            return true;
        }
        if matches!(tag.name, "hr" | "li" | "p" | "div") && tag.attributes.is_empty() {
            self.builder.markup(line.start..tag.end);
        } else {
            self.builder.open(&tag, line.start, sample::json);
        }
        self.at = tag.end;
        true
    }

    /// A sample that nothing sets off.
    fn json(&mut self, line: &Range<usize>, text: &str) -> bool {
        if !text.starts_with(['{', '[']) || self.tried > line.start {
            return false;
        }
        let begins =
            matches!(text, "{" | "[") || text[1..].trim_start().starts_with(['"', '{', '}']);
        if !begins || text.starts_with("{\"") && text.ends_with("\"}") && !text.contains(':') {
            return false;
        }
        let page = self.page();
        let mut last = line.clone();
        let mut depth = 0_i64;
        for _ in 0..MAX_LINES {
            for byte in page[last.clone()].bytes() {
                depth +=
                    i64::from(matches!(byte, b'{' | b'[')) - i64::from(matches!(byte, b'}' | b']'));
            }
            if depth <= 0 {
                break;
            }
            let Some(next) = self.next(&last) else {
                break;
            };
            last = next;
        }
        if depth > 0 {
            self.tried = last.end;
            return false;
        }
        self.flush();
        let close = page[line.start..last.end]
            .rfind(['}', ']'])
            .map_or(last.end, |at| line.start + at + 1);
        sample::read(self.builder, line.start..close, "json");
        self.at = close;
        true
    }

    fn words(&mut self, line: &Range<usize>, text: &str) {
        if self.is_text {
            self.flush();
            match sample::pair(text, false)
                .filter(|(_, value, quoted)| *quoted && !value.is_empty())
            {
                Some(_) => sample::read(self.builder, line.clone(), ""),
                None => self.builder.inline(&Kind::Line, line.clone()),
            }
            self.go_behind(line);
            return;
        }
        if !self.page()[self.line.start..].starts_with([' ', '\t']) {
            self.items.clear();
        }
        let closed = self.closed(line.clone());
        let end = closed.unwrap_or(line.end);
        match &mut self.paragraph {
            Some(paragraph) => paragraph.end = end,
            None => self.paragraph = Some(line.start..end),
        }
        if let Some(closed) = closed {
            self.flush();
            self.at = closed;
        } else {
            self.go_behind(line);
        }
    }
}

/// The character of a line that only underlines.
fn rule(line: &str) -> Option<char> {
    let mark = line.chars().next()?;
    let fits = line.len() >= 3 && "=-~^\"'#*+".contains(mark) && line.chars().all(|c| c == mark);
    fits.then_some(mark)
}

/// The words of an item of a list.
fn item(text: &str) -> Option<&str> {
    let marker = match text.chars().next()? {
        c @ ('-' | '*' | '+' | '\u{2022}') => {
            // AsciiDoc repeats the mark for deeper items.
            let rest = text.trim_start_matches(c);
            let deeper = c == '*' && rest.starts_with(' ');
            if deeper {
                text.len() - rest.len()
            } else {
                c.len_utf8()
            }
        }
        c if c.is_ascii_digit() => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let ends = text[digits..].starts_with(['.', ')']);
            (ends && digits < 4).then_some(digits + 1)?
        }
        _ => return None,
    };
    let rest = &text[marker..];
    let words = rest.trim_start();
    (rest.len() > words.len() && !words.is_empty()).then_some(words)
}
