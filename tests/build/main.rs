//! Writes the generated clients out as text, as a build script of a user would.

mod wire;

use std::error::Error;
use std::path::Path;
use std::{env, fs};
use theta_codegen::Options;
use theta_spec::contract::Contract;

const FOLDER: &str = "contracts";

const CONTRACTS: [(&str, &str); 6] = [
    ("answers", "contracts/answers.toml"),
    ("theta_one", "../spec.toml"),
    ("deprecated", "contracts/deprecated.toml"),
    ("hostile", "contracts/hostile.toml"),
    ("matchers", "contracts/matchers.toml"),
    ("unions", "contracts/unions.toml"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let out = Path::new(&out);
    let mut types = String::new();
    for (name, path) in CONTRACTS {
        let contract = &contract(path)?;
        types.push_str(&names(name, path, contract));
        let options = Options {
            example_path: Some(format!("theta_tests::{name}_text")),
            ..Options::default()
        };
        fs::write(
            out.join(name).with_extension("rs"),
            text(contract, &options)?,
        )?;
    }
    fs::write(out.join("texts.rs"), others()?)?;
    wire::write(out)?;
    fs::write(out.join("types.rs"), format!("types! {{ {types} }}"))?;
    Ok(())
}

fn contract(path: &str) -> Result<Contract, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={path}");
    let loaded = theta_spec::load(path, &fs::read(path)?);
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    loaded.contract.ok_or_else(|| report.into())
}

fn text(contract: &Contract, options: &Options) -> Result<String, Box<dyn Error>> {
    let code = theta_codegen::generate(contract, options);
    Ok(prettyplease::unparse(&syn::parse2(code)?))
}

/// Returns a module for each contract of the folder that has none of its own.
fn others() -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let mut paths = Vec::new();
    for entry in fs::read_dir(FOLDER)? {
        let name = entry?.file_name();
        let path = format!("{FOLDER}/{}", name.to_string_lossy());
        if CONTRACTS.iter().all(|(_, own)| *own != path) {
            paths.push(path);
        }
    }
    paths.sort();
    let modules = paths.iter().map(|path| {
        let name = Path::new(path).file_stem().unwrap_or_default();
        let text = text(&contract(path)?, &Options::default())?;
        let name = name.to_string_lossy();
        Ok(format!(
            "/// The client of `{path}`.\n#[no_implicit_prelude]\npub mod {name} {{\n{text}\n}}\n"
        ))
    });
    modules.collect()
}

/// Returns where a contract is and the names of its types and errors, for a macro of the tests.
fn names(client: &str, path: &str, contract: &Contract) -> String {
    let types: Vec<&str> = contract.types.iter().map(|def| &*def.ident).collect();
    let endpoints = contract.endpoints.iter();
    let errors: Vec<&str> = endpoints.map(|endpoint| &*endpoint.error_ident).collect();
    let (types, errors) = (types.join(" "), errors.join(" "));
    format!("{client} {path:?} {{ types: {types}; errors: {errors} }}")
}
