//! Reads TOML values by the tables of the language and reports what does not fit.

use super::{Expect, Key, Rule, Table};
use crate::contract::named::Choice;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::{SourceText, Span, Spanned};
use toml::de::{DeTable, DeValue};

pub(crate) type Value<'d> = toml::Spanned<DeValue<'d>>;

/// A table that is being read: its values and its place.
pub(crate) struct View<'d> {
    written: Written<'d>,
    pub(crate) span: Span,
}

enum Written<'d> {
    Table(&'d DeTable<'d>),
    /// Written short: the value of this key, in place of the table.
    Short(&'static str, &'d Value<'d>),
}

impl<'d> View<'d> {
    pub(crate) fn get(&self, key: &str) -> Option<&'d Value<'d>> {
        match self.written {
            Written::Table(table) => table.get(key),
            Written::Short(short, value) => (short == key).then_some(value),
        }
    }

    /// Returns whether the key is written, with a good value or not.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The text of a key, when it is one.
    fn text(&self, key: &str) -> Option<&'d str> {
        self.get(key)?.get_ref().as_str()
    }

    /// Where a key itself stands; the table when it is not there.
    pub(crate) fn key_span(&self, key: &str) -> Span {
        let found = match self.written {
            Written::Table(table) => table.get_key_value(key),
            Written::Short(..) => None,
        };
        found.map_or(self.span, |(key, _)| key.span().into())
    }
}

/// A value and what it is called.
#[derive(Clone, Copy)]
pub(crate) struct Slot<'s, 'd> {
    /// Its key, or the author's name for it.
    pub(crate) what: &'s str,
    /// Where that stands; the value of an item of a list.
    pub(crate) at: Span,
    pub(crate) value: &'d Value<'d>,
}

impl<'d> Slot<'_, 'd> {
    pub(crate) fn name(&self) -> Spanned<String> {
        Spanned::new(self.what.to_owned(), self.at)
    }

    /// Where the value stands.
    pub(crate) fn span(&self) -> Span {
        self.value.span().into()
    }

    /// The same with an item of the list that the value is.
    pub(crate) fn item(&self, value: &'d Value<'d>) -> Self {
        Self {
            at: value.span().into(),
            value,
            ..*self
        }
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::String(_))
    }

    pub(crate) fn is_table(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Table(_))
    }
}

pub(crate) struct Reader<'r> {
    pub(crate) source: &'r SourceText,
    /// All of it, in which the place of a key is found.
    pub(crate) document: &'r DeTable<'r>,
    pub(crate) report: &'r mut Report,
    /// After a syntax error keys may be missing that the author did write.
    pub(crate) syntax_errors: bool,
}

