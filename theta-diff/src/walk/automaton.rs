//! Matchers as automata without empty moves: a chain of positions, some of which loop.

use theta_spec::contract::CodeMatcher;
use theta_spec::template::{CaptureKind, Piece, Template};

/// The characters that one move reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Char(char),
    /// This letter in either case.
    Letter(char),
    /// `-`, `_` or a space.
    Separator,
    Digit,
    Any,
}

impl Class {
    pub(super) fn admits(self, c: char) -> bool {
        match self {
            Self::Char(own) => own == c,
            Self::Letter(own) => own == c.to_ascii_lowercase(),
            Self::Separator => matches!(c, '-' | '_' | ' '),
            Self::Digit => c.is_ascii_digit(),
            Self::Any => true,
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    pub(super) stay: Option<Class>,
    pub(super) forward: Option<Class>,
}

/// The states are the positions in the matcher; the first is the start, the last accepts.
#[derive(Clone, Debug)]
pub(super) struct Automaton {
    pub(super) states: Vec<State>,
    /// Whether some hole takes digits only.
    pub(super) numbers: bool,
}

impl Automaton {
    pub(super) fn of_template(template: &Template) -> Self {
        let mut chain = Chain::default();
        let mut numbers = false;
        for piece in template.pieces() {
            match piece {
                Piece::Literal(text) => text
                    .chars()
                    .for_each(|c| chain.advance(Class::Char(c), None)),
                Piece::Capture(capture) => {
                    let class = match capture.kind {
                        CaptureKind::Text => Class::Any,
                        CaptureKind::Int => Class::Digit,
                    };
                    numbers |= class == Class::Digit;
                    chain.advance(class, Some(class));
                }
                Piece::Tail => chain.current.stay = Some(Class::Any),
            }
        }
        chain.finish(numbers)
    }

    pub(super) fn of_code(code: &CodeMatcher) -> Self {
        match code {
            CodeMatcher::Exact(text) => Self::of_template(&Template::exact(text)),
            CodeMatcher::Template(template) => Self::of_template(template),
            CodeMatcher::Folded { folded, .. } => {
                let mut chain = Chain::default();
                for c in folded.chars() {
                    match c {
                        '_' => chain.advance(Class::Separator, Some(Class::Separator)),
                        c if c.is_ascii_lowercase() => chain.advance(Class::Letter(c), None),
                        c => chain.advance(Class::Char(c), None),
                    }
                }
                chain.finish(false)
            }
        }
    }

    pub(super) fn accepts_at(&self, state: u32) -> bool {
        state as usize + 1 == self.states.len()
    }

    /// Adds where `state` gets to by reading `c`.
    pub(super) fn step(&self, state: u32, c: char, next: &mut Vec<u32>) {
        let State { stay, forward } = self.states[state as usize];
        let mut add = |target: u32| {
            if next.last() != Some(&target) {
                next.push(target);
            }
        };
        if stay.is_some_and(|class| class.admits(c)) {
            add(state);
        }
        if forward.is_some_and(|class| class.admits(c)) {
            add(state + 1);
        }
    }

    /// Drops the states of the sorted set that a later one makes idle.
    ///
    /// Every way to the end leads through each later state, and a state that loops over everything can read whatever an
    /// earlier one reads first: it accepts all that the earlier one accepts.
    pub(super) fn prune(&self, set: &mut Vec<u32>) {
        let last = set
            .iter()
            .rposition(|&state| self.states[state as usize].stay == Some(Class::Any));
        if let Some(last) = last {
            set.drain(..last);
        }
    }
}

#[derive(Default)]
struct Chain {
    states: Vec<State>,
    current: State,
}

impl Chain {
    fn advance(&mut self, class: Class, stay: Option<Class>) {
        self.current.forward = Some(class);
        let next = State {
            stay,
            forward: None,
        };
        self.states.push(std::mem::replace(&mut self.current, next));
    }

    fn finish(mut self, numbers: bool) -> Automaton {
        self.states.push(self.current);
        Automaton {
            states: self.states,
            numbers,
        }
    }
}
