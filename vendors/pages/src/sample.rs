//! Requests as a vendor's pages show them, in commands of curl, and as a client sends them.

#![expect(clippy::panic, reason = "what tests share fails as tests do")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use theta_runtime::http::header::{CONTENT_TYPE, HeaderName};
use theta_runtime::http::{Request, Response, StatusCode};
use theta_runtime::{Bytes, RequestBody, ResponseBody, Transport, TransportFuture};

/// Headers that a client sends of itself, whatever a page shows.
const OF_ITSELF: &[HeaderName] = &[
    theta_runtime::http::header::ACCEPT,
    theta_runtime::http::header::ACCEPT_ENCODING,
    theta_runtime::http::header::CONTENT_LENGTH,
    theta_runtime::http::header::USER_AGENT,
];

/// A request, as far as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// The address with the query.
    pub url: String,
    /// The headers, with names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Body,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    Nothing,
    /// The bytes; of JSON without white space between its values, and with members in the order of their names.
    Text(String),
    /// The parts of a form, sorted by name and content.
    Parts(Vec<Part>),
    /// The content of a file.
    File,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The file that it is, or the text.
    pub content: Result<String, String>,
}

/// A transport that keeps what was sent and answers everything alike.
#[derive(Clone, Debug)]
pub struct Line {
    answer: (u16, Bytes),
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Line {
    /// Answers with this status and this body.
    #[must_use]
    pub fn answering(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            answer: (status, body.into()),
            sent: Arc::default(),
        }
    }

    /// Returns what was sent last.
    ///
    /// # Panics
    ///
    /// When nothing was.
    #[must_use]
    pub fn last(&self) -> Sent {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.last().expect("a request was sent").clone()
    }
}

impl Transport for Line {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let line = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await?;
            let headers: BTreeMap<String, String> = parts
                .headers
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes());
                    (name.as_str().to_owned(), value.into_owned())
                })
                .collect();
            let sent = Sent {
                method: parts.method.to_string(),
                url: parts.uri.to_string(),
                body: body_of(headers.get(CONTENT_TYPE.as_str()), &body),
                headers,
            };
            line.sent
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(sent);
            let (status, body) = line.answer;
            let mut response = Response::new(ResponseBody::from(body));
            *response.status_mut() = StatusCode::from_u16(status).expect("a status");
            Ok(response)
        })
    }
}

/// The request of this command of curl is what was sent: byte for byte, but for the order of parts and of members of JSON,
/// and what separates them.
///
/// # Panics
///
/// When it is another.
pub fn same(curl: &str, sent: &Sent) {
    let mut shown = Sent::of_curl(curl);
    let mut sent = sent.clone();
    for name in OF_ITSELF {
        if !shown.headers.contains_key(name.as_str()) {
            sent.headers.remove(name.as_str());
        }
    }
    match &sent.body {
        // curl says so itself.
        Body::Parts(_) => {
            sent.headers.remove(CONTENT_TYPE.as_str());
        }
        // A media type of nothing says nothing.
        Body::Nothing => {
            shown.headers.remove(CONTENT_TYPE.as_str());
        }
        _ if shown.body == Body::File => sent.body = Body::File,
        // Many pages leave out that their data is JSON.
        Body::Text(_) if !shown.headers.contains_key(CONTENT_TYPE.as_str()) => {
            let media = sent.headers.remove(CONTENT_TYPE.as_str());
            if let Body::Text(text) = &shown.body {
                shown.body = body_of(media.as_ref(), text.as_bytes());
            }
        }
        _ => {}
    }
    assert_eq!(sent, shown, "{curl}");
}

