//! Recordings that are split, and what is done with their pieces.

#[path = "../../../theta-audio/tests/support/wav.rs"]
mod wav;

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use theta_runtime::Upload;
use theta_runtime::meta::UploadInfo;
use theta_runtime::split::{Limit, Piece, SplitErrorKind, each, wav_blocking};
use wav::wav_of;

static ANY: UploadInfo = UploadInfo {
    part: "file",
    audio: true,
    formats: &[],
    max_size: None,
    max_duration_ms: None,
    content_type: "",
};

#[test]
fn a_contract_states_limits() {
    let info = UploadInfo {
        max_size: Some(25),
        max_duration_ms: Some(1500),
        ..ANY
    };
    let limit = Limit::duration(Duration::from_millis(1500)).size(25);
    assert_eq!(Limit::from(&info), limit);
}

#[test]
fn what_cannot_be_split_is_told() {
    let sound = wav_of(1, 1, 16, 1000, &vec![0; 20_000]);
    let mut law = sound.clone();
    law[20] = 6;
    let mut other = sound.clone();
    other[0] = b'r';
    let second = Duration::from_secs(1);
    let piece = wav_blocking(sound.clone(), second).unwrap().remove(0);
    let table: [(Upload, Duration, SplitErrorKind, &str); 8] = [
        (
            b"ID3\x04\0\0\0\0\0\0".to_vec().into(),
            second,
            SplitErrorKind::Format,
            "no WAV recording",
        ),
        (
            other.into(),
            second,
            SplitErrorKind::Format,
            "no WAV recording",
        ),
        (law.into(), second, SplitErrorKind::Format, "neither PCM"),
        (
            sound[..44].to_vec().into(),
            second,
            SplitErrorKind::Format,
            "holds no sound",
        ),
        (
            sound.into(),
            Duration::from_micros(999),
            SplitErrorKind::Limit,
            "no room",
        ),
        (
            Upload::factory(1, || Ok(io::empty())),
            second,
            SplitErrorKind::Source,
            "only a file or bytes",
        ),
        (
            piece.upload,
            second,
            SplitErrorKind::Source,
            "only a file or bytes",
        ),
        (
            Upload::file("/nonexistent.wav"),
            second,
            SplitErrorKind::Io,
            "cannot read `/nonexistent.wav`",
        ),
    ];
    for (upload, limit, kind, text) in table {
        let error = wav_blocking(upload, limit).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(text), "{error}");
    }
}

fn numbered(count: usize) -> Vec<Piece> {
    let wav = wav_of(1, 1, 16, 1000, &vec![0; count * 2000]);
    let limit = Limit::default().size(2000 + 45);
    let pieces = wav_blocking(wav, limit).unwrap();
    assert!(pieces.len() >= count);
    pieces
}

#[tokio::test]
async fn pieces_are_worked_on_in_order_or_several_at_once() {
    for at_once in [0, 1, 3, 100] {
        let pieces = numbered(8);
        let (offsets, in_all): (Vec<_>, usize) = (
            pieces.iter().map(|piece| piece.offset).collect(),
            pieces.len(),
        );
        let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
        let told = seen.clone();
        let (running, most) = (std::cell::Cell::new(0_usize), std::cell::Cell::new(0_usize));
        let parts = each(pieces)
            .at_once(at_once)
            .progress(move |now| told.lock().unwrap().push((now.pieces, now.audio)))
            .run(async |piece: Piece| {
                running.set(running.get() + 1);
                most.set(most.get().max(running.get()));
                // Later ones are done first.
                for _ in 0..100_u128.saturating_sub(piece.offset.as_millis() / 100) {
                    tokio::task::yield_now().await;
                }
                running.set(running.get() - 1);
                Ok::<_, ()>(piece.offset)
            })
            .await
            .unwrap();
        assert_eq!(
            parts.iter().map(|part| part.value).collect::<Vec<_>>(),
            offsets
        );
        assert!(parts.iter().all(|part| part.offset == part.value));
        assert_eq!(most.get(), at_once.clamp(1, in_all));
        let seen = seen.lock().unwrap();
        assert!(seen.iter().map(|(pieces, _)| *pieces).eq(1..=in_all));
        assert_eq!(seen.last().unwrap().1, Duration::from_secs(8));
    }
}

#[tokio::test]
async fn what_was_done_before_a_failure_is_kept_and_the_rest_can_be_done_later() {
    let pieces = numbered(8);
    let offsets: Vec<_> = pieces.iter().map(|piece| piece.offset).collect();
    let bad = offsets[2];
    let interrupted = each(pieces)
        .at_once(2)
        .run(async |piece: Piece| {
            tokio::task::yield_now().await;
            if piece.offset == bad {
                return Err(io::Error::other("out of credit"));
            }
            Ok(piece.offset)
        })
        .await
        .unwrap_err();
    let text = format!(
        "{} of {} pieces are done",
        interrupted.done.len(),
        offsets.len()
    );
    // Each fact once, for who prints the sources too.
    assert_eq!(interrupted.to_string(), text);
    let source = interrupted.source().unwrap();
    assert_eq!(source.to_string(), "out of credit");
    assert_eq!(interrupted.todo[0].offset, bad);
    let rest = each(interrupted.todo)
        .run(async |piece: Piece| Ok::<_, ()>(piece.offset))
        .await
        .unwrap();
    let mut all: Vec<_> = interrupted.done.into_iter().chain(rest).collect();
    all.sort_by_key(|part| part.offset);
    assert!(all.iter().map(|part| part.value).eq(offsets));
}
