//! What is sent back.

use crate::audio;
use crate::dates::{httpdate, timestamp};
use crate::events;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::record::ReplyKind;
use crate::script::RawReply;
use crate::value::put;
use bytes::Bytes;
use std::time::{Duration, SystemTime};
use theta_audio::Format;
use theta_spec::body::{self, Role, Said};
use theta_spec::classify::{Outcome, classify_with};
use theta_spec::contract::success::{contains, essence};
use theta_spec::contract::{
    Contract, Endpoint, ErrorId, ErrorRow, ResetForm, ResponseHeader, Retry, Returns, Shape,
    ShapeContent, Success, Successes, nearest,
};
use theta_spec::json::{self, Json};
use theta_spec::sample::{self, Success as Sample};
use theta_spec::template::CaptureKind;
use theta_spec::xml;

/// Says which documented error a reply is, or that it is none.
const MARK: &str = "x-theta-mock";

/// Says what is wrong with a request in the mock's words: the error that is documented for it need not.
const REASON: &str = "x-theta-mock-reason";

/// Most characters of it.
const MAX_REASON: usize = 300;

/// How far a time that a reply names is away at most.
const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

const JSON: &str = "application/json";
const XML: &str = "application/xml";
const TEXT: &str = "text/plain; charset=utf-8";

/// A reply before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) cut_short: bool,
    pub(crate) kind: ReplyKind,
    pub(crate) row: Option<ErrorId>,
    /// What is wrong with the request.
    pub(crate) reason: Option<String>,
}

