//! Writing into a contract what its vendor's page says now.
//!
//! edit → permit → splices of bytes → new text → the two value trees compared → the contract loaded → written, or refused.

mod edit;
mod error;
mod layout;
mod permit;
mod place;
mod replace;
mod splice;
mod tree;
mod write;

pub use edit::{Edit, Proposal, Value};
pub use error::{ApplyError, Refusal};
pub(crate) use write::{key, keys};

use layout::Layout;
use splice::Splice;
use theta_spec::source::{SourceText, Span};

/// A contract with changes written into it.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The new text.
    pub text: String,
    /// What was written, in the order of the changes.
    pub written: Vec<Written>,
}

/// One edit that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Index of the change that it belongs to.
    pub change: usize,
    /// Where in the contract, as keys.
    pub path: Vec<String>,
    /// The bytes of the new text that it wrote: from the first to the last of them.
    pub span: Span,
    /// Index of the page that supports it.
    pub page: usize,
    /// Where in that page.
    pub support: Span,
}

/// Writes changes into a contract, all of them or none.
///
/// Values are replaced where they stand and new errors go after the last one, in the style of the file: its line
/// ends, quotes, inline tables, dotted keys. Every other byte stays. Before the text is given out, it is read again:
/// the values must differ by exactly the edits, and the contract must have no mistake that it did not have before.
///
/// Whether to retry, the scope of an error, authentication, the base URL and how a text is matched are never written,
/// whatever the change says, and nothing is ever removed.
///
/// ```
/// use theta_drift::{Edit, Proposal, Value, apply};
/// use theta_spec::source::{SourceText, Span};
///
/// let spec = SourceText::new("spec.toml", r#"
/// theta = 1
/// api = { name = "Echo", base_url = "https://echo.example" }
/// plans.free = { rpm = 30 } # without a card
/// endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }
/// "#.to_owned());
/// let change = Proposal {
///     edits: vec![Edit::Set {
///         path: ["plans", "free", "rpm"].map(str::to_owned).to_vec(),
///         old: Value::Integer(30),
///         new: Value::Integer(60),
///     }],
///     page: 0,
///     span: Span::new(0, 2),
/// };
/// let applied = apply(&spec, &[&change]).expect("a page may change that");
/// assert_eq!(applied.text, spec.text().replace("rpm = 30", "rpm = 60"));
/// ```
///
/// # Errors
///
/// When one of the edits is not allowed, does not fit what stands there, or would do more than it says.
pub fn apply(spec: &SourceText, changes: &[&Proposal]) -> Result<Applied, ApplyError> {
    let mut text = spec.text().to_owned();
    let mut intended = tree::of(&text).map_err(ApplyError::of_all)?;
    let mut written: Vec<Written> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        for edit in &change.edits {
            let refuse = |refusal| ApplyError {
                change: Some(at),
                path: path_of(edit).to_vec(),
                refusal,
            };
            permit::check(edit).map_err(refuse)?;
            let splices = splices(&text, edit).map_err(refuse)?;
            let next = splice::join(&text, &splices).map_err(refuse)?;
            tree::edit(&mut intended, edit).map_err(refuse)?;
            for earlier in &mut written {
                earlier.span = splice::moved(earlier.span, &splices);
            }
            written.push(Written {
                change: at,
                path: path_of(edit).to_vec(),
                span: splice::covered(&splices),
                page: change.page,
                support: change.span,
            });
            text = next;
        }
    }
    verify(&intended, &text).map_err(ApplyError::of_all)?;
    still_valid(spec, &text, &written)?;
    Ok(Applied { text, written })
}

/// A value as TOML writes it.
pub(crate) fn value(value: &Value) -> String {
    write::value(value, write::Quote::Basic)
}

fn path_of(edit: &Edit) -> &[String] {
    match edit {
        Edit::Set { path, .. } | Edit::Add { path, .. } => path,
    }
}

fn splices(text: &str, edit: &Edit) -> Result<Vec<Splice>, Refusal> {
    let layout = Layout::of(text)?;
    match edit {
        Edit::Set { path, old, new } => replace::value(&layout, path, old, new),
        Edit::Add {
            path,
            entries,
            todo,
        } => place::table(&layout, path, entries, todo),
    }
}

/// Whether the new text says what the edits say and nothing else.
fn verify(intended: &Value, new: &str) -> Result<(), Refusal> {
    let found = tree::of(new).map_err(|_| Refusal::Unfaithful("it would be no TOML".to_owned()))?;
    match tree::difference(intended, &found) {
        Some(path) => Err(Refusal::Unfaithful(format!("`{path}` would differ"))),
        None => Ok(()),
    }
}

/// Whether the contract has no mistake that it did not have before.
fn still_valid(spec: &SourceText, text: &str, written: &[Written]) -> Result<(), ApplyError> {
    let mut known: Vec<(&str, String)> = Vec::new();
    let before = theta_spec::load(spec.name(), spec.text().as_bytes());
    for diagnostic in errors(&before) {
        known.push((diagnostic.code, diagnostic.message.clone()));
    }
    let after = theta_spec::load(spec.name(), text.as_bytes());
    for diagnostic in errors(&after) {
        let same = |one: &(&str, String)| one.0 == diagnostic.code && one.1 == diagnostic.message;
        if let Some(at) = known.iter().position(same) {
            known.remove(at);
            continue;
        }
        let culprit = written
            .iter()
            .find(|one| {
                (one.span.start..one.span.end.max(one.span.start + 1))
                    .contains(&diagnostic.span.start)
            })
            .or(written.last());
        return Err(ApplyError {
            change: culprit.map(|one| one.change),
            path: culprit.map_or_else(Vec::new, |one| one.path.clone()),
            refusal: Refusal::Invalid(format!("{}: {}", diagnostic.code, diagnostic.message)),
        });
    }
    Ok(())
}

fn errors(
    loaded: &theta_spec::Loaded,
) -> impl Iterator<Item = &theta_spec::diagnostic::Diagnostic> {
    loaded
        .report
        .diagnostics()
        .iter()
        .filter(|one| one.severity == theta_spec::diagnostic::Severity::Error)
}
