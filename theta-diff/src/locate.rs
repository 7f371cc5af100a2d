//! Where a path stands in the text of a contract.

use super::finding::Location;
use theta_spec::source::{SourceText, Span};
use toml::de::{DeTable, DeValue};

/// The text of a contract, open for questions.
pub(super) struct Locator<'s> {
    source: &'s SourceText,
    root: toml::Spanned<DeTable<'s>>,
}

impl<'s> Locator<'s> {
    pub(super) fn new(source: &'s SourceText) -> Self {
        let (root, _) = DeTable::parse_recoverable(source.text());
        Self { source, root }
    }

    /// Fills in the place of the location's path: of its longest beginning that is there.
    pub(super) fn locate(&self, location: &mut Location) {
        let mut table = Some(self.root.get_ref());
        let (mut found, mut span) = (0, None);
        for name in &location.path {
            let Some((key, value)) = table.and_then(|table| table.get_key_value(name.as_str()))
            else {
                break;
            };
            found += 1;
            span = Some(Span::from(key.span()));
            table = match value.get_ref() {
                DeValue::Table(inner) => Some(inner),
                _ => None,
            };
        }
        location.exact = found == location.path.len() && found > 0;
        if let Some(span) = span {
            location.span = span;
            location.position = Some(self.source.position(span.start));
        }
    }
}
