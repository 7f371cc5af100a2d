//! The kinds of text there are to a set of matchers, each with a shortest one.
//!
//! Two texts are of one kind when the same matchers accept both. The kinds are found by walking all matchers at once,
//! breadth first, over sets of positions; when the walk ends, no kind is missing.

use super::automaton::{Automaton, Class};
use std::collections::HashSet;

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

/// The walk was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CutOff;

/// Where the matchers stand: a matcher and a position, sorted.
type Config = Vec<(u32, u32)>;

/// Every kind of text, or every kind that the matcher at index `focus` accepts.
pub(super) fn atoms(
    matchers: &[Automaton],
    focus: Option<u32>,
    limit: usize,
) -> Result<Vec<Atom>, CutOff> {
    Walk {
        matchers,
        focus,
        numbers: matchers.iter().any(|one| one.numbers),
        steps: Vec::new(),
        seen: HashSet::new(),
        found: HashSet::new(),
        atoms: Vec::new(),
    }
    .run(limit)
}

struct Step {
    config: Config,
    /// Whether a number that is too large was read.
    huge: bool,
    from: usize,
    read: Read,
}

#[derive(Clone, Copy)]
enum Read {
    Nothing,
    Char(char),
    Huge,
}

struct Walk<'m> {
    matchers: &'m [Automaton],
    focus: Option<u32>,
    numbers: bool,
    steps: Vec<Step>,
    seen: HashSet<(Config, bool)>,
    found: HashSet<(Vec<u32>, bool)>,
    atoms: Vec<Atom>,
}

impl Walk<'_> {
    fn run(mut self, limit: usize) -> Result<Vec<Atom>, CutOff> {
        let start: Config = (0..self.matchers.len()).map(|at| (index(at), 0)).collect();
        self.visit(start, false, 0, Read::Nothing);
        let mut head = 0;
        while head < self.steps.len() {
            if self.steps.len() > limit {
                return Err(CutOff);
            }
            let (config, huge) = (self.steps[head].config.clone(), self.steps[head].huge);
            for c in self.symbols(&config) {
                let next = self.step(&config, c);
                self.visit(next, huge, head, Read::Char(c));
            }
            if self.numbers && !huge && self.reads_digits(&config) {
                let next = HUGE.chars().fold(config, |config, c| self.step(&config, c));
                self.visit(next, true, head, Read::Huge);
            }
            head += 1;
        }
        Ok(self.atoms)
    }

    fn visit(&mut self, config: Config, huge: bool, from: usize, read: Read) {
        let live = |focus: u32| config.iter().any(|&(matcher, _)| matcher == focus);
        if self.focus.is_some_and(|focus| !live(focus)) {
            return;
        }
        if !self.seen.insert((config.clone(), huge)) {
            return;
        }
        let mut accepted: Vec<u32> = config
            .iter()
            .filter(|&&(matcher, state)| self.matchers[matcher as usize].accepts_at(state))
            .map(|&(matcher, _)| matcher)
            .collect();
        accepted.dedup();
        self.steps.push(Step {
            config,
            huge,
            from,
            read,
        });
        let wanted = self.focus.is_none_or(|focus| accepted.contains(&focus));
        if wanted && self.found.insert((accepted.clone(), huge)) {
            let text = self.spell(self.steps.len() - 1);
            self.atoms.push(Atom { accepted, text });
        }
    }

    fn step(&self, config: &Config, c: char) -> Config {
        let mut out = Config::new();
        let mut set = Vec::new();
        for group in config.chunk_by(|a, b| a.0 == b.0) {
            let matcher = group[0].0;
            let automaton = &self.matchers[matcher as usize];
            set.clear();
            for &(_, state) in group {
                automaton.step(state, c, &mut set);
            }
            automaton.prune(&mut set);
            out.extend(set.iter().map(|&state| (matcher, state)));
        }
        out
    }

    fn classes<'w>(&'w self, config: &'w Config) -> impl Iterator<Item = Class> + 'w {
        config.iter().flat_map(|&(matcher, state)| {
            let state = self.matchers[matcher as usize].states[state as usize];
            state.stay.into_iter().chain(state.forward)
        })
    }

    fn reads_digits(&self, config: &Config) -> bool {
        self.classes(config).any(|class| class == Class::Digit)
    }

    /// The characters that lead to different places: each that a literal at hand reads, and one of every other kind.
    fn symbols(&self, config: &Config) -> Vec<char> {
        let (mut named, mut digits, mut any) = (Vec::new(), false, self.focus.is_none());
        for class in self.classes(config) {
            match class {
                Class::Char(c) => named.push(c),
                Class::Letter(c) => named.extend([c.to_ascii_uppercase(), c]),
                Class::Separator => named.extend(['_', '-', ' ']),
                Class::Digit => digits = true,
                Class::Any => any = true,
            }
        }
        named.sort_unstable_by_key(|&c| (rank(c), c));
        named.dedup();
        let is_new = |c: &char| !named.contains(c);
        let mut symbols = Vec::new();
        if any {
            let letters = std::iter::once('x').chain('a'..='z').chain('A'..='Z');
            let others = ('!'..=char::MAX).filter(|c| !c.is_ascii_digit());
            symbols.extend(letters.chain(others).find(is_new));
        }
        if digits {
            symbols.extend(('0'..='9').find(is_new));
        }
        symbols.extend(&named);
        // Literals first: among equally short texts the one in the words of the contract reads best.
        let others = symbols.len() - named.len();
        symbols.rotate_left(others);
        symbols
    }

    fn spell(&self, mut at: usize) -> String {
        let mut backwards = Vec::new();
        loop {
            match self.steps[at].read {
                Read::Nothing => break,
                Read::Char(c) => backwards.push(c),
                Read::Huge => backwards.extend(HUGE.chars().rev()),
            }
            at = self.steps[at].from;
        }
        backwards.into_iter().rev().collect()
    }
}

/// A contract holds far fewer matchers than that.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn rank(c: char) -> u8 {
    match c {
        c if c.is_ascii_alphabetic() => 0,
        c if c.is_ascii_digit() => 1,
        c if c == ' ' || c.is_ascii_punctuation() => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use theta_spec::template::Template;

    fn kinds(templates: &[&str], focus: Option<u32>) -> Vec<(Vec<u32>, String)> {
        let matchers: Vec<Automaton> = templates
            .iter()
            .map(|text| Automaton::of_template(&Template::parse(text).unwrap()))
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
        let matchers = [Automaton::of_template(&Template::parse("abc").unwrap())];
        assert_eq!(atoms(&matchers, None, 2), Err(CutOff));
    }
}
