//! Which thing of the new contract is which of the old one.

use std::collections::{BTreeMap, HashMap};

/// Which things of two lists belong together, by index.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairing {
    /// In the order of the old list.
    pub(super) both: Vec<(usize, usize)>,
    pub(super) removed: Vec<usize>,
    pub(super) added: Vec<usize>,
}

impl Pairing {
    /// Pairs by name, then what is left by likeness: a pair of which each is the other's only best.
    pub(super) fn of<T>(
        old: &[T],
        new: &[T],
        name: impl Fn(&T) -> &str,
        likeness: impl Fn(&T, &T) -> u32,
    ) -> Self {
        let by_name: HashMap<&str, usize> = new
            .iter()
            .enumerate()
            .map(|(at, item)| (name(item), at))
            .collect();
        let mut pairing = Self::default();
        let mut taken = vec![false; new.len()];
        for (at, item) in old.iter().enumerate() {
            if let Some(&other) = by_name.get(name(item)) {
                taken[other] = true;
                pairing.both.push((at, other));
            } else {
                pairing.removed.push(at);
            }
        }
        pairing.added = (0..new.len()).filter(|&at| !taken[at]).collect();
        pairing.match_rest(|a, b| likeness(&old[a], &new[b]));
        pairing.both.sort_unstable();
        pairing
    }

    fn match_rest(&mut self, likeness: impl Fn(usize, usize) -> u32) {
        /// Renames come one by one; comparing thousands of new things with thousands of old ones finds none.
        const MOST: usize = 200;
        if self.removed.len() > MOST || self.added.len() > MOST {
            return;
        }
        let mut scores: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        for &a in &self.removed {
            for &b in &self.added {
                let score = likeness(a, b);
                if score > 0 {
                    scores.insert((a, b), score);
                }
            }
        }
        let rivals = |a: usize, b: usize, score: u32| {
            scores
                .iter()
                .any(|(&(x, y), &other)| (x, y) != (a, b) && (x == a || y == b) && other >= score)
        };
        let renamed: Vec<(usize, usize)> = scores
            .iter()
            .filter(|&(&(a, b), &score)| !rivals(a, b, score))
            .map(|(&pair, _)| pair)
            .collect();
        self.removed
            .retain(|at| !renamed.iter().any(|(a, _)| a == at));
        self.added
            .retain(|at| !renamed.iter().any(|(_, b)| b == at));
        self.both.extend(renamed);
    }

    /// The new index of each old one.
    pub(super) fn forward(&self, old_len: usize) -> Vec<Option<usize>> {
        let mut out = vec![None; old_len];
        for &(a, b) in &self.both {
            out[a] = Some(b);
        }
        out
    }

    /// The old index of each new one.
    pub(super) fn backward(&self, new_len: usize) -> Vec<Option<usize>> {
        let mut out = vec![None; new_len];
        for &(a, b) in &self.both {
            out[b] = Some(a);
        }
        out
    }
}
