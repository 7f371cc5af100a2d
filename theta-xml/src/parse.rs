//! Reading XML.

use crate::text::{begins_name, continues_name, is_allowed, local, reference};
use std::borrow::Cow;
use std::fmt;

/// How deep elements may nest.
pub const MAX_DEPTH: usize = 100;

/// How many elements a document may have.
pub const MAX_ELEMENTS: usize = 1_000_000;

/// An element, without what is no data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) elements: Vec<Element>,
    /// The pieces of text in it, as one.
    pub(crate) text: String,
    /// Whether it says that it is nothing.
    pub(crate) is_nil: bool,
}

/// A text is no XML that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlError {
    what: &'static str,
    at: usize,
}

impl XmlError {
    /// Returns what is there, with an article.
    #[must_use]
    pub fn what(&self) -> &'static str {
        self.what
    }
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not XML that is read: {} at byte {}", self.what, self.at)
    }
}

impl std::error::Error for XmlError {}

/// Returns the charset that a document declares, if its beginning is readable as ASCII.
#[must_use]
pub fn encoding(body: &[u8]) -> Option<&str> {
    const LONGEST: usize = 200;
    let declaration = body.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).take(LONGEST);
    let end = end.into_iter().position(|two| two == b"?>")?;
    let declaration = std::str::from_utf8(declaration.get(..end)?).ok()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, _) = rest.get(1..)?.split_once(quote)?;
    Some(name)
}

/// Reads a document.
///
/// # Errors
///
/// When it is not well-formed, has a document type or a reference to an entity of its own, or exceeds a limit.
pub fn parse(text: &str) -> Result<Element, XmlError> {
    let mut reader = Reader {
        text: text.strip_prefix('\u{feff}').unwrap_or(text),
        at: 0,
    };
    // Names of open elements as written, beside what is read of them.
    let mut open: Vec<(&str, Element)> = Vec::new();
    let mut root: Option<Element> = None;
    let mut count = 0_usize;
    loop {
        let rest = reader.rest();
        if rest.is_empty() {
            break;
        }
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            let text = unescaped(&rest[..end], false);
            let text = text.map_err(|what| reader.error(what))?;
            match open.last_mut() {
                Some((_, element)) => element.text.push_str(&text),
                None if text.trim_ascii().is_empty() => {}
                None => return Err(reader.error("text outside of the root")),
            }
            reader.at += end;
        } else if rest.starts_with("<!--") {
            reader.past(4, "-->", "a comment without an end")?;
        } else if rest.starts_with("<?") {
            reader.past(2, "?>", "an instruction without an end")?;
        } else if rest.starts_with("<![CDATA[") {
            let text = reader.past(9, "]]>", "a section without an end")?;
            let text = lines(text);
            if !text.chars().all(is_allowed) {
                return Err(reader.error("a character that XML cannot hold"));
            }
            let (_, element) = open
                .last_mut()
                .ok_or_else(|| reader.error("text outside of the root"))?;
            element.text.push_str(&text);
        } else if rest.starts_with("<!") {
            return Err(reader.error("a document type"));
        } else if rest.starts_with("</") {
            reader.at += 2;
            let name = reader.name()?;
            reader.space();
            reader.expect(">")?;
            let closed = open.pop().filter(|(open, _)| *open == name);
            let (_, element) = closed.ok_or_else(|| reader.error("an end of another element"))?;
            close(element, &mut open, &mut root);
        } else {
            count += 1;
            if root.is_some() {
                return Err(reader.error("a second root"));
            }
            if open.len() >= MAX_DEPTH || count > MAX_ELEMENTS {
                return Err(reader.error("more elements than are read"));
            }
            reader.at += 1;
            let name = reader.name()?;
            let element = reader.attributes(name)?;
            if reader.skip("/>") {
                close(element, &mut open, &mut root);
            } else {
                reader.expect(">")?;
                open.push((name, element));
            }
        }
    }
    if !open.is_empty() {
        return Err(reader.error("the end of the text in an element"));
    }
    root.ok_or_else(|| reader.error("no element"))
}

