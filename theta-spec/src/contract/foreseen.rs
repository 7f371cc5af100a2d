//! Which row a server gives for a request that is wrong, and what of that a client can foresee.

use super::{ErrorId, ErrorRow, TriggerKind};

/// Something wrong with a request, in the words of `when`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The kinds of trigger it is, the best first.
    pub kinds: Vec<TriggerKind>,
    /// Names on the wire of what is concerned, the narrowest first; `body` for the whole body.
    pub names: Vec<String>,
}

impl Wrong {
    /// What `kinds` says, of what has these names; empty ones and repetitions are left out.
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

    /// An upload of more bytes than documented.
    #[must_use]
    pub fn too_large(upload: &str) -> Self {
        Self::new([TriggerKind::TooLarge], [upload, "body"])
    }

    /// An upload of no bytes that is the whole body.
    #[must_use]
    pub fn no_body(audio: bool) -> Self {
        let kinds = if audio {
            vec![TriggerKind::Missing, TriggerKind::AudioInvalid]
        } else {
            vec![TriggerKind::Missing]
        };
        Self::new(kinds, ["body"])
    }

    /// An upload that is no audio of a documented format.
    #[must_use]
    pub fn no_audio(upload: &str) -> Self {
        Self::new([TriggerKind::AudioInvalid], [upload])
    }

    /// A value of another type than documented, at a path such as `words.0.text`; empty for the whole part, parameter or
    /// body that `name` is.
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

/// The row that a server gives: of those that are meant the nearest, by kind, then by name, then in the order of the
/// rows; with the index of the kind that it is meant by.
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

/// What a client sees for itself before it sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// An upload has more bytes than documented.
    TooLarge,
    /// An upload has no bytes.
    Empty,
    /// A number is infinite or not a number.
    NotFinite,
    /// An upload is no audio of a documented format.
    NotAudio,
}

/// The row that the server gives for a flaw.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Foreseen {
    /// What is wrong.
    pub flaw: Flaw,
    /// Name on the wire of the part or parameter it is wrong with; `body` for a whole body.
    pub name: String,
    /// The row.
    pub row: ErrorId,
}
