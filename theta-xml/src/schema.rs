//! What a type says of the JSON that an element stands for.

/// What is expected of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Any,
    /// Nothing, and of several elements with one name only the first is read.
    First,
    /// A text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`; in XML also `1` and `0`.
    Boolean,
    /// As many elements as there are.
    List,
    /// Elements and attributes by name.
    Object,
}

/// A type, as far as it changes what an element stands for.
pub trait Schema: Copy {
    /// Returns what is expected.
    fn kind(self) -> Kind;

    /// Returns the type of an item of a list.
    fn item(self) -> Option<Self>;

    /// Returns the type of a member of an object.
    fn member(self, name: &str) -> Option<Self>;

    /// Returns the members of an object that are lists and must be there, which XML leaves out when they are empty.
    fn lists(self) -> Vec<String>;
}

/// Nothing is known.
impl Schema for () {
    fn kind(self) -> Kind {
        Kind::Any
    }

    fn item(self) -> Option<Self> {
        None
    }

    fn member(self, _: &str) -> Option<Self> {
        None
    }

    fn lists(self) -> Vec<String> {
        Vec::new()
    }
}

/// A document that pointers lead into.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Firsts;

impl Schema for Firsts {
    fn kind(self) -> Kind {
        Kind::First
    }

    fn item(self) -> Option<Self> {
        None
    }

    fn member(self, name: &str) -> Option<Self> {
        (name != "#text").then_some(Self)
    }

    fn lists(self) -> Vec<String> {
        Vec::new()
    }
}
