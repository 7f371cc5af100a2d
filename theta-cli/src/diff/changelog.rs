//! A piece of a changelog, with the headings of keepachangelog.com.

use super::report::Report;
use crate::report::prose;
use std::fmt::Write as _;
use theta_diff::{Acknowledged, BehaviourVerdict, Finding, SourceVerdict, WireVerdict};

/// Whether a finding stands under a heading.
type Belongs = fn(&Finding) -> bool;

pub(super) fn write(report: &Report) -> String {
    let mut out = report.required().map_or_else(
        || "## Unreleased\n".to_owned(),
        |version| format!("## {version}\n"),
    );
    let sections: [(&str, Belongs); 4] = [
        ("Removed and renamed", |finding| {
            finding.rule.source == SourceVerdict::Breaks
        }),
        ("Changed", |finding| {
            finding.rule.source != SourceVerdict::Breaks && !is_added(finding) && acts(finding)
        }),
        ("Added", is_added),
        ("Documentation", |finding| {
            finding.rule.source == SourceVerdict::None && !acts(finding)
        }),
    ];
    for (title, belongs) in sections {
        let entries: Vec<(&Finding, Option<&Acknowledged>)> = report
            .findings()
            .filter(|(finding, _)| belongs(finding))
            .collect();
        if entries.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n### {title}\n");
        for (finding, acknowledged) in entries {
            let intent = acknowledged
                .map_or_else(String::new, |entry| format!(" ({})", entry.intent.as_str()));
            let _ = writeln!(out, "- {}{intent}.", prose(&capitalized(&finding.sees)));
        }
    }
    out
}

fn is_added(finding: &Finding) -> bool {
    finding.rule.source == SourceVerdict::Adds
}

fn acts(finding: &Finding) -> bool {
    finding.rule.behaviour != BehaviourVerdict::None || finding.rule.wire != WireVerdict::None
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
