//! What became of each operation, in the form of every report.

use crate::input;
use crate::report::{Document, Finding, Level, Place, Section, Tone};
use serde::Serialize;
use std::path::Path;
use theta_import::{Again, Change, Import, Kind, Loss, Outcome, Verdict};
use theta_spec::text::count;

/// A report on an import.
pub(super) struct Report<'r> {
    import: &'r Import,
    name: &'r str,
    out: Option<String>,
    again: Option<&'r Again>,
}

/// How findings of a verdict are shown.
const SECTIONS: &[(Verdict, &str, &str)] = &[
    (
        Verdict::LeftOut,
        "Left out",
        "Left out: the contract says nothing of them.",
    ),
    (
        Verdict::Usable,
        "Usable",
        "Usable: they can be called, and some of what the document says is lost.",
    ),
];

impl<'r> Report<'r> {
    pub(super) fn new(import: &'r Import, name: &'r str, out: Option<&Path>) -> Self {
        Self {
            import,
            name,
            out: out.map(input::argument),
            again: None,
        }
    }

    /// Returns the report on an import into a contract that was there.
    pub(super) fn again(self, again: &'r Again) -> Self {
        let again = Some(again);
        Self { again, ..self }
    }

    fn headline(&self) -> String {
        if let Some(again) = self.again {
            let kinds = [
                Kind::Added,
                Kind::Changed,
                Kind::Removed,
                Kind::Marked,
                Kind::Kept,
            ];
            let counts = kinds.map(|kind| {
                let of = again.changes.iter().filter(|change| change.kind == kind);
                (of.count(), kind.as_str())
            });
            let said: Vec<String> = counts
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, kind)| format!("{count} {kind}"))
                .collect();
            return if said.is_empty() {
                "nothing new".to_owned()
            } else {
                said.join(", ")
            };
        }
        let all = self.import.operations.len();
        let [exact, usable, left_out] = [Verdict::Exact, Verdict::Usable, Verdict::LeftOut]
            .map(|verdict| self.import.count(verdict));
        let operations = count(all, "operation");
        if exact == all {
            return format!("{operations}, all exact");
        }
        format!("{operations}: {exact} exact, {usable} usable, {left_out} left out")
    }

    /// Returns the report for people.
    pub(super) fn document(&self) -> Document<'r> {
        let mut document = Document {
            command: "import",
            headline: format!("{}: {}", self.name, self.headline()),
            tone: if self.import.count(Verdict::Exact) == self.import.operations.len() {
                Tone::Good
            } else {
                Tone::Strong
            },
            next: self.out.as_ref().map(|out| format!("theta check {out}")),
            ..Document::default()
        };
        if let Some(again) = self.again {
            document.sections.push(Section {
                title: "The contract",
                intro: "",
                folded: false,
            });
            document.findings.extend(again.changes.iter().map(changed));
            return document;
        }
        for (at, (verdict, title, intro)) in SECTIONS.iter().enumerate() {
            document.sections.push(Section {
                title,
                intro,
                folded: false,
            });
            let outcomes = self
                .import
                .operations
                .iter()
                .filter(|one| one.verdict == *verdict);
            document
                .findings
                .extend(outcomes.map(|outcome| finding(at, outcome)));
        }
        let notes = document.sections.len();
        document.sections.push(Section {
            title: "Of the document as a whole",
            intro: "Of the document as a whole:",
            folded: false,
        });
        document
            .findings
            .extend(self.import.notes.iter().map(|note| Finding {
                section: notes,
                tone: Tone::Faint,
                class: "note",
                kind: "document",
                subject: Some(&note.place),
                says: &note.reason,
                facts: vec![format!("at {}", note.place)],
                ..Finding::default()
            }));
        document
    }

    /// Returns the report for programs.
    pub(super) fn json(&self) -> Json<'r> {
        let [exact, usable, left_out] = [Verdict::Exact, Verdict::Usable, Verdict::LeftOut]
            .map(|verdict| self.import.count(verdict));
        Json {
            format_version: 1,
            document: self.name,
            is_sound: self
                .again
                .map_or(self.import.is_sound, |again| again.is_sound),
            exact,
            usable,
            left_out,
            operations: self.import.operations.iter().map(Became::of).collect(),
            notes: self.import.notes.iter().map(Lost::of).collect(),
            changes: self
                .again
                .iter()
                .flat_map(|again| &again.changes)
                .map(Changed::of)
                .collect(),
        }
    }
}

fn finding(section: usize, outcome: &Outcome) -> Finding<'_> {
    let is_left_out = outcome.verdict == Verdict::LeftOut;
    Finding {
        section,
        tone: if is_left_out {
            Tone::Error
        } else {
            Tone::Warning
        },
        level: Level::Warning,
        class: outcome.verdict.as_str(),
        kind: if is_left_out { "operation" } else { "endpoint" },
        says: &outcome.operation,
        verdicts: if is_left_out {
            "no endpoint".to_owned()
        } else {
            outcome.endpoints.join(", ")
        },
        lines: outcome
            .losses
            .iter()
            .map(|loss| (place(loss), loss.reason.clone()))
            .collect(),
        ..Finding::default()
    }
}

fn changed(change: &Change) -> Finding<'_> {
    let is_kept = change.kind == Kind::Kept;
    Finding {
        tone: if is_kept { Tone::Warning } else { Tone::Faint },
        level: if is_kept {
            Level::Warning
        } else {
            Level::Notice
        },
        class: change.kind.as_str(),
        kind: "contract",
        says: &change.path,
        verdicts: change.reason.clone(),
        facts: change
            .reason
            .split_terminator('\n')
            .map(str::to_owned)
            .collect(),
        ..Finding::default()
    }
}

fn place(loss: &Loss) -> Place<'_> {
    Place {
        file: &loss.place,
        line: None,
        column: None,
    }
}

/// The report for programs.
#[derive(Serialize)]
pub(super) struct Json<'r> {
    format_version: u32,
    document: &'r str,
    is_sound: bool,
    exact: usize,
    usable: usize,
    left_out: usize,
    operations: Vec<Became<'r>>,
    notes: Vec<Lost<'r>>,
    changes: Vec<Changed<'r>>,
}

#[derive(Serialize)]
struct Changed<'r> {
    path: &'r str,
    kind: &'static str,
    reason: &'r str,
}

impl<'r> Changed<'r> {
    fn of(change: &'r Change) -> Self {
        Self {
            path: &change.path,
            kind: change.kind.as_str(),
            reason: &change.reason,
        }
    }
}

#[derive(Serialize)]
struct Became<'r> {
    operation: &'r str,
    id: Option<&'r str>,
    place: &'r str,
    verdict: &'static str,
    endpoints: &'r [String],
    losses: Vec<Lost<'r>>,
}

#[derive(Serialize)]
struct Lost<'r> {
    place: &'r str,
    reason: &'r str,
}

impl<'r> Became<'r> {
    fn of(outcome: &'r Outcome) -> Self {
        Self {
            operation: &outcome.operation,
            id: outcome.id.as_deref(),
            place: &outcome.place,
            verdict: outcome.verdict.as_str(),
            endpoints: &outcome.endpoints,
            losses: outcome.losses.iter().map(Lost::of).collect(),
        }
    }
}

impl<'r> Lost<'r> {
    fn of(loss: &'r Loss) -> Self {
        Self {
            place: &loss.place,
            reason: &loss.reason,
        }
    }
}
