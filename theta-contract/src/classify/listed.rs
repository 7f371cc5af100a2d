//! Lists of failures in one body.

use super::{Outcome, Reading, scalar};
use crate::contract::{Contract, ErrorId, MAX_ITEMS, Pointer};
use crate::json::{Json, Received};
use std::borrow::Cow;

/// What one failure of a list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Its code.
    pub code: Option<String>,
    /// Its message.
    pub detail: Option<String>,
    /// Further texts that rows can match, by name.
    pub fields: Vec<(String, String)>,
}

impl Reading {
    /// Returns what the body says of each failure alone: one for each of a list, or else the reading itself.
    pub fn each(&self) -> impl Iterator<Item = Cow<'_, Self>> {
        let whole = self.items.is_empty().then_some(Cow::Borrowed(self));
        let items = self.items.iter().map(|item| {
            Cow::Owned(Self {
                shape: self.shape,
                code: item.code.clone(),
                detail: item.detail.clone(),
                fields: item.fields.clone(),
                request_id: self.request_id.clone(),
                retry_after_ms: self.retry_after_ms,
                headers: self.headers.clone(),
                items: Vec::new(),
            })
        });
        whole.into_iter().chain(items)
    }
}

/// The first failure that is a row by what it says, or else the first that is a row; of none, what is known of any.
pub(super) fn first(
    contract: &Contract,
    reading: &Reading,
    classify: impl Fn(&Reading) -> Outcome,
) -> Outcome {
    let by_text = |id: ErrorId| {
        let row = contract.error(id);
        row.code.is_some() || row.detail.is_some() || !row.fields.is_empty()
    };
    let mut said = None;
    for one in reading.each() {
        said = match (said, classify(&one)) {
            (_, Outcome::Row { id, captures }) if by_text(id) => {
                return Outcome::Row { id, captures };
            }
            (Some(row @ Outcome::Row { .. }), _) => Some(row),
            (Some(Outcome::Unknown(mut known)), Outcome::Unknown(more)) => {
                known.known_status |= more.known_status;
                known.known_code |= more.known_code;
                Some(Outcome::Unknown(known))
            }
            (_, outcome) => Some(outcome),
        };
    }
    said.unwrap_or(Outcome::Success)
}

/// Where a shape has its roles.
pub(super) struct Places<'c> {
    pub(super) code: &'c [Pointer],
    pub(super) message: &'c [Pointer],
    pub(super) fields: &'c [(String, Vec<Pointer>)],
    pub(super) optional: &'c [String],
    /// Whether a body may lack every role.
    pub(super) all_optional: bool,
}

impl Places<'_> {
    /// Reads the texts in a value that so many steps of the pointers lead to; `None` if it lacks a role it must have.
    pub(super) fn read(&self, value: Received<'_>, steps: usize) -> Option<Item> {
        let inside = |pointer: &Pointer| {
            let tokens = pointer.tokens.get(steps..)?.to_vec();
            value.pointer(&Pointer { tokens })
        };
        let may_lack =
            |role: &str| self.all_optional || self.optional.iter().any(|name| name == role);
        let string = |pointer: &Pointer| string(inside(pointer)?);
        let code = role(self.code, may_lack("code"), |pointer| {
            scalar(inside(pointer)?)
        })?;
        let detail = role(self.message, may_lack("message"), string)?;
        let mut fields = Vec::new();
        for (name, pointers) in self.fields {
            fields.extend(role(pointers, may_lack(name), string)?.map(|text| (name.clone(), text)));
        }
        Some(Item {
            code,
            detail,
            fields,
        })
    }

    /// Reads the failures of a list. One that lacks a role says nothing; `None` if all do, or if there is none, unless the
    /// body may lack every role.
    pub(super) fn items(&self, body: Received<'_>, each: &Pointer) -> Option<Vec<Item>> {
        let list = body.pointer(each).map(Received::items).unwrap_or_default();
        let items = list.into_iter().take(MAX_ITEMS);
        let items: Vec<Option<Item>> = items
            .map(|item| self.read(item, each.tokens.len() + 1))
            .collect();
        let has_shape = self.all_optional || items.iter().any(Option::is_some);
        has_shape.then(|| items.into_iter().map(Option::unwrap_or_default).collect())
    }
}

/// `None`: the body lacks a role it must have. `Some(None)`: the role is not there and need not be.
#[allow(clippy::option_option)] // the two kinds of absence are the point
fn role(
    pointers: &[Pointer],
    optional: bool,
    read: impl Fn(&Pointer) -> Option<String>,
) -> Option<Option<String>> {
    let found = pointers.iter().find_map(read);
    (found.is_some() || optional || pointers.is_empty()).then_some(found)
}

fn string(value: Received<'_>) -> Option<String> {
    match value.scalar()? {
        Json::String(text) => Some(text),
        _ => None,
    }
}
