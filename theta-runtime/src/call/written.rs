//! Values written as text: parameters of which the contract says how, and forms.

use crate::call::param::Param;
use crate::call::{Call, Draft, Place};
use crate::site::encoded::push_encoded;
use crate::site::refusal::Refusal;
use http::{HeaderName, HeaderValue};
use std::fmt::Write as _;
use theta_json::{Encode, Kind, Raw};

/// What the value of a whole body is called.
const BODY: &str = "body";

impl Call {
    /// Fills in the next path parameter, which may hold slashes.
    pub fn path_slashes<T: Param + ?Sized>(&mut self, value: &T) {
        let name = self.next_param();
        self.push_path_text();
        for text in self.values(name, value, Place::Param) {
            // Each of these would be another path, or another host.
            let is_step = text.split('/').any(|part| matches!(part, "." | ".."));
            if text.is_empty() || text.starts_with('/') || is_step {
                let value = text.clone();
                self.refuse(Refusal::PathSegment { name, value }, Place::Param);
            }
            for (at, part) in text.split('/').enumerate() {
                if at > 0 {
                    self.path.push('/');
                }
                push_encoded(&mut self.path, part);
            }
        }
    }

    /// Fills in the next path parameter as the layout says.
    pub fn path_as<T: Encode + ?Sized>(&mut self, value: &T, layout: &Layout) {
        let name = self.next_param();
        self.push_path_text();
        let pairs = self.pairs(name, value, layout, Place::Param);
        let mut text = String::new();
        for pair in &pairs {
            pair.write(&mut text, push_encoded);
        }
        self.push_segment(name, &text);
    }

    /// Fills in the next path parameter with JSON.
    pub fn path_json<T: Encode + ?Sized>(&mut self, value: &T) {
        let name = self.next_param();
        self.push_path_text();
        let json = self.encode(name, value);
        push_encoded(&mut self.path, &json);
    }

    /// Adds query parameters as the layout says; whether there is one.
    pub fn query_as<T: Encode + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        layout: &Layout,
    ) -> bool {
        let pairs = self.pairs(name, value, layout, Place::Param);
        for pair in &pairs {
            self.push_query(&pair.name);
            pair.write(&mut self.query, push_encoded);
        }
        !pairs.is_empty()
    }

    /// Adds a query parameter that is JSON.
    pub fn query_json<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        let json = self.encode(name, value);
        self.push_query(name);
        push_encoded(&mut self.query, &json);
    }

    /// Adds headers as the layout says; whether there is one.
    pub fn header_as<T: Encode + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        layout: &Layout,
    ) -> bool {
        let json = ascii(self.encode(name, value));
        let pairs = self.pairs_of(name, &json, layout, Place::Param);
        for pair in &pairs {
            match pair.plain() {
                Ok(text) => self.push_header(name, &text),
                Err(Unwritable(text)) => {
                    self.refuse(Refusal::Unwritable { name, text }, Place::Param);
                }
            }
        }
        !pairs.is_empty()
    }

    /// Adds a header that is JSON.
    pub fn header_json<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        let json = ascii(self.encode(name, value));
        self.push_header(name, &json);
    }

    /// Sends a form.
    pub fn form<T: Encode + ?Sized>(&mut self, value: &T, layout: &Layout) {
        let json = self.encode(BODY, value);
        let mut pairs = Vec::new();
        let written = Raw::parse(&json)
            .map_err(|_| Unwritable(json.clone()))
            .and_then(|value| layout.form(value, &mut pairs));
        if let Err(Unwritable(text)) = written {
            self.refuse(Refusal::Unwritable { name: BODY, text }, Place::Text);
        }
        let mut form = String::new();
        for pair in &pairs {
            if !form.is_empty() {
                form.push('&');
            }
            push_form(&mut form, &pair.name);
            form.push('=');
            pair.write(&mut form, push_form);
        }
        self.body = Draft::Whole(form, "application/x-www-form-urlencoded");
    }

    /// Sends a form, or nothing.
    pub fn form_opt<T: Encode>(&mut self, value: &Option<T>, layout: &Layout) {
        if let Some(value) = value {
            self.form(value, layout);
        }
    }

    fn pairs<T: Encode + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        layout: &Layout,
        place: Place,
    ) -> Vec<Pair> {
        let json = self.encode(name, value);
        self.pairs_of(name, &json, layout, place)
    }

    fn pairs_of(
        &mut self,
        name: &'static str,
        json: &str,
        layout: &Layout,
        place: Place,
    ) -> Vec<Pair> {
        let mut pairs = Vec::new();
        let written = Raw::parse(json)
            .map_err(|_| Unwritable(json.to_owned()))
            .and_then(|value| layout.pairs(name, value, &mut pairs));
        if let Err(Unwritable(text)) = written {
            self.refuse(Refusal::Unwritable { name, text }, place);
        }
        pairs
    }

    pub(super) fn push_query(&mut self, name: &str) {
        self.query
            .push(if self.query.is_empty() { '?' } else { '&' });
        push_encoded(&mut self.query, name);
        self.query.push('=');
    }

    /// Adds a text that is encoded already.
    fn push_segment(&mut self, name: &'static str, text: &str) {
        if matches!(text, "" | "." | "..") {
            let value = text.to_owned();
            self.refuse(Refusal::PathSegment { name, value }, Place::Param);
        }
        self.path.push_str(text);
    }

    pub(super) fn push_header(&mut self, name: &'static str, text: &str) {
        // A server takes blanks off the ends, and in what charset it reads other characters nobody knows.
        let is_read_as_it_is = text.is_ascii() && text.trim_matches([' ', '\t']) == text;
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(text),
        ) {
            (Ok(name), Ok(value)) if is_read_as_it_is => {
                self.headers.append(name, value);
            }
            _ => self.refuse(Refusal::HeaderValue { name }, Place::Param),
        }
    }
}

