//! How far a text is from a documented detail, and where it first departs from it.

use super::explanation::Difference;
use theta_spec::template::{CaptureKind, Piece, Template};

/// Longest text that is compared, in characters: the work grows with the product of both lengths.
const MAX_TEXT: usize = 600;

/// Longest piece of a literal that a difference shows, in characters.
const SHOWN: usize = 16;

/// One step of a template.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// This character.
    Char(char),
    /// One character of the kind, the first of a capture.
    One(CaptureKind),
    /// Any number of characters of the kind, free of cost.
    Many(CaptureKind),
}

/// The cheapest way to turn a text into one that the template matches.
pub(super) struct Alignment {
    /// Characters to insert, delete or replace; 0 exactly when the template matches.
    pub(super) distance: usize,
    /// The first of these; as late in the text as the cheapest way allows.
    pub(super) difference: Option<Difference>,
}

/// Compares a text with a template; `None` when they have too little in common for it to be worth a word.
pub(super) fn align(template: &Template, text: &str) -> Option<Alignment> {
    let steps = steps(template);
    let text: Vec<char> = text.chars().take(MAX_TEXT).collect();
    let costs = Costs::new(&steps, &text);
    let distance = costs.at(0, 0);
    // A template of holes alone is near to everything, which says nothing.
    if distance > template.literal_len() / 2 || template.literal_len() < 3 {
        return None;
    }
    Some(Alignment {
        distance,
        difference: first_difference(&steps, &text, &costs),
    })
}

fn steps(template: &Template) -> Vec<Step> {
    let mut steps = Vec::new();
    for piece in template.pieces() {
        match piece {
            Piece::Literal(literal) => steps.extend(literal.chars().map(Step::Char)),
            Piece::Capture(capture) => {
                steps.extend([Step::One(capture.kind), Step::Many(capture.kind)]);
            }
            Piece::Tail => steps.push(Step::Many(CaptureKind::Text)),
        }
    }
    steps
}

fn admits(kind: CaptureKind, c: char) -> bool {
    match kind {
        CaptureKind::Text => true,
        CaptureKind::Int => c.is_ascii_digit(),
    }
}

/// What it costs to turn the text from each place on into what the steps from each place on match.
struct Costs {
    width: usize,
    costs: Vec<usize>,
}

impl Costs {
    fn new(steps: &[Step], text: &[char]) -> Self {
        let width = text.len() + 1;
        let mut table = Self {
            width,
            costs: vec![0; width * (steps.len() + 1)],
        };
        for i in (0..=steps.len()).rev() {
            for j in (0..width).rev() {
                table.costs[i * width + j] =
                    table.cost(steps.get(i).copied(), text.get(j).copied(), i, j);
            }
        }
        table
    }

    fn at(&self, i: usize, j: usize) -> usize {
        self.costs[i * self.width + j]
    }

    fn cost(&self, step: Option<Step>, c: Option<char>, i: usize, j: usize) -> usize {
        let together = |matches: bool| self.at(i + 1, j + 1) + usize::from(!matches);
        match (step, c) {
            (None, None) => 0,
            (None, Some(_)) => self.at(i, j + 1) + 1,
            (Some(Step::Many(_)), None) => self.at(i + 1, j),
            (Some(Step::Char(_) | Step::One(_)), None) => self.at(i + 1, j) + 1,
            (Some(Step::Many(kind)), Some(c)) => self
                .at(i + 1, j)
                .min(self.at(i, j + 1) + usize::from(!admits(kind, c))),
            (Some(step), Some(c)) => {
                let matches = match step {
                    Step::Char(expected) => expected == c,
                    Step::One(kind) | Step::Many(kind) => admits(kind, c),
                };
                together(matches)
                    .min(self.at(i + 1, j) + 1)
                    .min(self.at(i, j + 1) + 1)
            }
        }
    }
}

