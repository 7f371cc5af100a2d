//! Splitting the body of a request into its parts.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use std::fmt;

/// A part of a form, or the whole body of any other request.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) content: Bytes,
}

impl Part {
    /// Returns the name; empty for a body that is not a form.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the file name, if the part is a file.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Returns the media type, if it is stated.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Returns the content.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.content
    }

    /// Returns the content as text; empty when it is not text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.content).unwrap_or_default()
    }
}

/// Omits the content.
impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("name", &self.name)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.content.len())
            .finish()
    }
}

/// The parts of a body, as this crate writes them; a body that is no form is one part.
pub(super) fn parts(headers: &HeaderMap, body: &Bytes) -> Vec<Part> {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let boundary =
        content_type.and_then(|text| text.strip_prefix("multipart/form-data; boundary="));
    match boundary {
        Some(boundary) => form(boundary, body),
        None if body.is_empty() => Vec::new(),
        None => vec![Part {
            name: String::new(),
            file_name: None,
            content_type: content_type.map(str::to_owned),
            content: body.clone(),
        }],
    }
}

fn form(boundary: &str, body: &Bytes) -> Vec<Part> {
    let delimiter = format!("\r\n--{boundary}");
    let mut parts = Vec::new();
    // The first delimiter has no line before it.
    let mut at = delimiter.len() - 2;
    while let Some(rest) = body.get(at..).filter(|rest| rest.starts_with(b"\r\n")) {
        let Some(head) = find(rest, b"\r\n\r\n") else {
            break;
        };
        let content = at + head + 4;
        let Some(len) = find(&body[content..], delimiter.as_bytes()) else {
            break;
        };
        let head = String::from_utf8_lossy(&rest[2..head]).into_owned();
        parts.push(part(&head, body.slice(content..content + len)));
        at = content + len + delimiter.len();
    }
    parts
}

fn part(head: &str, content: Bytes) -> Part {
    let quoted = |key: &str| {
        let (_, rest) = head.split_once(&format!("; {key}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    Part {
        name: quoted("name").unwrap_or_default(),
        file_name: quoted("filename"),
        content_type: head
            .lines()
            .find_map(|line| line.strip_prefix("Content-Type: "))
            .map(str::to_owned),
        content,
    }
}

/// Where `needle`, which begins with a carriage return, begins.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'\r')?;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read(content_type: &'static str, body: &'static str) -> Vec<Part> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        parts(&headers, &Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn a_form_is_its_parts() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n{\"a\":1}\r\n--b\r\n\
                    Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n\
                    \r\n--\r\n\r\r\n--b--\r\n";
        let parts = read("multipart/form-data; boundary=b", body);
        assert_eq!(parts.len(), 2);
        let [options, file] = &parts[..] else {
            unreachable!()
        };
        assert_eq!((options.name(), options.text()), ("options", "{\"a\":1}"));
        assert_eq!((options.file_name(), options.content_type()), (None, None));
        assert_eq!(
            (file.name(), file.file_name(), file.content_type()),
            ("file", Some("a.wav"), Some("audio/wav"))
        );
        assert_eq!(file.bytes(), b"\r\n--\r\n\r");
    }

    #[test]
    fn what_is_no_form_is_one_part_and_nothing_is_none() {
        let parts = read("application/json", "{}");
        assert_eq!((parts[0].name(), parts[0].text()), ("", "{}"));
        assert_eq!(read("application/json", "").len(), 0);
    }

    #[test]
    fn a_form_that_breaks_off_is_read_as_far_as_it_goes() {
        let whole = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n";
        for end in 0..whole.len() {
            let parts = read("multipart/form-data; boundary=b", &whole[..end]);
            assert!(parts.len() <= 1);
        }
    }
}
