//! Decides how the languages of two templates relate to each other, with a shortest text as evidence.
//!
//! A template is a small automaton, and each question is a breadth-first search over several automata at once:
//! overlap over pairs of positions, inclusion over a position in one template and the set of positions that the other
//! may be in. A search is exhaustive: "no text" is a proof, and a search that is cut off returns [`LimitReached`].
//!
//! ```
//! use theta_spec::algebra::{Relation, overlap_witness, relate};
//! use theta_spec::template::Template;
//!
//! let found = Template::parse("{what} not found").unwrap();
//! let voice = Template::parse("Voice {problem}").unwrap();
//! assert_eq!(relate(&found, &voice), Ok(Relation::Overlap));
//! assert_eq!(overlap_witness(&found, &voice), Ok(Some("Voice not found".to_owned())));
//! ```

pub mod automaton;
mod product;
pub mod search;

use std::error::Error;
use std::fmt;

use crate::template::{CaptureKind, Piece, Template};
use automaton::{Automaton, Class};

/// How the language of one template relates to the language of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// No text matches both.
    Disjoint,
    /// The same texts match both, whatever the captures are called.
    Equal,
    /// The first is strictly inside the second: the second matches everything that the first matches, and more.
    Subset,
    /// The first strictly contains the second: the reverse of [`Relation::Subset`].
    Superset,
    /// Some text matches both, and each also matches a text that the other does not.
    Overlap,
}

impl Relation {
    /// Returns the relation with the two templates exchanged.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Subset => Self::Superset,
            Self::Superset => Self::Subset,
            symmetric => symmetric,
        }
    }
}

/// The number of configurations that one search may visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(pub usize);

impl Default for Limit {
    /// 200 000: hundreds of times what documented messages need, and still only a fraction of a second.
    fn default() -> Self {
        Self(200_000)
    }
}

/// How much one search may do, and what all of them did: the sum bounds what a whole contract costs.
#[derive(Debug, Default)]
pub struct Work {
    limit: Limit,
    /// Configurations that were visited, and pieces of texts that were compared.
    pub done: usize,
}

impl Work {
    /// Creates an account of searches of which each has this limit.
    #[must_use]
    pub fn within(limit: Limit) -> Self {
        Self { limit, done: 0 }
    }
}

/// The error of a search that was cut off: nothing is known about the two templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitReached {
    /// The limit that the search ran into.
    pub limit: Limit,
}

impl fmt::Display for LimitReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Limit(limit) = self.limit;
        write!(
            f,
            "undecided after {limit} steps: make the templates shorter or use fewer holes"
        )
    }
}

impl Error for LimitReached {}

/// Returns the relation of `a` to `b`.
///
/// ```
/// use theta_spec::algebra::{Relation, relate};
/// use theta_spec::template::Template;
///
/// let digits = Template::parse("at most {n:int} characters").unwrap();
/// let text = Template::parse("at most {n} characters").unwrap();
/// assert_eq!(relate(&digits, &text), Ok(Relation::Subset));
/// ```
///
/// # Errors
///
/// Returns [`LimitReached`] if a search visits more than the default [`Limit`].
pub fn relate(a: &Template, b: &Template) -> Result<Relation, LimitReached> {
    relate_with_limit(a, b, Limit::default())
}

/// Works like [`relate`], with a limit for each search.
///
/// # Errors
///
/// Returns [`LimitReached`] if a search visits more than `limit`.
pub fn relate_with_limit(
    a: &Template,
    b: &Template,
    limit: Limit,
) -> Result<Relation, LimitReached> {
    relate_with_work(a, b, &mut Work::within(limit))
}

/// Works like [`relate`], and counts what it does.
///
/// # Errors
///
/// Returns [`LimitReached`] if the work comes to more than its limit.
pub fn relate_with_work(
    a: &Template,
    b: &Template,
    work: &mut Work,
) -> Result<Relation, LimitReached> {
    /// Bytes of texts that cost about as much as a configuration.
    const CHEAP: usize = 16;
    work.done += 1 + (a.written_len() + b.written_len()) / CHEAP;
    match (a.as_exact(), b.as_exact()) {
        (Some(a), Some(b)) => {
            return Ok(if a == b {
                Relation::Equal
            } else {
                Relation::Disjoint
            });
        }
        // A template with a hole matches more than one text, so an inclusion here is strict.
        (Some(a), None) => {
            return Ok(if b.accepts(a) {
                Relation::Subset
            } else {
                Relation::Disjoint
            });
        }
        (None, Some(b)) => {
            return Ok(if a.accepts(b) {
                Relation::Superset
            } else {
                Relation::Disjoint
            });
        }
        (None, None) => {}
    }
    if ends_differ(a, b) {
        return Ok(Relation::Disjoint);
    }
    // What both begin with decides nothing, and is most of it where rows are within each other.
    let shared = shared_beginning(a.leading_literal(), b.leading_literal());
    let (a, b) = (a.without_beginning(shared), b.without_beginning(shared));
    if let Some(relation) = with_anything(&a, &b) {
        return Ok(relation);
    }
    let (a, b) = (Automaton::from(&a), Automaton::from(&b));
    if product::overlap(&a, &b, work)?.is_none() {
        return Ok(Relation::Disjoint);
    }
    let only_a = product::difference(&a, &b, work)?.is_some();
    let only_b = product::difference(&b, &a, work)?.is_some();
    Ok(match (only_a, only_b) {
        (false, false) => Relation::Equal,
        (false, true) => Relation::Subset,
        (true, false) => Relation::Superset,
        (true, true) => Relation::Overlap,
    })
}

