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

#[cfg(test)]
mod tests {
    use super::*;
    use anstream::adapter::strip_str;

    fn coloured() -> (String, String) {
        let loaded = theta_spec::load("spec.toml", b"theta = 1\n[api]\nnaem = \"--> ^\"\n");
        let plain = render::report(&loaded.source, &loaded.report);
        (diagnostics(&loaded), plain)
    }

    #[test]
    fn colour_adds_escapes_and_changes_no_character() {
        let (coloured, plain) = coloured();
        assert_ne!(coloured, plain);
        assert_eq!(strip_str(&coloured).to_string(), plain);
    }

    #[test]
    fn colour_marks_severity_place_and_carets() {
        let (coloured, _) = coloured();
        let parts = [
            format!("{ERROR}error[T0101]{ERROR:#}{STRONG}: unknown key `naem`"),
            format!(" {FAINT}--> {FAINT:#}spec.toml:3:1\n{FAINT}  |{FAINT:#}\n"),
            format!("{FAINT}3 |{FAINT:#} naem = \"--> ^\"\n"),
            format!("{FAINT}  |{FAINT:#} {ERROR}^^^^"),
        ];
        for part in parts {
            assert!(coloured.contains(&part), "{part:?}\n{coloured:?}");
        }
    }
}
