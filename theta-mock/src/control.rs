//! The server's own API, for programs in any language: what is answered next, and what was asked.

use crate::error::MockError;
use crate::exchange::Shared;
use crate::fault::Fault;
use crate::record::{Recorded, RecordedPart, ReplyKind};
use crate::script::{Order, RawReply, Scripted};
use bytes::Bytes;
use std::net::IpAddr;
use std::time::Duration;
use theta_spec::contract::{Contract, ErrorRow};
use theta_spec::json::{self, Json};

/// Where it begins. The paths of a contract are behind it in no API that is known.
const ROOT: &str = "/__theta";

/// What can be called below it.
const CALLS: &[(&str, &str, &str)] = &[
    (
        "GET",
        "",
        "what there is: endpoints, errors, plans, faults and these calls",
    ),
    (
        "POST",
        "/replies",
        "orders a reply: `error`, `fault`, or `status` with `body`, and how often, `times`",
    ),
    ("DELETE", "/replies", "takes back what is ordered"),
    ("GET", "/requests", "what was asked"),
    ("DELETE", "/requests", "forgets what was asked"),
    (
        "PUT",
        "/keys",
        "makes a `key` known, on a `plan` or with an `rpm`",
    ),
];

/// Bytes of a body that are read.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// Longest text of a recorded body that is shown, in bytes.
const SHOWN: usize = 64 * 1024;

/// Returns the part of a path behind the root of this API; `None` for a path of the contract.
pub(crate) fn path(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(ROOT)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_end_matches('/'))
}

/// What is wrong with a request to this API, with its status.
type Refusal = (u16, String);

/// Answers a request: a status, and what is said in JSON.
pub(crate) fn answer(shared: &Shared, method: &str, path: &str, body: &[u8]) -> (u16, Json) {
    let said = match (method, path) {
        ("GET", "") => Ok(index(shared)),
        ("POST", "/replies") => add(shared, body),
        ("DELETE", "/replies") => {
            shared.state().script.clear();
            Ok(pending(shared))
        }
        ("GET", "/requests") => Ok(requests(shared)),
        ("DELETE", "/requests") => {
            let mut state = shared.state();
            state.records.clear();
            state.connections.clear();
            drop(state);
            Ok(requests(shared))
        }
        ("PUT", "/keys") => key(shared, body),
        _ => {
            let is_there = CALLS.iter().any(|(_, known, _)| *known == path);
            let calls = CALLS
                .iter()
                .map(|(method, path, _)| format!("{method} {ROOT}{path}"));
            let calls = calls.collect::<Vec<_>>().join(", ");
            Err(if is_there {
                (
                    405,
                    format!("{ROOT}{path} has no {method}; there are: {calls}"),
                )
            } else {
                (404, format!("there is no {ROOT}{path}; there are: {calls}"))
            })
        }
    };
    match said {
        Ok(said) => (200, said),
        Err((status, error)) => (status, Json::object([("error", Json::from(error))])),
    }
}

