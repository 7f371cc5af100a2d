//! Documented failures: what their bodies look like, and a row for each status.
//!
//! A document always says where the code and the message of a failure stand, and rarely what they are. So a row is a status with
//! the shape of its body, and any other that the document allows; where codes or examples say more, there are rows beside it.

mod shapes;
mod told;

use crate::answers;
use crate::document::Node;
use crate::draft::{Loss, Row, Shape, Tells};
use crate::media::{self, Media};
use crate::words;
use shapes::Shapes;
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::names::snake;
use told::Told;

/// A status that has a usual name, and the kind of failure that it is.
const STATUSES: &[(u16, &str, Option<&str>)] = &[
    (300, "multiple_choices", None),
    (301, "moved_permanently", None),
    (302, "found", None),
    (303, "see_other", None),
    (304, "not_modified", None),
    (307, "temporary_redirect", None),
    (308, "permanent_redirect", None),
    (400, "bad_request", Some("validation")),
    (401, "unauthorized", Some("auth")),
    (402, "payment_required", Some("billing")),
    (403, "forbidden", Some("permission")),
    (404, "not_found", Some("not_found")),
    (405, "method_not_allowed", None),
    (406, "not_acceptable", None),
    (408, "request_timeout", Some("timeout")),
    (409, "conflict", None),
    (410, "gone", Some("not_found")),
    (411, "length_required", None),
    (412, "precondition_failed", None),
    (413, "content_too_large", Some("too_large")),
    (414, "uri_too_long", None),
    (415, "unsupported_media_type", Some("media_type")),
    (416, "range_not_satisfiable", None),
    (417, "expectation_failed", None),
    (418, "teapot", None),
    (421, "misdirected_request", None),
    (422, "unprocessable_content", Some("validation")),
    (423, "locked", None),
    (424, "failed_dependency", None),
    (425, "too_early", None),
    (426, "upgrade_required", None),
    (428, "precondition_required", None),
    (429, "too_many_requests", Some("quota")),
    (431, "headers_too_large", None),
    (451, "legally_unavailable", None),
    (500, "internal_error", Some("server")),
    (501, "not_implemented", None),
    (502, "bad_gateway", Some("upstream")),
    (503, "service_unavailable", Some("server")),
    (504, "gateway_timeout", Some("timeout")),
    (507, "insufficient_storage", None),
    (508, "loop_detected", None),
];

/// What one operation says of a failure.
struct Said {
    endpoints: Vec<usize>,
    words: String,
    place: String,
    /// Whether it says when to ask again.
    waits: bool,
}

/// Collects the failures of all operations.
#[derive(Default)]
pub(crate) struct Failures {
    shapes: Shapes,
    /// By status as a contract writes it, and the names of the shapes.
    said: BTreeMap<(String, Vec<String>), Vec<Said>>,
    told: Told,
}

