//! Documented failures: the rows themselves. What a reply is, is compared in `walk`.

mod told;

use super::finding::Finding;
use super::matchers::{code, code_key, code_relation, essence, exact, relation, texts, texts_key};
use super::reading::{reading, same_readings};
use super::said::{borrow, evidence};
use super::sides::Sides;
use theta_spec::algebra::Relation;
use theta_spec::contract::{Contract, ErrorRow, Status, StatusSet};
use theta_spec::text::markdown::code as quoted;

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    for &at in &sides.errors.removed {
        let row = &sides.old.errors[at];
        out.push(
            Finding::new(
                "error-removed",
                &["errors", &row.name],
                format!("the variant `{}` is gone", row.variant),
            )
            .old(summary(row)),
        );
    }
    for &at in &sides.errors.added {
        let row = &sides.new.errors[at];
        out.push(
            Finding::new(
                "error-added",
                &["errors", &row.name],
                format!("there is a variant `{}`", row.variant),
            )
            .new_value(summary(row)),
        );
    }
    for &(a, b) in &sides.errors.both {
        Rows {
            sides,
            old: &sides.old.errors[a],
            new: &sides.new.errors[b],
        }
        .compare(out);
    }
}

fn summary(row: &ErrorRow) -> String {
    let mut words = vec![row.status.to_string()];
    words.extend(row.code.as_ref().map(|matcher| code(Some(matcher))));
    words.extend(row.detail.as_ref().map(|detail| texts(Some(detail))));
    words.extend(
        row.fields
            .iter()
            .map(|field| format!("{} {}", field.field, texts(Some(&field.matcher)))),
    );
    words.join(" ")
}

/// A row before and after.
struct Rows<'c> {
    sides: &'c Sides<'c>,
    old: &'c ErrorRow,
    new: &'c ErrorRow,
}

