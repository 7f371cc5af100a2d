//! Which operations are imported.

use crate::operations::Operation;
use crate::read::Unreadable;

/// What to import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Tags, paths (those below them included) and operation ids; everything if empty.
    pub only: Vec<String>,
    /// The same, of what is not imported.
    pub except: Vec<String>,
}

/// Returns those operations that are asked for.
pub(crate) fn selected<'d>(
    all: Vec<Operation<'d>>,
    options: &Options,
) -> Result<Vec<Operation<'d>>, Unreadable> {
    for word in options.only.iter().chain(&options.except) {
        if !all.iter().any(|operation| is(operation, word)) {
            return Err(Unreadable::new(format!(
                "no operation has the tag, path or id `{word}`"
            )));
        }
    }
    let kept: Vec<_> = all
        .into_iter()
        .filter(|operation| {
            options.only.is_empty() || options.only.iter().any(|word| is(operation, word))
        })
        .filter(|operation| !options.except.iter().any(|word| is(operation, word)))
        .collect();
    if kept.is_empty() {
        return Err(Unreadable::new("no operation is left"));
    }
    Ok(kept)
}

fn is(operation: &Operation<'_>, word: &str) -> bool {
    let below = operation.path.strip_prefix(word.trim_end_matches('/'));
    let path =
        word.starts_with('/') && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path || operation.id() == Some(word)
        || operation.tags().contains(&word)
        || operation.title() == word
}
