//! Events that the vendor sends, and how they are signed.

use super::Rule;
use super::declare::table;
use super::evidence::RawEvidence;
use super::form::{NotEmpty, OrDefault, Required, Tables, Text, Word, Words};
use super::name::{HeaderName, RustType, Wire};
use super::notation::RawType;
use super::notation::{DurationText, TypeText};
use super::reader::{Reader, View};
use crate::contract::{SignatureEncoding, SignatureHash, StampForm};
use crate::source::Spanned;

table! {
    /// Events that the vendor sends to an address of the caller.
    WEBHOOK at "webhooks.NAME" => RawWebhook {
        /// one sentence on when it is sent
        summary: Words,
        /// further words
        doc: Words,
        /// type of the JSON body; exactly one of event, events and form
        event: TypeText,
        /// types of the JSON body by the text of the header `tag`, text = type
        events: NotEmpty<Tables<Wire, RawHookEvent>>,
        /// struct whose texts a body of application/x-www-form-urlencoded holds
        form: TypeText,
        /// header that says which of `events` it is
        tag: HeaderName,
        /// header with the id of a delivery
        id: HeaderName,
        /// how it is proved who sent it
        signature: Required<OrDefault<RawSignature>>,
        /// a body, as the vendor sends it
        example: Words,
        rust: RustType,
        evidence: RawEvidence,
    }
    rules [
        Rule::One(&["event", "events", "form"]),
        Rule::With("events", "tag"),
        Rule::Beside(&["tag"], "events"),
    ]
    then has_event
}

table! {
    /// An event that a header names; `TEXT = "type"` for short.
    HOOK_EVENT at "webhooks.NAME.events.TEXT" => RawHookEvent short for "type": TypeText {
        /// what the JSON body is
        ty("type"): Required<TypeText>,
        /// what it means
        doc: Words,
        rust: RustType,
    }
}

table! {
    /// How a webhook is signed.
    SIGNATURE at "webhooks.NAME.signature" => RawSignature {
        /// header with the signature
        header: Required<HeaderName>,
        /// what is signed: a text with `{body}`, `{timestamp}`, `{id}`, `{url}`, `{method}` and `{form}` (names and values of a form, sorted by name); the body alone when unwritten
        of: Text,
        /// hash of the HMAC; sha256 when unwritten. `none`: the header is the secret itself
        hash: Word<SignatureHash>,
        /// how the signature is written as text; hex when unwritten
        encoding: Word<SignatureEncoding>,
        /// what stands before the signature, such as `sha256=`
        prefix: Text,
        /// what stands between several signatures and other items in the header; those without the prefix are passed over
        separator: Text,
        /// where the time of sending stands, which is then signed too
        timestamp: RawStamp,
        /// query parameter of the address with the SHA-256 of the body, in hex, where not the body itself is signed
        body_digest: Text,
        /// the secret that it is signed with
        secret: OrDefault<RawHookSecret>,
    }
    rules [
        Rule::Unless(&["of", "encoding", "timestamp", "body_digest"], "hash", "none"),
    ]
}

table! {
    /// The time at which a webhook was sent; `timestamp = "header"` for short.
    STAMP at "webhooks.NAME.signature.timestamp" => RawStamp short for "header": HeaderName {
        /// header that it stands in; that of the signature when unwritten
        header: HeaderName,
        /// what stands before it there, such as `t=`
        prefix: Text,
        /// how it is written: seconds or milliseconds since 1970, or RFC 3339; epoch when unwritten
        form: Word<StampForm>,
        /// how old, or how far ahead, it may be; 5m when unwritten
        window: DurationText,
    }
    rules [Rule::Some(&["header", "prefix"])]
    then has_place
}

table! {
    /// The secret that webhooks are signed with.
    HOOK_SECRET at "webhooks.NAME.signature.secret" => RawHookSecret {
        /// environment variable with it
        env: Text,
        /// what it begins with and is left out when signing, such as `whsec_`
        prefix: Text,
        /// how its bytes are written; its text is taken as it is when unwritten
        encoding: Word<SignatureEncoding>,
    }
}

impl RawWebhook {
    /// Returns every type that the body may have.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Spanned<RawType>> {
        let events = self.events.iter().filter_map(|event| event.ty.as_ref());
        self.event.iter().chain(&self.form).chain(events)
    }
}

/// The keys that each say what the body is.
const BODIES: &[&str] = &["event", "events", "form"];

fn has_event(raw: RawWebhook, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawWebhook {
    reader.idle(view, &WEBHOOK);
    let written: Vec<&str> = BODIES.iter().copied().filter(|key| view.has(key)).collect();
    match written[..] {
        [] if !reader.syntax_errors => reader.report.error(
            "T0103",
            view.span,
            "it is not said what the body is",
            "add one of event (JSON of a type), events (JSON of the type that a header names) and form (fields of a form)",
        ),
        [_, second, ..] => reader.report.error(
            "T0104",
            view.key_span(second),
            "give exactly one of `event`, `events` and `form`",
            "a body is of one kind; make two webhooks of it if the vendor sends both",
        ),
        ["events"] if !view.has("tag") => reader.report.error(
            "T0103",
            view.key_span("events"),
            "it is not said which header names the event",
            "add `tag = \"x-…\"`; where a field of the body says it, use `event` with a union of [types]",
        ),
        _ => {}
    }
    raw
}

fn has_place(raw: RawStamp, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawStamp {
    if !view.has("header") && !view.has("prefix") && !reader.syntax_errors {
        reader.report.error(
            "T0103",
            view.span,
            "it is not said where the time stands",
            "add `header = \"x-…\"`, or `prefix = \"t=\"` for an item in the header of the signature",
        );
    }
    raw
}
