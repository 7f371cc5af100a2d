//! Whether a page states a fact, and where.

use super::block::Place;
use theta_spec::contract::{ErrorId, Status};

/// Whether a page states a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does, here; the other places of the same text are in [`Lookup::hits`].
    Stated(Place),
    /// The text stands there, but under another status, or in the row of something else.
    Elsewhere {
        /// Where.
        at: Place,
        /// The statuses that the page gives for it; empty if it was expected in the row of something else.
        statuses: Vec<Status>,
    },
    /// The text stands only inside a longer one: in prose, in a longer cell.
    Within(Place),
    /// It does not stand there.
    Missing {
        /// The block that is most like it, if any is.
        nearest: Option<usize>,
    },
    /// It cannot be told whether the page states it.
    Untold(Reason),
}

impl Verdict {
    /// Whether the text stands on the page, wherever.
    pub(super) fn is_there(&self) -> bool {
        matches!(
            self,
            Self::Stated(_) | Self::Within(_) | Self::Elsewhere { .. }
        )
    }
}

/// Why it cannot be told whether a page states something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is a common word, or a number that stands anywhere.
    Common,
    /// It is a class of statuses.
    Class,
    /// Nothing of it is literal.
    NoLiteral,
    /// It is a status, and its row's code and text stand where no status is near.
    Apart,
    /// The number stands on the page, and nothing on it names what it bounds.
    Unnamed,
}

/// What was found of a contract on a page, one entry for each fact.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The verdicts.
    pub verdicts: Vec<Verdict>,
    /// The places of each fact's text, sorted; not more than some dozens of one.
    pub hits: Vec<Vec<Place>>,
    /// Rows for which the page gives statuses that they have not, beside some that they have, and where.
    pub more: Vec<(ErrorId, Vec<Status>, Place)>,
}

impl Lookup {
    /// Returns the places of a fact: each of its text, and the one that its verdict is about.
    pub(super) fn places(&self, fact: usize) -> Vec<Place> {
        let mut places = self.hits[fact].clone();
        if let Verdict::Stated(place) | Verdict::Within(place) = self.verdicts[fact]
            && !places.contains(&place)
        {
            places.push(place);
        }
        places
    }
}

/// Where facts were found, before anything is concluded.
#[derive(Clone, Debug, Default)]
pub(super) struct Hits {
    pub(super) places: Vec<Vec<Place>>,
    /// Why a fact could not be looked for.
    pub(super) reasons: Vec<Option<Reason>>,
}
