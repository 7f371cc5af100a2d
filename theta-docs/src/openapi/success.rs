//! The successes of an endpoint, each by what OpenAPI calls its status.

use super::error_body::{JSON, TEXT, XML};
use theta_spec::contract::{Endpoint, ResponseHeader, Returns, Status, Success};
use theta_spec::text::markdown::prose;

/// A success with one status.
pub(super) struct Succeeds<'e> {
    /// What it is called among examples.
    pub(super) name: String,
    /// What its description says.
    said: String,
    pub(super) content: &'e Returns,
    /// The media types of its body.
    pub(super) media: Vec<&'e str>,
    pub(super) example: &'e str,
    /// The headers that callers read.
    pub(super) headers: &'e [ResponseHeader],
    /// Whether it is a status beside the one that has a body.
    is_beside: bool,
}

impl Succeeds<'_> {
    /// Whether its bytes are given as they come.
    pub(super) fn is_stream(&self) -> bool {
        matches!(
            self.content,
            Returns::Bytes { stream: true, .. } | Returns::Events(_)
        )
    }

    /// Whether a body of the status may be a success.
    pub(super) fn counts(&self) -> bool {
        !self.is_beside
    }
}

/// The successes of an endpoint, with what OpenAPI calls their statuses.
pub(super) fn of(endpoint: &Endpoint) -> Vec<(String, Succeeds<'_>)> {
    let status = endpoint.success.to_string();
    let one = |said: &str, media| Succeeds {
        name: endpoint.name.clone(),
        said: said.to_owned(),
        content: &endpoint.returns,
        media,
        example: &endpoint.example,
        headers: &endpoint.response_headers,
        is_beside: false,
    };
    let (key, first) = match &endpoint.returns {
        Returns::OneOf(several) => {
            return several
                .all
                .iter()
                .flat_map(|success| one_of(endpoint, success))
                .collect();
        }
        // Which success has no body is not documented.
        Returns::Nothing if !endpoint.says_status => (
            "2XX".to_owned(),
            one("Success; nothing is read.", Vec::new()),
        ),
        Returns::Nothing => (status, one("Success; nothing is read.", Vec::new())),
        Returns::Socket { .. } => {
            let said = "The WebSocket is open; `x-theta` says what goes over it.";
            ("101".to_owned(), one(said, Vec::new()))
        }
        Returns::Json(_) => (status, one("Success.", vec![JSON])),
        Returns::Xml { .. } => (status, one("Success.", vec![XML])),
        Returns::Text => (status, one("Success.", vec![TEXT])),
        Returns::Bytes { accept, .. } => (status, one("Success.", vec![accept.as_str()])),
        Returns::Events(events) => {
            let said =
                "Success; the schema is that of each event, and `x-theta` says how they come.";
            let media = events.accept.iter().map(String::as_str);
            (status, one(said, media.collect()))
        }
    };
    let empty = endpoint.empty.iter().map(|status| {
        let success = Succeeds {
            content: &Returns::Nothing,
            is_beside: true,
            ..one("Success; there is no body.", Vec::new())
        };
        (status.to_string(), success)
    });
    std::iter::once((key, first)).chain(empty).collect()
}

/// One of several successes, once for each of its statuses.
fn one_of<'e>(
    endpoint: &'e Endpoint,
    success: &'e Success,
) -> impl Iterator<Item = (String, Succeeds<'e>)> {
    let media = success.accept.iter().map(|media_type| {
        if matches!(success.content, Returns::Text) && media_type == "text/plain" {
            TEXT
        } else {
            media_type.as_str()
        }
    });
    let media: Vec<&str> = media.collect();
    let statuses = success.status.members.iter();
    let keys = statuses.filter_map(|status| key_of(*status));
    keys.map(move |key| {
        let said = match (success.doc.is_empty(), success.has_body()) {
            (false, _) => prose(&success.doc),
            (true, true) => "Success.".to_owned(),
            (true, false) => "Success; there is no body.".to_owned(),
        };
        let name = if success.variant.is_empty() {
            format!("{}_{key}", endpoint.name)
        } else {
            format!("{}_{}", endpoint.name, success.variant)
        };
        let succeeds = Succeeds {
            name,
            said,
            content: &success.content,
            media: media.clone(),
            example: &success.example,
            headers: &endpoint.response_headers,
            is_beside: false,
        };
        (key, succeeds)
    })
}

/// What the description of a response says of its successes.
pub(super) fn said(successes: &[&Succeeds<'_>]) -> String {
    // One that has no body is said only where nothing else is.
    let first = successes.iter().find(|success| !success.is_beside);
    let first = first.or(successes.first());
    let mut said: Vec<&str> = Vec::new();
    for success in successes {
        let is_first = first.is_some_and(|first| std::ptr::eq(*first, *success));
        let is_several = !success.is_beside && matches!(success.media.as_slice(), [_, ..]);
        if (is_first || is_several) && !said.contains(&success.said.as_str()) {
            said.push(&success.said);
        }
    }
    said.join(" ")
}

/// What OpenAPI calls a status; a close code is none.
pub(super) fn key_of(status: Status) -> Option<String> {
    match status {
        Status::Exact(status) => (status < 1_000).then(|| status.to_string()),
        Status::Class(class) => Some(format!("{class}XX")),
        Status::Default => Some("default".to_owned()),
    }
}
