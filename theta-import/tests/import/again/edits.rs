//! Random documents, and random work on their contracts.

use super::{api, with_failures};
use crate::import;
use proptest::prelude::*;
use std::fmt::Write as _;
use theta_import::{Kind, Options, again, imported};

/// What a person calls rows and shapes, some of it as an import does.
const NAMES: &[&str] = &[
    "conflict",
    "problem",
    "not_found",
    "fault",
    "service_unavailable",
    "other",
    "mine",
    "conflict_2",
];

/// A document as numbers: which operations, parameters and fields there are, and of which types.
fn documents() -> impl Strategy<Value = String> {
    let operation = (0..6_usize, 0..3_usize, 0..8_u8);
    let field = (0..5_usize, 0..4_usize);
    (
        prop::collection::btree_map(0..6_usize, operation, 1..6),
        prop::collection::btree_map(0..5_usize, field, 1..5),
        prop::collection::btree_map(0..3_usize, 0..4_usize, 0..4),
    )
        .prop_map(|(operations, fields, failures)| {
            let paths = ["/a", "/a/{id}", "/b", "/b/{id}/c", "/c", "/d"];
            let ids = ["list", "get", "listB", "makeC", "c", "dropD"];
            let params: [&[&str]; 8] = [
                &[],
                &["p"],
                &["q"],
                &["p", "q"],
                &["r"],
                &["p", "r"],
                &["q", "r"],
                &["p", "q", "r"],
            ];
            let operations: Vec<_> = operations
                .into_iter()
                .map(|(at, (id, method, given))| {
                    (
                        ids[id],
                        ["get", "post", "delete"][method],
                        paths[at],
                        params[usize::from(given)],
                    )
                })
                .collect();
            let types = [
                "{type: string}",
                "{type: integer}",
                "{type: array, items: {type: string}}",
                "{type: object, properties: {x: {type: string}}, required: [x]}",
            ];
            let fields: Vec<String> = fields
                .into_iter()
                .map(|(at, (_, of))| format!("f{at}: {}", types[of]))
                .collect();
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let statuses = ["404", "409", "503"];
            let bodies = ["", "Problem", "Fault", "Other"];
            let failures = failures
                .into_iter()
                .map(|(status, body)| (statuses[status], bodies[body]));
            with_failures(&api(&operations, &fields), &failures.collect::<Vec<_>>())
        })
}

/// Work on a contract, line by line: how, and on which.
fn work() -> impl Strategy<Value = Vec<(u8, usize)>> {
    prop::collection::vec((0..11_u8, any::<usize>()), 0..12)
}