/// Returns whether a request names this server by its address or by a local name. A page in a browser could otherwise call it
/// under a name of its own site that it lets lead here.
pub(crate) fn is_local(host: Option<&str>) -> bool {
    let Some(host) = host else {
        return true;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    address.parse::<IpAddr>().is_ok() || !name.contains('.') || name.ends_with(".localhost")
}

/// The answer to a name that is not local.
pub(crate) fn not_local() -> (u16, Json) {
    let text = "call the server by its address or as localhost";
    (403, Json::object([("error", Json::from(text))]))
}

/// The answer to a body that is too long.
pub(crate) fn too_long() -> (u16, Json) {
    let text = format!("a body has at most {BODY_LIMIT} bytes here");
    (413, Json::object([("error", Json::from(text))]))
}

fn index(shared: &Shared) -> Json {
    let contract = &shared.contract;
    let endpoints = contract.endpoints.iter().map(|endpoint| {
        Json::object([
            ("name", Json::from(endpoint.name.as_str())),
            ("method", Json::from(endpoint.method.as_str())),
            ("path", Json::from(endpoint.path_template())),
        ])
    });
    let errors = contract.errors.iter().map(|row| error(contract, row));
    let plans = contract.plans.iter().map(|plan| plan.name.as_str());
    let faults = Fault::ALL.iter().map(|info| info.fault.to_string());
    let mut index =
        Json::object([
            ("api", Json::from(contract.api.name.as_str())),
            (
                "calls",
                Json::object(CALLS.iter().map(|(method, path, what)| {
                    (format!("{method} {ROOT}{path}"), Json::from(*what))
                })),
            ),
            ("endpoints", Json::array(endpoints)),
            ("errors", Json::array(errors)),
            ("plans", Json::array(plans)),
            ("faults", Json::array(faults)),
        ]);
    index.set("pending", shared.state().script.pending() as u64);
    index
}

fn error(contract: &Contract, row: &ErrorRow) -> Json {
    let on = row
        .on
        .iter()
        .map(|id| contract.endpoints[id.0].name.as_str());
    let captures = row.captures.iter().map(|hole| hole.name.as_str());
    Json::object([
        ("name", Json::from(row.name.as_str())),
        ("status", Json::from(row.status.to_string())),
        ("on", Json::array(on)),
        ("captures", Json::array(captures)),
    ])
}

fn pending(shared: &Shared) -> Json {
    let pending = shared.state().script.pending() as u64;
    Json::object([("pending", Json::from(pending))])
}

/// The members of an object, of which each is known.
struct Members {
    all: Vec<(String, Json)>,
}

impl Members {
    fn read(body: &[u8], known: &[&str]) -> Result<Self, Refusal> {
        let refused = |text: String| (400, text);
        let text =
            std::str::from_utf8(body).map_err(|_| refused("the body is not UTF-8".into()))?;
        let value =
            json::parse(text).map_err(|error| refused(format!("the body is not JSON: {error}")))?;
        let Json::Object(all) = value else {
            return Err(refused(format!(
                "the body is {}, not an object",
                value.kind()
            )));
        };
        if let Some((name, _)) = all.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            let known = known.join(", ");
            return Err(refused(format!(
                "`{name}` is not known; there are: {known}"
            )));
        }
        Ok(Self { all })
    }

    fn get(&self, name: &str) -> Option<&Json> {
        let found = self.all.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value)
            .filter(|value| **value != Json::Null)
    }

    fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        let text = self.get(name).map(|value| text_of(name, value));
        text.transpose()
    }

    fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        let number = self.get(name).map(|value| match value {
            Json::Number(text) => text.parse().ok(),
            _ => None,
        });
        match number {
            Some(None) => Err((400, format!("`{name}` must be a whole number"))),
            number => Ok(number.flatten()),
        }
    }

    /// Names with texts or numbers.
    fn texts(&self, name: &str) -> Result<Vec<(String, String)>, Refusal> {
        let members = match self.get(name) {
            None => return Ok(Vec::new()),
            Some(Json::Object(members)) => members,
            Some(_) => return Err((400, format!("`{name}` must be an object of texts"))),
        };
        let texts = members.iter().map(|(key, value)| match value {
            Json::Number(number) => Ok((key.clone(), number.clone())),
            value => Ok((key.clone(), text_of(key, value)?)),
        });
        texts.collect()
    }
}

fn text_of(name: &str, value: &Json) -> Result<String, Refusal> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| (400, format!("`{name}` must be a text")))
}

/// Schedules a reply.
fn add(shared: &Shared, body: &[u8]) -> Result<Json, Refusal> {
    let members = Members::read(
        body,
        &[
            "error",
            "also",
            "captures",
            "status",
            "fault",
            "body",
            "headers",
            "on",
            "times",
            "retry_after",
            "delay_ms",
        ],
    )?;
    if members.all.is_empty() {
        let text =
            "nothing is ordered: say `error`, `fault` or `status`, or `times` to let requests pass";
        return Err((400, text.to_owned()));
    }
    let status = members.number("status")?;
    let status = status.map(|status| u16::try_from(status).unwrap_or(u16::MAX));
    let raw = members.text("body")?;
    let mut scripted = match (members.text("error")?, members.text("fault")?, status, raw) {
        (Some(error), None, status, None) => {
            let captures = members.texts("captures")?.into_iter();
            let row = captures.fold(Scripted::row(error), |row, (name, value)| {
                row.capture(name, value)
            });
            let row = match status {
                Some(status) => row.status(status),
                None => row,
            };
            match members.text("also")? {
                Some(also) => row.and(also),
                None => row,
            }
        }
        (None, Some(fault), None, None) => {
            let fault: Fault = fault.parse().map_err(|error: MockError| refused(&error))?;
            Scripted::fault(fault)
        }
        (None, None, Some(status), raw) => {
            Scripted::raw(RawReply::new(status).body(Bytes::from(raw.unwrap_or_default())))
        }
        (None, None, None, None) => Scripted::normal(),
        _ => {
            let text = "say one of `error`, `fault` and `status` with `body`, or none of them for the usual reply";
            return Err((400, text.to_owned()));
        }
    };
    for (name, value) in members.texts("headers")? {
        scripted = scripted.header(name, value);
    }
    if let Some(endpoint) = members.text("on")? {
        scripted = scripted.on(endpoint);
    }
    if let Some(seconds) = members.number("retry_after")? {
        scripted = scripted.retry_after(Duration::from_secs(seconds));
    }
    if let Some(ms) = members.number("delay_ms")? {
        scripted = scripted.delay(Duration::from_millis(ms));
    }
    scripted = match members.get("times") {
        Some(Json::String(text)) if text == "always" => {
            // The usual reply for ever would only stand before what is ordered later.
            let says_how = |name: &&str| members.get(name).is_some();
            let orders = [
                "error",
                "fault",
                "status",
                "headers",
                "retry_after",
                "delay_ms",
            ];
            if !orders.iter().any(says_how) {
                return Err((400, format!("`always` needs one of: {}", orders.join(", "))));
            }
            scripted.always()
        }
        _ => scripted.times(match members.number("times")? {
            Some(0) => return Err((400, "`times` must be 1 at least, or \"always\"".to_owned())),
            Some(times) => usize::try_from(times).unwrap_or(usize::MAX),
            None => 1,
        }),
    };
    let order = Order::new(&shared.contract, scripted).map_err(|error| refused(&error))?;
    shared.state().script.push(order);
    Ok(pending(shared))
}

