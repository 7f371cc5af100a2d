//! `cargo xtask ci`: all that must hold before a change lands. Every step runs, whatever became of the others.

use crate::Asked;
use crate::steps::{Outcome, Step};
use crate::test;
use crate::tools::{Tools, done, runs};
use crate::workspace::{Member, all_features, below, members, root, target};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Most crates that the macro may pull in, our own included: they are built for every user.
const MOST_IN_THE_MACRO: usize = 14;

/// Runs all of it.
pub(crate) fn run(_: &Asked) -> Result<bool, String> {
    let members = members()?;
    let tools = Tools::provide(true);
    let mut outcome = Outcome::default();
    let mut steps = before(&members);
    steps.extend(test::steps(&members));
    steps.extend(features_alone(&members));
    steps.extend(documentation(&members)?);
    steps.push(Step::cargo(
        "the tour",
        "run -q -p theta-client --example tour",
    ));
    for step in steps {
        outcome.step(&step, &tools);
    }
    forget_unpacked();
    outcome.step(&packages(&members), &tools);
    outcome.found("what the macro pulls in", what_the_macro_pulls_in);
    outcome.found("versions", || versions(&members));
    Ok(outcome.sum_up(&tools, true))
}

fn before(members: &[Member]) -> Vec<Step> {
    let all = all_features(members);
    vec![
        Step::cargo("formatting", "fmt --all --check"),
        Step::cargo(
            "lints",
            &format!("clippy --workspace --all-targets --features {all} -- -D warnings"),
        ),
    ]
}

/// Each feature alone, and none.
fn features_alone(members: &[Member]) -> Vec<Step> {
    let mut steps = Vec::new();
    for Member { name, features, .. } in members.iter().filter(|member| !member.features.is_empty())
    {
        let alone = features
            .iter()
            .map(|feature| (feature.as_str(), format!("--features {feature}")));
        for (title, flag) in [("no feature", String::new())].into_iter().chain(alone) {
            steps.push(Step::cargo(
                &format!("{name} with {title} alone"),
                &format!("clippy -q -p {name} --no-default-features {flag} -- -D warnings"),
            ));
        }
    }
    steps
}

/// As users build it, and as docs.rs does: with all features and what only a nightly rustdoc can do.
fn documentation(members: &[Member]) -> Result<Vec<Step>, String> {
    let as_docs_rs = format!(
        "doc --workspace --no-deps --features {}",
        all_features(members)
    );
    let published = members.iter().filter(|member| member.published);
    let published: Vec<String> = published
        .map(|member| format!("-p {}", member.name))
        .collect();
    Ok(vec![
        Step::cargo(
            "documentation",
            &format!("doc --no-deps {}", published.join(" ")),
        )
        .env("RUSTDOCFLAGS", "-D warnings"),
        Step::cargo("documentation as on docs.rs", &as_docs_rs)
            .env("RUSTDOCFLAGS", "-D warnings --cfg docsrs")
            .env("RUSTDOC", nightly_rustdoc()?),
    ])
}

/// This rustdoc, as if it were a nightly one; nothing else is built with it.
fn nightly_rustdoc() -> Result<PathBuf, String> {
    let failed = |error: std::io::Error| error.to_string();
    let folder = target().join("xtask");
    fs::create_dir_all(&folder).map_err(failed)?;
    let script = folder.join("rustdoc");
    fs::write(
        &script,
        "#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc \"$@\"\n",
    )
    .map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).map_err(failed)?;
    }
    Ok(script)
}

pub(crate) fn packages(members: &[Member]) -> Step {
    let ours = members.iter().filter(|member| !member.published);
    let excluded: Vec<String> = ours
        .map(|member| format!("--exclude {}", member.name))
        .collect();
    Step::cargo(
        "the packages build from their packaged files",
        &format!(
            "package --workspace {} --allow-dirty -q",
            excluded.join(" ")
        ),
    )
}

/// Cargo unpacks a package once for each folder and version: what an earlier run left would be built in its place.
fn forget_unpacked() {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    for registry in home
        .and_then(|home| below(&home.join("registry/src")).ok())
        .unwrap_or_default()
    {
        let of_a_folder = registry
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('-'));
        for package in below(&registry).unwrap_or_default() {
            let ours = package
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("theta-"));
            if of_a_folder && ours {
                let _ = fs::remove_dir_all(package);
            }
        }
    }
}

/// Whether the versions of the published crates say what has changed since the last release.
pub(crate) fn versions(members: &[Member]) -> Result<String, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    if !runs(Command::new(&cargo).args(["semver-checks", "--version"])) {
        return Ok("cargo-semver-checks is not installed, so they were not looked at".to_owned());
    }
    let release = Command::new("git")
        .args(["describe", "--tags", "--abbrev=0", "--match", "v*"])
        .current_dir(root())
        .output()
        .map_err(|error| format!("git does not run: {error}"))?;
    if !release.status.success() {
        return Ok("there is no release yet to compare with".to_owned());
    }
    let release = String::from_utf8_lossy(&release.stdout);
    let mut command = Command::new(cargo);
    command.args(["semver-checks", "--baseline-rev", release.trim()]);
    // A macro has no items to compare.
    let compared = members
        .iter()
        .filter(|member| member.published && member.name != "theta-macros");
    for member in compared {
        command.args(["-p", &member.name]);
    }
    done(command.current_dir(root()))?;
    Ok(format!(
        "they say what has changed since {}",
        release.trim()
    ))
}

fn what_the_macro_pulls_in() -> Result<String, String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "tree",
            "-p",
            "theta-macros",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--no-dedupe",
        ])
        .current_dir(root())
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let tree = String::from_utf8_lossy(&output.stdout);
    let mut crates: Vec<&str> = tree.lines().collect();
    crates.sort_unstable();
    crates.dedup();
    if crates.len() > MOST_IN_THE_MACRO {
        return Err(format!(
            "the macro must pull in at most {MOST_IN_THE_MACRO} crates, not {}: {crates:?}",
            crates.len()
        ));
    }
    let mut names = crates.iter().filter_map(|line| line.split(' ').next());
    if names.clone().any(|name| name == "serde_derive") {
        return Err("the macro must not pull in serde_derive".to_owned());
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.find(|name| !seen.insert(*name)) {
        return Err(format!(
            "the macro must not pull in two versions of {twice}"
        ));
    }
    Ok(format!("{} crates, our own included", crates.len()))
}
