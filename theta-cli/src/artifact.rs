//! Files that are generated and checked in: printed, written whole, or compared.

use crate::exit::{Exit, Failure};
use crate::files::{self, Link};
use crate::generated::{self, Mark};
use crate::input;
use crate::output::Output;
use crate::shown::visible;
use crate::styles::{ERROR, GOOD, STRONG};
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
    /// Returns the folder that is named: by a name that ends in `/`.
    pub(crate) fn folder(&self) -> Option<(&Path, bool)> {
        let path = self.out.as_deref()?;
        let named = path.as_os_str().as_encoded_bytes().ends_with(b"/");
        named.then_some((path, self.check))
    }

    /// Prints, writes or compares `text`, which has the mark. `command` is what makes a stale file new, without `--out FILE`.
    pub(crate) fn deliver(
        &self,
        text: &str,
        mark: Mark,
        command: &str,
        output: &mut Output,
    ) -> Result<Exit, Failure> {
        let Some(path) = &self.out else {
            output.raw(text)?;
            return Ok(Exit::Clean);
        };
        if self.check {
            let existing = files::compared(path);
            let existing = existing.map_err(|error| Failure::file("compare", path, &error))?;
            let Some(difference) = difference(existing.as_deref(), text) else {
                return up_to_date(path, output);
            };
            let (shown, out) = (input::shown(path), input::argument(path));
            output.text(format!("{ERROR}stale:{ERROR:#} {shown}\n{difference}  {STRONG}help:{STRONG:#} run `{command} --out {out}`\n"))?;
            return Ok(Exit::Findings);
        }
        let existing = files::existing(path, Link::Follow);
        let existing = existing.map_err(|error| Failure::file("write", path, &error))?;
        // An unchanged file keeps its time, and nothing is built again for it.
        if existing.as_deref() != Some(text.as_bytes()) {
            generated::refuse_other(path, Link::Follow, mark)?;
            files::write(path, text, Link::Follow)
                .map_err(|error| Failure::unwritten(path, &error))?;
        }
        Ok(Exit::Clean)
    }
}

/// Says that what is checked in is what would be generated.
pub(crate) fn up_to_date(path: &Path, output: &mut Output) -> Result<Exit, Failure> {
    output.text(format!(
        "{GOOD}ok:{GOOD:#} {} is up to date\n",
        input::shown(path)
    ))?;
    Ok(Exit::Clean)
}

/// What tells a file from the text, line ends aside.
pub(crate) fn difference(existing: Option<&[u8]>, text: &str) -> Option<String> {
    match existing {
        None => Some("  the file does not exist\n".to_owned()),
        Some(bytes) => first_difference(&String::from_utf8_lossy(bytes), text),
    }
}

/// The first line that differs, line ends aside.
fn first_difference(existing: &str, text: &str) -> Option<String> {
    let (mut old, mut new) = (existing.lines(), text.lines());
    let shown = |line: Option<&str>| match line {
        None => "(end of file)".to_owned(),
        Some(line) => visible(line.trim(), SHOWN),
    };
    for number in 1_usize.. {
        match (old.next(), new.next()) {
            (None, None) => break,
            (old, new) if old == new => {}
            (old, new) => {
                let (old, new) = (shown(old), shown(new));
                return Some(format!(
                    "  line {number} in the file: {old}\n  line {number} generated:   {new}\n"
                ));
            }
        }
    }
    None
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
