//! The pages that are named on the command line.

use super::openapi;
use crate::exit::Failure;
use crate::files;
use crate::input;
use std::path::Path;
use theta_drift::{Format, Page};
use theta_spec::contract::Contract;

/// Keys that a file of ours has at its top, and what it is then.
const OURS: &[(&str, &str)] = &[
    ("theta", "a contract"),
    ("acknowledge", "a file of acknowledgements"),
    ("change", "a file of acknowledgements"),
];

/// Reads pages, each `PAGE` or `NAME=PAGE` with a name of the contract's `[sources]`.
pub(super) fn read(
    arguments: &[String],
    format: Option<Format>,
    contract: &Contract,
) -> Result<Vec<Page>, Failure> {
    let named: Vec<(Option<&str>, &Path)> = arguments
        .iter()
        .map(|argument| split(argument, contract))
        .collect::<Result<_, _>>()?;
    if named
        .iter()
        .filter(|(_, path)| input::is_stdin(path))
        .count()
        > 1
    {
        return Err(Failure::usage("two pages cannot both be standard input")
            .help("save one of them to a file"));
    }
    let mut pages = Vec::new();
    for &(role, path) in &named {
        let bytes = bytes(path)?;
        refuse_ours(path, &bytes)?;
        let mut page = Page::new(&input::name(path), &bytes);
        if let Some(format) = format {
            page = page.with_format(format);
        }
        // Where there is one source, a page without a name can only be that one.
        let only = match contract.sources.as_slice() {
            [source] if named.len() == 1 => Some(source.name.as_str()),
            _ => None,
        };
        if let Some(role) = role.or(only) {
            page = page.with_role(role);
        }
        if let Some(told) = openapi::told(&page, &bytes, path, contract)? {
            page = page.with_told(told);
        }
        pages.push(page);
    }
    Ok(pages)
}

/// The name before `=`, if there is one, and the path. A file whose own name has a `=` wins.
fn split<'a>(
    argument: &'a str,
    contract: &Contract,
) -> Result<(Option<&'a str>, &'a Path), Failure> {
    let whole = Path::new(argument);
    let Some((name, path)) = argument.split_once('=') else {
        return Ok((None, whole));
    };
    if whole.exists() {
        return Ok((None, whole));
    }
    let names = || contract.sources.iter().map(|source| source.name.as_str());
    if names().any(|known| known == name) {
        return Ok((Some(name), Path::new(path)));
    }
    let otherwise = match contract.sources.as_slice() {
        [] => "the contract has no [sources]: name the file alone".to_owned(),
        _ => format!("its sources are {}", names().collect::<Vec<_>>().join(", ")),
    };
    Err(
        Failure::usage(format!("the contract has no source `{name}`")).meant(
            name,
            names(),
            otherwise,
        ),
    )
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if input::is_stdin(path) {
        return input::stdin();
    }
    files::read(path).map_err(|error| {
        Failure::failed(format!(
            "could not read the page `{}`: {error}",
            path.display()
        ))
        .help("save the page first, such as `curl -sSfL ADDRESS -o page.html`")
    })
}

/// A contract in the place of a page is a mistake in the command: another one would be compared, and written to.
fn refuse_ours(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Ok(());
    };
    let Ok(table) = toml::de::DeTable::parse(text) else {
        return Ok(());
    };
    let is_there = |key: &str| table.get_ref().contains_key(key);
    let Some((_, what)) = OURS.iter().find(|(key, _)| is_there(key)) else {
        return Ok(());
    };
    let shown = input::name(path);
    Err(
        Failure::usage(format!("`{shown}` is {what}, not a page of the vendor's docs")).help(
            "each page has a --docs of its own, and the contract none: `theta drift spec.toml --docs PAGE --docs PAGE`",
        ),
    )
}
