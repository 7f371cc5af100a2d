//! What is sent: the parts of a multipart body, or a body that is none.

use super::declare::{Keys, keys, table};
use super::evidence::RawEvidence;
use super::form::{Boolean, Entry, Flag, Many, ScalarValue, Text, TextForm, Whole, Words, form};
use super::name::RustValue;
use super::notation::{DurationText, RawType, SizeText, TypeText};
use super::reader::{Reader, View};
use super::writing::RawWriting;
use super::{Expect, Notation, Rule, Table};
use crate::source::Spanned;
use std::time::Duration;

/// What stands where a type may stand and means bytes of audio.
const AUDIO: &str = "audio";

/// What stands where a type may stand and means bytes.
const BINARY: &str = "binary";

/// The same for several, each in a part of its own.
const AUDIOS: &str = "[audio]";
const BINARIES: &str = "[binary]";
const LISTS: &[&str] = &[AUDIOS, BINARIES];

/// What a part that is no text may be.
const UPLOADS: &[&str] = &[AUDIO, BINARY, AUDIOS, BINARIES];

/// What a body that is not JSON may be.
const BODY_TYPES: &[&str] = &[AUDIO, BINARY, "text"];

const OF_JSON: Rule = Rule::Beside(&["verbatim", "spread"], "json");
const OF_AUDIO: Rule = Rule::Where(&["max_duration"], "type", &[AUDIO, AUDIOS]);

table! {
    /// A part of a multipart body.
    PART at "endpoints.NAME.parts.NAME" => RawPart {
        content: OfPart,
        /// most items of a list of uploads
        max_count: Count,
        /// file name that JSON is sent with
        file_name: Words,
        /// true: it may be left out
        optional: Flag,
        /// what it is
        doc: Words,
        rust: RustValue,
        evidence: RawEvidence,
    }
    rules [
        Rule::One(&["type", "json", "const"]),
        OF_JSON,
        OF_AUDIO,
        Rule::Beside(&["file_name"], "json"),
        Rule::Where(&["formats", "max_size"], "type", UPLOADS),
        Rule::Where(&["max_count"], "type", LISTS),
    ]
}

table! {
    /// A body that is not multipart.
    BODY at "endpoints.NAME.body" => RawBody {
        content: OfBody,
        /// true: it may be left out; nothing is sent then, and no media type
        optional: Flag,
        /// what it is
        doc: Words,
        rust: RustValue,
    }
    rules [
        Rule::One(&["type", "json", "form"]),
        Rule::Beside(&["verbatim"], "json"),
        Rule::Apart(&["spread"], &["type"]),
        Rule::Apart(&["content_type"], &["form"]),
        Rule::Beside(&["lists", "nested", "null"], "form"),
        OF_AUDIO,
        Rule::Where(&["formats", "max_size"], "type", &[AUDIO, BINARY]),
    ]
}

form! {
    /// A number of items, one at least.
    Count -> Spanned<u64>, Expect::Integer, |reader: &mut Reader<'_>, slot| {
        let count = Whole::read(reader, slot)?;
        if count.value == 0 {
            reader.report.error(
                "T0105",
                count.span,
                format!("`{}` is none at all", slot.what),
                "write how many there may be, or leave it out where there is no limit",
            );
            return None;
        }
        Some(count)
    }
}

/// What a part or a body holds.
#[derive(Clone, Debug, Default)]
pub(crate) enum RawContent {
    Upload(RawUpload),
    Json {
        ty: Spanned<RawType>,
        verbatim: bool,
        spread: Option<Spanned<bool>>,
        content_type: Option<Spanned<String>>,
    },
    /// `application/x-www-form-urlencoded`.
    Form {
        ty: Spanned<RawType>,
        spread: Option<Spanned<bool>>,
        writing: RawWriting,
    },
    /// A plain form field, or a text body.
    Text {
        ty: Spanned<RawType>,
        content_type: Option<Spanned<String>>,
    },
    /// Said to be nothing or several things at once; already reported.
    #[default]
    Broken,
}