/// Walks along a cheapest way and stops at its first cost.
fn first_difference(steps: &[Step], text: &[char], costs: &Costs) -> Option<Difference> {
    let (mut i, mut j) = (0, 0);
    loop {
        let cost = costs.at(i, j);
        if cost == 0 {
            return None;
        }
        let (free, both) = match (steps.get(i), text.get(j)) {
            (Some(Step::Char(expected)), Some(c)) => (expected == c, true),
            (Some(Step::One(kind)), Some(c)) => (admits(*kind, *c), true),
            (Some(Step::Many(_)), _) if costs.at(i + 1, j) == cost => {
                i += 1;
                continue;
            }
            (Some(Step::Many(kind)), Some(c)) => (admits(*kind, *c), false),
            _ => (false, false),
        };
        let next = if both { (i + 1, j + 1) } else { (i, j + 1) };
        if !free || costs.at(next.0, next.1) != cost {
            return Some(difference(&steps[i..], &text[j..], j + 1));
        }
        (i, j) = next;
    }
}

fn difference(steps: &[Step], text: &[char], column: usize) -> Difference {
    let hole = match steps.first() {
        Some(Step::One(CaptureKind::Int) | Step::Many(CaptureKind::Int)) => Some("digits"),
        Some(Step::One(CaptureKind::Text) | Step::Many(CaptureKind::Text)) => Some("text"),
        Some(Step::Char(_)) | None => None,
    };
    let literal = steps.iter().map_while(|step| match step {
        Step::Char(c) => Some(*c),
        Step::One(_) | Step::Many(_) => None,
    });
    let expected = literal.take(SHOWN).collect();
    let found = text.iter().take(SHOWN).collect();
    Difference {
        column,
        expected,
        hole,
        found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distance, column, what is expected there (a hole by its kind) and what is found.
    type Nearness = (usize, Option<(usize, String, String)>);

    fn near(template: &str, text: &str) -> Option<Nearness> {
        let alignment = align(&Template::parse(template).unwrap(), text)?;
        let difference = alignment.difference.map(|at| {
            let expected = at.hole.map_or(at.expected, |hole| format!("<{hole}>"));
            (at.column, expected, at.found)
        });
        Some((alignment.distance, difference))
    }

    #[test]
    fn the_first_difference_is_where_the_texts_part() {
        for (template, text, distance, column, expected, found) in [
            (
                "gold_text is required",
                "gold_text is requird",
                1,
                20,
                "ed",
                "d",
            ),
            (
                "Not all words are spoken.",
                "Not all words are spoken",
                1,
                25,
                ".",
                "",
            ),
            ("Invalid API key", "Invalid API keys", 1, 16, "", "s"),
            (
                "Invalid API key",
                "invalid API key",
                1,
                1,
                "Invalid API key",
                "invalid API key",
            ),
            (
                "Invalid options: {reason}",
                "Invalid option: x",
                1,
                15,
                "s: ",
                ": x",
            ),
            (
                "Invalid options: {reason}",
                "Invalid options: ",
                1,
                18,
                "<text>",
                "",
            ),
            (
                "Exceeds {n:int} seconds",
                "Exceeds x seconds",
                1,
                9,
                "<digits>",
                "x seconds",
            ),
            ("aab is here", "ab is here", 1, 2, "ab is here", "b is here"),
        ] {
            let expected = (
                distance,
                Some((column, expected.to_owned(), found.to_owned())),
            );
            assert_eq!(near(template, text), Some(expected), "{template} / {text}");
        }
    }

    #[test]
    fn a_match_has_no_distance_and_no_difference() {
        for (template, text) in [
            ("Invalid options: {reason}", "Invalid options: x: y"),
            ("Cut here{..}", "Cut here"),
            ("{n:int} of {all}", "12 of a"),
        ] {
            assert_eq!(near(template, text), Some((0, None)), "{template} / {text}");
        }
    }

    #[test]
    fn texts_that_have_little_in_common_are_not_near() {
        assert_eq!(near("Invalid API key", "Insufficient credits"), None);
        assert_eq!(near("{anything}", "Insufficient credits"), None);
    }
}
