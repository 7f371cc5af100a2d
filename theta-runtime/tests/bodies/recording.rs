//! What holds for every recording, whatever is in it: a body that the tests drive with generated inputs and the fuzz
//! target with evolved ones, so that the two cannot drift.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::time::Duration;
use theta_runtime::probe::{self, Probe};
use theta_runtime::split::{self, Limit};

/// Probes the bytes, checks everything that must hold of what comes out, and returns it.
pub(crate) fn check(bytes: &[u8]) -> Probe {
    let found = probe::bytes(bytes);
    let whole = probe::reader(&mut Cursor::new(bytes)).unwrap();
    assert_eq!(whole, found, "a reader is probed as memory is");
    let crumbs = probe::reader(&mut Crumbs::new(bytes)).unwrap();
    assert_eq!(
        crumbs, found,
        "whatever a read gives, the result is the same"
    );
    if let Some(duration) = found.duration {
        let len = bytes.len() as u128;
        assert!(
            duration.as_nanos() <= len * slowest(found.format),
            "{len} bytes do not play for {duration:?}"
        );
    }
    pieces(bytes, found);
    found
}

/// How many nanoseconds a byte plays at most; nothing else has a duration.
fn slowest(format: Option<&str>) -> u128 {
    match format {
        // 8 kbit/s; the length of a frame is rounded down, by less than a hundredth.
        Some("mp3") => 1_010_000,
        // A rate of 1 Hz, and at most 320 samples in 65 bytes.
        Some("wav") => 5_000_000_000,
        // A byte for each sample, at 1 Hz.
        Some("aiff" | "au" | "caf" | "w64") => 1_000_000_000,
        _ => 0,
    }
}

/// What is cut into pieces is a recording of a known duration, and they follow each other within it.
fn pieces(bytes: &[u8], found: Probe) {
    let limit = Limit::default().size(4096);
    let Ok(pieces) = split::wav_blocking(bytes.to_vec(), limit) else {
        return;
    };
    assert_eq!(found.format, Some("wav"));
    let mut end = Duration::ZERO;
    for piece in &pieces {
        assert!(piece.offset.abs_diff(end) <= ROUNDING, "{pieces:?}");
        end = piece.offset + piece.duration;
    }
    let all = found.duration.unwrap();
    assert!(end.saturating_sub(all) <= ROUNDING, "{end:?} of {all:?}");
}

/// Offset and duration are rounded each.
const ROUNDING: Duration = Duration::from_nanos(2);

/// A reader that gives a few bytes at a time, never as many as the last time, and is interrupted.
struct Crumbs<'a> {
    bytes: Cursor<&'a [u8]>,
    reads: usize,
}

impl<'a> Crumbs<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes: Cursor::new(bytes),
            reads: 0,
        }
    }
}

impl Read for Crumbs<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reads += 1;
        if self.reads.is_multiple_of(11) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let most = buffer.len().min(1 + self.reads * 37 % 1021);
        self.bytes.read(&mut buffer[..most])
    }
}

impl Seek for Crumbs<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}
