//! Writing values as JSON.

use super::raw::key_as_written;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// A type that can be written as JSON.
pub trait Encode {
    /// Writes the value.
    fn encode(&self, out: &mut Writer);
}

/// Returns the JSON of a value. A number that JSON cannot represent (not a number, infinite) is written as `null`; a
/// request that contains one is refused before it is sent.
pub fn to_string<T: Encode + ?Sized>(value: &T) -> String {
    let mut out = Writer::new();
    value.encode(&mut out);
    out.into_string()
}

/// The key that is written for a name.
pub(super) fn key_of(name: &str) -> String {
    key_as_written(name).unwrap_or_else(|| to_string(name))
}

impl Encode for str {
    fn encode(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Encode for String {
    fn encode(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Encode for bool {
    fn encode(&self, out: &mut Writer) {
        out.raw(if *self { "true" } else { "false" });
    }
}

impl Encode for i64 {
    fn encode(&self, out: &mut Writer) {
        out.integer(*self);
    }
}

impl Encode for u64 {
    fn encode(&self, out: &mut Writer) {
        out.integer(*self);
    }
}

impl Encode for f64 {
    fn encode(&self, out: &mut Writer) {
        out.float(*self);
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, out: &mut Writer) {
        out.array(self);
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, out: &mut Writer) {
        out.array(self);
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, out: &mut Writer) {
        let mut object = out.object();
        object.rest_of(self, &[]);
        object.end();
    }
}

/// Writes `None` as `null`.
impl<T: Encode> Encode for Option<T> {
    fn encode(&self, out: &mut Writer) {
        match self {
            Some(value) => value.encode(out),
            None => out.raw("null"),
        }
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self, out: &mut Writer) {
        (**self).encode(out);
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, out: &mut Writer) {
        (**self).encode(out);
    }
}

/// A writer of JSON text.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    text: String,
    /// Tag field that the next object begins with.
    tag: Option<(String, String)>,
    not_finite: bool,
    /// Where the values begin that stay as they are, in order.
    kept: Vec<usize>,
}

impl Writer {
    /// Creates an empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the written text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }

    /// Returns the text written so far.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether a value that stays as it is begins at this byte.
    pub(super) fn is_kept(&self, at: usize) -> bool {
        self.kept.binary_search(&at).is_ok()
    }

    /// Returns whether a number was written that JSON cannot represent.
    #[must_use]
    pub fn has_not_finite(&self) -> bool {
        self.not_finite
    }

    /// Starts an object.
    #[must_use = "an object stays open until `end`"]
    pub fn object(&mut self) -> ObjectWriter<'_> {
        self.text.push('{');
        let tag = self.tag.take();
        let mut object = ObjectWriter {
            out: self,
            empty: true,
            tag: None,
        };
        if let Some((name, value)) = tag {
            object.field(&name, value.as_str());
            object.tag = Some(name);
        }
        object
    }

    /// Writes `inner`, which must write an object, with the field `tag` before its other fields. A field with the same
    /// name among its unknown fields is left out.
    pub fn tagged<T: Encode + ?Sized>(&mut self, tag: &str, value: &str, inner: &T) {
        self.tag = Some((tag.to_owned(), value.to_owned()));
        inner.encode(self);
        self.tag = None;
    }

    pub(super) fn array<T: Encode>(&mut self, items: &[T]) {
        self.items(items.iter());
    }

    pub(super) fn items<'i, T: Encode + ?Sized + 'i>(
        &mut self,
        items: impl IntoIterator<Item = &'i T>,
    ) {
        self.tag = None;
        self.text.push('[');
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            item.encode(self);
        }
        self.text.push(']');
    }

    pub(super) fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    /// Writes JSON that stays as it is, byte for byte.
    pub(super) fn keep(&mut self, json: &str) {
        self.kept.push(self.text.len());
        self.raw(json);
    }

    pub(super) fn integer(&mut self, value: impl fmt::Display) {
        // Writing to a `String` cannot fail.
        let _ = write!(self.text, "{value}");
    }

    pub(super) fn float(&mut self, value: f64) {
        if value.is_finite() {
            let _ = write!(self.text, "{value:?}");
        } else {
            self.not_finite = true;
            self.text.push_str("null");
        }
    }

    pub(super) fn string(&mut self, value: &str) {
        self.text.push('"');
        for character in value.chars() {
            match character {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '\0'..='\x1f' => {
                    let _ = write!(self.text, "\\u{:04x}", u32::from(character));
                }
                _ => self.text.push(character),
            }
        }
        self.text.push('"');
    }
}

/// A writer of the fields of an object, in the order in which they are written.
#[derive(Debug)]
#[must_use = "an object stays open until `end`"]
pub struct ObjectWriter<'w> {
    pub(super) out: &'w mut Writer,
    empty: bool,
    pub(super) tag: Option<String>,
}

impl ObjectWriter<'_> {
    /// Writes a field.
    pub fn field<T: Encode + ?Sized>(&mut self, name: &str, value: &T) {
        self.separate();
        self.out.string(name);
        self.out.text.push(':');
        value.encode(self.out);
    }

    pub(super) fn separate(&mut self) {
        if !self.empty {
            self.out.text.push(',');
        }
        self.empty = false;
    }

    /// Writes a field, or nothing if there is no value.
    pub fn optional<T: Encode>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// Writes a field, with `null` if there is no value.
    pub fn nullable<T: Encode>(&mut self, name: &str, value: &Option<T>) {
        self.field(name, value);
    }

    /// Writes the fields of a map. Those that the object has anyway are left out: they are known ones, or the tag.
    pub fn rest_of<T: Encode>(&mut self, rest: &BTreeMap<String, T>, known: &[&str]) {
        for (name, value) in rest {
            if !known.contains(&name.as_str()) && self.tag.as_deref() != Some(name) {
                self.separate();
                self.out.raw(&key_of(name));
                self.out.raw(":");
                value.encode(self.out);
            }
        }
    }

    /// Closes the object.
    pub fn end(self) {
        self.out.text.push('}');
    }
}
