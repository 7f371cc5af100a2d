//! `cargo xtask documents`: clients of real OpenAPI documents, built whole and called over a socket of this machine.
//!
//! For each document: `theta import`, `theta check`, `theta expand` into a crate of its own under `target/documents`, `cargo check`, a
//! program that calls some operations, and `tests/python/wire.py`, which gives values, answers, and judges both.

use crate::Asked;
use crate::tools::Tools;
use crate::workspace::{below, read, root, target};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

/// Operations of a document that are called, unless another number is asked for.
const MOST: u32 = 20;

/// The counts of the judge that are shown, each with the head of its column.
const COUNTS: &[(&[&str], &str)] = &[
    (&["called"], "called"),
    (&["not sent"], "not sent"),
    (&["requests"], "requests"),
    (
        &[
            "requests limited",
            "requests overlapping",
            "requests impossible",
            "requests inexact",
        ],
        "explained: limits/overlap/impossible/inexact",
    ),
    (&["requests refused"], "refused"),
    (
        &["values made", "values example", "values least"],
        "values made/shown/least",
    ),
    (&["values not taken"], "not taken"),
    (&["answers"], "answers"),
    (
        &[
            "answers of kind made",
            "answers of kind example",
            "answers of kind least",
            "answers of kind overlapping",
        ],
        "made/shown/least/overlap",
    ),
    (&["answers missing"], "missing"),
    (&["answers not read"], "not read"),
    (&["failures"], "failures"),
    (&["failures not told"], "not told"),
];

/// What was found of a document: the cells of its row, and all that is wrong.
struct Found {
    cells: Vec<String>,
    wrong: Vec<String>,
}

/// Runs it on the documents of these names, or on all.
pub(crate) fn run(asked: &Asked) -> Result<bool, String> {
    let all = documents(&asked.names)?;
    let tools = Tools::python()?;
    let theta = built(&tools, &["-p", "theta-cli"], "theta")?;
    let writer = built(&tools, &["-p", "theta-wire"], "theta-wire")?;
    let run = Run {
        tools,
        theta,
        writer,
        folder: target().join("documents"),
        count: asked.count.unwrap_or(MOST).to_string(),
        seed: asked.seed.unwrap_or(1).to_string(),
    };
    let mut heads = vec![
        "document", "exact", "usable", "left out", "import s", "check s", "expand s", "lines",
        "build s", "warnings",
    ];
    heads.extend(COUNTS.iter().map(|(_, head)| *head));
    let mut table = format!(
        "| {} |\n|{}\n",
        heads.join(" | "),
        " --- |".repeat(heads.len())
    );
    let mut good = true;
    for document in all {
        let name = document.file_name().unwrap_or_default().to_string_lossy();
        println!("\n== {name}");
        match run.document(&document) {
            Ok(found) => {
                found.wrong.iter().for_each(|line| println!("{line}"));
                good &= found.wrong.iter().all(|line| is_explained(line));
                let _ = writeln!(table, "| {name} | {} |", found.cells.join(" | "));
            }
            Err(error) => {
                eprintln!("error: {error}");
                good = false;
                let _ = writeln!(table, "| {name} | {error} |");
            }
        }
    }
    println!("\n{table}");
    Ok(good)
}

/// The documents of the folder `THETA_OPENAPI_DOCS`, or of `../shared/openapi` beside the workspace.
fn documents(names: &[String]) -> Result<Vec<PathBuf>, String> {
    let named = std::env::var_os("THETA_OPENAPI_DOCS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root().join("../shared/openapi"));
    let mut found = below(&folder)?;
    found.retain(|path| {
        let end = path.extension().unwrap_or_default().to_string_lossy();
        ["json", "yaml", "yml"].contains(&&*end)
    });
    let is = |path: &PathBuf, name: &str| {
        [path.file_name(), path.file_stem()].contains(&Some(name.as_ref()))
    };
    if let Some(name) = names
        .iter()
        .find(|name| !found.iter().any(|path| is(path, name)))
    {
        return Err(format!("{} has no document `{name}`", folder.display()));
    }
    found.retain(|path| names.is_empty() || names.iter().any(|name| is(path, name)));
    Ok(found)
}

/// Builds a program of the workspace as it is released.
fn built(tools: &Tools, what: &[&str], name: &str) -> Result<PathBuf, String> {
    let mut command = cargo(tools);
    command.args(["build", "--release", "-q"]).args(what);
    let output = output(command.current_dir(root()))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    Ok(target().join("release").join(name))
}

fn cargo(tools: &Tools) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    tools.lend(&mut command);
    command
}

