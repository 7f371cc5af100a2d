//! Diagnostics of a contract, and the report that lists them.

use crate::source::Span;
use std::collections::BTreeMap;

/// The most diagnostics of one code that are shown one by one; the rest are counted.
pub const MAX_ALIKE: usize = 100;

/// How severe a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No client is generated.
    Error,
    /// A client is generated, but the contract could be better.
    Warning,
}

impl Severity {
    /// Returns the word that diagnostics begin with.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A diagnostic: what is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, such as `T0101`; [`crate::codes::find`] has the long form.
    pub code: &'static str,
    /// How severe a diagnostic is.
    pub severity: Severity,
    /// The place in the contract.
    pub span: Span,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    /// A word or two beside the marked text; may be empty.
    pub label: String,
    /// The steps to take.
    pub help: Vec<String>,
    /// Other relevant places, each with a description.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// Creates an error at a place.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            span,
            message: message.into(),
            label: String::new(),
            help: Vec::new(),
            related: Vec::new(),
        }
    }

    /// Creates a warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, span, message)
        }
    }

    /// Sets the label beside the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a step to take.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds "did you mean" if one of the candidates is similar to what was written.
    #[must_use]
    pub fn suggest<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match crate::suggest::nearest(written, candidates) {
            Some(candidate) => self.help(format!("did you mean `{candidate}`?")),
            None => self,
        }
    }

    /// Adds another relevant place.
    #[must_use]
    pub fn related(mut self, span: Span, what: impl Into<String>) -> Self {
        self.related.push((span, what.into()));
        self
    }
}

/// The diagnostics of a contract. After [`Report::finish`], errors come before warnings, and each are sorted by place.
///
/// At most [`MAX_ALIKE`] diagnostics of one code are kept: a contract of megabytes can have very many, and nobody reads
/// them all.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    kinds: BTreeMap<(Severity, &'static str), Kind>,
}

/// The diagnostics of one code.
#[derive(Clone, Copy, Debug, Default)]
struct Kind {
    given: usize,
    /// Where the first one stands that is not kept.
    first_left_out: Span,
}

impl Kind {
    fn left_out(&self) -> usize {
        self.given.saturating_sub(MAX_ALIKE)
    }
}

impl Report {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let (severity, code, span) = (diagnostic.severity, diagnostic.code, diagnostic.span);
        self.push_with(severity, code, span, || diagnostic);
    }

    /// Adds an error with what to do about it.
    pub fn error(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::error(code, span, message).help(help));
    }

    /// Adds a warning with what to do about it.
    pub fn warning(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::warning(code, span, message).help(help));
    }

    /// Adds a diagnostic that is only created if it is kept: describing a mistake can cost more than finding it.
    pub fn push_with(
        &mut self,
        severity: Severity,
        code: &'static str,
        span: Span,
        diagnostic: impl FnOnce() -> Diagnostic,
    ) {
        let kind = self.kinds.entry((severity, code)).or_default();
        kind.given += 1;
        if kind.given <= MAX_ALIKE {
            self.diagnostics.push(diagnostic());
        } else if kind.given == MAX_ALIKE + 1 {
            kind.first_left_out = span;
        }
    }

    /// Whether all that was given is kept.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.kinds.values().all(|kind| kind.left_out() == 0)
    }

    /// How many were given so far, kept or not.
    #[must_use]
    pub fn given(&self) -> usize {
        self.kinds.values().map(|kind| kind.given).sum()
    }

    /// Sorts by severity and place, removes duplicates, and adds the number of diagnostics that are not shown.
    pub fn finish(&mut self) {
        for (&(severity, code), kind) in &self.kinds {
            if kind.left_out() > 0 {
                let message = format!("and {} more like it", kind.left_out());
                self.diagnostics.push(Diagnostic {
                    severity,
                    ..Diagnostic::error(code, kind.first_left_out, message)
                        .label("the first of them")
                });
            }
        }
        self.diagnostics.sort_by(|a, b| {
            (a.severity, a.span, a.code, &a.message).cmp(&(b.severity, b.span, b.code, &b.message))
        });
        self.diagnostics.dedup();
    }

    /// Removes the warnings.
    pub fn leave_out_warnings(&mut self) {
        self.diagnostics
            .retain(|diagnostic| diagnostic.severity == Severity::Error);
        self.kinds
            .retain(|(severity, _), _| *severity == Severity::Error);
    }

    /// Returns all diagnostics, in order.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns whether there are errors, which make the contract unusable.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.kinds
            .keys()
            .any(|&(severity, _)| severity == Severity::Error)
    }

    /// Returns the number of errors.
    #[must_use]
    pub fn error_count(&self) -> usize {
        self.count(Severity::Error)
    }

    /// Returns the number of warnings.
    #[must_use]
    pub fn warning_count(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// Those that are kept, and those that are only counted in place of the note that counts them.
    fn count(&self, severity: Severity) -> usize {
        let kept = self
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count();
        let kinds = self.kinds.iter();
        let left_out = kinds
            .filter(|((of, _), _)| *of == severity)
            .map(|(_, kind)| kind.left_out().saturating_sub(1));
        kept + left_out.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(count: usize) -> Report {
        let mut report = Report::default();
        for at in 0..count {
            let span = Span::new(at, at + 1);
            report.push(Diagnostic::error(
                "T0101",
                span,
                format!("unknown key {at}"),
            ));
        }
        report.push(Diagnostic::warning("T0801", Span::default(), "no words"));
        report.finish();
        report
    }

    #[test]
    fn as_many_of_a_kind_as_are_shown_are_all_shown() {
        let report = reported(MAX_ALIKE);
        assert_eq!(
            (report.error_count(), report.warning_count()),
            (MAX_ALIKE, 1)
        );
        assert_eq!(report.diagnostics().len(), MAX_ALIKE + 1);
    }

    #[test]
    fn more_of_a_kind_are_counted() {
        let report = reported(888);
        assert_eq!((report.error_count(), report.warning_count()), (888, 1));
        let note = &report.diagnostics()[MAX_ALIKE];
        assert_eq!(note.message, "and 788 more like it");
        assert_eq!((note.code, note.span), ("T0101", Span::new(100, 101)));
    }

    #[test]
    fn errors_come_before_warnings_wherever_they_stand() {
        let severities = reported(2);
        let severities = severities.diagnostics().iter().map(|one| one.severity);
        let expected = [Severity::Error, Severity::Error, Severity::Warning];
        assert!(severities.eq(expected));
    }
}
