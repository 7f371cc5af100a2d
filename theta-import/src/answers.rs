//! What comes back when a request succeeds.

use crate::document::Node;
use crate::draft::{Answer, Field, Returns, Ty};
use crate::events;
use crate::media::{self, Entry, Media};
use crate::operations::Operation;
use crate::schema::Types;
use crate::words;
use std::collections::BTreeSet;
use theta_spec::names::snake;

/// What an operation answers with.
pub(crate) struct Found {
    /// In one answer, or several that differ by status or media type.
    pub(crate) answers: Vec<Answer>,
    /// Answers that come as they happen, for an endpoint of their own.
    pub(crate) stream: Option<Answer>,
    pub(crate) headers: Vec<Field>,
}

/// Returns whether the document means a success by a status; `any` says whether there is one from 200 to 299.
pub(crate) fn is_success(status: &str, any: bool) -> bool {
    match status.as_bytes() {
        [b'2', ..] => true,
        // Beside a success, being sent elsewhere is an outcome of its own kind; alone, it is the answer.
        [b'3', ..] | b"default" => !any,
        _ => false,
    }
}

/// Returns the responses of an operation with what their references lead to.
pub(crate) fn responses<'d>(
    types: &mut Types<'d>,
    operation: &Operation<'d>,
) -> Vec<(&'d str, Node<'d>)> {
    let mut found = Vec::new();
    for (status, written) in operation.node.members_of("responses") {
        if status.starts_with("x-") {
            continue;
        }
        match written.followed() {
            Ok(node) => found.push((status, node)),
            Err(why) => types.lose(&written, format!("the response is left out: {why}")),
        }
    }
    found
}

/// Returns whether there is a documented success from 200 to 299.
pub(crate) fn any_success(responses: &[(&str, Node<'_>)]) -> bool {
    responses.iter().any(|(status, _)| status.starts_with('2'))
}

/// Returns what comes back on success.
pub(crate) fn of<'d>(
    types: &mut Types<'d>,
    operation: &Operation<'d>,
    responses: &[(&'d str, Node<'d>)],
    name: &str,
) -> Found {
    let any = any_success(responses);
    let redirects = responses.iter().any(|(status, _)| status.starts_with('3'));
    let mut found = Found {
        answers: Vec::new(),
        stream: None,
        headers: Vec::new(),
    };
    let successes: Vec<_> = responses
        .iter()
        .filter(|(status, _)| is_success(status, any) && !(*status == "default" && redirects))
        .collect();
    let several = successes.len() > 1;
    for (status, node) in &successes {
        if status.starts_with('1') {
            continue;
        }
        let hint = if several {
            format!("{name}Response{}", status_word(status))
        } else {
            format!("{name}Response")
        };
        let status = match *status {
            "default" => "2xx".to_owned(),
            status => status.to_ascii_lowercase(),
        };
        headers(types, node, name, &mut found.headers);
        let mut entries = media::entries(node);
        if operation.method == "head" {
            entries.clear();
        }
        if entries.is_empty() {
            found.answers.push(Answer {
                status,
                returns: Returns::Nothing,
                media: None,
                place: node.place(),
            });
            continue;
        }
        let mut kept: Vec<Entry<'d>> = Vec::new();
        for entry in entries {
            let same = |other: &Entry<'d>| match (&other.schema, &entry.schema) {
                (Some(a), Some(b)) => {
                    // The same content in another notation says nothing more.
                    (a.value == b.value && entry.media != Media::Events)
                        || (other.media == entry.media && is_plain(other) && is_plain(&entry))
                }
                _ => other.media == entry.media,
            };
            if !kept.iter().any(same) {
                kept.push(entry);
            }
        }
        let alone = kept.len() == 1;
        for entry in &kept {
            let returns = returns(types, operation, entry, &hint);
            let answer = Answer {
                status: status.clone(),
                media: media_type(entry, &returns),
                returns,
                place: entry.node.place(),
            };
            if matches!(entry.media, Media::Events | Media::Lines) && !alone {
                found.stream = Some(answer);
            } else {
                found.answers.push(answer);
            }
        }
    }
    if let Some((_, node)) = responses.iter().find(|(status, _)| status.starts_with('1')) {
        types.lose(node, "an answer that opens another protocol: left out");
    }
    found
}

