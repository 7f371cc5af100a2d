//! A template as an automaton without empty moves.

use crate::template::{Capture, CaptureKind, Piece, Template};

/// Stands for "any character" in a witness.
pub(super) const TEXT_SAMPLE: char = 'x';
/// Stands for "any digit" in a witness.
pub(super) const DIGIT_SAMPLE: char = '0';

/// The characters that one move reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Char(char),
    Digit,
    Any,
}

impl Class {
    pub(super) fn admits(self, c: char) -> bool {
        match self {
            Self::Char(own) => own == c,
            Self::Digit => c.is_ascii_digit(),
            Self::Any => true,
        }
    }

    /// A character that both classes admit.
    pub(super) fn common(self, other: Self) -> Option<char> {
        match (self, other) {
            (Self::Char(c), class) | (class, Self::Char(c)) => class.admits(c).then_some(c),
            (Self::Digit, _) | (_, Self::Digit) => Some(DIGIT_SAMPLE),
            (Self::Any, Self::Any) => Some(TEXT_SAMPLE),
        }
    }
}

impl From<&Capture> for Class {
    fn from(capture: &Capture) -> Self {
        match capture.kind {
            CaptureKind::Text => Self::Any,
            CaptureKind::Int => Self::Digit,
        }
    }
}

/// Holes are loops and the rest is a chain, so a state has at most two moves.
#[derive(Clone, Copy, Default)]
struct State {
    stay: Option<Class>,
    forward: Option<Class>,
}

/// The states are the positions in the template; the first is the start, the last accepts.
pub(super) struct Automaton {
    states: Vec<State>,
}

impl Automaton {
    pub(super) fn new(template: &Template) -> Self {
        let mut states = Vec::new();
        let mut current = State::default();
        let mut advance = |current: &mut State, class, stay| {
            current.forward = Some(class);
            states.push(std::mem::replace(
                current,
                State {
                    stay,
                    forward: None,
                },
            ));
        };
        for piece in template.pieces() {
            match piece {
                Piece::Literal(text) => text
                    .chars()
                    .for_each(|c| advance(&mut current, Class::Char(c), None)),
                Piece::Capture(capture) => {
                    advance(&mut current, capture.into(), Some(capture.into()));
                }
                Piece::Tail => current.stay = Some(Class::Any),
            }
        }
        states.push(current);
        Self { states }
    }

    pub(super) fn accepts_at(&self, state: usize) -> bool {
        state + 1 == self.states.len()
    }

    /// The moves out of a state, with the states they lead to.
    pub(super) fn moves(&self, state: usize) -> impl Iterator<Item = (Class, usize)> {
        let State { stay, forward } = self.states[state];
        stay.map(|class| (class, state))
            .into_iter()
            .chain(forward.map(|class| (class, state + 1)))
    }

    /// Where the sorted `set` of states gets to by reading `c`.
    pub(super) fn step(&self, set: &[usize], c: char) -> Vec<usize> {
        let moves = set.iter().flat_map(|&state| self.moves(state));
        let mut next: Vec<_> = moves
            .filter(|(class, _)| class.admits(c))
            .map(|(_, target)| target)
            .collect();
        next.dedup();
        // Every path leads through each later state, so what a state before an any-loop accepts the loop accepts too.
        // Without those states the sets stay small: a loop and the beginnings of the literal after it.
        if let Some(last) = next
            .iter()
            .rposition(|&state| self.states[state].stay == Some(Class::Any))
        {
            next.drain(..last);
        }
        next
    }

    /// Whether some state of the sorted `set` accepts.
    pub(super) fn accepts_in(&self, set: &[usize]) -> bool {
        set.last().is_some_and(|&state| self.accepts_at(state))
    }

    /// Whether the sorted `set` accepts every further text.
    pub(super) fn accepts_all_from(&self, set: &[usize]) -> bool {
        set.last().is_some_and(|&state| {
            self.accepts_at(state) && self.states[state].stay == Some(Class::Any)
        })
    }
}
