//! The house keeps its order: which crate may use which, no circle between files, and no file too long to read.

#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

mod methods;
mod modules;

use modules::Modules;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which crates of the workspace each crate is built on.
const BUILT_ON: &[(&str, &[&str])] = &[
    ("theta-audio", &[]),
    (
        "theta-cli",
        &[
            "theta-codegen",
            "theta-diff",
            "theta-docs",
            "theta-drift",
            "theta-import",
            "theta-mock",
            "theta-spec",
        ],
    ),
    ("theta-client", &["theta-runtime"]),
    ("theta-codegen", &["theta-spec"]),
    ("theta-coding", &["theta-audio"]),
    ("theta-contract", &["theta-xml"]),
    ("theta-diff", &["theta-spec"]),
    ("theta-docs", &["theta-audio", "theta-spec"]),
    ("theta-drift", &["theta-spec"]),
    (
        "theta-exchange",
        &[
            "theta-audio",
            "theta-coding",
            "theta-json",
            "theta-pace",
            "theta-secrets",
            "theta-xml",
        ],
    ),
    ("theta-import", &["theta-spec"]),
    ("theta-json", &[]),
    ("theta-macros", &["theta-codegen", "theta-spec"]),
    ("theta-mock", &["theta-audio", "theta-spec"]),
    ("theta-pace", &[]),
    (
        "theta-runtime",
        &[
            "theta-coding",
            "theta-exchange",
            "theta-json",
            "theta-macros",
            "theta-pace",
            "theta-secrets",
        ],
    ),
    ("theta-secrets", &[]),
    ("theta-spec", &["theta-contract", "theta-xml"]),
    ("theta-xml", &[]),
];

/// Longest file.
const LINES: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The crates that a manifest names in `[dependencies]`, our own ones.
fn dependencies(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().unwrap();
    let table = manifest.get("dependencies").and_then(toml::Value::as_table);
    let names = table.into_iter().flat_map(toml::Table::keys);
    names
        .filter(|name| name.starts_with("theta-"))
        .cloned()
        .collect()
}

#[test]
fn crates_are_built_on_those_below_them_alone() {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root()).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml"))
            && name.starts_with("theta-")
        {
            found.insert(name, dependencies(&manifest));
        }
    }
    let expected: BTreeMap<String, Vec<String>> = BUILT_ON
        .iter()
        .map(|(name, on)| {
            let on = on.iter().map(|&name| name.to_owned()).collect();
            ((*name).to_owned(), on)
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn no_files_of_a_crate_use_each_other_in_a_circle() {
    let mut circles = Vec::new();
    for (name, _) in BUILT_ON {
        let modules = Modules::read(&root().join(name).join("src"));
        circles.extend(modules.circles().into_iter().map(|circle| (*name, circle)));
    }
    assert_eq!(circles, []);
}

#[test]
fn a_circle_is_found_through_names_that_a_parent_passes_on() {
    let files = [
        (
            "lib.rs",
            "mod a; mod b; mod c; pub use b::B; use crate::c::C;",
        ),
        ("a.rs", "use super::B; pub struct A(B);"),
        ("b.rs", "pub struct B; fn f() { crate::c::g(); }"),
        ("c.rs", "use crate::a::A; pub struct C; pub fn g() {}"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let circle = [["a.rs", "b.rs", "c.rs"].map(str::to_owned).to_vec()];
    assert_eq!(Modules::read(folder.path()).circles(), circle);

    fs::write(folder.path().join("c.rs"), "pub struct C; pub fn g() {}").unwrap();
    assert!(Modules::read(folder.path()).circles().is_empty());
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut long = Vec::new();
    for (name, _) in BUILT_ON {
        let mut files = Vec::new();
        sources(&root().join(name).join("src"), &mut files);
        for file in files {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            if lines > LINES {
                long.push((file, lines));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}
