//! `theta language`: the tables and keys of a contract.

use crate::exit::{Exit, Failure};
use crate::output::{Output, Paint};
use std::fmt::Write as _;
use theta_spec::keys::{ALL, Key, Table};
use theta_spec::suggest::nearest;

/// Arguments of `theta language`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A table or a key, such as errors, errors.NAME.detail or detail; every table when it is left out
    key: Option<String>,
}

/// Explains the key.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let paint = output.paint();
    let mut out = String::new();
    let Some(asked) = &args.key else {
        for table in ALL {
            let _ = writeln!(
                out,
                "{}  {}",
                paint.strong(&format!("{:36}", shown(table))),
                table.doc
            );
        }
        out.push_str("\n`theta language errors` has the keys of a table, `theta language detail` those of that name.\n");
        output.text(&out)?;
        return Ok(Exit::Clean);
    };
    let place: Vec<&str> = asked.trim().trim_matches(['[', ']']).split('.').collect();
    for table in ALL {
        if is_at(table, &place) {
            let _ = writeln!(out, "{}: {}\n", paint.strong(shown(table)), table.doc);
            for key in table.keys {
                describe(key, paint, &mut out);
            }
            out.push('\n');
        }
    }
    if let Some((name, place)) = place.split_last() {
        for table in ALL {
            let keys = table.keys.iter().filter(|key| key.name == *name);
            for key in keys.filter(|_| place.is_empty() || is_at(table, place)) {
                let _ = writeln!(out, "in {}:\n", paint.strong(shown(table)));
                describe(key, paint, &mut out);
                out.push('\n');
            }
        }
    }
    if out.is_empty() {
        let failure = Failure::usage(format!(
            "there is no table or key `{}`",
            asked.escape_default()
        ));
        let last = place.last().copied().unwrap_or_default();
        let names = ALL.iter().flat_map(|table| {
            let first = table.path.split('.').next().into_iter();
            first.chain(table.keys.iter().map(|key| key.name))
        });
        return Err(match nearest(last, names) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`theta language` lists the tables"),
        });
    }
    output.text(&(out.trim_end().to_owned() + "\n"))?;
    Ok(Exit::Clean)
}

/// A table as it is written.
fn shown(table: &Table) -> &str {
    if table.path.is_empty() {
        "the file"
    } else {
        table.path
    }
}

/// Whether that is where the table stands: a name of the author's is any name, and the last may be left out.
fn is_at(table: &Table, place: &[&str]) -> bool {
    let is_name = |part: &str| part.chars().all(|c| c.is_ascii_uppercase());
    let path: Vec<&str> = table.path.split('.').collect();
    path.iter()
        .zip(place)
        .all(|(part, asked)| is_name(part) || part == asked)
        && place.len() <= path.len()
        && path[place.len()..].iter().all(|part| is_name(part))
        && !table.path.is_empty()
}

fn describe(key: &Key, paint: Paint, out: &mut String) {
    let required = if key.required { ", required" } else { "" };
    let _ = writeln!(
        out,
        "  {}: {}{required}",
        paint.strong(key.name),
        key.expects
    );
    let _ = writeln!(out, "      {}", key.doc);
}
