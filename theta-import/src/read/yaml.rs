//! YAML 1.2 by its core schema: `yes`, `on` and dates are texts, and numbers keep theirs.

use super::Unreadable;
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::collections::HashMap;
use theta_spec::json::Json;

/// Deepest nesting that is read, as in JSON.
const MAX_DEPTH: usize = 128;
/// Most values of a document; what aliases repeat counts each time.
const MAX_VALUES: usize = 4_000_000;

/// Reads the first document of a text.
pub(super) fn parse(text: &str) -> Result<Json, Unreadable> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let (line, column) = (error.marker().line(), error.marker().col() + 1);
            let what = error.info();
            Unreadable::new(format!("it is not YAML: {what} at {line}:{column}"))
        })?;
        builder.take(event).map_err(|what| {
            let line = span.start.line();
            Unreadable::new(format!(
                "it is not a usable YAML document: {what} at line {line}"
            ))
        })?;
        if let Some(root) = builder.root.take() {
            return Ok(root);
        }
    }
    Err(Unreadable::new("it is empty"))
}

/// A list or a map that is not complete.
enum Open {
    List(Vec<Json>),
    Map {
        members: Vec<(String, Json)>,
        key: Option<String>,
    },
}

#[derive(Default)]
struct Builder {
    root: Option<Json>,
    /// What is open, with its anchor and the number of values before it.
    open: Vec<(Open, usize, usize)>,
    anchors: HashMap<usize, (Json, usize)>,
    values: usize,
}

type Step = Result<(), &'static str>;

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Step {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tagged_text = tag.is_some_and(|tag| tag.suffix == "str");
                let value = if style == ScalarStyle::Plain && !tagged_text {
                    self.plain(&text)
                } else {
                    Json::String(text.into_owned())
                };
                self.count(1)?;
                self.put(value, anchor, 1)
            }
            Event::Alias(anchor) => {
                // An anchor that is not complete would contain itself.
                let (value, size) = self
                    .anchors
                    .get(&anchor)
                    .ok_or("an alias within its own anchor")?;
                let (value, size) = (value.clone(), *size);
                self.count(size)?;
                self.put(value, 0, size)
            }
            Event::SequenceStart(anchor, _) => self.begin(Open::List(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => self.begin(
                Open::Map {
                    members: Vec::new(),
                    key: None,
                },
                anchor,
            ),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((open, anchor, before)) = self.open.pop() else {
                    return Ok(());
                };
                let value = match open {
                    Open::List(items) => Json::Array(items),
                    Open::Map { members, .. } => Json::Object(merged(members)),
                };
                let size = self.values - before;
                self.put(value, anchor, size)
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, values: usize) -> Step {
        self.values = self.values.saturating_add(values);
        if self.values > MAX_VALUES {
            return Err("it has too many values");
        }
        Ok(())
    }

    fn begin(&mut self, open: Open, anchor: usize) -> Step {
        if self.open.len() >= MAX_DEPTH {
            return Err("it nests too deeply");
        }
        let before = self.values;
        self.count(1)?;
        self.open.push((open, anchor, before));
        Ok(())
    }

    /// A key is a text, whatever it looks like: statuses are written as numbers.
    fn plain(&self, text: &str) -> Json {
        match self.open.last() {
            Some((Open::Map { key: None, .. }, ..)) => Json::String(text.to_owned()),
            _ => scalar(text),
        }
    }

    fn put(&mut self, value: Json, anchor: usize, size: usize) -> Step {
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), size));
        }
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some((Open::List(items), ..)) => items.push(value),
            Some((Open::Map { members, key }, ..)) => {
                if let Some(name) = key.take() {
                    members.push((name, value));
                } else {
                    let Json::String(name) = value else {
                        return Err("a key that is no text");
                    };
                    *key = Some(name);
                }
            }
        }
        Ok(())
    }
}

/// The members with those of `<<` behind them, where they are not given.
fn merged(members: Vec<(String, Json)>) -> Vec<(String, Json)> {
    if !members.iter().any(|(name, _)| name == "<<") {
        return members;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) =
        members.into_iter().partition(|(name, _)| name == "<<");
    let sources = merges.into_iter().flat_map(|(_, value)| match value {
        Json::Array(items) => items,
        one => vec![one],
    });
    for source in sources {
        if let Json::Object(members) = source {
            for (name, value) in members {
                if !own.iter().any(|(known, _)| *known == name) {
                    own.push((name, value));
                }
            }
        }
    }
    own
}

/// A plain scalar by the core schema.
fn scalar(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        _ => number(text).map_or_else(|| Json::String(text.to_owned()), Json::Number),
    }
}

/// A number as JSON writes it; the text otherwise stays what it was.
fn number(text: &str) -> Option<String> {
    if let Some(digits) = text.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16)
            .ok()
            .map(|value| value.to_string());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return u64::from_str_radix(digits, 8)
            .ok()
            .map(|value| value.to_string());
    }
    let unsigned = text.trim_start_matches('+');
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", unsigned),
    };
    if text.len() - unsigned.len() > 1 {
        return None;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let unsigned = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !unsigned.is_empty() && digits(unsigned)
    });
    if !digits(whole)
        || !digits(fraction)
        || (whole.is_empty() && fraction.is_empty())
        || !exponent_fits
    {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let mut out = format!("{sign}{}", if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        out = format!("{out}.{fraction}");
    }
    if let Some(exponent) = exponent {
        out = format!("{out}e{exponent}");
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        parse(text).map_or_else(|error| error.to_string(), |value| value.to_string())
    }

    #[test]
    fn words_of_older_yaml_are_texts() {
        let text = "a: yes\nb: on\nc: 2024-01-01\nd: no\ne: 0755\nf: 1_000\n";
        let expected = r#"{"a":"yes","b":"on","c":"2024-01-01","d":"no","e":755,"f":"1_000"}"#;
        assert_eq!(read(text), expected);
    }

    #[test]
    fn keys_are_texts_and_numbers_keep_theirs() {
        let text = "200: 1.50\n? on\n: 18446744073709551616\nx: 0x1F\ny: -.5\nz: ~\n";
        let expected = r#"{"200":1.50,"on":18446744073709551616,"x":31,"y":-0.5,"z":null}"#;
        assert_eq!(read(text), expected);
    }

    #[test]
    fn aliases_and_merges_are_filled_in() {
        let text = "a: &a {x: 1, y: 2}\nb: *a\nc:\n  <<: *a\n  x: 3\n";
        let expected = r#"{"a":{"x":1,"y":2},"b":{"x":1,"y":2},"c":{"x":3,"y":2}}"#;
        assert_eq!(read(text), expected);
    }

    #[test]
    fn aliases_that_explode_are_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for step in 1..12 {
            let before = step - 1;
            let items = vec![format!("*a{before}"); 10].join(", ");
            text.extend([format!(
                "a{step}: &a{step} [{items}]
"
            )]);
        }
        assert!(read(&text).contains("too many values"));
        assert!(read("a: &a [*a]").contains("within its own anchor"));
    }

    #[test]
    fn nesting_is_bounded() {
        for open in ["[", "- ", "{a: "] {
            let error = read(&open.repeat(1000));
            assert!(error.starts_with("it is not"), "{error}");
        }
    }
}
