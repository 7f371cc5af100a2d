//! Which endpoint a request is for.

use crate::encoded::decode;
use crate::look::Look;
use segment::Segment;
use std::collections::BTreeMap;
use theta_spec::apart::{self, Marks, essence};
use theta_spec::contract::{Body, Contract, Endpoint, FormBody, PathSegment, UrlPiece, url_pieces};

mod segment;

/// The paths of a contract, ready to be matched.
pub(crate) struct Routes {
    prefix: String,
    /// The paths that base URLs end with, as written: that of the API for all endpoints, and that of a host for its own.
    prefixes: Vec<(String, Option<usize>)>,
    all: Vec<Route>,
}

struct Route {
    endpoint: usize,
    host: Option<usize>,
    /// One list per segment between slashes.
    segments: Vec<Vec<Piece>>,
    /// Characters that must occur exactly: what `/voices/list` has more of than `/voices/{id}`.
    literal: usize,
    /// The segment with a parameter that may hold slashes.
    open: Option<usize>,
}

enum Piece {
    Literal(String),
    Param(usize),
}

/// An endpoint and what its path parameters hold, decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Index in [`Contract::endpoints`].
    pub(crate) endpoint: usize,
    /// What stands in the place of each parameter.
    pub(crate) params: Vec<Held>,
}

/// What stands in the place of a path parameter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// Index of the parameter.
    pub(crate) param: usize,
    /// Its text, decoded.
    pub(crate) text: String,
    /// Its text as it came.
    pub(crate) raw: String,
}

/// What a method and a path lead to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Routed {
    Found(Found),
    /// The path is there, with these methods.
    OtherMethods(Vec<&'static str>),
    Nowhere,
}

impl Routes {
    pub(crate) fn new(contract: &Contract) -> Self {
        let routes = contract
            .endpoints
            .iter()
            .enumerate()
            .map(|(index, endpoint)| Route::new(index, endpoint))
            .collect();
        let api = &contract.api;
        let hosts = api.hosts.iter().enumerate();
        let hosts = hosts.map(|(at, host)| (path_prefix(&host.base_url).to_owned(), Some(at)));
        let prefixes = std::iter::once((path_prefix(&api.base_url).to_owned(), None));
        Self {
            prefix: api.sample_url(path_prefix(&api.base_url)),
            prefixes: prefixes.chain(hosts).collect(),
            all: routes,
        }
    }

    /// The path that the base URL ends with, without a final slash; mostly empty.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Finds the endpoint. Of several on one method and path the one that the rest of the request fits best is meant.
    pub(crate) fn find(
        &self,
        contract: &Contract,
        method: &str,
        path: &str,
        look: &Look<'_>,
    ) -> Routed {
        let mut matches: Vec<(&Route, Vec<Held>)> = Vec::new();
        for (prefix, host) in &self.prefixes {
            let Some(below) = below(&url_pieces(prefix), path, 0, &mut BTreeMap::new()) else {
                continue;
            };
            let segments: Vec<Segment> = below.split('/').map(Segment::new).collect();
            for route in &self.all {
                let is_here = host.is_none() || route.host == *host;
                let is_known = matches
                    .iter()
                    .any(|(known, _)| known.endpoint == route.endpoint);
                if is_here && !is_known {
                    matches.extend(route.matches(&segments).map(|params| (route, params)));
                }
            }
        }
        // A stable sort: endpoints stand in the order of the contract otherwise.
        matches.sort_by_key(|(route, _)| (std::cmp::Reverse(route.literal), route.open.is_some()));

        let of = |route: &Route| &contract.endpoints[route.endpoint];
        let literal = matches
            .iter()
            .find(|(route, _)| of(route).method.as_str() == method)
            .map(|(route, _)| route.literal);
        let Some(literal) = literal else {
            if let Some(found) = addressed(contract, method, path, look.content_type) {
                return Routed::Found(found);
            }
            let mut methods: Vec<&'static str> = matches
                .iter()
                .map(|(route, _)| of(route).method.as_str())
                .collect();
            methods.sort_unstable();
            methods.dedup();
            return if methods.is_empty() {
                Routed::Nowhere
            } else {
                Routed::OtherMethods(methods)
            };
        };
        matches
            .retain(|(route, _)| of(route).method.as_str() == method && route.literal == literal);
        let chosen = if matches.len() > 1 {
            let all = matches
                .iter()
                .map(|(route, _)| Marks::of(contract, of(route)));
            let all: Vec<Marks<'_>> = all.collect();
            let fits = all.iter().zip(&matches).map(|(marks, (route, _))| {
                let media_type = rank(marks, &of(route).body, look.content_type);
                apart::fit(look, marks, &all, media_type)
            });
            // Of those that fit as well, the first of the contract.
            let best = fits
                .enumerate()
                .max_by(|(at, a), (other, b)| a.cmp(b).then(other.cmp(at)));
            best.map_or(0, |(at, _)| at)
        } else {
            0
        };
        let (route, params) = matches.swap_remove(chosen);
        Routed::Found(Found {
            endpoint: route.endpoint,
            params,
        })
    }
}

