//! Which fact accounts for which token.

use crate::ledger::{Ledger, TokenKind};
use crate::{Fact, Kind, Place};

/// Kinds of facts that are somebody's prose: they account for the words in them, not for the figures.
fn accounts(fact: Kind, token: TokenKind) -> bool {
    match token {
        TokenKind::Status => matches!(
            fact,
            Kind::Status | Kind::Retry | Kind::Detail | Kind::Code | Kind::Plan | Kind::Limit
        ),
        TokenKind::Quantity => {
            matches!(fact, Kind::Limit | Kind::Plan | Kind::Detail | Kind::Retry)
        }
        TokenKind::Quoted => !matches!(fact, Kind::Retry),
        TokenKind::Code => fact != Kind::Retry,
        TokenKind::Path => !matches!(fact, Kind::Retry | Kind::Limit),
        TokenKind::Url => matches!(fact, Kind::BaseUrl | Kind::Endpoint | Kind::Detail),
        TokenKind::Header => matches!(fact, Kind::Auth | Kind::RequestId | Kind::Detail),
    }
}

/// Notes for each token the first fact that accounts for it: by its own place, or by one of `sources`, further places that
/// facts were made of.
pub(super) fn claim(ledger: &mut Ledger, facts: &[Fact], sources: Vec<(Place, usize)>) {
    let mut order: Vec<(Place, usize, bool)> = facts
        .iter()
        .enumerate()
        .map(|(index, fact)| (fact.place, index, false))
        .chain(
            sources
                .into_iter()
                .map(|(place, index)| (place, index, true)),
        )
        .collect();
    order.sort_unstable();
    let mut order = order.into_iter().peekable();
    let mut open: Vec<(Place, usize, bool)> = Vec::new();
    for token in &mut ledger.tokens {
        let at = token.place;
        while let Some(next) =
            order.next_if(|(place, ..)| (place.page, place.span.start) < (at.page, at.span.end))
        {
            open.push(next);
        }
        open.retain(|(place, ..)| place.page == at.page && place.span.end > at.span.start);
        token.claimed = open
            .iter()
            .filter(|(_, index, source)| *source || accounts(facts[*index].kind(), token.kind))
            .map(|(_, index, _)| *index)
            .min();
    }
}
