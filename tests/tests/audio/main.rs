//! Recordings of every kind, held against what decoders of other authors make of them: `tests/python/recordings.py`.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]

#[path = "../documents/python.rs"]
#[allow(dead_code)]
mod python;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;
use theta_runtime::testing::Stub;
use theta_runtime::{probe, split};
use theta_tests::theta_one::{Client, TranscribeRequest, Transcript};

/// Recordings that fewer than two of the programs read as they were written, which is known all the same.
const UNREAD: [&str; 5] = [
    "bw64.wav",
    "cut.caf",
    "list-odd-unpadded.wav",
    "piped-0.wav",
    "rf64-piped.wav",
];

/// A recording, and how long it plays.
struct Recording {
    name: String,
    kind: String,
    /// By the samples that were written.
    written: Option<f64>,
    /// By each program that reads it.
    read: BTreeMap<String, f64>,
}

impl Recording {
    fn is_read_right_by(&self, program: &str) -> bool {
        let (read, written) = (self.read.get(program), self.written);
        read.zip(written)
            .is_some_and(|(read, written)| (read - written).abs() < 1e-6)
    }
}

fn make(folder: &Path) -> Vec<Recording> {
    let mut program = python::program("recordings.py");
    let printed = python::printed(program.arg("make").arg(folder));
    let recording = |line: &str| {
        let mut words = line.split('\t');
        let mut next = || words.next().unwrap().to_owned();
        let (name, kind, written) = (next(), next(), next());
        let read = words.map(|word| {
            let (program, seconds) = word.split_once('=').unwrap();
            (program.to_owned(), seconds.parse().unwrap())
        });
        Recording {
            name,
            kind,
            written: written.parse().ok(),
            read: read.collect(),
        }
    };
    printed.lines().map(recording).collect()
}

#[test]
fn recordings_play_as_long_as_two_decoders_say_and_pieces_hold_the_same_samples() {
    if python::left_out() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let recordings = make(folder.path());
    durations(folder.path(), &recordings);
    formats(folder.path(), &recordings);
    let cut = cut(folder.path(), &recordings);
    pieces(folder.path(), &recordings, &cut);
}

/// How long they play is what was written, and what at least two of the programs read.
fn durations(folder: &Path, recordings: &[Recording]) {
    let (mut worst, mut count, mut kinds) = (0.0_f64, 0, BTreeMap::new());
    for Recording {
        name,
        kind,
        written,
        read,
    } in recordings
    {
        let found = probe::file(folder.join(name)).unwrap();
        let (Some(duration), Some(rate)) = (found.duration, found.sample_rate) else {
            assert_eq!(kind, "containers", "{name}");
            continue;
        };
        assert_ne!(kind, "containers", "{name}");
        let seconds = duration.as_secs_f64();
        // A sample, or a frame of MPEG audio, of which some programs drop the first and the last.
        let least = if found.format == Some("mp3") {
            1152.0
        } else {
            1.0
        } / f64::from(rate);
        if let Some(written) = written {
            assert!(
                (seconds - written).abs() < least,
                "{name}: {seconds}, not {written}"
            );
        }
        let off = |read: &f64| (read - seconds).abs();
        let agree: Vec<f64> = read.values().map(off).filter(|off| *off <= least).collect();
        let is_known = UNREAD.contains(&name.as_str());
        assert_eq!(agree.len() < 2, is_known, "{name}: {seconds}, and {read:?}");
        worst = agree.into_iter().fold(worst, f64::max);
        count += 1;
        *kinds.entry((kind, found.format)).or_insert(0) += 1;
    }
    println!("{count} recordings {kinds:?}, at most {worst:.6} s from two programs");
    assert!(count > 200, "{count}");
}

/// What they are is told by their content.
fn formats(folder: &Path, recordings: &[Recording]) {
    for Recording { name, .. } in recordings {
        let found = probe::file(folder.join(name)).unwrap().format.expect(name);
        let named = match name.rsplit_once('.').unwrap().1 {
            "mp4" | "mov" => "m4a",
            "opus" => "ogg",
            "mka" => "webm",
            end => end,
        };
        assert_eq!(found, named, "{name}");
    }
}

