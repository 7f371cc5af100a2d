//! Errors by a text: a detail as a log has it, a cause, a fix, or a piece of one.

use super::explanation::{Explanation, Match, Outcome, Row};
use super::reply;
use std::collections::BTreeMap;
use theta_spec::contract::{CodeMatcher, Contract, EndpointId, ErrorRow};
use theta_spec::template::{Piece, Template};

/// Fewest letters by which a piece of a text says which one it is.
const PIECE: usize = 8;

/// Most errors that are shown for a piece.
const MOST: usize = 12;

/// How a row has a text, the surest first.
const WAYS: &[fn(&ErrorRow, &str) -> bool] = &[sends, says, is_in, is_quoted];

/// The errors of which the text is one, or a near one is.
pub(super) fn look_up(
    contract: &Contract,
    endpoints: &[EndpointId],
    explanation: &mut Explanation,
    asked: &str,
) {
    let texts = reply::texts(asked.as_bytes());
    for has in WAYS {
        let mut found: Vec<&ErrorRow> = contract
            .errors
            .iter()
            .filter(|row| texts.iter().any(|text| has(row, text)))
            .collect();
        // Of two that take a text the one that says more of it is meant.
        let most = found.iter().map(|row| literal(row, &texts)).max();
        found.retain(|row| Some(literal(row, &texts)) == most);
        let here: Vec<Match> = found
            .iter()
            .filter_map(|row| {
                let on = reply::on(row, endpoints);
                (!on.is_empty()).then(|| Match {
                    endpoints: reply::names(contract, &on),
                    captures: texts
                        .iter()
                        .find_map(|text| captures(row, text))
                        .unwrap_or_default(),
                    error: Row::of(contract, row),
                })
            })
            .take(MOST)
            .collect();
        if !here.is_empty() {
            explanation.result = if here.len() > 1 {
                Outcome::Candidates
            } else {
                Outcome::Match
            };
            explanation.matches = here;
            return;
        }
        explanation.hints.extend(found.iter().take(1).map(|row| {
            format!(
                "`{}` has the text, and is documented on: {}",
                row.name,
                reply::names(contract, &row.on).join(", ")
            )
        }));
        if !found.is_empty() {
            return;
        }
    }
    explanation.nearest = reply::near(contract, endpoints, None, &texts);
}

/// Whether the API sends the text as this error. What is all hole would take any.
fn sends(row: &ErrorRow, text: &str) -> bool {
    templates(row).any(|template| template.literal_len() >= 3 && template.accepts(text))
}

/// How many letters of the texts the row has itself.
fn literal(row: &ErrorRow, texts: &[String]) -> usize {
    templates(row)
        .filter(|template| texts.iter().any(|text| template.accepts(text)))
        .map(Template::literal_len)
        .max()
        .unwrap_or_default()
}

fn captures(row: &ErrorRow, text: &str) -> Option<BTreeMap<String, String>> {
    templates(row).find_map(|template| {
        let values = template.matches(text)?;
        let names = template.captures().map(|capture| capture.name.clone());
        Some(names.zip(values.into_iter().map(str::to_owned)).collect())
    })
}

/// Whether the row says the text, however it is written.
fn says(row: &ErrorRow, text: &str) -> bool {
    let text = plain(text);
    !text.is_empty() && all(row).any(|own| plain(&own) == text)
}

/// Whether the text is a piece of what the row says.
fn is_in(row: &ErrorRow, text: &str) -> bool {
    let text = plain(text);
    text.chars().count() >= PIECE && all(row).any(|own| contains(&plain(&own), &text))
}

/// Whether what the API sends is a piece of the text, such as a line of a log.
fn is_quoted(row: &ErrorRow, text: &str) -> bool {
    let text = plain(text);
    templates(row).any(|template| {
        let literals: Vec<String> = template
            .pieces()
            .iter()
            .filter_map(|piece| match piece {
                Piece::Literal(literal) => Some(plain(literal)),
                Piece::Capture(_) | Piece::Tail => None,
            })
            .collect();
        let longest = literals.iter().max_by_key(|literal| literal.len());
        longest.is_some_and(|longest| longest.chars().count() >= PIECE)
            && literals
                .iter()
                .filter(|literal| !literal.is_empty())
                .all(|literal| contains(&text, literal))
    })
}

fn templates(row: &ErrorRow) -> impl Iterator<Item = &Template> {
    let code = match &row.code {
        Some(CodeMatcher::Template(template)) => Some(template),
        Some(CodeMatcher::Exact(_) | CodeMatcher::Folded { .. }) | None => None,
    };
    row.detail
        .iter()
        .flat_map(|detail| &detail.templates)
        .chain(code)
}

/// Every text of a row that a person may have in hand.
fn all(row: &ErrorRow) -> impl Iterator<Item = String> {
    let own = row.causes.iter().chain(&row.fixes).chain(&row.aliases);
    templates(row)
        .map(ToString::to_string)
        .chain(own.cloned())
        .chain([row.tell_user.clone()])
}

/// The words of a text in small letters, one space between two.
fn plain(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    words.collect::<Vec<_>>().join(" ")
}

/// Whether whole words of a text are the other one.
fn contains(text: &str, piece: &str) -> bool {
    format!(" {text} ").contains(&format!(" {piece} "))
}
