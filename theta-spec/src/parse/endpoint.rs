//! `[endpoints]`.

use super::reader::{Reader, Value, View};
use crate::contract::Method;
use crate::diagnostic::Diagnostic;
use crate::keys::{self, AUDIO, BINARY, BODY_TYPES};
use crate::raw::{
    Named, RawBilling, RawBody, RawContent, RawEndpoint, RawPart, RawReturns, RawSegment, RawUpload,
};
use crate::source::{Span, Spanned};
use toml::de::DeValue;

impl Reader<'_> {
    pub(super) fn endpoints(&mut self, root: &View<'_>) -> Vec<Named<RawEndpoint>> {
        let mut endpoints = Vec::new();
        for (name, value) in self.entries(root, "endpoints") {
            self.check_name(&name, "endpoint");
            let Some(view) = self.open(name.span, value, &keys::ENDPOINT) else {
                continue;
            };
            let endpoint = self.endpoint(&view);
            endpoints.push(Named {
                name,
                value: endpoint,
            });
        }
        endpoints
    }

    fn endpoint(&mut self, view: &View<'_>) -> RawEndpoint {
        let (method, path) = self.method(view);
        let parts = view.get("parts").is_some().then(|| self.parts(view));
        let body = view
            .get("body")
            .and_then(|value| self.open(view.key_span("body"), value, &keys::BODY))
            .map(|body| RawBody {
                span: body.span,
                content: self.content(&body, true),
                doc: self.words(&body, "doc"),
                rust: self.string(&body, "rust"),
            });
        if let (Some(_), Some(body)) = (&parts, &body) {
            self.report.push(
                Diagnostic::error("T0104", body.span, "an endpoint has either parts or a body")
                    .related(view.key_span("parts"), "the parts")
                    .help("parts make a multipart body; remove one of the two"),
            );
        }
        let returned = self.returns(view);
        let websocket = self.websocket(view);
        RawEndpoint {
            method,
            path,
            summary: self.words(view, "summary"),
            doc: self.words(view, "doc"),
            rust: self.string(view, "rust"),
            path_params: self.params(view, "path"),
            query: self.params(view, "query"),
            headers: self.header_params(view),
            parts,
            body,
            returns: websocket.or(returned.returns),
            success: returned.success,
            empty: returned.empty,
            args: view
                .get("args")
                .map(|value| Spanned::new(self.texts(value, "args"), value.span().into())),
            billed: self.billed(view),
            repeatable: self.boolean(view, "repeatable"),
            idempotency_key: self
                .string(view, "idempotency_key")
                .inspect(|name| self.check_header(name)),
            plans: self.strings(view, "plans"),
            timeout: self.duration(view, "timeout"),
            example: self.words(view, "example"),
            evidence: self.evidence(view),
        }
    }

    fn header_params(&mut self, view: &View<'_>) -> Vec<crate::raw::RawField> {
        let fields = self.params(view, "headers");
        for field in &fields {
            self.check_header(&field.name);
        }
        fields
    }

    fn method(&mut self, view: &View<'_>) -> (Method, Spanned<Vec<RawSegment>>) {
        let given: Vec<(&str, Method)> = Method::ALL
            .iter()
            .copied()
            .filter(|(key, _)| view.get(key).is_some())
            .collect();
        if let Some(&(second, _)) = given.get(1) {
            self.report.push(
                Diagnostic::error(
                    "T0104",
                    view.key_span(second),
                    "an endpoint has one method and one path",
                )
                .related(view.key_span(given[0].0), "already given here")
                .help("make two endpoints of it"),
            );
        }
        let Some(&(key, method)) = given.first() else {
            if !self.syntax_errors {
                self.report.push(
                    Diagnostic::error("T0103", view.span, "the endpoint has no method and path")
                        .help("add one of get, post, put, patch and delete, such as `post = \"/v1/speak\"`"),
                );
            }
            return (Method::Get, Spanned::new(Vec::new(), view.span));
        };
        let path = self.string(view, key).map(|text| self.path(&text));
        (method, path.unwrap_or(Spanned::new(Vec::new(), view.span)))
    }

    fn parts(&mut self, view: &View<'_>) -> Vec<RawPart> {
        let mut parts = Vec::new();
        for (name, value) in self.entries(view, "parts") {
            let Some(part) = self.open(name.span, value, &keys::PART) else {
                continue;
            };
            parts.push(RawPart {
                name,
                content: self.content(&part, false),
                optional: self.flag(&part, "optional"),
                doc: self.words(&part, "doc"),
                rust: self.string(&part, "rust"),
                evidence: self.evidence(&part),
            });
        }
        parts
    }

    /// What a part or a body holds, and that no key is given that means nothing for it.
    fn content(&mut self, view: &View<'_>, body: bool) -> RawContent {
        let content = match (view.get("type").is_some(), view.get("json").is_some()) {
            (true, false) => self.plain_content(view, body),
            (false, true) => {
                self.ty(view, "json")
                    .map_or(RawContent::Broken, |ty| RawContent::Json {
                        ty,
                        verbatim: self.flag(view, "verbatim"),
                        spread: self.boolean(view, "spread"),
                    })
            }
            _ => {
                self.report.push(
                    Diagnostic::error("T0104", view.span, "give exactly one of `type` and `json`")
                        .help("`json = \"Name\"` for JSON text of that type, `type = \"audio\"` or `type = \"binary\"` for bytes"),
                );
                RawContent::Broken
            }
        };
        if !matches!(content, RawContent::Broken) {
            self.idle(view, if body { &keys::BODY } else { &keys::PART });
        }
        content
    }

    fn plain_content(&mut self, view: &View<'_>, body: bool) -> RawContent {
        let Some(text) = self.string(view, "type") else {
            return RawContent::Broken;
        };
        if text.value == AUDIO || text.value == BINARY {
            return RawContent::Upload(RawUpload {
                audio: text.value == AUDIO,
                formats: self.strings(view, "formats"),
                max_size: self.size(view, "max_size"),
                max_duration: self.duration(view, "max_duration"),
                content_type: self.words(view, "content_type"),
            });
        }
        // A text body is `text`; a form field has one of the simple types.
        let text = if body {
            let known: Vec<_> = BODY_TYPES.iter().map(|name| (*name, ())).collect();
            if self.choice(&text, "type", &known).is_none() {
                return RawContent::Broken;
            }
            text.map(|_| "string".to_owned())
        } else {
            text
        };
        let Some(ty) = self.type_of(&text) else {
            return RawContent::Broken;
        };
        RawContent::Text {
            ty,
            content_type: self.words(view, "content_type"),
        }
    }

    fn websocket(&mut self, view: &View<'_>) -> Option<Spanned<RawReturns>> {
        let value = view.get("websocket")?;
        let span = view.key_span("websocket");
        if view.get("returns").is_some() || view.get("get").is_none() {
            self.report.push(
                Diagnostic::error(
                    "T0104",
                    span,
                    "a WebSocket is opened by a `get` and has no `returns`",
                )
                .help("write its path as `get`, and what the server sends as `receives`"),
            );
        }
        let table = self.open(span, value, &keys::WEBSOCKET)?;
        let key_field = self.string(&table, "key_field");
        if let Some(field) = &key_field
            && view.get("body").is_none()
        {
            self.report.push(
                Diagnostic::error("T0104", field.span, "`key_field` without a first message")
                    .help("say with `body = { json = \"Name\" }` what the first message is"),
            );
        }
        let socket = RawReturns::Socket {
            sends: self.ty(&table, "sends")?,
            receives: self.ty(&table, "receives")?,
            key_field,
        };
        Some(Spanned::new(socket, span))
    }

    /// What comes back: one answer, or a list with one for each status.
    fn returns(&mut self, view: &View<'_>) -> Returned {
        let mut returned = Returned::default();
        let Some(value) = view.get("returns") else {
            return returned;
        };
        self.not_empty(view, "returns");
        let span = view.key_span("returns");
        let DeValue::Array(items) = value.get_ref() else {
            let (returns, success) = self.answer(value, span, false);
            returned.returns = returns;
            returned.success = success;
            return returned;
        };
        let mut answers = Vec::new();
        for item in items {
            if let (Some(returns), Some(status)) = self.answer(item, item.span().into(), true) {
                answers.push((returns, status));
            }
        }
        for (at, (_, status)) in answers.iter().enumerate() {
            let before = answers[..at]
                .iter()
                .find(|(_, one)| one.value == status.value);
            if let Some((_, first)) = before {
                self.report.push(
                    Diagnostic::error(
                        "T0104",
                        status.span,
                        format!("{} comes back in two ways", status.value),
                    )
                    .related(first.span, "already given here")
                    .help("give each status once"),
                );
            }
        }
        let (empty, with_body): (Vec<_>, Vec<_>) = answers
            .into_iter()
            .partition(|(returns, _)| matches!(returns.value, RawReturns::Nothing));
        if let Some((second, _)) = with_body.get(1) {
            self.report.push(
                Diagnostic::error("T0104", second.span, "an endpoint has one type of answer")
                    .related(with_body[0].0.span, "the other one")
                    .help("give the others as `nothing`, or use one type for both"),
            );
        }
        if let Some((returns, status)) = with_body.into_iter().next() {
            let together = matches!(returns.value, RawReturns::Bytes { stream: true, .. });
            if let Some((_, first)) = empty.first().filter(|_| together) {
                self.report.push(
                    Diagnostic::error("T0104", first.span, "a stream that may be no answer")
                        .related(returns.span, "given as it comes")
                        .help("leave out `stream`: the bytes are then given whole"),
                );
            }
            returned.returns = Some(returns);
            returned.success = Some(status);
            returned.empty = empty.into_iter().map(|(_, status)| status).collect();
        } else {
            let mut empty = empty.into_iter();
            if let Some((returns, status)) = empty.next() {
                returned.returns = Some(returns);
                returned.success = Some(status);
            }
            returned.empty = empty.map(|(_, status)| status).collect();
        }
        returned
    }

    /// One answer with its status, which stands there when there are several.
    fn answer(
        &mut self,
        value: &Value<'_>,
        span: Span,
        listed: bool,
    ) -> (Option<Spanned<RawReturns>>, Option<Spanned<u16>>) {
        let DeValue::Table(_) = value.get_ref() else {
            if listed {
                self.wrong_type(value, "returns", "a list, each a table");
                return (None, None);
            }
            let returns = self
                .text(value, "returns")
                .and_then(|text| self.answer_type(&text, None, false));
            return (returns, None);
        };
        let Some(table) = self.open(span, value, &keys::RETURNS) else {
            return (None, None);
        };
        let status = self.success_status(&table);
        if listed && table.get("status").is_none() {
            self.report.push(
                Diagnostic::error("T0103", span, "one of several answers has no `status`")
                    .help("add the status that it comes with, such as `status = 204`"),
            );
        }
        let (text, accept, stream) = (
            self.string(&table, "type"),
            self.words(&table, "accept"),
            self.boolean(&table, "stream"),
        );
        let Some(text) = text else {
            return (None, status);
        };
        if text.value != "bytes" {
            if let Some(accept) = &accept {
                self.report.push(
                    Diagnostic::error("T0104", accept.span, "`accept` is only for `bytes`")
                        .help("JSON and text are asked for by their own media types"),
                );
            }
            if let Some(stream) = &stream {
                self.report.push(
                    Diagnostic::error("T0104", stream.span, "`stream` is only for `bytes`")
                        .help("JSON and text are read whole"),
                );
            }
        }
        let stream = stream.is_some_and(|stream| stream.value);
        (self.answer_type(&text, accept, stream), status)
    }

    fn success_status(&mut self, table: &View<'_>) -> Option<Spanned<u16>> {
        let status = self.integer(table, "status")?;
        if let Ok(value @ 200..=299) = u16::try_from(status.value) {
            return Some(Spanned::new(value, status.span));
        }
        self.report.push(
            Diagnostic::error(
                "T0105",
                status.span,
                format!("{} is no status of a success", status.value),
            )
            .help("a success has a status from 200 to 299; a failure is a row of [errors]"),
        );
        None
    }

    fn answer_type(
        &mut self,
        text: &Spanned<String>,
        accept: Option<Spanned<String>>,
        stream: bool,
    ) -> Option<Spanned<RawReturns>> {
        let returns = match text.value.as_str() {
            "bytes" => RawReturns::Bytes { accept, stream },
            "text" => RawReturns::Text,
            "nothing" => RawReturns::Nothing,
            _ => RawReturns::Json(self.type_of(text)?.value),
        };
        Some(Spanned::new(returns, text.span))
    }

    fn billed(&mut self, view: &View<'_>) -> Option<Spanned<RawBilling>> {
        let value = view.get("billed")?;
        let billing = match value.get_ref() {
            DeValue::Boolean(false) => RawBilling::Free,
            DeValue::String(unit) if !unit.trim().is_empty() => RawBilling::Per(unit.to_string()),
            _ => {
                self.wrong_type(value, "billed", "the unit a call is billed by, or `false`");
                return None;
            }
        };
        Some(Spanned::new(billing, value.span().into()))
    }
}

/// What comes back.
#[derive(Default)]
struct Returned {
    returns: Option<Spanned<RawReturns>>,
    success: Option<Spanned<u16>>,
    empty: Vec<Spanned<u16>>,
}
