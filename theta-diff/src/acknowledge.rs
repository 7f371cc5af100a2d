//! Findings that somebody has looked at: `spec.changes.toml`.

use super::Diff;
use theta_spec::day::Day;
use theta_spec::entries::{Entry, Problem, ProblemKind, Reader, chosen};
use theta_spec::source::{SourceText, Span};
use theta_spec::suggest::nearest;
use theta_spec::worded_enum;

worded_enum! {
    /// Why a contract changed.
    pub enum Intent {
        /// The vendor changed the API: earlier releases are wrong already.
        VendorChanged = "vendor changed",
        /// The contract was wrong and says now what always was.
        Correction = "correction",
        /// The client was changed by choice; the API is the same.
        OurChoice = "our choice",
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
    /// Returns whether a finding of that rule may be shown as settled: the change does not acknowledge it for itself,
    /// and it decides neither over what is sent nor over the key nor over what is billed.
    ///
    /// Either way it does not fail.
    #[must_use]
    pub fn settles(&self, rule: &super::Rule) -> bool {
        self.since == Since::Before && !rule.is_never_quiet()
    }
}

/// The entries of `spec.changes.toml`.
#[derive(Clone, Debug, Default)]
pub struct Acknowledgements {
    /// In the order of the file.
    pub entries: Vec<Acknowledged>,
    /// What is wrong with the file itself.
    pub problems: Vec<Problem>,
}

const KEYS: [&str; 5] = ["finding", "rule", "intent", "note", "until"];

/// What is wrong with a blank text.
const BLANK: Option<&str> = Some("is not a text");

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
        let mut out = Self::default();
        let mut reader = Reader::default();
        for (key, value) in reader.document(source).iter().flatten() {
            let (name, at) = (key.get_ref(), key.span());
            if name == "change" {
                for entry in reader.entries("change", at, value) {
                    out.entry(entry, &mut reader);
                }
            } else {
                let message = format!("unknown key `{name}`: write each entry as [[change]]");
                reader.wrong(at, message);
            }
        }
        out.problems = reader.problems;
        out
    }

    /// Returns the same entries, each with whether it stood in `before`, the file as it was before the change. An entry
    /// that was given another last day counts as new.
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

    fn entry(&mut self, entry: Entry<'_, '_>, reader: &mut Reader) {
        let before = reader.problems.len();
        let span = entry.span;
        reader.known(entry.table, &KEYS, "an entry");
        let fingerprint = reader.text(entry, "finding", BLANK);
        let is_hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if let Some(fingerprint) = &fingerprint
            && (fingerprint.len() != 16 || !fingerprint.bytes().all(is_hexadecimal))
        {
            reader.wrong(span, format!("`{fingerprint}` is no fingerprint: copy the sixteen characters that `theta diff` shows"));
        }
        let rule = reader.text(entry, "rule", BLANK);
        if let Some(rule) = rule
            .as_ref()
            .filter(|rule| super::find_rule(rule).is_none())
        {
            let hint = nearest(rule, super::rules().map(|rule| rule.id)).map_or_else(
                || "`theta explain-rule` lists them".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            reader.wrong(span, format!("there is no rule `{rule}`: {hint}"));
        }
        let word = reader.text(entry, "intent", BLANK);
        let intent = word.as_ref().and_then(|word| chosen(Intent::ALL, word));
        if let (Some(word), None) = (&word, intent) {
            let words = Intent::ALL.iter().map(|(word, _)| format!("`{word}`"));
            let words: Vec<String> = words.collect();
            reader.wrong(
                span,
                format!("`{word}` is no intent: write {}", words.join(", ")),
            );
        }
        let note = reader.text(entry, "note", BLANK);
        let until = reader.day(entry, "until");
        let is_same = |known: &Acknowledged| Some(&known.fingerprint) == fingerprint.as_ref();
        if let Some(first) = self.entries.iter().find(|known| is_same(known)) {
            let message = format!(
                "the finding {} is acknowledged twice: remove one of the entries",
                first.fingerprint
            );
            reader.wrong(span, message);
        }
        if reader.problems.len() > before {
            return;
        }
        if let (Some(fingerprint), Some(rule), Some(intent), Some(note)) =
            (fingerprint, rule, intent, note)
        {
            self.entries.push(Acknowledged {
                fingerprint,
                rule,
                intent,
                note,
                until,
                since: Since::Unknown,
                span,
            });
        }
    }

    /// Returns what is wrong with the entries on this day and for this comparison: expired ones, and ones about no finding.
    #[must_use]
    pub fn check(&self, diff: &Diff, today: Day) -> Vec<Problem> {
        let mut problems = self.problems.clone();
        for entry in &self.entries {
            let finding = diff
                .findings
                .iter()
                .find(|finding| finding.fingerprint == entry.fingerprint);
            let (kind, message) = match (finding, entry.until) {
                (None, _) => (
                    ProblemKind::Unused,
                    format!(
                        "no finding has the fingerprint {}: remove the entry, or a later change like it passes unseen",
                        entry.fingerprint
                    ),
                ),
                (Some(finding), _) if finding.rule.id != entry.rule => (
                    ProblemKind::Malformed,
                    format!(
                        "the finding {} is `{}`, not `{}`",
                        entry.fingerprint, finding.rule.id, entry.rule
                    ),
                ),
                (Some(_), Some(until)) if until < today => (
                    ProblemKind::Expired,
                    format!(
                        "the entry for {} counted until {until}: look at the finding again",
                        entry.fingerprint
                    ),
                ),
                _ => continue,
            };
            problems.push(Problem {
                kind,
                message,
                span: entry.span,
            });
        }
        problems
    }

    /// Returns the entry for a finding, if it counts on this day.
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
