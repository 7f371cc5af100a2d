#[path = "../../../../theta-audio/tests/support/wav.rs"]
mod wav;

use super::*;
use crate::upload::body::UploadBody;
use http_body::Body as _;
use proptest::prelude::*;
use std::future::poll_fn;
use std::io::Write as _;
use std::pin::Pin;
use wav::wav_of;

static ANY: UploadInfo = UploadInfo {
    part: "file",
    audio: true,
    formats: &[],
    max_size: None,
    max_duration_ms: None,
    content_type: "",
};

/// What would be sent.
fn content(upload: &Upload) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let opened = upload.open(&ANY).await.unwrap();
        let len = opened.content.len();
        let mut body = UploadBody::quiet(vec![opened.content]);
        let mut bytes = Vec::new();
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            bytes.extend_from_slice(&frame.unwrap().into_data().unwrap());
        }
        assert_eq!(bytes.len() as u64, len);
        bytes
    })
}

/// The samples of a piece, whose header must be right.
fn samples_of(piece: &Piece) -> Vec<u8> {
    let bytes = content(&piece.upload);
    let layout = theta_audio::wav::layout(&mut &bytes[..]).unwrap().unwrap();
    let (start, len) = (
        usize::try_from(layout.start).unwrap(),
        usize::try_from(layout.len).unwrap(),
    );
    let riff_size = u32::from_le_bytes(*bytes[4..].first_chunk().unwrap());
    assert_eq!(bytes.len(), usize::try_from(riff_size).unwrap() + 8);
    assert_eq!(bytes.len(), start + len + len % 2);
    assert_eq!(
        crate::upload::probe::bytes(&bytes).duration,
        Some(piece.duration)
    );
    bytes[start..start + len].to_vec()
}

#[test]
fn a_file_that_is_written_to_after_it_was_split_fails_its_pieces() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&wav_of(1, 1, 16, 1000, &vec![0; 20_000]))
        .unwrap();
    let pieces = wav_blocking(file.path(), Duration::from_secs(2)).unwrap();
    file.write_all(b"more").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let refusal = runtime.block_on(pieces[1].upload.open(&ANY)).unwrap_err();
    let text = format!(
        "`{}` became longer since it was split: split it again",
        file.path().display()
    );
    assert_eq!(refusal.to_string(), text);
}

fn format() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![
        Just((1, 8)),
        Just((1, 16)),
        Just((1, 24)),
        Just((1, 32)),
        Just((3, 32)),
        Just((3, 64)),
        Just((6, 8)),
        Just((7, 8)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn pieces_hold_every_sample_once_and_keep_to_the_limit(
        (tag, bits) in format(),
        channels in 1_u16..6,
        rate in 1_u32..400,
        data in prop::collection::vec(any::<u8>(), 1..6000),
        limit_ms in 1_u64..8000,
        size in prop::option::of(100_u64..3000),
        from_file in any::<bool>(),
    ) {
        let wav = wav_of(tag, channels, bits, rate, &data);
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let source = if from_file {
            file.write_all(&wav).unwrap();
            Upload::file(file.path())
        } else {
            Upload::bytes(wav)
        };
        let duration = Duration::from_millis(limit_ms);
        let limit = {
            let mut limit = Limit::duration(duration);
            limit.size = size;
            limit
        };
        let frame = usize::from(channels * bits / 8);
        let whole = data.len() / frame * frame;
        let pieces = match wav_blocking(source, limit) {
            Ok(pieces) => pieces,
            Err(error) => {
                let too_small = duration < Duration::from_secs(1) / rate || size.is_some_and(|size| size < 45 + frame as u64);
                prop_assert!(whole == 0 || too_small, "{error}");
                return Ok(());
            }
        };
        let (mut together, mut offset) = (Vec::new(), Duration::ZERO);
        // The duration of a piece is rounded to a nanosecond, and so is its offset.
        let rounding = Duration::from_nanos(pieces.len() as u64);
        for piece in &pieces {
            let samples = samples_of(piece);
            prop_assert_eq!(samples.len() % frame, 0);
            prop_assert!(piece.duration <= duration && !samples.is_empty());
            prop_assert!(size.is_none_or(|size| samples.len() as u64 + 44 <= size));
            prop_assert!(piece.offset.abs_diff(offset) <= rounding);
            offset += piece.duration;
            together.extend(samples);
        }
        prop_assert_eq!(&together[..], &data[..whole]);
    }
}
