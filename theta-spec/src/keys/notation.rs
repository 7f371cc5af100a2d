//! Small notations inside strings: durations, sizes, pointers, paths, types, statuses, templates.

use super::form::{NameForm, TextForm, form};
use super::reader::{Reader, Value};
use super::{Expect, Names, Notation};
use crate::contract::{Format, Pointer, Scalar, Status};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;
use crate::template::Template;
use std::time::Duration;
use toml::de::DeValue;

/// A type as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RawType {
    String,
    Boolean,
    Integer,
    Unsigned,
    Number,
    Json,
    Format(Format),
    /// Of `const`, which stands beside `type`.
    Constant(Scalar),
    Named(String),
    Array(Box<RawType>),
    Tuple(Vec<RawType>),
    Map(Box<RawType>),
    Nullable(Box<RawType>),
}

impl RawType {
    /// The name of the type at the bottom, when it has one.
    pub(crate) fn named(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }

    /// Every name of a type in it.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Named(name) => vec![name],
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.names(),
            Self::Tuple(items) => items.iter().flat_map(Self::names).collect(),
            _ => Vec::new(),
        }
    }
}

/// A piece of a path as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RawSegment {
    Literal(String),
    Param(String),
}

/// Declares a form of texts that is a notation.
macro_rules! notation {
    ($(#[doc = $doc:literal])+ $Form:ident: $notation:expr => $Out:ty, $parse:expr) => {
        $(#[doc = $doc])+
        pub(crate) struct $Form;

        impl TextForm for $Form {
            type Out = $Out;
            const EXPECTS: &'static Expect = &Expect::Notation($notation);

            fn parse(reader: &mut Reader<'_>, text: Spanned<String>, _: &str) -> Option<$Out> {
                let parse: fn(&mut Reader<'_>, Spanned<String>) -> Option<$Out> = $parse;
                parse(reader, text)
            }
        }
    };
}

notation! {
    /// A number above zero and a unit of time.
    DurationText: Notation::Duration => Spanned<Duration>, |reader, text| {
        let parsed = quantity(&text.value, Notation::DURATIONS).filter(|&ms| ms > 0);
        if parsed.is_none() {
            reader.report.error(
                    "T0202",
                    text.span,
                    format!("`{}` is not a duration", text.value), "write a number above zero and a unit: 500ms, 60s, 5m, 1h or 30d");
        }
        parsed.map(|ms| Spanned::new(Duration::from_millis(ms), text.span))
    }
}

notation! {
    /// A number above zero and a unit of size: its bytes, and as written.
    SizeText: Notation::Size => Spanned<(u64, String)>, |reader, text| {
        let parsed = quantity(&text.value, Notation::SIZES).filter(|&bytes| bytes > 0);
        if parsed.is_none() {
            reader.report.error("T0203", text.span, format!("`{}` is not a size", text.value), "write a number above zero and a unit: 500 B, 64 KB, 25 MB (millions of bytes) or 25 MiB");
        }
        parsed.map(|bytes| Spanned::new((bytes, text.value), text.span))
    }
}

notation! {
    /// A JSON pointer.
    PointerText: Notation::Pointer => Spanned<Pointer>, |reader, text| match pointer(&text.value) {
        Ok(pointer) => Some(Spanned::new(pointer, text.span)),
        Err(help) => {
            let message = format!("`{}` is not a JSON pointer", text.value);
            reader.report.error("T0204", text.span, message, help);
            None
        }
    }
}

notation! {
    /// A JSON pointer, cut into its tokens; empty for the whole body.
    PlaceText: Notation::Place => Spanned<Pointer>, |reader, text| {
        if text.value.is_empty() {
            return Some(Spanned::new(Pointer { tokens: Vec::new() }, text.span));
        }
        PointerText::parse(reader, text, "")
    }
}

impl NameForm for PointerText {
    type Out = Spanned<Pointer>;
    const NAMES: Names = Names::Notation(Notation::Pointer);

    fn name(reader: &mut Reader<'_>, name: Spanned<String>, key: &str) -> Option<Self::Out> {
        Self::parse(reader, name, key)
    }
}

notation! {
    /// A path with `{parameters}`, cut into pieces.
    PathText: Notation::Path => Spanned<Vec<RawSegment>>, |reader, text| match segments(&text.value) {
        Ok(segments) => Some(Spanned::new(segments, text.span)),
        Err((message, help)) => {
            reader.report.error("T0205", text.span, message, help);
            Some(Spanned::new(Vec::new(), text.span))
        }
    }
}

notation! {
    /// A text with holes.
    TemplateText: Notation::Template => Spanned<Template>, |reader, text| {
        match Template::parse(&text.value) {
            Ok(template) => Some(Spanned::new(template, text.span)),
            Err(errors) => {
                for error in errors {
                    let span = reader.inside(&text, error.range.clone());
                    reader.report.push(
                        Diagnostic::error("T0207", span, error.to_string())
                            .label("in this template"),
                    );
                }
                None
            }
        }
    }
}

notation! {
    /// A type.
    TypeText: Notation::Type => Spanned<RawType>, |reader, text| {
        let parsed = ty(text.value.trim(), 0);
        if parsed.is_none() {
            reader.report.push(
                Diagnostic::error("T0208", text.span, format!("`{}` is not a type", text.value))
                    .suggest(&text.value.to_ascii_lowercase(), TYPES.iter().map(|(word, _)| *word))
                    .help("a type is string, boolean, integer, unsigned, number, json, datetime, date, time, uuid, uri, a Name of [types], [T] for a list, {T} for a map, (T, U) for a list of exactly these, or T? when it may be null"),
            );
        }
        parsed.map(|ty| Spanned::new(ty, text.span))
    }
}

form! {
    /// A status, a class, or a list of them.
    Statuses -> Spanned<Vec<Status>>, Expect::Many(&Expect::Notation(Notation::Status)), |reader: &mut Reader<'_>, slot| {
        reader.not_empty(slot);
        let items: Vec<&Value<'_>> = match slot.value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![slot.value],
        };
        let mut statuses = Vec::new();
        for item in items {
            let written = match item.get_ref() {
                DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
                DeValue::String(text) => text.to_string(),
                _ => String::new(),
            };
            let Some(status) = status(&written) else {
                reader.report.error("T0206", item.span().into(), "`status` holds what is not a status", if is_class(&written) {
                            "a class of failures is \"3xx\", \"4xx\" or \"5xx\", in lower case; a single success is a number, such as 200"
                        } else {
                            "write a number from 200 to 599, a class such as \"5xx\", a close code that is an error (1001 to 1003, 1007 to 1014, 3000 to 4999), \"default\" for all others, or a list of them"
                        });
                continue;
            };
            statuses.push(status);
        }
        statuses.sort_unstable();
        statuses.dedup();
        (!statuses.is_empty()).then(|| Spanned::new(statuses, slot.span()))
    }
}

/// The types that are a word.
pub(crate) const TYPES: &[(&str, RawType)] = &[
    ("string", RawType::String),
    ("boolean", RawType::Boolean),
    ("integer", RawType::Integer),
    ("unsigned", RawType::Unsigned),
    ("number", RawType::Number),
    ("json", RawType::Json),
    ("datetime", RawType::Format(Format::DateTime)),
    ("date", RawType::Format(Format::Date)),
    ("time", RawType::Format(Format::Time)),
    ("uuid", RawType::Format(Format::Uuid)),
    ("uri", RawType::Format(Format::Uri)),
];

/// Deepest nesting of a type expression.
const MAX_TYPE_DEPTH: usize = 16;

fn ty(text: &str, depth: usize) -> Option<RawType> {
    if depth > MAX_TYPE_DEPTH {
        return None;
    }
    if let Some(inner) = text.strip_suffix('?') {
        // `T??` would say "null or null".
        return ty(inner.trim_end(), depth + 1)
            .filter(|ty| !matches!(ty, RawType::Nullable(_)))
            .map(|ty| RawType::Nullable(Box::new(ty)));
    }
    if let Some(inner) = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return ty(inner.trim(), depth + 1).map(|ty| RawType::Array(Box::new(ty)));
    }
    if let Some(inner) = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
    {
        return ty(inner.trim(), depth + 1).map(|ty| RawType::Map(Box::new(ty)));
    }
    if let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        let items = between_commas(inner)?.into_iter();
        let items: Vec<RawType> = items
            .map(|item| ty(item.trim(), depth + 1))
            .collect::<Option<_>>()?;
        return TUPLE
            .contains(&items.len())
            .then_some(RawType::Tuple(items));
    }
    if let Some((_, word)) = TYPES.iter().find(|(word, _)| *word == text) {
        return Some(word.clone());
    }
    let named = text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric());
    named.then(|| RawType::Named(text.to_owned()))
}

