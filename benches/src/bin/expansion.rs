//! How long a contract takes to become code: Theta One, the four contracts of the repository together, and contracts
//! that grow tenfold.
//!
//! `expansion` prints the table. `expansion once N` expands a contract of N endpoints once, for a profiler.

use std::hint::black_box;
use std::time::Duration;
use theta_benches::contracts::{Errors, contract};
use theta_benches::processor;
use theta_benches::table::row;
use theta_codegen::{Options, generate};
use toml::de::DeTable;

const ROUNDS: usize = 5;
const THETA_ONE: &str = include_str!("../../../spec.toml");
const ALL: [&str; 4] = [
    THETA_ONE,
    include_str!("../../../vendors/deepgram/spec.toml"),
    include_str!("../../../vendors/llmtune/spec.toml"),
    include_str!("../../../vendors/lmnt/spec.toml"),
];

/// Time of the processor: whatever else the machine does is not in it.
#[derive(Default)]
struct Cost {
    load: Duration,
    generate: Duration,
}

impl Cost {
    fn total(&self) -> Duration {
        self.load + self.generate
    }

    fn once(text: &str) -> Result<Self, String> {
        let start = processor::used();
        let loaded = theta_spec::load("spec.toml", black_box(text.as_bytes()));
        let load = processor::used().saturating_sub(start);
        let Some(contract) = &loaded.contract else {
            return Err(theta_spec::render::report(&loaded.source, &loaded.report));
        };
        let start = processor::used();
        let code = generate(contract, &Options::default());
        let generate = processor::used().saturating_sub(start);
        drop(black_box(code));
        Ok(Self { load, generate })
    }

    /// The best of some rounds: what else the machine does can still only add.
    fn of(text: &str) -> Result<Self, String> {
        let mut best = Self::once(text)?;
        for _ in 1..ROUNDS {
            let cost = Self::once(text)?;
            if cost.total() < best.total() {
                best = cost;
            }
        }
        Ok(best)
    }
}

/// The four contracts one after the other, and what the TOML parser alone takes for the same texts.
fn four(build: &str) -> Result<(), String> {
    let mut all = Cost::default();
    let mut parse = Duration::MAX;
    for text in ALL {
        let cost = Cost::of(text)?;
        all.load += cost.load;
        all.generate += cost.generate;
    }
    for _ in 0..ROUNDS {
        let start = processor::used();
        for text in ALL {
            drop(black_box(DeTable::parse_recoverable(black_box(text))));
        }
        parse = parse.min(processor::used().saturating_sub(start));
    }
    let ratio = all.total().as_secs_f64() / parse.as_secs_f64();
    let against = format!(
        "`toml` alone {:.1} ms; ratio {ratio:.1}; aim < 200 ms",
        milliseconds(parse)
    );
    print(
        &format!("expand the four contracts, {build}"),
        &all,
        &against,
    );
    Ok(())
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn print(name: &str, cost: &Cost, against: &str) {
    row(
        name,
        &format!("{:.1} ms", milliseconds(cost.total())),
        against,
    );
    row(
        "  of it load: parse, check, resolve",
        &format!("{:.1} ms", milliseconds(cost.load)),
        "",
    );
    row(
        "  of it generate",
        &format!("{:.1} ms", milliseconds(cost.generate)),
        "",
    );
}

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => table(),
        ["once", whose @ ("own" | "shared"), endpoints] => {
            let whose = if *whose == "own" {
                Errors::Own
            } else {
                Errors::Shared
            };
            let endpoints = endpoints
                .parse()
                .map_err(|_| "the last argument is a number".to_owned())?;
            let cost = Cost::once(&contract(endpoints, 10, whose))?;
            println!("{:.1}", milliseconds(cost.total()));
            Ok(())
        }
        _ => Err("run it without arguments".to_owned()),
    }
}

fn table() -> Result<(), String> {
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    print(
        &format!("expand Theta One, {build}"),
        &Cost::of(THETA_ONE)?,
        "aim < 20 ms",
    );
    four(build)?;
    for (whose, words) in [(Errors::Own, "own"), (Errors::Shared, "shared")] {
        let mut smaller: Option<Cost> = None;
        for endpoints in [10, 100, 1000] {
            let cost = Cost::of(&contract(endpoints, 10, whose))?;
            let growth = smaller.map(|smaller| {
                let growth = cost.total().as_secs_f64() / smaller.total().as_secs_f64();
                format!("{growth:.1} times the line above, aim 10")
            });
            let aim = (endpoints == 1000).then(|| "aim < 1500 ms".to_owned());
            let against: Vec<String> = aim.into_iter().chain(growth).collect();
            print(
                &format!("expand {endpoints} endpoints, 10 {words} errors, {build}"),
                &cost,
                &against.join("; "),
            );
            smaller = Some(cost);
        }
    }
    Ok(())
}
