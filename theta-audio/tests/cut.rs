//! Where recordings are cut.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "support/wav.rs"]
mod wav;

use std::time::Duration;
use theta_audio::cut::{self, Cut, CutError, Limit};
use wav::wav_of;

/// The samples of a piece, whose header must be right.
fn samples_of<'w>(wav: &'w [u8], piece: &Cut) -> &'w [u8] {
    let (start, len) = (
        usize::try_from(piece.start).unwrap(),
        usize::try_from(piece.len).unwrap(),
    );
    let riff_size = u32::from_le_bytes(*piece.header[4..].first_chunk().unwrap());
    let all = piece.header.len() + len + len % 2;
    assert_eq!(all, usize::try_from(riff_size).unwrap() + 8);
    &wav[start..start + len]
}

/// Tone with a pause of near silence: 16-bit mono at 1 kHz.
fn tone_with_pauses(seconds: usize, pauses: &[std::ops::Range<usize>]) -> Vec<u8> {
    (0..seconds * 1000)
        .flat_map(|at| {
            let loud = if pauses.iter().any(|pause| pause.contains(&at)) {
                3
            } else {
                9000
            };
            let sample: i16 = if at % 7 < 3 { loud } else { -loud };
            // A constant offset is no sound.
            (sample + 500).to_le_bytes()
        })
        .collect()
}

fn millis(piece: &Cut) -> (u128, u128) {
    (piece.offset.as_millis(), piece.duration.as_millis())
}

#[test]
fn cuts_are_where_it_is_quietest() {
    // The closure of a consonant at 9.5 s is as quiet as the pause at 8.2 s, and too short to be one.
    let data = tone_with_pauses(25, &[8_200..8_600, 9_500..9_560, 17_000..17_300]);
    let wav = wav_of(1, 1, 16, 1000, &data);
    let pieces = cut::wav(&mut &wav[..], Limit::duration(Duration::from_secs(10))).unwrap();
    let cuts: Vec<u128> = pieces
        .iter()
        .map(|piece| piece.offset.as_millis())
        .collect();
    assert_eq!(cuts.len(), 3, "{cuts:?}");
    assert!((8_200..8_600).contains(&cuts[1]), "{cuts:?}");
    assert!((17_000..17_300).contains(&cuts[2]), "{cuts:?}");
    let last = pieces.last().unwrap();
    assert_eq!(last.offset + last.duration, Duration::from_secs(25));
}

#[test]
fn what_fits_is_one_piece_and_the_limit_is_inclusive() {
    let wav = wav_of(1, 1, 16, 1000, &vec![0; 20_000]);
    let one = cut::wav(&mut &wav[..], Limit::duration(Duration::from_secs(10))).unwrap();
    assert_eq!(one.iter().map(millis).collect::<Vec<_>>(), [(0, 10_000)]);
    let size = wav.len() as u64 + 1;
    let by_size = Limit::default().size(size);
    assert_eq!(cut::wav(&mut &wav[..], by_size).unwrap().len(), 1);
    let by_size = Limit::default().size(size - 2);
    assert_eq!(cut::wav(&mut &wav[..], by_size).unwrap().len(), 2);
}

/// 24 bits in the lower bytes of 32, without a copy of the sign: what recorders write.
#[test]
fn cuts_are_where_it_is_quietest_when_samples_take_more_bytes_than_they_need() {
    let samples = tone_with_pauses(25, &[8_200..8_600, 17_000..17_300]);
    let wide = |low: bool| -> Vec<u8> {
        let bytes = samples.chunks_exact(2).flat_map(|sample| {
            let value = i32::from(i16::from_le_bytes([sample[0], sample[1]]) - 500) << 8;
            // A little noise in the lowest bits.
            let value = value + i32::from(sample[0] & 3);
            let [a, b, c, _] = value.to_le_bytes();
            if low { [a, b, c, 0] } else { [0, a, b, c] }
        });
        bytes.collect()
    };
    for data in [wide(true), wide(false)] {
        let mut wav = wav_of(1, 1, 24, 1000, &data);
        wav[32] = 4;
        wav[28..32].copy_from_slice(&4000_u32.to_le_bytes());
        let pieces = cut::wav(&mut &wav[..], Limit::duration(Duration::from_secs(10))).unwrap();
        let cuts: Vec<u128> = pieces
            .iter()
            .map(|piece| piece.offset.as_millis())
            .collect();
        assert_eq!(cuts.len(), 3, "{cuts:?}");
        assert!((8_200..8_600).contains(&cuts[1]), "{cuts:?}");
        assert!((17_000..17_300).contains(&cuts[2]), "{cuts:?}");
        let together: Vec<u8> = pieces
            .iter()
            .flat_map(|piece| samples_of(&wav, piece).to_vec())
            .collect();
        assert_eq!(together, data);
        for piece in &pieces {
            assert_eq!(piece.header[20..36], wav[20..36]);
        }
    }
}

#[test]
fn blocks_of_compressed_samples_are_not_cut() {
    for (tag, align, bits) in [
        (2, 256, 4),
        (0x11, 256, 4),
        (0x31, 65, 0),
        (0x55, 1, 0),
        (0xff, 1, 16),
    ] {
        let mut wav = wav_of(1, 1, 16, 1000, &vec![0; 20_000]);
        (wav[20], wav[34]) = (tag, bits);
        wav[32..34].copy_from_slice(&u16::to_le_bytes(align));
        let error = cut::wav(&mut &wav[..], Limit::duration(Duration::from_secs(1))).unwrap_err();
        assert!(matches!(error, CutError::Format(_)), "{tag}: {error}");
    }
}
