//! The answer of `theta explain`: written as it is for programs, laid out by `human` for people.

use super::endpoint::EndpointSaid;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use theta_spec::contract::{
    Category, CodeMatcher, Contract, ErrorRow, Limit, Retry, Status, Webhook, WebhookContent,
};
use theta_spec::{text, wording};

/// Everything that was found out.
#[derive(Debug, Serialize)]
pub(super) struct Explanation {
    pub(super) format_version: u32,
    pub(super) spec: String,
    pub(super) asked: Asked,
    pub(super) result: Outcome,
    /// Documented errors, each with the endpoints on which the reply is that error.
    pub(super) matches: Vec<Match>,
    /// Webhooks of the name that was asked for; left out when there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) webhooks: Vec<WebhookSaid>,
    /// The endpoint of the name that was asked for; left out when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) endpoint: Option<EndpointSaid>,
    /// Endpoints on which the reply is a success; left out when there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) success: Vec<String>,
    /// Endpoints on which the reply is a success of which the client gives no value, by the reason; left out when there
    /// is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) no_value: Vec<NoValue>,
    /// Endpoints on which the reply is a failure and no documented one, by how far it is known there.
    pub(super) unknown: Vec<UnknownOn>,
    /// What the body says, by the contract's shapes.
    pub(super) read: Option<Read>,
    /// Documented details that are nearly what was received, nearest first.
    pub(super) nearest: Vec<Near>,
    pub(super) hints: Vec<String>,
}

/// What was asked; a member is `null` when it was not given.
#[derive(Debug, Default, Serialize)]
pub(super) struct Asked {
    pub(super) status: Option<u16>,
    /// Bytes that are not UTF-8 are replaced.
    pub(super) body: Option<String>,
    pub(super) name: Option<String>,
    /// Endpoints that were considered.
    pub(super) endpoints: Vec<String>,
    /// Whether these are not all.
    #[serde(skip)]
    pub(super) narrowed: bool,
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// The reply or the name is a documented error.
    Match,
    /// No body was given: these errors come with the status.
    Candidates,
    /// The reply is no failure on any endpoint, and a value on one at least; or the status is that of a success.
    Success,
    /// Nothing in the contract is it.
    Unknown,
}

/// A webhook, and how it proves who sent it.
#[derive(Debug, Serialize)]
pub(super) struct WebhookSaid {
    pub(super) name: String,
    /// The type that verifies it.
    pub(super) ident: String,
    pub(super) summary: String,
    /// Sentences.
    pub(super) signature: Vec<String>,
    /// Texts of the header that names the event.
    pub(super) events: Vec<String>,
}

impl WebhookSaid {
    pub(super) fn of(webhook: &Webhook) -> Self {
        let events = match &webhook.content {
            WebhookContent::Tagged { events, .. } => events.as_slice(),
            WebhookContent::Json(_) | WebhookContent::Form(_) => &[],
        };
        Self {
            name: webhook.name.clone(),
            ident: webhook.ident.clone(),
            summary: webhook.summary.clone(),
            signature: wording::signed(&webhook.signature, |text| format!("`{text}`")),
            events: events.iter().map(|event| event.tag.clone()).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Match {
    pub(super) endpoints: Vec<String>,
    pub(super) captures: BTreeMap<String, String>,
    pub(super) error: Row,
}

/// One documented error.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) variant: String,
    pub(super) statuses: Vec<String>,
    pub(super) code: Option<String>,
    /// In the contract's notation; alternatives in the order in which they are tried.
    pub(super) details: Vec<String>,
    /// What its headers must be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) headers: Vec<String>,
    pub(super) endpoints: Vec<String>,
    pub(super) causes: Vec<String>,
    pub(super) fixes: Vec<String>,
    pub(super) tell_user: String,
    /// Why it should not be matched any more, `true` when nothing is said of that; `null` when it is not deprecated.
    #[serde(serialize_with = "deprecation")]
    pub(super) deprecated: Option<String>,
    pub(super) retry: RetryAdvice,
    /// Limits that may be reached when the server says so; left out when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) limits: Vec<String>,
    pub(super) category: Option<&'static str>,
    pub(super) aliases: Vec<String>,
    pub(super) sources: Vec<Source>,
    pub(super) confidence: &'static str,
    pub(super) note: String,
}

#[derive(Debug, Serialize)]
pub(super) struct RetryAdvice {
    pub(super) kind: &'static str,
    pub(super) at_most: Option<u32>,
    pub(super) words: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) url: String,
}

/// Why a success has no value on some endpoints.
#[derive(Debug, Serialize)]
pub(super) struct NoValue {
    pub(super) why: String,
    pub(super) endpoints: Vec<String>,
}

/// How far a reply is known on some endpoints.
#[derive(Debug, Serialize)]
pub(super) struct UnknownOn {
    pub(super) level: Level,
    pub(super) endpoints: Vec<String>,
}

/// How far a reply is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    /// The code is documented with this status, the rest of the body is not.
    KnownCode,
    /// The status is documented, the body is not.
    KnownStatus,
    /// Not even the status is documented.
    UnknownStatus,
}

