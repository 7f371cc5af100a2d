//! The values of a contract without their layout.

use super::{Edit, Refusal, Value};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// A value without its layout.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    Text(String),
    Integer(i64),
    Boolean(bool),
    List(Vec<Tree>),
    Table(BTreeMap<String, Tree>),
    /// A float, a date, a number beyond 64 bits: as written, since no edit writes one.
    Other(String),
}

impl Tree {
    pub(super) fn of(text: &str) -> Result<Self, Refusal> {
        let table =
            DeTable::parse(text).map_err(|error| Refusal::NotToml(error.message().to_owned()))?;
        Ok(Self::table(table.get_ref()))
    }

    fn table(table: &DeTable<'_>) -> Self {
        let entries = table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), Self::value(value.get_ref())));
        Self::Table(entries.collect())
    }

    fn value(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Boolean(value) => Self::Boolean(*value),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| Self::Other(number.to_string()), Self::Integer),
            DeValue::Float(number) => Self::Other(number.to_string()),
            DeValue::Datetime(when) => Self::Other(when.to_string()),
            DeValue::Array(items) => Self::List(
                items
                    .iter()
                    .map(|item| Self::value(item.get_ref()))
                    .collect(),
            ),
            DeValue::Table(table) => Self::table(table),
        }
    }

    fn of_value(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Integer(number) => Self::Integer(*number),
            Value::Boolean(value) => Self::Boolean(*value),
            Value::List(items) => Self::List(items.iter().map(Self::of_value).collect()),
            Value::Table(entries) => Self::of_entries(entries),
        }
    }

    fn of_entries(entries: &[(String, Value)]) -> Self {
        let entries = entries
            .iter()
            .map(|(key, value)| (key.clone(), Self::of_value(value)));
        Self::Table(entries.collect())
    }

    /// Makes an edit, which needs what it expects.
    pub(super) fn edit(&mut self, edit: &Edit) -> Result<(), Refusal> {
        match edit {
            Edit::Set { path, old, new } => {
                let mut at = self;
                for key in path {
                    let Self::Table(table) = at else {
                        return Err(Refusal::Absent);
                    };
                    at = table.get_mut(key).ok_or(Refusal::Absent)?;
                }
                if *at != Self::of_value(old) {
                    return Err(Refusal::Stale);
                }
                *at = Self::of_value(new);
            }
            Edit::Add { path, entries, .. } => {
                let Some((name, parents)) = path.split_last() else {
                    return Err(Refusal::NoPlace);
                };
                let mut at = self;
                for key in parents {
                    let Self::Table(table) = at else {
                        return Err(Refusal::NoPlace);
                    };
                    at = table
                        .entry(key.clone())
                        .or_insert_with(|| Self::Table(BTreeMap::new()));
                }
                let Self::Table(table) = at else {
                    return Err(Refusal::NoPlace);
                };
                if table.contains_key(name) {
                    return Err(Refusal::Present);
                }
                table.insert(name.clone(), Self::of_entries(entries));
            }
        }
        Ok(())
    }

    /// The path of the first value that differs.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        let (Self::Table(left), Self::Table(right)) = (self, other) else {
            return (self != other).then(String::new);
        };
        let mut keys: Vec<&String> = left.keys().chain(right.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().find_map(|key| {
            let inner = match (left.get(key), right.get(key)) {
                (Some(left), Some(right)) => left.difference(right)?,
                _ => String::new(),
            };
            Some(if inner.is_empty() {
                key.clone()
            } else {
                format!("{key}.{inner}")
            })
        })
    }
}
