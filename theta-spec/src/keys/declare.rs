//! The declaration of a table: its keys with their words and forms, written once.
//!
//! From it come the keys as data ([`Table`](super::Table)), the struct that the table is read into, and its reader.

use super::{Expect, Key};
use crate::source::{Span, Spanned};

/// What an entry of a declaration stands for.
#[derive(Clone, Copy)]
pub(crate) enum Keys {
    /// One key.
    One {
        expects: Expect,
        required: bool,
        /// What it means wherever it stands; empty when the declaration says it.
        doc: &'static str,
    },
    /// Keys that are read together.
    Group(&'static [Key]),
}

impl Keys {
    /// The key that an entry is by itself; of a group, one that is not used.
    pub(crate) const fn key(self, name: &'static str, words: &'static str) -> Key {
        let (expects, required, doc) = match self {
            Self::One {
                expects,
                required,
                doc,
            } => (expects, required, doc),
            Self::Group(_) => (Expect::Text, false, ""),
        };
        Key {
            name,
            expects,
            doc: if words.is_empty() { doc } else { words },
            required,
        }
    }

    /// The keys of a group, or the one key.
    pub(crate) const fn or(self, one: &'static [Key; 1]) -> &'static [Key] {
        match self {
            Self::One { .. } => one,
            Self::Group(keys) => keys,
        }
    }
}

/// Returns how many keys there are in all.
pub(crate) const fn count(pieces: &[&[Key]]) -> usize {
    let (mut sum, mut at) = (0, 0);
    while at < pieces.len() {
        sum += pieces[at].len();
        at += 1;
    }
    sum
}

/// Returns the keys one after another.
pub(crate) const fn join<const N: usize>(pieces: &[&[Key]]) -> [Key; N] {
    let mut keys = [Keys::Group(&[]).key("", ""); N];
    let (mut piece, mut from, mut at) = (0, 0, 0);
    while at < N {
        if from < pieces[piece].len() {
            keys[at] = pieces[piece][from];
            from += 1;
            at += 1;
        } else {
            piece += 1;
            from = 0;
        }
    }
    keys
}

/// What a key says, or that it says nothing.
pub(crate) trait Said: Clone {
    /// Where it says something; of several things, the first.
    fn place(&self) -> Option<Span>;

