//! git's external diff driver.

use super::{Args, report, side};
use crate::exit::{Exit, Failure};
use crate::files;
use crate::output::Output;
use crate::shown::shown;
use crate::styles::{ERROR, FAINT, GOOD, STRONG};
use similar::{ChangeTag, TextDiff};
use std::fmt::Write as _;
use std::path::Path;

/// What git runs: path, old file, its hash and mode, new file, its hash and mode; for a file that has moved also its new path
/// and what git says of the move.
///
/// git takes another exit code than 0 for a crash and stops, so whatever goes wrong is told in the output.
pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let path = &args.old;
    let to = args.git.get(5).unwrap_or(path);
    let title = format!("{STRONG}theta diff {}\n{STRONG:#}", shown(path));
    let (Some(old), [_, mode, new, _, mode_now, ..]) = (&args.new, args.git.as_slice()) else {
        output.text(format!(
            "{title}the file is unmerged, or this was not run by git\n"
        ))?;
        return Ok(Exit::Clean);
    };
    let sides = read(old, format!("a/{path}")).and_then(|a| Ok((a, read(new, format!("b/{to}"))?)));
    let mut moved = String::new();
    if to != path {
        let _ = writeln!(moved, "renamed to {}", shown(to));
    }
    if mode != mode_now && !side::is_absent(old) && !side::is_absent(new) {
        let _ = writeln!(moved, "mode {} → {}", shown(mode), shown(mode_now));
    }
    let findings = match &sides {
        Err(failure) => Err(failure_text(failure)),
        Ok(_) if side::is_absent(old) => Ok("a new contract\n".to_owned()),
        Ok(_) if side::is_absent(new) => Ok("the contract is gone\n".to_owned()),
        Ok((a, b)) => {
            let [a, b] = [a, b].map(|(name, content)| theta_spec::load(name, content));
            report(args, a, b, None)
                .map(|report| report.document().human(output.is_coloured()).to_string())
                .map_err(|failure| failure_text(&failure))
        }
    };
    let findings = findings.unwrap_or_else(|failure| failure);
    // What people edit is more than what callers notice: comments, order, and a contract with mistakes.
    let lines = sides.map_or_else(
        |_| String::new(),
        |(a, b)| {
            let [old, new] =
                [&a, &b].map(|(name, content)| (name.as_str(), String::from_utf8_lossy(content)));
            unified((old.0, &old.1), (new.0, &new.1))
        },
    );
    let gap = if lines.is_empty() { "" } else { "\n" };
    output.text(format!("{title}{moved}{findings}{gap}{lines}"))?;
    Ok(Exit::Clean)
}

/// A file as git gives it, under the name that output shows.
fn read(file: &str, name: String) -> Result<(String, Vec<u8>), Failure> {
    if side::is_absent(file) {
        return Ok((name, Vec::new()));
    }
    match files::read(Path::new(file)) {
        Ok(content) => Ok((name, content)),
        Err(error) => Err(Failure::file("read", Path::new(&name), &error)),
    }
}

fn failure_text(failure: &Failure) -> String {
    let diagnostics = failure.diagnostics();
    format!(
        "{diagnostics}{ERROR}error{ERROR:#}: {}\n",
        shown(&failure.message)
    )
}

/// What differs between the lines of two texts, as `diff -u` writes it; empty when nothing does.
fn unified(old: (&str, &str), new: (&str, &str)) -> String {
    let diff = TextDiff::from_lines(old.1, new.1);
    let mut unified = diff.unified_diff();
    let mut out = String::new();
    for hunk in unified.context_radius(3).iter_hunks() {
        if out.is_empty() {
            let _ = writeln!(out, "{STRONG}--- {}{STRONG:#}", shown(old.0));
            let _ = writeln!(out, "{STRONG}+++ {}{STRONG:#}", shown(new.0));
        }
        let _ = writeln!(out, "{FAINT}{}{FAINT:#}", hunk.header());
        for change in hunk.iter_changes() {
            let line = change.value();
            let text = shown(line.strip_suffix('\n').unwrap_or(line));
            let _ = match change.tag() {
                ChangeTag::Delete => writeln!(out, "{ERROR}-{text}{ERROR:#}"),
                ChangeTag::Insert => writeln!(out, "{GOOD}+{text}{GOOD:#}"),
                ChangeTag::Equal => writeln!(out, " {text}"),
            };
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_are_shown_with_those_around_them() {
        let unified = |old, new| anstream::adapter::strip_str(&unified(old, new)).to_string();
        assert_eq!(
            unified(("a", "1\n2\n3\n4\n5\n"), ("b", "1\n2\n3\n4\n\u{1b}5")),
            "--- a\n+++ b\n@@ -2,4 +2,4 @@\n 2\n 3\n 4\n-5\n+\\u{1b}5\n\\ No newline at end of file\n"
        );
        assert_eq!(unified(("a", "1\n"), ("b", "1\n")), "");
    }
}
