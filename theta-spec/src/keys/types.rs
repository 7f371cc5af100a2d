//! Types of requests and responses, and everything that is a name with a type.

use super::any::{AnyOf, RawAny};
use super::declare::{Keys, keys, table};
use super::enum_value::{EnumValues, RawEnumValue};
use super::evidence::RawEvidence;
use super::form::{
    Boolean, Deprecated, Entry, Flag, Form, Many, NameForm, Required, ScalarValue, Tables, Text,
    Words, form,
};
use super::name::{RustType, RustValue, Wire};
use super::notation::{RawType, TypeText};
use super::reader::{Reader, Slot, View};
use super::writing::RawWriting;
use super::{Expect, Rule};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;
use std::marker::PhantomData;
use toml::de::DeValue;

table! {
    /// A type: a struct (fields), an enum (values), a tagged union (tag and variants), an untagged one (any) or another name (is).
    TYPE at "types.NAME" => RawTypeDef {
        /// what it is
        doc: Words,
        kind: RawTypeKind,
        rust: RustType,
        evidence: RawEvidence,
    }
    rules [
        Rule::Some(&["fields", "include", "values", "variants", "any", "is", "open"]),
        Rule::Most(&["fields", "values", "variants", "any", "is"]),
        Rule::With("variants", "tag"),
        Rule::Beside(&["tag"], "variants"),
        Rule::Apart(&["open", "include"], &["values", "variants", "any", "is"]),
    ]
}

/// What a type is made of.
#[derive(Clone, Debug, Default)]
pub(crate) enum RawTypeKind {
    Struct {
        fields: Vec<RawField>,
        /// Of those that take every other field; more than one is a mistake.
        rest: Vec<RawField>,
        include: Vec<Spanned<String>>,
        open: bool,
    },
    Enum {
        values: Vec<RawEnumValue>,
    },
    Union {
        tag: Spanned<String>,
        variants: Vec<RawVariant>,
    },
    Any {
        variants: Vec<RawAny>,
    },
    Alias(Spanned<RawType>),
    /// Said to be nothing or several things at once; already reported.
    #[default]
    Broken,
}

/// The keys that each say what a type is made of.
const KINDS: &[&str] = &["fields", "values", "variants", "any", "is"];

impl Entry for RawTypeKind {
    type Raw = Self;
    const KEYS: Keys = Keys::Group(keys! {
        /// fields of a struct
        fields: Tables<Wire, RawField>,
        /// structs whose fields this one has too
        include: Many<Text>,
        /// true: unknown fields are kept; only of a struct
        open: Flag,
        /// values of an enum: a list of them, or text = what it means
        values: EnumValues,
        /// field that tells the variants of a union apart
        tag: Text,
        /// variants of a union, tag text = struct type
        variants: Tables<Wire, RawVariant>,
        /// types of which it is one, told apart by their JSON; `null` makes every use of it `T?`
        any: AnyOf,
        /// the type this is another name for
        is: TypeText,
    });

    fn entry(reader: &mut Reader<'_>, view: &View<'_>, _: &str) -> Self {
        let given = KINDS.iter().copied().filter(|key| view.has(key));
        let given: Vec<&str> = given.collect();
        let kind = match given.as_slice() {
            ["fields"] => structure(reader, view),
            ["values"] => Self::Enum {
                values: reader.get::<EnumValues>(view, "values").unwrap_or_default(),
            },
            ["variants"] => union(reader, view),
            ["any"] => Self::Any {
                variants: reader.get::<AnyOf>(view, "any").unwrap_or_default(),
            },
            ["is"] => reader
                .get::<TypeText>(view, "is")
                .map_or(Self::Broken, Self::Alias),
            // An object of which only the openness is known, or only what it has in common with others.
            [] if view.has("include") || reader.get::<Flag>(view, "open") => {
                structure(reader, view)
            }
            several => {
                not_one(reader, view, several);
                Self::Broken
            }
        };
        if !matches!(kind, Self::Broken) {
            reader.idle(view, &TYPE);
        }
        kind
    }
}

fn not_one(reader: &mut Reader<'_>, view: &View<'_>, given: &[&str]) {
    let message = if given.is_empty() {
        if reader.syntax_errors {
            return;
        }
        "the type does not say what it is made of".to_owned()
    } else {
        format!(
            "the type is said to be several things: {}",
            given.join(" and ")
        )
    };
    reader.report.error("T0104", view.span, message, "give exactly one of fields (a struct), values (an enum), tag with variants (a union), any (a union without a tag) and is (another name)");
}

fn structure(reader: &mut Reader<'_>, view: &View<'_>) -> RawTypeKind {
    let fields = reader.get::<Tables<Wire, RawField>>(view, "fields");
    let (rest, fields) = fields.into_iter().partition(|field| field.rest);
    RawTypeKind::Struct {
        fields,
        rest,
        include: reader.get::<Many<Text>>(view, "include"),
        open: reader.get::<Flag>(view, "open"),
    }
}