/// The endpoint whose whole address is an argument: any path may be meant that is no other endpoint's.
fn addressed(
    contract: &Contract,
    method: &str,
    path: &str,
    content_type: Option<&str>,
) -> Option<Found> {
    let endpoints = contract.endpoints.iter().enumerate();
    let fits =
        |endpoint: &Endpoint| endpoint.address.is_some() && endpoint.method.as_str() == method;
    let mut fitting = endpoints.filter(|(_, endpoint)| fits(endpoint));
    let taking = fitting
        .clone()
        .find(|(_, endpoint)| takes(&endpoint.body, content_type));
    let (endpoint, _) = taking.or_else(|| fitting.next())?;
    let params = vec![Held {
        param: 0,
        text: path.to_owned(),
        raw: path.to_owned(),
    }];
    Some(Found { endpoint, params })
}

/// What of a path is below a prefix, in which a variable stands for any part of one segment. `tried` has where no further
/// end of a variable need be looked for, by how many pieces follow it and where its segment ends.
fn below<'p>(
    prefix: &[UrlPiece<'_>],
    path: &'p str,
    at: usize,
    tried: &mut BTreeMap<(usize, usize), usize>,
) -> Option<&'p str> {
    let Some((first, rest)) = prefix.split_first() else {
        return Some(&path[at..]);
    };
    match first {
        UrlPiece::Text(text) => {
            path[at..].strip_prefix(text)?;
            below(rest, path, at + text.len(), tried)
        }
        UrlPiece::Variable(_) => {
            let segment = path[at..]
                .find('/')
                .map_or(path.len(), |length| at + length);
            // As much as fits: what follows may be part of it. What does not lead on from there never does.
            while let end = *tried.entry((rest.len(), segment)).or_insert(segment)
                && end > at
            {
                let before = path[..end]
                    .char_indices()
                    .next_back()
                    .map_or(0, |(at, _)| at);
                tried.insert((rest.len(), segment), before);
                if let Some(found) = below(rest, path, end, tried) {
                    return Some(found);
                }
            }
            None
        }
    }
}

impl Route {
    fn new(index: usize, endpoint: &Endpoint) -> Self {
        let mut segments = vec![Vec::new()];
        let (mut literal, mut open) = (0, None);
        for piece in &endpoint.path {
            match piece {
                PathSegment::Param(param) => {
                    if endpoint.params[*param].slashes {
                        open = Some(segments.len() - 1);
                    }
                    push(&mut segments, Piece::Param(*param));
                }
                PathSegment::Literal(text) => {
                    literal += text.len();
                    for (position, part) in text.split('/').enumerate() {
                        if position > 0 {
                            segments.push(Vec::new());
                        }
                        if !part.is_empty() {
                            push(&mut segments, Piece::Literal(decode(part)));
                        }
                    }
                }
            }
        }
        Self {
            endpoint: index,
            host: endpoint.host,
            segments,
            literal,
            open,
        }
    }

    fn matches(&self, segments: &[Segment]) -> Option<Vec<Held>> {
        // One segment takes as many of the path's as there are more.
        let more = match self.open {
            Some(_) => segments.len().checked_sub(self.segments.len())?,
            None if self.segments.len() == segments.len() => 0,
            None => return None,
        };
        let mut params = Vec::new();
        let mut rest = segments;
        for (at, pieces) in self.segments.iter().enumerate() {
            let taken = if self.open == Some(at) { 1 + more } else { 1 };
            let (these, others) = rest.split_at_checked(taken)?;
            rest = others;
            match these {
                [one] => one.holds(pieces, &mut params)?,
                several => Segment::joined(several).holds(pieces, &mut params)?,
            }
        }
        // On the way to a server these would become another path (RFC 3986, 5.2.4).
        let is_step = |held: &Held| held.text.split('/').any(|part| matches!(part, "." | ".."));
        (!params.iter().any(is_step)).then_some(params)
    }
}

fn push(segments: &mut [Vec<Piece>], piece: Piece) {
    let Some(last) = segments.last_mut() else {
        return;
    };
    match (last.last_mut(), piece) {
        (Some(Piece::Literal(before)), Piece::Literal(text)) => before.push_str(&text),
        (_, piece) => last.push(piece),
    }
}

/// The media type of JSON where the contract names none.
const JSON: &str = "application/json";

/// How well a media type fits a body.
fn rank(marks: &Marks<'_>, body: &Body, content_type: Option<&str>) -> u8 {
    match content_type {
        None if marks.may_be_empty => 2,
        None => 0,
        Some(_) if names(body, content_type) => 2,
        Some(_) => u8::from(takes(body, content_type)),
    }
}

