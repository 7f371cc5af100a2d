//! What the documentation tells of an error in words, as data: for the reference and for OpenAPI.

use theta_spec::contract::{Category, ErrorRow};
use theta_spec::wording;

/// A fact about an error.
pub(crate) struct Told {
    /// What it is called in the reference.
    pub(crate) label: &'static str,
    /// What it is called in OpenAPI; empty where that says it in another form.
    pub(crate) key: &'static str,
    pub(crate) fact: fn(&ErrorRow) -> Fact<'_>,
}

/// The words of a fact.
pub(crate) enum Fact<'r> {
    /// One text, or none when it is empty.
    Text(&'r str),
    /// A text of our own.
    Said(String),
    /// One of these is so.
    Alternatives(&'r [String]),
    /// All of these are so.
    Names(&'r [String]),
}

/// In the order of the reference.
pub(crate) const OF_ERROR: &[Told] = &[
    Told {
        label: "Cause",
        key: "cause",
        fact: |row| Fact::Alternatives(&row.causes),
    },
    Told {
        label: "Fix",
        key: "fix",
        fact: |row| Fact::Alternatives(&row.fixes),
    },
    Told {
        label: "Try again",
        key: "",
        fact: |row| Fact::Said(wording::retry(row.retry).answer),
    },
    Told {
        label: "Tell the user",
        key: "tell_user",
        fact: |row| Fact::Text(&row.tell_user),
    },
    Told {
        label: "Deprecated",
        key: "",
        fact: |row| Fact::Text(wording::deprecated(row.deprecated.as_deref())),
    },
    Told {
        label: "Kind",
        key: "",
        fact: |row| Fact::Text(row.category.map_or("", Category::as_str)),
    },
    Told {
        label: "Also called",
        key: "aliases",
        fact: |row| Fact::Names(&row.aliases),
    },
];