fn union(reader: &mut Reader<'_>, view: &View<'_>) -> RawTypeKind {
    let Some(tag) = reader.get::<Text>(view, "tag") else {
        if !view.has("tag") {
            reader.report.error(
                "T0103",
                view.span,
                "the union has no `tag`",
                "add `tag = …`: the field whose text tells the variants apart",
            );
        }
        return RawTypeKind::Broken;
    };
    let variants = reader.get::<Tables<Wire, RawVariant>>(view, "variants");
    RawTypeKind::Union { tag, variants }
}

table! {
    /// A field or a parameter; `NAME = "type"` for short.
    FIELD at "types.NAME.fields.NAME" => RawField short for "type": TypeText {
        ty: FieldType,
        /// true: it may be left out
        optional: Flag,
        /// true: its JSON is kept byte for byte, to be passed back
        verbatim: Flag,
        /// true: a map that every other field of the object goes into; only of a field of a struct
        rest: Flag,
        /// what it is
        doc: Words,
        /// unit of the number, such as s or Hz
        unit: Words,
        /// what the server takes when it is left out; only of what is optional
        default: DefaultValue,
        deprecated: Deprecated,
        writing: RawWriting,
        /// true: a parameter is written as JSON text
        json: Boolean,
        /// true: a `/` in a path parameter stays one
        slashes: Boolean,
        rust: RustValue,
        evidence: RawEvidence,
    }
    rules [
        Rule::One(&["type", "const"]),
        Rule::Apart(&["verbatim", "default"], &["const"]),
    ]
}

impl RawField {
    /// Returns whether it has one value that is always there.
    pub(crate) fn is_constant(&self) -> bool {
        matches!(&self.ty, Some(ty) if matches!(ty.value, RawType::Constant(_)))
    }
}

/// The type of a field or a parameter: as such, or as the one value that it has.
pub(crate) struct FieldType;

impl Entry for FieldType {
    type Raw = Option<Spanned<RawType>>;
    const KEYS: Keys = Keys::Group(keys! {
        /// string, boolean, integer, unsigned, number, json, datetime, date, time, uuid, uri, a name in [types], [T], {T}, (T, U) or T?; exactly one of type and const
        ty("type"): TypeText,
        /// the value that is always there, in place of a type: it is sent without being asked for
        constant("const"): ScalarValue,
    });

    fn entry(reader: &mut Reader<'_>, view: &View<'_>, _: &str) -> Self::Raw {
        let ty = match (view.has("type"), view.has("const")) {
            (true, false) => reader.get::<TypeText>(view, "type"),
            (false, true) => reader
                .get::<ScalarValue>(view, "const")
                .map(|value| value.map(RawType::Constant)),
            (true, true) => {
                reader.report.error(
                    "T0104",
                    view.key_span("const"),
                    "give exactly one of `type` and `const`",
                    "remove `type`: a constant has the type of its value",
                );
                None
            }
            (false, false) => {
                let key = FIELD.keys.iter().find(|key| key.name == "type");
                if let Some(key) = key.filter(|_| !reader.syntax_errors) {
                    reader.lacks(view.span, &FIELD, key);
                }
                None
            }
        };
        reader.idle(view, &FIELD);
        ty
    }
}

form! {
    /// A default, as JSON text.
    DefaultValue -> Spanned<String>,
    Expect::Any(&[Expect::Text, Expect::Boolean, Expect::Number]),
    |reader: &mut Reader<'_>, slot| {
        let json = match slot.value.get_ref() {
            DeValue::String(text) => crate::json::Json::String(text.to_string()).to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            _ => {
                reader.wrong_type(slot.value, slot.what, "a string, a boolean or a number");
                return None;
            }
        };
        Some(Spanned::new(json, slot.span()))
    }
}

/// Keys of a field that mean nothing for a parameter.
const OF_JSON: &[(&str, &str)] = &[
    ("verbatim", "a parameter is text and has no JSON"),
    ("rest", "a parameter is text and has no fields"),
];

/// Names with types that are sent as text: in the path, the query or a header.
pub(crate) struct Params<N>(PhantomData<N>);

impl<N: NameForm> Form for Params<N> {
    type Raw = Vec<RawField>;
    type Held = Vec<RawField>;
    const EXPECTS: &'static Expect = Tables::<N, RawField>::EXPECTS;

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        let params = slot.value.get_ref().as_table().into_iter().flatten();
        for (name, value) in params {
            let DeValue::Table(table) = value.get_ref() else {
                continue;
            };
            for (key, why) in OF_JSON {
                if let Some((key, _)) = table.get_key_value(*key) {
                    reader.report.push(
                        Diagnostic::error(
                            "T0104",
                            key.span().into(),
                            format!(
                                "`{}` means nothing for parameter `{}`",
                                key.get_ref(),
                                name.get_ref()
                            ),
                        )
                        .label(*why)
                        .help("remove it"),
                    );
                }
            }
        }
        Tables::<N, RawField>::read(reader, slot)
    }
}

table! {
    /// A variant of a union; `TAG = "Type"` for short.
    VARIANT at "types.NAME.variants.TAG" => RawVariant short for "type": Text {
        /// the struct it holds
        ty("type"): Required<Text>,
        deprecated: Deprecated,
        rust: RustType,
    }
}
