//! What is wrong with a contract, and the list of it.

use crate::source::Span;
use std::collections::BTreeMap;

/// Most diagnostics of one code that are shown one by one; the rest is counted.
pub const MAX_ALIKE: usize = 100;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something is generated that could be better.
    Warning,
}

impl Severity {
    /// The word that diagnostics begin with.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, such as `T0101`; [`crate::codes::find`] has the long form.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands.
    pub span: Span,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    /// A word or two beside the marked text; may be empty.
    pub label: String,
    /// What to do, one step each.
    pub help: Vec<String>,
    /// Other places that matter, each with what it is.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// An error at a place.
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

    /// A warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, span, message)
        }
    }

    /// Puts words beside the marked text.
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

    /// Adds "did you mean" when one of the candidates is near what was written.
    #[must_use]
    pub fn suggest<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match crate::suggest::nearest(written, candidates) {
            Some(candidate) => self.help(format!("did you mean `{candidate}`?")),
            None => self,
        }
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn related(mut self, span: Span, what: impl Into<String>) -> Self {
        self.related.push((span, what.into()));
        self
    }
}

/// Everything that is wrong with a contract: once [`Report::finish`] ran, errors before warnings, and each by place.
///
/// Of one code [`MAX_ALIKE`] are kept. A contract of megabytes can make as many mistakes, and nobody reads them all.
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
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let (severity, code, span) = (diagnostic.severity, diagnostic.code, diagnostic.span);
        self.push_with(severity, code, span, || diagnostic);
    }

    /// Adds an error with what to do about it.
    pub(crate) fn error(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::error(code, span, message).help(help));
    }

    /// Adds a warning with what to do about it.
    pub(crate) fn warning(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::warning(code, span, message).help(help));
    }

    /// Adds one that is only made when it is kept: finding words for it can cost more than finding it.
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
    pub(crate) fn is_complete(&self) -> bool {
        self.kinds.values().all(|kind| kind.left_out() == 0)
    }

    /// How many were given so far, kept or not.
    pub(crate) fn given(&self) -> usize {
        self.kinds.values().map(|kind| kind.given).sum()
    }

    /// Sorts by severity and place, drops what is said twice, and says how many more there are of a kind.
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

    /// Keeps errors only.
    pub fn leave_out_warnings(&mut self) {
        self.diagnostics
            .retain(|diagnostic| diagnostic.severity == Severity::Error);
        self.kinds
            .retain(|(severity, _), _| *severity == Severity::Error);
    }

    /// Everything, in order.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether anything keeps the contract from being used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.kinds
            .keys()
            .any(|&(severity, _)| severity == Severity::Error)
    }

    /// How many errors there are.
    #[must_use]
    pub fn error_count(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many warnings there are.
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
