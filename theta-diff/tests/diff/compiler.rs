//! The source verdict of every rule, checked by the compiler: a program that uses all of the old client does not
//! compile with the new one exactly where the rule says so.

use crate::rules::{BASE, SETS, examples, set};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use theta_diff::{SourceVerdict, find_rule};

const CALLERS: &str = include_str!("callers.rs");

/// Where the old side is not the base contract: what a caller of it writes.
const OTHER_CALLERS: &[(&str, &str)] = &[
    ("auth-added", "fn f() { let _ = Client::new(); }"),
    (
        "auth-scheme-removed",
        "fn f() { let _ = Client::builder().admin(\"key\"); }",
    ),
    (
        "client-header-removed",
        "fn f() { let _ = Client::builder().echo_team(\"red\"); }",
    ),
    (
        "address-variable-removed",
        "fn f() { let _ = Client::builder().stage(\"test\"); }",
    ),
    (
        "host-removed",
        "fn f() { let _ = Client::builder().files_url(\"http://localhost\"); }",
    ),
    (
        "endpoint-removed",
        "fn f(client: &Client) { let _ = client.wave(); }",
    ),
    ("plan-removed", "fn f() { let _ = Plan::Team; }"),
    (
        "type-removed",
        "fn f(smile: Smile) { let _ = smile.width; }",
    ),
    (
        "request-constant-removed",
        "fn f(options: Options) { let _ = options.form; }",
    ),
    (
        "union-variant-removed",
        "fn f(piece: Piece) { if let Piece::Shout(_) = piece {} }",
    ),
    (
        "error-merged",
        "fn f(error: SayError) { if let SayError::RoomFull = error {} }",
    ),
    (
        "error-absorbed",
        "fn f(error: SayError) { if let SayError::UnknownVoice { voice } = error { drop(voice) } }",
    ),
    (
        "error-status-field-added",
        "fn f(error: SpeakError) { if let SpeakError::PlanTooLow = error {} }",
    ),
    (
        "webhook-event-removed",
        "fn f(event: HookWebhookEvent) { if let HookWebhookEvent::Heard(heard) = event { drop::<Message>(heard) } }",
    ),
    (
        "any-variant-removed",
        "fn f(heard: Heard) { if let Heard::Boolean(value) = heard { drop::<bool>(value) } }",
    ),
    (
        "error-status-field-removed",
        "fn f(error: SpeakError) { if let SpeakError::PlanTooLow { status } = error { drop(status) } }",
    ),
    (
        "error-capture-added",
        "fn f(error: SayError) { if let SayError::TooLong { limit, given } = error { drop((limit, given)) } }",
    ),
    (
        "error-capture-removed",
        "fn f(error: SayError) { if let SayError::TooLong { limit, given, who } = error { drop((limit, given, who)) } }",
    ),
    (
        "error-capture-type-changed",
        "fn f(error: SayError) { if let SayError::TooLong { given, .. } = error { drop::<u64>(given) } }",
    ),
];

/// A contract that a program for another one is compiled against.
struct Case {
    name: String,
    old: String,
    new: String,
    callers: String,
    source: SourceVerdict,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let other = |id: &str| {
        OTHER_CALLERS
            .iter()
            .find(|(rule, _)| *rule == id)
            .map(|(_, caller)| format!("use super::api::*;\n{caller}\n"))
    };
    let mut add = |id: &str, old: String, new: String| {
        let source = find_rule(id).unwrap().source;
        let callers = if old == BASE {
            Some(CALLERS.to_owned())
        } else {
            other(id)
        };
        // A rule that breaks nothing and begins elsewhere is checked as the mirror of one that begins here.
        let Some(callers) = callers.or_else(|| (source != SourceVerdict::Breaks).then(String::new))
        else {
            panic!("no caller for {id}")
        };
        cases.push(Case {
            name: id.replace('-', "_"),
            old,
            new,
            callers,
            source,
        });
    };
    for (rule, old, new) in examples() {
        add(rule.id, old, new);
    }
    for case in SETS {
        let (old, new) = set(case);
        for id in case
            .2
            .iter()
            .filter(|id| id.starts_with("error-status-field") || id.starts_with("error-capture"))
        {
            let mirror = find_rule(id).unwrap().mirror;
            add(id, old.clone(), new.clone());
            if mirror != *id {
                add(mirror, new.clone(), old.clone());
            }
        }
    }
    cases
}