/// How many items a tuple has: one would be a list, and Rust's traits know no more than twelve.
const TUPLE: std::ops::RangeInclusive<usize> = 2..=12;

/// The pieces between the commas that no bracket encloses.
fn between_commas(text: &str) -> Option<Vec<&str>> {
    let (mut pieces, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                pieces.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&text[from..]);
    Some(pieces)
}

/// Reads a JSON pointer, or says how to write it.
fn pointer(text: &str) -> Result<Pointer, String> {
    let Some(rest) = text.strip_prefix('/') else {
        if text.is_empty() {
            return Err("name a field of the body: `/message`".to_owned());
        }
        // As JSONPath writes it: `$.a.b`.
        let path = text.strip_prefix("$.").map(|path| path.replace('.', "/"));
        let path = path.as_deref().unwrap_or(text);
        return Err(format!("begin with a slash: `/{path}`"));
    };
    if rest
        .split('~')
        .skip(1)
        .any(|after| !after.starts_with(['0', '1']))
    {
        return Err("write `~0` for a `~` in a name, and `~1` for a `/`".to_owned());
    }
    let tokens = rest
        .split('/')
        .map(|token| token.replace("~1", "/").replace("~0", "~"));
    Ok(Pointer {
        tokens: tokens.collect(),
    })
}

