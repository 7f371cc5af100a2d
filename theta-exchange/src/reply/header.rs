//! Typed values of headers.

use http::HeaderMap;
use theta_json::{Decode, Raw, to_string};

/// Returns the first value of a header as a type whose values are texts; `None` if it is absent or is none of it.
#[must_use]
pub fn header_text<T: Decode>(headers: &HeaderMap, name: &str) -> Option<T> {
    let text = headers.get(name)?.to_str().ok()?;
    let quoted = to_string(text.trim());
    T::decode(Raw::parse(&quoted).ok()?).ok()
}

/// Returns the first value of a header as a number, a boolean or an enum that holds some; `None` if it is absent or is
/// none of it.
#[must_use]
pub fn header_value<T: Decode>(headers: &HeaderMap, name: &str) -> Option<T> {
    let text = headers.get(name)?.to_str().ok()?;
    let text = text.trim().to_ascii_lowercase();
    let value = Raw::parse(&text).ok();
    let value = value.and_then(|value| T::decode(value).ok());
    value.or_else(|| header_text(headers, name))
}
