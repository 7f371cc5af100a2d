//! Finding the quietest point.

use super::samples::Format;
use crate::input::Input;
use std::io;

/// Stretches in a second: 20 ms each.
const PER_SECOND: u64 = 50;

/// Stretches in a pause that is worth cutting in: a fifth of a second. The closure of a `p` is shorter.
const PAUSE: usize = 10;

/// The shortest search, in seconds.
const SEARCH: u64 = 2;

/// Finds the quietest points.
pub(super) struct Cutter<'a> {
    input: &'a mut dyn Input,
    format: &'a Format,
    /// Where the samples begin.
    start: u64,
    rate: u64,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(input: &'a mut dyn Input, format: &'a Format, start: u64, rate: u32) -> Self {
        Self {
            input,
            format,
            start,
            rate: u64::from(rate),
        }
    }

    /// The frame before which to cut, so that a piece from frame `at` has at most `most` frames, and some.
    pub(super) fn cut(&mut self, at: u64, most: u64) -> io::Result<u64> {
        let search = (most / 10).max(self.rate * SEARCH).min(most / 2);
        let stretch = (self.rate / PER_SECOND).max(1);
        let count = search / stretch;
        let end = at + most;
        let begin = end - count * stretch;
        let mut energies = Vec::new();
        for index in 0..count {
            energies.push(self.energy(begin + index * stretch, stretch)?);
        }
        Ok(match quietest(&energies) {
            // The middle of the stretch, which is not before its own beginning nor behind the limit.
            Some(index) => begin + index as u64 * stretch + stretch / 2,
            None => end,
        })
    }

    /// The energy of `count` frames around their mean, so that a constant offset is silence.
    fn energy(&mut self, frame: u64, count: u64) -> io::Result<f64> {
        let channels = usize::from(self.format.channels);
        let sample = self.format.sample();
        let mut sums = vec![(0.0, 0.0); channels];
        let mut at = self.start + frame * self.format.frame();
        let end = at + count * self.format.frame();
        while at < end {
            // A stretch may be longer than is read at once: many channels at a high rate.
            let want = usize::try_from((end - at).min(64 * 1024)).unwrap_or(64 * 1024);
            let want = want.max(sample * channels);
            let bytes = self.input.at(at, want)?;
            let bytes = bytes.get(..want).unwrap_or(bytes);
            let whole = bytes.len() / (sample * channels) * (sample * channels);
            if whole == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let samples = bytes.get(..whole).unwrap_or_default().chunks_exact(sample);
            for (index, sample) in samples.enumerate() {
                let value = self.format.read(sample);
                if let Some((sum, squares)) = sums.get_mut(index % channels) {
                    *sum += value;
                    *squares += value * value;
                }
            }
            at += whole as u64;
        }
        #[allow(clippy::cast_precision_loss)] // a count of samples in 20 ms
        let count = count as f64;
        Ok(sums
            .iter()
            .map(|(sum, squares)| (squares - sum * sum / count).max(0.0))
            .sum())
    }
}

/// The quietest stretch within the quietest pause; the last of several, because that makes the fewest pieces.
fn quietest(energies: &[f64]) -> Option<usize> {
    let pause = PAUSE.min(energies.len()).max(1);
    let (begin, window) = last_least(
        energies
            .windows(pause)
            .map(|window| window.iter().sum::<f64>()),
    )
    .and_then(|begin| Some((begin, energies.get(begin..begin + pause)?)))?;
    let least = window.iter().copied().fold(f64::INFINITY, f64::min);
    // In the midst of those that are equally quiet, as in digital silence: away from the words on both sides.
    let equal: Vec<usize> = (0..window.len())
        .filter(|index| window.get(*index).is_some_and(|energy| *energy <= least))
        .collect();
    equal.get(equal.len() / 2).map(|index| begin + index)
}

fn last_least(values: impl Iterator<Item = f64>) -> Option<usize> {
    let mut least: Option<(usize, f64)> = None;
    for (index, value) in values.enumerate() {
        if least.is_none_or(|(_, known)| value <= known) {
            least = Some((index, value));
        }
    }
    least.map(|(index, _)| index)
}
