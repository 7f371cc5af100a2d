//! The tables about the API as a whole: `api`, `auth`, `headers`, `request_id`, `retry`, `sources`, `plans`, `groups`, `shapes`.

use super::reader::{Reader, View};
use crate::contract::Confidence;
use crate::diagnostic::Diagnostic;
use crate::keys;
use crate::raw::{
    Named, RawApi, RawAuth, RawContract, RawEvidence, RawPlan, RawRetryPolicy, RawShape, RawSource,
};
use crate::source::Spanned;
use toml::de::DeValue;

impl Reader<'_> {
    pub(super) fn api_tables(&mut self, root: &View<'_>, out: &mut RawContract) {
        if let Some(value) = root.get("api")
            && let Some(view) = self.open(root.key_span("api"), value, &keys::API)
        {
            out.api = self.api(&view);
        }
        if let Some(value) = root.get("auth")
            && let Some(view) = self.open(root.key_span("auth"), value, &keys::AUTH)
        {
            out.auth = Some(RawAuth {
                span: view.span,
                header: self.header_name(&view, "header"),
                scheme: self.words(&view, "scheme"),
                prefix: self.words(&view, "prefix"),
                env: self.string(&view, "env"),
            });
        }
        for (name, value) in self.entries(root, "headers") {
            self.check_header(&name);
            if let Some(text) = self.text(value, &name.value) {
                out.headers.push((name, text));
            }
        }
        if let Some(value) = root.get("request_id")
            && let Some(view) = self.open(root.key_span("request_id"), value, &keys::REQUEST_ID)
        {
            self.idle(&view, &keys::REQUEST_ID);
            out.request_id_headers = self.header_names(&view, "headers");
            out.request_id_prefer_header = self.chosen(&view, "prefer", keys::PREFER);
        }
        if let Some(value) = root.get("retry")
            && let Some(view) = self.open(root.key_span("retry"), value, &keys::RETRY)
        {
            out.retry = RawRetryPolicy {
                default: self.retry(&view, "default"),
                attempts: self.integer(&view, "attempts"),
                base: self.duration(&view, "base"),
                factor: self.float(&view, "factor"),
                cap: self.duration(&view, "cap"),
                headers: view
                    .get("headers")
                    .is_some()
                    .then(|| self.header_names(&view, "headers")),
            };
        }
        out.sources = self.sources(root);
        out.plans = self.plans(root);
        out.groups = self.groups(root);
        out.shapes = self.shapes(root);
    }

    fn api(&mut self, view: &View<'_>) -> RawApi {
        RawApi {
            span: view.span,
            name: self.words(view, "name"),
            summary: self.words(view, "summary"),
            docs: self.words(view, "docs"),
            checked: self.date(view, "checked"),
            base_url: self.string(view, "base_url"),
            timeout: self.duration(view, "timeout"),
            support: self.words(view, "support"),
        }
    }

    /// A TOML date without a time.
    fn date(&mut self, view: &View<'_>, key: &str) -> Option<Spanned<String>> {
        let value = view.get(key)?;
        if let DeValue::Datetime(date) = value.get_ref()
            && date.time.is_none()
        {
            return Some(Spanned::new(date.to_string(), value.span().into()));
        }
        self.report.push(
            Diagnostic::error(
                "T0210",
                value.span().into(),
                format!("`{key}` must be a date"),
            )
            .help("write it without quotes: 2026-11-22"),
        );
        None
    }

    fn header_name(&mut self, view: &View<'_>, key: &str) -> Option<Spanned<String>> {
        let name = self.string(view, key)?;
        self.check_header(&name);
        Some(name)
    }

    fn header_names(&mut self, view: &View<'_>, key: &str) -> Vec<Spanned<String>> {
        let names = self.strings(view, key);
        for name in &names {
            self.check_header(name);
        }
        names
    }

    /// A header name is a token (RFC 9110, 5.6.2).
    pub(super) fn check_header(&mut self, name: &Spanned<String>) {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.value.is_empty() || !name.value.chars().all(token) {
            self.report.push(
                Diagnostic::error(
                    "T0211",
                    name.span,
                    format!("`{}` is not a header name", name.value),
                )
                .help("use letters, digits and `-`"),
            );
        }
    }

    pub(super) fn evidence(&mut self, view: &View<'_>) -> RawEvidence {
        RawEvidence {
            sources: self.strings(view, "source"),
            confidence: self.chosen(view, "confidence", Confidence::ALL),
            note: self.words(view, "note"),
        }
    }

    fn sources(&mut self, root: &View<'_>) -> Vec<Named<RawSource>> {
        let mut sources = Vec::new();
        for (name, value) in self.entries(root, "sources") {
            self.check_name(&name, "source");
            let source = if let DeValue::String(_) = value.get_ref() {
                RawSource {
                    url: self.text(value, &name.value),
                    doc: None,
                }
            } else {
                let Some(view) = self.open(name.span, value, &keys::SOURCE_TABLE) else {
                    continue;
                };
                RawSource {
                    url: self.string(&view, "url"),
                    doc: self.words(&view, "doc"),
                }
            };
            sources.push(Named {
                name,
                value: source,
            });
        }
        sources
    }

    fn plans(&mut self, root: &View<'_>) -> Vec<Named<RawPlan>> {
        let mut plans = Vec::new();
        for (name, value) in self.entries(root, "plans") {
            self.check_name(&name, "plan");
            let Some(view) = self.open(name.span, value, &keys::PLAN) else {
                continue;
            };
            let plan = RawPlan {
                rpm: self.integer(&view, "rpm"),
                doc: self.words(&view, "doc"),
                rust: self.string(&view, "rust"),
            };
            plans.push(Named { name, value: plan });
        }
        plans
    }

    fn groups(&mut self, root: &View<'_>) -> Vec<Named<Vec<Spanned<String>>>> {
        let mut groups = Vec::new();
        for (name, value) in self.entries(root, "groups") {
            self.check_name(&name, "group");
            let members = self.texts(value, &name.value);
            groups.push(Named {
                name,
                value: members,
            });
        }
        groups
    }

    fn shapes(&mut self, root: &View<'_>) -> Vec<Named<RawShape>> {
        let mut shapes = Vec::new();
        for (name, value) in self.entries(root, "shapes") {
            self.check_name(&name, "shape");
            let Some(view) = self.open(name.span, value, &keys::SHAPE) else {
                continue;
            };
            let shape = self.shape(&view);
            shapes.push(Named { name, value: shape });
        }
        shapes
    }

    fn shape(&mut self, view: &View<'_>) -> RawShape {
        let reported = self.report.given();
        let mut fields = Vec::new();
        for (name, value) in self.entries(view, "fields") {
            self.check_name(&name, "field of a shape");
            let texts = self.texts(value, &name.value);
            let pointers = texts
                .into_iter()
                .filter_map(|text| self.pointer(&text))
                .collect();
            fields.push(Named {
                name,
                value: pointers,
            });
        }
        let mut constants = Vec::new();
        for (pointer, value) in self.entries(view, "constants") {
            if let (Some(at), Some(value)) =
                (self.pointer(&pointer), self.scalar(value, &pointer.value))
            {
                constants.push((at, value));
            }
        }
        let mut unless = Vec::new();
        for (pointer, value) in self.entries(view, "unless") {
            let values = match value.get_ref() {
                DeValue::Array(items) => items
                    .iter()
                    .filter_map(|item| self.scalar(item, &pointer.value))
                    .collect(),
                _ => self.scalar(value, &pointer.value).into_iter().collect(),
            };
            if let Some(at) = self.pointer(&pointer) {
                unless.push((at, values));
            }
        }
        self.idle(view, &keys::SHAPE);
        let unit = self.chosen(view, "retry_after_unit", keys::DELAY_UNITS);
        let says = |key: &&str| {
            view.get(key)
                .is_some_and(|value| value.get_ref().as_bool() != Some(false))
        };
        let mut shape = RawShape {
            broken: false,
            says_something: ["text", "code", "message", "fields", "constants", "unless"]
                .iter()
                .any(says),
            doc: self.words(view, "doc"),
            text: self.boolean(view, "text"),
            code: self.pointers(view, "code"),
            message: self.pointers(view, "message"),
            fields,
            request_id: self.pointers(view, "request_id"),
            retry_after: self.pointers(view, "retry_after"),
            retry_after_unit_ms: unit.map(|unit| unit.value),
            constants,
            unless,
            closed: self.boolean(view, "closed"),
            optional: self.strings(view, "optional"),
            before: self.strings(view, "before"),
        };
        shape.broken = self.report.given() > reported;
        shape
    }
}
