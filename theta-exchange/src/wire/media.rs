//! Media types of replies.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// Any media type.
pub(crate) const ANY: &str = "*/*";

/// Whether a range contains a media type.
pub(crate) fn contains(range: &str, media_type: &str) -> bool {
    if range == ANY {
        true
    } else if let Some(suffix) = range.strip_prefix('*') {
        media_type.ends_with(suffix)
    } else if let Some(kind) = range.strip_suffix('*') {
        media_type.starts_with(kind)
    } else {
        media_type == range
    }
}

/// Whether a reply has one of these media types, or says none.
pub(crate) fn has_media_type(ranges: &[&str], headers: &HeaderMap) -> bool {
    media_type(headers)
        .is_none_or(|media_type| ranges.iter().any(|range| contains(range, &media_type)))
}

/// The media type of a reply, in lower case and without its parameters.
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let stated = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = stated.split(';').next().unwrap_or_default().trim();
    (!essence.is_empty()).then(|| essence.to_ascii_lowercase())
}
