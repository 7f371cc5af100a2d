//! Types.

use super::{Item, Writer, key};
use crate::draft::{Field, Kind, Value};
use crate::params::{default_text, number};
use theta_spec::json::Json;
use theta_spec::text;

impl Writer<'_> {
    pub(super) fn ty(&mut self, id: usize) {
        let def = &self.draft.types[id];
        self.table(&format!("types.{}", def.name));
        self.say("doc", &def.doc);
        match &def.kind {
            Kind::Struct { fields, open } => {
                if *open {
                    self.line("open", "true");
                }
                if fields.is_empty() && !*open {
                    self.line("fields", "{}");
                }
                for (at, field) in fields.iter().enumerate() {
                    let name = format!("fields.{}", key(&field.name));
                    self.item(Item::Field(id, at), |writer| {
                        writer.field(&name, field, &[]);
                    });
                }
            }
            Kind::Enum(values) => self.values(values),
            Kind::Tagged { tag, variants } => {
                self.line("tag", &text::toml(tag));
                for (wire, id) in variants {
                    let name = text::toml(&self.draft.types[*id].name);
                    self.line(&format!("variants.{}", key(wire)), &name);
                }
            }
            Kind::Any(of) => {
                let of: Vec<String> = of.iter().map(|ty| self.type_text(ty)).collect();
                self.list("any", &of);
            }
            Kind::Tuple(of) => {
                let of: Vec<String> = of.iter().map(|ty| self.type_text(ty)).collect();
                self.line("is", &text::toml(&format!("({})", of.join(", "))));
            }
            Kind::Alias(ty) => {
                let ty = self.type_text(ty);
                self.line("is", &text::toml(&ty));
            }
        }
        if def.inferred {
            self.line("confidence", "\"inferred\"");
        }
    }

    /// A field or a parameter, in short where there is nothing but a type.
    pub(super) fn field(&mut self, name: &str, field: &Field, more: &[(&str, String)]) {
        let mut members: Vec<String> = Vec::new();
        match &field.constant {
            Some(value) => members.push(format!("const = {}", scalar(value))),
            None => members.push(format!("type = {}", text::toml(&self.type_text(&field.ty)))),
        }
        let mut flag = |given: bool, word: &str| {
            if given {
                members.push(format!("{word} = true"));
            }
        };
        flag(field.optional, "optional");
        flag(field.rest, "rest");
        flag(field.deprecated, "deprecated");
        members.extend(more.iter().map(|(key, value)| format!("{key} = {value}")));
        if let Some(default) = field.default.as_ref().and_then(default_text) {
            members.push(format!("default = {default}"));
        }
        if !field.doc.is_empty() {
            members.push(format!("doc = {}", text::toml(&field.doc)));
        }
        if let Some(rust) = &field.rust {
            members.push(format!("rust = {}", text::toml(rust)));
        }
        let short = members.len() == 1 && field.constant.is_none();
        let value = if short {
            text::toml(&self.type_text(&field.ty))
        } else {
            format!("{{ {} }}", members.join(", "))
        };
        self.line(name, &value);
    }

    fn values(&mut self, values: &[Value]) {
        let plain = values
            .iter()
            .all(|value| value.doc.is_empty() && value.rust.is_none());
        if plain {
            let items: Vec<String> = values.iter().map(|value| scalar(&value.wire)).collect();
            return self.scalars("values", &items);
        }
        let texts = values
            .iter()
            .all(|value| matches!(value.wire, Json::String(_)));
        for value in values {
            let wire = match &value.wire {
                Json::String(text) => key(text),
                other => other.to_string(),
            };
            // Numbers as keys are read by what they look like.
            let wire = if texts { wire } else { key(&wire) };
            let doc = text::toml(&value.doc);
            let written = match &value.rust {
                None => doc,
                Some(rust) if value.doc.is_empty() => format!("{{ rust = {} }}", text::toml(rust)),
                Some(rust) => format!("{{ doc = {doc}, rust = {} }}", text::toml(rust)),
            };
            self.line(&format!("values.{wire}"), &written);
        }
    }

    fn scalars(&mut self, name: &str, items: &[String]) {
        let whole = items.join(", ");
        if whole.len() + name.len() + 5 <= super::WIDTH {
            return self.line(name, &format!("[{whole}]"));
        }
        let mut lines = vec![String::from("   ")];
        for item in items {
            let full = lines
                .last()
                .is_some_and(|line| line.len() + item.len() + 2 > super::WIDTH);
            if full {
                lines.push(String::from("   "));
            }
            if let Some(line) = lines.last_mut() {
                line.push(' ');
                line.push_str(item);
                line.push(',');
            }
        }
        self.line(name, &format!("[\n{}\n]", lines.join("\n")));
    }
}

fn scalar(value: &Json) -> String {
    match value {
        Json::String(words) => text::toml(words),
        Json::Number(text) => number(text),
        other => other.to_string(),
    }
}
