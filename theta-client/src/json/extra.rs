//! Fields that the contract does not know.

use super::Json;
use std::collections::BTreeMap;

/// The fields of an object that the contract does not know, by name, each kept byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    fields: BTreeMap<String, Json>,
}

impl Extra {
    /// No fields.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            fields: BTreeMap::new(),
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.fields.get(name)
    }

    /// Adds a field, and returns the one it replaces.
    pub fn insert(&mut self, name: impl Into<String>, value: Json) -> Option<Json> {
        self.fields.insert(name.into(), value)
    }

    /// The fields, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// Of several fields of one name the last counts.
impl FromIterator<(String, Json)> for Extra {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(fields: I) -> Self {
        Self {
            fields: fields.into_iter().collect(),
        }
    }
}