/// What a body says.
#[derive(Debug, Serialize)]
pub(super) struct Read {
    /// What kind of body it is: `JSON: an object`, `not JSON: …`.
    pub(super) body: String,
    /// The documented shape that it has.
    pub(super) shape: Option<String>,
    pub(super) code: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) fields: BTreeMap<String, String>,
    pub(super) request_id: Option<String>,
    pub(super) retry_after_ms: Option<u64>,
    /// The failures of a list; left out when the body is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) items: Vec<ReadItem>,
}

impl Read {
    /// Returns the detail that came with a documented error: of a list, that of the first failure that is the error.
    pub(super) fn detail_of(&self, error: &str) -> Option<&str> {
        let mut items = self.items.iter();
        let item = items.find(|item| item.errors.iter().any(|name| name == error));
        item.map_or(&self.detail, |item| &item.detail).as_deref()
    }
}

/// What one failure of a list says.
#[derive(Debug, Serialize)]
pub(super) struct ReadItem {
    pub(super) code: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) fields: BTreeMap<String, String>,
    /// Documented errors that it is, each on some endpoint; the error of the reply is that of the first item that is one.
    pub(super) errors: Vec<String>,
}

/// A documented detail that is nearly what was received.
#[derive(Debug, Serialize)]
pub(super) struct Near {
    pub(super) name: String,
    pub(super) variant: String,
    pub(super) statuses: Vec<String>,
    pub(super) endpoints: Vec<String>,
    /// In the contract's notation.
    pub(super) documented: String,
    pub(super) received: String,
    /// Characters to insert, delete or replace.
    pub(super) distance: usize,
    /// Where the received text first departs from the documented one; `null` when it does not.
    pub(super) difference: Option<Difference>,
}

/// A place at which a text departs from a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Difference {
    /// Column in the received text, in characters from 1.
    pub(super) column: usize,
    /// The literal that the template has there; empty when it has none.
    pub(super) expected: String,
    /// What the capture that the template has there takes: `text` or `digits`; `null` when it has none.
    pub(super) hole: Option<&'static str>,
    /// What the text has there; empty when it ends there.
    pub(super) found: String,
}

