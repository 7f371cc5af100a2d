//! What contracts cost that multiply what they say: time, memory and output, and how they grow when the input doubles.
//!
//! `growth` prints the table and fails when an aim is missed. `growth once CASE N WHAT` does one thing once, in a process
//! of its own, because the most memory that a process took is told of the whole of it.

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};
use theta_benches::processor;
use theta_codegen::{Options, pieces};
use theta_docs::{openapi, reference};
use theta_spec::{load, render};
use toml::de::DeTable;

/// A contract that grows.
struct Case {
    name: &'static str,
    /// The smaller size; the larger is twice as large in pairs.
    size: usize,
    /// The size of twice as many pairs of an endpoint and a row, or of rows that are compared.
    twice: usize,
    text: fn(usize) -> String,
}

const CASES: &[Case] = &[
    Case {
        name: "n endpoints x n errors",
        size: 212,
        twice: 300,
        text: every_row_on_every_endpoint,
    },
    Case {
        name: "literal rows of one status",
        size: 4_000,
        twice: 8_000,
        text: |n| rows(n, |at| format!("detail = \"row {at} is required\"")),
    },
    Case {
        name: "rows with a code each",
        size: 4_000,
        twice: 8_000,
        text: |n| rows(n, |at| format!("code = \"C{at}\"")),
    },
    Case {
        name: "rows with a beginning each",
        size: 4_000,
        twice: 8_000,
        text: |n| rows(n, |at| format!("detail = \"row {at}: {{x}}\"")),
    },
    Case {
        name: "rows that all overlap",
        size: 283,
        twice: 400,
        text: |n| rows(n, overlapping),
    },
    Case {
        name: "rows that cannot be compared",
        size: 4_000,
        twice: 8_000,
        text: |n| rows(n, overlapping),
    },
    Case {
        name: "each before all others",
        size: 283,
        twice: 400,
        text: each_before_all_others,
    },
    Case {
        name: "each within the one before",
        size: 141,
        twice: 200,
        text: each_within_the_one_before,
    },
    Case {
        name: "keys that are none",
        size: 100_000,
        twice: 200_000,
        text: |n| list(n, |at| format!("k{at} = 1\n")),
    },
    Case {
        name: "lines that are no TOML",
        size: 1_000_000,
        twice: 2_000_000,
        text: |n| "=\n".repeat(n),
    },
    Case {
        name: "mistakes on one line",
        size: 40_000,
        twice: 80_000,
        text: |n| {
            format!(
                "{HEAD}errors = {{ {} }}\n",
                list(n, |at| format!("r{at} = {{ statu = 400 }}, "))
            )
        },
    },
    Case {
        name: "a chain of types",
        size: 10_000,
        twice: 20_000,
        text: chain_of_types,
    },
    Case {
        name: "values of an enum",
        size: 50_000,
        twice: 100_000,
        text: |n| {
            format!(
                "{HEAD}endpoints.say = {{ post = \"/say\", returns = \"T\" }}\ntypes.T = {{ values = [{}] }}\n",
                list(n, |at| format!("\"v{at}\", "))
            )
        },
    },
    Case {
        name: "endpoints",
        size: 5_000,
        twice: 10_000,
        text: |n| format!("{HEAD}{}", endpoints(n)),
    },
];

/// What is done with a contract; first of all the TOML parser alone, which is part of everything else.
const WORKS: &[&str] = &[TOML, "check", "expand", "docs", "openapi"];

const TOML: &str = "toml";

/// Aims: how much more twice the pairs may take, and what anything may take.
const RATIO: f64 = 2.2;
const LONGEST: Duration = Duration::from_secs(10);
const MOST_MEMORY: u64 = 1_000_000_000;

const HEAD: &str = r#"theta = 1
api = { name = "Large", base_url = "https://large.example" }
shapes.detail = { message = "/detail", code = "/code", optional = ["code", "message"] }
"#;

fn list(n: usize, item: impl Fn(usize) -> String) -> String {
    (0..n).map(item).collect()
}

fn endpoints(n: usize) -> String {
    list(n, |at| {
        format!("endpoints.e{at} = {{ post = \"/e/{at}\" }}\n")
    })
}

fn rows(n: usize, row: impl Fn(usize) -> String) -> String {
    let rows = list(n, |at| {
        format!("errors.r{at} = {{ status = 400, {} }}\n", row(at))
    });
    format!("{HEAD}{}{rows}", endpoints(1))
}

fn overlapping(at: usize) -> String {
    format!("detail = \"{{a}} x{at} {{b}}\"")
}

fn every_row_on_every_endpoint(n: usize) -> String {
    let rows = list(n, |at| {
        format!("errors.r{at} = {{ status = 400, detail = \"row {at} is required\" }}\n")
    });
    format!("{HEAD}{}{rows}", endpoints(n))
}

fn each_before_all_others(n: usize) -> String {
    rows(n, |at| {
        let others = list(at, |other| format!("\"r{other}\", "));
        format!("{}, before = [{others}]", overlapping(at))
    })
}

