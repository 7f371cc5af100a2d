//! Clients of OpenAPI documents, and calls of their operations with everything that they take.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};
use theta_codegen::Options;
use theta_import::{Import, Verdict};
use theta_spec::names::snake;
use theta_wire::Operation;

/// Operations of a document beside the workspace that are called; of our own, all are.
const MOST: usize = 20;

/// The folder of our own.
const OWN: &str = "documents";

/// Documents beside the workspace that are small enough for every run; the others are for `THETA_LONG`.
const SMALL: u64 = 100 * 1024;

/// Writes a module for each document, and a table of them.
pub(super) fn write(out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=documents");
    for name in ["THETA_LONG", "THETA_OPENAPI_DOCS", "THETA_SEED"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    let mut modules = String::new();
    let mut table = String::new();
    for path in documents()? {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        // No word of Rust, whatever the file is called.
        let name = format!("of_{}", snake(&stem));
        let bytes = fs::read(&path)?;
        let import = |only: Vec<String>| {
            let options = theta_import::Options {
                only,
                ..theta_import::Options::default()
            };
            theta_import::import(&bytes, &mut |_| Err("no files".to_owned()), &options)
        };
        let seed = env::var("THETA_SEED").ok();
        let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(1);
        let is_own = path.starts_with(OWN);
        let most = if is_own { usize::MAX } else { MOST };
        let chosen = theta_wire::chosen(operations(&import(Vec::new())?), most, seed);
        let import = import(chosen.into_iter().map(|one| one.title).collect())?;
        let loaded = theta_spec::load(&name, import.contract.as_bytes());
        let contract = loaded.contract.as_ref().ok_or("an import is sound")?;
        let code = theta_codegen::generate(contract, &Options::default());
        let code = prettyplease::unparse(&syn::parse2(code)?);
        let operations = operations(&import);
        let endpoints: Vec<String> = operations
            .iter()
            .flat_map(|one| one.endpoints.clone())
            .collect();
        let calls = theta_wire::calls(contract, &endpoints);
        fs::write(
            out.join(format!("wire_{name}.rs")),
            format!("{code}\n{calls}"),
        )?;
        let plan = out.join(format!("wire_{name}.json"));
        let calls = theta_wire::plan(contract, &operations, &endpoints);
        fs::write(&plan, calls.to_string())?;
        let _ = writeln!(
            modules,
            "pub mod {name} {{ #![allow(warnings, clippy::all, clippy::pedantic)] include!(concat!(env!(\"OUT_DIR\"), \"/wire_{name}.rs\")); }}"
        );
        let document = fs::canonicalize(&path)?.display().to_string();
        let plan = plan.display().to_string();
        let _ = writeln!(
            table,
            "    ({document:?}, {plan:?}, |port, values, say| Box::pin({name}::wire_calls(port, values, say))),"
        );
    }
    let types = "&[(&str, &str, crate::Calls)]";
    fs::write(
        out.join("wire.rs"),
        format!("{modules}\npub const DOCUMENTS: {types} = &[\n{table}];\n"),
    )?;
    Ok(())
}

/// The operations that can be called.
fn operations(import: &Import) -> Vec<Operation> {
    let all = import.operations.iter();
    all.filter(|one| !one.endpoints.is_empty())
        .map(|one| Operation {
            title: one.operation.clone(),
            endpoints: one.endpoints.clone(),
            is_exact: one.verdict == Verdict::Exact,
        })
        .collect()
}

/// Our own, and those beside the workspace.
fn documents() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let named = env::var_os("THETA_OPENAPI_DOCS").map(PathBuf::from);
    let beside = named.unwrap_or_else(|| PathBuf::from("../../shared/openapi"));
    let mut found = Vec::new();
    for folder in [PathBuf::from(OWN), beside] {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            let end = path.extension().unwrap_or_default().to_string_lossy();
            let is_meant = env::var_os("THETA_LONG").is_some() || entry.metadata()?.len() < SMALL;
            if is_meant && ["json", "yaml", "yml"].contains(&&*end) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