impl Reply {
    fn new(status: u16, content_type: &str, body: impl Into<Bytes>, kind: ReplyKind) -> Self {
        let mut reply = Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            cut_short: false,
            kind,
            row: None,
            reason: None,
        };
        if !content_type.is_empty() {
            reply.add("content-type", content_type);
        }
        reply
    }

    /// Sends what is left of the events; the status says it when nothing is.
    pub(crate) fn go_on_with(&mut self, events: Bytes) {
        if events.is_empty() {
            self.status = 204;
        }
        self.body = events;
    }

    /// Closes the connection instead.
    pub(crate) fn disconnect() -> Self {
        Self::new(0, "", Bytes::new(), ReplyKind::Disconnect)
    }

    pub(crate) fn raw(raw: &RawReply) -> Self {
        let mut reply = Self::new(raw.status, "", raw.body.clone(), ReplyKind::Raw);
        reply.cut_short = raw.cut_short;
        reply
    }

    /// What a fault sends in the place of a reply; `None` when it spoils the reply that there is.
    pub(crate) fn fault(fault: &Fault) -> Option<Self> {
        const NOT_UTF8: &[u8] = b"{\"detail\": \"\xff\xfe caf\xe9\"}";
        const LIST: &[u8] = br#"{"detail":[{"type":"missing","loc":["body","file"],"msg":"Field required","input":null}]}"#;
        let (status, content_type, body) = match fault {
            Fault::HtmlPage { status } => return Some(Self::page(*status)),
            Fault::NonUtf8Body { status } => (*status, JSON, NOT_UTF8),
            Fault::DetailList { status } => (*status, JSON, LIST),
            Fault::HugeBody { status, .. } => (*status, JSON, &b""[..]),
            Fault::EmptyBody { status } | Fault::Redirect { status, .. } => (*status, "", &b""[..]),
            _ => return None,
        };
        let mut reply = Self::new(status, content_type, body, ReplyKind::Fault);
        if let Fault::Redirect { location, .. } = fault
            && !location.is_empty()
        {
            reply.add("location", location);
        }
        Some(reply)
    }

    /// The page that a proxy sends.
    pub(crate) fn page(status: u16) -> Self {
        let reason = hyper::StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Error");
        let body = format!(
            "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center><h1>{status} {reason}</h1></center>\r\n\
             <hr><center>theta-mock</center>\r\n</body>\r\n</html>\r\n"
        );
        Self::new(status, "text/html", body, ReplyKind::Fault)
    }

    /// The documented body of a row.
    pub(crate) fn documented(
        contract: &Contract,
        id: ErrorId,
        captures: &[(String, String)],
        status: Option<u16>,
    ) -> Self {
        let row = contract.error(id);
        let captures = captures.iter().map(|(name, value)| (&**name, &**value));
        let captures: Vec<(&str, &str)> = captures.collect();
        let sample = if captures.is_empty() {
            sample::error_reply(contract, row)
        } else {
            sample::error_reply_with(contract, row, &captures)
        };
        let status = status.unwrap_or(sample.status);
        let kind = ReplyKind::Documented;
        let mut reply = Self::new(status, sample.content_type, sample.body, kind);
        reply.add(MARK, &row.name);
        for (name, value) in &sample.headers {
            reply.add(name, value);
        }
        if let Some(header) = &contract.retry.should_retry {
            match row.retry {
                Retry::Backoff { .. } => reply.add(header, "true"),
                Retry::Never | Retry::AfterUser => reply.add(header, "false"),
                Retry::Unstated => {}
            }
        }
        reply.row = Some(id);
        reply
    }

    /// Adds the failures of other rows to the list that the body is.
    pub(crate) fn and(&mut self, contract: &Contract, others: &[ErrorId]) {
        for id in others {
            let other = sample::error_reply(contract, contract.error(*id)).body;
            let Ok(other) = json::parse(&other) else {
                continue;
            };
            self.edit_body(contract, |content, body| {
                let ShapeContent::Json {
                    each: Some(each), ..
                } = content
                else {
                    return false;
                };
                let (Some(Json::Array(items)), Some(Json::Array(more))) =
                    (body.pointer(each), other.pointer(each))
                else {
                    return false;
                };
                let items = items.iter().chain(more).cloned().collect();
                put(body, each, Json::Array(items));
                true
            });
        }
    }

    /// A failure for which the contract documents nothing, in the API's first JSON shape when it has one.
    pub(crate) fn undocumented(contract: &Contract, status: u16, text: &str) -> Self {
        let message = format!("theta-mock: {text}");
        let mut shapes = contract.shapes.iter();
        let (content_type, body) = match shapes.find_map(|shape| in_shape(shape, &message)) {
            Some(body) => body::written(&body),
            None => (TEXT, message),
        };
        let mut reply = Self::new(status, content_type, body, ReplyKind::Undocumented);
        reply.add(MARK, "undocumented");
        reply.add(REASON, &in_a_header(text));
        reply.reason = Some(text.to_owned());
        reply
    }

    /// What the server says of itself.
    pub(crate) fn control(status: u16, said: &Json) -> Self {
        Self::new(status, JSON, said.pretty(), ReplyKind::Raw)
    }

    /// The documented success; of several the first that the request asks for, or else the first.
    pub(crate) fn success(
        contract: &Contract,
        endpoint: &Endpoint,
        (status, accept): (Option<u16>, Option<&str>),
        instead: Option<&Bytes>,
    ) -> Self {
        if let Returns::OneOf(several) = &endpoint.returns {
            let asked = asked_for(several, status, accept);
            return Self::one_of(contract, endpoint, (asked, status), instead);
        }
        let example = endpoint.example.as_str();
        let (content_type, body) = match &endpoint.returns {
            Returns::Bytes { accept, .. } => (concrete(accept), &endpoint.returns),
            content @ Returns::Json(_) => (JSON, content),
            content @ Returns::Text => (text_type(endpoint), content),
            content @ Returns::Events(events) => {
                (events.accept.first().map_or("", String::as_str), content)
            }
            content => ("", content),
        };
        let body = body_of(contract, endpoint, body, content_type, example);
        let body = instead.cloned().unwrap_or(body);
        Self::new(endpoint.success, content_type, body, ReplyKind::Success)
    }

    fn one_of(
        contract: &Contract,
        endpoint: &Endpoint,
        (asked, status): (Option<(&Success, String)>, Option<u16>),
        instead: Option<&Bytes>,
    ) -> Self {
        let Some((success, media_type)) = asked else {
            return Self::new(endpoint.success, "", Bytes::new(), ReplyKind::Success);
        };
        let (content, example) = (&success.content, success.example.as_str());
        let content_type = match content {
            Returns::Text => format!("{media_type}; charset=utf-8"),
            _ => media_type,
        };
        let body = body_of(contract, endpoint, content, &content_type, example);
        let body = instead.cloned().unwrap_or(body);
        let status = status.unwrap_or_else(|| success.status.example());
        Self::new(status, &content_type, body, ReplyKind::Success)
    }

    /// Adds a documented header; those that HTTP itself needs are there already.
    fn show(&mut self, header: &ResponseHeader, value: &str) {
        const OF_HTTP: &[&str] = &[
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "date",
            "transfer-encoding",
        ];
        if !value.is_empty() && !OF_HTTP.contains(&header.header.as_str()) {
            self.add(&header.header, value);
        }
    }

    /// Adds the documented headers of a success.
    pub(crate) fn show_headers(&mut self, contract: &Contract, endpoint: &Endpoint) {
        let retry = &contract.retry;
        // What a client waits for is said by limits that are enforced, never by a sample.
        let resets = retry.resets.iter().map(|(name, _)| name);
        let waits: Vec<&String> = resets
            .chain(retry.remaining.iter().map(|(name, _)| name))
            .collect();
        for header in &endpoint.response_headers {
            let name = &header.header;
            if !contract.request_id.headers.contains(name) && !waits.contains(&name) {
                self.show(header, &sample::header(contract, &header.ty));
            }
        }
    }

    /// Adds a header.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Adds the request id where the contract says that a reply carries it.
    pub(crate) fn identify(&mut self, contract: &Contract, request_id: &str) {
        for header in &contract.request_id.headers {
            self.add(header, request_id);
        }
        self.edit_body(contract, |content, body| {
            let ShapeContent::Json {
                request_id: pointers,
                ..
            } = content
            else {
                return false;
            };
            let Some(pointer) = pointers
                .iter()
                .find(|pointer| body.pointer(pointer).is_some())
            else {
                return false;
            };
            put(body, pointer, Json::String(request_id.to_owned()));
            true
        });
    }

    /// Adds the delay where the contract says that the API tells it.
    pub(crate) fn retry_after(&mut self, contract: &Contract, delay: Duration) {
        let header = contract
            .retry
            .headers
            .first()
            .map_or("retry-after", String::as_str);
        let value = if header.ends_with("-ms") {
            delay.as_millis()
        } else {
            u128::from(delay.as_secs()) + u128::from(delay.subsec_nanos() > 0)
        };
        self.add(header, &value.to_string());
        // A time that a calendar has.
        let ends = SystemTime::now() + delay.min(CENTURY);
        for (name, form) in &contract.retry.resets {
            self.add(name, &reset(*form, delay, ends));
        }
        for (name, _) in &contract.retry.remaining {
            self.add(name, "0");
        }
        self.edit_body(contract, |content, body| {
            let ShapeContent::Json {
                retry_after,
                retry_after_unit_ms,
                ..
            } = content
            else {
                return false;
            };
            let Some(pointer) = retry_after.first() else {
                return false;
            };
            let units = match *retry_after_unit_ms {
                0 => epoch(ends).as_secs().into(),
                unit => delay.as_millis().div_ceil(u128::from(unit)),
            };
            put(body, pointer, Json::Number(units.to_string()));
            true
        });
    }

    /// Changes the JSON body of an error in the first of its shapes that has a place for the change.
    fn edit_body(&mut self, contract: &Contract, edit: impl Fn(&ShapeContent, &mut Json) -> bool) {
        let (ReplyKind::Documented, Some(id)) = (self.kind, self.row) else {
            return;
        };
        let text = std::str::from_utf8(&self.body).ok();
        let read = |text| {
            let document = xml::document(text);
            json::parse(document.as_deref().unwrap_or(text)).ok()
        };
        let Some(mut body) = text.and_then(read) else {
            return;
        };
        let mut shapes = contract.error(id).shapes.iter();
        if shapes.any(|shape| edit(&contract.shape(*shape).content, &mut body)) {
            self.body = Bytes::from(body::written(&body).1);
        }
    }
}