fn each_within_the_one_before(n: usize) -> String {
    let rows = list(n, |at| match at {
        0 => "errors.r0 = { status = 400, detail = \"0: {x}\" }\n".to_owned(),
        at => format!(
            "errors.r{at} = {{ within = \"r{}\", detail = \"{at}: {{x}}\" }}\n",
            at - 1
        ),
    });
    format!("{HEAD}{}{rows}", endpoints(1))
}

fn chain_of_types(n: usize) -> String {
    let types = list(n, |at| {
        format!("types.T{at} = {{ fields.x = \"T{}\" }}\n", at + 1)
    });
    format!(
        "{HEAD}endpoints.say = {{ post = \"/say\", returns = \"T0\" }}\n{types}types.T{n} = {{ fields.x = \"string\" }}\n"
    )
}

/// What one thing took.
struct Cost {
    time: Duration,
    memory: u64,
    output: usize,
}

/// Does it in this process; `None` when the contract is refused.
fn once(text: &str, work: &str) -> Option<Cost> {
    let (start, used) = (Instant::now(), processor::used());
    if work == TOML {
        drop(black_box(DeTable::parse_recoverable(black_box(text))));
        let time = processor::used().saturating_sub(used).min(start.elapsed());
        return Some(Cost {
            time,
            memory: processor::most_memory(),
            output: 0,
        });
    }
    let loaded = load("spec.toml", black_box(text.as_bytes()));
    let output = match (work, &loaded.contract) {
        ("check", _) => render::report(&loaded.source, &loaded.report).len(),
        (_, None) => return None,
        ("expand", Some(contract)) => {
            let mut length = 0;
            pieces(contract, &Options::default(), |_, piece| {
                length += piece.to_string().len();
            });
            length
        }
        ("docs", Some(contract)) => reference::files(contract).values().map(String::len).sum(),
        (_, Some(contract)) => openapi::document(contract).pretty().len(),
    };
    // On a machine that does something else too, the processor's time says more.
    let time = processor::used().saturating_sub(used).min(start.elapsed());
    Some(Cost {
        time,
        memory: processor::most_memory(),
        output,
    })
}

/// The best of some rounds: whatever else the machine does only adds.
fn best(case: usize, size: usize, work: &str) -> Result<Option<Cost>, String> {
    const ROUNDS: usize = 5;
    let mut best: Option<Cost> = None;
    for _ in 0..ROUNDS {
        let Some(cost) = apart(case, size, work)? else {
            return Ok(None);
        };
        if best.as_ref().is_none_or(|best| cost.time < best.time) {
            best = Some(cost);
        }
    }
    Ok(best)
}

/// Does it in a process of its own.
fn apart(case: usize, size: usize, work: &str) -> Result<Option<Cost>, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .args(["once", &case.to_string(), &size.to_string(), work])
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!(
            "{} {size} {work}: {}",
            CASES[case].name, output.status
        ));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<u64> = said
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    Ok(match numbers.as_slice() {
        &[nanos, memory, output] => Some(Cost {
            time: Duration::from_nanos(nanos),
            memory,
            output: usize::try_from(output).unwrap_or(usize::MAX),
        }),
        _ => None,
    })
}

#[allow(clippy::cast_precision_loss, reason = "figures to be read")]
fn table() -> Result<(), String> {
    let mut missed = 0;
    println!(
        "{:<30} {:<8} {:>9} {:>9} {:>9} {:>10}   twice as much: time, memory, output",
        "", "", "size", "time", "memory", "output"
    );
    for (at, case) in CASES.iter().enumerate() {
        for work in WORKS {
            let (Some(one), Some(two)) = (best(at, case.size, work)?, best(at, case.twice, work)?)
            else {
                continue;
            };
            let seconds = |cost: &Cost| cost.time.as_secs_f64();
            // What takes less is the start of a process.
            let time = seconds(&two).max(0.02) / seconds(&one).max(0.02);
            let memory = two.memory.max(20_000_000) as f64 / one.memory.max(20_000_000) as f64;
            let output = two.output.max(50_000) as f64 / one.output.max(50_000) as f64;
            let grows = [time, memory, output].iter().any(|ratio| *ratio > RATIO);
            let is_much = two.time > LONGEST || two.memory > MOST_MEMORY;
            let misses = work != &TOML && (grows || is_much);
            missed += usize::from(misses);
            let mut line = String::new();
            let _ = write!(
                line,
                "{:<30} {work:<8} {:>9} {:>7.0}ms {:>7.0}MB {:>9}K   {time:.2} {memory:.2} {output:.2}",
                case.name,
                case.twice,
                seconds(&two) * 1_000.0,
                two.memory as f64 / 1e6,
                two.output / 1_000
            );
            println!("{line}{}", if misses { "   MISSED" } else { "" });
        }
    }
    if missed > 0 {
        return Err(format!("aims missed: {missed}"));
    }
    println!("aims missed: 0");
    Ok(())
}

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => table(),
        ["once", case, size, work] => {
            let number = |text: &str| text.parse::<usize>().map_err(|error| error.to_string());
            let case = CASES.get(number(case)?).ok_or("there is no such case")?;
            if let Some(cost) = once(&(case.text)(number(size)?), work) {
                println!("{} {} {}", cost.time.as_nanos(), cost.memory, cost.output);
            }
            Ok(())
        }
        _ => Err("run it without arguments".to_owned()),
    }
}
