//! Findings that somebody has looked at: `spec.changes.toml`.

use super::Diff;
use theta_spec::day::{Day, date};
use theta_spec::source::{SourceText, Span};
use theta_spec::suggest::nearest;
use toml::de::{DeTable, DeValue};

/// Why a contract changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// The vendor changed the API: earlier releases are wrong already.
    VendorChanged,
    /// The contract was wrong and says now what always was.
    Correction,
    /// The client was changed by choice; the API is the same.
    OurChoice,
}

impl Intent {
    /// Every intent with its word in the file.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("vendor changed", Self::VendorChanged),
        ("correction", Self::Correction),
        ("our choice", Self::OurChoice),
    ];

    /// The word in the file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, intent)| *intent == self)
            .map_or("", |(word, _)| word)
    }
}

/// One entry of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// The finding.
    pub fingerprint: String,
    /// Its rule, so that a reader knows what was accepted.
    pub rule: String,
    /// Why the contract changed.
    pub intent: Intent,
    /// What the reviewer found out.
    pub note: String,
    /// The last day on which it counts; `None` is for ever.
    pub until: Option<Day>,
    /// When it was made.
    pub since: Since,
    /// Where it stands.
    pub span: Span,
}

/// When an entry was made, as far as both sides of a comparison tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// It stood there before the change: whoever made the change did not make it.
    Before,
    /// The change itself acknowledges what it does.
    ThisChange,
    /// What stood there before is not known.
    Unknown,
}

impl Acknowledged {
    /// Whether a finding of that rule may be shown as what is settled: the change does not acknowledge it for itself,
    /// and it decides neither over what is sent nor over the key nor over what is billed.
    ///
    /// Either way it does not fail.
    #[must_use]
    pub fn settles(&self, rule: &super::Rule) -> bool {
        self.since == Since::Before && !rule.is_never_quiet()
    }
}

/// Something that is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AckProblem {
    /// What kind of mistake it is.
    pub kind: AckProblemKind,
    /// What is wrong and what to do.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// The kinds of [`AckProblem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AckProblemKind {
    /// It cannot be read.
    Malformed,
    /// It is about no finding of this comparison: it would silently let the next one pass.
    Unused,
    /// Its last day is over.
    Expired,
}

/// The entries of `spec.changes.toml`.
#[derive(Clone, Debug, Default)]
pub struct Acknowledgements {
    /// In the order of the file.
    pub entries: Vec<Acknowledged>,
    /// What is wrong with the file itself.
    pub problems: Vec<AckProblem>,
}

const KEYS: [&str; 5] = ["finding", "rule", "intent", "note", "until"];

impl Acknowledgements {
    /// Reads the file; what cannot be read is in its problems.
    ///
    /// ```
    /// use theta_diff::{Acknowledgements, Intent};
    /// use theta_spec::source::SourceText;
    ///
    /// let text = r#"
    /// [[change]]
    /// finding = "3f9c01d2a7b4e001"
    /// rule    = "error-detail-changed"
    /// intent  = "vendor changed"
    /// note    = "The page has had the new text since May."
    /// until   = 2027-01-31
    /// "#;
    /// let read = Acknowledgements::read(&SourceText::new("spec.changes.toml", text.to_owned()));
    /// assert!(read.problems.is_empty());
    /// assert_eq!(read.entries[0].intent, Intent::VendorChanged);
    /// ```
    #[must_use]
    pub fn read(source: &SourceText) -> Self {
        let (document, errors) = DeTable::parse_recoverable(source.text());
        let mut out = Self::default();
        for error in &errors {
            let span = error.span().map_or(Span::default(), Span::from);
            out.malformed(span, error.message().replace('\n', ", "));
        }
        if !errors.is_empty() {
            return out;
        }
        for (key, value) in document.get_ref() {
            if key.get_ref() != "change" {
                out.malformed(
                    key.span().into(),
                    format!(
                        "unknown key `{}`: write each entry as [[change]]",
                        key.get_ref()
                    ),
                );
                continue;
            }
            match value.get_ref() {
                DeValue::Array(items) => {
                    for item in items {
                        match item.get_ref() {
                            DeValue::Table(table) => out.entry(table, item.span().into()),
                            _ => out.malformed(
                                item.span().into(),
                                "not a table: write each entry as [[change]]",
                            ),
                        }
                    }
                }
                _ => out.malformed(
                    key.span().into(),
                    "not a list: write each entry as [[change]], with two brackets",
                ),
            }
        }
        out
    }

    /// The same entries, each with whether it stood in `before`, the file as it was before the change. An entry that was
    /// given another last day was made anew.
    #[must_use]
    pub fn compared_with(mut self, before: &Self) -> Self {
        for entry in &mut self.entries {
            let stood = before.entries.iter().any(|old| {
                old.fingerprint == entry.fingerprint
                    && old.rule == entry.rule
                    && old.until == entry.until
            });
            entry.since = if stood {
                Since::Before
            } else {
                Since::ThisChange
            };
        }
        self
    }

