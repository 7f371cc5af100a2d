//! Enums whose variants have names in contracts, each name written once.

/// A value that a word of the language stands for.
pub trait Choice: Copy + 'static {
    /// The words with their values.
    const CHOICES: &'static [(&'static str, Self)];
    /// The words alone.
    const WORDS: &'static [&'static str];
}

/// Returns the words of a table of choices.
pub const fn words<T, const N: usize>(choices: &'static [(&'static str, T)]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = choices[at].0;
        at += 1;
    }
    words
}

/// Declares an enum with the word of each variant, `Variant = "word"`, and the table of all of them.
#[doc(hidden)]
#[macro_export]
macro_rules! worded_enum {
    ($(#[$meta:meta])* pub enum $Enum:ident {
        $( $(#[$variant_meta:meta])* $Variant:ident = $word:literal, )+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Enum {
            $( $(#[$variant_meta])* $Variant, )+
        }

        impl $Enum {
            /// Every variant with its word.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($word, Self::$Variant)),+];

            /// Returns its word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$Variant => $word, )+
                }
            }
        }
    };
}

/// Declares an enum whose words stand in contracts. One that is public gives its words.
#[doc(hidden)]
#[macro_export]
macro_rules! named_enum {
    ($(#[$meta:meta])* pub enum $Enum:ident {
        $( $(#[$variant_meta:meta])* $Variant:ident = $name:literal, )+
    }) => {
        $crate::worded_enum! {
            $(#[$meta])*
            pub enum $Enum {
                $( $(#[$variant_meta])* $Variant = $name, )+
            }
        }
        $crate::named_enum!(choice $Enum { $( $Variant = $name, )+ });
    };
    ($(#[$meta:meta])* ($vis:vis) enum $Enum:ident {
        $( $(#[$variant_meta:meta])* $Variant:ident = $name:literal, )+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $Enum {
            $( $(#[$variant_meta])* $Variant, )+
        }
        $crate::named_enum!(choice $Enum { $( $Variant = $name, )+ });
    };
    (choice $Enum:ident { $( $Variant:ident = $name:literal, )+ }) => {
        impl $crate::contract::named::Choice for $Enum {
            const CHOICES: &'static [(&'static str, Self)] = &[$(($name, Self::$Variant)),+];
            const WORDS: &'static [&'static str] = &[$($name),+];
        }
    };
}
