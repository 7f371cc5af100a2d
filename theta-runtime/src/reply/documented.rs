//! What the error enums of generated clients have in common.

pub(crate) mod kept;

use crate::Reply;
use crate::site::generated::Generated;
use crate::site::meta::ErrorInfo;
use std::borrow::Cow;
use std::fmt;

/// A documented failure: one row of a contract.
pub trait DocumentedError: Generated + fmt::Debug + Clone + Send + Sync + 'static {
    /// The row.
    fn info(&self) -> &'static ErrorInfo;

    /// The HTTP status it came with.
    fn status(&self) -> u16;

    /// The message: as the server sent it when the row knows several, else the documented one with captures filled in.
    /// Empty when the row says nothing of it, and for a value of several messages that no reply gave.
    fn detail(&self) -> Cow<'static, str>;

    /// What was captured, each with the name that it has in the templates of the row: as the server said it, which may
    /// repeat what was sent.
    fn captures(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// An error enum that knows its replies.
pub trait Classify: DocumentedError {
    /// The documented failure that `reply` is, if it is one.
    fn classify(reply: &Reply<'_>) -> Option<Self>;

    /// The documented failure that the row at this index of [`ApiInfo::errors`](crate::meta::ApiInfo::errors) is, if a
    /// client can foresee it and the row captures nothing. A row with several statuses has the first.
    #[must_use]
    fn foreseen(_row: usize) -> Option<Self> {
        None
    }
}

/// Writes status, message and what to do on one line. What the server said comes before what the row says it said, and
/// is cut by whoever knows what must not be shown.
pub(crate) fn fmt_documented<E: DocumentedError>(
    error: &E,
    said: Option<&str>,
    cut: impl FnOnce(&str) -> String,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let info = error.info();
    let detail = match said {
        Some(said) if !info.details.is_empty() => Cow::Borrowed(said),
        _ => error.detail(),
    };
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

/// Writes `text` with every run of control characters as one space, so that a message stays on its line and cannot
/// steer a terminal.
pub(crate) fn write_line(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut first = true;
    for run in text.split(char::is_control).filter(|run| !run.is_empty()) {
        if !first {
            f.write_str(" ")?;
        }
        first = false;
        f.write_str(run)?;
    }
    Ok(())
}
