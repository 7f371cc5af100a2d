//! Error rows: one documented failure each.

use super::declare::table;
use super::evidence::RawEvidence;
use super::form::{Many, Map, NotEmpty, Pairs, Tables, Text, Whole, Words, form};
use super::header_value::HeaderValue;
use super::listed::{RawCoded, RawDetailed, RawSaid};
use super::name::{HeaderName, RustType, Snake, SnakeText, Wire};
use super::notation::{Statuses, TemplateText};
use super::reader::{Reader, View};
use super::{Expect, Rule};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;
use crate::template::Template;
use toml::de::DeValue;

table! {
    /// A documented failure.
    ERROR at "errors.NAME" => RawError {
        /// what it comes with; needed unless `within`
        status: Statuses,
        /// what the code is: exact text or integer, { fold = text } or { like = template }
        code: Code,
        /// several rows, one for each of these codes, which share the other keys: code = why it happens, or a table
        codes: Tables<Wire, RawCoded>,
        /// what the message is
        detail: NotEmpty<Many<TemplateText>>,
        /// several rows, one for each of these messages, which share the other keys: name = message, or a table
        details: Tables<Snake, RawDetailed>,
        /// what the names of the rows of `codes` and `details` begin with
        prefix: SnakeText,
        /// what further texts of the shape are, field = template or list of them
        fields("match"): Map<Wire, Many<TemplateText>>,
        /// what its headers are, header = text or list of them, true for any value, false for none
        headers: Pairs<HeaderName, HeaderValue>,
        /// shapes its body has; every shape that fits when unwritten
        shape: Many<Text>,
        /// row whose open end this detail fills; status, code, shape and on come from it
        within: Text,
        /// rows that this one wins over when a reply matches both
        before: Many<Text>,
        said: RawSaid,
        /// complete bodies that the docs show
        examples: Many<Text>,
        /// words about the holes of the templates, name = what it holds
        captures: Tables<Wire, RawCapture>,
        rust: RustType,
        evidence: RawEvidence,
    }
    rules [
        Rule::Some(&["status", "within", "codes", "details"]),
        Rule::Apart(&["code"], &["codes"]),
        Rule::Apart(&["detail"], &["details"]),
        Rule::Apart(&["codes"], &["details"]),
        Rule::Apart(&["rust", "examples", "within"], &["codes", "details"]),
    ]
    then as_it_stands
}

impl RawError {
    /// Returns the texts that stand wherever the row does.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Spanned<String>> {
        let said = &self.said;
        let lists = [&said.cause, &said.fix, &said.aliases];
        let texts = [&said.tell_user, &said.deprecated, &self.evidence.note];
        lists
            .into_iter()
            .flatten()
            .chain(texts.into_iter().flatten())
    }
}

fn as_it_stands(
    row: RawError,
    reader: &mut Reader<'_>,
    view: &View<'_>,
    reported: usize,
) -> RawError {
    // Each of several rows may have a status of its own.
    let is_several = view.has("codes") || view.has("details");
    let lists_nothing = is_several && row.codes.is_empty() && row.details.is_empty();
    if lists_nothing && reader.report.given() == reported {
        let key = if view.has("codes") {
            "codes"
        } else {
            "details"
        };
        reader.report.error(
            "T0104",
            view.key_span(key),
            format!("`{key}` lists nothing"),
            format!("list what there is, or leave `{key}` out"),
        );
    }
    if view.has("prefix") && !is_several {
        reader.report.push(
            Diagnostic::error(
                "T0104",
                view.key_span("prefix"),
                "`prefix` has no effect here",
            )
            .label("without `codes` or `details`")
            .help("remove it: only the rows of a list get their names from it"),
        );
    }
    reader.idle(view, &ERROR);
    if row.within.is_none() && !is_several && !view.has("status") && !reader.syntax_errors {
        reader.report.error(
            "T0103",
            view.span,
            "the error has no `status`",
            "add `status = …`: a number, a class such as \"5xx\", or a list of them",
        );
    }
    row
}

table! {
    /// Words about a hole of a template; `NAME = "what it holds"` for short.
    CAPTURE at "errors.NAME.captures.NAME" => RawCapture short for "doc": Text {
        /// what it holds
        doc: Words,
        /// a value that the docs show
        example: Words,
    }
}

table! {
    /// A code that is not matched exactly.
    CODE at "errors.NAME.code" => LooseCode {
        /// this text but for case and for -, _ and spaces
        fold: Text,
        /// a text of this form
        like: TemplateText,
    }
    rules [Rule::One(&["fold", "like"])]
    then one_kind
}

fn one_kind(code: LooseCode, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> LooseCode {
    if view.has("fold") == view.has("like") {
        reader.report.error(
            "T0104",
            view.span,
            "give exactly one of `fold` and `like`",
            "`fold` compares without case and separators, `like` takes a template",
        );
        return LooseCode::default();
    }
    code
}

#[derive(Clone, Debug)]
pub(crate) enum RawCode {
    Exact(String),
    /// In its canonical form.
    Number(String),
    Folded(String),
    Template(Template),
}

impl RawCode {
    /// About how many bytes it is written with.
    pub(crate) fn written_len(&self) -> usize {
        match self {
            Self::Exact(text) | Self::Number(text) | Self::Folded(text) => text.len(),
            Self::Template(template) => template.written_len(),
        }
    }
}

form! {
    /// What a code is.
    Code -> Spanned<RawCode>, Expect::Any(&[Expect::Text, Expect::Integer, Expect::Table(&CODE)]), |reader: &mut Reader<'_>, slot| {
        if slot.is_text() {
            return reader.text(slot).map(|text| text.map(RawCode::Exact));
        }
        if matches!(slot.value.get_ref(), DeValue::Integer(_)) {
            let number = Whole::read(reader, slot)?;
            return Some(number.map(|number| RawCode::Number(number.to_string())));
        }
        if !slot.is_table() {
            reader.wrong_type(slot.value, slot.what, "a string, a whole number, or a table such as `{ fold = \"…\" }`");
            return None;
        }
        let LooseCode { fold, like, .. } = LooseCode::read(reader, slot)?;
        let fold = fold.map(|fold| fold.map(RawCode::Folded));
        fold.or(like.map(|like| like.map(RawCode::Template)))
    }
}