impl Reader<'_> {
    /// Opens a table and reports every key it may not have and every key it lacks.
    pub(crate) fn open<'d>(
        &mut self,
        slot: &Slot<'_, 'd>,
        def: &'static Table,
        short: &[&'static str],
    ) -> Option<View<'d>> {
        match (slot.value.get_ref(), short) {
            (DeValue::Table(table), _) => Some(self.open_table(slot.at, table, def)),
            (DeValue::String(_), [short, ..]) => Some(View {
                written: Written::Short(short, slot.value),
                span: slot.at,
            }),
            (_, short) => {
                let what = place(self.document, slot.at, def);
                let expected = if short.is_empty() {
                    "a table"
                } else {
                    "a string or a table"
                };
                self.wrong_type(slot.value, &what, expected);
                None
            }
        }
    }

    pub(crate) fn open_table<'d>(
        &mut self,
        name: Span,
        table: &'d DeTable<'d>,
        def: &'static Table,
    ) -> View<'d> {
        for (key, _) in table {
            let written: &str = key.get_ref();
            // Recovery from a syntax error leaves keys behind that nobody wrote.
            let recovered = self.syntax_errors && written.is_empty();
            if !recovered && !def.keys.iter().any(|known| known.name == written) {
                let span = key.span().into();
                let table = (!def.path.is_empty()).then_some((self.document, name, def));
                self.report.push_with(Severity::Error, "T0101", span, || {
                    let place = table.map_or_else(
                        || "the top level".to_owned(),
                        |(document, name, def)| format!("[{}]", place(document, name, def)),
                    );
                    let known: Vec<&str> = def.keys.iter().map(|key| key.name).collect();
                    let mut diagnostic =
                        Diagnostic::error("T0101", span, format!("unknown key `{written}`"))
                            .label(format!("not a key of {place}"))
                            .suggest(written, known.iter().copied());
                    let path = table.map_or("", |(_, _, def)| def.path);
                    if let Some((_, _, help)) = ELSEWHERE
                        .iter()
                        .find(|(at, key, _)| *at == path && *key == written)
                    {
                        diagnostic.help.clear();
                        diagnostic = diagnostic.help(*help);
                    }
                    if diagnostic.help.is_empty() {
                        diagnostic =
                            diagnostic.help(format!("keys of {place}: {}", known.join(", ")));
                    }
                    diagnostic
                });
            }
        }
        for key in def.keys.iter().filter(|key| key.required) {
            if !table.contains_key(key.name) && !self.syntax_errors {
                self.lacks(name, def, key);
            }
        }
        View {
            written: Written::Table(table),
            span: name,
        }
    }

    /// Reports a key that a table lacks.
    pub(crate) fn lacks(&mut self, name: Span, def: &'static Table, key: &Key) {
        let place = if def.path.is_empty() {
            "the contract".to_owned()
        } else {
            format!("[{}]", place(self.document, name, def))
        };
        self.report.error(
            "T0103",
            name,
            format!("{place} has no `{}`", key.name),
            match (def.path, &key.expects) {
                ("", Expect::Table(_)) => format!("add a table `[{}]`: {}", key.name, key.doc),
                ("", Expect::Map(..)) => format!("add a table `[{}.NAME]`: {}", key.name, key.doc),
                _ => format!("add `{} = …`: {} ({})", key.name, key.doc, key.expects),
            },
        );
    }

    /// Reports every key that means nothing where it stands, by the rules of its table.
    pub(crate) fn idle(&mut self, view: &View<'_>, def: &'static Table) {
        let there = |key: &&str| view.get(key).is_some();
        for rule in def.rules {
            let (keys, label, help) = match *rule {
                Rule::Apart(keys, others) => match others.iter().find(|key| there(key)) {
                    Some(other) => (
                        keys,
                        format!("beside `{other}`"),
                        "remove it, or what it does not go with".to_owned(),
                    ),
                    None => continue,
                },
                Rule::Beside(keys, other) if !there(&other) => (
                    keys,
                    format!("without `{other}`"),
                    format!("remove it, or add `{other} = …`"),
                ),
                Rule::Unless(keys, other, value) if view.text(other) == Some(value) => (
                    keys,
                    format!("not with `{other} = \"{value}\"`"),
                    format!("remove it, or what says `{value}`"),
                ),
                Rule::Where(keys, other, values)
                    if !view.text(other).is_some_and(|text| values.contains(&text)) =>
                {
                    let values: Vec<String> = values
                        .iter()
                        .map(|value| format!("`{other} = \"{value}\"`"))
                        .collect();
                    (
                        keys,
                        format!("only with {}", values.join(" or ")),
                        "remove it, or say with `type` or `json` what the content really is"
                            .to_owned(),
                    )
                }
                _ => continue,
            };
            for key in keys.iter().filter(|key| there(key)) {
                let diagnostic = Diagnostic::error(
                    "T0104",
                    view.key_span(key),
                    format!("`{key}` has no effect here"),
                );
                self.report.push(diagnostic.label(&label).help(&help));
            }
        }
    }

    /// A list that is written lists something: an empty one is not the same as none.
    pub(crate) fn not_empty(&mut self, slot: &Slot<'_, '_>) {
        if matches!(slot.value.get_ref(), DeValue::Array(items) if items.is_empty()) {
            let what = slot.what;
            self.report.error(
                "T0104",
                slot.span(),
                format!("`{what}` lists nothing"),
                format!("list what it is, or leave `{what}` out"),
            );
        }
    }

    pub(crate) fn wrong_type(&mut self, value: &Value<'_>, what: &str, expected: &str) {
        let found = value.get_ref();
        let span: Span = value.span().into();
        let mut diagnostic =
            Diagnostic::error("T0102", span, format!("`{what}` must be {expected}"))
                .label(format!("this is {}", kind(found)));
        let written = self.source.text().get(span.start..span.end);
        let bare = matches!(
            found,
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_)
        );
        if let DeValue::String(text) = found {
            let number = expected.contains("number") && text.parse::<f64>().is_ok();
            let flag = expected.contains("true") && matches!(&**text, "true" | "false");
            if number || flag {
                diagnostic = diagnostic.help(format!("write it without quotes: `{text}`"));
            }
            if what == "details" {
                diagnostic = diagnostic.help("did you mean `detail`?");
            }
        } else if let Some(written) = written.filter(|_| bare && expected.contains("string")) {
            let help = spelled(what, written)
                .unwrap_or_else(|| format!("write it as text: `\"{written}\"`"));
            diagnostic = diagnostic.help(help);
        }
        self.report.push(diagnostic);
    }

    /// Where a piece of a string stands; the whole string when escapes hide the place.
    pub(crate) fn inside(&self, text: &Spanned<String>, piece: std::ops::Range<usize>) -> Span {
        let written = self
            .source
            .text()
            .get(text.span.start..text.span.end)
            .unwrap_or_default();
        match written.find(&text.value) {
            Some(at) if !text.value.is_empty() => {
                let start = text.span.start + at;
                Span::new(start + piece.start, start + piece.end)
            }
            _ => text.span,
        }
    }

    pub(crate) fn text(&mut self, slot: &Slot<'_, '_>) -> Option<Spanned<String>> {
        if let DeValue::String(text) = slot.value.get_ref() {
            return Some(Spanned::new(text.to_string(), slot.span()));
        }
        self.wrong_type(slot.value, slot.what, "a string");
        None
    }

    /// One of a closed list of words.
    pub(crate) fn choice<T: Choice>(
        &mut self,
        text: &Spanned<String>,
        what: &str,
    ) -> Option<Spanned<T>> {
        let mut choices = T::CHOICES.iter();
        if let Some((_, choice)) = choices.find(|(name, _)| *name == text.value) {
            return Some(Spanned::new(*choice, text.span));
        }
        self.no_choice(text, what, T::WORDS);
        None
    }

    /// Reports a word that is none of those.
    pub(crate) fn no_choice(&mut self, text: &Spanned<String>, what: &str, words: &[&str]) {
        self.report.push(
            Diagnostic::error(
                "T0105",
                text.span,
                format!("`{}` is not a value of `{what}`", text.value),
            )
            .suggest(&text.value, words.iter().copied())
            .help(format!("one of: {}", words.join(", "))),
        );
    }
}

