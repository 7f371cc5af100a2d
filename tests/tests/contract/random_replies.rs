//! The generated classifiers agree with the reference on replies nobody thought of.

use crate::support::{ALL_MATCHERS, Api, ONE};
use proptest::prelude::*;
use proptest::sample::select;
use theta_spec::contract::{CodeMatcher, ShapeContent, Status};
use theta_spec::json::Json;
use theta_spec::sample;
use theta_spec::template::{Piece, Template};

/// Texts that fill holes: plain, numbers on both sides of the largest, and what trips parsers.
const FILLERS: [&str; 16] = [
    "",
    "7",
    "007",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999",
    "-1",
    "voice",
    "a b",
    " seconds",
    "`",
    "{x}",
    "é\u{1F600}",
    "\n",
    "busy",
    "fatal",
];

fn templates(api: &Api) -> Vec<Template> {
    let mut out = Vec::new();
    for row in &api.contract.errors {
        match &row.code {
            Some(CodeMatcher::Template(template)) => out.push(template.clone()),
            Some(
                CodeMatcher::Exact(text)
                | CodeMatcher::Number(text)
                | CodeMatcher::Folded { written: text, .. },
            ) => {
                out.push(Template::exact(text));
            }
            None => {}
        }
        let matchers = row
            .detail
            .iter()
            .chain(row.fields.iter().map(|field| &field.matcher));
        out.extend(matchers.flat_map(|matcher| matcher.templates.clone()));
    }
    out
}

fn literals(api: &Api) -> Vec<String> {
    let templates = templates(api);
    let pieces = templates.iter().flat_map(Template::pieces);
    pieces
        .filter_map(|piece| {
            if let Piece::Literal(text) = piece {
                Some(text.clone())
            } else {
                None
            }
        })
        .collect()
}

/// A text: a template filled, pieces of several, one of these with a character changed, or anything.
fn text(api: &'static Api) -> BoxedStrategy<String> {
    let filled = (
        select(templates(api)),
        select(&FILLERS[..]),
        select(&FILLERS[..]),
    )
        .prop_map(|(template, one, two)| {
            let mut fillers = [one, two].into_iter().cycle();
            template.render(|_| fillers.next().unwrap_or_default().to_owned())
        });
    let pieces = prop::collection::vec(
        prop_oneof![
            select(literals(api)),
            select(&FILLERS[..]).prop_map(str::to_owned)
        ],
        0..5,
    );
    let mixed = pieces.prop_map(|pieces| pieces.concat());
    let changed = (
        filled.clone(),
        any::<prop::sample::Index>(),
        any::<char>(),
        0..3_u8,
    )
        .prop_map(|(text, at, put, how)| {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len() + 1);
            match how {
                0 => chars.insert(at, put),
                1 if at < chars.len() => drop(chars.remove(at)),
                _ if at < chars.len() => chars[at] = put,
                _ => {}
            }
            chars.into_iter().collect()
        });
    prop_oneof![4 => filled, 3 => mixed, 2 => changed, 1 => any::<String>()].boxed()
}

fn status(api: &'static Api) -> BoxedStrategy<u16> {
    let members = api
        .contract
        .errors
        .iter()
        .flat_map(|row| row.status.members.clone());
    let known: Vec<u16> = members
        .map(|member| match member {
            Status::Exact(status) => status,
            Status::Class(class) => u16::from(class) * 100 + 17,
            Status::Default => 577,
        })
        .collect();
    prop_oneof![9 => select(known), 1 => 100..600_u16].boxed()
}

/// A value where a text should be.
fn value(text: BoxedStrategy<String>) -> BoxedStrategy<Json> {
    prop_oneof![
        12 => text.prop_map(Json::String),
        1 => select(vec![
            Json::Null,
            Json::Bool(true),
            Json::Number("1.50".to_owned()),
            Json::Array(vec![Json::String("busy".to_owned())]),
            Json::Object(Vec::new()),
        ]),
    ]
    .boxed()
}

/// A body with some of the places that shapes look at.
fn body(api: &'static Api) -> BoxedStrategy<Vec<u8>> {
    let mut places: Vec<Vec<String>> = vec![
        vec!["kind".to_owned()],
        vec!["request_id".to_owned()],
        vec!["x".to_owned()],
    ];
    for shape in &api.contract.shapes {
        if let ShapeContent::Json {
            code,
            message,
            fields,
            ..
        } = &shape.content
        {
            let pointers = code
                .iter()
                .chain(message)
                .chain(fields.iter().flat_map(|(_, pointers)| pointers));
            places.extend(pointers.map(|pointer| pointer.tokens.clone()));
        }
    }
    let texts = prop_oneof![5 => text(api), 1 => Just("fault".to_owned())].boxed();
    let object = prop::collection::vec((select(places), value(texts)), 0..5).prop_map(|entries| {
        let mut body = Vec::new();
        for (place, value) in entries {
            put(&mut body, &place, value);
        }
        Json::Object(body).to_string().into_bytes()
    });
    let documented = select(
        api.contract
            .errors
            .iter()
            .map(|row| sample::error_reply(&api.contract, row).body)
            .collect::<Vec<_>>(),
    );
    let damaged = (
        documented.clone(),
        any::<prop::sample::Index>(),
        any::<u8>(),
    )
        .prop_map(|(body, at, byte)| {
            let mut bytes = body.into_bytes();
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        });
    prop_oneof![
        6 => object,
        2 => text(api).prop_map(String::into_bytes),
        1 => documented.prop_map(String::into_bytes),
        1 => damaged,
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ]
    .boxed()
}

