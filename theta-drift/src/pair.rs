//! Which pieces of a page are which of its older text.
//!
//! What is the same stays the frame (the longest common order of the pieces that occur once on each side); what is left is
//! the same elsewhere, or alike in the same gap of the frame, or alike by its rarest words. Every step is bounded.

use super::page::Page;
use super::telling::likeness;
use super::unit::{Unit, alike};
use std::collections::HashMap;
use std::ops::Range;

/// Most pairs of one gap that are compared word by word.
const GAP: usize = 2_500;
/// Most units that a word may stand in to be looked up by it.
const RARE: usize = 24;
/// Rarest words of a unit that are looked up.
const LOOKED_UP: usize = 3;
/// From here on two units are one thing before and after a change.
const ALIKE: f64 = 0.5;

/// Units of an old and of a new page, as indices.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// The same in the same order.
    pub(crate) same: Vec<(usize, usize)>,
    /// The same in another place.
    pub(crate) moved: Vec<(usize, usize)>,
    /// One thing, changed.
    pub(crate) changed: Vec<(usize, usize)>,
    /// Only old.
    pub(crate) gone: Vec<usize>,
    /// Only new.
    pub(crate) come: Vec<usize>,
}

/// Pairs the units of two texts of a page.
pub(crate) fn pair(old: (&Page, &[Unit]), new: (&Page, &[Unit])) -> Pairs {
    let (a, b) = (keys(old.1), keys(new.1));
    let mut pairs = Pairs {
        same: frame(&a, &b),
        ..Pairs::default()
    };
    let mut state = State {
        old,
        new,
        taken_old: vec![false; a.len()],
        taken_new: vec![false; b.len()],
    };
    for &(i, j) in &pairs.same {
        state.taken_old[i] = true;
        state.taken_new[j] = true;
    }
    let gaps = gaps(&pairs.same, a.len(), b.len());
    for (left, right) in &gaps {
        pairs
            .same
            .extend(state.reflowed(left.clone(), right.clone()));
    }
    pairs.moved = state.moved(&a, &b);
    for (left, right) in &gaps {
        pairs
            .changed
            .extend(state.within(left.clone(), right.clone()));
    }
    pairs.changed.extend(state.by_rare_words());
    for (left, right) in gaps {
        pairs.changed.extend(state.in_order(left, right));
    }
    pairs.changed.sort_unstable_by_key(|&(_, j)| j);
    let left = |taken: &[bool]| {
        let left = taken.iter().enumerate().filter(|(_, taken)| !**taken);
        left.map(|(at, _)| at).collect()
    };
    pairs.gone = left(&state.taken_old);
    pairs.come = left(&state.taken_new);
    pairs
}

fn keys(units: &[Unit]) -> Vec<&str> {
    units.iter().map(|unit| unit.key.as_str()).collect()
}

/// The units that are the same in the same order.
fn frame(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let mut counts: HashMap<&str, (usize, usize, usize, usize)> = HashMap::new();
    for (at, key) in old.iter().enumerate() {
        let entry = counts.entry(key).or_default();
        (entry.0, entry.1) = (entry.0 + 1, at);
    }
    for (at, key) in new.iter().enumerate() {
        let entry = counts.entry(key).or_default();
        (entry.2, entry.3) = (entry.2 + 1, at);
    }
    let once = counts.values().filter(|count| count.0 == 1 && count.2 == 1);
    let mut once: Vec<(usize, usize)> = once.map(|count| (count.1, count.3)).collect();
    once.sort_unstable();
    let mut anchors = rising(&once);
    anchors.push((old.len(), new.len()));
    let (mut out, mut from) = (Vec::new(), (0, 0));
    for (i, j) in anchors {
        // What repeats is the same next to what is the same.
        let (mut a, mut b) = from;
        while a < i && b < j && old[a] == new[b] {
            out.push((a, b));
            (a, b) = (a + 1, b + 1);
        }
        let tail = out.len();
        let (mut c, mut d) = (i, j);
        while c > a && d > b && old[c - 1] == new[d - 1] {
            (c, d) = (c - 1, d - 1);
            out.push((c, d));
        }
        out[tail..].reverse();
        if i < old.len() && j < new.len() {
            out.push((i, j));
        }
        from = (i + 1, j + 1);
    }
    out
}

/// The longest part of pairs, sorted by the first, in which the second rises too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, &(_, j)) in pairs.iter().enumerate() {
        let place = tails.partition_point(|&tail| pairs[tail].1 < j);
        before[at] = place.checked_sub(1).map(|place| tails[place]);
        if place == tails.len() {
            tails.push(at);
        } else {
            tails[place] = at;
        }
    }
    let mut out: Vec<_> = std::iter::successors(tails.last().copied(), |&at| before[at])
        .map(|at| pairs[at])
        .collect();
    out.reverse();
    out
}

