//! Files that are generated and checked in: printed, written whole, or compared.

use crate::exit::{Exit, Failure};
use crate::files::{self, Link};
use crate::input;
use crate::output::{Output, visible};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

/// Longest piece of a line that is shown, in characters.
const SHOWN: usize = 100;

/// Where a generated text goes.
#[derive(clap::Args)]
pub(crate) struct Destination {
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write nothing; say whether FILE is up to date
    #[arg(long, requires = "out")]
    check: bool,
}

impl Destination {
    /// Prints, writes or compares `text`. `command` is what makes a stale file new, without `--out FILE`.
    pub(crate) fn deliver(
        &self,
        text: &str,
        command: &str,
        output: &mut Output,
    ) -> Result<Exit, Failure> {
        let Some(path) = &self.out else {
            output.raw(text)?;
            return Ok(Exit::Clean);
        };
        let failed = |what: &str, error: &io::Error| {
            Failure::failed(format!("could not {what} `{}`: {error}", path.display()))
        };
        if self.check {
            let existing = files::compared(path).map_err(|error| failed("compare", &error))?;
            return check(path, existing.as_deref(), text, command, output);
        }
        let existing =
            files::existing(path, Link::Follow).map_err(|error| failed("write", &error))?;
        // An unchanged file keeps its time, and nothing is built again for it.
        if existing.as_deref() != Some(text.as_bytes()) {
            files::write(path, text, Link::Follow).map_err(|error| {
                let failure = failed("write", &error);
                if error.kind() == io::ErrorKind::NotFound {
                    failure.help("create its directory first")
                } else {
                    failure
                }
            })?;
        }
        Ok(Exit::Clean)
    }
}

fn check(
    path: &Path,
    existing: Option<&[u8]>,
    text: &str,
    command: &str,
    output: &mut Output,
) -> Result<Exit, Failure> {
    let shown = input::shown(path);
    let paint = output.paint();
    let difference = match existing {
        None => "  the file does not exist\n".to_owned(),
        Some(bytes) => match first_difference(&String::from_utf8_lossy(bytes), text) {
            None => {
                output.text(&format!("{} {shown} is up to date\n", paint.good("ok:")))?;
                return Ok(Exit::Clean);
            }
            Some(difference) => difference,
        },
    };
    let help = format!(
        "  {} run `{command} --out {}`\n",
        paint.strong("help:"),
        input::argument(path)
    );
    output.text(&format!(
        "{} {shown}\n{difference}{help}",
        paint.error("stale:")
    ))?;
    Ok(Exit::Findings)
}

/// Whether a file holds the text, line ends aside.
pub(crate) fn same(existing: Option<&[u8]>, text: &str) -> bool {
    existing.is_some_and(|bytes| first_difference(&String::from_utf8_lossy(bytes), text).is_none())
}

/// The first line that differs, line ends aside.
fn first_difference(existing: &str, text: &str) -> Option<String> {
    let (mut old, mut new) = (existing.lines(), text.lines());
    let mut number = 1;
    loop {
        match (old.next(), new.next()) {
            (None, None) => return None,
            (left, right) if left == right => number += 1,
            (left, right) => {
                let line = |line: Option<&str>| {
                    line.map_or_else(
                        || "(end of file)".to_owned(),
                        |line| visible(line.trim(), SHOWN),
                    )
                };
                let mut out = String::new();
                let _ = writeln!(out, "  line {number} in the file: {}", line(left));
                let _ = writeln!(out, "  line {number} generated:   {}", line(right));
                return Some(out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_make_no_difference() {
        assert_eq!(first_difference("a\r\nb\r\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb", "a\nb\n"), None);
    }

    #[test]
    fn the_first_differing_line_is_shown_from_both() {
        let difference = first_difference("a\nb\n", "a\nc\n").unwrap();
        assert_eq!(
            difference,
            "  line 2 in the file: b\n  line 2 generated:   c\n"
        );
        assert!(
            first_difference("a\n", "a\nc\n")
                .unwrap()
                .contains("line 2 in the file: (end of file)")
        );
    }
}