    /// This, or the other where it says nothing.
    fn or_that_of(self, other: &Self) -> Self {
        match self.place() {
            Some(_) => self,
            None => other.clone(),
        }
    }
}

impl<T: Clone> Said for Option<Spanned<T>> {
    fn place(&self) -> Option<Span> {
        self.as_ref().map(|one| one.span)
    }
}

impl<T: Clone> Said for Vec<Spanned<T>> {
    fn place(&self) -> Option<Span> {
        self.first().map(|one| one.span)
    }
}

impl<N: Clone, T: Clone> Said for Vec<(Spanned<N>, T)> {
    fn place(&self) -> Option<Span> {
        self.first().map(|(name, _)| name.span)
    }
}

/// Gives keys as data: `/// what it means`, `name: Form`, or `name("key"): Form` where the key is no name of Rust's.
macro_rules! keys {
    ($( $(#[doc = $doc:literal])* $field:ident $(($key:literal))? : $form:ty, )*) => {{
        use $crate::keys::{Key, declare, form::Entry};
        const PIECES: &[&[Key]] = &[$({
            const ONE: [Key; 1] = [<$form as Entry>::KEYS.key(
                declare::key!($field $($key)?),
                concat!($($doc),*).trim_ascii(),
            )];
            <$form as Entry>::KEYS.or(&ONE)
        }),*];
        const KEYS: [Key; declare::count(PIECES)] = declare::join(PIECES);
        &KEYS
    }};
}

/// The key of an entry.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// Declares keys that several tables have, and the struct that they are read into. What is `inherited` is taken over key
/// by key from a table that says it for several.
macro_rules! group {
    ($(#[doc = $doc:literal])+ inherited $Raw:ident { $( $(#[doc = $words:literal])* $field:ident : $form:ty, )* }) => {
        $crate::keys::declare::group! {
            $(#[doc = $doc])+
            $Raw { $( $(#[doc = $words])* $field: $form, )* }
        }

        impl $Raw {
            /// What is said here, and for the rest what the other says.
            pub(crate) fn or(self, other: &Self) -> Self {
                use $crate::keys::declare::Said as _;
                Self { $( $field: self.$field.or_that_of(&other.$field), )* }
            }

            /// Each key, with its place where it says something.
            pub(crate) fn places(&self) -> Vec<(&'static str, Option<$crate::source::Span>)> {
                use $crate::keys::declare::Said as _;
                vec![ $( (stringify!($field), self.$field.place()), )* ]
            }
        }
    };
    ($(#[doc = $doc:literal])+ $Raw:ident { $( $(#[doc = $words:literal])* $field:ident : $form:ty, )* }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $Raw {
            $( pub(crate) $field: <$form as $crate::keys::form::Entry>::Raw, )*
        }

        impl $crate::keys::form::Entry for $Raw {
            type Raw = Self;
            const KEYS: $crate::keys::declare::Keys = $crate::keys::declare::Keys::Group(
                $crate::keys::declare::keys! { $( $(#[doc = $words])* $field: $form, )* },
            );

            fn entry(
                reader: &mut $crate::keys::reader::Reader<'_>,
                view: &$crate::keys::reader::View<'_>,
                _: &str,
            ) -> Self {
                Self { $( $field: reader.get::<$form>(view, stringify!($field)), )* }
            }
        }
    };
}

/// Declares a table of the language, and the struct that it is read into.
///
/// `short for "key": Form` lets the value of that key stand in place of the whole table; what stands after `then` gets
/// the struct with what it was read from, and how much had been reported before.
macro_rules! table {
    (
        $(#[doc = $doc:literal])+
        $TABLE:ident at $path:literal => $Raw:ident $(short for $short:literal : $Short:ty)? {
            $( $(#[doc = $words:literal])* $field:ident $(($key:literal))? : $form:ty, )*
        }
        $( rules [ $($rule:expr),+ $(,)? ] )?
        $( then $then:path )?
    ) => {
        $(#[doc = $doc])+
        pub const $TABLE: $crate::keys::Table = $crate::keys::Table {
            path: $path,
            doc: concat!($($doc),+).trim_ascii(),
            keys: $crate::keys::declare::keys! { $( $(#[doc = $words])* $field $(($key))? : $form, )* },
            rules: &[ $($($rule),+)? ],
        };

        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $Raw {
            /// Its name, and where that stands.
            pub(crate) name: $crate::source::Spanned<String>,
            $( pub(crate) $field: <$form as $crate::keys::form::Entry>::Raw, )*
        }

        impl $crate::keys::form::Form for $Raw {
            type Raw = Self;
            type Held = Option<Self>;
            const EXPECTS: &'static $crate::keys::Expect = {
                use $crate::keys::Expect;
                const CHOICES: &[Expect] = &[
                    $( *<$Short as $crate::keys::form::Form>::EXPECTS, )?
                    Expect::Table(&$TABLE),
                ];
                if CHOICES.len() == 1 { &CHOICES[0] } else { &Expect::Any(CHOICES) }
            };

            fn read(
                reader: &mut $crate::keys::reader::Reader<'_>,
                slot: &$crate::keys::reader::Slot<'_, '_>,
            ) -> Option<Self> {
                let view = reader.open(slot, &$TABLE, &[ $($short)? ])?;
                Some(Self::read_from(reader, slot.name(), &view))
            }
        }

        impl $crate::keys::form::Held<Self> for $Raw {
            fn held(read: Option<Self>) -> Self {
                read.unwrap_or_default()
            }
        }

        impl $Raw {
            /// Reads what is in the table.
            pub(crate) fn read_from(
                reader: &mut $crate::keys::reader::Reader<'_>,
                name: $crate::source::Spanned<String>,
                view: &$crate::keys::reader::View<'_>,
            ) -> Self {
                let reported = reader.report.given();
                let raw = Self {
                    name,
                    $( $field: reader.get::<$form>(view, $crate::keys::declare::key!($field $($key)?)), )*
                };
                $( let raw = $then(raw, reader, view, reported); )?
                let _ = reported;
                raw
            }
        }

        impl $crate::keys::form::HasName for $Raw {
            fn name(&self) -> &$crate::source::Spanned<String> {
                &self.name
            }
        }
    };
}

pub(crate) use {group, key, keys, table};
