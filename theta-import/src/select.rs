//! Which operations are imported.

use crate::operations::{Operation, Route};
use crate::read::Unreadable;

/// What to import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Tags, paths (those below them included) and operation ids; everything if empty.
    pub only: Vec<String>,
    /// The same, of what is not imported.
    pub except: Vec<String>,
    /// Whether methods are under others, such as `client.audio().speak()`; `None` for where there are many.
    pub branches: Option<bool>,
}

/// Most operations that are imported at once: as many endpoints as a contract has.
const MOST: usize = 10_000;

/// Returns those operations that are asked for, and where the others are.
pub(crate) fn selected<'d>(
    all: Vec<Operation<'d>>,
    options: &Options,
) -> Result<(Vec<Operation<'d>>, Vec<Route>), Unreadable> {
    for word in options.only.iter().chain(&options.except) {
        if !all.iter().any(|operation| is(operation, word)) {
            return Err(Unreadable::new(format!(
                "no operation has the tag, path or id `{word}`"
            )));
        }
    }
    let asked = |operation: &Operation<'_>| {
        let any = |words: &[String]| words.iter().any(|word| is(operation, word));
        (options.only.is_empty() || any(&options.only)) && !any(&options.except)
    };
    let (kept, others): (Vec<_>, Vec<_>) = all.into_iter().partition(asked);
    if kept.is_empty() {
        return Err(Unreadable::new("no operation is left"));
    }
    if kept.len() > MOST {
        return Err(Unreadable::new(format!(
            "it has {} operations, and a contract holds at most {MOST}: choose some of them",
            kept.len()
        )));
    }
    Ok((kept, others.iter().map(Operation::route).collect()))
}

fn is(operation: &Operation<'_>, word: &str) -> bool {
    let below = operation.path.strip_prefix(word.trim_end_matches('/'));
    let path =
        word.starts_with('/') && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path || operation.id() == Some(word)
        || operation.tags().contains(&word)
        || operation.title() == word
}
