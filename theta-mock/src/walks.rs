//! What a server plays of lists that come page by page, and of jobs.

use crate::encoded;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::request::Incoming;
use crate::route::Found;
use crate::value::put;
use bytes::Bytes;
use std::collections::HashMap;
use theta_spec::body::other_than;
use theta_spec::classify::{Outcome, classify};
use theta_spec::contract::{
    Argument, Body, Contract, Endpoint, Job, KeyPlace, Pages, ParamPlace, Place, Pointer, Returns,
    Scalar, State, Step, Type, TypeKind, Way,
};
use theta_spec::json::{self, Json};
use theta_spec::xml;

/// Items of a page, unless told otherwise.
const PAGE_SIZE: usize = 2;

/// Questions about a job that find it going, unless told otherwise.
const POLLS: u32 = 2;

/// The parameter of an address that says where its page begins.
const AT: &str = "theta-mock-at";

/// A list that a server plays page by page, for [`Mock::list`](crate::Mock::list).
#[derive(Clone, Debug)]
#[must_use = "a list does nothing until a server has it"]
pub struct List {
    items: Vec<Json>,
    size: usize,
    circle: bool,
}

impl List {
    /// Returns a list of these items, each as JSON, on pages of two. A text that is no JSON is a text of the list.
    pub fn new<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Self {
        let items = items.into_iter().map(|item| {
            let item = item.into();
            json::parse(&item).unwrap_or(Json::String(item))
        });
        Self {
            items: items.collect(),
            size: PAGE_SIZE,
            circle: false,
        }
    }

    /// Sets how many items a page has, one at least.
    pub fn page_size(mut self, items: usize) -> Self {
        self.size = items.max(1);
        self
    }

    /// Lets the last page lead to the first again, as a broken server does.
    pub fn circle(mut self) -> Self {
        self.circle = true;
        self
    }
}

/// How a job ends, for [`Mock::job`](crate::Mock::job).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobEnd {
    /// It is done.
    Done,
    /// It fails.
    Failed,
    /// It is cancelled.
    Cancelled,
    /// It goes on for ever.
    Never,
}

/// The lists and jobs of a server, by endpoint.
#[derive(Default)]
pub(crate) struct Walks {
    lists: HashMap<usize, List>,
    /// By the endpoint that begins them: how many questions find a job going, and its end.
    ends: HashMap<usize, (u32, JobEnd)>,
    /// How many jobs were begun.
    begun: u64,
    /// How often each job was asked for, by the endpoint that is asked and what names it there.
    asked: HashMap<(usize, String), u32>,
    /// What goes wrong with the next answer.
    fault: Option<Fault>,
}

impl Walks {
    pub(crate) fn list(&mut self, endpoint: usize, list: List) {
        self.lists.insert(endpoint, list);
    }

    pub(crate) fn job(&mut self, endpoint: usize, polls: u32, end: JobEnd) {
        self.ends.insert(endpoint, (polls, end));
    }

    /// Says what goes wrong with the next answer.
    pub(crate) fn strike(&mut self, fault: Option<&Fault>) {
        self.fault = fault.cloned();
    }

    /// Makes of a success the page, or the state of the job, that the request asks for.
    pub(crate) fn play(
        &mut self,
        contract: &Contract,
        found: &Found,
        request: &Incoming,
        reply: &mut Reply,
    ) {
        let at = found.endpoint;
        let endpoint = &contract.endpoints[at];
        let polled =
            |endpoint: &Endpoint| endpoint.job.as_ref().is_some_and(|job| job.poll.0 == at);
        let begun = contract.endpoints.iter().position(polled);
        let job = begun.and_then(|begun| Some((begun, contract.endpoints[begun].job.as_ref()?)));
        if endpoint.pages.is_none() && endpoint.job.is_none() && job.is_none() {
            return;
        }
        let Some(mut body) = read(contract, endpoint, &reply.body) else {
            return;
        };
        if let Some(pages) = &endpoint.pages {
            let list = self.lists.get(&at);
            let repeats = self.fault == Some(Fault::PagesRepeat);
            page(
                contract,
                (endpoint, pages),
                (list, repeats),
                (found, request),
                (&mut body, reply),
            );
        }
        if let Some(job) = &endpoint.job {
            self.begun += 1;
            // One of a documented form stays what the example has.
            match job.id.ty {
                Type::Number(_) => put(
                    &mut body,
                    &job.id.pointer,
                    Json::Number(self.begun.to_string()),
                ),
                Type::String => {
                    let id = format!("theta-mock-job-{}", self.begun);
                    put(&mut body, &job.id.pointer, Json::String(id));
                }
                _ => {}
            }
            let polled = &contract.endpoints[job.poll.0];
            if polled.answer_type() == endpoint.answer_type() {
                state(contract, job, JobEnd::Never, &mut body);
            }
        }
        if let Some((begun, job)) = job {
            let named = taken(contract, endpoint, &job.into, found, request).unwrap_or_default();
            let asked = self.asked.entry((at, named.clone())).or_default();
            *asked = asked.saturating_add(1);
            let (polls, end) = self
                .ends
                .get(&begun)
                .copied()
                .unwrap_or((POLLS, JobEnd::Done));
            let end = match self.fault {
                Some(Fault::JobGoesOn) => JobEnd::Never,
                Some(Fault::JobFails) => JobEnd::Failed,
                _ if *asked <= polls => JobEnd::Never,
                _ => end,
            };
            state(contract, job, end, &mut body);
            let begins = &contract.endpoints[begun];
            if begins.answer_type() == endpoint.answer_type() && job.id.ty == Type::String {
                put(&mut body, &job.id.pointer, Json::String(named));
            }
        }
        reply.body = written(endpoint, &body);
    }
}