    fn malformed(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(AckProblem {
            kind: AckProblemKind::Malformed,
            message: message.into(),
            span,
        });
    }

    fn entry(&mut self, table: &DeTable<'_>, span: Span) {
        let before = self.problems.len();
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !KEYS.contains(&name) {
                let hint = nearest(name, KEYS).map_or_else(
                    || format!("an entry has {}", KEYS.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.malformed(key.span().into(), format!("unknown key `{name}`: {hint}"));
            }
        }
        let fingerprint = self.text(table, "finding", span);
        if !fingerprint.is_empty()
            && (fingerprint.len() != 16
                || !fingerprint
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)))
        {
            self.malformed(span, format!("`{fingerprint}` is no fingerprint: copy the sixteen characters that `theta diff` shows"));
        }
        let rule = self.text(table, "rule", span);
        if !rule.is_empty() && super::find_rule(&rule).is_none() {
            let hint = nearest(&rule, super::rules().map(|rule| rule.id)).map_or_else(
                || "`theta explain-rule` lists them".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.malformed(span, format!("there is no rule `{rule}`: {hint}"));
        }
        let word = self.text(table, "intent", span);
        let intent = Intent::ALL
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, intent)| *intent);
        if intent.is_none() && !word.is_empty() {
            let words: Vec<String> = Intent::ALL
                .iter()
                .map(|(word, _)| format!("`{word}`"))
                .collect();
            self.malformed(
                span,
                format!("`{word}` is no intent: write {}", words.join(", ")),
            );
        }
        let note = self.text(table, "note", span);
        let until = table
            .get("until")
            .map(|value| (value.span(), date(value.get_ref())));
        if let Some((at, None)) = &until {
            self.malformed(
                at.clone().into(),
                "not a day: write it as 2027-01-31, without quotes",
            );
        }
        if let Some(first) = self
            .entries
            .iter()
            .find(|entry| entry.fingerprint == fingerprint)
            .filter(|_| !fingerprint.is_empty())
        {
            let message = format!(
                "the finding {} is acknowledged twice: remove one of the entries",
                first.fingerprint
            );
            self.malformed(span, message);
        }
        if let (Some(intent), true) = (intent, self.problems.len() == before) {
            self.entries.push(Acknowledged {
                fingerprint,
                rule,
                intent,
                note,
                until: until.and_then(|(_, day)| day),
                since: Since::Unknown,
                span,
            });
        }
    }

    /// A required text; what is missing is a problem.
    fn text(&mut self, table: &DeTable<'_>, key: &'static str, span: Span) -> String {
        match table.get(key).map(|value| (value.get_ref(), value.span())) {
            None => self.malformed(span, format!("the entry has no `{key}`")),
            Some((DeValue::String(text), _)) if !text.trim().is_empty() => return text.to_string(),
            Some((_, at)) => self.malformed(at.into(), format!("`{key}` is not a text")),
        }
        String::new()
    }

    /// What is wrong with the entries on this day and for this comparison: expired ones, and ones about no finding.
    #[must_use]
    pub fn check(&self, diff: &Diff, today: Day) -> Vec<AckProblem> {
        let mut problems = self.problems.clone();
        for entry in &self.entries {
            let finding = diff
                .findings
                .iter()
                .find(|finding| finding.fingerprint == entry.fingerprint);
            let (kind, message) = match (finding, entry.until) {
                (None, _) => (
                    AckProblemKind::Unused,
                    format!(
                        "no finding has the fingerprint {}: remove the entry, or a later change like it passes unseen",
                        entry.fingerprint
                    ),
                ),
                (Some(finding), _) if finding.rule.id != entry.rule => (
                    AckProblemKind::Malformed,
                    format!(
                        "the finding {} is `{}`, not `{}`",
                        entry.fingerprint, finding.rule.id, entry.rule
                    ),
                ),
                (Some(_), Some(until)) if until < today => (
                    AckProblemKind::Expired,
                    format!(
                        "the entry for {} counted until {until}: look at the finding again",
                        entry.fingerprint
                    ),
                ),
                _ => continue,
            };
            problems.push(AckProblem {
                kind,
                message,
                span: entry.span,
            });
        }
        problems
    }

    /// The entry for a finding, if it counts on this day.
    #[must_use]
    pub fn of(&self, finding: &super::Finding, today: Day) -> Option<&Acknowledged> {
        self.entries.iter().find(|entry| {
            entry.fingerprint == finding.fingerprint
                && entry.rule == finding.rule.id
                && entry.until.is_none_or(|until| until >= today)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_since_1970_are_calendar_days() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_779, "2026-11-22"),
        ] {
            assert_eq!(Day::from_unix_days(days).to_string(), expected);
        }
    }

    #[test]
    fn a_day_is_a_day_of_the_calendar() {
        assert!(Day::parse("2024-02-29").is_some());
        for text in [
            "2023-02-29",
            "2024-13-01",
            "2024-1-1",
            "2024-01-32",
            "24-01-01",
            "2024-01-01T00:00:00Z",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