/// Cuts whatever can be cut, and returns the names of what was.
fn cut(folder: &Path, recordings: &[Recording]) -> Vec<String> {
    fs::create_dir(folder.join("pieces")).unwrap();
    let mut cut = Vec::new();
    for Recording { name, kind, .. } in recordings {
        let path = folder.join(name);
        let pieces = match split::wav_blocking(path.as_path(), Duration::from_millis(150)) {
            Ok(pieces) => pieces,
            Err(error) => {
                // Blocks of compressed samples, and what is no WAV.
                assert_eq!(
                    error.kind(),
                    split::SplitErrorKind::Format,
                    "{name}: {error}"
                );
                let may_fail = ["compressed", "plain", "containers"].contains(&kind.as_str());
                assert!(may_fail, "{name}: {error}");
                continue;
            }
        };
        let source = fs::read(&path).unwrap();
        for (index, bytes) in sent(pieces).into_iter().enumerate() {
            assert_eq!(
                description(&bytes, false),
                description(&source, true),
                "{name}"
            );
            fs::write(folder.join(format!("pieces/{name}.{index}")), bytes).unwrap();
        }
        cut.push(name.clone());
    }
    cut
}

/// What a server would get.
fn sent(pieces: Vec<split::Piece>) -> Vec<Vec<u8>> {
    let stub = Stub::new();
    let text = r#"{"text": "", "text_type": "en", "metadata": {}, "response_time_in_sec": 0.5}"#;
    stub.on::<TranscribeRequest>()
        .returns(Transcript::from_json(text).unwrap());
    let theta: Client = stub.client().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    for piece in pieces {
        runtime
            .block_on(theta.transcribe(piece.upload).send())
            .unwrap();
    }
    let bytes = |call: &theta_runtime::testing::Call| call.part("file").unwrap().bytes().to_vec();
    stub.calls().iter().map(bytes).collect()
}

/// What a recording says of its samples. Where that contradicts itself, a piece says what is true.
fn description(wav: &[u8], is_source: bool) -> Vec<u8> {
    let at = wav.windows(4).position(|id| id == b"fmt ").unwrap() + 4;
    let size = u32::from_le_bytes(*wav[at..].first_chunk().unwrap());
    let mut chunk = wav[at + 4..][..usize::try_from(size).unwrap()].to_vec();
    let (rate, align) = (
        chunk[4..8].to_vec(),
        u16::from_le_bytes([chunk[12], chunk[13]]),
    );
    if is_source && align < 2 && chunk[14] == 16 {
        chunk[12] = 2;
    }
    if is_source {
        let rate = u32::from_le_bytes(*rate.first_chunk().unwrap());
        let byte_rate = rate * u32::from(u16::from_le_bytes([chunk[12], chunk[13]]));
        chunk[8..12].copy_from_slice(&byte_rate.to_le_bytes());
    }
    chunk
}

/// Every program that decodes a recording as it was written decodes the same samples from its pieces.
fn pieces(folder: &Path, recordings: &[Recording], cut: &[String]) {
    let mut program = python::program("recordings.py");
    let printed = python::printed(program.arg("compare").arg(folder));
    let (mut compared, mut all, mut by) = (0, 0, BTreeMap::new());
    for line in printed.lines() {
        let words: Vec<&str> = line.split('\t').collect();
        let [name, count, same, other] = words[..] else {
            panic!("{line}");
        };
        let recording = recordings.iter().find(|one| one.name == name).unwrap();
        for program in other.split(',').filter(|program| !program.is_empty()) {
            // Whoever mistakes the size of a sample mistakes it in the pieces too, and libsndfile guesses from what it
            // hears whether 24 bits in 32 are integers or floats.
            let guesses = program == "libsndfile" && name.contains("24in4");
            assert!(
                guesses || !recording.is_read_right_by(program),
                "{program}: {line}"
            );
        }
        let same: Vec<&str> = same
            .split(',')
            .filter(|program| !program.is_empty())
            .collect();
        assert!(same.len() >= 2 || UNREAD.contains(&name), "{line}");
        for program in same {
            *by.entry(program.to_owned()).or_insert(0) += 1;
        }
        compared += 1;
        all += count.parse::<usize>().unwrap();
    }
    println!("{all} pieces of {compared} recordings decode to the same samples: {by:?}");
    assert_eq!(compared, cut.len());
}
