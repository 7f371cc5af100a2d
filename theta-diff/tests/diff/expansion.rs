//! What a program is built from never changes unnoticed: one value of each contract is edited at a time.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{env, fs};
use theta_diff::{Options, compare};
use theta_spec::Loaded;

/// Edits of one contract that are tried; `THETA_LONG=1` tries all.
const TRIED: usize = 12;

fn contracts() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let files = |dir: &str| {
        let dir = fs::read_dir(root.join(dir)).unwrap();
        dir.map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
    };
    let vendors = files("vendors").into_iter();
    let mut all: Vec<PathBuf> = vendors.map(|dir| dir.join("spec.toml")).collect();
    all.extend(files("tests/contracts"));
    all.push(root.join("spec.toml"));
    all.push(root.join("theta-diff/tests/diff/base.toml"));
    all.retain(|path| path.is_file() && !path.ends_with("hostile.toml"));
    all.sort();
    all
}

fn expansion(contract: &theta_spec::contract::Contract) -> String {
    let options = theta_codegen::Options::default();
    theta_codegen::generate(contract, &options).to_string()
}

/// What may stand in the place of a quoted text.
fn other_texts(text: &str) -> Vec<String> {
    let mut others = vec![format!("{text}x"), text.to_lowercase()];
    let holes = holes(text);
    if let [first, second, ..] = holes[..] {
        let swapped = text.replacen(first, "\0", 1).replacen(second, first, 1);
        others.push(swapped.replacen('\0', second, 1));
    }
    let types: &[&str] = match text {
        "string" => &["integer", "string?", "uuid", "json"],
        "integer" => &["unsigned", "number", "string"],
        "text" => &["json", "bytes"],
        "never" => &["backoff", "after_user"],
        _ => &[],
    };
    others.extend(types.iter().map(|&ty| ty.to_owned()));
    others.retain(|other| other != text);
    others
}

fn holes(text: &str) -> Vec<&str> {
    let opened = text.match_indices('{').map(|(at, _)| &text[at..]);
    let closed = opened.filter_map(|rest| rest.find('}').map(|end| &rest[..=end]));
    closed.collect()
}

/// The line with one of its values edited, or without it.
fn edits(line: &str) -> Vec<String> {
    let mut edits = vec![String::new()];
    let quotes: Vec<usize> = line.match_indices('"').map(|(at, _)| at).collect();
    for pair in quotes.chunks_exact(2) {
        let (before, text) = (&line[..=pair[0]], &line[pair[0] + 1..pair[1]]);
        let after = &line[pair[1]..];
        edits.extend(
            other_texts(text)
                .iter()
                .map(|other| format!("{before}{other}{after}")),
        );
        if let Some(rest) = after.strip_prefix("\", ") {
            edits.push(line[..pair[0]].to_owned() + rest);
        }
    }
    for (word, other) in [("true", "false"), ("false", "true")] {
        edits.extend(line.match_indices(word).map(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + word.len()..]);
            format!("{before}{other}{after}")
        }));
    }
    let is_digit = |c: char| c.is_ascii_digit();
    edits.extend(line.match_indices(is_digit).map(|(at, digit)| {
        let other = if digit == "9" { "8" } else { "9" };
        format!("{}{other}{}", &line[..at], &line[at + 1..])
    }));
    // A key of an inline table.
    let commas: Vec<usize> = line.match_indices(", ").map(|(at, _)| at).collect();
    for (place, &at) in commas.iter().enumerate() {
        let next = commas.get(place + 1).copied();
        let end = next.or_else(|| line.rfind(" }")).filter(|&end| end > at);
        edits.extend(end.map(|end| line[..at].to_owned() + &line[end..]));
    }
    edits
}

/// Every edit of one line of the text.
fn edited(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| line.contains('=') && !line.trim_start().starts_with('#'));
    let edits = lines.flat_map(|(at, line)| edits(line).into_iter().map(move |edit| (at, edit)));
    edits.collect()
}

/// The same places on every machine, spread over the file.
fn some<T>(all: Vec<T>, most: usize) -> Vec<T> {
    let step = all.len().div_ceil(most.max(1)).max(1);
    let kept = all.into_iter().enumerate();
    let kept = kept.filter(|(at, _)| at.wrapping_mul(0x9e37) % step == 0);
    kept.map(|(_, item)| item).collect()
}

fn load(text: &str) -> Option<Loaded> {
    let loaded = theta_spec::load("edited.toml", text.as_bytes());
    loaded.contract.is_some().then_some(loaded)
}

#[test]
fn what_expands_otherwise_is_a_finding() {
    let is_long = env::var_os("THETA_LONG").is_some();
    let mut silent = Vec::new();
    let mut told = HashMap::<PathBuf, usize>::new();
    for path in contracts() {
        let text = fs::read_to_string(&path).unwrap();
        let old = load(&text).unwrap();
        let before = expansion(old.contract.as_ref().unwrap());
        let lines: Vec<&str> = text.lines().collect();
        let most = if is_long { usize::MAX } else { TRIED };
        for (at, edit) in some(edited(&text), most) {
            let mut lines = lines.clone();
            lines[at] = &edit;
            let Some(new) = load(&lines.join("\n")) else {
                continue;
            };
            let diff = compare(&old, &new, &Options::default()).unwrap();
            if !diff.findings.is_empty() {
                *told.entry(path.clone()).or_default() += 1;
                continue;
            }
            if expansion(new.contract.as_ref().unwrap()) != before {
                silent.push(format!("{}:{}: {edit}", path.display(), at + 1));
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    assert!(told.values().sum::<usize>() > TRIED, "{told:?}");
}
