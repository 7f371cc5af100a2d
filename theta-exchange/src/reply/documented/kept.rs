//! Serialized documented failures.

use super::DocumentedError;
use crate::site::meta::ErrorInfo;
use std::collections::BTreeMap;
use std::str::FromStr;
use theta_json::{DecodeError, ObjectReader, Raw, Writer};

/// Writes a documented failure as an object: `error`, `status`, `detail`, and `captures` where something was captured.
pub fn encode_error<E: DocumentedError>(error: &E, out: &mut Writer) {
    let mut object = out.object();
    object.field("error", error.info().name);
    object.field("status", &i64::from(error.status()));
    object.field("detail", error.detail().as_ref());
    let captures = error.captures().into_iter();
    let captures: BTreeMap<_, _> = captures
        .map(|(name, text)| (name.to_owned(), text))
        .collect();
    if !captures.is_empty() {
        object.field("captures", &captures);
    }
    object.end();
}

/// What [`encode_error`] wrote. Only the row and what it left open count: the rest the contract knows.
#[derive(Debug)]
pub struct KeptError {
    row: usize,
    info: &'static ErrorInfo,
    status: Option<i64>,
    detail: Option<String>,
    captures: BTreeMap<String, String>,
}

impl KeptError {
    /// Reads the object, which names one of these rows.
    ///
    /// # Errors
    ///
    /// Returns an error when it does not.
    pub fn decode(value: Raw<'_>, rows: &'static [ErrorInfo]) -> Result<Self, DecodeError> {
        let mut object = ObjectReader::open(value)?;
        let name: String = object.required("error")?;
        let mut known = rows.iter().enumerate();
        let (row, info) = known
            .find(|(_, info)| info.name == name)
            .ok_or_else(unknown)?;
        Ok(Self {
            row,
            info,
            status: object.optional("status")?,
            detail: object.optional("detail")?,
            captures: object.optional("captures")?.unwrap_or_default(),
        })
    }

    /// Returns the index of the row.
    #[must_use]
    pub fn row(&self) -> usize {
        self.row
    }

    /// Returns the error that the enum has no such row.
    #[must_use]
    pub fn foreign(&self) -> DecodeError {
        unknown()
    }

    /// Returns the status of a row with several.
    ///
    /// # Errors
    ///
    /// Returns an error when there is none, or not one of the row.
    pub fn status(&self) -> Result<u16, DecodeError> {
        let status = self.status.and_then(|status| u16::try_from(status).ok());
        status
            .filter(|status| self.info.has_status(*status))
            .ok_or_else(|| {
                DecodeError::new("a status of the error", "another or none").at("status")
            })
    }

    /// Returns the message of a row with several.
    ///
    /// # Errors
    ///
    /// Returns an error when there is none.
    pub fn detail(&self) -> Result<String, DecodeError> {
        let detail = self.detail.clone();
        detail.ok_or_else(|| DecodeError::new("a string", "nothing").at("detail"))
    }

    /// Returns what was captured under a name.
    ///
    /// # Errors
    ///
    /// Returns an error when nothing was, or something of another kind.
    pub fn capture<T: FromStr>(&self, name: &str) -> Result<T, DecodeError> {
        let text = self.captures.get(name);
        let value = text.and_then(|text| text.parse().ok());
        value.ok_or_else(|| {
            let found = if text.is_some() {
                "another text"
            } else {
                "nothing"
            };
            DecodeError::new("what the error captures", found)
                .at(name)
                .at("captures")
        })
    }
}

fn unknown() -> DecodeError {
    DecodeError::new("the name of a documented error", "another").at("error")
}
