//! `theta language`: the tables and keys of a contract.

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::styles::STRONG;
use std::fmt::Write as _;
use theta_spec::keys::{ALL, Key, Table};

/// Arguments of `theta language`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A table or a key, such as errors, errors.NAME.detail or detail; every table when it is left out
    key: Option<String>,
}

/// Explains the key.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let mut out = String::new();
    let Some(asked) = &args.key else {
        for table in ALL {
            let _ = writeln!(out, "{STRONG}{:36}{STRONG:#}  {}", shown(table), table.doc);
        }
        out.push_str("\n`theta language errors` has the keys of a table, `theta language detail` those of that name.\n");
        output.text(out)?;
        return Ok(Exit::Clean);
    };
    let place: Vec<&str> = asked.trim().trim_matches(['[', ']']).split('.').collect();
    for table in ALL.iter().filter(|table| is_at(table, &place)) {
        let _ = writeln!(out, "{STRONG}{}{STRONG:#}: {}\n", shown(table), table.doc);
        for key in table.keys {
            describe(key, &mut out);
        }
        out.push('\n');
    }
    let (name, place) = place
        .split_last()
        .map_or(("", place.as_slice()), |(name, rest)| (*name, rest));
    for table in ALL
        .iter()
        .filter(|table| place.is_empty() || is_at(table, place))
    {
        for key in table.keys.iter().filter(|key| key.name == name) {
            let _ = writeln!(out, "in {STRONG}{}{STRONG:#}:\n", shown(table));
            describe(key, &mut out);
            out.push('\n');
        }
    }
    if out.is_empty() {
        let asked = asked.escape_default();
        let failure = Failure::usage(format!("there is no table or key `{asked}`"));
        let names = ALL.iter().flat_map(|table| {
            let first = table.path.split('.').next().into_iter();
            first.chain(table.keys.iter().map(|key| key.name))
        });
        return Err(failure.meant(name, names, "`theta language` lists the tables"));
    }
    output.text(out.trim_end().to_owned() + "\n")?;
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

fn describe(key: &Key, out: &mut String) {
    let required = if key.required { ", required" } else { "" };
    let (name, expects, doc) = (key.name, &key.expects, key.doc);
    let _ = writeln!(
        out,
        "  {STRONG}{name}{STRONG:#}: {expects}{required}\n      {doc}"
    );
}
