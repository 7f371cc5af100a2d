//! Endpoints: what is sent and what comes back.

use super::Rule;
use super::answer::RawAnswer;
use super::auth::Security;
use super::billed::Billed;
use super::content::{RawBody, RawContent, RawPart};
use super::declare::{Keys, keys, table};
use super::events::RawEventForm;
use super::evidence::RawEvidence;
use super::form::{
    Boolean, Deprecated, Entry, Many, NotEmpty, Optional, Placed, Required, Tables, Text, Words,
};
use super::job::RawJob;
use super::name::{Branch, HeaderName, RustValue, Snake, Wire};
use super::notation::{DurationText, PathText, RawSegment};
use super::pages::RawPages;
use super::reader::{Reader, View};
use super::response_header::RawResponseHeader;
use super::types::{Params, RawField};
use crate::contract::Method;
use crate::contract::named::words;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

table! {
    /// An operation.
    ENDPOINT at "endpoints.NAME" => RawEndpoint {
        route: RawRoute,
        /// one sentence on what it does
        summary: Words,
        /// further words
        doc: Words,
        rust: RustValue,
        /// where its method is: `audio.transcriptions` for `client.audio().transcriptions()`; on the client itself when unwritten
        under: Branch,
        /// schemes that a request needs: a name, "a + b" for both, false for none, or a list of alternatives
        auth: Security,
        /// another host, by its name in [api.hosts]
        host: Text,
        /// what the address may be, when all of it is an argument: `put = "{upload_url}"`
        address: RawAddress,
        /// types and words for the {parameters} of the path; text when unwritten
        path_params("path"): Params<Wire>,
        /// query parameters
        query: Params<Wire>,
        /// header parameters
        headers: Params<HeaderName>,
        /// sets of [params] whose parameters and parts it has too
        include: Many<Text>,
        /// parts of a multipart/form-data body
        parts: Optional<Tables<Wire, RawPart>>,
        /// a body that is not multipart
        body: RawBody,
        answer: RawAnswer,
        /// how its list goes on page by page
        pages: RawPages,
        /// the job that it begins
        job: RawJob,
        /// how the same request is answered with events: a method of its own, beside the one that gives what it `returns`
        events: RawEventForm,
        /// headers of its replies that callers read, beside those of the API as a whole
        response_headers: Tables<Snake, RawResponseHeader>,
        /// the required arguments in the order of the Rust method
        args: Placed<Many<Text>>,
        /// what a call is billed by, or false
        billed: Billed,
        /// true: the same request gives the same answer and changes nothing
        repeatable: Boolean,
        /// header that takes an idempotency key
        idempotency_key: HeaderName,
        /// plans that include it; all when unwritten
        plans: Many<Text>,
        /// how long one attempt may take; the API's when unwritten
        timeout: DurationText,
        /// a successful body, as JSON
        example: Words,
        deprecated: Deprecated,
        evidence: RawEvidence,
    }
    rules [
        Rule::One(&words::<_, { Method::ALL.len() }>(Method::ALL)),
        Rule::Most(&["parts", "body"]),
        Rule::Most(&["returns", "websocket"]),
        Rule::With("websocket", "get"),
        Rule::Apart(&["events"], &["websocket"]),
    ]
    then one_body
}

table! {
    /// What an address may be that is an argument, such as one from an earlier answer.
    ADDRESS at "endpoints.NAME.address" => RawAddress {
        /// hosts that it may name: `files.example`, `*.files.example` for all below it, or `*` for any
        hosts: Required<NotEmpty<Many<Text>>>,
    }
}

impl RawEndpoint {
    /// Returns the parameters of the path, the query and the headers.
    pub(crate) fn params(&self) -> impl Iterator<Item = &RawField> {
        self.path_params
            .iter()
            .chain(&self.query)
            .chain(&self.headers)
    }

    /// Returns what its parts and its body hold.
    pub(crate) fn contents(&self) -> impl Iterator<Item = &RawContent> {
        let parts = self.parts.iter().flatten().map(|part| &part.content);
        parts.chain(self.body.iter().map(|body| &body.content))
    }
}

fn one_body(raw: RawEndpoint, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawEndpoint {
    if let (Some(_), Some(body)) = (&raw.parts, &raw.body) {
        reader
            .report
            .push(parts_and_body(body, view.key_span("parts")));
    }
    if raw.events.is_some() && view.has("websocket") {
        reader.idle(view, &ENDPOINT);
    }
    raw
}

/// Returns what to say of an endpoint with a body and with parts, which stand there.
pub(crate) fn parts_and_body(body: &RawBody, parts: Span) -> Diagnostic {
    Diagnostic::error(
        "T0104",
        body.name.span,
        "an endpoint has either parts or a body",
    )
    .related(parts, "the parts")
    .help("parts make a multipart body; remove one of the two")
}

/// Method and path.
#[derive(Clone, Debug)]
pub(crate) struct RawRoute {
    /// `None` when it is not given; already reported.
    pub(crate) method: Option<Method>,
    pub(crate) path: Spanned<Vec<RawSegment>>,
}

impl Default for RawRoute {
    fn default() -> Self {
        Self {
            method: None,
            path: Spanned::new(Vec::new(), crate::source::Span::default()),
        }
    }
}

impl Entry for RawRoute {
    type Raw = Self;
    const KEYS: Keys = Keys::Group(keys! {
        /// GET this path; exactly one of get, head, post, put, patch and delete
        get: PathText,
        /// HEAD of this path: status and headers without a body
        head: PathText,
        /// POST to this path
        post: PathText,
        /// PUT to this path
        put: PathText,
        /// PATCH this path
        patch: PathText,
        /// DELETE this path
        delete: PathText,
    });

    fn entry(reader: &mut Reader<'_>, view: &View<'_>, _: &str) -> Self {
        let given = Method::ALL.iter().filter(|(key, _)| view.has(key));
        let given: Vec<_> = given.collect();
        if let Some((second, _)) = given.get(1) {
            reader.report.push(
                Diagnostic::error(
                    "T0104",
                    view.key_span(second),
                    "an endpoint has one method and one path",
                )
                .related(view.key_span(given[0].0), "already given here")
                .help("make two endpoints of it"),
            );
        }
        let route = given
            .first()
            .map(|(key, method)| (*method, reader.get::<PathText>(view, key)));
        if route.is_none() && !reader.syntax_errors {
            reader.report.error(
                "T0103",
                view.span,
                "the endpoint has no method and path",
                "add one of get, head, post, put, patch and delete, such as `post = \"/v1/speak\"`",
            );
        }
        let (method, path) = route.unzip();
        Self {
            method,
            path: path
                .flatten()
                .unwrap_or(Spanned::new(Vec::new(), view.span)),
        }
    }
}
