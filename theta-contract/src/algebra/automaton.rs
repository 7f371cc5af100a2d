//! Templates and folded codes as automata without empty moves.

use crate::template::{Capture, CaptureKind, Piece, Template};

/// The characters that one move reads, the narrowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// This character alone.
    Char(char),
    /// This ASCII letter in either case; it is written in lower case here.
    Letter(char),
    /// `-`, `_` or a space.
    Separator,
    /// An ASCII digit.
    Digit,
    /// Any character.
    Any,
}

impl Class {
    /// Returns whether the class contains `c`.
    #[must_use]
    pub fn admits(self, c: char) -> bool {
        match self {
            Self::Char(own) => own == c,
            Self::Letter(own) => own == c.to_ascii_lowercase(),
            Self::Separator => matches!(c, '-' | '_' | ' '),
            Self::Digit => c.is_ascii_digit(),
            Self::Any => true,
        }
    }

    /// Returns the character that stands for the class in a witness.
    #[must_use]
    pub fn sample(self) -> char {
        match self {
            Self::Char(c) | Self::Letter(c) => c,
            Self::Separator => '_',
            Self::Digit => '0',
            Self::Any => 'x',
        }
    }

    /// Returns the characters of a class that names its own; a hole for digits or for anything names none.
    pub fn named(self) -> impl Iterator<Item = char> {
        let named = match self {
            Self::Char(c) => [Some(c), None, None],
            Self::Letter(c) => [Some(c.to_ascii_uppercase()), Some(c), None],
            Self::Separator => [Some('_'), Some('-'), Some(' ')],
            Self::Digit | Self::Any => [None; 3],
        };
        named.into_iter().flatten()
    }

    /// Returns a character that both classes contain.
    pub(super) fn common(self, other: Self) -> Option<char> {
        let (narrow, wide) = (self.min(other), self.max(other));
        Some(narrow.sample()).filter(|&c| wide.admits(c))
    }

    /// Returns a character of a hole that is not taken.
    ///
    /// What no literal at hand reads leads to the fewest states, so one such character stands for all. A digit can also
    /// be read by integer captures, so a hole for anything gets another character.
    pub fn untaken(self, is_taken: impl Fn(char) -> bool) -> Option<char> {
        let is_free = |c: &char| self.admits(*c) && !is_taken(*c);
        if self == Self::Digit {
            return ('0'..='9').find(is_free);
        }
        let letters = ('a'..='z').chain('A'..='Z');
        let others = ('!'..=char::MAX).filter(|c| !c.is_ascii_digit());
        let first = std::iter::once(self.sample());
        first.chain(letters).chain(others).find(is_free)
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
#[derive(Clone, Copy, Debug, Default)]
struct State {
    stay: Option<Class>,
    forward: Option<Class>,
}

/// The states are the positions in what is matched; the first, 0, is the start, and the last accepts.
#[derive(Clone, Debug)]
pub struct Automaton {
    states: Vec<State>,
}

impl Automaton {
    /// Creates the automaton of a code in which case and separators do not matter; `folded` is its lower-case form,
    /// with `_` for each run of separators.
    #[must_use]
    pub fn folded(folded: &str) -> Self {
        let mut chain = Chain::default();
        for c in folded.chars() {
            match c {
                '_' => chain.hole(Class::Separator),
                c if c.is_ascii_lowercase() => chain.advance(Class::Letter(c), None),
                c => chain.advance(Class::Char(c), None),
            }
        }
        chain.finish()
    }

    /// Returns whether some hole takes digits only.
    #[must_use]
    pub fn has_numbers(&self) -> bool {
        let is_number = |state: &State| state.forward == Some(Class::Digit);
        self.states.iter().any(is_number)
    }

    /// Returns whether the text ends well in this state.
    #[must_use]
    pub fn accepts_at(&self, state: u32) -> bool {
        state as usize + 1 == self.states.len()
    }

    /// Returns the moves out of a state, with the states they lead to.
    pub fn moves(&self, state: u32) -> impl Iterator<Item = (Class, u32)> + use<> {
        let State { stay, forward } = self.states[state as usize];
        stay.map(|class| (class, state))
            .into_iter()
            .chain(forward.map(|class| (class, state + 1)))
    }

    /// Writes into `next` where the sorted `set` of states gets to by reading `c`, sorted.
    pub fn step(&self, set: impl Iterator<Item = u32>, c: char, next: &mut Vec<u32>) {
        next.clear();
        let moves = set.flat_map(|state| self.moves(state));
        next.extend(
            moves
                .filter(|(class, _)| class.admits(c))
                .map(|(_, target)| target),
        );
        next.dedup();
        // Every path leads through each later state, so what a state before an any-loop accepts the loop accepts too.
        // Without those states the sets stay small: a loop and the beginnings of the literal after it.
        if let Some(last) = next.iter().rposition(|&state| self.takes_anything(state)) {
            next.drain(..last);
        }
    }

    /// Whether some state of the sorted `set` accepts.
    pub(super) fn accepts_in(&self, set: &[u32]) -> bool {
        set.last().is_some_and(|&state| self.accepts_at(state))
    }

    /// Whether the sorted `set` accepts every further text.
    pub(super) fn accepts_all_from(&self, set: &[u32]) -> bool {
        self.accepts_in(set) && set.last().is_some_and(|&state| self.takes_anything(state))
    }

    fn takes_anything(&self, state: u32) -> bool {
        self.states[state as usize].stay == Some(Class::Any)
    }
}

impl From<&Template> for Automaton {
    fn from(template: &Template) -> Self {
        let mut chain = Chain::default();
        for piece in template.pieces() {
            match piece {
                Piece::Literal(text) => text
                    .chars()
                    .for_each(|c| chain.advance(Class::Char(c), None)),
                Piece::Capture(capture) => chain.hole(capture.into()),
                Piece::Tail => chain.current.stay = Some(Class::Any),
            }
        }
        chain.finish()
    }
}

/// An automaton that is being built: the states that are done, and the one at its end.
#[derive(Default)]
struct Chain {
    states: Vec<State>,
    current: State,
}

impl Chain {
    /// Reads one character of the class, and then any number of those of `stay`.
    fn advance(&mut self, class: Class, stay: Option<Class>) {
        self.current.forward = Some(class);
        let next = State {
            stay,
            forward: None,
        };
        self.states.push(std::mem::replace(&mut self.current, next));
    }

    /// Reads one or more characters of the class.
    fn hole(&mut self, class: Class) {
        self.advance(class, Some(class));
    }

    fn finish(mut self) -> Automaton {
        self.states.push(self.current);
        Automaton {
            states: self.states,
        }
    }
}