/// The reply to a failed request: the nearest documented row, or an honest word that there is none.
pub(crate) fn failure(contract: &Contract, endpoint: &Endpoint, failure: &Failure) -> Reply {
    match nearest(&contract.errors, &endpoint.errors, &failure.wrong()) {
        Some((kind, id)) => {
            let words = failure.kinds.get(kind);
            let words = words.and_then(|(_, words)| words.as_deref());
            let captures = captures(contract, endpoint, id, words);
            let mut reply = Reply::documented(contract, id, &captures, None);
            reply.add(REASON, &in_a_header(&failure.text));
            reply.reason = Some(failure.text.clone());
            reply
        }
        None => Reply::undocumented(contract, failure.status, &failure.text),
    }
}

/// The beginning of a text, as a header can hold it.
fn in_a_header(text: &str) -> String {
    let shown = |c: char| match c {
        ' '..='~' => c.to_string(),
        other => other.escape_default().to_string(),
    };
    text.chars().take(MAX_REASON).map(shown).collect()
}

/// The end of a limit as a header of the form says it.
fn reset(form: ResetForm, delay: Duration, ends: SystemTime) -> String {
    match form {
        ResetForm::Epoch => epoch(ends).as_secs().to_string(),
        ResetForm::EpochMs => epoch(ends).as_millis().to_string(),
        ResetForm::Seconds => (delay.as_millis().div_ceil(1000)).to_string(),
        ResetForm::Ms => delay.as_millis().to_string(),
        ResetForm::Duration => format!("{}ms", delay.as_millis()),
        ResetForm::HttpDate => httpdate(epoch(ends).as_secs()),
        ResetForm::Timestamp => timestamp(epoch(ends).as_secs()),
        ResetForm::RateLimit => format!("\"default\";r=0;t={}", delay.as_millis().div_ceil(1000)),
    }
}

