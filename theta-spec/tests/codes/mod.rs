//! What the check refuses a contract for.

use theta_spec::diagnostic::Severity;
use theta_spec::load;

/// Returns the codes of the errors, in their order.
pub(crate) fn errors(text: &str) -> Vec<&'static str> {
    let loaded = load("spec.toml", text.as_bytes());
    let found = loaded.report.diagnostics().iter();
    found
        .filter(|one| one.severity == Severity::Error)
        .map(|one| one.code)
        .collect()
}
