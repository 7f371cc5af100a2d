//! Writes the generated clients out as text, as a build script of a user would.

mod wire;

use std::error::Error;
use std::path::Path;
use std::{env, fs};
use theta_codegen::Options;
use theta_spec::contract::Contract;

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
        println!("cargo::rerun-if-changed={path}");
        let loaded = theta_spec::load(path, &fs::read(path)?);
        let Some(contract) = &loaded.contract else {
            return Err(theta_spec::render::report(&loaded.source, &loaded.report).into());
        };
        types.push_str(&names(name, path, contract));
        let options = Options {
            example_path: Some(format!("theta_tests::{name}_text")),
            ..Options::default()
        };
        let code = theta_codegen::generate(contract, &options);
        let text = prettyplease::unparse(&syn::parse2(code)?);
        fs::write(out.join(name).with_extension("rs"), text)?;
    }
    wire::write(out)?;
    fs::write(out.join("types.rs"), format!("types! {{ {types} }}"))?;
    Ok(())
}

/// Returns where a contract is and the names of its types and errors, for a macro of the tests.
fn names(client: &str, path: &str, contract: &Contract) -> String {
    let types: Vec<&str> = contract.types.iter().map(|def| &*def.ident).collect();
    let endpoints = contract.endpoints.iter();
    let errors: Vec<&str> = endpoints.map(|endpoint| &*endpoint.error_ident).collect();
    let (types, errors) = (types.join(" "), errors.join(" "));
    format!("{client} {path:?} {{ types: {types}; errors: {errors} }}")
}
