//! The author's names: what they may be, and what is found by them.

use super::form::{NameForm, TextForm};
use super::reader::Reader;
use super::{Expect, Names, Notation};
use crate::names;
use crate::source::Spanned;

/// Longest name of the author's own: it is written wherever what it names is mentioned.
pub(crate) const MAX_NAME: usize = 100;

/// A name of the author's own: `snake_case`.
pub(crate) struct Snake;

impl NameForm for Snake {
    type Out = Spanned<String>;
    const NAMES: Names = Names::Snake;

    fn name(reader: &mut Reader<'_>, name: Spanned<String>, key: &str) -> Option<Self::Out> {
        let what = match key {
            "fields" => "field of a shape",
            "details" => "error",
            several => several.trim_end_matches('s'),
        };
        check_name(reader, &name, what, is_snake(&name.value), SNAKE);
        Some(name)
    }
}

const SNAKE: &str = "lower-case letters, digits and `_`, beginning with a letter";

fn is_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// A name of a row, or the beginning of one, as a value.
pub(crate) struct SnakeText;

impl TextForm for SnakeText {
    type Out = Spanned<String>;
    const EXPECTS: &'static Expect = &Expect::Text;

    fn parse(reader: &mut Reader<'_>, text: Spanned<String>, _: &str) -> Option<Self::Out> {
        check_name(reader, &text, "error", is_snake(&text.value), SNAKE);
        Some(text)
    }
}

/// Names that lead to a method, with dots between them.
pub(crate) struct Branch;

impl TextForm for Branch {
    type Out = Spanned<Vec<String>>;
    const EXPECTS: &'static Expect = &Expect::Text;

    fn parse(reader: &mut Reader<'_>, text: Spanned<String>, _: &str) -> Option<Self::Out> {
        let names: Vec<String> = text.value.split('.').map(str::to_owned).collect();
        let fits = |name: &String| {
            is_snake(name) && !name.contains("__") && !name.ends_with('_') && names::is_ident(name)
        };
        if text.value.len() > MAX_NAME || names.len() > MAX_BRANCHES || !names.iter().all(fits) {
            reader.report.error(
                "T0810",
                text.span,
                format!("`{}` cannot lead to a method", text.value),
                "write one to four names with dots between them, each of lower-case letters, digits and single `_`, and no word of Rust: `audio.transcriptions`",
            );
            return None;
        }
        Some(text.map(|_| names))
    }
}

/// Most names that lead to a method.
const MAX_BRANCHES: usize = 4;

/// A name of a type: `PascalCase`.
pub(crate) struct Pascal;

impl NameForm for Pascal {
    type Out = Spanned<String>;
    const NAMES: Names = Names::Pascal;

    fn name(reader: &mut Reader<'_>, name: Spanned<String>, _: &str) -> Option<Self::Out> {
        let ok = name.value.starts_with(|c: char| c.is_ascii_uppercase())
            && name.value.chars().all(|c| c.is_ascii_alphanumeric());
        let rule = "letters and digits, beginning with a capital";
        check_name(reader, &name, "type", ok, rule);
        Some(name)
    }
}

fn check_name(reader: &mut Reader<'_>, name: &Spanned<String>, what: &str, ok: bool, rule: &str) {
    let long = name.value.len() > MAX_NAME;
    if ok && !long {
        return;
    }
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    reader.report.error(
        "T0201",
        name.span,
        format!("`{}` cannot be the name of {article} {what}", name.value),
        if long {
            format!("use at most {MAX_NAME} characters")
        } else {
            format!("use {rule}")
        },
    );
}

/// A name as it is on the wire.
pub(crate) struct Wire;

impl NameForm for Wire {
    type Out = Spanned<String>;
    const NAMES: Names = Names::Wire;

    fn name(_: &mut Reader<'_>, name: Spanned<String>, _: &str) -> Option<Self::Out> {
        Some(name)
    }
}

/// A name of a header.
pub(crate) struct HeaderName;

impl TextForm for HeaderName {
    type Out = Spanned<String>;
    const EXPECTS: &'static Expect = &Expect::Notation(Notation::Header);

    fn parse(reader: &mut Reader<'_>, name: Spanned<String>, _: &str) -> Option<Self::Out> {
        // A token (RFC 9110, 5.6.2).
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.value.is_empty() || !name.value.chars().all(token) {
            reader.report.error(
                "T0211",
                name.span,
                format!("`{}` is not a header name", name.value),
                "use letters, digits and `-`",
            );
        }
        Some(name)
    }
}

impl NameForm for HeaderName {
    type Out = Spanned<String>;
    const NAMES: Names = Names::Notation(Notation::Header);

    fn name(reader: &mut Reader<'_>, name: Spanned<String>, key: &str) -> Option<Self::Out> {
        Self::parse(reader, name, key)
    }
}

/// Declares a form of names in Rust that the author chooses: what they name, and what they may be.
macro_rules! rust_name {
    ($(#[doc = $doc:literal])+ $Form:ident: $what:literal, $rule:literal, $fits:expr) => {
        $(#[doc = $doc])+
        pub(crate) struct $Form;

        impl TextForm for $Form {
            type Out = Spanned<String>;
            const EXPECTS: &'static Expect = &Expect::Text;
            const DOC: &'static str = "its name in Rust, when the one made from its name will not do";

            fn parse(reader: &mut Reader<'_>, text: Spanned<String>, _: &str) -> Option<Self::Out> {
                let fits: fn(&str) -> bool = $fits;
                let name = text.value.as_str();
                if !(names::is_ident(name) && name.len() <= MAX_NAME && fits(name)) {
                    let message = format!("`{name}` cannot be the Rust name of {}", $what);
                    reader.report.error("T0201", text.span, message, concat!("use ", $rule));
                }
                Some(text)
            }
        }
    };
}

rust_name! {
    /// The name of a type or a variant.
    RustType: "a type or variant",
    "letters and digits, beginning with a capital",
    |name| name.starts_with(|c: char| c.is_ascii_uppercase())
}

rust_name! {
    /// The name of a method, an argument or a field.
    RustValue: "a method, argument or field",
    "lower-case letters, digits and single `_`, beginning with a letter, and no word of Rust",
    // What begins with `__` is generated code's own, with `_` it says "unused", and two in a row are not snake case.
    |name| !name.starts_with('_')
        && !name.contains("__")
        && !name.contains(|c: char| c.is_ascii_uppercase())
}
