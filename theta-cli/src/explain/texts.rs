//! Errors by a text: a detail as a log has it, a body without its status, a cause, a fix, or a piece of one.

use super::explanation::{Explanation, Outcome};
use super::reply;
use super::scope::Scope;
use std::collections::BTreeMap;
use theta_spec::classify;
use theta_spec::contract::{CodeMatcher, ErrorRow};
use theta_spec::template::{Piece, Template};

/// Fewest letters by which a piece of a text says which one it is.
const PIECE: usize = 8;

/// Most errors that are shown for a piece.
const MOST: usize = 12;

/// How a row has a text, the surest first.
const WAYS: &[fn(&ErrorRow, &str) -> bool] = &[sends, has_code, says, is_in, is_quoted];

/// Adds the errors of which the text is one, or a near one is.
pub(super) fn look_up(scope: &Scope<'_>, explanation: &mut Explanation, asked: &str) {
    let mut texts = reply::texts(asked.as_bytes());
    // A body without its status says a code by its place, which may be a number.
    let code = classify::read(scope.contract, asked.as_bytes()).code;
    texts.extend(code.clone());
    for has in WAYS {
        let rows = scope.contract.errors.iter();
        let fits = |row: &&ErrorRow| match (&row.code, &code) {
            (Some(own), Some(code)) => classify::code_fits(own, Some(code)),
            _ => true,
        };
        let mut found: Vec<&ErrorRow> = rows
            .filter(fits)
            .filter(|row| texts.iter().any(|text| has(row, text)))
            .collect();
        if found.is_empty() {
            continue;
        }
        // Of two that take a text the one that says more of it is meant.
        let most = found.iter().map(|row| literal(row, &texts)).max();
        found.retain(|row| Some(literal(row, &texts)) == most);
        let on = found.iter().map(|row| (row, scope.on(row)));
        let here = on.filter(|(_, on)| !on.is_empty()).map(|(row, on)| {
            let captures = texts.iter().find_map(|text| captures(row, text));
            scope.found(row, &on, captures.unwrap_or_default())
        });
        explanation.matches = here.take(MOST).collect();
        explanation.result = match explanation.matches.len() {
            0 => {
                explanation.hints.extend(found.first().map(|row| {
                    let (name, on) = (&row.name, scope.listed(&row.on));
                    format!("`{name}` has the text, and is documented on: {on}")
                }));
                Outcome::Unknown
            }
            1 => Outcome::Match,
            _ => Outcome::Candidates,
        };
        return;
    }
    explanation.nearest = reply::near(scope, None, &texts);
}

/// Whether the API sends the text as this error. What is all hole would take any.
fn sends(row: &ErrorRow, text: &str) -> bool {
    templates(row).any(|template| template.literal_len() >= 3 && template.accepts(text))
}

/// Whether the text is the code of this error.
fn has_code(row: &ErrorRow, text: &str) -> bool {
    match &row.code {
        None | Some(CodeMatcher::Template(_)) => false,
        Some(code) => classify::code_fits(code, Some(text)),
    }
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
        Some(CodeMatcher::Exact(_) | CodeMatcher::Number(_) | CodeMatcher::Folded { .. })
        | None => None,
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
