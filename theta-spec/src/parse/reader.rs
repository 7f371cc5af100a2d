//! Reads TOML values by the key tables and reports what does not fit.

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::keys::{Rule, Table};
use crate::source::{SourceText, Span, Spanned};
use toml::de::{DeTable, DeValue};

pub(super) type Value<'d> = toml::Spanned<DeValue<'d>>;

/// A table that is being read: its values and its place.
#[derive(Clone, Copy)]
pub(super) struct View<'d> {
    pub(super) table: &'d DeTable<'d>,
    pub(super) span: Span,
}

impl<'d> View<'d> {
    pub(super) fn get(&self, key: &str) -> Option<&'d Value<'d>> {
        self.table.get(key)
    }

    /// The text of a key, when it is one.
    fn text(&self, key: &str) -> Option<&'d str> {
        self.get(key)?.get_ref().as_str()
    }

    /// Where a key itself stands; the table when it is not there.
    pub(super) fn key_span(&self, key: &str) -> Span {
        self.table
            .get_key_value(key)
            .map_or(self.span, |(key, _)| key.span().into())
    }
}

pub(super) struct Reader<'r> {
    pub(super) source: &'r SourceText,
    /// All of it, in which the place of a key is found.
    pub(super) document: &'r DeTable<'r>,
    pub(super) report: &'r mut Report,
    /// After a syntax error keys may be missing that the author did write.
    pub(super) syntax_errors: bool,
}