/// The media type that the contract names for the body.
pub(crate) fn named(body: &Body) -> Option<&str> {
    match body {
        Body::None => None,
        Body::Multipart(_) => Some("multipart/form-data"),
        Body::Json(json) | Body::Form(FormBody { value: json, .. }) => {
            Some(json.content_type.as_str())
        }
        Body::Text { content_type, .. } => Some(content_type.as_str()),
        Body::Binary(upload) => Some(upload.content_type.as_str()),
    }
}

fn names(body: &Body, content_type: Option<&str>) -> bool {
    named(body).map(essence) == content_type.map(essence)
}

/// Whether a body is sent with that media type: the one that the contract names, or one that means the same.
pub(crate) fn takes(body: &Body, content_type: Option<&str>) -> bool {
    let essence = content_type.map(essence);
    match (body, essence.as_deref()) {
        (Body::None, _) => content_type.is_none(),
        (_, None) => false,
        _ if names(body, content_type) => true,
        // A media type that the contract names is the one that is taken.
        (Body::Json(json), Some(essence)) if apart::essence(&json.content_type) == JSON => {
            essence.ends_with("+json") || matches!(essence, "text/json" | "application/x-json")
        }
        (Body::Multipart(_) | Body::Json(_) | Body::Form(_), Some(_)) => false,
        (Body::Text { .. }, Some(essence)) => essence.starts_with("text/"),
        // Bytes go by many names; what is surely something else is not taken.
        (Body::Binary(_), Some(essence)) => {
            !essence.starts_with("multipart/")
                && !matches!(
                    essence,
                    "application/json" | "application/x-www-form-urlencoded" | "text/plain"
                )
        }
    }
}

/// What follows scheme and host, without a final slash.
fn path_prefix(base_url: &str) -> &str {
    let after_scheme = base_url
        .split_once("://")
        .map_or(base_url, |(_, rest)| rest);
    after_scheme
        .find('/')
        .map_or("", |slash| after_scheme[slash..].trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_a_text_and_no_step_to_another_path() {
        let text = b"theta = 1\napi = { name = \"A\", base_url = \"https://a.example\" }\nendpoints.get = { get = \"/voices/{id}\" }\n";
        let contract = theta_spec::load("spec.toml", text)
            .contract
            .expect("a good contract");
        let routes = Routes::new(&contract);
        for (path, is_found) in [
            ("/voices/x", true),
            ("/voices/...", true),
            ("/voices/", false),
            ("/voices/.", false),
            ("/voices/..", false),
            ("/voices/%2e%2E", false),
            ("/voices/a/b", false),
        ] {
            let look = Look::default();
            let found = matches!(routes.find(&contract, "GET", path, &look), Routed::Found(_));
            assert_eq!(found, is_found, "{path}");
        }
    }

    #[test]
    fn the_prefix_is_what_follows_the_host() {
        for (url, expected) in [
            ("https://a.b", ""),
            ("https://a.b/", ""),
            ("https://a.b/v1", "/v1"),
            ("http://a:1/v1/x/", "/v1/x"),
        ] {
            assert_eq!(path_prefix(url), expected, "{url}");
        }
    }

    #[test]
    fn a_long_path_is_matched_in_one_pass() {
        let text = b"theta = 1\napi = { name = \"A\", base_url = \"https://a.example/{x}-{y}-{z}.v\", variables.x = { env = \"X\" }, variables.y = { env = \"Y\" }, variables.z = { env = \"Z\" } }\nendpoints.get = { get = \"/e/{a}-{b}-{c}-{d}-{e}-{f}-{g}-{h}.json\" }\n";
        let loaded = theta_spec::load("spec.toml", text);
        let contract = loaded.contract.expect("a good contract");
        let routes = Routes::new(&contract);
        let dashes = "-".repeat(20_000);
        for (path, is_found) in [
            (format!("/{dashes}.v/e/{dashes}.json"), true),
            (format!("/{dashes}.v/e/{dashes}.jso"), false),
            (format!("/{dashes}.w/e/{dashes}.json"), false),
        ] {
            let look = Look::default();
            let found = matches!(
                routes.find(&contract, "GET", &path, &look),
                Routed::Found(_)
            );
            assert_eq!(found, is_found, "{}", path.len());
        }
    }

    #[test]
    fn a_parameter_takes_one_character_at_least() {
        let pieces = [
            Piece::Literal("v".to_owned()),
            Piece::Param(0),
            Piece::Literal(".json".to_owned()),
        ];
        for (text, expected) in [
            ("vé.json", Some("é")),
            ("v.json", None),
            ("v.json.json", Some(".json")),
            ("x1.json", None),
        ] {
            let mut params = Vec::new();
            let found = Segment::new(text).holds(&pieces, &mut params);
            let found = found.and_then(|()| params.pop()).map(|held| held.text);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