fn output(command: &mut Command) -> Result<Output, String> {
    let name = command.get_program().to_owned();
    let failed = |error| format!("{} does not run: {error}", name.display());
    command.stdin(Stdio::null()).output().map_err(failed)
}

struct Run {
    tools: Tools,
    theta: PathBuf,
    writer: PathBuf,
    folder: PathBuf,
    count: String,
    seed: String,
}

impl Run {
    fn document(&self, document: &Path) -> Result<Found, String> {
        let stem = document.file_stem().unwrap_or_default();
        let folder = self.folder.join(stem);
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(folder.join("src/bin")).map_err(failed)?;
        let (spec, report) = (folder.join("spec.toml"), folder.join("report.json"));
        let _ = fs::remove_file(&spec);
        let mut wrong = Vec::new();

        let (said, import) = self.theta(&[
            "import".as_ref(),
            document.as_os_str(),
            "--out".as_ref(),
            spec.as_os_str(),
            "--report".as_ref(),
            "json".as_ref(),
        ])?;
        fs::write(&report, &said.stdout).map_err(failed)?;
        let (said, check) = self.theta(&["check".as_ref(), spec.as_os_str()])?;
        if !said.status.success() {
            wrong.push(format!("theta check: {}", text(&said)));
        }
        let mut client = folder.join("src/client").into_os_string();
        client.push("/");
        let (said, expand) = self.theta(&[
            "expand".as_ref(),
            spec.as_os_str(),
            "--out".as_ref(),
            &client,
        ])?;
        if !said.status.success() {
            return Err(format!("theta expand: {}", text(&said)));
        }
        let (mut cells, imported) = (Vec::new(), read(&report)?);
        for verdict in ["exact", "usable", "left_out"] {
            cells.push(number(&imported, verdict));
        }
        for time in [import, check, expand] {
            cells.push(format!("{time:.2}"));
        }
        cells.push(lines(&folder.join("src/client"))?.to_string());

        write_crate(&folder).map_err(failed)?;
        let (said, time) = timed(self.cargo(&folder, &["check", "--lib"]))?;
        let errors = String::from_utf8_lossy(&said.stderr).into_owned();
        let warnings = errors.lines().filter(|line| line.starts_with("warning"));
        let warnings: Vec<&str> = warnings.collect();
        cells.extend([format!("{time:.1}"), warnings.len().to_string()]);
        wrong.extend(warnings.iter().map(|line| format!("cargo check: {line}")));
        if !said.status.success() {
            return Err(format!("cargo check: {errors}"));
        }
        let stem = stem.to_string_lossy();
        let name = stem.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let name = format!("calls_{name}");
        let program = folder.join("src/bin").join(format!("{name}.rs"));
        let plan = folder.join("plan.json");
        let mut command = Command::new(&self.writer);
        command
            .args([&spec, &report])
            .args([&self.count, &self.seed]);
        let said = output(command.args([&program, &plan]))?;
        if !said.status.success() {
            return Err(format!("the calls cannot be written: {}", text(&said)));
        }
        let (said, _) = timed(self.cargo(&folder, &["build", "--bin", &name]))?;
        if !said.status.success() {
            return Err(format!(
                "the calls: {}",
                String::from_utf8_lossy(&said.stderr)
            ));
        }
        let calls = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        let calls = self.folder.join("target/debug").join(calls);
        let verdict = self.judged(document, &plan, &calls)?;
        let mut lines: Vec<&str> = verdict.lines().collect();
        let counts = lines.pop().unwrap_or_default();
        wrong.extend(lines.into_iter().map(str::to_owned));
        cells.extend(COUNTS.iter().map(|(names, _)| {
            let numbers: Vec<String> = names.iter().map(|name| number(counts, name)).collect();
            numbers.join("/")
        }));
        Ok(Found { cells, wrong })
    }