fn put(object: &mut Vec<(String, Json)>, place: &[String], value: Json) {
    let Some((first, rest)) = place.split_first() else {
        return;
    };
    if rest.is_empty() {
        object.push((first.clone(), value));
        return;
    }
    let at = object
        .iter()
        .position(|(name, _)| name == first)
        .unwrap_or_else(|| {
            object.push((first.clone(), Json::Object(Vec::new())));
            object.len() - 1
        });
    if let Json::Object(inner) = &mut object[at].1 {
        put(inner, rest, value);
    }
}

fn reply(api: &'static Api) -> impl Strategy<Value = (&'static str, u16, Vec<u8>)> {
    let endpoints: Vec<&'static str> = api
        .contract
        .endpoints
        .iter()
        .map(|endpoint| endpoint.name.as_str())
        .collect();
    let anything = (select(endpoints.clone()), status(api), body(api));
    let rows: Vec<usize> = (0..api.contract.errors.len()).collect();
    let documented = (
        select(endpoints),
        select(rows),
        filler(api),
        filler(api),
        any::<bool>(),
    )
        .prop_map(|(endpoint, row, one, two, other_endpoint)| {
            let row = &api.contract.errors[row];
            let names = row.captures.iter().map(|capture| capture.name.as_str());
            let captures: Vec<(&str, &str)> = names
                .zip([one.as_str(), two.as_str()].into_iter().cycle())
                .collect();
            let reply = sample::error_reply_with(&api.contract, row, &captures);
            let own = || {
                row.on
                    .first()
                    .map(|on| api.contract.endpoints[on.0].name.as_str())
            };
            let endpoint = if other_endpoint {
                endpoint
            } else {
                own().unwrap_or(endpoint)
            };
            (endpoint, reply.status, reply.body.into_bytes())
        });
    prop_oneof![3 => anything, 2 => documented]
}

/// What fills a hole: most often a number, which fits every hole.
fn filler(api: &'static Api) -> BoxedStrategy<String> {
    prop_oneof![3 => any::<u32>().prop_map(|number| number.to_string()), 1 => select(&FILLERS[..]).prop_map(str::to_owned), 1 => text(api)].boxed()
}

/// A body with what no reader may stumble over: a mark before it, and a member that nobody reads.
fn odd(body: &[u8], how: usize) -> Option<Vec<u8>> {
    let rest = body.strip_prefix(b"{")?;
    let is_empty = rest.trim_ascii_start().starts_with(b"}");
    let deep = format!("\"odd\":{}{}", "[".repeat(500), "]".repeat(500));
    let members: [&[u8]; 6] = [
        b"\"odd\":\"\\udce9\"",
        b"\"\\ud83d\":{\"\\ud83d\":\"\\ud83d\"}",
        b"\"odd\":1e999999",
        b"\"odd\":\"caf\xe9\"",
        b"\"odd\xff\":1,\"odd\":2,\"odd\":3",
        deep.as_bytes(),
    ];
    let comma: &[u8] = if is_empty { b"" } else { b"," };
    let mark: &[u8] = if how.is_multiple_of(2) {
        "\u{feff}".as_bytes()
    } else {
        b""
    };
    Some([mark, b"{", members[how / 2 % members.len()], comma, rest].concat())
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 4096,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn agree_on_random_replies(api: &'static Api) {
    let rows = std::cell::RefCell::new(std::collections::BTreeMap::<String, usize>::new());
    proptest!(config(), |((endpoint, status, body) in reply(api))| {
        let name = api.agreed(endpoint, status, &body).map_or_else(|| "unknown".to_owned(), |row| row.name);
        *rows.borrow_mut().entry(name).or_default() += 1;
    });
    let rows = rows.into_inner();
    println!(
        "{} random replies to {}: {rows:?}",
        config().cases,
        api.contract.api.name
    );
    let missed: Vec<&str> = api
        .contract
        .errors
        .iter()
        .map(|row| row.name.as_str())
        .filter(|name| !rows.contains_key(*name))
        .collect();
    assert!(
        missed.is_empty(),
        "the replies are too tame: none was {missed:?}"
    );
    assert!(rows.contains_key("unknown"));
}

#[test]
fn generated_and_reference_agree_on_theta_one() {
    agree_on_random_replies(&ONE);
}

#[test]
fn generated_and_reference_agree_on_every_kind_of_matcher() {
    agree_on_random_replies(&ALL_MATCHERS);
}

/// Only what is JSON can have a member more.
fn is_json(body: &[u8]) -> bool {
    let value = std::str::from_utf8(body).ok().map(theta_spec::json::parse);
    value.is_some_and(|value| value.is_ok())
}

fn odd_members_change_nothing(api: &'static Api) {
    proptest!(config(), |((endpoint, status, body) in reply(api), how in 0..12_usize)| {
        if is_json(&body) && let Some(odd) = odd(&body, how) {
            prop_assert_eq!(api.agreed(endpoint, status, &odd), api.agreed(endpoint, status, &body));
        }
    });
}

#[test]
fn what_nobody_reads_changes_nothing_on_theta_one() {
    odd_members_change_nothing(&ONE);
}

#[test]
fn what_nobody_reads_changes_nothing_for_any_kind_of_matcher() {
    odd_members_change_nothing(&ALL_MATCHERS);
}