/// What lies between the pairs of a frame.
fn gaps(same: &[(usize, usize)], old: usize, new: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let mut from = (0, 0);
    let ends = same.iter().copied().chain([(old, new)]);
    let gaps = ends.map(|(i, j)| {
        let gap = (from.0..i, from.1..j);
        from = (i + 1, j + 1);
        gap
    });
    gaps.filter(|(left, right)| !left.is_empty() || !right.is_empty())
        .collect()
}

struct State<'u> {
    old: (&'u Page, &'u [Unit]),
    new: (&'u Page, &'u [Unit]),
    taken_old: Vec<bool>,
    taken_new: Vec<bool>,
}

impl State<'_> {
    fn take(&mut self, i: usize, j: usize) -> (usize, usize) {
        self.taken_old[i] = true;
        self.taken_new[j] = true;
        (i, j)
    }

    fn free(&self, old: Range<usize>, new: Range<usize>) -> (Vec<usize>, Vec<usize>) {
        let old = old.filter(|&i| !self.taken_old[i]).collect();
        let new = new.filter(|&j| !self.taken_new[j]).collect();
        (old, new)
    }

    fn is_alike(&self, i: usize, j: usize) -> bool {
        let (old, new) = (
            self.old.1[i].first(self.old.0),
            self.new.1[j].first(self.new.0),
        );
        old.zip(new).is_some_and(|(old, new)| alike(old, new))
    }

    /// A gap whose words are the same in the same order, in other pieces.
    fn reflowed(&mut self, left: Range<usize>, right: Range<usize>) -> Vec<(usize, usize)> {
        let flow = |units: &[Unit]| keys(units).join(" ");
        if left.is_empty()
            || right.is_empty()
            || flow(&self.old.1[left.clone()]) != flow(&self.new.1[right.clone()])
        {
            return Vec::new();
        }
        let pairs = left.clone().zip(right.clone()).collect();
        left.for_each(|i| self.taken_old[i] = true);
        right.for_each(|j| self.taken_new[j] = true);
        pairs
    }

    /// What is the same elsewhere, first come, first served.
    fn moved(&mut self, a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for (j, key) in b.iter().enumerate().rev() {
            if !self.taken_new[j] {
                places.entry(key).or_default().push(j);
            }
        }
        let mut out = Vec::new();
        for (i, key) in a.iter().enumerate() {
            if self.taken_old[i] {
                continue;
            }
            if let Some(j) = places.get_mut(key).and_then(Vec::pop) {
                out.push(self.take(i, j));
            }
        }
        out
    }

    /// What is most alike in one gap.
    fn within(&mut self, left: Range<usize>, right: Range<usize>) -> Vec<(usize, usize)> {
        let (old, new) = self.free(left, right);
        if old.is_empty() || new.is_empty() || old.len() * new.len() > GAP {
            return Vec::new();
        }
        let mut scored = Vec::new();
        for &i in &old {
            let words = self.old.1[i].words();
            for &j in &new {
                if self.is_alike(i, j) {
                    scored.push((likeness(&words, &self.new.1[j].words()), i, j));
                }
            }
        }
        self.best(scored)
    }

    fn best(&mut self, mut scored: Vec<(f64, usize, usize)>) -> Vec<(usize, usize)> {
        scored.retain(|(score, ..)| *score >= ALIKE);
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut out = Vec::new();
        for (_, i, j) in scored {
            if !self.taken_old[i] && !self.taken_new[j] {
                out.push(self.take(i, j));
            }
        }
        out
    }

    /// What is most alike anywhere, among those that share a rare word.
    fn by_rare_words(&mut self) -> Vec<(usize, usize)> {
        let (old, new) = self.free(0..self.old.1.len(), 0..self.new.1.len());
        let units = self.old.1;
        let mut postings: HashMap<&str, Vec<usize>> = HashMap::new();
        for &i in &old {
            let mut words = units[i].words();
            words.sort_unstable();
            words.dedup();
            for word in words {
                postings.entry(word).or_default().push(i);
            }
        }
        let mut scored = Vec::new();
        for &j in &new {
            let words = self.new.1[j].words();
            let mut rare: Vec<&Vec<usize>> = words
                .iter()
                .filter_map(|word| postings.get(word))
                .filter(|places| places.len() <= RARE)
                .collect();
            rare.sort_by_key(|places| places.len());
            let mut candidates: Vec<usize> = rare
                .into_iter()
                .take(LOOKED_UP)
                .flatten()
                .copied()
                .collect();
            candidates.sort_unstable();
            candidates.dedup();
            for i in candidates {
                if self.is_alike(i, j) {
                    scored.push((likeness(&units[i].words(), &words), i, j));
                }
            }
        }
        self.best(scored)
    }

    /// What is left of a gap, if the pieces on both sides are as many and of the same kinds.
    fn in_order(&mut self, left: Range<usize>, right: Range<usize>) -> Vec<(usize, usize)> {
        let (old, new) = self.free(left, right);
        let pairs = || old.iter().copied().zip(new.iter().copied());
        if old.len() != new.len() || !pairs().all(|(i, j)| self.is_alike(i, j)) {
            return Vec::new();
        }
        pairs().map(|(i, j)| self.take(i, j)).collect()
    }
}
