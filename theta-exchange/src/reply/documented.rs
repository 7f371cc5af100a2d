//! The traits of the error enums of generated clients.

#[doc(hidden)]
pub mod kept;

use crate::reply::Reply;
use crate::site::generated::Generated;
use crate::site::meta::{ErrorInfo, Retry};
use std::borrow::Cow;
use std::fmt;

/// A documented failure: one error of a contract.
pub trait DocumentedError: Generated + fmt::Debug + Clone + Send + Sync + 'static {
    /// Returns the contract's row of the failure.
    fn info(&self) -> &'static ErrorInfo;

    /// Returns the HTTP status of the failure.
    fn status(&self) -> u16;

    /// Returns the message: the server's text when the contract lists several, otherwise the documented text with its
    /// captures filled in, a number as it is usually written, and `…` for an end that the contract leaves open. Empty
    /// when the contract gives no text, and for a value with several possible messages that did not come from a reply.
    fn detail(&self) -> Cow<'static, str>;

    /// Returns the captured texts, each with its name in the contract's templates. They are what the server sent, and
    /// may repeat parts of the request.
    fn captures(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// An error enum that can be recognised in replies.
pub trait Classify: DocumentedError {
    /// Returns the documented failure that `reply` reports, if any.
    fn classify(reply: &Reply<'_>) -> Option<Self>;

    /// Returns the documented failure that `reply` reports, if any: of a list of failures the first that a row
    /// knows by its texts, or else the first that is documented.
    #[must_use]
    fn first(reply: &Reply<'_>) -> Option<Self> {
        match reply.items().as_slice() {
            [] => Self::classify(reply),
            items => {
                let known = items.iter().map(Self::classify);
                first(known, Option::as_ref).and_then(|(_, known)| known)
            }
        }
    }

    /// Returns each failure of the list that `reply` reports, in its order: `None` for one that is not documented. A reply
    /// that is no list is a list of one.
    #[must_use]
    fn all(reply: &Reply<'_>) -> Vec<Option<Self>> {
        match reply.items().as_slice() {
            [] => vec![Self::classify(reply)],
            items => items.iter().map(Self::classify).collect(),
        }
    }

    /// Returns the documented failure of the row at this index of [`ApiInfo::errors`](crate::site::meta::ApiInfo::errors),
    /// if a client can foresee it and the row captures nothing. A row with several statuses gets the first of them.
    #[must_use]
    fn foreseen(_row: usize) -> Option<Self> {
        None
    }
}

/// Returns the message of a failure: what the server said, where the row says something of it, or else the row's text.
pub(crate) fn detail<'s, E: DocumentedError>(error: &E, said: Option<&'s str>) -> Cow<'s, str> {
    match said {
        Some(said) if !error.info().details.is_empty() => Cow::Borrowed(said),
        _ => error.detail(),
    }
}

/// Writes status, message and remedy on one line. The server's text comes before the text of the row, and is shortened
/// by the caller, who knows what must not be shown.
#[doc(hidden)]
pub fn fmt_documented<E: DocumentedError>(
    error: &E,
    said: Option<&str>,
    cut: impl FnOnce(&str) -> String,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let info = error.info();
    let detail = detail(error, said);
    write!(f, "{} ", error.status())?;
    let said;
    write_line(
        f,
        if detail.is_empty() {
            info.name
        } else {
            said = cut(&detail);
            &said
        },
    )?;
    if info.fix.is_empty() {
        return Ok(());
    }
    f.write_str(" - ")?;
    write_line(f, info.fix)
}

/// Writes `text` with every run of hidden characters as one space, so that a message stays on its line, is what it looks
/// like and cannot steer a terminal, and so that `##[` in it is no command to GitHub's runner, which reads logs.
pub(crate) fn write_line(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut first = true;
    for run in text.split(is_hidden).filter(|run| !run.is_empty()) {
        if !first {
            f.write_str(" ")?;
        }
        first = false;
        for (at, piece) in run.split("##[").enumerate() {
            f.write_str(if at > 0 { "## [" } else { "" })?;
            f.write_str(piece)?;
        }
    }
    Ok(())
}

/// Whether a character is invisible or changes how others are shown. The `text::is_hidden` of theta-contract says the
/// same, which no user's program links.
const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The first failure of a list that a row knows by its texts, or else the first that is documented: what is known by its
/// status alone fits every failure.
#[doc(hidden)]
pub fn first<T, E: DocumentedError>(
    all: impl Iterator<Item = T>,
    known: impl Fn(&T) -> Option<&E>,
) -> Option<(usize, T)> {
    let by_text = |error: &E| {
        let row = error.info();
        let is_text = |(name, _): &(&str, _)| !name.starts_with(':');
        !(row.codes.is_empty() && row.details.is_empty()) || row.fields.iter().any(is_text)
    };
    let mut found = None;
    for (at, one) in all.enumerate() {
        let Some(error) = known(&one) else { continue };
        if by_text(error) {
            return Some((at, one));
        }
        found = found.or(Some((at, one)));
    }
    found
}

/// The row among these whose advice on retries allows the least: the request reports all of them at once.
#[doc(hidden)]
pub fn strictest<'e, E: DocumentedError>(
    all: impl Iterator<Item = &'e E>,
) -> Option<&'static ErrorInfo> {
    all.map(DocumentedError::info)
        .min_by_key(|info| match info.retry {
            Retry::Never => 0,
            Retry::AfterUser => 1,
            Retry::Unstated => 2,
            Retry::Backoff { at_most } => at_most.map_or(u64::MAX, |most| 3 + u64::from(most)),
        })
}

#[cfg(test)]
mod tests {
    use super::write_line;
    use std::fmt;

    struct Line(&'static str);

    impl fmt::Display for Line {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_line(f, self.0)
        }
    }

    #[test]
    fn what_a_server_says_is_shown_as_one_line_of_text() {
        for (said, expected) in [
            ("a\r\n::error::b", "a ::error::b"),
            ("a\u{1b}[31m\u{9b}b", "a [31m b"),
            ("pay \u{202e}001\u{2066} now", "pay  001  now"),
            ("a\u{200b}\u{2028}b\u{e0041}", "a b"),
            ("##[error]x ###[add-mask]a", "## [error]x ### [add-mask]a"),
            ("#\u{200b}#[group]", "# #[group]"),
            // What only looks unusual stays.
            (
                "é 漢 ❤\u{fe0f} a\u{a0}b [1] ## x",
                "é 漢 ❤\u{fe0f} a\u{a0}b [1] ## x",
            ),
        ] {
            assert_eq!(Line(said).to_string(), expected, "{said:?}");
        }
    }
}
