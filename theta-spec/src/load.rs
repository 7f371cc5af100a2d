//! From bytes to a contract, or to a report of all their mistakes.

use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Report};
use crate::source::{MAX_BYTES, SourceText, Span};
use crate::{check, expand, parse, resolve};

/// The result of reading a contract.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The text, for rendering diagnostics.
    pub source: SourceText,
    /// All diagnostics, in the order of the text.
    pub report: Report,
    /// The contract; `Some` exactly if the report has no errors.
    pub contract: Option<Contract>,
}

/// Reads a contract. `name` is its name in diagnostics, such as `spec.toml`.
///
/// Accepts any bytes and never panics: whatever cannot be read is reported.
#[must_use]
pub fn load(name: &str, bytes: &[u8]) -> Loaded {
    let mut report = Report::default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if bytes.len() <= MAX_BYTES => text,
        outcome => {
            report.push(unreadable(bytes, outcome.err()));
            let readable = outcome.unwrap_or_else(|error| {
                std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
            });
            // Enough of the text to show the place.
            let shown = readable
                .get(..readable.floor_char_boundary_at(MAX_BYTES))
                .unwrap_or_default();
            return Loaded {
                source: SourceText::new(name, shown.to_owned()),
                report,
                contract: None,
            };
        }
    };
    let source = SourceText::new(name, text.to_owned());
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        report.error("T0004", Span::default(), "the contract is empty", "begin with `theta = 1` and an `[api]` table; a small contract: theta explain-code T0004");
        return Loaded {
            source,
            report,
            contract: None,
        };
    }
    let mut raw = parse::parse(&source, &mut report);
    expand::expand(&mut raw, &mut report);
    if !(check::include(&mut raw, &mut report) && check::size(&raw, &mut report)) {
        report.finish();
        return Loaded {
            source,
            report,
            contract: None,
        };
    }
    check::raw(&raw, &mut report);
    let contract = resolve::resolve(&raw);
    check::resolved(&raw, &contract, &mut report);
    report.finish();
    let contract = (!report.has_errors()).then_some(contract);
    Loaded {
        source,
        report,
        contract,
    }
}

fn unreadable(bytes: &[u8], error: Option<std::str::Utf8Error>) -> Diagnostic {
    if bytes.len() > MAX_BYTES {
        return Diagnostic::error(
            "T0002",
            Span::default(),
            format!(
                "the contract is {} bytes long, the limit is {MAX_BYTES}",
                bytes.len()
            ),
        )
        .help("check that this is the right file; a large API can be several contracts");
    }
    let at = error.map_or(0, |error| error.valid_up_to());
    let guess = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16; save it as UTF-8",
        _ => "save the file as UTF-8",
    };
    Diagnostic::error("T0001", Span::new(at, at), "the contract is not UTF-8")
        .label(format!(
            "byte 0x{:02x} here",
            bytes.get(at).copied().unwrap_or_default()
        ))
        .help(guess)
}

trait Floor {
    fn floor_char_boundary_at(&self, at: usize) -> usize;
}

impl Floor for str {
    fn floor_char_boundary_at(&self, at: usize) -> usize {
        let mut at = at.min(self.len());
        while !self.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}