/// A contract that was worked on, and lines that must stay in it.
fn by_hand(contract: &str, who: &str, work: &[(u8, usize)]) -> (String, Vec<String>) {
    let mut lines: Vec<String> = contract.lines().map(str::to_owned).collect();
    let mut own = Vec::new();
    for (turn, (how, at)) in work.iter().enumerate() {
        let at = at % lines.len();
        // What was written before is not written over.
        if own.contains(&lines[at]) || lines[at].contains("mine") {
            continue;
        }
        let is_key = |line: &str| line.contains(" = ") && !line.starts_with(['#', ' ']);
        match how {
            0 => {
                let line = format!("# mine {who}{turn}");
                lines.insert(at, line.clone());
                own.push(line);
            }
            1 if is_key(&lines[at]) && !lines[at].ends_with('[') => {
                let _ = write!(lines[at], " # mine {who}{turn}");
                own.push(format!("# mine {who}{turn}"));
            }
            2 if lines[at].starts_with("summary = ") => {
                lines[at] = format!("summary = \"mine {who}{turn}\"");
                own.push(lines[at].clone());
            }
            3 if lines[at].starts_with("fields.") && lines[at].ends_with(" }") => {
                lines[at] = lines[at].replace(" }", &format!(", doc = \"mine {who}{turn}\" }}"));
                own.push(format!("doc = \"mine {who}{turn}\""));
            }
            4 if lines[at].starts_with("[errors.") && !lines[at + 1].contains("note") => {
                let line = format!("note = \"mine {who}{turn}\"");
                lines.insert(at + 1, line.clone());
                own.push(line);
            }
            5 => {
                let row = format!("[errors.mine_{who}{turn}]");
                lines.extend([
                    String::new(),
                    row.clone(),
                    format!("status = {}", 410 + turn),
                    "cause = \"mine\"".to_owned(),
                ]);
                own.push(row);
            }
            6 if lines[at].starts_with("[endpoints.") && lines[at].matches('.').count() == 1 => {
                let name = lines[at]["[endpoints.".len()..lines[at].len() - 1].to_owned();
                let new = format!("mine_{who}{turn}");
                for line in &mut lines {
                    *line = line
                        .replace(
                            &format!("[endpoints.{name}]"),
                            &format!("[endpoints.{new}]"),
                        )
                        .replace(
                            &format!("[endpoints.{name}."),
                            &format!("[endpoints.{new}."),
                        )
                        .replace(&format!("\"{name}\""), &format!("\"{new}\""));
                }
                own.push(format!("[endpoints.{new}]"));
            }
            7 if lines[at].starts_with("returns = \"Voice\"") => {
                for line in &mut lines {
                    *line = line
                        .replace("\"Voice\"", "\"Mine\"")
                        .replace("[types.Voice]", "[types.Mine]");
                }
            }
            8 | 9 if lines[at].starts_with(["[errors.", "[shapes."][usize::from(how - 8)]) => {
                let name = lines[at]["[errors.".len()..lines[at].len() - 1].to_owned();
                let new = NAMES[turn % NAMES.len()];
                if !lines.iter().any(|line| line.ends_with(&format!(".{new}]"))) {
                    for line in &mut lines {
                        let is_use = line.starts_with("shape = ") || line.starts_with("before = ");
                        if line
                            == &format!("[{}.{name}]", ["errors", "shapes"][usize::from(how - 8)])
                            || how == &9 && is_use
                        {
                            *line = line
                                .replace(&format!(".{name}]"), &format!(".{new}]"))
                                .replace(&format!("\"{name}\""), &format!("\"{new}\""));
                        }
                    }
                }
            }
            10 => {
                let row = format!("[errors.{}]", NAMES[turn % NAMES.len()]);
                if !lines.contains(&row) {
                    lines.extend([
                        String::new(),
                        row.clone(),
                        format!("status = {}", 420 + turn),
                        "cause = \"mine\"".to_owned(),
                    ]);
                    own.push(row);
                }
            }
            _ => {}
        }
    }
    (lines.join("\n") + "\n", own)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("THETA_LONG").is_some() { 2000 } else { 60 }))]

    /// No line that a person wrote is lost, and importing twice changes nothing, whatever they wrote and the document became.
    #[test]
    fn nothing_is_lost_and_nothing_changes_twice(first in documents(), next in documents(), last in documents(), work in work(), later in work()) {
        let options = Options::default();
        let start = import(&first);
        let (contract, own) = by_hand(&start.contract, "a", &work);
        let one = again(&import(&next), &options, &contract, Some(&imported(&start, &options))).unwrap();
        let (worked, more) = by_hand(&one.contract, "b", &later);
        let two = again(&import(&last), &options, &worked, Some(&one.imported)).unwrap();
        for line in &own {
            prop_assert!(one.contract.contains(line.as_str()), "lost {line}\n{contract}\n-----\n{}", one.contract);
        }
        for line in &more {
            prop_assert!(two.contract.contains(line.as_str()), "lost {line}\n{worked}\n-----\n{}", two.contract);
        }
        let twice = again(&import(&last), &options, &two.contract, Some(&two.imported)).unwrap();
        prop_assert_eq!(&twice.contract, &two.contract);
        prop_assert_eq!(twice.changes, vec![]);
        let sound = |contract: &str| !theta_spec::load("spec.toml", contract.as_bytes()).report.has_errors();
        if sound(&contract) {
            prop_assert!(one.is_sound, "{contract}\n-----\n{}\n{:#?}", one.contract, one.changes);
        }
    }

    /// A contract on which nobody worked becomes what an import of the new document writes, but for what went.
    #[test]
    fn what_nobody_worked_on_follows_the_document(first in documents(), next in documents()) {
        let options = Options::default();
        let (start, end) = (import(&first), import(&next));
        let again = again(&end, &options, &start.contract, Some(&imported(&start, &options))).unwrap();
        let kept = again.changes.iter().filter(|change| change.kind == Kind::Kept);
        prop_assert_eq!(kept.count(), 0, "{:#?}\n{}", again.changes, start.contract);
        let back = theta_import::again(&start, &options, &again.contract, Some(&again.imported)).unwrap();
        let names = |contract: &str| {
            let loaded = theta_spec::load("spec.toml", contract.as_bytes());
            let contract = loaded.contract.unwrap();
            contract.endpoints.iter().filter(|one| one.deprecated.is_none()).map(|one| format!("{} {}", one.method.as_str(), one.path_template())).collect::<std::collections::BTreeSet<_>>()
        };
        prop_assert_eq!(names(&again.contract), names(&end.contract));
        prop_assert_eq!(names(&back.contract), names(&start.contract));
    }
}
