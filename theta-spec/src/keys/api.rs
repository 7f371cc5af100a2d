//! The tables about the API as a whole.

use super::Rule;
use super::declare::table;
use super::form::{
    Day, Flag, Many, Map, Number, Pairs, Placed, Required, Tables, Text, Whole, Word, Words,
};
use super::limit::{ListOf, RawLimit};
use super::name::{HeaderName, RustType, RustValue, Snake};
use super::notation::DurationText;
use super::reader::{Reader, View};
use super::row_value::RetryValue;
use crate::contract::ResetForm;
use crate::diagnostic::Diagnostic;
use theta_contract::named_enum;

table! {
    /// What the API as a whole says.
    API at "api" => RawApi {
        /// the vendor's name for it
        title("name"): Required<Words>,
        /// one sentence on what it does
        summary: Words,
        /// address of the documentation
        docs: Words,
        /// the day the documentation was last read
        checked: Day,
        /// scheme and host, with a path prefix when there is one
        base_url: Required<Text>,
        /// parts of addresses that differ from client to client
        variables: Tables<Snake, RawVariable>,
        /// other hosts, name = scheme and host, with a path prefix when there is one
        hosts: Map<Snake, Text>,
        /// how long one attempt may take; 60s when unwritten
        timeout: DurationText,
        /// what to send to whom when an error persists
        support: Words,
    }
}

table! {
    /// A part of addresses that differs from client to client: `{NAME}` in `base_url` and in [api.hosts].
    VARIABLE at "api.variables.NAME" => RawVariable {
        /// what it can be; any host label or path segment when unwritten
        values: Many<Text>,
        /// what is taken when a client says nothing; required when unwritten
        default: Text,
        /// environment variable that `from_env` reads
        env: Text,
        /// what it is
        doc: Words,
        rust: RustValue,
    }
}

table! {
    /// A header sent with every request; `NAME = "value"` for short.
    HEADER at "headers.NAME" => RawHeader short for "value": Text {
        /// what is sent; with `optional`, unless a client is given another value
        value: Text,
        /// true: a client may be given a value of its own, or none
        optional: Flag,
        /// environment variable that `from_env` reads
        env: Text,
        /// what it is
        doc: Words,
        rust: RustValue,
    }
    then no_idle_header
}

/// A value that is always the same is no setting.
fn no_idle_header(raw: RawHeader, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawHeader {
    if !view.has("value") || raw.optional {
        return raw;
    }
    for key in ["env", "doc", "rust"]
        .into_iter()
        .filter(|key| view.has(key))
    {
        reader.report.push(
            Diagnostic::error(
                "T0104",
                view.key_span(key),
                format!("`{key}` has no effect here"),
            )
            .label("the value is the same for every client")
            .help("remove it, or let clients choose with `optional = true`"),
        );
    }
    raw
}

named_enum! {
    /// Which request id wins.
    (pub(crate)) enum Prefer {
        /// That of the body.
        Body = "body",
        /// That of a header.
        Header = "header",
    }
}

table! {
    /// Where replies carry a request id.
    REQUEST_ID at "request_id" => RawRequestId {
        /// header names, the preferred one first
        headers: Many<HeaderName>,
        /// which wins when both are there; body when unwritten
        prefer: Word<Prefer>,
    }
    rules [Rule::Beside(&["prefer"], "headers")]
    then no_idle_key
}

fn no_idle_key(
    raw: RawRequestId,
    reader: &mut Reader<'_>,
    view: &View<'_>,
    _: usize,
) -> RawRequestId {
    reader.idle(view, &REQUEST_ID);
    raw
}

table! {
    /// What the API as a whole says about trying again.
    RETRY at "retry" => RawRetryPolicy {
        /// for rows without a retry of their own; unstated when unwritten
        default: RetryValue,
        /// attempts in all, the first included; 3 when unwritten
        attempts: Whole,
        /// the first wait; 1s when unwritten
        base: DurationText,
        /// what each further wait is multiplied by; 2 when unwritten
        factor: Number,
        /// the longest wait; 20s when unwritten
        cap: DurationText,
        /// headers that carry a delay; retry-after when unwritten
        headers: Placed<Many<HeaderName>>,
        /// headers that say when a limit ends, name = form of the value; read where there is no other delay
        resets: Pairs<HeaderName, Word<ResetForm>>,
        /// headers that say how much of a limit is left, name = header of `resets` that says when it ends; at 0, calls wait until then
        remaining: Pairs<HeaderName, HeaderName>,
        /// header in which a failure says with true or false whether to try again, whatever its row says
        should_retry: HeaderName,
    }
}

table! {
    /// A page that facts come from; `NAME = "address"` for short.
    SOURCE_TABLE at "sources.NAME" => RawSource short for "url": Text {
        /// its address
        url: Required<Text>,
        /// what kind of page it is
        doc: Words,
    }
}

table! {
    /// A plan and what it allows.
    PLAN at "plans.NAME" => RawPlan {
        /// requests per minute, in short for a limit of them; no limit stated when unwritten
        rpm: Whole,
        /// limits of this plan, beside those of every key
        limits: ListOf<RawLimit>,
        /// further words
        doc: Words,
        rust: RustType,
    }
}
