//! Which row a server gives for a flawed request, and which of these a client can foresee.

use super::{ErrorId, ErrorRow, TriggerKind};

/// Something wrong with a request, in the words of `when`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The kinds of trigger that fit, the best first.
    pub kinds: Vec<TriggerKind>,
    /// The names on the wire of what is wrong, the narrowest first; `body` for the whole body.
    pub names: Vec<String>,
}

impl Wrong {
    /// Creates the description of something wrong: its kinds, and the names of what is wrong without empty ones and
    /// repetitions.
    #[must_use]
    pub fn new<'n>(
        kinds: impl Into<Vec<TriggerKind>>,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let mut wrong = Self {
            kinds: kinds.into(),
            names: Vec::new(),
        };
        for name in names {
            if !name.is_empty() && !wrong.names.iter().any(|known| known == name) {
                wrong.names.push(name.to_owned());
            }
        }
        wrong
    }

    /// Describes an upload with more bytes than documented.
    #[must_use]
    pub fn too_large(upload: &str) -> Self {
        Self::new([TriggerKind::TooLarge], [upload, "body"])
    }

    /// Describes a part or parameter that is required and not there.
    #[must_use]
    pub fn missing(name: &str) -> Self {
        Self::new([TriggerKind::Missing], [name])
    }

    /// Describes a list of uploads that is longer than documented.
    #[must_use]
    pub fn too_many(uploads: &str) -> Self {
        Self::new([TriggerKind::SchemaInvalid], [uploads])
    }

    /// Describes a request without a key.
    #[must_use]
    pub fn no_key() -> Self {
        Self::new([TriggerKind::KeyMissing], [])
    }

    /// Describes an empty upload that is the whole body.
    #[must_use]
    pub fn no_body(audio: bool) -> Self {
        let kinds = if audio {
            vec![TriggerKind::Missing, TriggerKind::AudioInvalid]
        } else {
            vec![TriggerKind::Missing]
        };
        Self::new(kinds, ["body"])
    }

    /// Describes an upload that is not audio of a documented format.
    #[must_use]
    pub fn no_audio(upload: &str) -> Self {
        Self::new([TriggerKind::AudioInvalid], [upload])
    }

    /// Describes a value of another type than documented, at a path such as `words.0.text`; the path is empty for the
    /// whole part, parameter or body with this name.
    #[must_use]
    pub fn other_type(name: &str, path: &str) -> Self {
        let whole = format!("{name}.{path}");
        let field = path.rsplit('.').next().unwrap_or_default();
        Self::new(
            [TriggerKind::SchemaInvalid],
            [whole.as_str(), path, field, name],
        )
    }
}

/// Returns the row that a server gives: of the rows that match, the nearest by kind, then by name, then in the order of
/// the rows; with the index of the matching kind.
#[must_use]
pub fn nearest(errors: &[ErrorRow], rows: &[ErrorId], wrong: &Wrong) -> Option<(usize, ErrorId)> {
    let rows = rows.iter().filter_map(|id| {
        let triggers = &errors.get(id.0)?.triggers;
        let nearness = triggers
            .iter()
            .filter_map(|trigger| nearness(wrong, trigger.kind, &trigger.of))
            .min()?;
        Some((nearness, *id))
    });
    rows.min().map(|((kind, _), id)| (kind, id))
}

/// Whether a trigger means it. Smaller is nearer; `None` is not meant.
fn nearness(wrong: &Wrong, kind: TriggerKind, of: &[String]) -> Option<(usize, usize)> {
    let kind = wrong.kinds.iter().position(|wanted| *wanted == kind)?;
    let name = if of.is_empty() {
        wrong.names.len()
    } else {
        wrong.names.iter().position(|name| of.contains(name))?
    };
    Some((kind, name))
}

/// A flaw that a client can detect before it sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// An upload has more bytes than documented.
    TooLarge,
    /// An upload has no bytes.
    Empty,
    /// A number is infinite or not a number.
    NotFinite,
    /// An upload is not audio of a documented format.
    NotAudio,
    /// A list of uploads is longer than documented.
    TooMany,
    /// A list or an object that is required is empty, and so not sent.
    Missing,
    /// There is no key for it.
    NoKey,
}

/// The row that the server gives for a flaw.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Foreseen {
    /// What is wrong.
    pub flaw: Flaw,
    /// The name on the wire of the flawed part or parameter; `body` for a whole body, empty for a key.
    pub name: String,
    /// The row.
    pub row: ErrorId,
}
