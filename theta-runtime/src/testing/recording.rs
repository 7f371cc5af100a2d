//! One recorded exchange.

use super::form::Part;
use crate::site::access::QueryKeys;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Uri};
use serde_json::{Value, json};

/// The media type of forms of one text.
const FORM: &str = "x-www-form-urlencoded";

/// Version of the files.
const FORMAT: u64 = 1;

/// An exchange as it is kept: everything that tells requests apart, and all of the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recording {
    pub(super) endpoint: String,
    pub(super) method: String,
    /// Path and query.
    pub(super) path: String,
    pub(super) parts: Vec<PartRecord>,
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// What is kept of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PartRecord {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) digest: String,
    /// Only of parts that are no files.
    pub(super) text: Option<String>,
}

impl PartRecord {
    /// Of a part out of which everything was taken that must not be kept: its digest is kept too, and by that of a body with
    /// a password in it the password can be guessed.
    pub(super) fn of(part: &Part) -> Self {
        let is_text = part.file_name.is_none() && is_text(part);
        let text = std::str::from_utf8(&part.content).ok();
        let text = text
            .filter(|_| is_text)
            .map(|text| match &part.content_type {
                Some(form) if form.contains(FORM) => as_removed(text),
                _ => text.to_owned(),
            });
        let content = text.as_ref().map_or(&*part.content, String::as_bytes);
        Self {
            name: part.name.clone(),
            bytes: content.len() as u64,
            digest: format!("blake3:{}", blake3::hash(content).to_hex()),
            text,
        }
    }

    /// Whether it has the same name and content.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && self.digest == other.digest
    }
}

/// Whether a part without a file name is text: in a form all are, and of bodies those that say so.
fn is_text(part: &Part) -> bool {
    match part.content_type.as_deref() {
        None => true,
        Some(media_type) => {
            let texts = ["json", "xml", FORM];
            media_type.starts_with("text/") || texts.iter().any(|text| media_type.contains(text))
        }
    }
}

/// The same text, in which what stands in the place of a secret is written alike, whether or not it was encoded.
fn as_removed(text: &str) -> String {
    text.replace("%5Bremoved%5D", "[removed]")
}

/// Path and query of a request, without a key in the query.
pub(super) fn path(uri: &Uri, extensions: &Extensions) -> String {
    let path = uri.path_and_query();
    let path = path.map_or_else(|| "/".to_owned(), |path| as_removed(path.as_str()));
    match extensions.get::<QueryKeys>() {
        Some(keys) => keys.remove_from(&path),
        None => path,
    }
}

impl Recording {
    /// Whether it answers the same request.
    pub(super) fn is_of(&self, method: &str, path: &str, parts: &[PartRecord]) -> bool {
        let same = |(one, other): (&PartRecord, &PartRecord)| one.is_same(other);
        self.method == method
            && self.path == path
            && self.parts.len() == parts.len()
            && self.parts.iter().zip(parts).all(same)
    }

