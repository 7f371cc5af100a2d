//! Tasks that are a list of commands, and the count of lines.

use crate::Asked;
use crate::ci;
use crate::steps::{Outcome, Step};
use crate::tools::Tools;
use crate::workspace::{below, members, read, root};
use std::path::{Path, PathBuf};

/// Everything that is written from the contract or from the tables of the language.
const WRITTEN: &[(&str, &str)] = &[
    (
        "docs/reference",
        "run -q -p theta-cli -- docs --out docs/reference",
    ),
    (
        "docs/openapi.json",
        "run -q -p theta-cli -- openapi --out docs/openapi.json",
    ),
    (
        "docs/schema/spec.json",
        "run -q -p theta-cli -- schema --out docs/schema/spec.json",
    ),
];

#[allow(
    clippy::unnecessary_wraps,
    reason = "what runs a task may fail to do so"
)]
fn all(steps: impl IntoIterator<Item = Step>) -> Result<bool, String> {
    let tools = Tools::none();
    let mut outcome = Outcome::default();
    for step in steps {
        outcome.step(&step, &tools);
    }
    Ok(outcome.sum_up(&tools, false))
}

/// What things cost, in ratios; see `benches/README.md`.
pub(crate) fn bench(_: &Asked) -> Result<bool, String> {
    let program = |name: &str, features: &str| {
        let manifest = root().join("benches/Cargo.toml");
        let arguments = format!("run --release --features {features} --bin {name} --manifest-path");
        let mut step = Step::cargo(name, &arguments);
        step.arguments.push(manifest.display().to_string());
        step
    };
    let script = root().join("benches/cost.sh");
    all([
        Step::program("what the macro costs", script, ""),
        program("uploads", "uploads"),
        program("growth", "growth"),
        program("drift", "drift"),
    ])
}

/// Every fuzz target, a minute each unless said otherwise.
pub(crate) fn fuzz(asked: &Asked) -> Result<bool, String> {
    let seconds = 60 * u64::from(asked.times.unwrap_or(1));
    let mut targets = Vec::new();
    for path in below(&root().join("fuzz/fuzz_targets"))? {
        targets.extend(
            path.file_stem()
                .map(|name| name.to_string_lossy().into_owned()),
        );
    }
    all(targets.iter().map(|target| {
        let arguments = format!("fuzz run --sanitizer none {target} -- -max_total_time={seconds}");
        // What the runner needs of a nightly compiler, on this one.
        Step::cargo(target, &arguments).env("RUSTC_BOOTSTRAP", "1")
    }))
}

/// Writes anew what is written from the contract and from the tables of the language.
pub(crate) fn reference(_: &Asked) -> Result<bool, String> {
    let language = Step::cargo("docs/language.md", "test -q -p theta-spec --test reference")
        .env("UPDATE_DOCS", "1");
    let written = WRITTEN
        .iter()
        .map(|(what, command)| Step::cargo(what, command));
    all([language].into_iter().chain(written))
}

/// Counts every line of Rust, comments and unit tests included.
pub(crate) fn lines(_: &Asked) -> Result<bool, String> {
    println!("{:<16} {:>6}  longest file", "crate", "lines");
    let mut sum = 0;
    for member in members()?.iter().filter(|member| member.published) {
        let mut files = Vec::new();
        count(&member.folder.join("src"), &mut files)?;
        let lines: usize = files.iter().map(|(lines, _)| lines).sum();
        let longest = files
            .iter()
            .max()
            .ok_or_else(|| format!("{} is empty", member.name))?;
        let file = longest.1.strip_prefix(&member.folder).unwrap_or(&longest.1);
        println!(
            "{:<16} {lines:>6}  {} ({})",
            member.name,
            file.display(),
            longest.0
        );
        sum += lines;
    }
    println!("{:<16} {sum:>6}", "all");
    Ok(true)
}

fn count(path: &Path, files: &mut Vec<(usize, PathBuf)>) -> Result<(), String> {
    if path.is_dir() {
        return below(path)?.iter().try_for_each(|path| count(path, files));
    }
    if path.extension().is_some_and(|name| name == "rs") {
        files.push((read(path)?.lines().count(), path.to_owned()));
    }
    Ok(())
}

/// What a release asks for beside a green CI: its notes, its packages, and the version that its changes ask for.
pub(crate) fn release(_: &Asked) -> Result<bool, String> {
    let members = members()?;
    let tools = Tools::none();
    let mut outcome = Outcome::default();
    outcome.found("the notes of the release", notes);
    outcome.step(&ci::packages(&members), &tools);
    outcome.found("versions", || ci::versions(&members));
    Ok(outcome.sum_up(&tools, true))
}

fn notes() -> Result<String, String> {
    let manifest = read(&root().join("Cargo.toml"))?;
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \""))
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or("Cargo.toml names no version")?;
    if read(&root().join("CHANGELOG.md"))?.contains(&format!("\n## [{version}]")) {
        Ok(format!("CHANGELOG.md tells of {version}"))
    } else {
        Err(format!("CHANGELOG.md has no section `## [{version}]`"))
    }
}