/// A package in a directory of the build, with the dependencies that the workspace has locked.
fn package(name: &str, modules: &[(String, String, String)]) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("src")).unwrap();
    let client = root.join("theta-runtime");
    fs::write(
        dir.join("Cargo.toml"),
        format!("[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\ntheta-runtime = {{ path = {client:?}, default-features = false, features = [\"webhooks\"] }}\n\n[workspace]\n"),
    )
    .unwrap();
    fs::copy(root.join("Cargo.lock"), dir.join("Cargo.lock")).unwrap();
    let mut lib = "#![allow(warnings)]\n".to_owned();
    for (module, spec, callers) in modules {
        fs::write(dir.join(format!("{module}.toml")), spec).unwrap();
        fs::write(dir.join(format!("src/{module}.rs")), format!("pub mod api {{ theta_runtime::api! {{ spec = \"{module}.toml\" }} }}\npub mod callers {{\n{callers}}}\n")).unwrap();
        lib.push_str(&format!("mod {module};\n"));
    }
    fs::write(dir.join("src/lib.rs"), lib).unwrap();
    dir
}

/// The modules in which the compiler finds errors, each with the first one.
fn errors(dir: &Path) -> BTreeMap<String, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let run = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--message-format=json"])
        .current_dir(dir)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let mut found = BTreeMap::new();
    for line in String::from_utf8(run.stdout).unwrap().lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        for span in message["spans"].as_array().into_iter().flatten() {
            let file = Path::new(span["file_name"].as_str().unwrap_or_default())
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            found
                .entry(file)
                .or_insert_with(|| message["message"].as_str().unwrap_or_default().to_owned());
        }
    }
    assert!(
        run.status.success() || !found.is_empty(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    found
}

#[test]
fn programs_stop_compiling_where_a_rule_says_so() {
    agree("named", 1, |source| source != SourceVerdict::None);
}

/// Every tenth of a hundred clients; all of them, which takes minutes, with `THETA_LONG=1`.
#[test]
fn programs_go_on_compiling_where_a_rule_says_so() {
    let step = if std::env::var_os("THETA_LONG").is_some() {
        1
    } else {
        10
    };
    agree("quiet", step, |source| source == SourceVerdict::None);
}

/// Compiles every `step`th of the wanted cases.
fn agree(package_name: &str, step: usize, wanted: fn(SourceVerdict) -> bool) {
    let cases: Vec<Case> = cases()
        .into_iter()
        .filter(|case| wanted(case.source))
        .step_by(step)
        .collect();
    // Against the old side everything compiles.
    let mut seen = BTreeSet::new();
    let old: Vec<_> = cases
        .iter()
        .filter(|case| {
            !case.callers.is_empty() && seen.insert((case.old.clone(), case.callers.clone()))
        })
        .map(|case| (case.name.clone(), case.old.clone(), case.callers.clone()))
        .collect();
    assert_eq!(
        errors(&package(&format!("theta_diff_{package_name}_old"), &old)),
        BTreeMap::new()
    );

    // Unknown names end the compiler's work before it looks at types, so what failed is taken out until nothing fails.
    let mut left: Vec<_> = cases
        .iter()
        .map(|case| (case.name.clone(), case.new.clone(), case.callers.clone()))
        .collect();
    let mut failed = BTreeMap::new();
    loop {
        let found = errors(&package(&format!("theta_diff_{package_name}_new"), &left));
        if found.is_empty() {
            break;
        }
        left.retain(|(name, ..)| !found.contains_key(name));
        failed.extend(found);
    }
    let mut wrong = Vec::new();
    for case in &cases {
        match (case.source == SourceVerdict::Breaks, failed.get(&case.name)) {
            (true, None) => wrong.push(format!("{} breaks nothing", case.name)),
            (false, Some(error)) => wrong.push(format!("{} breaks programs: {error}", case.name)),
            _ => {}
        }
    }
    println!(
        "{} rules, {} of which break the program",
        cases.len(),
        failed.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
