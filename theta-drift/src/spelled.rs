//! How a contract spells its values, and where.

use crate::apply::Value;
use theta_spec::source::{SourceText, Span};
use toml::de::{DeTable, DeValue};

/// The text of a contract, open for questions.
pub(super) struct Spelled<'s> {
    root: toml::Spanned<DeTable<'s>>,
}

impl<'s> Spelled<'s> {
    pub(super) fn new(source: &'s SourceText) -> Self {
        let (root, _) = DeTable::parse_recoverable(source.text());
        Self { root }
    }

    fn find(&self, path: &[&str]) -> Option<(Span, &DeValue<'s>, Span)> {
        let mut table = self.root.get_ref();
        let (last, heads) = path.split_last()?;
        for name in heads {
            let DeValue::Table(inner) = table.get(*name)?.get_ref() else {
                return None;
            };
            table = inner;
        }
        let (key, value) = table.get_key_value(*last)?;
        Some((key.span().into(), value.get_ref(), value.span().into()))
    }

    /// Where the value at a path stands: the name of its table when it is one, and the nearest thing around it that is
    /// written when it is not.
    pub(super) fn span(&self, path: &[&str]) -> Span {
        for len in (1..=path.len()).rev() {
            if let Some((key, value, span)) = self.find(&path[..len]) {
                let is_value = len == path.len() && !matches!(value, DeValue::Table(_));
                return if is_value { span } else { key };
            }
        }
        Span::default()
    }

    /// The value at a path.
    pub(super) fn value(&self, path: &[&str]) -> Option<Value> {
        self.find(path).map(|(_, value, _)| Value::of(value))
    }

    /// The texts at a path: of a string, or of a list of strings.
    pub(super) fn texts(&self, path: &[&str]) -> Vec<String> {
        match self.value(path) {
            Some(Value::Text(text)) => vec![text],
            Some(Value::List(items)) => items
                .into_iter()
                .filter_map(|item| match item {
                    Value::Text(text) => Some(text),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether something is written at a path.
    pub(super) fn has(&self, path: &[&str]) -> bool {
        self.find(path).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_places_are_found_however_they_are_written() {
        let source = SourceText::new(
            "spec.toml",
            "a = { b = 'x' }\nc.d = [\"y\", \"z\"]\n[e]\nf = 3\n".to_owned(),
        );
        let spelled = Spelled::new(&source);
        assert_eq!(
            spelled.value(&["a", "b"]),
            Some(Value::Text("x".to_owned()))
        );
        assert_eq!(spelled.texts(&["c", "d"]), ["y", "z"]);
        assert_eq!(spelled.value(&["e", "f"]), Some(Value::Integer(3)));
        let slice = |path: &[&str]| {
            let span = spelled.span(path);
            source.text()[span.start..span.end].to_owned()
        };
        assert_eq!(slice(&["a", "b"]), "'x'");
        assert_eq!(slice(&["e"]), "e");
        assert_eq!(slice(&["e", "missing"]), "e");
        assert!(!spelled.has(&["e", "missing"]));
    }
}
