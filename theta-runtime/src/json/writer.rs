//! The text that is being written.

use super::raw::key_name;
use super::{Encode, Extra};
use std::fmt::Write as _;

/// JSON text that is being written.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    text: String,
    /// Tag field that the next object begins with.
    tag: Option<(String, String)>,
    not_finite: bool,
}

impl Writer {
    /// Nothing written yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }

    /// Whether a number was written that JSON has no notation for.
    pub(crate) fn has_not_finite(&self) -> bool {
        self.not_finite
    }

    /// Begins an object.
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

    /// Writes `inner`, which must write an object, with the field `tag` before its own; a field of that name among
    /// its unknown ones is left out.
    pub fn tagged<T: Encode + ?Sized>(&mut self, tag: &str, value: &str, inner: &T) {
        self.tag = Some((tag.to_owned(), value.to_owned()));
        inner.encode(self);
        self.tag = None;
    }

    pub(super) fn array<T: Encode>(&mut self, items: &[T]) {
        self.tag = None;
        self.text.push('[');
        for (index, item) in items.iter().enumerate() {
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

    pub(super) fn integer(&mut self, value: i64) {
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

/// An object that is being written; fields stand in the order in which they are written.
#[derive(Debug)]
#[must_use = "an object stays open until `end`"]
pub struct ObjectWriter<'w> {
    out: &'w mut Writer,
    empty: bool,
    tag: Option<String>,
}

impl ObjectWriter<'_> {
    /// Writes a field.
    pub fn field<T: Encode + ?Sized>(&mut self, name: &str, value: &T) {
        self.separate();
        self.out.string(name);
        self.out.text.push(':');
        value.encode(self.out);
    }

    fn separate(&mut self) {
        if !self.empty {
            self.out.text.push(',');
        }
        self.empty = false;
    }

    /// Writes a field, or nothing when there is no value.
    pub fn optional<T: Encode>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// Writes a field, `null` when there is no value.
    pub fn nullable<T: Encode>(&mut self, name: &str, value: &Option<T>) {
        self.field(name, value);
    }

    /// Writes the fields that the contract does not know, as they came.
    pub fn rest(&mut self, extra: &Extra) {
        for (key, value) in extra.members() {
            if self.tag.as_deref().is_none_or(|tag| key_name(key) != tag) {
                self.separate();
                self.out.raw(key);
                self.out.text.push(':');
                self.out.raw(value.text());
            }
        }
    }

    /// Closes the object.
    pub fn end(self) {
        self.out.text.push('}');
    }
}
