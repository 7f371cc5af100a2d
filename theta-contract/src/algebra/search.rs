//! Breadth-first search for shortest texts.

use super::{LimitReached, Work};
use std::collections::HashSet;
use std::hash::Hash;
use std::ops::ControlFlow;

/// Visits every configuration that can be reached from `start`, once and the nearest first, until a visit breaks.
///
/// `moves_of` gives the moves out of a configuration. Among equally short ways the one whose moves come first is taken,
/// so that texts do not vary. `None` is a proof that no visit breaks.
///
/// # Errors
///
/// [`LimitReached`] if there are more configurations than the work may visit.
pub fn explore<C: Clone + Eq + Hash, R: Copy, B>(
    start: C,
    work: &mut Work,
    mut moves_of: impl FnMut(&C, &mut Vec<(C, R)>),
    mut visit: impl FnMut(&Trail<C, R>) -> ControlFlow<B>,
) -> Result<Option<B>, LimitReached> {
    let mut seen = HashSet::from([start.clone()]);
    let mut trail = Trail {
        steps: vec![Step {
            config: start,
            read: None,
        }],
    };
    if let ControlFlow::Break(found) = visit(&trail) {
        return Ok(Some(found));
    }
    let mut moves = Vec::new();
    let mut head = 0;
    while let Some(step) = trail.steps.get(head) {
        moves_of(&step.config, &mut moves);
        for (config, read) in moves.drain(..) {
            if !seen.insert(config.clone()) {
                continue;
            }
            work.done += 1;
            trail.steps.push(Step {
                config,
                read: Some((read, head)),
            });
            if let ControlFlow::Break(found) = visit(&trail) {
                return Ok(Some(found));
            }
            if trail.steps.len() > work.limit.0 {
                return Err(LimitReached { limit: work.limit });
            }
        }
        head += 1;
    }
    Ok(None)
}

/// Everything that a search has visited, in this order: its queue, and the record of how each configuration was reached.
pub struct Trail<C, R> {
    steps: Vec<Step<C, R>>,
}

struct Step<C, R> {
    config: C,
    /// What was read to get here, and the step it came from.
    read: Option<(R, usize)>,
}

impl<C, R: Copy> Trail<C, R> {
    /// Returns the configuration that is being visited.
    #[must_use]
    pub fn here(&self) -> &C {
        &self.steps[self.steps.len() - 1].config
    }

    /// Returns what was read on the way to the configuration that is being visited.
    #[must_use]
    pub fn reads(&self) -> Vec<R> {
        let last = self.steps.last().and_then(|step| step.read);
        let backwards = std::iter::successors(last, |&(_, from)| self.steps[from].read);
        let mut reads: Vec<R> = backwards.map(|(read, _)| read).collect();
        reads.reverse();
        reads
    }
}

/// Returns a key by which characters that read well come first: letters, digits, punctuation, the rest.
#[must_use]
pub fn readable(c: char) -> (u8, char) {
    let rank = match c {
        c if c.is_ascii_alphabetic() => 0,
        c if c.is_ascii_digit() => 1,
        c if c == ' ' || c.is_ascii_punctuation() => 2,
        _ => 3,
    };
    (rank, c)
}
