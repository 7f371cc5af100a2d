//! The reference classifier for many replies of one endpoint.
//!
//! It tries only the rows that a reply can be: those with its exact code or without a code, and with its exact text,
//! its beginning or its end. The classifier then decides among them as usual, in its order.

use super::{Match, Outcome, Reading, Unknown, captures, code_fits, fold, listed, number_of};
use crate::contract::{
    Classifier, ClassifierGroup, CodeMatcher, Contract, Endpoint, ErrorId, ErrorRow, Status,
    StatusArm,
};
use std::collections::{BTreeSet, HashMap};

/// Classifies many replies of one endpoint.
pub struct Finder<'c> {
    contract: &'c Contract,
    classifier: &'c Classifier,
    arms: Vec<Arm<'c>>,
}

struct Arm<'c> {
    status: Status,
    rows: Vec<(ErrorId, &'c ClassifierGroup)>,
    /// Places in `rows`, by what a reply of the row has.
    by_key: HashMap<Key<'c>, Vec<usize>>,
    /// Which keys there are, without their texts.
    kinds: BTreeSet<(Text<'c>, End, usize)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Code<'t> {
    Exact(&'t str),
    Number(&'t str),
    Folded(&'t str),
    Any,
}

/// A text of a reply: its detail, or a field.
type Text<'c> = Option<&'c str>;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum End {
    Whole,
    First,
    Last,
    None,
}

/// A code, and an end of a text.
type Key<'t> = (Code<'t>, Text<'t>, End, &'t str);

impl<'c> Finder<'c> {
    /// Creates it for an endpoint of a contract.
    #[must_use]
    pub fn new(contract: &'c Contract, endpoint: &'c Endpoint) -> Self {
        let arms = endpoint.classifier.arms.iter();
        Self {
            contract,
            classifier: &endpoint.classifier,
            arms: arms.map(|arm| Arm::new(contract, arm)).collect(),
        }
    }

    /// Returns the row that a reply is. Of one that is no row, the outcome says no more than that.
    #[must_use]
    pub fn find(&self, status: u16, reading: &Reading) -> Outcome {
        listed::first(self.contract, reading, |reading| self.one(status, reading))
    }

    fn one(&self, status: u16, reading: &Reading) -> Outcome {
        let unknown = Outcome::Unknown(Unknown {
            known_status: false,
            known_code: false,
        });
        let enters = |arm: &&Arm<'_>| self.classifier.enters(arm.status, status);
        for arm in self.arms.iter().filter(enters) {
            for at in arm.candidates(reading) {
                let (id, group) = arm.rows[at];
                let shape_fits = group.shapes.is_empty()
                    || reading
                        .shape
                        .is_some_and(|shape| group.shapes.contains(&shape));
                let code = group.code.as_ref();
                if !shape_fits || !code.is_none_or(|code| code_fits(code, reading.code.as_deref()))
                {
                    continue;
                }
                match captures(self.contract.error(id), reading) {
                    Match::No => {}
                    Match::Unparsable => return unknown,
                    Match::Yes(captures) => return Outcome::Row { id, captures },
                }
            }
        }
        unknown
    }
}

impl<'c> Arm<'c> {
    fn new(contract: &'c Contract, arm: &'c StatusArm) -> Self {
        let groups = arm.groups.iter();
        let rows = groups.flat_map(|group| group.rows.iter().map(move |&id| (id, group)));
        let rows: Vec<(ErrorId, &ClassifierGroup)> = rows.collect();
        let mut shared: HashMap<(Text<'c>, End, &str), usize> = HashMap::new();
        for key in rows
            .iter()
            .flat_map(|(id, _)| ends(contract.error(*id)))
            .flatten()
        {
            *shared.entry(key).or_default() += 1;
        }
        let mut by_key: HashMap<Key<'c>, Vec<usize>> = HashMap::new();
        let mut kinds = BTreeSet::new();
        for (at, (id, group)) in rows.iter().enumerate() {
            let code = match &group.code {
                Some(CodeMatcher::Exact(text)) => Code::Exact(text),
                Some(CodeMatcher::Number(number)) => Code::Number(number),
                Some(CodeMatcher::Folded { folded, .. }) => Code::Folded(folded),
                Some(CodeMatcher::Template(_)) | None => Code::Any,
            };
            for [first, last] in ends(contract.error(*id)) {
                // The end that fewer rows have.
                let fewer = shared.get(&last) < shared.get(&first);
                let (text, end, literal) = if fewer { last } else { first };
                kinds.insert((text, end, literal.len()));
                by_key
                    .entry((code, text, end, literal))
                    .or_default()
                    .push(at);
            }
        }
        Self {
            status: arm.status,
            rows,
            by_key,
            kinds,
        }
    }

    /// The rows that the reply may be, in the order in which they are tried.
    fn candidates(&self, reading: &Reading) -> BTreeSet<usize> {
        let folded = reading.code.as_deref().map(fold);
        let number = reading.code.as_deref().and_then(number_of);
        let mut codes = vec![Code::Any];
        codes.extend(number.as_deref().map(Code::Number));
        codes.extend(reading.code.as_deref().map(Code::Exact));
        codes.extend(folded.as_deref().map(Code::Folded));
        let mut found = BTreeSet::new();
        for &(text, end, length) in &self.kinds {
            let said = match text {
                None => reading.detail.as_deref(),
                Some(name) => {
                    let mut fields = reading.fields.iter();
                    fields
                        .find(|(known, _)| known == name)
                        .map(|(_, text)| text.as_str())
                }
            };
            let literal = match (end, said) {
                (End::None, _) => Some(""),
                (End::Whole, Some(said)) => (said.len() == length).then_some(said),
                (End::First, Some(said)) => said.get(..length),
                (End::Last, Some(said)) => said
                    .len()
                    .checked_sub(length)
                    .and_then(|from| said.get(from..)),
                (_, None) => None,
            };
            let Some(literal) = literal else { continue };
            for &code in &codes {
                found.extend(
                    self.by_key
                        .get(&(code, text, end, literal))
                        .into_iter()
                        .flatten(),
                );
            }
        }
        found
    }
}

/// An end of a text of a reply.
type Place<'c> = (Text<'c>, End, &'c str);

/// What a reply of the row begins and ends with, for each alternative of its detail or of its first field.
fn ends(row: &ErrorRow) -> Vec<[Place<'_>; 2]> {
    let detail = row.detail.as_ref().map(|detail| (None, detail));
    let field = row.fields.first();
    let field = field.map(|field| (Some(field.field.as_str()), &field.matcher));
    let Some((text, matcher)) = detail.or(field) else {
        return vec![[(None, End::None, ""); 2]];
    };
    let ends = matcher.templates.iter().map(|template| {
        if let Some(whole) = template.as_exact() {
            return [(text, End::Whole, whole); 2];
        }
        let first = (text, End::First, template.leading_literal());
        let last = (text, End::Last, template.trailing_literal());
        [first, last]
    });
    ends.collect()
}