/// The same JSON in ASCII, which is all that a header carries.
fn ascii(json: String) -> String {
    if json.is_ascii() {
        return json;
    }
    let mut out = String::with_capacity(json.len() * 2);
    for character in json.chars() {
        if character.is_ascii() {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// Which pairs of a name and a text a value becomes.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// How a list is written.
    pub lists: Lists,
    /// How an object is written.
    pub nested: Nested,
    /// The text that stands for null; without one, null is not written.
    pub null: Option<&'static str>,
}

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// `a=1&a=2`
    Repeat,
    /// `a=1,2`
    Comma,
    /// `a=1|2`
    Pipe,
    /// `a=1 2`
    Space,
    /// `a[]=1`; items that are objects or lists are numbered.
    Brackets,
    /// `a[0]=1`
    Indices,
    /// `a=[1,2]`
    Json,
}

/// How an object is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nested {
    /// `a[b]=1`
    Brackets,
    /// `a.b=1`
    Dots,
    /// `b=1`
    Fields,
    /// `a=b,1,c,2`
    Comma,
    /// `a=b=1,c=2`
    Pairs,
    /// `a={"b":1}`
    Json,
}

/// A name, and the texts that are written behind it with a separator between them.
pub(super) struct Pair {
    pub(super) name: String,
    /// Each with the key before it, if it has one.
    pub(super) items: Vec<(Option<String>, String)>,
    /// `None` if there is one item at most.
    pub(super) separator: Option<char>,
}

/// A text that cannot be written, because it would be read as something else.
pub(super) struct Unwritable(pub(super) String);

type Written = Result<(), Unwritable>;

impl Layout {
    /// Adds the pairs of a value.
    pub(super) fn pairs(&self, name: &str, value: Raw<'_>, out: &mut Vec<Pair>) -> Written {
        match value.kind() {
            Kind::Null => {
                if let Some(text) = self.null {
                    out.push(one(name, text.to_owned()));
                }
                Ok(())
            }
            Kind::Boolean | Kind::Number | Kind::String => {
                out.push(one(name, text(value)?));
                Ok(())
            }
            Kind::Array => self.list(name, value, out),
            Kind::Object => self.object(name, value, out),
        }
    }

    /// Adds the pairs of a form, which is an object.
    pub(super) fn form(&self, value: Raw<'_>, out: &mut Vec<Pair>) -> Written {
        for (key, member) in entries(value)? {
            self.pairs(&key, member, out)?;
        }
        Ok(())
    }

    fn list(&self, name: &str, value: Raw<'_>, out: &mut Vec<Pair>) -> Written {
        let separator = match self.lists {
            Lists::Json => {
                out.push(one(name, value.text().to_owned()));
                return Ok(());
            }
            Lists::Comma => ',',
            Lists::Pipe => '|',
            Lists::Space => ' ',
            Lists::Repeat | Lists::Brackets | Lists::Indices => {
                for (at, item) in items(value)?.enumerate() {
                    let nests = matches!(item.kind(), Kind::Array | Kind::Object);
                    let name = match self.lists {
                        Lists::Repeat => name.to_owned(),
                        Lists::Brackets if !nests => format!("{name}[]"),
                        _ => format!("{name}[{at}]"),
                    };
                    self.pairs(&name, item, out)?;
                }
                return Ok(());
            }
        };
        let texts = items(value)?.filter_map(|item| match item.kind() {
            Kind::Null => self.null.map(|text| Ok((None, text.to_owned()))),
            _ => Some(text(item).map(|text| (None, text))),
        });
        Self::joined(name, texts.collect::<Result<_, _>>()?, separator, out)
    }

