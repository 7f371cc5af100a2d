//! The JSON that an element stands for.

use crate::parse::Element;
use crate::schema::{Firsts, Kind, Schema};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Returns the name of a document's one member: that of its root in angle brackets.
#[must_use]
pub fn root(name: &str) -> String {
    format!("<{name}>")
}

/// Returns the name of the root, if a member's name is that of a document.
#[must_use]
pub fn is_root(member: &str) -> Option<&str> {
    member.strip_prefix('<')?.strip_suffix('>')
}

impl Element {
    /// Returns the document of this root as JSON text that pointers lead into: every value is a text, and of several
    /// elements with one name the first is there.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{");
        string(&root(&self.name), &mut out);
        out.push(':');
        self.value(Firsts, &mut out);
        out.push('}');
        out
    }

    /// Returns what this root holds, as JSON text of a type.
    #[must_use]
    pub fn to_json_as<S: Schema>(&self, schema: S) -> String {
        let mut out = String::new();
        self.value(schema, &mut out);
        out
    }

    fn value<S: Schema>(&self, schema: S, out: &mut String) {
        if self.is_nil {
            out.push_str("null");
            return;
        }
        match schema.kind() {
            Kind::List => {
                let item = schema.item();
                list(self.elements.iter(), item, out);
            }
            kind @ (Kind::Any | Kind::First)
                if self.elements.is_empty() && self.attributes.is_empty() =>
            {
                scalar(&self.text, kind, out);
            }
            Kind::Object | Kind::First => self.object(Some(schema), out),
            kind @ (Kind::Text | Kind::Number | Kind::Boolean) if self.elements.is_empty() => {
                scalar(&self.text, kind, out);
            }
            _ => self.object(None::<S>, out),
        }
    }

    fn object<S: Schema>(&self, schema: Option<S>, out: &mut String) {
        let mut missing = schema.map(Schema::lists).unwrap_or_default();
        let mut at_first = true;
        let mut name = |name: &str, out: &mut String| {
            out.push(if std::mem::take(&mut at_first) {
                '{'
            } else {
                ','
            });
            string(name, out);
            out.push(':');
            missing.retain(|missing| missing != name);
        };
        for (attribute, text) in &self.attributes {
            let attribute = format!("@{attribute}");
            name(&attribute, out);
            let member = schema.and_then(|schema| schema.member(&attribute));
            scalar(text, member.map_or(Kind::Any, Schema::kind), out);
        }
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut groups: Vec<(&str, Vec<&Element>)> = Vec::new();
        for element in &self.elements {
            let place = *places.entry(&element.name).or_insert(groups.len());
            match groups.get_mut(place) {
                Some((_, group)) => group.push(element),
                None => groups.push((&element.name, vec![element])),
            }
        }
        for (member, group) in groups {
            name(member, out);
            let schema = schema.and_then(|schema| schema.member(member));
            let kind = schema.map_or(Kind::Any, Schema::kind);
            let is_list = kind == Kind::List;
            match group.as_slice() {
                [one, ..] if kind == Kind::First => one.any(schema, out),
                [one] if !is_list => one.any(schema, out),
                group => {
                    let item = if is_list {
                        schema.and_then(Schema::item)
                    } else {
                        schema
                    };
                    list(group.iter().copied(), item, out);
                }
            }
        }
        let text = schema.and_then(|schema| schema.member("#text"));
        if text.is_some() || !self.text.trim_ascii().is_empty() {
            name("#text", out);
            let kind = text.map_or(Kind::Any, Schema::kind);
            scalar(&self.text, kind, out);
        }
        for missing in std::mem::take(&mut missing) {
            out.push(if std::mem::take(&mut at_first) {
                '{'
            } else {
                ','
            });
            string(&missing, out);
            out.push_str(":[]");
        }
        out.push_str(if at_first { "{}" } else { "}" });
    }

    fn any<S: Schema>(&self, schema: Option<S>, out: &mut String) {
        match schema {
            Some(schema) => self.value(schema, out),
            None => self.value((), out),
        }
    }
}

fn list<'e, S: Schema>(
    items: impl Iterator<Item = &'e Element>,
    item: Option<S>,
    out: &mut String,
) {
    out.push('[');
    for (at, element) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        element.any(item, out);
    }
    out.push(']');
}

/// Writes a text as what it is expected to be; one that is not stays a text, and the type says what is wrong with it.
fn scalar(text: &str, kind: Kind, out: &mut String) {
    let trimmed = text.trim_ascii();
    match kind {
        // An element that is there and says nothing.
        Kind::Number | Kind::Boolean if trimmed.is_empty() => return out.push_str("null"),
        Kind::Number => {
            if let Some(number) = number(trimmed) {
                out.push_str(&number);
                return;
            }
        }
        Kind::Boolean => match trimmed {
            "true" | "1" => return out.push_str("true"),
            "false" | "0" => return out.push_str("false"),
            _ => {}
        },
        Kind::Any | Kind::First | Kind::Text | Kind::List | Kind::Object => {}
    }
    string(text, out);
}

/// Returns a number of XML as JSON writes it: without a plus and without zeros before it.
fn number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_exponent = |text: &str| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        !digits.is_empty() && are_digits(digits)
    };
    let is_number = !(whole.is_empty() && fraction.is_empty())
        && are_digits(whole)
        && are_digits(fraction)
        && exponent.is_none_or(is_exponent);
    if !is_number {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let mut number = format!("{sign}{whole}");
    if !fraction.is_empty() {
        let _ = write!(number, ".{fraction}");
    }
    if let Some(exponent) = exponent {
        let _ = write!(number, "e{exponent}");
    }
    Some(number)
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
