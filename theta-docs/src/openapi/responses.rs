//! Responses: one for each status, with every body that is documented for it.

use super::error_body::{self, JSON, TEXT, XML};
use super::success::{self, Succeeds, key_of};
use super::{Source, alternatives, events, extension, pattern, reference, types};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use theta_spec::contract::{
    CodeMatcher, Contract, DetailMatcher, Endpoint, ErrorId, ErrorRow, ResponseHeader, Returns,
    ShapeContent, ShapeId, Status, Type,
};
use theta_spec::json::{self, Json};
use theta_spec::text::markdown::prose;
use theta_spec::{algebra, candidates};

/// Media type of any body.
const ANY: &str = "*/*";

/// What may come back, by media type.
#[derive(Default)]
struct Media {
    schemas: Vec<Json>,
    examples: Vec<(String, Json)>,
    /// The schemas as texts, and the names of the examples.
    known: HashSet<String>,
}

impl Media {
    fn add(&mut self, schema: Json) {
        if self.known.insert(schema.to_string()) {
            self.schemas.push(schema);
        }
    }

    fn show(&mut self, name: &str, example: Json) {
        if self.known.insert(name.to_owned()) {
            self.examples.push((name.to_owned(), example));
        }
    }
}

/// The responses of an operation, which several endpoints can share.
pub(super) fn of(source: &Source<'_>, endpoints: &[&Endpoint]) -> Json {
    let mut keys: BTreeMap<String, Vec<ErrorId>> = BTreeMap::new();
    let mut known: HashSet<(String, ErrorId)> = HashSet::new();
    let successes: Vec<(String, Succeeds<'_>)> = endpoints
        .iter()
        .flat_map(|endpoint| success::of(endpoint))
        .collect();
    for endpoint in endpoints {
        for (key, _) in success::of(endpoint) {
            keys.entry(key).or_default();
        }
        for status in endpoint.classifier.arms.iter().map(|arm| arm.status) {
            let Some(key) = key_of(status) else { continue };
            let all = keys.entry(key.clone()).or_default();
            all.extend(rows(endpoint, status).filter(|&id| known.insert((key.clone(), id))));
        }
    }
    let responses = keys.into_iter().map(|(key, rows)| {
        let successes = successes.iter().filter(|(other, _)| *other == key);
        let successes: Vec<&Succeeds<'_>> = successes.map(|(_, success)| success).collect();
        let response = response(source, &successes, &rows);
        (key, response)
    });
    Json::object(responses)
}

/// The response of one status: the successes that come with it, and the rows that can come with it.
fn response(source: &Source<'_>, successes: &[&Succeeds<'_>], rows: &[ErrorId]) -> Json {
    let contract = source.contract;
    let said = description(contract, &success::said(successes), rows);
    let mut response = Json::object([("description", Json::from(said))]);
    let mut headers = request_id_headers(contract);
    let of_successes = successes.iter().flat_map(|success| success.headers);
    for header in of_successes.chain(&contract.response_headers) {
        if headers.get(&header.header).is_none() {
            headers.set(header.header.clone(), described(source, header));
        }
    }
    told_by_headers(contract, rows, &mut headers);
    if !headers.is_empty() {
        response.set("headers", headers);
    }
    let (free, mut known): (Vec<ErrorId>, Vec<ErrorId>) = rows
        .iter()
        .partition(|&&id| contract.error(id).shapes.is_empty());
    known.sort_by_key(|&id| vagueness(contract.error(id)));
    let content = content(source, successes, &known, &free);
    if !content.is_empty() {
        response.set("content", content);
    }
    if !free.is_empty() {
        let errors = free
            .iter()
            .map(|&id| extension::error(contract, contract.error(id)));
        response.set("x-theta-errors", Json::array(errors));
    }
    if successes.iter().any(|success| success.is_stream()) {
        let stream = Json::object([("stream", Json::from(true))]);
        extension::put(&mut response, stream);
    }
    response
}

