//! What an edit does to the values of a contract, whatever their layout.

use super::{Edit, Refusal, Value};
use toml::de::DeTable;

/// The values of a contract.
pub(super) fn of(text: &str) -> Result<Value, Refusal> {
    let table =
        DeTable::parse(text).map_err(|error| Refusal::NotToml(error.message().to_owned()))?;
    Ok(Value::of_table(table.get_ref()))
}

/// Makes an edit, which needs what it expects.
pub(super) fn edit(root: &mut Value, edit: &Edit) -> Result<(), Refusal> {
    match edit {
        Edit::Set { path, old, new } => {
            let mut at = root;
            for key in path {
                let Value::Table(table) = at else {
                    return Err(Refusal::Absent);
                };
                at = table.get_mut(key).ok_or(Refusal::Absent)?;
            }
            if at != old {
                return Err(Refusal::Stale);
            }
            at.clone_from(new);
        }
        Edit::Add { path, entries, .. } => {
            let (name, parents) = path.split_last().ok_or(Refusal::NoPlace)?;
            let mut at = root;
            for key in parents {
                let Value::Table(table) = at else {
                    return Err(Refusal::NoPlace);
                };
                let empty = || Value::Table(std::collections::BTreeMap::new());
                at = table.entry(key.clone()).or_insert_with(empty);
            }
            let Value::Table(table) = at else {
                return Err(Refusal::NoPlace);
            };
            let new = Value::Table(entries.iter().cloned().collect());
            if table.insert(name.clone(), new).is_some() {
                return Err(Refusal::Present);
            }
        }
    }
    Ok(())
}

/// The path of the first value that differs.
pub(super) fn difference(one: &Value, other: &Value) -> Option<String> {
    let (Value::Table(left), Value::Table(right)) = (one, other) else {
        return (one != other).then(String::new);
    };
    left.keys().chain(right.keys()).find_map(|key| {
        let inner = match (left.get(key), right.get(key)) {
            (Some(left), Some(right)) => difference(left, right)?,
            _ => String::new(),
        };
        Some(format!("{key}.{inner}").trim_end_matches('.').to_owned())
    })
}
