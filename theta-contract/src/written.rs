//! How values look when they are written as text, for samples and documentation.

use crate::contract::{Layout, Lists, Nested, Written};
use crate::json::Json;

/// Returns the pairs of a name and a text that a value becomes, each piece of them passed through `encode`.
///
/// Separators that an address may hold are not passed through it.
#[must_use]
pub fn pairs(
    layout: &Layout,
    name: &str,
    value: &Json,
    encode: fn(&str) -> String,
) -> Vec<(String, String)> {
    let mut writer = Writer {
        layout,
        encode,
        out: Vec::new(),
    };
    writer.value(name, value);
    writer.out
}

/// Returns the pairs of a form, whose fields are the members of an object.
#[must_use]
pub fn form(layout: &Layout, value: &Json, encode: fn(&str) -> String) -> Vec<(String, String)> {
    let mut writer = Writer {
        layout,
        encode,
        out: Vec::new(),
    };
    if let Json::Object(members) = value {
        for (name, member) in members {
            writer.value(name, member);
        }
    }
    writer.out
}

/// Describes how a parameter is written, in the keys of the language; empty where nothing is said.
#[must_use]
pub fn said(written: &Written, slashes: bool) -> String {
    match written {
        Written::Plain if slashes => "slashes".to_owned(),
        Written::Plain => String::new(),
        Written::Json => "json".to_owned(),
        Written::Pairs(layout) => of_layout(layout),
    }
}

/// Describes a layout, in the keys of the language.
#[must_use]
pub fn of_layout(layout: &Layout) -> String {
    let mut said = vec![format!("lists {}", layout.lists.as_str())];
    said.extend(
        layout
            .nested
            .map(|nested| format!("nested {}", nested.as_str())),
    );
    said.extend(
        layout
            .null
            .as_ref()
            .map(|null| format!("null {}", Json::from(null.as_str()))),
    );
    said.join(", ")
}

struct Writer<'w> {
    layout: &'w Layout,
    encode: fn(&str) -> String,
    out: Vec<(String, String)>,
}

impl Writer<'_> {
    fn push(&mut self, name: &str, text: String) {
        self.out.push(((self.encode)(name), text));
    }

    fn value(&mut self, name: &str, value: &Json) {
        match value {
            Json::Null => {
                if let Some(text) = &self.layout.null {
                    self.push(name, (self.encode)(text));
                }
            }
            Json::Array(items) => self.list(name, value, items),
            Json::Object(members) => self.object(name, value, members),
            scalar => self.push(name, (self.encode)(&text(scalar))),
        }
    }

    fn list(&mut self, name: &str, value: &Json, items: &[Json]) {
        if self.layout.lists == Lists::Json {
            return self.push(name, (self.encode)(&value.to_string()));
        }
        let Some(separator) = self.layout.lists.separator() else {
            for (at, item) in items.iter().enumerate() {
                let nests = matches!(item, Json::Array(_) | Json::Object(_));
                self.value(&self.layout.item(name, at, nests), item);
            }
            return;
        };
        let separator = match separator {
            ',' => ",".to_owned(),
            other => (self.encode)(&other.to_string()),
        };
        let texts: Vec<String> = items
            .iter()
            .map(|item| (self.encode)(&text(item)))
            .collect();
        self.push(name, texts.join(&separator));
    }

    fn object(&mut self, name: &str, value: &Json, members: &[(String, Json)]) {
        let joined = |between: &str| {
            let pair = |(key, value): &(String, Json)| {
                format!(
                    "{}{between}{}",
                    (self.encode)(key),
                    (self.encode)(&text(value))
                )
            };
            members.iter().map(pair).collect::<Vec<_>>().join(",")
        };
        match self.layout.nested {
            Some(Nested::Brackets | Nested::Dots | Nested::Fields) => {
                for (key, member) in members {
                    self.value(&self.layout.member(name, key), member);
                }
            }
            Some(Nested::Comma) => self.push(name, joined(",")),
            Some(Nested::Pairs) => self.push(name, joined("=")),
            Some(Nested::Json) | None => self.push(name, (self.encode)(&value.to_string())),
        }
    }
}

fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
