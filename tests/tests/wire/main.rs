//! What clients of OpenAPI documents send and read, held against the documents by tools that other people wrote.
//!
//! The build script imports documents of our own and small ones beside the workspace, and with `THETA_LONG` twenty operations, chosen
//! by `THETA_SEED`, of each. `cargo xtask documents` does the same with whole clients.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]
#![allow(missing_docs, reason = "generated clients are part of it")]

#[path = "../documents/python.rs"]
#[allow(dead_code, reason = "shared with the tests of documents")]
mod python;

/// The calls of a client, on that port, with the values of that text; what became of each is said.
type Calls =
    for<'c> fn(u16, &'c str, &'c mut dyn FnMut(String)) -> Pin<Box<dyn Future<Output = ()> + 'c>>;

include!(concat!(env!("OUT_DIR"), "/wire.rs"));

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::pin::Pin;
use std::process::Stdio;

/// What the judge says at its end of what is wrong, and of how much there was.
async fn judged(document: &str, plan: &str, calls: Calls) -> String {
    let mut command = python::program("wire.py");
    command.args([document, plan]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut judge = command.spawn().unwrap();
    let mut output = BufReader::new(judge.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    let (port, values) = line.trim_end().split_once('\t').unwrap();
    let values = std::fs::read_to_string(values).unwrap();
    let mut said = String::new();
    calls(port.parse().unwrap(), &values, &mut |line| {
        writeln!(said, "{line}").unwrap();
    })
    .await;
    judge
        .stdin
        .take()
        .unwrap()
        .write_all(said.as_bytes())
        .unwrap();
    let mut verdict = String::new();
    output.read_to_string(&mut verdict).unwrap();
    assert!(judge.wait().unwrap().success(), "{document}");
    verdict
}

#[tokio::test]
async fn requests_are_those_of_the_document_and_its_answers_are_read() {
    if python::left_out() {
        return;
    }
    let mut wrong = String::new();
    for (document, plan, calls) in DOCUMENTS {
        let verdict = judged(document, plan, *calls).await;
        let (lines, counts) = verdict
            .trim_end()
            .rsplit_once('\n')
            .unwrap_or(("", &verdict));
        println!("{document}: {counts}\n{lines}");
        // Limits of values are the caller's part, some documents allow no value at all, and an import says what it does not say.
        let explained = ["limited", "overlapping", "impossible", "inexact"];
        let is_wrong = |line: &&str| {
            let (_, said) = line.split_once(' ').unwrap_or_default();
            !explained.iter().any(|kind| said.starts_with(kind))
        };
        for line in lines.lines().filter(is_wrong) {
            writeln!(wrong, "{document}: {line}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