    fn object(&self, name: &str, value: Raw<'_>, out: &mut Vec<Pair>) -> Written {
        let members = entries(value)?;
        match self.nested {
            Nested::Json => {
                out.push(one(name, value.text().to_owned()));
                Ok(())
            }
            Nested::Brackets => {
                for (key, member) in members {
                    let key = without(&key, &['[', ']'])?;
                    self.pairs(&format!("{name}[{key}]"), member, out)?;
                }
                Ok(())
            }
            Nested::Dots => {
                for (key, member) in members {
                    let key = without(&key, &['.', '[', ']'])?;
                    self.pairs(&format!("{name}.{key}"), member, out)?;
                }
                Ok(())
            }
            Nested::Fields => {
                for (key, member) in members {
                    self.pairs(&key, member, out)?;
                }
                Ok(())
            }
            Nested::Comma | Nested::Pairs => {
                let mut items = Vec::new();
                for (key, member) in members {
                    let member = match (member.kind(), self.null) {
                        (Kind::Null, None) => continue,
                        (Kind::Null, Some(text)) => text.to_owned(),
                        _ => text(member)?,
                    };
                    if self.nested == Nested::Comma {
                        items.extend([(None, key.into_owned()), (None, member)]);
                    } else {
                        items.push((Some(key.into_owned()), member));
                    }
                }
                Self::joined(name, items, ',', out)
            }
        }
    }

    /// Texts in one pair. In an address a comma inside a text is encoded and the separator is not; the other separators
    /// are always encoded, so that a text must not have them.
    fn joined(
        name: &str,
        items: Vec<(Option<String>, String)>,
        separator: char,
        out: &mut Vec<Pair>,
    ) -> Written {
        if separator != ','
            && let Some((_, text)) = items.iter().find(|(_, text)| text.contains(separator))
        {
            return Err(Unwritable(text.clone()));
        }
        // An empty list is not written: it would be a list of one empty text.
        if !items.is_empty() {
            out.push(Pair {
                name: name.to_owned(),
                items,
                separator: Some(separator),
            });
        }
        Ok(())
    }
}

impl Pair {
    /// Writes the texts, each with `push`, and the separators between them.
    pub(super) fn write(&self, out: &mut String, push: fn(&mut String, &str)) {
        for (at, (key, text)) in self.items.iter().enumerate() {
            match self.separator {
                Some(',') if at > 0 => out.push(','),
                Some(separator) if at > 0 => push(out, separator.encode_utf8(&mut [0; 4])),
                _ => {}
            }
            if let Some(key) = key {
                push(out, key);
                out.push('=');
            }
            push(out, text);
        }
    }

    /// The texts where nothing is encoded, so that none of them may have a separator.
    pub(super) fn plain(&self) -> Result<String, Unwritable> {
        if self.separator.is_some() {
            for (key, text) in &self.items {
                let has_separator = text.contains(',');
                let cuts = |key: &String| key.contains([',', '=']);
                if has_separator || key.as_ref().is_some_and(cuts) {
                    return Err(Unwritable(text.clone()));
                }
            }
        }
        let mut out = String::new();
        self.write(&mut out, String::push_str);
        Ok(out)
    }
}

fn one(name: &str, text: String) -> Pair {
    Pair {
        name: name.to_owned(),
        items: vec![(None, text)],
        separator: None,
    }
}

/// The text of a value that is no list and no object; a whole number is written without a fraction.
fn text(value: Raw<'_>) -> Result<String, Unwritable> {
    let written = value.text();
    match value.kind() {
        Kind::String => value
            .as_str()
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(|| Unwritable(written.to_owned())),
        Kind::Number => Ok(written.strip_suffix(".0").unwrap_or(written).to_owned()),
        Kind::Array | Kind::Object => Err(Unwritable(written.to_owned())),
        Kind::Null | Kind::Boolean => Ok(written.to_owned()),
    }
}

/// A key without what separates names; one that has it would be read as several.
fn without<'k>(key: &'k str, separators: &[char]) -> Result<&'k str, Unwritable> {
    if key.is_empty() || key.contains(separators) {
        return Err(Unwritable(key.to_owned()));
    }
    Ok(key)
}

fn items(value: Raw<'_>) -> Result<impl Iterator<Item = Raw<'_>>, Unwritable> {
    value
        .items()
        .map_err(|_| Unwritable(value.text().to_owned()))
}

fn entries(
    value: Raw<'_>,
) -> Result<impl Iterator<Item = (std::borrow::Cow<'_, str>, Raw<'_>)>, Unwritable> {
    value
        .entries()
        .map_err(|_| Unwritable(value.text().to_owned()))
}

/// Encodes as browsers encode a form: all but letters, digits and `*-._`, with `+` for a space.
pub(super) fn push_form(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => crate::site::encoded::push_hex(out, byte),
        }
    }
}
