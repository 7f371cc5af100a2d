//! Styles of a terminal.
//!
//! A text is written with its styles, `{ERROR}error:{ERROR:#}`; the stream leaves them out where it has no colours.

use anstyle::{AnsiColor, Style};
use theta_spec::Loaded;
use theta_spec::diagnostic::{Diagnostic, Severity};
use theta_spec::render::{self, Part};
use theta_spec::source::SourceText;

pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
pub(crate) const WARNING: Style = AnsiColor::BrightYellow.on_default().bold();
pub(crate) const GOOD: Style = AnsiColor::BrightGreen.on_default().bold();
pub(crate) const FAINT: Style = AnsiColor::BrightBlue.on_default().bold();
pub(crate) const STRONG: Style = Style::new().bold();

/// Returns a diagnostic as `rustc` lays out its own.
pub(crate) fn diagnostic(source: &SourceText, diagnostic: &Diagnostic) -> String {
    render::styled(source, diagnostic, &|part, text| {
        let style = match part {
            Part::Severity(Severity::Error) => ERROR,
            Part::Severity(Severity::Warning) => WARNING,
            Part::Frame => FAINT,
            _ => STRONG,
        };
        format!("{style}{text}{style:#}")
    })
}

/// Returns every diagnostic of a contract, with an empty line between two.
pub(crate) fn diagnostics(loaded: &Loaded) -> String {
    let diagnostics = loaded.report.diagnostics().iter();
    let texts = diagnostics.map(|one| diagnostic(&loaded.source, one));
    texts.collect::<Vec<_>>().join("\n\n")
}