    fn theta(&self, arguments: &[&std::ffi::OsStr]) -> Result<(Output, f64), String> {
        let mut command = Command::new(&self.theta);
        command.args(arguments);
        timed(command)
    }

    fn cargo(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = cargo(&self.tools);
        command
            .args(arguments)
            .args(["-q", "--message-format", "short"]);
        command.env("CARGO_TARGET_DIR", self.folder.join("target"));
        command
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        command.current_dir(folder);
        command
    }

    /// Runs the calls against the server of the judge, and returns what that says at its end.
    fn judged(&self, document: &Path, plan: &Path, calls: &Path) -> Result<String, String> {
        let failed = |error: std::io::Error| format!("the judge: {error}");
        let script = root().join("tests/python/wire.py");
        let mut command = self.tools.interpreter()?;
        command.arg(script).args([document, plan]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut judge = command.spawn().map_err(failed)?;
        let (Some(mut input), Some(output)) = (judge.stdin.take(), judge.stdout.take()) else {
            return Err("the judge has no input or output".to_owned());
        };
        let (mut output, mut first) = (BufReader::new(output), String::new());
        output.read_line(&mut first).map_err(failed)?;
        let (port, values) = first
            .trim_end()
            .split_once('\t')
            .ok_or("the judge does not begin")?;
        let mut command = Command::new(calls);
        let said = self::output(command.args([port, values]))?;
        if !said.status.success() {
            let _ = judge.kill();
            return Err(format!("the calls end early: {}", text(&said)));
        }
        input.write_all(&said.stdout).map_err(failed)?;
        drop(input);
        let mut verdict = String::new();
        output.read_to_string(&mut verdict).map_err(failed)?;
        if judge.wait().map_err(failed)?.success() {
            Ok(verdict)
        } else {
            Err("the judge failed".to_owned())
        }
    }
}

/// Whether what is wrong is no fault: limits of values, which no contract says, documents that allow no value at all, and what the
/// report of the import says of itself.
fn is_explained(line: &str) -> bool {
    let kinds = ["limited", "overlapping", "impossible", "inexact"];
    let (_, said) = line.split_once(' ').unwrap_or_default();
    kinds.iter().any(|kind| said.starts_with(kind))
}

fn timed(mut command: Command) -> Result<(Output, f64), String> {
    let start = Instant::now();
    let output = output(&mut command)?;
    Ok((output, start.elapsed().as_secs_f64()))
}

fn text(output: &Output) -> String {
    let text = [&*output.stdout, &*output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

/// A crate of its own with the versions of the workspace.
fn write_crate(folder: &Path) -> std::io::Result<()> {
    let runtime = root().join("theta-runtime").display().to_string();
    let manifest = format!(
        "[package]\nname = \"client\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\n\
         theta-runtime = {{ path = {runtime:?}, features = [\"webhooks\", \"websocket\", \"xml\"] }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    fs::write(
        folder.join("src/lib.rs"),
        "mod client;\npub use client::*;\n",
    )
}

fn lines(folder: &Path) -> Result<usize, String> {
    let files = below(folder)?;
    let lines = files.iter().map(|file| Ok(read(file)?.lines().count()));
    lines.sum()
}

/// The number behind a name in JSON that a program of ours wrote; 0 if it is not there.
fn number(json: &str, name: &str) -> String {
    let key = format!("\"{name}\":");
    let rest = json
        .split_once(&key)
        .map_or("", |(_, rest)| rest.trim_start());
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    match &rest[..end] {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_found_by_its_name() {
        let json = r#"{"requests": 40, "requests refused": 2}"#;
        assert_eq!(number(json, "requests"), "40");
        assert_eq!(number(json, "requests refused"), "2");
        assert_eq!(number(json, "answers"), "0");
    }
}
