//! What the value of a key may be.

use super::Table;
use std::fmt;

/// What the value of a key may be. `Display` says it in words: `a string`.
#[derive(Clone, Copy, Debug)]
pub enum Expect {
    /// Any text.
    Text,
    /// A whole number that is not negative.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Only `true`.
    True,
    /// Only `false`.
    False,
    /// A TOML date without a time.
    Date,
    /// The version of the language: this number.
    Version(u64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Text with a form of its own.
    Notation(Notation),
    /// One of it, or a list of it.
    Many(&'static Expect),
    /// A list of it.
    List(&'static Expect),
    /// A table with keys of the language.
    Table(&'static Table),
    /// A table of the author's names, and what each stands for.
    Map(Names, &'static Expect),
    /// Any of these.
    Any(&'static [Expect]),
}

/// Text with a form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// A number and a unit: `60s`.
    Duration,
    /// The name of a header: `x-api-key`.
    Header,
    /// A path with parameters in braces: `/v1/voices/{id}`.
    Path,
    /// A JSON pointer, or an empty text for the whole body.
    Place,
    /// A JSON pointer: `/error/code`.
    Pointer,
    /// A number and a unit: `25 MB`.
    Size,
    /// A status, as a number, a class of them: `"5xx"`, or `"default"`.
    Status,
    /// A text with holes: `at most {limit:int} characters`.
    Template,
    /// A type: `[Word]`.
    Type,
}

impl Notation {
    /// Every notation.
    pub const ALL: &'static [Self] = &[
        Self::Duration,
        Self::Header,
        Self::Path,
        Self::Place,
        Self::Pointer,
        Self::Size,
        Self::Status,
        Self::Template,
        Self::Type,
    ];

    /// Units of a duration with their milliseconds.
    pub const DURATIONS: &'static [(&'static str, u64)] = &[
        ("ms", 1),
        ("s", 1_000),
        ("m", 60_000),
        ("h", 3_600_000),
        ("d", 86_400_000),
    ];

    /// Units of a size with their bytes. `MB` is a million bytes, as SI has it; `MiB` is 2^20.
    pub const SIZES: &'static [(&'static str, u64)] = &[
        ("B", 1),
        ("kB", 1_000),
        ("KB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
    ];
}

/// What the names in a table of the author's may be.
#[derive(Clone, Copy, Debug)]
pub enum Names {
    /// Lower-case letters, digits and `_`, beginning with a letter.
    Snake,
    /// Letters and digits, beginning with a capital.
    Pascal,
    /// Names as they are on the wire: any text.
    Wire,
    /// These words, each with what it means.
    Words(&'static [(&'static str, &'static str)]),
    /// Texts of a notation.
    Notation(Notation),
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("a string"),
            Self::Integer | Self::Version(_) => f.write_str("an integer"),
            Self::Number => f.write_str("a number"),
            Self::Boolean => f.write_str("a boolean"),
            Self::True => f.write_str("`true`"),
            Self::False => f.write_str("`false`"),
            Self::Date => f.write_str("a date"),
            Self::Word(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                f.write_str(&alternatives(&words))
            }
            Self::Notation(notation) => f.write_str(match notation {
                Notation::Duration => "a duration",
                Notation::Header => "a header name",
                Notation::Path => "a path",
                Notation::Place => "a JSON pointer or an empty text",
                Notation::Pointer => "a JSON pointer",
                Notation::Size => "a size",
                Notation::Status => "a status or a class such as `5xx`",
                Notation::Template => "a template",
                Notation::Type => "a type",
            }),
            Self::Many(Self::Text) => f.write_str("a string or a list of strings"),
            Self::Many(Self::Notation(Notation::Status)) => {
                f.write_str("a status, a class such as `5xx`, or a list of them")
            }
            Self::Many(one) => write!(f, "{one} or a list of them"),
            Self::List(Self::Text) => f.write_str("a list of strings"),
            Self::List(one) => write!(f, "a list, each {one}"),
            Self::Table(_) | Self::Map(..) => f.write_str("a table"),
            Self::Any(choices) => {
                let mut said: Vec<String> = Vec::new();
                for choice in *choices {
                    match choice {
                        // Words stand beside the other choices.
                        Self::Word(words) => {
                            said.extend(words.iter().map(|word| format!("`{word}`")));
                        }
                        other => said.push(other.to_string()),
                    }
                }
                said.dedup();
                f.write_str(&alternatives(&said))
            }
        }
    }
}

/// `a, b or c`
fn alternatives(said: &[String]) -> String {
    match said.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => said.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_expected_is_said_in_words() {
        for (expect, words) in [
            (Expect::Many(&Expect::Text), "a string or a list of strings"),
            (
                Expect::Many(&Expect::Notation(Notation::Pointer)),
                "a JSON pointer or a list of them",
            ),
            (Expect::Word(&["s", "ms"]), "`s` or `ms`"),
            (
                Expect::Any(&[
                    Expect::Word(&["audio", "binary"]),
                    Expect::Notation(Notation::Type),
                ]),
                "`audio`, `binary` or a type",
            ),
            (
                Expect::Any(&[Expect::Text, Expect::Boolean, Expect::Number]),
                "a string, a boolean or a number",
            ),
        ] {
            assert_eq!(expect.to_string(), words);
        }
    }
}
