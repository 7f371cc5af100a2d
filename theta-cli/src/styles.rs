//! Styles of a terminal, put on while a text is written.

use anstyle::{AnsiColor, Style};
use theta_spec::Loaded;
use theta_spec::diagnostic::{Diagnostic, Severity};
use theta_spec::render::{self, Part};
use theta_spec::source::SourceText;

/// The styles of what is written; where there are no colours each is empty and writes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Styles {
    pub(crate) error: Style,
    pub(crate) warning: Style,
    pub(crate) good: Style,
    pub(crate) faint: Style,
    pub(crate) strong: Style,
}

impl Styles {
    /// Returns styles with colours.
    pub(crate) fn coloured() -> Self {
        let bold = |colour: AnsiColor| colour.on_default().bold();
        Self {
            error: bold(AnsiColor::BrightRed),
            warning: bold(AnsiColor::BrightYellow),
            good: bold(AnsiColor::BrightGreen),
            faint: bold(AnsiColor::BrightBlue),
            strong: Style::new().bold(),
        }
    }

    /// Returns whether there are colours; where there are none, other marks have to do.
    pub(crate) fn are_on(self) -> bool {
        self != Self::default()
    }

    /// Returns a diagnostic as `rustc` lays out its own.
    pub(crate) fn diagnostic(self, source: &SourceText, diagnostic: &Diagnostic) -> String {
        render::styled(source, diagnostic, &|part, text| {
            let style = match part {
                Part::Severity(Severity::Error) => self.error,
                Part::Severity(Severity::Warning) => self.warning,
                Part::Frame => self.faint,
                _ => self.strong,
            };
            format!("{style}{text}{style:#}")
        })
    }

    /// Returns every diagnostic of a contract, with an empty line between two.
    pub(crate) fn diagnostics(self, loaded: &Loaded) -> String {
        let diagnostics = loaded.report.diagnostics().iter();
        let texts = diagnostics.map(|diagnostic| self.diagnostic(&loaded.source, diagnostic));
        texts.collect::<Vec<_>>().join("\n\n")
    }
}
