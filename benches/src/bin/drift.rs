//! What a long page of a vendor's costs `theta drift`: time and memory in every form in which pages are written, read for
//! the first time and with every row of it changed since it was accepted.
//!
//! `drift` prints the table and fails when an aim is missed. `drift once FORM BYTES WORK` does one thing once, in a process
//! of its own, because the most memory that a process took is told of the whole of it.

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};
use theta_benches::processor;
use theta_drift::{DriftOptions, Lock, Page, compare};
use theta_spec::day::Day;

/// A form in which pages are written: what it begins with, a row of it, and what it ends with. `{n}` is the number of a
/// row, `{s}` a status, `{t}` what changes.
struct Form {
    name: &'static str,
    file: &'static str,
    begin: &'static str,
    row: &'static str,
    end: &'static str,
}

const FORMS: &[Form] = &[
    Form {
        name: "table in Markdown",
        file: "a.md",
        begin: "# Errors\n\n| Code | HTTP | Message |\n|---|---|---|\n",
        row: "| `code_number_{n}` | {s} | The message of {n} is {t}. |\n",
        end: "",
    },
    Form {
        name: "table in HTML",
        file: "a.html",
        begin: "<html><body><h1>Errors</h1><table><tr><th>Code</th><th>HTTP</th><th>Message</th></tr>\n",
        row: "<tr><td><code>code_number_{n}</code></td><td>{s}</td><td>The message of {n} is {t}.</td></tr>\n",
        end: "</table></body></html>\n",
    },
    Form {
        name: "table in HTML, one line",
        file: "a.html",
        begin: "<html><body><h1>Errors</h1><table><tr><th>Code</th><th>HTTP</th><th>Message</th></tr>",
        row: "<tr><td>code_number_{n}</td><td>{s}</td><td>The message of {n} is {t}.</td></tr>",
        end: "</table></body></html>",
    },
    Form {
        name: "components of JSX",
        file: "a.mdx",
        begin: "# Errors\n\n",
        row: "<Accordion title=\"{s} code_number_{n}\">\n\nThe message of {n} is {t}.\n\n</Accordion>\n\n",
        end: "",
    },
    Form {
        name: "attributes of JSX",
        file: "a.mdx",
        begin: "# Errors\n\n",
        row: "<ErrorRow status={{s}} code=\"code_number_{n}\" message=\"The message of {n} is {t}.\" />\n",
        end: "",
    },
    Form {
        name: "samples under headings",
        file: "a.md",
        begin: "# Errors\n\n",
        row: "## {s} of {n}\n\n```json\n{\"error\": {\"code\": \"code_number_{n}\", \"message\": \"The message of {n} is {t}.\"}}\n```\n\n",
        end: "",
    },
    Form {
        name: "one sample",
        file: "a.json",
        begin: "[",
        row: "{\"error\": {\"code\": \"code_number_{n}\", \"status\": {s}, \"message\": \"The message of {n} is {t}.\"}},\n",
        end: "{}]",
    },
    Form {
        name: "items",
        file: "a.md",
        begin: "# Errors\n\n",
        row: "- `code_number_{n}` ({s}): The message of {n} is {t}.\n",
        end: "",
    },
    Form {
        name: "headings",
        file: "a.md",
        begin: "# Errors\n\n",
        row: "### code_number_{n}\n\n**HTTP {s}**\n\nThe message of {n} is {t}.\n\n",
        end: "",
    },
    Form {
        name: "list-table of reST",
        file: "a.rst",
        begin: "Errors\n======\n\n.. list-table::\n   :header-rows: 1\n\n   * - Code\n     - HTTP\n     - Message\n",
        row: "   * - ``code_number_{n}``\n     - {s}\n     - The message of {n} is {t}.\n",
        end: "",
    },
    Form {
        name: "definitions of reST",
        file: "a.rst",
        begin: "Errors\n======\n\n",
        row: "``code_number_{n}`` ({s})\n    The message of {n} is {t}.\n\n",
        end: "",
    },
    Form {
        name: "table in AsciiDoc",
        file: "a.adoc",
        begin: "= Errors\n\n[options=\"header\"]\n|===\n| Code | HTTP | Message\n\n",
        row: "| `code_number_{n}` | {s} | The message of {n} is {t}.\n",
        end: "|===\n",
    },
    Form {
        name: "lines of plain text",
        file: "a.txt",
        begin: "Errors\n\n",
        row: "{s} code_number_{n} The message of {n} is {t}.\n",
        end: "",
    },
    Form {
        name: "cells with tabs",
        file: "a.txt",
        begin: "Code\tHTTP\tMessage\n",
        row: "code_number_{n}\t{s}\tThe message of {n} is {t}.\n",
        end: "",
    },
    Form {
        name: "paragraphs",
        file: "a.md",
        begin: "# Errors\n\n",
        row: "With {s} the code_number_{n} comes, and {n} is {t} at 20 requests a minute.\n\n",
        end: "",
    },
    Form {
        name: "one line",
        file: "a.md",
        begin: "# Errors\n\n",
        row: "`code_number_{n}` ({s}) The message of {n} is {t}. ",
        end: "\n",
    },
    Form {
        name: "one line of plain text",
        file: "a.txt",
        begin: "",
        row: "{s} code_number_{n} The message of {n} is {t}. ",
        end: "",
    },
];

/// What is done with a page.
const WORKS: &[&str] = &[
    // Read, and nothing was accepted before.
    "first", // Every row changed since it was accepted.
    "changed",
    // Every second row is gone.
    "gone", // The order of all rows is another one.
    "moved",
];