fn read(contract: &Contract, endpoint: &Endpoint, body: &Bytes) -> Option<Json> {
    let text = std::str::from_utf8(body).ok()?;
    match content(endpoint) {
        Returns::Xml { ty, .. } => xml::read(contract, ty, text).ok(),
        _ => json::parse(text).ok(),
    }
}

fn written(endpoint: &Endpoint, body: &Json) -> Bytes {
    match content(endpoint) {
        Returns::Xml { root, .. } => Bytes::from(xml::write(root, body)),
        _ => Bytes::from(body.to_string()),
    }
}

fn content(endpoint: &Endpoint) -> &Returns {
    match &endpoint.returns {
        Returns::OneOf(several) => several.content(),
        one => one,
    }
}

/// The text that a request gives an argument.
fn taken(
    contract: &Contract,
    endpoint: &Endpoint,
    argument: &Argument,
    found: &Found,
    request: &Incoming,
) -> Option<String> {
    let (name, ..) = endpoint.argument(&contract.types, argument)?;
    match argument {
        Argument::Param(at) => match endpoint.params.get(*at)?.place {
            ParamPlace::Header => request.header(name).map(str::to_owned),
            ParamPlace::Query => in_query(&request.query, name),
            ParamPlace::Path => {
                let held = found.params.iter().find(|held| held.param == *at);
                held.map(|held| held.text.clone())
            }
        },
        _ if matches!(endpoint.body, Body::Form(_)) => {
            let text = String::from_utf8_lossy(&request.body);
            in_query(&encoded::query(&text), name)
        }
        _ => {
            let body = json::parse(std::str::from_utf8(&request.body).ok()?).ok()?;
            body.get(name).map(text)
        }
    }
}

fn in_query(query: &[(String, String)], name: &str) -> Option<String> {
    let mut pairs = query.iter();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.clone())
}

fn text(value: &Json) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Puts the items of a page into the body, and what leads to the next one into body and headers.
fn page(
    contract: &Contract,
    (endpoint, pages): (&Endpoint, &Pages),
    (list, repeats): (Option<&List>, bool),
    (found, request): (&Found, &Incoming),
    (body, reply): (&mut Json, &mut Reply),
) {
    let own = match body.pointer(&pages.items.pointer) {
        Some(Json::Array(items)) => items.clone(),
        _ => Vec::new(),
    };
    let own = List {
        items: own,
        size: PAGE_SIZE,
        circle: false,
    };
    let List {
        items,
        size,
        circle,
    } = list.unwrap_or(&own);
    let asked = pages.way.taker();
    let asked = asked.and_then(|into| taken(contract, endpoint, into, found, request));
    let number = |text: &str| {
        text.rsplit('-')
            .next()
            .and_then(|text| text.parse::<usize>().ok())
    };
    let id = |item: &Json, place: &Place| {
        let below = place
            .pointer
            .tokens
            .get(pages.items.pointer.tokens.len() + 1..)?
            .to_vec();
        item.pointer(&Pointer { tokens: below }).map(text)
    };
    let start = match (&pages.way, asked) {
        (Way::Link { .. } | Way::Url { .. }, _) => in_query(&request.query, AT)
            .and_then(|at| number(&at))
            .unwrap_or(0),
        (_, None) => 0,
        (Way::Last { id: place, .. }, Some(asked)) => {
            let after = items
                .iter()
                .position(|item| id(item, place).as_deref() == Some(&asked));
            after.map_or(items.len(), |at| at + 1)
        }
        (Way::Page { first, .. }, Some(asked)) => {
            let first = usize::try_from(*first).unwrap_or(0);
            number(&asked).map_or(0, |page| page.saturating_sub(first).saturating_mul(*size))
        }
        (_, Some(asked)) => number(&asked).unwrap_or(items.len()),
    };
    let start = if repeats { 0 } else { start.min(items.len()) };
    let end = start.saturating_add(*size).min(items.len());
    let more = end < items.len() || *circle || repeats;
    let next = if end < items.len() || repeats { end } else { 0 };
    put(
        body,
        &pages.items.pointer,
        Json::array(items[start..end].iter().cloned()),
    );
    if let Some(place) = &pages.more {
        put(body, &place.pointer, Json::Bool(more));
    }
    if let Some(place) = pages.way.total() {
        let total = match pages.way {
            Way::Page { .. } => items.len().div_ceil(*size),
            _ => items.len(),
        };
        put(body, &place.pointer, Json::Number(total.to_string()));
    }
    let cursor = |place: &Place| match place.ty {
        Type::Number(_) => Json::Number(next.to_string()),
        _ => Json::String(format!("theta-mock-{next}")),
    };
    let address = |shown: Option<&Json>| {
        let kept = request
            .raw_query
            .split('&')
            .filter(|pair| !pair.is_empty() && !is_left_out(contract, pair));
        let at = format!("{AT}={next}");
        let pairs: Vec<&str> = kept.chain([at.as_str()]).collect();
        // Where the documentation shows a whole address, that of this server.
        let is_whole = shown
            .and_then(Json::as_str)
            .is_some_and(|shown| shown.contains("://"));
        let host = request.header("host").filter(|_| is_whole);
        let host = host.map_or_else(String::new, |host| format!("http://{host}"));
        format!("{host}{}?{}", request.path, pairs.join("&"))
    };
    match &pages.way {
        Way::Cursor { next, .. } if more => put(body, &next.pointer, cursor(next)),
        Way::Url { next, .. } if more => {
            let next_page = address(body.pointer(&next.pointer));
            put(body, &next.pointer, Json::String(next_page));
        }
        Way::Cursor { next, .. } | Way::Url { next, .. } => end_at(contract, body, next),
        Way::Header { name, .. } if more => reply.add(name, &format!("theta-mock-{next}")),
        Way::Link { rel, .. } if more => {
            reply.add("link", &format!("<{}>; rel=\"{rel}\"", address(None)));
        }
        _ => {}
    }
}

