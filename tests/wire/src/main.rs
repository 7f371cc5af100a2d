//! `theta-wire CONTRACT REPORT COUNT SEED PROGRAM PLAN` writes the program that calls a client, and the plan of its calls.
//!
//! `REPORT` is what `theta import --report json` says; the client is the crate `client`.

use std::error::Error;
use std::{env, fs};
use theta_spec::json::{self, Json};
use theta_wire::{Operation, calls, chosen, plan};

/// What the program does with its calls.
const MAIN: &str = r#"
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: ::std::vec::Vec<::std::string::String> = ::std::env::args().collect();
    let values = ::std::fs::read_to_string(&arguments[2]).unwrap();
    wire_calls(arguments[1].parse().unwrap(), &values, &mut |line| println!("{line}")).await;
}
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [contract, report, count, seed, program, to_plan] = arguments.as_slice() else {
        return Err("CONTRACT REPORT COUNT SEED PROGRAM PLAN".into());
    };
    let loaded = theta_spec::load(contract, &fs::read(contract)?);
    let contract = loaded.contract.as_ref().ok_or("the contract has errors")?;
    let report = json::parse(&fs::read_to_string(report)?)?;
    let operations = operations(&report);
    let chosen = chosen(operations.clone(), count.parse()?, seed.parse()?);
    let endpoints = chosen.into_iter().flat_map(|one| one.endpoints);
    let endpoints: Vec<String> = endpoints.collect();
    let calls = calls(contract, &endpoints);
    let allowed = "#![allow(warnings, reason = \"nobody reads it\")]\nuse client::*;\n";
    fs::write(program, format!("{allowed}{calls}{MAIN}"))?;
    fs::write(to_plan, plan(contract, &operations, &endpoints).to_string())?;
    Ok(())
}

/// The operations of a report that can be called.
fn operations(report: &Json) -> Vec<Operation> {
    let items = |json: Option<&Json>| match json {
        Some(Json::Array(items)) => items.clone(),
        _ => Vec::new(),
    };
    let text = |json: &Json| match json {
        Json::String(text) => text.clone(),
        _ => String::new(),
    };
    let all = items(report.get("operations")).into_iter();
    let all = all.map(|one| Operation {
        title: one.get("operation").map(text).unwrap_or_default(),
        endpoints: items(one.get("endpoints")).iter().map(text).collect(),
        is_exact: one.get("verdict").map(text).as_deref() == Some("exact"),
    });
    all.filter(|one| !one.endpoints.is_empty()).collect()
}
