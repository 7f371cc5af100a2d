//! Reading the body of a success.

use bytes::Bytes;
use http::HeaderMap;
use theta_json::{Decode, DecodeError, Raw, text_of, utf16, without_mark};

pub(crate) fn json<T: Decode>(body: &Bytes) -> Result<T, DecodeError> {
    if body.is_empty() {
        return Err(DecodeError::new("a body", "nothing"));
    }
    if let Some(Err(error)) = utf16(body) {
        return Err(error);
    }
    T::decode(Raw::parse(&text_of(body))?)
}

/// The text of a body, without the byte order mark, which says how it is written and is no part of it.
pub(crate) fn text(_headers: &HeaderMap, body: &Bytes) -> Result<String, DecodeError> {
    if let Some(text) = utf16(body) {
        return text;
    }
    std::str::from_utf8(body)
        .map(|text| without_mark(text).to_owned())
        .map_err(|_| DecodeError::new("UTF-8 text", "other bytes"))
}
