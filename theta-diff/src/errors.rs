//! Documented failures: the rows themselves. What a reply is, is compared in `walk`.

mod told;

pub(super) use told::paired_captures;

use super::finding::Finding;
use super::matchers::{code, code_key, code_relation, essence, exact, relation, texts, texts_key};
use super::reading::{reading, same_readings};
use super::said::list;
use super::sides::Sides;
use super::subject::Subject;
use theta_spec::algebra::Relation;
use theta_spec::contract::{CodeMatcher, Contract, ErrorRow, Status, StatusSet};
use theta_spec::text::markdown::code as quoted;

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    for &at in &sides.errors.removed {
        let row = &sides.old.errors[at];
        let sees = format!("the variant `{}` is gone", row.variant);
        out.push(Finding::new("error-removed", &["errors", &row.name], sees).old(summary(row)));
    }
    for &at in &sides.errors.added {
        let row = &sides.new.errors[at];
        let sees = format!("there is a variant `{}`", row.variant);
        let added = Finding::new("error-added", &["errors", &row.name], sees);
        out.push(added.new_value(summary(row)).telling(told::all(row)));
    }
    for &(a, b) in &sides.errors.both {
        let (old, new) = (&sides.old.errors[a], &sides.new.errors[b]);
        let it = Subject::new(&["errors", &old.name], &["errors", &new.name], out);
        Rows {
            sides,
            old,
            new,
            it,
        }
        .compare();
    }
}

fn summary(row: &ErrorRow) -> String {
    let mut words = vec![row.status.to_string()];
    words.extend(row.code.as_ref().map(|matcher| code(Some(matcher))));
    words.extend(row.detail.as_ref().map(|detail| texts(Some(detail))));
    let fields = row.fields.iter();
    words.extend(fields.map(|field| format!("{} {}", field.field, texts(Some(&field.matcher)))));
    words.extend(row.headers.iter().map(ToString::to_string));
    words.join(" ")
}

/// A row before and after.
struct Rows<'c, 'o> {
    sides: &'c Sides<'c>,
    old: &'c ErrorRow,
    new: &'c ErrorRow,
    it: Subject<'c, 'o>,
}

impl Rows<'_, '_> {
    fn compare(mut self) {
        let (old, new) = (self.old, self.new);
        let variant = &new.variant;
        self.it.changed(
            "error-renamed",
            "",
            (&old.variant, variant),
            format!("the variant `{}` is called `{variant}`", old.variant),
        );
        if old.variant == new.variant {
            let names = (&old.name, &new.name);
            self.it.key_changed("error-key-changed", "error", names);
        }
        self.status();
        self.fields();
        self.code();
        self.detail();
        self.further();
        self.headers();
        self.shape();
        self.scope();
        self.captures();
        self.retry();
        self.words();
        self.it.evidence((&old.evidence, &new.evidence), variant);
    }

    fn status(&mut self) {
        let (old, new) = (&self.old.status, &self.new.status);
        if old == new {
            return;
        }
        let rule = if includes(new, old) {
            "error-status-widened"
        } else if includes(old, new) {
            "error-status-narrowed"
        } else if classes(old) == classes(new) {
            "error-status-changed"
        } else {
            "error-status-class-changed"
        };
        let more = match (old.single(), new.single()) {
            (Some(was), Some(is)) if was / 100 == is / 100 => "",
            (Some(_), Some(500..)) => ": a fault of the server, which most HTTP software retries",
            (Some(_), Some(_)) => ": another class of status",
            _ => "",
        };
        let sees = format!(
            "`{}` comes with {new} instead of {old}{more}",
            self.new.variant
        );
        self.it.became(rule, "status", (old, new), sees);
    }

    /// The fields that not every variant has.
    fn fields(&mut self) {
        let variant = &self.new.variant;
        let has_status = |row: &ErrorRow| row.status.single().is_none();
        let facts = [
            (
                "detail",
                (self.old.keeps_detail(), self.new.keeps_detail()),
                ["error-detail-field-added", "error-detail-field-removed"],
            ),
            (
                "status",
                (has_status(self.old), has_status(self.new)),
                ["error-status-field-added", "error-status-field-removed"],
            ),
        ];
        for (field, has, [added, removed]) in facts {
            let (rule, verb) = match has {
                (false, true) => (added, "has the field"),
                (true, false) => (removed, "has no field"),
                _ => continue,
            };
            let sees = format!("`{variant}` {verb} `{field}`");
            let finding = self.it.finding(rule, field, sees);
            self.it.out.push(finding);
        }
    }

    fn code(&mut self) {
        let (old, new) = (self.old.code.as_ref(), self.new.code.as_ref());
        if code_key(old) == code_key(new) {
            // The holes are a finding each.
            if let (Some(CodeMatcher::Folded { .. }), Some(CodeMatcher::Folded { .. })) = (old, new)
            {
                let variant = &self.new.variant;
                let sees = format!("readers see the code of `{variant}` in other letters");
                let values = (code(old), code(new));
                self.it
                    .changed("error-code-rewritten", "code", values, sees);
            }
            return;
        }
        let rule = match code_relation(old, new) {
            Some(Relation::Subset) => "error-code-widened",
            Some(Relation::Superset) => "error-code-narrowed",
            _ => "error-code-changed",
        };
        let (mut was, mut is) = (code(old), code(new));
        if was == is {
            (was, is) = (code_key(old), code_key(new));
        }
        let sees = format!(
            "`{}` is told by the code {} instead of {}",
            self.new.variant,
            quoted(&is),
            quoted(&was)
        );
        self.it.became(rule, "code", (was, is), sees);
    }

