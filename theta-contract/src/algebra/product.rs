//! Two automata walked together.

use super::automaton::{Automaton, Class};
use super::search::{explore, readable};
use super::{LimitReached, Work};
use std::hash::Hash;
use std::ops::ControlFlow;
use std::rc::Rc;

/// Returns a shortest text that both automata accept.
pub(super) fn overlap(
    a: &Automaton,
    b: &Automaton,
    work: &mut Work,
) -> Result<Option<String>, LimitReached> {
    let is_goal = |&(at_a, at_b): &(u32, u32)| a.accepts_at(at_a) && b.accepts_at(at_b);
    shortest_path((0, 0), is_goal, work, |&(at_a, at_b), moves| {
        for (class_a, next_a) in a.moves(at_a) {
            for (class_b, next_b) in b.moves(at_b) {
                let common = class_a.common(class_b);
                moves.extend(common.map(|c| ((next_a, next_b), c)));
            }
        }
    })
}

/// Returns a shortest text that `a` accepts and `b` does not.
pub(super) fn difference(
    a: &Automaton,
    b: &Automaton,
    work: &mut Work,
) -> Result<Option<String>, LimitReached> {
    let start: (u32, Rc<[u32]>) = (0, Rc::new([0]));
    let is_goal = |(at, set): &(u32, Rc<[u32]>)| a.accepts_at(*at) && !b.accepts_in(set);
    let mut next_set = Vec::new();
    shortest_path(start, is_goal, work, |(at, set), moves| {
        if b.accepts_all_from(set) {
            return;
        }
        for (class, next) in a.moves(*at) {
            for c in samples(class, b, set) {
                b.step(set.iter().copied(), c, &mut next_set);
                moves.push(((next, next_set.as_slice().into()), c));
            }
        }
    })
}

/// The characters of `class` that a search for what the automaton refuses has to try.
fn samples(class: Class, automaton: &Automaton, set: &[u32]) -> Vec<char> {
    let is_read = |c: char| {
        let mut moves = set.iter().flat_map(|&state| automaton.moves(state));
        moves.any(|(class, _)| class.named().any(|own| own == c))
    };
    match class {
        // The set is small, so among all characters some is left.
        Class::Any => class.untaken(is_read).into_iter().collect(),
        Class::Digit => class
            .untaken(is_read)
            .map_or_else(|| ('0'..='9').collect(), |digit| vec![digit]),
        literal => literal.named().collect(),
    }
}

/// The characters on a shortest path from `start` to a goal, readable ones first.
fn shortest_path<C: Clone + Eq + Hash>(
    start: C,
    is_goal: impl Fn(&C) -> bool,
    work: &mut Work,
    mut moves_of: impl FnMut(&C, &mut Vec<(C, char)>),
) -> Result<Option<String>, LimitReached> {
    explore(
        start,
        work,
        |config, moves| {
            moves_of(config, moves);
            moves.sort_by_key(|&(_, c)| readable(c));
        },
        |trail| {
            if is_goal(trail.here()) {
                ControlFlow::Break(trail.reads().into_iter().collect())
            } else {
                ControlFlow::Continue(())
            }
        },
    )
}
