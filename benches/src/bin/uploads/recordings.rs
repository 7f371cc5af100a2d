//! Recordings to send.

use std::io;
use std::path::{Path, PathBuf};

/// A WAV file of `len` bytes, at 48 kHz, 24 bits and two channels: 25 MB play for less than two minutes. Another seed
/// is another recording from its first sample, as two recordings are.
pub(crate) fn wav(len: usize, seed: u64) -> Vec<u8> {
    let data = len.saturating_sub(44);
    let mut wav = b"RIFF".to_vec();
    wav.extend(size(len - 8));
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
    wav.extend(48_000_u32.to_le_bytes());
    wav.extend(288_000_u32.to_le_bytes());
    wav.extend(b"\x06\0\x18\0data");
    wav.extend(size(data));
    let mut state = seed.wrapping_mul(2).wrapping_add(0x9e37_79b9_7f4a_7c15);
    while wav.len() < len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        wav.extend(state.to_le_bytes());
    }
    wav.truncate(len);
    wav
}

/// MP3 frames of 128 kbit/s at 44.1 kHz, `len` bytes of them.
pub(crate) fn mp3(len: usize) -> Vec<u8> {
    let mut frame = vec![0x55; 417];
    frame[..4].copy_from_slice(b"\xff\xfb\x90\x40");
    let mut mp3 = frame.repeat(len / frame.len());
    mp3.resize(len, 0);
    mp3
}

fn size(len: usize) -> [u8; 4] {
    u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes()
}

/// Different recordings of `len` bytes as files.
pub(crate) fn files(directory: &Path, len: usize, count: u64) -> io::Result<Vec<PathBuf>> {
    (0..count)
        .map(|seed| {
            let path = directory.join(format!("{len}-{seed}.wav"));
            std::fs::write(&path, wav(len, seed))?;
            Ok(path)
        })
        .collect()
}
