//! Something wrong with a request.

use theta_spec::contract::{TriggerKind, Wrong};

/// Something wrong with a request, before it is known whether the contract documents it.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The kinds of trigger it is, the best first, and what a row's only text capture may hold then.
    pub(crate) kinds: Vec<(TriggerKind, Option<String>)>,
    /// Names on the wire of what is concerned, the narrowest first; `body` for the whole body.
    pub(crate) names: Vec<String>,
    /// The status when nothing is documented.
    pub(crate) status: u16,
    /// What is wrong, for people.
    pub(crate) text: String,
}

impl Failure {
    pub(crate) fn new(kind: TriggerKind, status: u16, text: impl Into<String>) -> Self {
        Self {
            kinds: vec![(kind, None)],
            names: Vec::new(),
            status,
            text: text.into(),
        }
    }

    /// A failure that no trigger of the language means.
    pub(crate) fn undocumentable(status: u16, text: String) -> Self {
        Self {
            kinds: Vec::new(),
            names: Vec::new(),
            status,
            text,
        }
    }

    pub(crate) fn or(mut self, kind: TriggerKind) -> Self {
        self.kinds.push((kind, None));
        self
    }

    pub(crate) fn about<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        for name in names {
            if !name.is_empty() && !self.names.iter().any(|known| known == name) {
                self.names.push(name.to_owned());
            }
        }
        self
    }

    /// The same in the words of `when`.
    pub(crate) fn wrong(&self) -> Wrong {
        let kinds: Vec<TriggerKind> = self.kinds.iter().map(|(kind, _)| *kind).collect();
        Wrong::new(kinds, self.names.iter().map(String::as_str))
    }

    pub(crate) fn capture(mut self, text: impl Into<String>) -> Self {
        if let Some((_, capture)) = self.kinds.last_mut() {
            *capture = Some(text.into());
        }
        self
    }
}
