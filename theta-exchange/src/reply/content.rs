//! Reading the body of a success.

use super::charset::Charset;
use bytes::Bytes;
use http::HeaderMap;
use theta_json::{Decode, DecodeError, Raw, text_of, utf16, without_mark};

/// What a text in UTF-8 may begin with.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

pub fn json<T: Decode>(body: &Bytes) -> Result<T, DecodeError> {
    if body.is_empty() {
        return Err(DecodeError::new("a body", "nothing"));
    }
    if let Some(Err(error)) = utf16(body) {
        return Err(error);
    }
    T::decode(Raw::parse(&text_of(body))?)
}

/// The text of a body in the charset that its headers name, without the byte order mark, which says how it is written and
/// is no part of it.
pub fn text(headers: &HeaderMap, body: &Bytes) -> Result<String, DecodeError> {
    if let Some(text) = utf16(body) {
        return text;
    }
    let charset = if body.starts_with(UTF8_MARK) {
        Charset::Utf8
    } else {
        Charset::of(headers)
    };
    let text = charset.decode(body).ok_or_else(|| {
        let found = match &charset {
            Charset::Other(name) => format!("text in `{name}`"),
            _ => "other bytes".to_owned(),
        };
        DecodeError::new(charset.words(), found)
    })?;
    Ok(match without_mark(&text) {
        rest if rest.len() == text.len() => text,
        rest => rest.to_owned(),
    })
}