impl Failures {
    /// Adds the failures of an operation, which is these endpoints; `streams` says whether they answer with events.
    pub(crate) fn add<'d>(
        &mut self,
        responses: &[(&'d str, Node<'d>)],
        endpoints: &[usize],
        streams: bool,
    ) -> Vec<Loss> {
        let mut losses = Vec::new();
        let any = answers::any_success(responses);
        let redirects = responses.iter().any(|(status, _)| status.starts_with('3'));
        for (status, node) in responses {
            if answers::is_success(status, any) && !(*status == "default" && redirects) {
                continue;
            }
            let lower = status.to_ascii_lowercase();
            let status = match lower.as_str() {
                "default" => lower,
                class
                    if class.ends_with("xx")
                        && class.len() == 3
                        && class.starts_with(['3', '4', '5']) =>
                {
                    lower
                }
                number
                    if number
                        .parse::<u16>()
                        .is_ok_and(|number| (300..=599).contains(&number)) =>
                {
                    lower
                }
                _ if status.starts_with('1') => continue,
                _ => {
                    losses.push(Loss::new(
                        node.place(),
                        format!("`{status}` is no status of a reply: it is left out"),
                    ));
                    continue;
                }
            };
            let (mut names, mut may_differ) = (BTreeSet::new(), false);
            for entry in media::entries(node) {
                match entry.media {
                    Media::Json | Media::Xml => {
                        let Some(schema) = &entry.schema else {
                            continue;
                        };
                        let found = self.shapes.of(schema);
                        if entry.media == Media::Json {
                            let Self { shapes, told, .. } = self;
                            told.add(&entry, shapes, &found.shapes, &status, endpoints);
                        }
                        names.extend(found.shapes);
                        may_differ |= found.may_differ && entry.media == Media::Json;
                    }
                    Media::Text => {
                        names.insert(self.shapes.text(&entry.node));
                    }
                    _ => {}
                }
            }
            // An event has no status: every one would have a shape that asks for nothing.
            if may_differ && !streams && !names.is_empty() {
                names.insert(self.shapes.other(node));
            }
            let said = Said {
                endpoints: endpoints.to_vec(),
                words: words::of(node),
                place: node.place(),
                waits: waits(node),
            };
            self.said
                .entry((status, names.into_iter().collect()))
                .or_default()
                .push(said);
        }
        losses
    }

    /// Returns the shapes and the rows, and what is not said of them.
    pub(crate) fn finish(self, endpoints: usize) -> (Vec<Shape>, Vec<Row>, Vec<Loss>) {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut rows: Vec<Row> = Vec::new();
        // The most common shape of a status has the plain name.
        let mut said: Vec<_> = self.said.into_iter().collect();
        said.sort_by_key(|((status, _), said)| {
            (
                status.clone(),
                std::cmp::Reverse(said.iter().map(|one| one.endpoints.len()).sum::<usize>()),
            )
        });
        for ((status, shapes), said) in said {
            let (base, category) = named(&status);
            let mut telling = shapes.iter().filter(|shape| !self.shapes.is_other(shape));
            let longer = telling.next().map(|shape| format!("{base}_{shape}"));
            let numbered = (2_usize..).map(|number| format!("{base}_{number}"));
            let names = std::iter::once(base.clone()).chain(longer).chain(numbered);
            let mut free = names.filter(|name| !taken.contains(name));
            let name = free.next().unwrap_or_default();
            taken.insert(name.clone());
            let on: BTreeSet<usize> = said
                .iter()
                .flat_map(|one| one.endpoints.iter().copied())
                .collect();
            let may_wait = matches!(status.as_str(), "429" | "503");
            rows.push(Row {
                name,
                waits: may_wait && said.iter().all(|one| one.waits),
                statuses: vec![status],
                shapes,
                everywhere: on.len() == endpoints,
                on,
                cause: common(&said),
                category,
                place: said
                    .first()
                    .map(|one| one.place.clone())
                    .unwrap_or_default(),
                ..Row::default()
            });
        }
        let notes = self.told.finish(&mut rows, &mut taken, endpoints);
        (self.shapes.finish(), rows, notes)
    }
}

/// Whether a response has the header that says when to ask again.
fn waits(node: &Node<'_>) -> bool {
    let headers = node.members_of("headers");
    headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("retry-after"))
}

/// The words that all or nearly all operations have for it.
fn common(said: &[Said]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in said {
        *counts.entry(&one.words).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(words, count)| (*count, std::cmp::Reverse(*words)));
    match most {
        Some((words, count)) if count * 2 > said.len() => words.to_owned(),
        _ => String::new(),
    }
}

fn named(status: &str) -> (String, Option<&'static str>) {
    if let Ok(number) = status.parse::<u16>() {
        let known = STATUSES.iter().find(|(known, ..)| *known == number);
        return known.map_or_else(
            || (format!("status_{number}"), None),
            |(_, name, category)| ((*name).to_owned(), *category),
        );
    }
    let name = match status {
        "3xx" => "redirected",
        "4xx" => "request_error",
        "5xx" => "server_error",
        _ => "other_error",
    };
    (name.to_owned(), (status == "5xx").then_some("server"))
}

impl Tells {
    /// A name for a row that a code tells from others.
    fn name(&self) -> String {
        match self {
            Self::Text(text) | Self::Message(text) => code_name(text),
            Self::Number(number) => format!("code_{}", number.unsigned_abs()),
            Self::Nothing => String::new(),
        }
    }
}

/// A name in `snake_case` for a row.
fn code_name(name: &str) -> String {
    let name = snake(name).trim_matches('_').to_owned();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("code_{name}")
    } else {
        name
    }
}

/// A name in `snake_case` for a shape.
fn shape_name(name: &str) -> String {
    let name = snake(name).trim_matches('_').to_owned();
    if name.is_empty() {
        "failure".to_owned()
    } else {
        name
    }
}