impl Row {
    pub(super) fn of(contract: &Contract, row: &ErrorRow) -> Self {
        let url = |name: &String| {
            let source = contract.sources.iter().find(|source| source.name == *name);
            source.map(|source| source.url.clone()).unwrap_or_default()
        };
        Self {
            name: row.name.clone(),
            variant: row.variant.clone(),
            statuses: statuses(row),
            code: row.code.as_ref().map(code),
            details: details(row),
            headers: row.headers.iter().map(ToString::to_string).collect(),
            endpoints: row
                .on
                .iter()
                .map(|id| contract.endpoints[id.0].name.clone())
                .collect(),
            causes: row.causes.clone(),
            fixes: row.fixes.clone(),
            tell_user: row.tell_user.clone(),
            deprecated: row.deprecated.clone(),
            retry: RetryAdvice::of(row.retry),
            limits: limits(contract, row),
            category: row.category.map(Category::as_str),
            aliases: row.aliases.clone(),
            sources: row
                .evidence
                .sources
                .iter()
                .map(|name| Source {
                    name: name.clone(),
                    url: url(name),
                })
                .collect(),
            confidence: row.evidence.confidence.as_str(),
            note: row.evidence.note.clone(),
        }
    }
}

impl Row {
    /// What it tells in words, in the order of the lines for people.
    pub(super) fn told(&self) -> [(&'static str, Vec<String>); 8] {
        let one = |text: &str| vec![text.to_owned()];
        [
            ("cause", self.causes.clone()),
            ("fix", self.fixes.clone()),
            ("retry", one(&self.retry.words)),
            ("limit", self.limits.clone()),
            ("tell user", one(&self.tell_user)),
            (
                "deprecated",
                one(wording::deprecated(self.deprecated.as_deref())),
            ),
            ("category", one(self.category.unwrap_or_default())),
            ("also named", one(&self.aliases.join(", "))),
        ]
    }
}

/// The limits that a row may be about: one of too many requests.
fn limits(contract: &Contract, row: &ErrorRow) -> Vec<String> {
    let is_429 = row.status.members.contains(&Status::Exact(429));
    if !is_429 && row.category != Some(Category::Quota) {
        return Vec::new();
    }
    let is_on = |limit: &&Limit| row.on.iter().any(|id| limit.is_on(*id));
    let said = |limit: &Limit| {
        let on = limit.on.iter();
        let on: Vec<&str> = on
            .map(|id| contract.endpoints[id.0].name.as_str())
            .collect();
        let on = match on.as_slice() {
            [] => String::new(),
            on => format!(" on {}", on.join(", ")),
        };
        let plan = limit.plan.as_deref();
        let plan = plan.map_or_else(String::new, |plan| format!(" (plan {plan})"));
        format!("{}{on}{plan}", limit.most)
    };
    let rpm = contract.plans.iter().filter_map(|plan| {
        let rpm = plan.rpm?;
        Some(format!(
            "{} in any 1 min (plan {})",
            text::count(rpm, "request"),
            plan.name
        ))
    });
    let limits = contract.limits.iter().filter(is_on).map(said);
    rpm.chain(limits).collect()
}

#[allow(clippy::ref_option, reason = "serde calls it with the field")]
fn deprecation<S: Serializer>(why: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    match why.as_deref() {
        Some("") => serializer.serialize_bool(true),
        why => why.serialize(serializer),
    }
}

impl RetryAdvice {
    fn of(retry: Retry) -> Self {
        let said = wording::retry(retry);
        Self {
            kind: said.word,
            at_most: said.at_most,
            words: said.advice,
        }
    }
}

/// Each status as text: `400`, `5xx`.
pub(super) fn statuses(row: &ErrorRow) -> Vec<String> {
    row.status
        .to_string()
        .split(", ")
        .map(str::to_owned)
        .collect()
}

/// Templates of the detail in the contract's notation.
pub(super) fn details(row: &ErrorRow) -> Vec<String> {
    row.detail
        .iter()
        .flat_map(|detail| &detail.templates)
        .map(ToString::to_string)
        .collect()
}

fn code(matcher: &CodeMatcher) -> String {
    match matcher {
        CodeMatcher::Exact(text) | CodeMatcher::Number(text) => text.clone(),
        CodeMatcher::Folded { written, .. } => written.clone(),
        CodeMatcher::Template(template) => template.to_string(),
    }
}
