//! How long recordings play.

use crate::audio::{
    KINDS, LOUD, QUIET, USUAL, Wav, ape, chunk, frame, frames, id3, id3v1, noise, xing,
};
use crate::recording;
use proptest::prelude::*;
use std::time::Duration;
use theta_runtime::probe::{self, Probe};

/// Probes bytes, and makes sure of what holds for all of them.
fn probe(bytes: &[u8]) -> Probe {
    recording::check(bytes)
}

fn seconds(bytes: &[u8]) -> Option<f64> {
    probe(bytes).duration.map(|duration| duration.as_secs_f64())
}

/// How long so many samples play.
fn samples(count: u64, rate: u32) -> Duration {
    let nanos = u128::from(count) * 1_000_000_000 / u128::from(rate);
    Duration::from_nanos(nanos.try_into().unwrap())
}

#[test]
#[allow(clippy::too_many_lines)] // a table
fn a_wav_plays_what_is_there() {
    let second = Wav::second();
    let stated = |stated| Wav {
        stated: Some(stated),
        ..second.clone()
    };
    let before = |before| Wav {
        before,
        ..second.clone()
    };
    let ds64 = |size: u64| {
        let mut content = [u64::MAX, size, size / 2].map(u64::to_le_bytes).concat();
        content.extend([0; 4]);
        Wav {
            magic: *b"RF64",
            stated: Some(u32::MAX),
            before: chunk(*b"ds64", &content),
            ..second.clone()
        }
    };
    let table: Vec<(&str, Wav, Option<f64>)> = vec![
        ("a sound one", second.clone(), Some(1.0)),
        ("piped", stated(u32::MAX), Some(1.0)),
        ("piped, size zero", stated(0), Some(1.0)),
        ("piped, size 2 GiB", stated(0x7fff_ffff), Some(1.0)),
        ("one that states 1000 s", stated(32_000_000), Some(1.0)),
        ("one that states half", stated(16_000), Some(0.5)),
        ("RF64", ds64(32_000), Some(1.0)),
        ("RF64 that lies", ds64(u64::MAX), Some(1.0)),
        (
            "RF64 without ds64",
            Wav {
                magic: *b"RF64",
                ..stated(u32::MAX)
            },
            Some(1.0),
        ),
        (
            "BW64",
            Wav {
                magic: *b"BW64",
                ..ds64(16_000)
            },
            Some(0.5),
        ),
        (
            "extensible",
            Wav {
                tag: 0xfffe,
                channels: 2,
                bits: 24,
                ..second.clone()
            },
            Some(5333.0 / 16_000.0),
        ),
        (
            "float",
            Wav {
                tag: 3,
                bits: 32,
                ..second.clone()
            },
            Some(0.5),
        ),
        (
            "a byte rate that lies",
            Wav {
                byte_rate: Some(1),
                ..second.clone()
            },
            Some(1.0),
        ),
        (
            "ADPCM goes by its byte rate",
            Wav {
                tag: 2,
                bits: 4,
                byte_rate: Some(8000),
                ..second.clone()
            },
            Some(4.0),
        ),
        (
            "an odd chunk before",
            before(chunk(*b"LIST", b"odd")),
            Some(1.0),
        ),
        (
            "an odd chunk without its padding",
            before(b"LIST\x03\0\0\0odd".to_vec()),
            Some(1.0),
        ),
        (
            "a long chunk before",
            before(chunk(*b"JUNK", &[0; 700_000])),
            Some(1.0),
        ),
        (
            "chunks behind",
            Wav {
                behind: chunk(*b"LIST", &[0; 5000]),
                ..second.clone()
            },
            Some(1.0),
        ),
        ("no samples", Wav::new([]), Some(0.0)),
        (
            "no samples and chunks behind",
            Wav {
                behind: chunk(*b"LIST", b"abc"),
                ..Wav::new([])
            },
            Some(0.0),
        ),
        (
            "a rate of zero",
            Wav {
                rate: 0,
                ..second.clone()
            },
            None,
        ),
        (
            "a rate that nothing has",
            Wav {
                rate: 1 << 31,
                byte_rate: Some(u32::MAX),
                ..second.clone()
            },
            None,
        ),
        (
            "a high rate",
            Wav {
                rate: 768_000,
                ..second.clone()
            },
            Some(16_000.0 / 768_000.0),
        ),
        (
            "no channels and no byte rate",
            Wav {
                channels: 0,
                ..second.clone()
            },
            None,
        ),
        (
            "MP3 in WAV",
            Wav {
                tag: 0x55,
                ..Wav::new([frames(LOUD, 10), frames(QUIET, 90)].concat())
            },
            Some(samples(115_200, 44_100).as_secs_f64()),
        ),
    ];
    for (name, wav, expected) in table {
        let probe = probe(&wav.build());
        assert_eq!(probe.format, Some("wav"), "{name}");
        let found = probe.duration.map(|duration| duration.as_secs_f64());
        let close = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-6,
            (found, expected) => found == expected,
        };
        assert!(close, "{name}: {found:?}, not {expected:?}");
    }
}

