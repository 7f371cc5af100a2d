//! How long a comparison takes: `cargo run --release -p theta-diff --example speed`.

use std::fmt::Write as _;
use std::time::Instant;
use theta_diff::{Options, compare};

/// A contract with that many endpoints, each with a row of its own and the rows that all share.
fn large(endpoints: usize, word: &str) -> String {
    let mut out = "theta = 1\napi = { name = \"Large\", base_url = \"https://large.example\" }\nauth = { header = \"x-api-key\" }\nshapes.detail = { message = \"/detail\" }\n".to_owned();
    for at in 0..endpoints {
        let _ = writeln!(
            out,
            "[endpoints.call_{at}]\npost = \"/call/{at}\"\nreturns = \"Answer\"\nparts.options = {{ json = \"Options\" }}"
        );
        let _ = writeln!(
            out,
            "[errors.own_{at}]\nstatus = 400\ndetail = \"call {at} {word} {{reason}}\"\non = [\"call_{at}\"]\nretry = \"never\""
        );
    }
    for (at, status) in [400, 401, 402, 403, 404, 409, 413, 429, 500, 503]
        .iter()
        .enumerate()
    {
        let _ = writeln!(
            out,
            "[errors.shared_{at}]\nstatus = {status}\ndetail = \"shared {at} {word}: {{what}}\"\nretry = \"never\""
        );
    }
    out.push_str(
        "[types.Options]\nfields.text = \"string\"\n[types.Answer]\nfields.text = \"string\"\n",
    );
    out
}

fn time(name: &str, old: &str, new: &str) {
    let start = Instant::now();
    let (old, new) = (
        theta_spec::load("old.toml", old.as_bytes()),
        theta_spec::load("new.toml", new.as_bytes()),
    );
    let read = start.elapsed();
    let start = Instant::now();
    match compare(&old, &new, &Options::default()) {
        Ok(diff) => println!(
            "{name}: {} findings, {} replies, proof complete: {}; read in {read:.1?}, compared in {:.1?}",
            diff.findings.len(),
            diff.findings
                .iter()
                .map(|finding| finding.replies.len())
                .sum::<usize>(),
            diff.proof.is_complete(),
            start.elapsed()
        ),
        Err(_) => println!(
            "{name}: not a contract\n{}",
            theta_spec::render::report(&new.source, &new.report)
        ),
    }
}

fn main() {
    let one = include_str!("../../spec.toml");
    time(
        "Theta One, one word changed",
        one,
        &one.replace("Not all words are spoken.", "Not all words were spoken."),
    );
    time("Theta One, unchanged", one, one);
    let (old, new) = (large(1_000, "failed"), large(1_000, "was wrong"));
    time("1000 endpoints, every error changed", &old, &new);
    time(
        "1000 endpoints, a shared one changed",
        &old,
        &old.replace("shared 3 failed", "shared 3 was wrong"),
    );
    time("1000 endpoints, unchanged", &old, &old);
}