impl RawContent {
    /// The type that it holds.
    pub(crate) fn ty(&self) -> Option<&Spanned<RawType>> {
        match self {
            Self::Json { ty, .. } | Self::Form { ty, .. } | Self::Text { ty, .. } => Some(ty),
            Self::Upload(_) | Self::Broken => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct RawUpload {
    pub(crate) audio: bool,
    pub(crate) many: bool,
    pub(crate) formats: Vec<Spanned<String>>,
    pub(crate) max_size: Option<Spanned<(u64, String)>>,
    pub(crate) max_duration: Option<Spanned<Duration>>,
    pub(crate) content_type: Option<Spanned<String>>,
}

/// Declares where content stands, and which words its `type` may be.
macro_rules! content {
    ($(#[doc = $doc:literal])+ $Of:ident in $table:ident: $Type:ident expects $expects:expr, $words:literal, $lists:expr, $plain:path, { $($more:tt)* }) => {
        $(#[doc = $doc])+
        struct $Type;

        impl TextForm for $Type {
            type Out = Spanned<String>;
            const EXPECTS: &'static Expect = &$expects;

            fn parse(_: &mut Reader<'_>, text: Spanned<String>, _: &str) -> Option<Self::Out> {
                Some(text)
            }
        }

        $(#[doc = $doc])+
        pub(crate) struct $Of;

        impl Entry for $Of {
            type Raw = RawContent;
            const KEYS: Keys = Keys::Group(keys! {
                #[doc = $words]
                ty("type"): $Type,
                /// type of the JSON text; exactly one of type and json
                json: TypeText,
                /// true: takes the bytes of a verbatim value unchanged
                verbatim: Flag,
                /// false: pass the struct whole instead of its fields as arguments
                spread: Boolean,
                /// documented formats as file extensions
                formats: Many<Text>,
                /// largest size, such as 25 MB
                max_size: SizeText,
                /// longest audio; only of audio
                max_duration: DurationText,
                /// media type that is sent; of audio, when the content does not tell
                content_type: Words,
                $($more)*
            });

            fn entry(reader: &mut Reader<'_>, view: &View<'_>, _: &str) -> RawContent {
                read(reader, view, &$table, $lists, $plain)
            }
        }
    };
}

content! {
    /// What a part holds.
    OfPart in PART: PartType
    expects Expect::Any(&[Expect::Word(UPLOADS), Expect::Notation(Notation::Type)]),
    "bytes, or a list of them, each in a part of its own, or the type of a plain form field",
    LISTS, form_field, {
        /// a text, boolean or number that the form field always is: it is sent without being asked for
        constant("const"): ScalarValue,
    }
}

content! {
    /// What a body holds.
    OfBody in BODY: BodyType
    expects Expect::Word(BODY_TYPES),
    "bytes or text",
    &[], text_body, {
        /// type of an object that is sent as application/x-www-form-urlencoded
        form: TypeText,
        writing: RawWriting,
    }
}

type Plain = fn(&mut Reader<'_>, Spanned<String>) -> Option<Spanned<RawType>>;

/// A form field has one of the simple types.
fn form_field(reader: &mut Reader<'_>, text: Spanned<String>) -> Option<Spanned<RawType>> {
    TypeText::parse(reader, text, "type")
}

/// A text body is `text`.
fn text_body(reader: &mut Reader<'_>, text: Spanned<String>) -> Option<Spanned<RawType>> {
    if BODY_TYPES.contains(&text.value.as_str()) {
        return Some(text.map(|_| RawType::String));
    }
    reader.no_choice(&text, "type", BODY_TYPES);
    None
}

/// What a part or a body holds, and that no key is given that means nothing for it.
fn read(
    reader: &mut Reader<'_>,
    view: &View<'_>,
    def: &'static Table,
    lists: &[&str],
    plain: Plain,
) -> RawContent {
    let takes = |name: &str| def.keys.iter().any(|key| key.name == name);
    let has = |name: &str| takes(name) && view.has(name);
    let takes_form = takes("form");
    let content = match (
        view.has("type"),
        view.has("json"),
        has("form"),
        has("const"),
    ) {
        (true, false, false, false) => plain_content(reader, view, lists, plain),
        (false, false, false, true) => {
            reader
                .get::<ScalarValue>(view, "const")
                .map(|value| RawContent::Text {
                    ty: value.map(RawType::Constant),
                    content_type: reader.get::<Words>(view, "content_type"),
                })
        }
        (false, false, true, false) => {
            reader
                .get::<TypeText>(view, "form")
                .map(|ty| RawContent::Form {
                    ty,
                    spread: reader.get::<Boolean>(view, "spread"),
                    writing: reader.get::<RawWriting>(view, ""),
                })
        }
        (false, true, false, false) => {
            reader
                .get::<TypeText>(view, "json")
                .map(|ty| RawContent::Json {
                    ty,
                    verbatim: reader.get::<Flag>(view, "verbatim"),
                    spread: reader.get::<Boolean>(view, "spread"),
                    content_type: reader.get::<Words>(view, "content_type"),
                })
        }
        _ => {
            let (keys, form) = if takes_form {
                (
                    "`type`, `json` and `form`",
                    "`form = \"Name\"` for the fields of a form, ",
                )
            } else {
                (
                    "`type`, `json` and `const`",
                    "`const = \"text\"` for a form field that is always the same, ",
                )
            };
            reader.report.error(
                "T0104",
                view.span,
                format!("give exactly one of {keys}"),
                format!("`json = \"Name\"` for JSON text of that type, {form}`type = \"audio\"` or `type = \"binary\"` for bytes"),
            );
            None
        }
    };
    if content.is_some() {
        reader.idle(view, def);
    }
    content.unwrap_or_default()
}

fn plain_content(
    reader: &mut Reader<'_>,
    view: &View<'_>,
    lists: &[&str],
    plain: Plain,
) -> Option<RawContent> {
    let text = reader.get::<Text>(view, "type")?;
    let many = lists.contains(&text.value.as_str());
    if many || text.value == AUDIO || text.value == BINARY {
        return Some(RawContent::Upload(RawUpload {
            audio: matches!(text.value.as_str(), AUDIO | AUDIOS),
            many,
            formats: reader.get::<Many<Text>>(view, "formats"),
            max_size: reader.get::<SizeText>(view, "max_size"),
            max_duration: reader.get::<DurationText>(view, "max_duration"),
            content_type: reader.get::<Words>(view, "content_type"),
        }));
    }
    Some(RawContent::Text {
        ty: plain(reader, text)?,
        content_type: reader.get::<Words>(view, "content_type"),
    })
}
