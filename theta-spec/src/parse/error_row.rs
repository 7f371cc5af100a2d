//! `[errors]`.

use super::reader::{Reader, View};
use crate::contract::{Category, TriggerKind};
use crate::diagnostic::Diagnostic;
use crate::keys;
use crate::raw::{Named, RawCapture, RawCode, RawError};
use crate::source::Spanned;
use toml::de::DeValue;

impl Reader<'_> {
    pub(super) fn errors(&mut self, root: &View<'_>) -> Vec<Named<RawError>> {
        let mut errors = Vec::new();
        for (name, value) in self.entries(root, "errors") {
            self.check_name(&name, "error");
            let Some(view) = self.open(name.span, value, &keys::ERROR) else {
                continue;
            };
            let row = self.error_row(&view);
            if row.status.is_none()
                && row.within.is_none()
                && view.get("status").is_none()
                && !self.syntax_errors
            {
                self.report.push(
                    Diagnostic::error("T0103", view.span, "the error has no `status`").help(
                        "add `status = …`: a number, a class such as \"5xx\", or a list of them",
                    ),
                );
            }
            errors.push(Named { name, value: row });
        }
        errors
    }

    fn error_row(&mut self, view: &View<'_>) -> RawError {
        self.not_empty(view, "detail");
        let detail = self.strings(view, "detail");
        RawError {
            status: self.statuses(view),
            code: self.code(view),
            detail: self.templates(detail),
            fields: self.matched_fields(view),
            shapes: self.strings(view, "shape"),
            on: view
                .get("on")
                .map(|value| Spanned::new(self.texts(value, "on"), value.span().into())),
            within: self.string(view, "within"),
            before: self.strings(view, "before"),
            retry: self.retry(view, "retry"),
            category: self.chosen(view, "category", Category::ALL),
            aliases: self.strings(view, "aliases"),
            causes: self.strings(view, "cause"),
            fixes: self.strings(view, "fix"),
            tell_user: self.words(view, "tell_user"),
            triggers: self.triggers(view),
            examples: self.strings(view, "examples"),
            captures: self.captures(view),
            rust: self.string(view, "rust"),
            evidence: self.evidence(view),
        }
    }

    fn code(&mut self, view: &View<'_>) -> Option<Spanned<RawCode>> {
        let value = view.get("code")?;
        if let DeValue::String(_) = value.get_ref() {
            return self
                .text(value, "code")
                .map(|text| text.map(RawCode::Exact));
        }
        if !matches!(value.get_ref(), DeValue::Table(_)) {
            self.wrong_type(
                value,
                "code",
                "a string, or a table such as `{ fold = \"…\" }`",
            );
            return None;
        }
        let table = self.open(view.key_span("code"), value, &keys::CODE)?;
        match (self.string(&table, "fold"), self.string(&table, "like")) {
            (Some(fold), None) => Some(fold.map(RawCode::Folded)),
            (None, Some(like)) => self
                .template(&like)
                .map(|template| template.map(RawCode::Template)),
            _ => {
                self.report.push(
                    Diagnostic::error("T0104", table.span, "give exactly one of `fold` and `like`")
                        .help(
                            "`fold` compares without case and separators, `like` takes a template",
                        ),
                );
                None
            }
        }
    }

    fn matched_fields(
        &mut self,
        view: &View<'_>,
    ) -> Vec<Named<Vec<Spanned<crate::template::Template>>>> {
        let mut fields = Vec::new();
        for (name, value) in self.entries(view, "match") {
            let texts = self.texts(value, &name.value);
            let templates = self.templates(texts);
            fields.push(Named {
                name,
                value: templates,
            });
        }
        fields
    }

    fn triggers(&mut self, view: &View<'_>) -> Vec<(Spanned<TriggerKind>, Vec<Spanned<String>>)> {
        let mut triggers = Vec::new();
        for (name, value) in self.entries(view, "when") {
            let kind = self.choice(&name, "when", TriggerKind::ALL);
            let of = match value.get_ref() {
                DeValue::Boolean(true) => Vec::new(),
                DeValue::String(_) | DeValue::Array(_) => self.texts(value, &name.value),
                _ => {
                    self.wrong_type(
                        value,
                        &name.value,
                        "`true`, or a list of parts, parameters or fields",
                    );
                    continue;
                }
            };
            if let Some(kind) = kind {
                triggers.push((kind, of));
            }
        }
        triggers
    }

    fn captures(&mut self, view: &View<'_>) -> Vec<Named<RawCapture>> {
        let mut captures = Vec::new();
        for (name, value) in self.entries(view, "captures") {
            let capture = if let DeValue::String(_) = value.get_ref() {
                RawCapture {
                    doc: self.text(value, &name.value),
                    example: None,
                }
            } else {
                let Some(view) = self.open(name.span, value, &keys::CAPTURE) else {
                    continue;
                };
                RawCapture {
                    doc: self.words(&view, "doc"),
                    example: self.words(&view, "example"),
                }
            };
            captures.push(Named {
                name,
                value: capture,
            });
        }
        captures
    }
}
