//! What the columns of vendors' tables are called.

use super::super::blocks::is_blank;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// Statuses.
    Status,
    /// A name of the status, or a code.
    Label,
    /// Whether to try again.
    Retry,
    /// Why it fails.
    Cause,
    /// What to do.
    Fix,
    /// A text of the reply.
    Detail,
    /// A name, of an error or of a part.
    Name,
    /// Endpoints.
    Endpoints,
    /// A method.
    Method,
    /// A path.
    Path,
    /// A method and a path.
    Request,
    /// What an endpoint is for.
    Purpose,
    /// By what it is billed.
    Billed,
    /// A part, field or parameter of a request.
    Part,
    /// A field of a body.
    Field,
    /// A type.
    Type,
    /// Whether it must be there.
    Required,
    /// Further words.
    Notes,
    /// A plan.
    Plan,
    /// Requests per minute.
    Rpm,
    /// What a number bounds.
    Constraint,
    /// The number.
    Value,
    /// Nothing that is read as a fact.
    Other,
}

/// Names of columns, lower case, without marks at the end.
const NAMES: &[(&str, Column)] = &[
    ("action", Column::Fix),
    ("also called", Column::Name),
    ("billed", Column::Billed),
    ("billing", Column::Billed),
    ("body", Column::Detail),
    ("category", Column::Other),
    ("cause", Column::Cause),
    ("causes", Column::Cause),
    ("code", Column::Label),
    ("constraint", Column::Constraint),
    ("default", Column::Other),
    ("description", Column::Notes),
    ("detail", Column::Detail),
    ("detail string", Column::Detail),
    ("details", Column::Notes),
    ("endpoint", Column::Endpoints),
    ("endpoint(s)", Column::Endpoints),
    ("endpoints", Column::Endpoints),
    ("error", Column::Name),
    ("error code", Column::Label),
    ("error message", Column::Detail),
    ("error string", Column::Detail),
    ("error type", Column::Label),
    ("explanation", Column::Cause),
    ("field", Column::Field),
    ("fix", Column::Fix),
    ("holds", Column::Type),
    ("how to fix", Column::Fix),
    ("http", Column::Status),
    ("http code", Column::Status),
    ("http status", Column::Status),
    ("http status code", Column::Status),
    ("in", Column::Other),
    ("kind", Column::Other),
    ("limit", Column::Value),
    ("maximum", Column::Value),
    ("meaning", Column::Cause),
    ("message", Column::Detail),
    ("method", Column::Method),
    ("name", Column::Name),
    ("note", Column::Notes),
    ("notes", Column::Notes),
    ("on", Column::Endpoints),
    ("option", Column::Part),
    ("parameter", Column::Part),
    ("parameters", Column::Part),
    ("part", Column::Part),
    ("path", Column::Path),
    ("plan", Column::Plan),
    ("price", Column::Billed),
    ("property", Column::Field),
    ("purpose", Column::Purpose),
    ("rate limit", Column::Rpm),
    ("reason", Column::Cause),
    ("recommended action", Column::Fix),
    ("remedy", Column::Fix),
    ("reply", Column::Detail),
    ("request", Column::Request),
    ("requests per minute", Column::Rpm),
    ("requests/min", Column::Rpm),
    ("requests/minute", Column::Rpm),
    ("required", Column::Required),
    ("resolution", Column::Fix),
    ("response", Column::Detail),
    ("retriable", Column::Retry),
    ("retry", Column::Retry),
    ("retryable", Column::Retry),
    ("root cause", Column::Cause),
    ("route", Column::Path),
    ("rpm", Column::Rpm),
    ("scenario", Column::Cause),
    ("should you retry", Column::Retry),
    ("solution", Column::Fix),
    ("status", Column::Status),
    ("status code", Column::Status),
    ("suggested action", Column::Fix),
    ("tier", Column::Plan),
    ("try again", Column::Retry),
    ("type", Column::Type),
    ("typical cause", Column::Cause),
    ("url", Column::Path),
    ("value", Column::Value),
    ("what happened", Column::Cause),
    ("what it does", Column::Purpose),
    ("what to do", Column::Fix),
    ("when", Column::Cause),
    ("when it happens", Column::Cause),
    ("why", Column::Cause),
];

/// What a column of that name holds; `None` when the name says nothing.
pub(crate) fn column(name: &str) -> Option<Column> {
    let lower = name.to_lowercase();
    let name = lower.trim_matches(|c: char| is_blank(c) || matches!(c, '?' | ':' | '*' | '`'));
    NAMES
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()
        .map(|at| NAMES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_each_is_found() {
        assert!(
            NAMES.is_sorted_by(|a, b| a.0 < b.0),
            "in this order: {:?}",
            {
                let mut names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
                names.sort_unstable();
                names
            }
        );
        assert_eq!(column("Retry?"), Some(Column::Retry));
        assert_eq!(column(" `HTTP Status` "), Some(Column::Status));
        assert_eq!(column("Sample rate"), None);
    }
}