/// Puts an element that has ended where it belongs.
fn close(element: Element, open: &mut [(&str, Element)], root: &mut Option<Element>) {
    match open.last_mut() {
        Some((_, parent)) => parent.elements.push(element),
        None => *root = Some(element),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn error(&self, what: &'static str) -> XmlError {
        XmlError { what, at: self.at }
    }

    fn skip(&mut self, text: &str) -> bool {
        let is_there = self.rest().starts_with(text);
        if is_there {
            self.at += text.len();
        }
        is_there
    }

    fn expect(&mut self, text: &str) -> Result<(), XmlError> {
        if self.skip(text) {
            Ok(())
        } else {
            Err(self.error("a broken tag"))
        }
    }

    fn space(&mut self) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        self.at += rest.len() - trimmed.len();
        trimmed.len() < rest.len()
    }

    /// Skips `begin` bytes and everything up to the end, and returns what is between.
    fn past(
        &mut self,
        begin: usize,
        end: &str,
        without: &'static str,
    ) -> Result<&'t str, XmlError> {
        let inner = self.rest().get(begin..).unwrap_or_default();
        let (inner, _) = inner.split_once(end).ok_or_else(|| self.error(without))?;
        self.at += begin + inner.len() + end.len();
        Ok(inner)
    }

    /// Reads a name, prefix included.
    fn name(&mut self) -> Result<&'t str, XmlError> {
        let rest = self.rest();
        let end = rest.find(|c| !(continues_name(c) || c == ':'));
        let name = &rest[..end.unwrap_or(rest.len())];
        let mut parts = name.split(':');
        let is_name = parts.clone().count() <= 2 && parts.all(|part| part.starts_with(begins_name));
        if !is_name {
            return Err(self.error("a broken name"));
        }
        self.at += name.len();
        Ok(name)
    }

    /// Reads the attributes of an element.
    fn attributes(&mut self, name: &str) -> Result<Element, XmlError> {
        /// More are a mistake, and each is compared with all others.
        const MOST: usize = 1_000;
        let mut element = Element {
            name: local(name).to_owned(),
            ..Element::default()
        };
        let mut names: Vec<&str> = Vec::new();
        while self.space() && self.rest().starts_with(begins_name) {
            let name = self.name()?;
            self.space();
            self.expect("=")?;
            self.space();
            let quote = self.rest().chars().next();
            let quote = match quote {
                Some('"') => "\"",
                Some('\'') => "'",
                _ => return Err(self.error("a broken attribute")),
            };
            let written = self.past(1, quote, "an attribute without an end")?;
            if names.contains(&name) || names.len() >= MOST || written.contains('<') {
                return Err(self.error("a broken attribute"));
            }
            names.push(name);
            let value = unescaped(written, true).map_err(|what| self.error(what))?;
            match name.split_once(':') {
                _ if name == "xmlns" => {}
                Some(("xmlns" | "xml", _)) => {}
                Some((_, "nil")) => element.is_nil = matches!(value.trim(), "true" | "1"),
                _ => {
                    let known = element.attributes.iter();
                    // Two that differ in their prefixes alone: the first counts.
                    if !known.clone().any(|(known, _)| known == local(name)) {
                        element.attributes.push((local(name).to_owned(), value));
                    }
                }
            }
        }
        Ok(element)
    }
}

/// Returns a text with its references replaced and its line ends made one; in an attribute they are spaces.
fn unescaped(text: &str, in_attribute: bool) -> Result<String, &'static str> {
    let text = lines(text);
    let text: Cow<'_, str> = if in_attribute {
        Cow::Owned(text.replace(['\n', '\t'], " "))
    } else {
        text
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = after.split_once(';').ok_or("a broken reference")?;
        out.push(reference(name).ok_or("a reference to an entity")?);
        rest = after;
    }
    out.push_str(rest);
    if out.chars().all(is_allowed) {
        Ok(out)
    } else {
        Err("a character that XML cannot hold")
    }
}

fn lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
