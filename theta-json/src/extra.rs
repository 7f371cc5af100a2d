//! Unknown fields.

use super::encode::key_of;
use super::raw::key_name;
use super::{Encode, Json, ObjectWriter, Raw, Writer};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// The fields of an object that the contract does not know, preserved byte for byte, including their names.
///
/// They are stored as the received text, and parsed only when a field is accessed. A name with half a surrogate pair,
/// which a string cannot hold, is here as it is written in JSON, behind a U+FFFF.
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Kept>>);

#[derive(Clone)]
struct Kept {
    /// An object of them.
    text: String,
    /// The same by name, once one was asked for.
    fields: OnceLock<BTreeMap<String, Json>>,
}

static NONE: BTreeMap<String, Json> = BTreeMap::new();

impl Extra {
    /// Creates an `Extra` without fields.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// Returns the field with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.fields().get(name)
    }

    /// Adds a field, and returns the one that it replaces.
    pub fn insert(&mut self, name: impl Into<String>, value: Json) -> Option<Json> {
        let name = name.into();
        let replaced = self.get(&name).cloned();
        let mut fields = match &mut self.0 {
            Some(kept) => kept.fields.take().unwrap_or_default(),
            None => BTreeMap::new(),
        };
        if replaced.is_some() {
            let mut others = Self::new();
            for (key, value) in self.members() {
                if key_name(key) != name {
                    others.push(key, value.text());
                }
            }
            *self = others;
        }
        self.push(&key_of(&name), value.as_str());
        fields.insert(name, value);
        if let Some(kept) = &mut self.0 {
            kept.fields = fields.into();
        }
        replaced
    }

    /// Returns the fields, sorted by name; if several have the same name, only the last.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.fields()
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// Returns the number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields().len()
    }

    /// Returns whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    fn fields(&self) -> &BTreeMap<String, Json> {
        let Some(kept) = &self.0 else {
            return &NONE;
        };
        kept.fields.get_or_init(|| {
            self.members()
                .map(|(key, value)| (key_name(key).into_owned(), Json::from(value)))
                .collect()
        })
    }

    fn text(&self) -> &str {
        self.0.as_ref().map_or("{}", |kept| &kept.text)
    }

    /// The fields in the order of the document, including duplicates, with each key as written.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, Raw<'_>)> {
        Raw::trusted(self.text()).fields()
    }

    /// Adds a field by its texts; which names there are is found out anew.
    pub(super) fn push(&mut self, key: &str, value: &str) {
        self.open().extend([key, ":", value, "}"]);
    }

    /// Adds fields as they stand in an object, with what is between them.
    pub(super) fn push_all(&mut self, members: &str) {
        self.open().extend([members, "}"]);
    }

    /// The text of all fields, up to where the next one begins.
    fn open(&mut self) -> &mut String {
        let kept = self.0.get_or_insert_with(|| {
            Box::new(Kept {
                text: String::from("{"),
                fields: OnceLock::new(),
            })
        });
        kept.fields.take();
        // All but an opening bracket alone ends with a closing one.
        if kept.text.pop() == Some('}') {
            kept.text.push(',');
        } else {
            kept.text.push('{');
        }
        &mut kept.text
    }

    pub(super) fn reserve(&mut self, len: usize) {
        if let Some(kept) = &mut self.0 {
            kept.text.reserve(len);
        }
    }

    pub(super) fn shrink(&mut self) {
        if let Some(kept) = &mut self.0 {
            kept.text.shrink_to_fit();
        }
    }
}

impl ObjectWriter<'_> {
    /// Writes unknown fields as they were received.
    pub fn rest(&mut self, extra: &Extra) {
        for (key, value) in extra.members() {
            if self.tag.as_deref().is_none_or(|tag| key_name(key) != tag) {
                self.separate();
                self.out.raw(key);
                self.out.raw(":");
                self.out.keep(value.text());
            }
        }
    }
}

impl Encode for Extra {
    fn encode(&self, out: &mut Writer) {
        let mut object = out.object();
        object.rest(self);
        object.end();
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text() || self.fields() == other.fields()
    }
}

impl Eq for Extra {}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extra")
            .field("fields", self.fields())
            .finish()
    }
}

/// If several fields have the same name, the last one is used.
impl FromIterator<(String, Json)> for Extra {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(fields: I) -> Self {
        let mut extra = Self::new();
        for (name, value) in fields {
            extra.insert(name, value);
        }
        extra
    }
}
