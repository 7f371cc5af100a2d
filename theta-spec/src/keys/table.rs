//! What a table of the language is, as data.

mod expect;

pub use expect::{Expect, Names, Notation};

/// A table of the language.
#[derive(Debug)]
pub struct Table {
    /// How it is written, with capitals for a name of the author's: `errors.NAME`.
    pub path: &'static str,
    /// What it holds.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// Which of them go together.
    pub rules: &'static [Rule],
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What its value must be.
    pub expects: Expect,
    /// What it means.
    pub doc: &'static str,
    /// Whether the table is an error without it.
    pub required: bool,
}

/// Which keys of a table go together.
///
/// The parser has a diagnostic of its own for each of the first four; the other three are about keys that would mean
/// nothing where they stand, and are read from here.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Exactly one of these is there.
    One(&'static [&'static str]),
    /// At least one of these is there.
    Some(&'static [&'static str]),
    /// At most one of these is there.
    Most(&'static [&'static str]),
    /// With the first, the second is there too.
    With(&'static str, &'static str),
    /// The first mean nothing beside any of the second.
    Apart(&'static [&'static str], &'static [&'static str]),
    /// The first mean something only beside the second.
    Beside(&'static [&'static str], &'static str),
    /// The first mean nothing where the second is the third.
    Unless(&'static [&'static str], &'static str, &'static str),
    /// The first mean something only where the second is one of the third.
    Where(
        &'static [&'static str],
        &'static str,
        &'static [&'static str],
    ),
}