/// Whether a parameter of a page's address is not in that of the next one: where it begins, and keys.
fn is_left_out(contract: &Contract, pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    let is_key = |place: &KeyPlace| matches!(place, KeyPlace::Query { name: key } if key == name);
    name == AT || contract.auth.iter().any(|scheme| is_key(&scheme.place))
}

/// Puts there that there is no next page.
fn end_at(contract: &Contract, body: &mut Json, place: &Place) {
    let Some((_, parent)) = place.pointer.tokens.split_last() else {
        return;
    };
    let parent = Pointer {
        tokens: parent.to_vec(),
    };
    if body.pointer(&parent).is_none() {
        return;
    }
    let may_lack = place.steps.last().is_some_and(|step| match step {
        Step::Field(id, at) => {
            let field = contract.type_def(*id).kind.field(*at);
            field.is_some_and(|field| field.optional || matches!(field.ty, Type::Nullable(_)))
        }
        Step::Some => true,
        Step::Last => false,
    });
    let nothing = if may_lack {
        Json::Null
    } else {
        Json::String(String::new())
    };
    put(body, &place.pointer, nothing);
}

/// Puts the state of a job into the body.
fn state(contract: &Contract, job: &Job, end: JobEnd, body: &mut Json) {
    let polled = &contract.endpoints[job.poll.0];
    let state = match end {
        JobEnd::Done => &job.done,
        JobEnd::Failed => &job.failed,
        JobEnd::Cancelled => &job.cancelled,
        JobEnd::Never => &State::new(),
    };
    let all = || job.done.iter().chain(&job.failed).chain(&job.cancelled);
    for (place, _) in all() {
        let here = |(other, _): &&(Place, Vec<Scalar>)| other.pointer == place.pointer;
        let ended: Vec<Scalar> = all()
            .filter(here)
            .flat_map(|(_, values)| values.clone())
            .collect();
        let shown = body.pointer(&place.pointer);
        let goes_on = !ended.iter().any(|one| shown == Some(&one.to_json()));
        let value = match state
            .iter()
            .find(here)
            .and_then(|(_, values)| values.first())
        {
            Some(value) => value.to_json(),
            // What the documentation shows of a job that goes on is kept.
            None => match shown {
                Some(Json::Bool(_) | Json::Number(_) | Json::String(_)) if goes_on => continue,
                _ => other(contract, polled, body, place, &ended),
            },
        };
        put(body, &place.pointer, value);
    }
}

/// A value of the type that is none of these and, in the body, no failure.
fn other(
    contract: &Contract,
    polled: &Endpoint,
    body: &Json,
    place: &Place,
    not: &[Scalar],
) -> Json {
    let listed = match &place.ty {
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Enum { values } => values.as_slice(),
            _ => &[],
        },
        _ => &[],
    };
    let listed = listed.iter().map(|value| &value.value);
    let mut candidates: Vec<Json> = listed
        .filter(|value| !not.contains(value))
        .map(Scalar::to_json)
        .collect();
    candidates.push(other_than(not));
    let is_success = |value: &&Json| {
        let mut body = body.clone();
        put(&mut body, &place.pointer, (*value).clone());
        let body = body.to_string();
        classify(contract, polled, polled.success, body.as_bytes()) == Outcome::Success
    };
    let found = candidates.iter().find(is_success).or(candidates.first());
    found.cloned().unwrap_or(Json::Null)
}