fn refused(error: &MockError) -> Refusal {
    (400, error.to_string())
}

/// Makes a key known, on a plan and with a rate.
fn key(shared: &Shared, body: &[u8]) -> Result<Json, Refusal> {
    let members = Members::read(body, &["key", "plan", "rpm"])?;
    let Some(key) = members.text("key")? else {
        return Err((400, "`key` is missing".to_owned()));
    };
    let (plan, rpm) = (members.text("plan")?, members.number("rpm")?);
    let (contract, keys) = (&shared.contract, &mut shared.state().keys);
    let registered = keys.register(contract, &key, plan.as_deref());
    registered.map_err(|error| refused(&error))?;
    if rpm == Some(0) {
        return Err((400, "`rpm` must be 1 at least".to_owned()));
    }
    if let Some(rpm) = rpm {
        let rpm = u32::try_from(rpm).unwrap_or(u32::MAX);
        let limited = keys.limit(contract, &key, rpm);
        limited.map_err(|error| refused(&error))?;
    }
    Ok(Json::object([(
        "plan",
        plan.map_or(Json::Null, Json::from),
    )]))
}

fn requests(shared: &Shared) -> Json {
    let all = shared.state().records.all();
    Json::array(all.iter().map(request))
}

fn request(request: &Recorded) -> Json {
    let reply = &request.reply;
    let kind = match reply.kind {
        ReplyKind::Success => "success",
        ReplyKind::Documented => "documented",
        ReplyKind::Undocumented => "undocumented",
        ReplyKind::Raw => "raw",
        ReplyKind::Disconnect => "disconnect",
        ReplyKind::Fault => "fault",
    };
    let text = |text: &Option<String>| text.as_deref().map_or(Json::Null, Json::from);
    let pairs = |pairs: &[(String, String)]| {
        let pairs = pairs.iter();
        Json::array(pairs.map(|(name, value)| Json::array([name.as_str(), value.as_str()])))
    };
    let said = Json::object([
        ("status", Json::from(u64::from(reply.status))),
        ("kind", Json::from(kind)),
        ("error", text(&reply.row)),
        ("reason", text(&reply.reason)),
    ]);
    let mut out = Json::object([
        ("number", Json::from(request.number)),
        ("method", Json::from(request.method.as_str())),
        ("path", Json::from(request.path.as_str())),
        ("endpoint", text(&request.endpoint)),
        ("query", pairs(&request.query)),
        ("headers", pairs(&request.headers)),
        ("reply", said),
    ]);
    if request.parts.is_empty() {
        out.set("body", content(&request.body));
    } else {
        out.set("parts", Json::array(request.parts.iter().map(part)));
    }
    out
}

fn part(part: &RecordedPart) -> Json {
    let text = |text: &Option<String>| text.as_deref().map_or(Json::Null, Json::from);
    Json::object([
        ("name", Json::from(part.name.as_str())),
        ("file_name", text(&part.file_name)),
        ("content_type", text(&part.content_type)),
        ("body", content(&part.bytes)),
    ])
}

/// Content as text where it is one and short, and how many bytes it has.
fn content(bytes: &Bytes) -> Json {
    let mut out = Json::object([("bytes", Json::from(bytes.len() as u64))]);
    let text = std::str::from_utf8(bytes).ok();
    if let Some(text) = text.filter(|text| text.len() <= SHOWN) {
        out.set("text", text);
    }
    out
}