/// Returns a shortest text that both templates match; `None` proves that there is no such text.
///
/// # Errors
///
/// Returns [`LimitReached`] if the search visits more than the default [`Limit`].
pub fn overlap_witness(a: &Template, b: &Template) -> Result<Option<String>, LimitReached> {
    overlap_witness_with_limit(a, b, Limit::default())
}

/// Works like [`overlap_witness`], with a limit.
///
/// # Errors
///
/// Returns [`LimitReached`] if the search visits more than `limit`.
pub fn overlap_witness_with_limit(
    a: &Template,
    b: &Template,
    limit: Limit,
) -> Result<Option<String>, LimitReached> {
    let accepted = |text: &str, other: &Template| other.accepts(text).then(|| text.to_owned());
    match (a.as_exact(), b.as_exact()) {
        (Some(text), _) => Ok(accepted(text, b)),
        (None, Some(text)) => Ok(accepted(text, a)),
        (None, None) if ends_differ(a, b) => Ok(None),
        (None, None) => product::overlap(
            &Automaton::from(a),
            &Automaton::from(b),
            &mut Work::within(limit),
        ),
    }
}

/// Returns a shortest text that `a` matches and `b` does not; `None` proves that `b` matches all that `a` matches.
///
/// ```
/// use theta_spec::algebra::difference_witness;
/// use theta_spec::template::Template;
///
/// let text = Template::parse("at most {n} characters").unwrap();
/// let digits = Template::parse("at most {n:int} characters").unwrap();
/// assert_eq!(difference_witness(&text, &digits), Ok(Some("at most x characters".to_owned())));
/// assert_eq!(difference_witness(&digits, &text), Ok(None));
/// ```
///
/// # Errors
///
/// Returns [`LimitReached`] if the search visits more than the default [`Limit`].
pub fn difference_witness(a: &Template, b: &Template) -> Result<Option<String>, LimitReached> {
    difference_witness_with_limit(a, b, Limit::default())
}

/// Works like [`difference_witness`], with a limit.
///
/// # Errors
///
/// Returns [`LimitReached`] if the search visits more than `limit`.
pub fn difference_witness_with_limit(
    a: &Template,
    b: &Template,
    limit: Limit,
) -> Result<Option<String>, LimitReached> {
    let simplest = shortest(a);
    if !b.accepts(&simplest) {
        return Ok(Some(simplest));
    }
    if a.as_exact().is_some() {
        return Ok(None);
    }
    let mut work = Work::within(limit);
    product::difference(&Automaton::from(a), &Automaton::from(b), &mut work)
}

/// Returns a shortest text that the template matches: `x` for a text capture, `0` for an integer.
///
/// ```
/// use theta_spec::algebra::shortest;
/// use theta_spec::template::Template;
///
/// assert_eq!(shortest(&Template::parse("{a} of {n:int} or{..}").unwrap()), "x of 0 or");
/// ```
#[must_use]
pub fn shortest(template: &Template) -> String {
    template.render(|capture| Class::from(capture).sample().to_string())
}

/// The relation of two templates of which one is a hole and nothing else.
fn with_anything(a: &Template, b: &Template) -> Option<Relation> {
    /// What a hole alone matches: any text, or any but the empty one.
    fn alone(template: &Template) -> Option<bool> {
        match template.pieces() {
            [Piece::Tail] => Some(true),
            [Piece::Capture(capture)] if capture.kind == CaptureKind::Text => Some(false),
            _ => None,
        }
    }
    Some(match (alone(a), alone(b)) {
        (Some(a), Some(b)) if a == b => Relation::Equal,
        // Only the template without pieces matches the empty text and no other.
        (Some(false), _) if b.pieces().is_empty() => Relation::Disjoint,
        (_, Some(false)) if a.pieces().is_empty() => Relation::Disjoint,
        (Some(true), _) | (Some(false), None) => Relation::Superset,
        (_, Some(true)) | (None, Some(false)) => Relation::Subset,
        (None, None) | (Some(false), Some(false)) => return None,
    })
}

/// How many bytes two texts begin with alike, at the end of a character.
fn shared_beginning(a: &str, b: &str) -> usize {
    let pairs = a.chars().zip(b.chars());
    pairs
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum()
}

/// Whether the literal ends alone rule out a common text; it settles most pairs without a search.
fn ends_differ(a: &Template, b: &Template) -> bool {
    let (a_first, b_first) = (a.leading_literal(), b.leading_literal());
    let (a_last, b_last) = (a.trailing_literal(), b.trailing_literal());
    !(a_first.starts_with(b_first) || b_first.starts_with(a_first))
        || !(a_last.ends_with(b_last) || b_last.ends_with(a_last))
}