    fn detail(&mut self) {
        let (old, new) = (self.old.detail.as_ref(), self.new.detail.as_ref());
        // The order in which the contract writes alternatives means nothing.
        if texts_key(old) == texts_key(new) {
            return;
        }
        let variant = &self.new.variant;
        let others = format!("`{variant}` matches different replies");
        let (rule, sees) = match (relation(old, new), exact(old), exact(new)) {
            (Some(Relation::Equal), ..) => (
                "error-detail-rewritten",
                format!("readers see the text of `{variant}` in another notation"),
            ),
            (Some(Relation::Subset), ..) => (
                "error-detail-widened",
                format!("more replies are `{variant}`"),
            ),
            (Some(Relation::Superset), ..) => (
                "error-detail-narrowed",
                format!("fewer replies are `{variant}`"),
            ),
            (_, Some(a), Some(b)) if essence(a) == essence(b) => {
                ("error-detail-punctuation-changed", others)
            }
            (_, Some(_), Some(_)) => ("error-detail-changed", others),
            _ => ("error-detail-replaced", others),
        };
        self.it
            .became(rule, "detail", (texts(old), texts(new)), sees);
    }

    fn further(&mut self) {
        let key = |row: &ErrorRow| {
            let fields = row.fields.iter();
            fields
                .map(|field| (field.field.clone(), texts_key(Some(&field.matcher))))
                .collect::<Vec<_>>()
        };
        let text = |row: &ErrorRow| {
            let fields = row.fields.iter();
            let fields: Vec<String> = fields
                .map(|field| format!("{}: {}", field.field, texts(Some(&field.matcher))))
                .collect();
            if fields.is_empty() {
                "none".to_owned()
            } else {
                fields.join("; ")
            }
        };
        if key(self.old) != key(self.new) {
            let sees = format!("`{}` is told by other further texts", self.new.variant);
            let values = (text(self.old), text(self.new));
            self.it.became("error-match-changed", "match", values, sees);
        }
    }

    fn headers(&mut self) {
        let text = |row: &ErrorRow| {
            let headers: Vec<String> = row.headers.iter().map(ToString::to_string).collect();
            if headers.is_empty() {
                "any".to_owned()
            } else {
                headers.join("; ")
            }
        };
        // What reads alike in words is shown text by text.
        let apart = |row: &ErrorRow| {
            let headers = row.headers.iter();
            let headers =
                headers.map(|one| format!("{}: {:?}", one.name, texts_key(one.value.as_ref())));
            headers.collect::<Vec<_>>().join("; ")
        };
        if self.old.headers != self.new.headers {
            let sees = format!("`{}` is told by other headers", self.new.variant);
            let (was, is) = (text(self.old), text(self.new));
            let values = if was == is {
                (apart(self.old), apart(self.new))
            } else {
                (was, is)
            };
            self.it
                .became("error-headers-changed", "headers", values, sees);
        }
    }

    fn shape(&mut self) {
        let read = |contract: &Contract, row: &ErrorRow| {
            let shapes = row.shapes.iter();
            let mut readings: Vec<String> = shapes.map(|&id| reading(contract.shape(id))).collect();
            readings.sort();
            readings
        };
        let names = |contract: &Contract, row: &ErrorRow| {
            let shapes = row.shapes.iter();
            let names: Vec<&str> = shapes.map(|&id| contract.shape(id).name.as_str()).collect();
            if names.is_empty() {
                "any".to_owned()
            } else {
                names.join(", ")
            }
        };
        let (old, new) = (self.sides.old, self.sides.new);
        // A shape that changed, came or went is a finding of its own; so is what follows from other texts to match.
        let stable = same_readings(old, new);
        let same_roles = self.old.is_status_only() == self.new.is_status_only()
            && self.old.code.is_some() == self.new.code.is_some();
        if stable && same_roles && read(old, self.old) != read(new, self.new) {
            let (was, is) = (names(old, self.old), names(new, self.new));
            let variant = &self.new.variant;
            let sees = format!("`{variant}` comes in bodies of the shape {is} instead of {was}");
            self.it
                .became("error-shape-changed", "shape", (was, is), sees);
        }
    }

    fn scope(&mut self) {
        let variant = &self.new.variant;
        let on = |was_on: bool, is_on: bool| -> Vec<String> {
            let both = self.sides.endpoints.both.iter();
            let here = both.filter(|&&(a, b)| {
                self.old.on.iter().any(|id| id.0 == a) == was_on
                    && self.new.on.iter().any(|id| id.0 == b) == is_on
            });
            here.map(|&(_, b)| self.sides.new.endpoints[b].name.clone())
                .collect()
        };
        let (gained, lost) = (on(false, true), on(true, false));
        if !gained.is_empty() {
            let sees = format!("{} can return `{variant}`", list(&gained));
            let finding = self.it.finding("error-scope-widened", "on", sees);
            self.it.out.push(finding.new_value(gained.join(", ")));
        }
        if !lost.is_empty() {
            let sees = format!("{} cannot return `{variant}`", list(&lost));
            let finding = self.it.finding("error-scope-narrowed", "on", sees);
            self.it.out.push(finding.old(lost.join(", ")));
        }
    }
}

fn includes(wide: &StatusSet, narrow: &StatusSet) -> bool {
    narrow.members.iter().all(|member| match member {
        Status::Exact(status) => wide.contains(*status),
        Status::Class(_) | Status::Default => wide.members.contains(member),
    })
}

fn classes(set: &StatusSet) -> Vec<u16> {
    let mut classes: Vec<u16> = set
        .members
        .iter()
        .flat_map(|member| match member {
            Status::Exact(status) => status / 100..status / 100 + 1,
            Status::Class(class) => u16::from(*class)..u16::from(*class) + 1,
            Status::Default => 3..6,
        })
        .collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}
