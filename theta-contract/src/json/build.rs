//! Building JSON and laying it out for people.

use super::Json;
use std::fmt::Write as _;

impl Json {
    /// Creates an object with these members, in this order.
    pub fn object<N: Into<String>>(members: impl IntoIterator<Item = (N, Self)>) -> Self {
        let members = members.into_iter();
        Self::Object(members.map(|(name, value)| (name.into(), value)).collect())
    }

    /// Creates an array.
    pub fn array<V: Into<Self>>(items: impl IntoIterator<Item = V>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }

    /// Appends a member; does nothing if this is not an object.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Self>) {
        if let Self::Object(members) = self {
            members.push((name.into(), value.into()));
        }
    }

    /// Adds a text, unless it is empty.
    pub fn say(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.set(name, text);
        }
    }

    /// Adds a list of texts, unless it is empty.
    pub fn list(&mut self, name: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.set(name, Self::array(texts.iter().map(String::as_str)));
        }
    }

    /// Returns whether this is an empty object or array.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Object(members) => members.is_empty(),
            Self::Array(items) => items.is_empty(),
            _ => false,
        }
    }

    /// Returns the value with one member or item per line, indented by two, and a final line end.
    ///
    /// ```
    /// let body = theta_spec::json::parse(r#"{"a": [1], "b": {}}"#)?;
    /// assert_eq!(body.pretty(), "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}\n");
    /// # Ok::<(), theta_spec::json::JsonError>(())
    /// ```
    #[must_use]
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        lay(self, 0, &mut out);
        out.push('\n');
        crate::text::json(&out)
    }
}

fn lay(value: &Json, depth: usize, out: &mut String) {
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    match value {
        Json::Array(items) if !items.is_empty() => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                line(out, depth + 1);
                lay(item, depth + 1, out);
            }
            line(out, depth);
            out.push(']');
        }
        Json::Object(members) if !members.is_empty() => {
            out.push('{');
            for (at, (name, item)) in members.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                line(out, depth + 1);
                let _ = write!(out, "{}: ", Json::String(name.clone()));
                lay(item, depth + 1, out);
            }
            line(out, depth);
            out.push('}');
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(number.to_string())
    }
}