#[test]
fn a_wav_that_is_cut_off_plays_what_is_left() {
    let wav = Wav::second().build();
    assert_eq!(seconds(&wav[..44 + 8000]), Some(0.25));
    assert_eq!(seconds(&wav[..44 + 8001]), Some(0.25));
    for len in 0..40 {
        assert_eq!(seconds(&wav[..len]), None, "{len}");
    }
}

#[test]
fn what_a_header_claims_is_told_apart() {
    let wav = Wav {
        stated: Some(32_000_000),
        ..Wav::second()
    };
    let found = probe(&wav.build());
    assert_eq!(found.stated, Some(Duration::from_secs(1000)));
    assert_eq!((found.sample_rate, found.channels), (Some(16_000), Some(1)));
    let mp3 = [xing(Some(u32::MAX)), frames(USUAL, 50)].concat();
    let found = probe(&mp3);
    assert_eq!(found.duration, Some(samples(50 * 1152, 44_100)));
    assert_eq!(
        found.stated,
        Some(samples(u64::from(u32::MAX) * 1152, 44_100))
    );
    assert_eq!((found.sample_rate, found.channels), (Some(44_100), Some(2)));
}

#[test]
fn every_version_and_layer_is_counted() {
    for kind in KINDS {
        let found = probe(&frames(kind, 100));
        let expected = samples(100 * u64::from(kind.samples), kind.rate);
        assert_eq!(found.duration, Some(expected), "{}", kind.name);
        assert_eq!(found.format, Some("mp3"), "{}", kind.name);
    }
}

#[test]
#[allow(clippy::too_many_lines)] // a table
fn an_mp3_plays_its_frames() {
    let hundred = frames(USUAL, 100);
    let zeros = |len| vec![0; len];
    let picture = [b"APIC\xff\xfe".as_slice(), &noise(200_000)].concat();
    let mut padded = xing(Some(0));
    padded[48..57].copy_from_slice(b"LAME3.100");
    padded[69..72].fill(0xff);
    let plain_size = [b"ID3\x03\0\0\0\0\x01\x80".as_slice(), &zeros(0x180)].concat();
    let table: Vec<(&str, Vec<u8>, u64)> = vec![
        (
            "VBR without a count, loud start",
            [frames(LOUD, 60), frames(QUIET, 1940)].concat(),
            2000,
        ),
        (
            "VBR without a count, quiet start",
            [frames(QUIET, 60), frames(LOUD, 1940)].concat(),
            2000,
        ),
        ("a count", [xing(Some(100)), hundred.clone()].concat(), 100),
        (
            "a count of zero",
            [xing(Some(0)), hundred.clone()].concat(),
            100,
        ),
        (
            "a count of zero, and padding that is longer than the file",
            [padded, hundred.clone()].concat(),
            100,
        ),
        ("no count", [xing(None), hundred.clone()].concat(), 100),
        (
            "an endless count",
            [xing(Some(u32::MAX)), hundred.clone()].concat(),
            100,
        ),
        (
            "a tag",
            [id3(&picture, false), hundred.clone()].concat(),
            100,
        ),
        (
            "a tag with a footer",
            [id3(b"TIT2", true), hundred.clone()].concat(),
            100,
        ),
        (
            "two tags",
            [
                id3(b"TIT2", false),
                id3(&zeros(3000), true),
                hundred.clone(),
            ]
            .concat(),
            100,
        ),
        (
            "a tag whose size is written as a plain number",
            [plain_size, hundred.clone()].concat(),
            100,
        ),
        (
            "a tag that claims more than there is",
            [b"ID3\x04\0\0\x7f\x7f\x7f\x7f".to_vec(), hundred.clone()].concat(),
            100,
        ),
        (
            "silence in front",
            [zeros(4000), hundred.clone()].concat(),
            100,
        ),
        (
            "an old tag behind",
            [hundred.clone(), id3v1()].concat(),
            100,
        ),
        (
            "two tags behind",
            [hundred.clone(), ape(&picture), id3v1()].concat(),
            100,
        ),
        (
            "a tag between",
            [hundred.clone(), id3(&picture, false), hundred.clone()].concat(),
            200,
        ),
        (
            "noise between",
            [hundred.clone(), noise(100_000), hundred.clone()].concat(),
            200,
        ),
        (
            "false starts between",
            [
                hundred.clone(),
                [0xff, 0xfb, 0x90, 0x40].repeat(20_001),
                vec![0xff; 100_000],
                hundred.clone(),
            ]
            .concat(),
            200,
        ),
        (
            "a last frame that is cut off",
            [hundred.clone(), frame(USUAL)[..200].to_vec()].concat(),
            100,
        ),
        (
            "a frame that lost a byte",
            [hundred.clone(), frame(USUAL)[1..].to_vec(), hundred.clone()].concat(),
            200,
        ),
        ("a single frame", frame(USUAL), 1),
    ];
    for (name, mp3, count) in table {
        let found = probe(&mp3);
        let frame = samples(1152, 44_100).as_secs_f64();
        let expected = samples(count * 1152, 44_100).as_secs_f64();
        let duration = found.duration.unwrap_or_default().as_secs_f64();
        assert!(
            (duration - expected).abs() < frame + 1e-6,
            "{name}: {duration} s, not {expected} s"
        );
        assert_eq!(found.format, Some("mp3"), "{name}");
    }
}

