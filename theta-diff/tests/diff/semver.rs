//! cargo-semver-checks on the two generated clients agrees with the verdict.
//!
//! Runs where the tool is installed (`cargo install cargo-semver-checks --locked`) and says so where it is not.

use crate::rules::{BASE, edited};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use theta_diff::find_rule;

/// Rules whose breaks the tool can see: it compares the shape of the API, and follows no types of values.
const BREAKING: &[&str] = &[
    "endpoint-removed",
    "endpoint-renamed",
    "argument-required-added",
    "argument-optional-removed",
    "request-field-optional-removed",
    "response-field-removed",
    "enum-value-removed",
    "union-variant-renamed",
    "error-removed",
    "error-renamed",
    "error-scope-narrowed",
];
const QUIET: &[&str] = &[
    "endpoint-added",
    "error-added",
    "enum-value-added",
    "error-detail-changed",
    "timeout-increased",
    "api-doc-changed",
];

fn package(name: &str, spec: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("theta_diff_semver")
        .join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("src")).unwrap();
    let client = root.join("theta-runtime");
    fs::write(dir.join("Cargo.toml"), format!("[package]\nname = \"echo\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[dependencies]\ntheta-runtime = {{ path = {client:?}, default-features = false, features = [\"webhooks\"] }}\n\n[package.metadata.cargo-semver-checks.lints]\nenum_no_repr_variant_discriminant_changed = \"allow\"\n\n[workspace]\n")).unwrap();
    fs::copy(root.join("Cargo.lock"), dir.join("Cargo.lock")).unwrap();
    fs::write(dir.join("spec.toml"), spec).unwrap();
    fs::write(
        dir.join("src/lib.rs"),
        "theta_runtime::api! { spec = \"spec.toml\" }\n",
    )
    .unwrap();
    dir
}

// The numbers of variants are left out: an enum with a field in some variant cannot be cast to a number, and the tool
// reports it all the same.

/// Whether the tool takes the change for one that a minor release may hold.
fn is_minor(old: &Path, new: &Path) -> bool {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("theta_diff_semver")
        .join("target");
    let run = Command::new("cargo")
        .args([
            "semver-checks",
            "check-release",
            "--release-type",
            "minor",
            "--baseline-root",
        ])
        .arg(old)
        .arg("--manifest-path")
        .arg(new.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap();
    let said =
        String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(
        said.contains("Checked"),
        "cargo-semver-checks could not do its job: {said}"
    );
    run.status.success()
}

#[test]
fn cargo_semver_checks_agrees() {
    let installed = Command::new("cargo")
        .args(["semver-checks", "--version"])
        .output()
        .is_ok_and(|run| run.status.success());
    if !installed {
        println!("left out: cargo-semver-checks is not installed");
        return;
    }
    let old = package("old", BASE);
    let mut wrong = Vec::new();
    for (rules, minor) in [(BREAKING, false), (QUIET, true)] {
        for id in rules {
            let new = package(id, &edited(BASE, find_rule(id).unwrap().example));
            if is_minor(&old, &new) != minor {
                wrong.push(*id);
            }
        }
    }
    println!(
        "agreed on {} of {} changes",
        BREAKING.len() + QUIET.len() - wrong.len(),
        BREAKING.len() + QUIET.len()
    );
    assert_eq!(wrong, [""; 0]);
}
