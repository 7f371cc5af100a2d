//! Writes the generated clients out as text, as a build script of a user would.

use std::error::Error;
use std::path::Path;
use std::{env, fs};
use theta_codegen::Options;

const CONTRACTS: [(&str, &str); 4] = [
    ("theta_one", "../spec.toml"),
    ("deprecated", "contracts/deprecated.toml"),
    ("hostile", "contracts/hostile.toml"),
    ("matchers", "contracts/matchers.toml"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    for (name, path) in CONTRACTS {
        println!("cargo::rerun-if-changed={path}");
        let loaded = theta_spec::load(path, &fs::read(path)?);
        let Some(contract) = &loaded.contract else {
            return Err(theta_spec::render::report(&loaded.source, &loaded.report).into());
        };
        let options = Options {
            example_path: Some(format!("theta_tests::{name}_text")),
            ..Options::default()
        };
        let code = theta_codegen::generate(contract, &options);
        let text = prettyplease::unparse(&syn::parse2(code)?);
        fs::write(Path::new(&out).join(name).with_extension("rs"), text)?;
    }
    Ok(())
}
