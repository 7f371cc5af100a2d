//! `[types]` and everything that is a name with a type.

use super::reader::{Reader, Value, View};
use crate::diagnostic::Diagnostic;
use crate::keys;
use crate::raw::{Named, RawEnumValue, RawEvidence, RawField, RawTypeDef, RawTypeKind, RawVariant};
use crate::source::Spanned;
use toml::de::DeValue;

/// The keys that each say what a type is made of.
const KINDS: &[&str] = &["fields", "values", "variants", "is"];

impl Reader<'_> {
    pub(super) fn types(&mut self, root: &View<'_>) -> Vec<Named<RawTypeDef>> {
        let mut types = Vec::new();
        for (name, value) in self.entries(root, "types") {
            self.check_type_name(&name);
            let Some(view) = self.open(name.span, value, &keys::TYPE) else {
                continue;
            };
            let def = RawTypeDef {
                doc: self.words(&view, "doc"),
                rust: self.string(&view, "rust"),
                kind: self.type_kind(&view),
                evidence: self.evidence(&view),
            };
            types.push(Named { name, value: def });
        }
        types
    }

    fn type_kind(&mut self, view: &View<'_>) -> RawTypeKind {
        let given: Vec<&str> = KINDS
            .iter()
            .copied()
            .filter(|key| view.get(key).is_some())
            .collect();
        let kind = match given.as_slice() {
            ["fields"] => RawTypeKind::Struct {
                fields: self.fields(view, "fields"),
                open: self.flag(view, "open"),
            },
            ["values"] => RawTypeKind::Enum {
                values: self.enum_values(view),
            },
            ["variants"] => self.union(view),
            ["is"] => self
                .ty(view, "is")
                .map_or(RawTypeKind::Broken, RawTypeKind::Alias),
            // An object of which only the openness is known.
            [] if self.flag(view, "open") => RawTypeKind::Struct {
                fields: Vec::new(),
                open: true,
            },
            _ => {
                let message = if given.is_empty() {
                    "the type does not say what it is made of".to_owned()
                } else {
                    format!(
                        "the type is said to be several things: {}",
                        given.join(" and ")
                    )
                };
                if !(given.is_empty() && self.syntax_errors) {
                    self.report.push(
                        Diagnostic::error("T0104", view.span, message)
                            .help("give exactly one of fields (a struct), values (a string enum), tag with variants (a union) and is (another name)"),
                    );
                }
                RawTypeKind::Broken
            }
        };
        if !matches!(kind, RawTypeKind::Broken) {
            self.idle(view, &keys::TYPE);
        }
        kind
    }

    fn enum_values(&mut self, view: &View<'_>) -> Vec<RawEnumValue> {
        let Some(value) = view.get("values") else {
            return Vec::new();
        };
        if let DeValue::Array(_) = value.get_ref() {
            let texts = self.texts(value, "values");
            return texts
                .into_iter()
                .map(|value| RawEnumValue {
                    value,
                    doc: None,
                    rust: None,
                })
                .collect();
        }
        let mut values = Vec::new();
        for (name, value) in self.entries(view, "values") {
            let (doc, rust) = if let DeValue::String(_) = value.get_ref() {
                (self.text(value, &name.value), None)
            } else {
                let Some(view) = self.open(name.span, value, &keys::ENUM_VALUE) else {
                    continue;
                };
                (self.words(&view, "doc"), self.string(&view, "rust"))
            };
            values.push(RawEnumValue {
                value: name,
                doc,
                rust,
            });
        }
        values
    }

    fn union(&mut self, view: &View<'_>) -> RawTypeKind {
        let Some(tag) = self.string(view, "tag") else {
            if view.get("tag").is_none() {
                self.report.push(
                    Diagnostic::error("T0103", view.span, "the union has no `tag`")
                        .help("add `tag = …`: the field whose text tells the variants apart"),
                );
            }
            return RawTypeKind::Broken;
        };
        let mut variants = Vec::new();
        for (name, value) in self.entries(view, "variants") {
            let (ty, rust) = if let DeValue::String(_) = value.get_ref() {
                (self.text(value, &name.value), None)
            } else {
                let Some(view) = self.open(name.span, value, &keys::VARIANT) else {
                    continue;
                };
                (self.string(&view, "type"), self.string(&view, "rust"))
            };
            if let Some(ty) = ty {
                variants.push(RawVariant {
                    tag: name,
                    ty,
                    rust,
                });
            }
        }
        RawTypeKind::Union { tag, variants }
    }

    pub(super) fn fields(&mut self, view: &View<'_>, key: &str) -> Vec<RawField> {
        self.entries(view, key)
            .into_iter()
            .filter_map(|(name, value)| self.field(name, value))
            .collect()
    }

    /// Names with types that are sent as text: in the path, the query or a header.
    pub(super) fn params(&mut self, view: &View<'_>, key: &str) -> Vec<RawField> {
        for (name, value) in self.entries(view, key) {
            if let DeValue::Table(table) = value.get_ref()
                && let Some((verbatim, _)) = table.get_key_value("verbatim")
            {
                self.report.push(
                    Diagnostic::error(
                        "T0104",
                        verbatim.span().into(),
                        format!("`verbatim` means nothing for parameter `{}`", name.value),
                    )
                    .label("a parameter is text and has no JSON")
                    .help("remove it"),
                );
            }
        }
        self.fields(view, key)
    }

    fn field(&mut self, name: Spanned<String>, value: &Value<'_>) -> Option<RawField> {
        if let DeValue::String(_) = value.get_ref() {
            let text = self.text(value, &name.value)?;
            return Some(RawField {
                name,
                ty: self.type_of(&text),
                optional: false,
                verbatim: false,
                doc: None,
                unit: None,
                default: None,
                rust: None,
                evidence: RawEvidence::default(),
            });
        }
        let view = self.open(name.span, value, &keys::FIELD)?;
        Some(RawField {
            name,
            ty: self.ty(&view, "type"),
            optional: self.flag(&view, "optional"),
            verbatim: self.flag(&view, "verbatim"),
            doc: self.words(&view, "doc"),
            unit: self.words(&view, "unit"),
            default: self.default_value(&view),
            rust: self.string(&view, "rust"),
            evidence: self.evidence(&view),
        })
    }

    /// A default, as JSON text.
    fn default_value(&mut self, view: &View<'_>) -> Option<Spanned<String>> {
        let value = view.get("default")?;
        let json = match value.get_ref() {
            DeValue::String(text) => crate::json::Json::String(text.to_string()).to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            _ => {
                self.wrong_type(value, "default", "a string, a boolean or a number");
                return None;
            }
        };
        Some(Spanned::new(json, value.span().into()))
    }
}