    pub(super) fn to_json(&self) -> String {
        let parts = self.parts.iter().map(|part| {
            let mut value = json!({
                "name": part.name,
                "bytes": part.bytes,
                "digest": part.digest,
            });
            if let Some(text) = &part.text {
                value["text"] = json!(text);
            }
            value
        });
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]));
        let mut reply = json!({
            "status": self.status,
            "headers": headers.collect::<Vec<_>>(),
        });
        match std::str::from_utf8(&self.body) {
            Ok(text) => reply["body"] = json!(text),
            Err(_) => reply["body_base64"] = json!(STANDARD.encode(&self.body)),
        }
        let file = json!({
            "format_version": FORMAT,
            "endpoint": self.endpoint,
            "request": {
                "method": self.method,
                "path": self.path,
                "parts": parts.collect::<Vec<_>>(),
            },
            "reply": reply,
        });
        // Nothing in it fails to be written.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    /// # Errors
    ///
    /// What is missing or wrong.
    pub(super) fn from_json(text: &str) -> Result<Self, String> {
        let file: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match file["format_version"].as_u64() {
            Some(FORMAT) => {}
            Some(other) => return Err(format!("format_version {other} is not {FORMAT}")),
            None => return Err("format_version is missing".to_owned()),
        }
        let (request, reply) = (&file["request"], &file["reply"]);
        let parts = request["parts"]
            .as_array()
            .ok_or("request.parts is no list")?;
        let part = |value: &Value| -> Result<PartRecord, String> {
            Ok(PartRecord {
                name: text_of(value, "name")?,
                bytes: value["bytes"].as_u64().unwrap_or_default(),
                digest: text_of(value, "digest")?,
                text: value["text"].as_str().map(str::to_owned),
            })
        };
        let mut headers = HeaderMap::new();
        for header in reply["headers"].as_array().into_iter().flatten() {
            let name = HeaderName::try_from(header[0].as_str().unwrap_or_default());
            let value = HeaderValue::try_from(header[1].as_str().unwrap_or_default());
            if let (Ok(name), Ok(value)) = (name, value) {
                headers.append(name, value);
            }
        }
        let body = match (reply["body"].as_str(), reply["body_base64"].as_str()) {
            (Some(text), _) => text.to_owned().into(),
            (None, Some(text)) => STANDARD
                .decode(text)
                .map_err(|_| "reply.body_base64 is no base64")?
                .into(),
            (None, None) => return Err("reply has no body".to_owned()),
        };
        Ok(Self {
            endpoint: text_of(&file, "endpoint")?,
            method: text_of(request, "method")?,
            path: text_of(request, "path")?,
            parts: parts.iter().map(part).collect::<Result<_, _>>()?,
            status: reply["status"]
                .as_u64()
                .and_then(|status| status.try_into().ok())
                .ok_or("reply.status is no status")?,
            headers,
            body,
        })
    }
}

fn text_of(value: &Value, field: &str) -> Result<String, String> {
    let text = value[field].as_str();
    text.map(str::to_owned)
        .ok_or_else(|| format!("{field} is no text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(body: &'static [u8]) -> Recording {
        let mut headers = HeaderMap::new();
        headers.append("a", HeaderValue::from_static("1"));
        headers.append("a", HeaderValue::from_static("2"));
        let part = |text: Option<&str>| PartRecord {
            name: "options".to_owned(),
            bytes: 2,
            digest: "blake3:00".to_owned(),
            text: text.map(str::to_owned),
        };
        Recording {
            endpoint: "score".to_owned(),
            method: "POST".to_owned(),
            path: "/score?a=b".to_owned(),
            parts: vec![part(Some("{}")), part(None)],
            status: 200,
            headers,
            body: Bytes::from_static(body),
        }
    }

    #[test]
    fn a_file_is_the_exchange_again() {
        for body in [&b"[1]"[..], b"", b"\xff\0"] {
            let recording = recording(body);
            let read = Recording::from_json(&recording.to_json());
            assert_eq!(read, Ok(recording));
        }
    }

    #[test]
    fn a_file_that_is_none_says_why() {
        let good = recording(b"").to_json();
        let table = [
            ("{", "EOF"),
            ("{}", "format_version is missing"),
            (&good.replace("_version\": 1", "_version\": 2"), "is not 1"),
            (&good.replace("\"path\"", "\"way\""), "path is no text"),
            (&good.replace("\"parts\"", "\"p\""), "parts is no list"),
            (
                &good.replace("\"status\": 200", "\"status\": 70000"),
                "status",
            ),
            (&good.replace("\"body\"", "\"b\""), "no body"),
        ];
        for (text, why) in table {
            let error = Recording::from_json(text).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn bytes_become_text_and_bytes_again() {
        let table: [(&[u8], &str); 6] = [
            (b"", ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foobar", "Zm9vYmFy"),
            (b"\xff\xfe\xfd\0", "//79AA=="),
        ];
        for (bytes, text) in table {
            assert_eq!(STANDARD.encode(bytes), text);
            assert_eq!(STANDARD.decode(text).unwrap(), bytes);
        }
    }

    #[test]
    fn what_is_none_is_not_read() {
        for text in ["A", "AB", "ABC", "A===", "Zg==Zg==", "Z-g=", "===="] {
            assert!(STANDARD.decode(text).is_err(), "{text}");
        }
    }
}
