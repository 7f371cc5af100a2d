//! What a contract says that a page can state in its own letters.

use theta_spec::contract::{ErrorId, Status};
use theta_spec::source::Span;
use theta_spec::template::Template;
use theta_spec::text::count;

/// One thing that a contract says and a page can be searched for.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its path in the contract: `errors.rate_limited.detail`.
    pub path: Vec<String>,
    /// What is looked for.
    pub what: What,
    /// The statuses of its row, sorted; empty if it has none.
    pub statuses: Vec<Status>,
    /// The row that it belongs to.
    pub row: Option<ErrorId>,
    /// Whether the contract names this page as the source: then it is expected there from the first day. Anything else
    /// is bound to the page only if it stood there at the pin.
    pub expected: bool,
    /// Where the value stands in the contract. The values of rows that the file does not spell (those of `codes` and
    /// `details`) have the place of the nearest thing that it does.
    pub span: Span,
    /// Whether the file has a value at [`Fact::path`] that an edit can replace.
    pub spelled: bool,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A status.
    Status(Status),
    /// A code. It may be folded: case and separators do not matter then.
    Code {
        /// As written.
        text: String,
        /// Whether it is folded.
        folded: bool,
    },
    /// A message, or the form of a code, as it is sent.
    Text(Template),
    /// A number that bounds something.
    Number(Number),
    /// A name on the wire: a part, a parameter, a header, the prefix of keys.
    Name(String),
    /// A method and a path, or an address.
    Path {
        /// Such as `POST`; empty for an address.
        method: &'static str,
        /// Such as `/v1/voices/{id}`.
        path: String,
    },
}

/// A number that bounds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// How many, in the unit.
    pub amount: u64,
    /// What is counted.
    pub unit: Unit,
    /// The words that tell which number it is: of the plan, the part, the endpoint.
    pub near: Vec<String>,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Requests in so many seconds.
    Rate {
        /// The window.
        seconds: u64,
    },
    /// Bytes.
    Bytes,
    /// Milliseconds.
    Millis,
    /// Things.
    Count,
}

impl Fact {
    /// Returns its path as one text.
    #[must_use]
    pub fn subject(&self) -> String {
        self.path.join(".")
    }

    /// Returns what is looked for as a reader would write it.
    #[must_use]
    pub fn value(&self) -> String {
        match &self.what {
            What::Status(status) => status.to_string(),
            What::Code { text, .. } | What::Name(text) => text.clone(),
            What::Text(template) => template.to_string(),
            What::Number(number) => number.to_string(),
            What::Path { method, path } => format!("{method} {path}").trim_start().to_owned(),
        }
    }

    /// Returns whether it counts for the share of what a page states: codes and texts that are expected on it. Statuses
    /// stand on any page.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.expected && matches!(self.what, What::Code { .. } | What::Text(_))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.unit {
            Unit::Rate { seconds: 60 } => write!(f, "{} a minute", self.amount),
            Unit::Rate { seconds } => write!(f, "{} in {seconds} s", self.amount),
            Unit::Bytes => f.write_str(&count(self.amount, "byte")),
            Unit::Millis => write!(f, "{} ms", self.amount),
            Unit::Count => write!(f, "{}", self.amount),
        }
    }
}
