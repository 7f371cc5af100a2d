//! What the workspace does with itself: `cargo xtask test` runs every test, `cargo xtask ci` all that CI checks;
//! `cargo xtask help` lists the rest.
//!
//! `THETA_OFFLINE=1` fetches nothing, by cargo neither.

mod chores;
mod ci;
mod debian;
mod documents;
mod python;
mod steps;
mod suites;
mod test;
mod tools;
mod workspace;

use std::fmt::Write as _;
use std::process::ExitCode;

/// Something that can be asked for.
struct Task {
    name: &'static str,
    does: &'static str,
    /// What it takes besides its name.
    takes: &'static [Flag],
    run: fn(&Asked) -> Result<bool, String>,
}

/// An argument of a task.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flag {
    Complete,
    Times,
    Minutes,
    Seed,
    Count,
    Suites,
    Documents,
}

impl Flag {
    const fn usage(self) -> &'static str {
        match self {
            Self::Complete => "[--complete]",
            Self::Times => "[--times N]",
            Self::Minutes => "[--minutes N]",
            Self::Seed => "[--seed N]",
            Self::Count => "[--count N]",
            Self::Suites => "[SUITE...]",
            Self::Documents => "[NAME...]",
        }
    }
}

const TASKS: &[Task] = &[
    Task {
        name: "test",
        does: "Every test, with what the tests need; what has to be left out is said, and with --complete is a failure",
        takes: &[Flag::Complete, Flag::Times],
        run: test::run,
    },
    Task {
        name: "soak",
        does: "The suites with sockets, processes or random cases, 20 times in a row, or those of these names",
        takes: &[Flag::Complete, Flag::Times, Flag::Suites],
        run: test::soak,
    },
    Task {
        name: "ci",
        does: "All that must hold before a change lands; no tool that can be fetched may be left out",
        takes: &[],
        run: ci::run,
    },
    Task {
        name: "reference",
        does: "Writes anew what is written from the contract and from the tables of the language: docs/",
        takes: &[],
        run: chores::reference,
    },
    Task {
        name: "lines",
        does: "Counts the lines of Rust in the sources of each crate, and names its longest file",
        takes: &[],
        run: chores::lines,
    },
    Task {
        name: "bench",
        does: "What things cost, in ratios (benches/README.md)",
        takes: &[],
        run: chores::bench,
    },
    Task {
        name: "fuzz",
        does: "Every fuzz target for a minute, or for so many (fuzz/README.md)",
        takes: &[Flag::Minutes],
        run: chores::fuzz,
    },
    Task {
        name: "documents",
        does: "Clients of the OpenAPI documents beside the workspace, built and called, each 20 operations chosen by a seed",
        takes: &[Flag::Seed, Flag::Count, Flag::Documents],
        run: documents::run,
    },
    Task {
        name: "release",
        does: "What a release asks for beside a green CI: notes, packages, and the version that the changes ask for",
        takes: &[],
        run: chores::release,
    },
];

/// What was asked for besides the task.
#[derive(Default)]
struct Asked {
    complete: bool,
    /// Of `--times` or `--minutes`.
    times: Option<u32>,
    seed: Option<u32>,
    count: Option<u32>,
    /// The suites or documents that were named.
    names: Vec<String>,
}

impl Asked {
    fn read(task: &Task, arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let flag = match argument.as_str() {
                "--complete" => Flag::Complete,
                "--times" => Flag::Times,
                "--minutes" => Flag::Minutes,
                "--seed" => Flag::Seed,
                "--count" => Flag::Count,
                name if name.starts_with('-') => {
                    return Err(format!("`{}` takes no `{argument}`", task.name));
                }
                _ if task.takes.contains(&Flag::Documents) => Flag::Documents,
                _ => Flag::Suites,
            };
            if !task.takes.contains(&flag) {
                return Err(format!("`{}` takes no `{argument}`", task.name));
            }
            let mut number = || {
                let number = arguments.next().and_then(|number| number.parse().ok());
                let number = number.filter(|&number| number > 0);
                let wrong = || format!("`{argument}` takes a number from 1 on");
                number.ok_or_else(wrong).map(Some)
            };
            match flag {
                Flag::Complete => asked.complete = true,
                Flag::Times | Flag::Minutes => asked.times = number()?,
                Flag::Seed => asked.seed = number()?,
                Flag::Count => asked.count = number()?,
                Flag::Suites | Flag::Documents => asked.names.push(argument),
            }
        }
        Ok(asked)
    }
}

fn usage() -> String {
    let mut text = "usage: cargo xtask TASK\n".to_owned();
    for task in TASKS {
        let _ = write!(text, "\n  {}", task.name);
        for flag in task.takes {
            let _ = write!(text, " {}", flag.usage());
        }
        let _ = writeln!(text, "\n      {}", task.does);
    }
    text
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        if ["-h", "--help", "help"].contains(&name.as_str()) {
            print!("{}", usage());
            return ExitCode::SUCCESS;
        }
        eprint!("{}", usage());
        return ExitCode::from(2);
    };
    let asked = match Asked::read(task, arguments) {
        Ok(asked) => asked,
        Err(wrong) => {
            eprint!("error: {wrong}\n\n{}", usage());
            return ExitCode::from(2);
        }
    };
    match (task.run)(&asked) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
