//! What looks like a fact, and which fact accounts for it.

use super::Place;

/// Every token of the pages that looks like a fact, in the order of the pages.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The tokens.
    pub tokens: Vec<Token>,
}

/// Something that looks like a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub place: Place,
    /// What it looks like.
    pub kind: TokenKind,
    /// As written.
    pub text: String,
    /// Index of the first fact whose place covers it, or that was made of it; `None` when no fact accounts for it.
    pub claimed: Option<usize>,
}

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// A status: `429`, `5xx`.
    Status,
    /// A text in quotes.
    Quoted,
    /// A word in code style or of code form: `gold_text`, `PAYMENT_REQUIRED`.
    Code,
    /// A path, with or without its method.
    Path,
    /// A number with a unit.
    Quantity,
    /// An address.
    Url,
    /// A header line or name.
    Header,
}

impl Ledger {
    /// How many tokens some fact accounts for.
    #[must_use]
    pub fn claimed(&self) -> usize {
        self.tokens
            .iter()
            .filter(|token| token.claimed.is_some())
            .count()
    }

    /// The tokens that no fact accounts for.
    pub fn unclaimed(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|token| token.claimed.is_none())
    }
}