#[test]
fn a_stream_that_changes_its_rate_adds_up() {
    let slow = KINDS[4];
    let mp3 = [frames(USUAL, 100), frames(slow, 100), frames(USUAL, 100)].concat();
    let expected = samples(200 * 1152, 44_100) + samples(100 * 576, 22_050);
    let found = probe(&mp3).duration.unwrap();
    assert!(
        found.abs_diff(expected) < Duration::from_millis(27),
        "{found:?}"
    );
}

#[test]
fn what_is_unknown_is_a_result() {
    let table: [(&str, Vec<u8>, Option<&str>); 9] = [
        ("nothing", vec![], None),
        ("HTML", b"<!DOCTYPE html>".to_vec(), None),
        ("zeros", vec![0; 100_000], None),
        ("noise", noise(300_000), None),
        ("0xff", vec![0xff; 300_000], None),
        ("a tag alone", id3(&[0; 5000], false), Some("mp3")),
        ("half a frame", frame(USUAL)[..100].to_vec(), Some("mp3")),
        ("FLAC", b"fLaC\0\0\0\x22".to_vec(), Some("flac")),
        (
            "FLAC behind a tag",
            [id3(&[0; 50], false), b"fLaC\0\0\0\x22".to_vec()].concat(),
            Some("flac"),
        ),
    ];
    for (name, bytes, format) in table {
        let found = probe(&bytes);
        assert_eq!((found.format, found.duration), (format, None), "{name}");
    }
}

#[test]
fn real_recordings_play_what_decoders_say() {
    let audio = |name| {
        format!(
            "{}/../theta-client/examples/audio/{name}",
            env!("CARGO_MANIFEST_DIR")
        )
    };
    let native = probe::file(audio("native.wav")).unwrap();
    assert_eq!(native.duration, Some(samples(38_271, 16_000)));
    // `lame --decode` makes 57,647 samples of its 101 frames, having dropped the 529 of a decoder's delay.
    let student = probe::file(audio("student.mp3")).unwrap();
    assert_eq!(
        (student.sample_rate, student.channels),
        (Some(22_050), Some(1))
    );
    assert_eq!(student.duration, Some(samples(57_647 + 529, 22_050)));
}

/// Some recording, and what may happen to it.
fn broken() -> impl Strategy<Value = Vec<u8>> {
    let seeds = prop_oneof![
        Just(Wav::second().build()),
        Just(
            Wav {
                tag: 0x55,
                before: chunk(*b"LIST", &[1; 33]),
                ..Wav::new([xing(Some(9)), frames(LOUD, 9)].concat())
            }
            .build()
        ),
        Just(
            [
                id3(&noise(300), true),
                xing(None),
                frames(USUAL, 9),
                ape(b"x"),
                id3v1()
            ]
            .concat()
        ),
        (0..KINDS.len()).prop_map(|index| frames(KINDS[index], 8)),
        prop::collection::vec(any::<u8>(), 0..600),
    ];
    let edits = prop::collection::vec((0_usize..700, any::<u8>()), 0..12);
    (seeds, edits, 0_usize..40_000).prop_map(|(mut bytes, edits, len)| {
        for (at, byte) in edits {
            if let Some(target) = bytes.get_mut(at) {
                *target = byte;
            }
        }
        bytes.truncate(len.max(1));
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn what_holds_for_every_recording_holds_for_broken_ones(bytes in broken()) {
        probe(&bytes);
    }
}