/// Aims for a page of two megabytes, and how much more twice the page may take.
const BYTES: usize = 2_000_000;
const LONGEST: Duration = Duration::from_secs(1);
const MOST_MEMORY: u64 = 200_000_000;
const RATIO: f64 = 2.5;

/// One row in so many is in the contract.
const KNOWN: usize = 40;

impl Form {
    fn row(&self, at: usize, says: &str) -> String {
        self.row
            .replace("{n}", &at.to_string())
            .replace("{s}", &status(at).to_string())
            .replace("{t}", says)
    }

    fn page(&self, rows: impl Iterator<Item = usize>, says: &str) -> Page {
        let mut text = self.begin.to_owned();
        rows.for_each(|at| text.push_str(&self.row(at, says)));
        text.push_str(self.end);
        Page::new(self.file, text.as_bytes()).with_role("errors")
    }
}

fn status(at: usize) -> usize {
    400 + at % 100
}

fn contract(rows: usize) -> String {
    let mut text = "theta = 1\napi = { name = \"Long\", base_url = \"https://long.example\" }\n\
        sources.errors = \"https://long.example/errors\"\nshapes.error = { code = \"/error/code\" }\n\
        endpoints.say = { post = \"/say\", returns = \"text\" }\n"
        .to_owned();
    for at in (0..rows).step_by(KNOWN) {
        let _ = writeln!(
            text,
            "errors.e{at} = {{ status = {}, code = \"code_number_{at}\", source = \"errors\" }}",
            status(at)
        );
    }
    text
}

/// What one thing took.
struct Cost {
    time: Duration,
    memory: u64,
}

/// Does it in this process. The page that was accepted is read outside what is measured, as it is by the command.
fn once(form: &Form, bytes: usize, work: &str) -> Result<Cost, String> {
    let rows = bytes / form.row(10_000, "this").len();
    let loaded = theta_spec::load("spec.toml", contract(rows).as_bytes());
    let contract = loaded.contract.ok_or("the contract has mistakes")?;
    let today = Day::parse("2026-11-22").ok_or("no day")?;
    let held = |page: Page, lock: Option<&Lock>| {
        let options = DriftOptions::default();
        compare(&contract, &loaded.source, &[page], lock, &options, today)
    };
    let lock = (work != "first").then(|| {
        let first = held(form.page(0..rows, "this"), None);
        Lock::new(first.pin(&contract, &loaded.source, None, today), None)
    });
    let (start, used) = (Instant::now(), processor::used());
    let page = match work {
        "changed" => form.page(0..rows, "that, 7 times"),
        "gone" => form.page((0..rows).step_by(2), "this"),
        "moved" => form.page((0..rows).map(|at| at * 7_919 % rows), "this"),
        _ => form.page(0..rows, "this"),
    };
    black_box(held(page, lock.as_ref()));
    Ok(Cost {
        time: processor::used().saturating_sub(used).min(start.elapsed()),
        memory: processor::most_memory(),
    })
}

/// Does it in a process of its own, the better of two rounds.
fn apart(form: usize, bytes: usize, work: &str) -> Result<Cost, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut best: Option<Cost> = None;
    for _ in 0..2 {
        let output = Command::new(&program)
            .args(["once", &form.to_string(), &bytes.to_string(), work])
            .output()
            .map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stdout);
        let mut numbers = said.split_whitespace().map(str::parse::<u64>);
        let (Some(Ok(nanos)), Some(Ok(memory))) = (numbers.next(), numbers.next()) else {
            return Err(format!("{} {work}: {}", FORMS[form].name, output.status));
        };
        let time = Duration::from_nanos(nanos);
        if best.as_ref().is_none_or(|best| time < best.time) {
            best = Some(Cost { time, memory });
        }
    }
    best.ok_or_else(|| "it was not done".to_owned())
}

#[allow(clippy::cast_precision_loss, reason = "figures to be read")]
fn table(only: &str) -> Result<(), String> {
    let mut missed = 0;
    println!(
        "{:<26} {:<8} {:>9} {:>9}   beside half of the page",
        "2 MB", "", "time", "memory"
    );
    for (at, form) in FORMS.iter().enumerate() {
        for work in WORKS {
            if !form.name.contains(only) && *work != only {
                continue;
            }
            let (half, whole) = (apart(at, BYTES / 2, work)?, apart(at, BYTES, work)?);
            let seconds = |cost: &Cost| cost.time.as_secs_f64();
            let ratio = seconds(&whole).max(0.02) / seconds(&half).max(0.02);
            let misses = ratio > RATIO || whole.time > LONGEST || whole.memory > MOST_MEMORY;
            missed += usize::from(misses);
            println!(
                "{:<26} {work:<8} {:>7.0}ms {:>7.0}MB   {ratio:.2}{}",
                form.name,
                seconds(&whole) * 1_000.0,
                whole.memory as f64 / 1e6,
                if misses { "   MISSED" } else { "" }
            );
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
        [] => table(""),
        [only] => table(only),
        ["once", form, bytes, work] => {
            let number = |text: &str| text.parse::<usize>().map_err(|error| error.to_string());
            let form = FORMS.get(number(form)?).ok_or("there is no such form")?;
            let cost = once(form, number(bytes)?, work)?;
            println!("{} {}", cost.time.as_nanos(), cost.memory);
            Ok(())
        }
        _ => Err("run it without arguments, or with a part of a form's name".to_owned()),
    }
}
