//! The kinds of text there are to a set of matchers, each with a shortest one.
//!
//! Two texts are of one kind when the same matchers accept both. The kinds are found by walking all matchers at once,
//! breadth first, over sets of positions; when the walk ends, no kind is missing.

use std::collections::HashSet;
use std::convert::Infallible;
use std::ops::ControlFlow;
use theta_spec::algebra::automaton::{Automaton, Class};
use theta_spec::algebra::search::{explore, readable};
use theta_spec::algebra::{Limit, LimitReached, Work};

/// A number that fits no 64-bit integer: a capture that holds it gives no row.
const HUGE: &str = "99999999999999999999";

/// A kind of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    /// Indices of the matchers that accept it, sorted.
    pub(super) accepted: Vec<u32>,
    /// A shortest text of the kind.
    pub(super) text: String,
}

/// Where the matchers stand: a matcher and a position, sorted.
type Places = Vec<(u32, u32)>;

/// Where the matchers stand, and whether a number that is too large was read.
type Config = (Places, bool);

/// What one move reads.
#[derive(Clone, Copy)]
enum Read {
    Char(char),
    Huge,
}

/// Returns every kind of text, or every kind that the matcher at index `focus` accepts.
pub(super) fn atoms(
    matchers: &[Automaton],
    focus: Option<u32>,
    limit: usize,
) -> Result<Vec<Atom>, LimitReached> {
    let walk = Walk { matchers, focus };
    let start: Places = (0..).zip(matchers).map(|(at, _)| (at, 0)).collect();
    let has_numbers = matchers.iter().any(Automaton::has_numbers);
    let mut found = HashSet::new();
    let mut atoms = Vec::new();
    explore(
        (start, false),
        &mut Work::within(Limit(limit)),
        |config, moves| walk.moves(config, has_numbers, moves),
        |trail| {
            let (places, huge) = trail.here();
            let accepted = walk.accepted(places);
            let is_wanted = focus.is_none_or(|focus| accepted.contains(&focus));
            if is_wanted && found.insert((accepted.clone(), *huge)) {
                let mut text = String::new();
                for read in trail.reads() {
                    match read {
                        Read::Char(c) => text.push(c),
                        Read::Huge => text.push_str(HUGE),
                    }
                }
                atoms.push(Atom { accepted, text });
            }
            ControlFlow::<Infallible>::Continue(())
        },
    )?;
    Ok(atoms)
}

struct Walk<'m> {
    matchers: &'m [Automaton],
    focus: Option<u32>,
}

impl Walk<'_> {
    fn moves(&self, (places, huge): &Config, has_numbers: bool, moves: &mut Vec<(Config, Read)>) {
        for c in self.symbols(places) {
            moves.push(((self.step(places, c), *huge), Read::Char(c)));
        }
        let reads_digits = || self.classes(places).any(|class| class == Class::Digit);
        if has_numbers && !huge && reads_digits() {
            let next = HUGE
                .chars()
                .fold(places.clone(), |places, c| self.step(&places, c));
            moves.push(((next, true), Read::Huge));
        }
        if let Some(focus) = self.focus {
            moves.retain(|((places, _), _)| places.iter().any(|&(matcher, _)| matcher == focus));
        }
    }

    fn accepted(&self, places: &Places) -> Vec<u32> {
        let accepting =
            |&&(matcher, state): &&(u32, u32)| self.matchers[matcher as usize].accepts_at(state);
        let mut accepted: Vec<u32> = places
            .iter()
            .filter(accepting)
            .map(|&(matcher, _)| matcher)
            .collect();
        accepted.dedup();
        accepted
    }

    fn step(&self, places: &Places, c: char) -> Places {
        let mut out = Places::new();
        let mut next = Vec::new();
        for group in places.chunk_by(|a, b| a.0 == b.0) {
            let matcher = group[0].0;
            let set = group.iter().map(|&(_, state)| state);
            self.matchers[matcher as usize].step(set, c, &mut next);
            out.extend(next.iter().map(|&state| (matcher, state)));
        }
        out
    }

    fn classes<'w>(&'w self, places: &'w Places) -> impl Iterator<Item = Class> + 'w {
        places.iter().flat_map(|&(matcher, state)| {
            let moves = self.matchers[matcher as usize].moves(state);
            moves.map(|(class, _)| class)
        })
    }

    /// The characters that lead to different places: each that a literal at hand reads, and one of every other kind.
    fn symbols(&self, places: &Places) -> Vec<char> {
        let (mut named, mut digits, mut any) = (Vec::new(), false, self.focus.is_none());
        for class in self.classes(places) {
            named.extend(class.named());
            digits |= class == Class::Digit;
            any |= class == Class::Any;
        }
        named.sort_unstable_by_key(|&c| readable(c));
        named.dedup();
        let holes = [(any, Class::Any), (digits, Class::Digit)];
        let others: Vec<char> = holes
            .into_iter()
            .filter(|(is_there, _)| *is_there)
            .filter_map(|(_, class)| class.untaken(|c| named.contains(&c)))
            .collect();
        // Literals first: among equally short texts the one in the words of the contract reads best.
        named.extend(others);
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use theta_spec::template::Template;

    fn kinds(templates: &[&str], focus: Option<u32>) -> Vec<(Vec<u32>, String)> {
        let matchers: Vec<Automaton> = templates
            .iter()
            .map(|text| Automaton::from(&Template::parse(text).unwrap()))
            .collect();
        let atoms = atoms(&matchers, focus, 10_000).unwrap();
        atoms
            .into_iter()
            .map(|atom| (atom.accepted, atom.text))
            .collect()
    }

    #[test]
    fn each_kind_comes_with_a_shortest_text() {
        assert_eq!(
            kinds(&["ab", "a{..}"], None),
            [
                (vec![], String::new()),
                (vec![1], "a".to_owned()),
                (vec![0, 1], "ab".to_owned())
            ]
        );
    }

    #[test]
    fn a_focus_leaves_out_what_it_does_not_accept() {
        assert_eq!(
            kinds(&["ab", "b{..}"], Some(0)),
            [(vec![0], "ab".to_owned())]
        );
    }

    #[test]
    fn a_number_that_is_too_large_is_a_kind_of_its_own() {
        let texts: Vec<String> = kinds(&["{n:int}"], Some(0))
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert_eq!(texts, ["0", HUGE]);
    }

    #[test]
    fn a_walk_that_is_cut_off_says_so() {
        let matchers = [Automaton::from(&Template::parse("abc").unwrap())];
        assert_eq!(
            atoms(&matchers, None, 2),
            Err(LimitReached { limit: Limit(2) })
        );
    }
}