fn quantity(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = text[..end].parse().ok()?;
    let unit = text[end..].trim_start();
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    number.checked_mul(*factor)
}

/// Whether a text looks like a class of statuses: `2xx`, `4XX`.
fn is_class(written: &str) -> bool {
    let digits = written.trim_end_matches(['x', 'X']);
    digits.len() == 1 && written.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn status(written: &str) -> Option<Status> {
    if written == "default" {
        return Some(Status::Default);
    }
    // A sign would parse too.
    if !written.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(class) = written.strip_suffix("xx") {
        return class
            .parse()
            .ok()
            .filter(|class| (3..=5).contains(class))
            .map(Status::Class);
    }
    let status = written.parse().ok()?;
    let mut codes = Status::CLOSE_CODES.into_iter();
    let is_close = codes.any(|(first, last)| (first..=last).contains(&status));
    (is_close || matches!(status, 200..=599)).then_some(Status::Exact(status))
}

/// The name of the argument that is the whole address: `{upload_url}`.
fn whole_address(path: &str) -> Option<&str> {
    let name = path.strip_prefix('{')?.strip_suffix('}')?;
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (first && rest).then_some(name)
}

fn segments(path: &str) -> Result<Vec<RawSegment>, (String, &'static str)> {
    let wrong = |message: &str| format!("`{path}` is not a path: {message}");
    if let Some(name) = whole_address(path) {
        return Ok(vec![RawSegment::Param(name.to_owned())]);
    }
    if !path.starts_with('/') {
        return Err((
            wrong("it does not begin with a slash"),
            "write the path below the base URL, such as `/v1/speak`",
        ));
    }
    if let Some(bad) = path
        .chars()
        .find(|c| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#'))
    {
        return Err((
            wrong(&format!("it contains {bad:?}")),
            "query parameters have a table of their own: query",
        ));
    }
    if path.starts_with("//") {
        return Err((
            wrong("two slashes at its start would be another host"),
            "begin with one slash",
        ));
    }
    if has_steps(path) {
        return Err((wrong(STEPS), "write the path that is meant"));
    }
    if path.contains("}{") {
        return Err((
            wrong("two parameters side by side cannot be told apart"),
            "write what stands between them, or one parameter",
        ));
    }
    let mut segments = Vec::new();
    let mut rest = path;
    while let Some(open) = rest.find(['{', '}']) {
        let Some((name, after)) = rest[open..]
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'))
        else {
            return Err((
                wrong("a brace without its other half"),
                "write a parameter as `{name}`",
            ));
        };
        let named = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && !name.contains('/');
        if !named {
            return Err((
                wrong("a parameter without a proper name"),
                "write a parameter as `{name}`; it begins with a letter, a digit or `_`",
            ));
        }
        if open > 0 {
            segments.push(RawSegment::Literal(rest[..open].to_owned()));
        }
        segments.push(RawSegment::Param(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        segments.push(RawSegment::Literal(rest.to_owned()));
    }
    Ok(segments)
}

/// What is wrong with a path that [has steps](has_steps).
pub(crate) const STEPS: &str = "`.`, `..` and `\\` are resolved before anything is sent";

/// Whether a path is sent as another one: with `.` or `..` as a segment, percent-encoded or not, or with a backslash, which
/// stands for a slash in addresses.
pub(crate) fn has_steps(path: &str) -> bool {
    let is_step = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(segment.as_str(), "." | "..")
    };
    path.contains('\\') || path.split('/').any(is_step)
}

/// A range of media types: `audio/mpeg`, `*+json`, `text/*`, `*/*`.
pub(crate) struct MediaRange;

impl TextForm for MediaRange {
    type Out = Spanned<String>;
    const EXPECTS: &'static Expect = &Expect::Text;

    fn parse(reader: &mut Reader<'_>, text: Spanned<String>, what: &str) -> Option<Self::Out> {
        // A token (RFC 9110, 5.6.2), but for the star, which has a meaning of its own.
        let is_token = |text: &str| {
            let holds = |c: char| c.is_ascii_alphanumeric() || "!#$%&'+-.^_`|~".contains(c);
            !text.is_empty() && text.chars().all(holds)
        };
        let lower = text.value.to_ascii_lowercase();
        let is_range = match (lower.split_once('/'), lower.strip_prefix("*+")) {
            (_, Some(suffix)) => is_token(suffix),
            (Some((kind, "*")), None) => kind == "*" || is_token(kind),
            (Some((kind, subtype)), None) => is_token(kind) && is_token(subtype),
            (None, None) => false,
        };
        if !is_range {
            reader.report.error(
                "T0538",
                text.span,
                format!("`{what}` holds {:?}, which is no media type", text.value),
                "write it without parameters, as `audio/mpeg`, or a range of them: `audio/*`, `*+json`, `*/*`",
            );
            return None;
        }
        Some(Spanned::new(lower, text.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_need_a_number_and_a_known_unit() {
        for (text, expected) in [
            ("60s", Some(60_000)),
            ("500ms", Some(500)),
            ("5 m", Some(300_000)),
            ("60", None),
            ("s", None),
            ("1d", Some(86_400_000)),
            ("1w", None),
            ("-1s", None),
            ("99999999999999999999s", None),
        ] {
            assert_eq!(quantity(text, Notation::DURATIONS), expected, "{text}");
        }
        for (text, expected) in [
            ("25 MB", Some(25_000_000)),
            ("1MiB", Some(1_048_576)),
            ("25mb", None),
            ("", None),
        ] {
            assert_eq!(quantity(text, Notation::SIZES), expected, "{text}");
        }
    }

    #[test]
    fn statuses_are_failures_or_classes_of_them() {
        for (text, expected) in [
            ("400", Some(Status::Exact(400))),
            ("5xx", Some(Status::Class(5))),
            ("200", Some(Status::Exact(200))),
            ("default", Some(Status::Default)),
            ("Default", None),
            ("199", None),
            ("2xx", None),
            ("600", None),
            ("x", None),
            ("+400", None),
            ("+5xx", None),
            ("", None),
        ] {
            assert_eq!(status(text), expected, "{text}");
        }
    }

    #[test]
    fn types_nest() {
        let list = RawType::Array(Box::new(RawType::Nullable(Box::new(RawType::Named(
            "Word".to_owned(),
        )))));
        assert_eq!(ty("[Word?]", 0), Some(list));
        assert_eq!(
            ty("{ string }", 0),
            Some(RawType::Map(Box::new(RawType::String)))
        );
        let pair = RawType::Tuple(vec![
            RawType::Tuple(vec![RawType::Unsigned, RawType::String]),
            RawType::Nullable(Box::new(RawType::Format(Format::Date))),
        ]);
        assert_eq!(ty("((unsigned, string), date?)", 0), Some(pair));
        for bad in [
            "",
            "word",
            "[Word",
            "string??",
            "Wo rd",
            "()",
            "(string)",
            "(string,)",
            "(string, [Word)",
            "(string), (string)",
            &"[".repeat(40),
            &format!("(string{})", ", string".repeat(12)),
        ] {
            assert_eq!(ty(bad, 0), None, "{bad}");
        }
    }

    #[test]
    fn paths_are_cut_at_their_parameters() {
        let cut = segments("/v1/voice/{id}/clips").ok();
        let expected = vec![
            RawSegment::Literal("/v1/voice/".to_owned()),
            RawSegment::Param("id".to_owned()),
            RawSegment::Literal("/clips".to_owned()),
        ];
        assert_eq!(cut, Some(expected));
        for bad in ["v1", "/a b", "/a?x=1", "/{", "/}", "/{}", "/{a b}"] {
            assert!(segments(bad).is_err(), "{bad}");
        }
    }
}