impl Reader<'_> {
    /// Opens a table and reports every key it may not have and every key it lacks.
    pub(super) fn open<'d>(
        &mut self,
        name: Span,
        value: &'d Value<'d>,
        def: &'static Table,
    ) -> Option<View<'d>> {
        let DeValue::Table(table) = value.get_ref() else {
            let what = place(self.document, name, def);
            // What can be written short is a string then, as its documentation says.
            let expected = if def.doc.ends_with("for short.") {
                "a string or a table"
            } else {
                "a table"
            };
            self.wrong_type(value, &what, expected);
            return None;
        };
        Some(self.open_table(name, table, def))
    }

    pub(super) fn open_table<'d>(
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
        for key in def
            .keys
            .iter()
            .filter(|key| key.required && !self.syntax_errors)
        {
            if !table.contains_key(key.name) {
                let place = if def.path.is_empty() {
                    "the contract".to_owned()
                } else {
                    format!("[{}]", place(self.document, name, def))
                };
                self.report.push(
                    Diagnostic::error("T0103", name, format!("{place} has no `{}`", key.name))
                        .help(format!(
                            "add `{} = …`: {} ({})",
                            key.name, key.doc, key.expects
                        )),
                );
            }
        }
        View { table, span: name }
    }

    /// Reports every key that means nothing where it stands, by the rules of its table.
    pub(super) fn idle(&mut self, view: &View<'_>, def: &'static Table) {
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
                    format!("`{key}` means nothing here"),
                );
                self.report.push(diagnostic.label(&label).help(&help));
            }
        }
    }

    /// A list that is written lists something: an empty one is not the same as none.
    pub(super) fn not_empty(&mut self, view: &View<'_>, key: &str) {
        let Some(value) = view.get(key) else { return };
        if matches!(value.get_ref(), DeValue::Array(items) if items.is_empty()) {
            self.report.push(
                Diagnostic::error(
                    "T0104",
                    value.span().into(),
                    format!("`{key}` lists nothing"),
                )
                .help(format!("list what it is, or leave `{key}` out")),
            );
        }
    }

    pub(super) fn wrong_type(&mut self, value: &Value<'_>, what: &str, expected: &str) {
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
        } else if let Some(written) = written.filter(|_| bare && expected.contains("string")) {
            let help = spelled(what, written)
                .unwrap_or_else(|| format!("write it as text: `\"{written}\"`"));
            diagnostic = diagnostic.help(help);
        }
        self.report.push(diagnostic);
    }

    /// Where a piece of a string stands; the whole string when escapes hide the place.
    pub(super) fn inside(&self, text: &Spanned<String>, piece: std::ops::Range<usize>) -> Span {
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

    pub(super) fn string(&mut self, view: &View<'_>, key: &str) -> Option<Spanned<String>> {
        let value = view.get(key)?;
        self.text(value, key)
    }

    pub(super) fn text(&mut self, value: &Value<'_>, what: &str) -> Option<Spanned<String>> {
        if let DeValue::String(text) = value.get_ref() {
            return Some(Spanned::new(text.to_string(), value.span().into()));
        }
        self.wrong_type(value, what, "a string");
        None
    }

    /// A string that must say something.
    pub(super) fn words(&mut self, view: &View<'_>, key: &str) -> Option<Spanned<String>> {
        self.string(view, key)
            .filter(|text| !text.value.trim().is_empty())
    }

    pub(super) fn boolean(&mut self, view: &View<'_>, key: &str) -> Option<Spanned<bool>> {
        let value = view.get(key)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(Spanned::new(*flag, value.span().into()));
        }
        self.wrong_type(value, key, "`true` or `false`");
        None
    }

    pub(super) fn flag(&mut self, view: &View<'_>, key: &str) -> bool {
        self.boolean(view, key).is_some_and(|flag| flag.value)
    }

    pub(super) fn integer(&mut self, view: &View<'_>, key: &str) -> Option<Spanned<u64>> {
        let value = view.get(key)?;
        self.whole(value, key)
    }

    pub(super) fn whole(&mut self, value: &Value<'_>, what: &str) -> Option<Spanned<u64>> {
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(number) = u64::from_str_radix(number.as_str(), number.radix())
        {
            return Some(Spanned::new(number, value.span().into()));
        }
        self.wrong_type(value, what, "a whole number that is not negative");
        None
    }

    pub(super) fn float(&mut self, view: &View<'_>, key: &str) -> Option<Spanned<f64>> {
        let value = view.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        let Some(number) = number.filter(|number: &f64| number.is_finite()) else {
            self.wrong_type(value, key, "a number");
            return None;
        };
        Some(Spanned::new(number, value.span().into()))
    }

    /// A string, or a list of strings.
    pub(super) fn strings(&mut self, view: &View<'_>, key: &str) -> Vec<Spanned<String>> {
        view.get(key)
            .map(|value| self.texts(value, key))
            .unwrap_or_default()
    }

    pub(super) fn texts(&mut self, value: &Value<'_>, what: &str) -> Vec<Spanned<String>> {
        match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| self.text(item, what))
                .collect(),
            DeValue::String(_) => self.text(value, what).into_iter().collect(),
            _ => {
                self.wrong_type(value, what, "a string or a list of strings");
                Vec::new()
            }
        }
    }

    /// A table of the author's own names: `(name, value)` in the order of the names.
    pub(super) fn entries<'d>(
        &mut self,
        view: &View<'d>,
        key: &str,
    ) -> Vec<(Spanned<String>, &'d Value<'d>)> {
        let Some(value) = view.get(key) else {
            return Vec::new();
        };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, key, "a table");
            return Vec::new();
        };
        table
            .iter()
            .map(|(name, value)| {
                (
                    Spanned::new(name.get_ref().to_string(), name.span().into()),
                    value,
                )
            })
            .collect()
    }

    /// One of a closed list of words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        text: &Spanned<String>,
        what: &str,
        choices: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == text.value) {
            return Some(Spanned::new(*choice, text.span));
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        self.report.push(
            Diagnostic::error(
                "T0105",
                text.span,
                format!("`{}` is not a value of `{what}`", text.value),
            )
            .suggest(&text.value, names.iter().copied())
            .help(format!("one of: {}", names.join(", "))),
        );
        None
    }

    pub(super) fn chosen<T: Copy>(
        &mut self,
        view: &View<'_>,
        key: &str,
        choices: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        let text = self.string(view, key)?;
        self.choice(&text, key, choices)
    }
}

/// Keys by other names, and what is meant by them: table, key, help.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("errors.NAME", "message", "did you mean `detail`?"),
    ("errors.NAME", "text", "did you mean `detail`?"),
    ("errors.NAME", "reason", "did you mean `cause`?"),
    ("auth", "query", KEY_IN_HEADER),
    ("auth", "in", KEY_IN_HEADER),
    (
        "endpoints.NAME.body",
        "form",
        "the language has no form bodies (application/x-www-form-urlencoded) yet: leave the endpoint out",
    ),
];

const KEY_IN_HEADER: &str =
    "a key goes into a header only, named by `header`; the language has no keys in the query yet";

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
