//! Errors of decoding.

use std::borrow::Cow;
use std::fmt;

/// An error that says where and how JSON differs from what a type documents.
///
/// ```
/// use theta_json as json;
///
/// let error = json::from_str::<Vec<i64>>("[1, true]").unwrap_err();
/// assert_eq!(error.path(), "/1");
/// assert_eq!(error.to_string(), "expected an integer at `/1`, found a boolean");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Mismatch>);

#[derive(Clone, PartialEq, Eq)]
struct Mismatch {
    /// From the inside out: an error learns where it is while it is passed up.
    path: Vec<String>,
    expected: &'static str,
    found: Cow<'static, str>,
}

impl DecodeError {
    /// Creates an error at the value itself. `found` describes what was found without quoting texts, which may be
    /// private.
    #[must_use]
    pub fn new(expected: &'static str, found: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Mismatch {
            path: Vec::new(),
            expected,
            found: found.into(),
        }))
    }

    /// Returns the same error, located in the member `name` of an object.
    #[must_use]
    pub fn at(mut self, name: &str) -> Self {
        self.0.path.push(name.replace('~', "~0").replace('/', "~1"));
        self
    }

    /// Returns the same error, located in the element `index` of an array.
    #[must_use]
    pub fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(index.to_string());
        self
    }

    /// Returns the same error with `change` applied to the texts that come from the document, for example to redact
    /// them.
    #[doc(hidden)]
    #[must_use]
    pub fn map_texts<'t>(&'t self, change: impl Fn(&'t str) -> Cow<'t, str>) -> Self {
        let Mismatch {
            path,
            expected,
            found,
        } = &*self.0;
        Self(Box::new(Mismatch {
            path: path
                .iter()
                .map(|token| change(token).into_owned())
                .collect(),
            expected,
            found: change(found).into_owned().into(),
        }))
    }

    /// Returns the location as a JSON pointer, such as `/speech_components/3/score`; empty for the whole value.
    #[must_use]
    pub fn path(&self) -> String {
        self.0
            .path
            .iter()
            .rev()
            .fold(String::new(), |path, token| path + "/" + token)
    }

    /// Returns what the contract expects.
    #[must_use]
    pub fn expected(&self) -> &str {
        self.0.expected
    }

    /// Returns what was found instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0.expected)?;
        if !self.0.path.is_empty() {
            write!(f, " at `{}`", self.path())?;
        }
        write!(f, ", found {}", self.0.found)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("path", &self.path())
            .field("expected", &self.0.expected)
            .field("found", &self.0.found)
            .finish()
    }
}

impl std::error::Error for DecodeError {}
