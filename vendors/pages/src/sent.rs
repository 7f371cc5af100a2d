//! What a client sends, byte for byte, and what a sample of the vendor's reference sends.

use crate::curl::Sample;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use theta_json::{Kind, Raw};
use theta_runtime::http::{Request, Response};
use theta_runtime::{RequestBody, ResponseBody, Transport, TransportFuture};

/// Headers that every HTTP client writes in its own way.
const OF_THE_CLIENT: [&str; 5] = [
    "accept",
    "accept-encoding",
    "content-length",
    "host",
    "user-agent",
];

/// A request as it goes over the wire.
#[derive(Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its method.
    pub method: String,
    /// Its address with the query.
    pub url: String,
    /// Its headers by name.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Sent {
    /// With the fields of its query, of its form and of its JSON by name; those of one name keep their order. What they
    /// hold stays byte for byte; blanks between the tokens of JSON do not count.
    fn by_name(mut self) -> Self {
        self.parts_by_name();
        let text = String::from_utf8_lossy(&self.body).into_owned();
        if let Ok(json) = Raw::parse(&text) {
            self.body = members_by_name(json).into_bytes();
        }
        if let Some((path, query)) = self.url.split_once('?') {
            self.url = format!("{path}?{}", sorted(query));
        }
        let form = "application/x-www-form-urlencoded";
        if self.headers.iter().any(|(_, value)| value == form) {
            self.body = sorted(&String::from_utf8_lossy(&self.body)).into_bytes();
        }
        self
    }
}

/// The media type of a body in parts, without what separates them.
pub(crate) const PARTS: &str = "multipart/form-data";

impl Sent {
    /// Writes parts as curl takes them, `name=text` and `name=@file`, in the order of their names.
    fn parts_by_name(&mut self) {
        let mut headers = self.headers.iter_mut();
        let Some((_, media)) = headers.find(|(_, value)| value.starts_with(PARTS)) else {
            return;
        };
        let Some((_, boundary)) = media.split_once("boundary=") else {
            return;
        };
        let line = format!("--{boundary}");
        PARTS.clone_into(media);
        let text = String::from_utf8_lossy(&self.body).into_owned();
        let mut parts: Vec<String> = text.split(&line).filter_map(as_of_curl).collect();
        parts.sort();
        self.body = parts.join("\n").into_bytes();
    }
}

fn as_of_curl(part: &str) -> Option<String> {
    let (head, body) = part.split_once("\r\n\r\n")?;
    let quoted = |key: &str| {
        let (_, value) = head.split_once(&format!("; {key}=\""))?;
        Some(value.split_once('"')?.0.to_owned())
    };
    let content = quoted("filename").map_or_else(
        || body.strip_suffix("\r\n").unwrap_or(body).to_owned(),
        |file| format!("@{file}"),
    );
    Some(format!("{}={content}", quoted("name")?))
}

/// The JSON with the members of its objects by name, without blanks. Texts and numbers stay as they are written.
fn members_by_name(json: Raw<'_>) -> String {
    match json.kind() {
        Kind::Array => {
            let items = json.items().into_iter().flatten();
            let items: Vec<String> = items.map(members_by_name).collect();
            format!("[{}]", items.join(","))
        }
        Kind::Object => {
            let members = json.entries().into_iter().flatten();
            let members =
                members.map(|(name, value)| format!("{name:?}:{}", members_by_name(value)));
            let mut members: Vec<String> = members.collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        Kind::Null | Kind::Boolean | Kind::Number | Kind::String => json.text().to_owned(),
    }
}

fn sorted(pairs: &str) -> String {
    let mut pairs: Vec<&str> = pairs.split('&').collect();
    pairs.sort_by_key(|pair| pair.split('=').next());
    pairs.join("&")
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.method, self.url)?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {value}")?;
        }
        write!(f, "\n{}", String::from_utf8_lossy(&self.body))
    }
}

/// A transport that keeps the latest request and answers none.
#[derive(Clone, Debug, Default)]
pub struct Line(Arc<Mutex<Option<Sent>>>);

impl Line {
    /// The latest request, byte for byte what the sample sends. It may have the headers `beside` as well.
    ///
    /// A sample leaves it to its reader to encode what a form holds, so a form is compared as browsers write it. Nor does
    /// the order of fields with different names mean anything: they are compared by name.
    ///
    /// # Panics
    ///
    /// When nothing was sent, or something else.
    pub fn sent_what(&self, sample: &str, beside: &[&str]) {
        let sent = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        assert!(sent.is_some(), "nothing was sent for {sample}");
        let mut sent = sent.expect("asserted above").by_name();
        let shown = Sample::read(sample).sends().by_name();
        sent.headers.retain(|(name, _)| {
            let is_of_itself = OF_THE_CLIENT.contains(&name.as_str());
            !(is_of_itself || beside.contains(&name.as_str()))
                || shown.headers.iter().any(|(shown, _)| shown == name)
        });
        assert!(
            sent == shown,
            "sent:\n{sent:?}\n\nshown:\n{shown:?}\n\nby {sample}"
        );
    }
}

impl Transport for Line {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let kept = Arc::clone(&self.0);
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let mut headers: Vec<(String, String)> = head
                .headers
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes());
                    (name.to_string(), value.into_owned())
                })
                .collect();
            headers.sort();
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Sent {
                method: head.method.to_string(),
                url: head.uri.to_string(),
                headers,
                body: body.collect().await?.to_vec(),
            });
            let mut response = Response::new(ResponseBody::from(""));
            *response.status_mut() = theta_runtime::http::StatusCode::IM_A_TEAPOT;
            Ok(response)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "curl https://a.example/v1/things -u key: -d b=2 -d a=1";

    fn line(body: &str) -> Line {
        let mut sent = Sample::read(SAMPLE).sends();
        sent.body = body.into();
        sent.headers.push(("x-trace".to_owned(), "1".to_owned()));
        Line(Arc::new(Mutex::new(Some(sent))))
    }

    #[test]
    fn fields_of_other_names_may_come_in_another_order() {
        line("a=1&b=2").sent_what(SAMPLE, &["x-trace"]);
    }

    #[test]
    #[should_panic(expected = "a=2&b=2")]
    fn another_value_is_noticed() {
        line("a=2&b=2").sent_what(SAMPLE, &["x-trace"]);
    }

    #[test]
    fn members_may_come_in_another_order_with_other_blanks() {
        let shown = r#"{"b": [1, {"d": 2, "c": "\u00e9 x"}], "a": null}"#;
        let sent = r#"{"a":null,"b":[1,{"c":"\u00e9 x","d":2}]}"#;
        let by_name = |text| members_by_name(Raw::parse(text).unwrap());
        assert_eq!(by_name(shown), by_name(sent));
    }

    #[test]
    fn another_way_to_write_a_number_or_a_text_is_noticed() {
        let by_name = |text| members_by_name(Raw::parse(text).unwrap());
        for (one, other) in [("1", "1.0"), (r#""é""#, r#""\u00e9""#), ("1e2", "100")] {
            assert_ne!(by_name(one), by_name(other));
        }
    }

    #[test]
    #[should_panic(expected = "x-trace: 1")]
    fn a_header_that_the_sample_has_not_is_noticed() {
        line("a=1&b=2").sent_what(SAMPLE, &[]);
    }
}
