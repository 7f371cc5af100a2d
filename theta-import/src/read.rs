//! A document's bytes as a tree of values, whether they are JSON or YAML.

mod yaml;

use std::fmt;
use theta_spec::json::{self, Json};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Why a document cannot be imported at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong, lower case, without a full stop.
    pub message: String,
}

impl Unreadable {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unreadable {}

/// Reads one file; what begins with a brace is tried as JSON first.
pub(crate) fn tree(bytes: &[u8]) -> Result<Json, Unreadable> {
    if bytes.len() > MAX_BYTES {
        let (size, limit) = (bytes.len(), MAX_BYTES);
        return Err(Unreadable::new(format!(
            "it is {size} bytes long, the limit is {limit}"
        )));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Unreadable::new(format!("it is not UTF-8: byte {at} is wrong"))
    })?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        let read = json::parse(text);
        // YAML has braces too.
        return read.or_else(|error| {
            yaml::parse(text).map_err(|_| Unreadable::new(format!("it is not JSON: {error}")))
        });
    }
    yaml::parse(text)
}
