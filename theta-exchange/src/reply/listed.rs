//! Lists of failures in one reply.

use super::scalar;
use crate::reply::Reply;
use crate::site::meta::{Pointer, ShapeInfo};
use std::borrow::Cow;
use std::fmt;
use theta_json::Raw;

/// How many failures of a list are read.
const MAX: usize = 100;

/// What a failure says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item<'a> {
    pub(super) code: Option<Cow<'a, str>>,
    pub(super) detail: Option<Cow<'a, str>>,
    pub(super) fields: Vec<(&'static str, Cow<'a, str>)>,
}

impl<'a> Item<'a> {
    pub(super) fn of_text(text: &'a str) -> Self {
        Self {
            detail: Some(Cow::Borrowed(text)),
            ..Self::default()
        }
    }

    pub(super) fn into_owned(self) -> Item<'static> {
        let owned = |text: Option<Cow<'_, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        let fields = self.fields.into_iter();
        Item {
            code: owned(self.code),
            detail: owned(self.detail),
            fields: fields
                .map(|(name, text)| (name, Cow::Owned(text.into_owned())))
                .collect(),
        }
    }

    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        fields
            .find(|(known, _)| *known == name)
            .map(|(_, text)| text.as_ref())
    }
}

/// Where a shape has its roles.
pub(super) struct Places {
    /// Where the list is; the other pointers lead into its first item.
    pub(super) each: Option<Pointer>,
    fields: &'static [(&'static str, &'static [Pointer])],
    code: &'static [Pointer],
    message: &'static [Pointer],
    optional: &'static [&'static str],
    /// Whether a body may lack every role.
    all_optional: bool,
}

impl Places {
    pub(super) fn of(shape: &ShapeInfo, all_optional: bool) -> Self {
        let (each, fields) = each(shape);
        Self {
            each,
            fields,
            code: shape.code,
            message: shape.message,
            optional: shape.optional,
            all_optional,
        }
    }

    /// Reads the texts in a value that so many steps of the pointers lead to; `None` if it lacks a role it must have.
    pub(super) fn read<'a>(&self, value: Raw<'a>, steps: usize) -> Option<Item<'a>> {
        // `None` when the role is required and absent.
        let role = |name: &str, pointers: &[Pointer], read: fn(Raw<'a>) -> Option<Cow<'a, str>>| {
            let mut places = pointers.iter();
            let found = places.find_map(|pointer| read(value.at(pointer.get(steps..)?)?));
            let may_lack = self.all_optional || self.optional.contains(&name);
            (found.is_some() || pointers.is_empty() || may_lack).then_some(found)
        };
        let mut fields = Vec::with_capacity(self.fields.len());
        for (name, pointers) in self.fields {
            if let Some(found) = role(name, pointers, Raw::as_str)? {
                fields.push((*name, found));
            }
        }
        Some(Item {
            code: role("code", self.code, scalar)?,
            detail: role("message", self.message, Raw::as_str)?,
            fields,
        })
    }

    /// Reads the failures of a list. One that lacks a role says nothing; `None` if all do, or if there is none, unless the
    /// body may lack every role.
    pub(super) fn items<'a>(&self, body: Raw<'a>, each: Pointer) -> Option<Vec<Item<'a>>> {
        let list = body.at(each).and_then(|list| list.items().ok());
        let items = list.into_iter().flatten().take(MAX);
        let items: Vec<Option<Item<'a>>> =
            items.map(|item| self.read(item, each.len() + 1)).collect();
        let has_shape = self.all_optional || items.iter().any(Option::is_some);
        has_shape.then(|| items.into_iter().map(Option::unwrap_or_default).collect())
    }
}

/// Where the list of a shape is, and the further texts of the shape.
#[doc(hidden)]
#[must_use]
pub fn each(
    shape: &ShapeInfo,
) -> (
    Option<Pointer>,
    &'static [(&'static str, &'static [Pointer])],
) {
    match shape.fields {
        [(":each", [each]), fields @ ..] => (Some(*each), fields),
        fields => (None, fields),
    }
}

/// One of the failures that a reply reports: see [`Error::all`](crate::reply::error::Error::all).
///
/// Its texts are what the server sent, complete and unredacted, as those of the error itself. Its debug output omits them.
pub struct Reported<'e, E> {
    api: Option<&'e E>,
    code: Option<&'e str>,
    detail: Option<&'e str>,
    fields: &'e [(&'static str, Cow<'static, str>)],
}

impl<'e, E> Reported<'e, E> {
    pub(crate) fn alone(
        api: Option<&'e E>,
        code: Option<&'e str>,
        detail: Option<&'e str>,
    ) -> Self {
        Self {
            api,
            code,
            detail,
            fields: &[],
        }
    }

    /// Returns the documented failure; `None` if the contract does not document this one.
    #[must_use]
    pub fn api(&self) -> Option<&'e E> {
        self.api
    }

    /// Returns its code, byte for byte and unredacted.
    #[must_use]
    pub fn code(&self) -> Option<&'e str> {
        self.code
    }

    /// Returns its message, byte for byte and unredacted.
    #[must_use]
    pub fn detail(&self) -> Option<&'e str> {
        self.detail
    }

    /// Returns another named text of an item of a list, byte for byte and unredacted.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'e str> {
        let mut fields = self.fields.iter();
        fields
            .find(|(known, _)| *known == name)
            .map(|(_, text)| text.as_ref())
    }
}

/// Omits the texts, which may be private.
impl<E> fmt::Debug for Reported<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reported")
            .field("is_documented", &self.api.is_some())
            .field("code_len", &self.code.map(str::len))
            .field("detail_len", &self.detail.map(str::len))
            .finish_non_exhaustive()
    }
}

/// A failure of a list that is kept.
#[doc(hidden)]
#[derive(Clone)]
pub struct Kept<E> {
    pub api: Option<E>,
    said: Item<'static>,
}

#[doc(hidden)]
impl<E> Kept<E> {
    pub fn new(reply: &Reply<'_>, api: Option<E>) -> Self {
        let said = reply.reading.as_ref().map(|reading| reading.said.clone());
        Self {
            api,
            said: said.unwrap_or_default().into_owned(),
        }
    }

    pub(crate) fn reported(&self) -> Reported<'_, E> {
        Reported {
            api: self.api.as_ref(),
            code: self.said.code.as_deref(),
            detail: self.said.detail.as_deref(),
            fields: &self.said.fields,
        }
    }

    pub(crate) fn widen<A: From<E>>(self) -> Kept<A> {
        Kept {
            api: self.api.map(A::from),
            said: self.said,
        }
    }
}
