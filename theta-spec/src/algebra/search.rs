//! Breadth-first search for a shortest text.

use std::collections::HashSet;
use std::hash::Hash;
use std::rc::Rc;

use super::automaton::{Automaton, Class, DIGIT_SAMPLE, TEXT_SAMPLE};
use super::{LimitReached, Work};

/// A shortest text that both automata accept.
pub(super) fn overlap(
    a: &Automaton,
    b: &Automaton,
    work: &mut Work,
) -> Result<Option<String>, LimitReached> {
    let is_goal = |&(at_a, at_b): &(usize, usize)| a.accepts_at(at_a) && b.accepts_at(at_b);
    shortest_path((0, 0), is_goal, work, |&(at_a, at_b), moves| {
        for (class_a, next_a) in a.moves(at_a) {
            for (class_b, next_b) in b.moves(at_b) {
                moves.extend(class_a.common(class_b).map(|c| (c, (next_a, next_b))));
            }
        }
    })
}

/// A shortest text that `a` accepts and `b` does not.
pub(super) fn difference(
    a: &Automaton,
    b: &Automaton,
    work: &mut Work,
) -> Result<Option<String>, LimitReached> {
    let start: (usize, Rc<[usize]>) = (0, Rc::new([0]));
    let is_goal = |(at, set): &(usize, Rc<[usize]>)| a.accepts_at(*at) && !b.accepts_in(set);
    shortest_path(start, is_goal, work, |(at, set), moves| {
        if b.accepts_all_from(set) {
            return;
        }
        for (class, next) in a.moves(*at) {
            moves.extend(
                samples(class, b, set)
                    .into_iter()
                    .map(|c| (c, (next, b.step(set, c).into()))),
            );
        }
    })
}

/// The characters of `class` that a search for what the automaton refuses has to try.
///
/// A character that no literal at hand reads leads to the fewest states, hence to the fewest accepted texts: one such
/// character stands for all. A digit can also be read by integer captures, so other characters come before it.
fn samples(class: Class, automaton: &Automaton, set: &[usize]) -> Vec<char> {
    let unread = |c: &char| {
        let mut moves = set.iter().flat_map(|&state| automaton.moves(state));
        moves.all(|(class, _)| class != Class::Char(*c))
    };
    match class {
        Class::Char(c) => vec![c],
        Class::Digit => match (DIGIT_SAMPLE..='9').find(unread) {
            Some(digit) => vec![digit],
            None => ('0'..='9').collect(),
        },
        Class::Any => {
            let letters = std::iter::once(TEXT_SAMPLE)
                .chain('a'..='z')
                .chain('A'..='Z');
            // The set is small, so among all these some character is left.
            let others = ('!'..=char::MAX).filter(|c| !c.is_ascii_digit());
            letters.chain(others).find(unread).into_iter().collect()
        }
    }
}

/// The characters on a shortest path from `start` to a goal.
///
/// Among equally short paths, the order of the characters decides, so that witnesses are readable and do not vary.
fn shortest_path<C: Clone + Eq + Hash>(
    start: C,
    is_goal: impl Fn(&C) -> bool,
    work: &mut Work,
    moves_of: impl Fn(&C, &mut Vec<(char, C)>),
) -> Result<Option<String>, LimitReached> {
    let limit = work.limit;
    if is_goal(&start) {
        return Ok(Some(String::new()));
    }
    let mut seen = HashSet::from([start.clone()]);
    // Serves as the queue and as the record of how each configuration was reached.
    let mut steps = vec![Step {
        config: start,
        read: None,
    }];
    let mut moves = Vec::new();
    let mut head = 0;
    while let Some(step) = steps.get(head) {
        moves_of(&step.config, &mut moves);
        moves.sort_by_key(|&(c, _)| (rank(c), c));
        for (c, config) in moves.drain(..) {
            if !seen.insert(config.clone()) {
                continue;
            }
            let found = is_goal(&config);
            steps.push(Step {
                config,
                read: Some((c, head)),
            });
            work.done += 1;
            if found {
                return Ok(Some(spell(&steps)));
            }
            if steps.len() > limit.0 {
                return Err(LimitReached { limit });
            }
        }
        head += 1;
    }
    Ok(None)
}

struct Step<C> {
    config: C,
    /// The character that led here and the step it came from.
    read: Option<(char, usize)>,
}

/// The characters on the way to the last step.
fn spell<C>(steps: &[Step<C>]) -> String {
    let last = steps.last().and_then(|step| step.read);
    let backwards: Vec<char> = std::iter::successors(last, |&(_, from)| steps[from].read)
        .map(|(c, _)| c)
        .collect();
    backwards.into_iter().rev().collect()
}

fn rank(c: char) -> u8 {
    if c.is_ascii_alphabetic() {
        0
    } else if c.is_ascii_digit() {
        1
    } else if c == ' ' || c.is_ascii_punctuation() {
        2
    } else {
        3
    }
}