fn epoch(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

/// The words on what is wrong in the row's only text capture, when the reply is still told to be that row.
fn captures(
    contract: &Contract,
    endpoint: &Endpoint,
    id: ErrorId,
    words: Option<&str>,
) -> Vec<(String, String)> {
    let row = contract.error(id);
    let (Some(name), Some(words)) = (only_text(row), words) else {
        return Vec::new();
    };
    let captures = vec![(name.to_owned(), words.to_owned())];
    let reply = Reply::documented(contract, id, &captures, None);
    match classify_with(
        contract,
        endpoint,
        reply.status,
        &reply.headers,
        &reply.body,
    ) {
        Outcome::Row { id: told, .. } if told == id => captures,
        _ => Vec::new(),
    }
}

fn only_text(row: &ErrorRow) -> Option<&str> {
    let mut texts = row
        .captures
        .iter()
        .filter(|captured| captured.kind == CaptureKind::Text);
    let first = texts.next()?;
    texts.next().is_none().then_some(first.name.as_str())
}

/// A body of the shape with this message; `None` for a shape without a place for one.
fn in_shape(shape: &Shape, text: &str) -> Option<Json> {
    let ShapeContent::Json { message, .. } = &shape.content else {
        return None;
    };
    message.first()?;
    body::of_shape(&shape.content, |role| match role {
        Role::Message => Said::Text(text.to_owned()),
        Role::Code | Role::Field(_) => Said::Any("theta-mock"),
        Role::RequestId => Said::Nothing,
    })
}

/// The body of a success with this content.
fn body_of(
    contract: &Contract,
    endpoint: &Endpoint,
    content: &Returns,
    content_type: &str,
    example: &str,
) -> Bytes {
    match content {
        Returns::Nothing | Returns::Socket { .. } | Returns::OneOf(_) => Bytes::new(),
        Returns::Events(given) => events::body(contract, endpoint, given),
        _ if !example.is_empty() => Bytes::from(example.to_owned()),
        Returns::Json(ty) | Returns::Xml { ty, .. } => {
            let body = match sample::success_of(contract, endpoint, ty) {
                Some(Sample::Body(body) | Sample::Fails(body)) => body,
                None => Json::Null,
            };
            match content {
                Returns::Xml { root, .. } => Bytes::from(xml::write(root, &body)),
                _ => Bytes::from(body.to_string()),
            }
        }
        Returns::Text => Bytes::from_static(b"text"),
        Returns::Bytes { .. } if is_wav(content_type) => Bytes::from(audio::silence()),
        Returns::Bytes { .. } => Bytes::from_static(b"theta-mock"),
    }
}

/// Of several successes, with this status if one is asked for, the first that has a media type that is asked for, or else
/// the first; and its media type.
fn asked_for<'s>(
    several: &'s Successes,
    status: Option<u16>,
    accept: Option<&str>,
) -> Option<(&'s Success, String)> {
    let comes = |success: &&Success| status.is_none_or(|status| success.status.contains(status));
    let asked = accept.unwrap_or_default().split(',').map(essence);
    let mut asked = asked.filter_map(|media_type| {
        let has = |success: &&Success| {
            let mut media = success.media.iter();
            media.any(|range| contains(range, &media_type))
        };
        let success = several.all.iter().filter(comes).find(has)?;
        Some((success, one_of_range(success, &media_type)))
    });
    asked.next().or_else(|| {
        let first = match status {
            Some(_) => several.all.iter().find(comes),
            None => several.first(),
        };
        let first = first?;
        Some((first, one_of_range(first, first.media_type())))
    })
}

/// A media type of a range that a success comes with.
fn one_of_range(success: &Success, range: &str) -> String {
    let usual = match (&success.content, range.strip_suffix("/*")) {
        (_, None) => range,
        (Returns::Json(_), _) => JSON,
        (Returns::Xml { .. }, _) => XML,
        (Returns::Text, _) => "text/plain",
        (_, Some("*")) => "application/octet-stream",
        (_, Some("audio")) => "audio/wav",
        (_, Some(kind)) => return format!("{kind}/x-theta-mock"),
    };
    usual.to_owned()
}

/// The media type of a text: the one that is asked for, unless it is plain text or says of none.
fn text_type(endpoint: &Endpoint) -> &str {
    match endpoint.accept.as_str() {
        "" | "text/plain" => TEXT,
        asked if asked.contains(['*', ',']) || asked.contains("json") => TEXT,
        asked => asked,
    }
}

/// The first media type of an `accept` header that is one.
fn concrete(accept: &str) -> &str {
    let types = accept
        .split(',')
        .map(|range| range.split(';').next().unwrap_or_default().trim());
    let mut concrete =
        types.filter(|media_type| !media_type.is_empty() && !media_type.contains('*'));
    concrete.next().unwrap_or("application/octet-stream")
}

fn is_wav(media_type: &str) -> bool {
    Format::by_media_type(media_type).is_some_and(|format| format.extension() == "wav")
}