/// Keys by other names, and what is meant by them: table, key, help.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("errors.NAME", "message", "did you mean `detail`?"),
    ("errors.NAME", "text", "did you mean `detail`?"),
    ("errors.NAME", "reason", "did you mean `cause`?"),
    ("auth", "in", KEY_PLACES),
    (
        "endpoints.NAME.body",
        "form",
        "the language has no form bodies (application/x-www-form-urlencoded) yet: leave the endpoint out",
    ),
];

const KEY_PLACES: &str =
    "write the name of the header or of the query parameter as `header` or `query`";

/// How a bare value of these keys is written, where quotes alone would not do.
fn spelled(key: &str, written: &str) -> Option<String> {
    let number = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    match key {
        "timeout" | "base" | "cap" | "max_duration" if number => {
            Some(format!("write it with its unit: `\"{written}s\"`"))
        }
        "max_size" if number => Some(format!("write it with its unit: `\"{written} MB\"`")),
        "get" | "post" | "put" | "patch" | "delete" => {
            Some("write the path below the base URL, such as `\"/v1/speak\"`".to_owned())
        }
        "message" | "retry_after" => {
            Some("write a JSON pointer, such as `\"/message\"`".to_owned())
        }
        "deprecated" if written == "false" => Some("remove the key".to_owned()),
        "optional" => Some("write the names: `[\"name\"]`".to_owned()),
        _ => None,
    }
}

/// The keys that lead to a key, as they are written in a table's head.
fn path_of(document: &DeTable<'_>, wanted: Span) -> Option<String> {
    // With a stack of its own: tables nest as deep as the parser lets them.
    let mut way = vec![document.iter()];
    let mut steps: Vec<&str> = Vec::new();
    while let Some(entries) = way.last_mut() {
        let Some((key, value)) = entries.next() else {
            way.pop();
            steps.pop();
            continue;
        };
        if Span::from(key.span()) == wanted {
            let steps = steps.into_iter().chain([key.get_ref().as_ref()]);
            return Some(steps.map(bare_or_quoted).collect::<Vec<_>>().join("."));
        }
        if let DeValue::Table(inner) = value.get_ref() {
            steps.push(key.get_ref());
            way.push(inner.iter());
        }
    }
    None
}

fn bare_or_quoted(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        format!("{key:?}")
    }
}

/// What a table is called where it stands; by the language's own name when that cannot be found.
fn place(document: &DeTable<'_>, name: Span, def: &Table) -> String {
    path_of(document, name).unwrap_or_else(|| last_step(def.path).to_owned())
}

fn last_step(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