/// Bodies by media type: of rows that say what theirs is, of successes, and whatever else a row without a body takes.
fn content(
    source: &Source<'_>,
    successes: &[&Succeeds<'_>],
    known: &[ErrorId],
    free: &[ErrorId],
) -> Json {
    let contract = source.contract;
    let mut content: BTreeMap<String, Media> = BTreeMap::new();
    for &id in known {
        failure(source, id, &mut content);
    }
    for success in successes {
        body(source, success, &mut content);
    }
    let mut anything = Media::default();
    if !free.is_empty() && !content.is_empty() {
        let any = content.values_mut().chain([&mut anything]);
        any.for_each(|media| media.add(other_body(contract, free)));
    }
    let anything = (!anything.schemas.is_empty()).then(|| (ANY.to_owned(), anything));
    let disjoint = !successes.iter().any(|success| success.counts())
        && free.is_empty()
        && all_disjoint(contract, known);
    let content = content.into_iter().chain(anything).map(|(name, media)| {
        let mut out = Json::object([("schema", alternatives(media.schemas, disjoint))]);
        if !media.examples.is_empty() {
            out.set("examples", Json::object(media.examples));
        }
        (name, out)
    });
    Json::object(content)
}

/// Takes responses that several operations have out of the paths, and gives them by name.
pub(super) fn share(paths: &mut Json) -> Json {
    let mut counts: HashMap<(String, String), usize> = HashMap::new();
    each(paths, &mut |status, response| {
        let key = (status.to_owned(), response.to_string());
        *counts.entry(key).or_default() += 1;
    });
    let mut names: HashMap<(String, String), String> = HashMap::new();
    let mut taken: HashSet<String> = HashSet::new();
    let mut shared: Vec<(String, Json)> = Vec::new();
    each(paths, &mut |status, response| {
        let key = (status.to_owned(), response.to_string());
        if counts.get(&key).is_none_or(|&count| count < 2) {
            return;
        }
        let name = names.entry(key).or_insert_with(|| {
            let mut name = format!("Status{status}");
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            shared.push((name.clone(), response.clone()));
            name
        });
        *response = reference("responses", name);
    });
    shared.sort_by(|a, b| a.0.cmp(&b.0));
    Json::object(shared)
}

/// Visits every response with its status.
fn each(paths: &mut Json, visit: &mut impl FnMut(&str, &mut Json)) {
    for (_, operations) in members(paths) {
        for (_, operation) in members(operations) {
            for (name, responses) in members(operation) {
                if name == "responses" {
                    for (status, response) in members(responses) {
                        visit(status, response);
                    }
                }
            }
        }
    }
}

fn members(value: &mut Json) -> impl Iterator<Item = (&str, &mut Json)> {
    let members = match value {
        Json::Object(members) => members.as_mut_slice(),
        _ => &mut [],
    };
    members
        .iter_mut()
        .map(|(name, value)| (name.as_str(), value))
}

/// The rows of a status in the order in which they are tried: those that name it, then those that name its class.
fn rows(endpoint: &Endpoint, status: Status) -> impl Iterator<Item = ErrorId> {
    let covers = move |arm: Status| {
        arm == status
            || matches!((arm, status), (Status::Class(class), Status::Exact(exact)) if u16::from(class) == exact / 100)
    };
    let arms = endpoint.classifier.arms.iter();
    arms.filter(move |arm| covers(arm.status))
        .flat_map(|arm| &arm.groups)
        .flat_map(|group| group.rows.iter().copied())
}

/// Many clients try alternatives in their order and look at constants, but not at patterns: those come last.
fn vagueness(row: &ErrorRow) -> u8 {
    let code = matches!(
        row.code,
        Some(CodeMatcher::Exact(_) | CodeMatcher::Number(_))
    );
    let exact =
        |detail: &DetailMatcher| detail.templates.iter().all(|one| one.as_exact().is_some());
    match row.detail.as_ref().map(exact) {
        Some(true) => 0,
        Some(false) if code => 1,
        None if code => 2,
        Some(false) => 3,
        None => 4,
    }
}

fn failure(source: &Source<'_>, id: ErrorId, content: &mut BTreeMap<String, Media>) {
    let contract = source.contract;
    let row = contract.error(id);
    let schema = reference("schemas", source.names.row(id));
    let is_text = |id: &ShapeId| matches!(contract.shape(*id).content, ShapeContent::Text);
    let has_text = row.shapes.iter().any(is_text);
    // The schema of the row is that of its JSON; a text has its own only when there is no JSON.
    let text = if row.shapes.iter().all(is_text) {
        has_text.then_some(schema)
    } else {
        let is_xml = |id: &ShapeId| contract.shape(*id).content.xml_root().is_some();
        let is_json = |id: &ShapeId| !is_text(id) && !is_xml(id);
        let kinds = [
            (JSON, row.shapes.iter().any(is_json)),
            (XML, row.shapes.iter().any(is_xml)),
        ];
        for (kind, _) in kinds.iter().filter(|(_, is_one)| *is_one) {
            let media = content.entry((*kind).to_owned()).or_default();
            media.add(schema.clone());
        }
        has_text.then(|| pattern::detail(row.detail.as_ref()))
    };
    if let Some(text) = text {
        content.entry(TEXT.to_owned()).or_default().add(text);
    }
    if error_body::has_example(row) {
        let kind = source.kinds[id.0];
        let media = content.entry(kind.to_owned()).or_default();
        media.show(&row.name, reference("examples", &row.name));
    }
}

/// Any body, for the rows that say nothing of theirs.
fn other_body(contract: &Contract, rows: &[ErrorId]) -> Json {
    let names: Vec<String> = rows
        .iter()
        .map(|&id| format!("`{}`", contract.error(id).name))
        .collect();
    let said = format!("Any other body: {}.", names.join(" or "));
    Json::object([("description", Json::from(said))])
}

fn body(source: &Source<'_>, success: &Succeeds<'_>, content: &mut BTreeMap<String, Media>) {
    let schema = || match success.content {
        Returns::Nothing | Returns::Socket { .. } | Returns::OneOf(_) => None,
        // The root has the name of the type's schema.
        Returns::Json(ty) | Returns::Xml { ty, .. } => Some(types::of(source, ty)),
        Returns::Text => Some(types::of(source, &Type::String)),
        Returns::Bytes { .. } => Some(bytes()),
        Returns::Events(events) => Some(events::schema(source, events)),
    };
    let example = match success.content {
        Returns::Json(_) => json::parse(success.example).ok(),
        Returns::Xml { .. } if !success.example.is_empty() => Some(Json::from(success.example)),
        _ => None,
    };
    for kind in &success.media {
        let Some(schema) = schema() else { return };
        let media = content.entry((*kind).to_owned()).or_default();
        media.add(schema);
        if let Some(value) = &example {
            media.show(&success.name, Json::object([("value", value.clone())]));
        }
    }
}

/// Bytes; the format is what generators know them by.
pub(super) fn bytes() -> Json {
    Json::object(
        [("type", "string"), ("format", "binary")].map(|(name, text)| (name, Json::from(text))),
    )
}

/// A header that callers read.
fn described(source: &Source<'_>, header: &ResponseHeader) -> Json {
    let mut out = Json::Object(Vec::new());
    let unit = match header.unit.as_str() {
        "" => String::new(),
        unit => format!(" Unit: `{}`.", unit.replace('`', "'")),
    };
    let said = format!("{}{unit}", prose(&header.doc));
    if !said.is_empty() {
        out.set("description", Json::from(said.trim()));
    }
    out.set("schema", types::of(source, &header.ty));
    out
}

/// Headers in which every reply carries its id.
fn request_id_headers(contract: &Contract) -> Json {
    let header = Json::object([
        ("description", Json::from("Id of the request, for support.")),
        ("schema", Json::object([("type", Json::from("string"))])),
    ]);
    let names = contract.request_id.headers.iter();
    Json::object(names.map(|name| (name.as_str(), header.clone())))
}

/// Headers that tell the rows of a response apart.
fn told_by_headers(contract: &Contract, rows: &[ErrorId], out: &mut Json) {
    let rows = rows.iter().map(|&id| contract.error(id));
    let names = rows.flat_map(|row| row.headers.iter().map(|header| &header.name));
    for name in names.collect::<BTreeSet<_>>() {
        let header = Json::object([
            ("description", Json::from("Tells failures apart.")),
            ("schema", Json::object([("type", Json::from("string"))])),
        ]);
        if out.get(name).is_none() {
            out.set(name.as_str(), header);
        }
    }
}

fn description(contract: &Contract, success: &str, rows: &[ErrorId]) -> String {
    let mut said: Vec<String> = Vec::new();
    if !success.is_empty() {
        said.push(success.to_owned());
    }
    for &id in rows {
        let row = contract.error(id);
        let cause = row.causes.join(" Or: ");
        let colon = if cause.is_empty() { "" } else { ": " };
        said.push(format!("- `{}`{colon}{}", row.name, prose(&cause)));
    }
    said.join("\n")
}

/// Most pairs of bodies that are compared for one response.
const MAX_PAIRS: usize = 200_000;

/// Whether no body can be two of the rows. What is too much to compare is not said to be so.
fn all_disjoint(contract: &Contract, rows: &[ErrorId]) -> bool {
    let rows: Vec<ErrorId> = rows
        .iter()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let Some((first, others)) = rows.split_first() else {
        return true;
    };
    let shapes = &contract.error(*first).shapes;
    let alike = |id: &ErrorId| contract.error(*id).shapes == *shapes;
    if !others.iter().all(alike) || (shapes.len() > 1 && !others.is_empty()) {
        return false;
    }
    // Where codes alone tell bodies apart, those of one code are left to be compared.
    let by_code = shapes.iter().all(|&shape| one_code(contract, shape));
    let mut groups: BTreeMap<Option<&str>, Vec<ErrorId>> = BTreeMap::new();
    for &id in &rows {
        let code = match &contract.error(id).code {
            Some(CodeMatcher::Exact(text)) if by_code => Some(text.as_str()),
            _ => None,
        };
        groups.entry(code).or_default().push(id);
    }
    let groups: Vec<Vec<ErrorId>> = if groups.contains_key(&None) {
        vec![rows]
    } else {
        groups.into_values().collect()
    };
    let mut left = MAX_PAIRS;
    groups.iter().all(|group| {
        candidates::by_detail(contract, group, left).is_some_and(|pairs| {
            left -= pairs.len();
            let apart = |&(a, b): &(ErrorId, ErrorId)| {
                disjoint(contract, contract.error(a), contract.error(b))
            };
            pairs.iter().all(apart)
        })
    })
}

/// Whether bodies of the shape have one place for their code.
fn one_code(contract: &Contract, shape: ShapeId) -> bool {
    matches!(&contract.shape(shape).content, ShapeContent::Json { code, .. } if code.len() == 1)
}

fn disjoint(contract: &Contract, a: &ErrorRow, b: &ErrorRow) -> bool {
    // Bodies of two shapes can be one body; and of two places, each can hold another text.
    let ([shape], true) = (a.shapes.as_slice(), a.shapes == b.shapes) else {
        return false;
    };
    let one_message = match &contract.shape(*shape).content {
        ShapeContent::Text => true,
        ShapeContent::Json { message, .. } => message.len() == 1,
    };
    let codes = match (&a.code, &b.code) {
        (Some(CodeMatcher::Exact(a)), Some(CodeMatcher::Exact(b))) => a != b,
        _ => false,
    };
    let messages = match (&a.detail, &b.detail) {
        (Some(a), Some(b)) => a.templates.iter().all(|a| {
            let apart = |b| algebra::overlap_witness(a, b) == Ok(None);
            b.templates.iter().all(apart)
        }),
        _ => false,
    };
    (codes && one_code(contract, *shape)) || (one_message && messages)
}
