//! `theta explain-rule`: what a finding of `theta diff` means.

use crate::exit::{Exit, Failure};
use crate::output::Output;
use std::fmt::Write as _;
use theta_diff::{Rule, find_rule, rules};
use theta_spec::suggest::nearest;

/// Arguments of `theta explain-rule`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The rule, such as error-renamed; every rule when it is left out
    rule: Option<String>,
}

/// Explains the rule.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let paint = output.paint();
    let Some(id) = &args.rule else {
        let mut out = String::new();
        for rule in rules() {
            let _ = writeln!(
                out,
                "{}  {:5}  {}",
                paint.strong(&format!("{:36}", rule.id)),
                rule.bump().as_str(),
                rule.title
            );
        }
        output.text(&out)?;
        return Ok(Exit::Clean);
    };
    let Some(rule) = find_rule(&id.to_ascii_lowercase()) else {
        let failure = Failure::usage(format!("there is no rule `{id}`"));
        return Err(match nearest(id, rules().map(|rule| rule.id)) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`theta explain-rule` lists them"),
        });
    };
    let mut out = format!(
        "{}: {}\n\n{}\n\n",
        paint.strong(rule.id),
        paint.strong(rule.title),
        rule.why
    );
    let docs = if rule.docs { "changed" } else { "none" };
    let verdicts = [
        ("source", rule.source.as_str()),
        ("behaviour", rule.behaviour.as_str()),
        ("wire", rule.wire.as_str()),
        ("docs", docs),
        ("asks for", rule.bump().as_str()),
        ("reverse", rule.mirror),
    ];
    for (name, verdict) in verdicts {
        let _ = writeln!(out, "    {name:10} {verdict}");
    }
    example(rule, &mut out);
    output.text(&out)?;
    Ok(Exit::Clean)
}

fn example(rule: &Rule, out: &mut String) {
    if rule.example.is_empty() {
        return;
    }
    out.push_str("\nExample:\n\n");
    for (old, new) in rule.example {
        for (mark, text) in [('-', old), ('+', new)] {
            for line in text.trim_matches('\n').lines() {
                let _ = writeln!(out, "    {mark} {line}");
            }
        }
    }
}