fn status_word(status: &str) -> String {
    if status.chars().all(|c| c.is_ascii_digit()) {
        status.to_owned()
    } else {
        "Other".to_owned()
    }
}

/// Whether it is text or bytes whatever its schema says.
fn is_plain(entry: &Entry<'_>) -> bool {
    matches!(entry.media, Media::Text | Media::Bytes)
}

fn returns<'d>(
    types: &mut Types<'d>,
    operation: &Operation<'d>,
    entry: &Entry<'d>,
    hint: &str,
) -> Returns {
    let schema = entry.schema.as_ref();
    let mut ty =
        |schema: Option<&Node<'d>>| schema.map_or(Ty::JSON, |schema| types.ty(schema, hint));
    match entry.media {
        Media::Json if schema.is_some_and(media::is_binary) => Returns::Bytes,
        Media::Json => Returns::Json(ty(schema)),
        Media::Xml => Returns::Xml(ty(schema)),
        Media::Text | Media::Form | Media::Multipart if !schema.is_some_and(media::is_binary) => {
            Returns::Text
        }
        // A schema that is a text is that of the whole body.
        Media::Events => {
            let schema = schema.filter(|schema| says_more_than_text(schema));
            Returns::Events(ty(schema), events::end(operation))
        }
        Media::Lines => {
            let schema = schema.filter(|schema| says_more_than_text(schema));
            Returns::Lines(ty(schema))
        }
        _ => Returns::Bytes,
    }
}

fn says_more_than_text(schema: &Node<'_>) -> bool {
    let target = schema.followed().unwrap_or_else(|_| schema.clone());
    target.texts("type") != ["string"] && !target.members().is_empty()
}

/// The media type, where it says more than what comes back.
fn media_type(entry: &Entry<'_>, returns: &Returns) -> Option<String> {
    let name = media::bare(entry.name);
    let usual = match entry.media {
        _ if *returns == Returns::Bytes => name == "application/octet-stream",
        Media::Json => name == "application/json",
        Media::Xml => name == "application/xml" || name == "text/xml",
        Media::Text => name == "text/plain",
        Media::Events => true,
        Media::Lines => name == "application/x-ndjson",
        Media::Bytes | Media::Form | Media::Multipart => false,
    };
    (!usual && name != "*/*").then_some(name)
}

/// Headers that an answer documents.
fn headers<'d>(types: &mut Types<'d>, node: &Node<'d>, name: &str, found: &mut Vec<Field>) {
    let mut taken: BTreeSet<String> = found
        .iter()
        .filter_map(|field| field.rust.clone())
        .collect();
    for (header, written) in node.members_of("headers") {
        let Ok(node) = written.followed() else {
            continue;
        };
        if header.eq_ignore_ascii_case("content-type")
            || found
                .iter()
                .any(|field| field.name.eq_ignore_ascii_case(header))
        {
            continue;
        }
        let schema = node.get("schema");
        let ty = schema.as_ref().map_or(Ty::STRING, |schema| {
            types.ty(schema, &crate::names::joined(name, header))
        });
        let mut field = Field::named(&header.to_ascii_lowercase(), ty.split().0);
        field.doc = words::of(&node);
        field.place = written.place();
        let ident = header
            .strip_prefix("X-")
            .or_else(|| header.strip_prefix("x-"))
            .unwrap_or(header);
        let mut ident = snake(ident);
        if ident.is_empty() || taken.contains(&ident) {
            ident = crate::names::another(header, &taken);
        }
        taken.insert(ident.clone());
        field.rust = Some(ident);
        found.push(field);
    }
}