impl Rows<'_> {
    fn path(row: &ErrorRow, key: &[&str]) -> Vec<String> {
        ["errors", &row.name]
            .iter()
            .chain(key)
            .map(|&part| part.to_owned())
            .collect()
    }

    fn finding(&self, rule: &'static str, key: &[&str], sees: String) -> Finding {
        Finding::new(rule, &borrow(&Self::path(self.old, key)), sees)
            .new_path(&borrow(&Self::path(self.new, key)))
    }

    fn compare(&self, out: &mut Vec<Finding>) {
        let (old, new) = (self.old, self.new);
        let variant = &new.variant;
        if old.variant != new.variant {
            out.push(
                self.finding(
                    "error-renamed",
                    &[],
                    format!("the variant `{}` is called `{variant}`", old.variant),
                )
                .values(&old.variant, variant),
            );
        } else if old.name != new.name {
            out.push(
                self.finding(
                    "error-key-changed",
                    &[],
                    format!(
                        "readers of the contract see the error `{}` as `{}`",
                        old.name, new.name
                    ),
                )
                .values(&old.name, &new.name),
            );
        }
        self.status(out);
        self.code(out);
        self.detail(out);
        self.further(out);
        self.shape(out);
        self.scope(out);
        self.captures(out);
        self.retry(out);
        self.words(out);
        evidence(
            &old.evidence,
            &new.evidence,
            &Self::path(old, &[]),
            &Self::path(new, &[]),
            variant,
            out,
        );
    }

    fn status(&self, out: &mut Vec<Finding>) {
        let (old, new) = (&self.old.status, &self.new.status);
        let variant = &self.new.variant;
        if old != new {
            let rule = if includes(new, old) {
                "error-status-widened"
            } else if includes(old, new) {
                "error-status-narrowed"
            } else if classes(old) == classes(new) {
                "error-status-changed"
            } else {
                "error-status-class-changed"
            };
            let mut changed = self
                .finding(
                    rule,
                    &["status"],
                    format!("`{variant}` comes with {new} instead of {old}"),
                )
                .values(old.to_string(), new.to_string());
            if let (Some(was), Some(is)) = (old.single(), new.single())
                && was / 100 != is / 100
            {
                changed.sees.push_str(if is >= 500 {
                    ": a fault of the server, which most HTTP software retries"
                } else {
                    ": another class of status"
                });
            }
            out.push(changed);
        }
        match (self.old.keeps_detail(), self.new.keeps_detail()) {
            (false, true) => out.push(self.finding(
                "error-detail-field-added",
                &["detail"],
                format!("`{variant}` has the field `detail`"),
            )),
            (true, false) => out.push(self.finding(
                "error-detail-field-removed",
                &["detail"],
                format!("`{variant}` has no field `detail`"),
            )),
            _ => {}
        }
        match (old.single(), new.single()) {
            (Some(_), None) => out.push(self.finding(
                "error-status-field-added",
                &["status"],
                format!("`{variant}` has the field `status`"),
            )),
            (None, Some(_)) => out.push(self.finding(
                "error-status-field-removed",
                &["status"],
                format!("`{variant}` has no field `status`"),
            )),
            _ => {}
        }
    }

    fn code(&self, out: &mut Vec<Finding>) {
        let (old, new) = (self.old.code.as_ref(), self.new.code.as_ref());
        if code_key(old) == code_key(new) {
            return;
        }
        let rule = match code_relation(old, new) {
            Some(Relation::Subset) => "error-code-widened",
            Some(Relation::Superset) => "error-code-narrowed",
            _ => "error-code-changed",
        };
        let (was, is) = (code(old), code(new));
        out.push(
            self.finding(
                rule,
                &["code"],
                format!(
                    "`{}` is told by the code {} instead of {}",
                    self.new.variant,
                    quoted(&is),
                    quoted(&was)
                ),
            )
            .values(was, is),
        );
    }

    fn detail(&self, out: &mut Vec<Finding>) {
        let (old, new) = (self.old.detail.as_ref(), self.new.detail.as_ref());
        let (was, is) = (texts(old), texts(new));
        // The order in which the contract writes alternatives means nothing.
        if texts_key(old) == texts_key(new) {
            return;
        }
        let variant = &self.new.variant;
        let rule = match relation(old, new) {
            Some(Relation::Equal) => "error-detail-rewritten",
            Some(Relation::Subset) => "error-detail-widened",
            Some(Relation::Superset) => "error-detail-narrowed",
            _ => match (exact(old), exact(new)) {
                (Some(a), Some(b)) if essence(a) == essence(b) => {
                    "error-detail-punctuation-changed"
                }
                (Some(_), Some(_)) => "error-detail-changed",
                _ => "error-detail-replaced",
            },
        };
        let sees = match rule {
            "error-detail-widened" => format!("more replies are `{variant}`"),
            "error-detail-narrowed" => format!("fewer replies are `{variant}`"),
            "error-detail-rewritten" => {
                format!("readers see the text of `{variant}` in another notation")
            }
            _ => format!("other replies are `{variant}`"),
        };
        out.push(self.finding(rule, &["detail"], sees).values(was, is));
    }

    fn further(&self, out: &mut Vec<Finding>) {
        let key = |row: &ErrorRow| {
            row.fields
                .iter()
                .map(|field| {
                    format!(
                        "{} {}",
                        field.field,
                        texts_key(Some(&field.matcher)).join(" | ")
                    )
                })
                .collect::<Vec<_>>()
        };
        let text = |row: &ErrorRow| {
            let fields: Vec<String> = row
                .fields
                .iter()
                .map(|field| format!("{}: {}", field.field, texts(Some(&field.matcher))))
                .collect();
            if fields.is_empty() {
                "none".to_owned()
            } else {
                fields.join("; ")
            }
        };
        if key(self.old) != key(self.new) {
            out.push(
                self.finding(
                    "error-match-changed",
                    &["match"],
                    format!("`{}` is told by other further texts", self.new.variant),
                )
                .values(text(self.old), text(self.new)),
            );
        }
    }

    fn shape(&self, out: &mut Vec<Finding>) {
        let read = |contract: &Contract, row: &ErrorRow| {
            let mut readings: Vec<String> = row
                .shapes
                .iter()
                .map(|&id| reading(contract.shape(id)))
                .collect();
            readings.sort();
            readings
        };
        let names = |contract: &Contract, row: &ErrorRow| {
            let names: Vec<&str> = row
                .shapes
                .iter()
                .map(|&id| contract.shape(id).name.as_str())
                .collect();
            if names.is_empty() {
                "any".to_owned()
            } else {
                names.join(", ")
            }
        };
        // A shape that changed, came or went is a finding of its own; so is what follows from other texts to match.
        let stable = same_readings(self.sides.old, self.sides.new);
        let same_roles = self.old.is_status_only() == self.new.is_status_only()
            && self.old.code.is_some() == self.new.code.is_some();
        if stable && same_roles && read(self.sides.old, self.old) != read(self.sides.new, self.new)
        {
            let (was, is) = (
                names(self.sides.old, self.old),
                names(self.sides.new, self.new),
            );
            out.push(
                self.finding(
                    "error-shape-changed",
                    &["shape"],
                    format!(
                        "`{}` comes in bodies of the shape {is} instead of {was}",
                        self.new.variant
                    ),
                )
                .values(was, is),
            );
        }
    }

    fn scope(&self, out: &mut Vec<Finding>) {
        let variant = &self.new.variant;
        let old_on: Vec<usize> = self.old.on.iter().map(|id| id.0).collect();
        let new_on: Vec<usize> = self.new.on.iter().map(|id| id.0).collect();
        let both = &self.sides.endpoints.both;
        let gained: Vec<String> = both
            .iter()
            .filter(|(a, b)| new_on.contains(b) && !old_on.contains(a))
            .map(|&(_, b)| self.sides.new.endpoints[b].name.clone())
            .collect();
        let lost: Vec<String> = both
            .iter()
            .filter(|(a, b)| old_on.contains(a) && !new_on.contains(b))
            .map(|&(_, b)| self.sides.new.endpoints[b].name.clone())
            .collect();
        if !gained.is_empty() {
            out.push(
                self.finding(
                    "error-scope-widened",
                    &["on"],
                    format!("{} can return `{variant}`", super::said::list(&gained)),
                )
                .new_value(gained.join(", ")),
            );
        }
        if !lost.is_empty() {
            out.push(
                self.finding(
                    "error-scope-narrowed",
                    &["on"],
                    format!("{} cannot return `{variant}`", super::said::list(&lost)),
                )
                .old(lost.join(", ")),
            );
        }
    }
}

fn includes(wide: &StatusSet, narrow: &StatusSet) -> bool {
    narrow.members.iter().all(|member| match member {
        Status::Exact(status) => wide.contains(*status),
        Status::Class(_) => wide.members.contains(member),
    })
}

fn classes(set: &StatusSet) -> Vec<u16> {
    let mut classes: Vec<u16> = set
        .members
        .iter()
        .map(|member| match member {
            Status::Exact(status) => status / 100,
            Status::Class(class) => u16::from(*class),
        })
        .collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}
