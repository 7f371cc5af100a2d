//! `theta explain-rule`: what a finding of `theta diff` means.

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::styles::STRONG;
use crate::wrapped;
use std::fmt::Write as _;
use theta_diff::{Risk, find_rule, rules};

/// Arguments of `theta explain-rule`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The rule, such as error-renamed; every rule when it is left out
    rule: Option<String>,
}

/// Explains the rule.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let mut out = String::new();
    let Some(id) = &args.rule else {
        for rule in rules() {
            let (id, bump, title) = (rule.id, rule.bump().as_str(), rule.title);
            let _ = writeln!(out, "{STRONG}{id:36}{STRONG:#}  {bump:5}  {title}");
        }
        output.text(out)?;
        return Ok(Exit::Clean);
    };
    let Some(rule) = find_rule(&id.to_ascii_lowercase()) else {
        let failure = Failure::usage(format!("there is no rule `{id}`"));
        let ids = rules().map(|rule| rule.id);
        return Err(failure.meant(id, ids, "`theta explain-rule` lists them"));
    };
    let (id, title, why) = (rule.id, rule.title, rule.why);
    let _ = writeln!(
        out,
        "{STRONG}{id}{STRONG:#}: {STRONG}{title}{STRONG:#}\n\n{why}\n"
    );
    for (name, verdict) in [
        ("source", rule.source.as_str()),
        ("behaviour", rule.behaviour.as_str()),
        ("wire", rule.wire.as_str()),
        ("docs", if rule.docs { "changed" } else { "none" }),
        ("asks for", rule.bump().as_str()),
        ("risk", rule.risk().map_or("none", Risk::as_str)),
        ("reverse", rule.mirror),
    ] {
        let _ = writeln!(out, "    {name:10} {verdict}");
    }
    if !rule.example.is_empty() {
        out.push_str("\nExample:\n\n");
    }
    for (old, new) in rule.example {
        for (mark, text) in [('-', old), ('+', new)] {
            for line in text.trim_matches('\n').lines() {
                out += &wrapped::code(&format!("    {mark} {line}\n"));
            }
        }
    }
    output.text(out)?;
    Ok(Exit::Clean)
}