impl Sent {
    /// Returns the request of a command of curl.
    ///
    /// # Panics
    ///
    /// When the command has an option that is not known.
    #[must_use]
    pub fn of_curl(command: &str) -> Self {
        let mut words = words(command).into_iter().skip(1);
        let (mut method, mut url, mut headers) = (None, None, BTreeMap::new());
        let (mut text, mut parts, mut in_query) = (Vec::new(), Vec::new(), false);
        while let Some(word) = words.next() {
            let mut value = || words.next().unwrap_or_default();
            match word.as_str() {
                "-X" | "--request" => method = Some(value()),
                "--url" => url = Some(value()),
                "-G" | "--get" => in_query = true,
                "-H" | "--header" => {
                    let header = value();
                    let (name, value) = header.split_once(':').unwrap_or((&header, ""));
                    headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
                }
                "-d" | "--data" | "--data-raw" | "--data-binary" => text.push(value()),
                "-F" | "--form" => parts.push(Part::of_curl(&value())),
                "-v" | "-s" | "-L" | "--location" => {}
                _ if word.starts_with('-') => panic!("{word} of curl is not known: {command}"),
                _ => url = Some(word),
            }
        }
        let mut url = url.unwrap_or_default();
        let text = text.join("&");
        let body = if in_query {
            url = format!("{url}?{text}");
            Body::Nothing
        } else if !parts.is_empty() {
            parts.sort();
            Body::Parts(parts)
        } else if text.starts_with('@') {
            Body::File
        } else {
            body_of(headers.get(CONTENT_TYPE.as_str()), text.as_bytes())
        };
        let usual = if body == Body::Nothing { "GET" } else { "POST" };
        Self {
            method: method.unwrap_or_else(|| usual.to_owned()),
            url,
            headers,
            body,
        }
    }
}

impl Part {
    fn of_curl(part: &str) -> Self {
        let (name, content) = part.split_once('=').unwrap_or((part, ""));
        Self {
            name: name.to_owned(),
            content: match content.strip_prefix('@') {
                Some(file) => Ok(file.to_owned()),
                None => Err(content.to_owned()),
            },
        }
    }

    /// Returns a part as it is sent.
    fn of_wire(part: &str) -> Option<Self> {
        let (head, body) = part.split_once("\r\n\r\n")?;
        let quoted = |key: &str| {
            let (_, value) = head.split_once(&format!("{key}=\""))?;
            Some(value.split_once('"')?.0.to_owned())
        };
        Some(Self {
            name: quoted("; name")?,
            content: quoted("; filename").ok_or_else(|| body.trim_end_matches("\r\n").to_owned()),
        })
    }
}

fn body_of(media: Option<&String>, body: &[u8]) -> Body {
    let text = String::from_utf8_lossy(body);
    let media = media.map_or("", String::as_str);
    if body.is_empty() {
        Body::Nothing
    } else if let Some((_, boundary)) = media.split_once("boundary=") {
        let line = format!("--{boundary}");
        let mut parts: Vec<Part> = text.split(&line).filter_map(Part::of_wire).collect();
        parts.sort();
        Body::Parts(parts)
    } else if media.starts_with("application/json") {
        Body::Text(in_order(&text))
    } else {
        Body::Text(text.into_owned())
    }
}

/// JSON without white space between its values, and with members in the order of their names.
fn in_order(json: &str) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(json);
    value.map_or_else(|_| json.to_owned(), |value| value.to_string())
}

/// The words of a command, as a shell divides it.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => match chars.next() {
                Some('\n') | None => {}
                Some(next) => word.get_or_insert_default().push(next),
            },
            (None, _) if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::{Body, Part, Sent, words};

    #[test]
    fn a_command_is_divided_as_a_shell_does() {
        let command = "curl \"a b\" \\\n  'c \"d\\' e\\ f \"\\\"g\\\"\"";
        assert_eq!(words(command), ["curl", "a b", "c \"d\\", "e f", "\"g\""]);
    }

    #[test]
    fn a_command_is_the_request_it_makes() {
        let json = Sent::of_curl(
            "curl 'https://a.example/b' -H 'Content-Type: application/json' -d '{\"a\": [1, \"x y\"]}'",
        );
        assert_eq!(
            (json.method.as_str(), json.url.as_str()),
            ("POST", "https://a.example/b")
        );
        assert_eq!(json.body, Body::Text("{\"a\":[1,\"x y\"]}".to_owned()));
        let form = Sent::of_curl("curl --url https://a.example -F b=1 -F a=@x.wav");
        let part = |name: &str, content| Part {
            name: name.to_owned(),
            content,
        };
        let parts = vec![
            part("a", Ok("x.wav".to_owned())),
            part("b", Err("1".to_owned())),
        ];
        assert_eq!(form.body, Body::Parts(parts));
        let query = Sent::of_curl("curl -G https://a.example -d a=1 -d b=2");
        assert_eq!(
            (query.method.as_str(), query.url.as_str()),
            ("GET", "https://a.example?a=1&b=2")
        );
    }
}
