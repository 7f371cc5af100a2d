//! WAV recordings for tests, here and in the runtime.

/// A WAV recording of these samples.
pub(crate) fn wav_of(tag: u16, channels: u16, bits: u16, rate: u32, data: &[u8]) -> Vec<u8> {
    let align = channels * bits / 8;
    let size = |size: usize| u32::try_from(size).unwrap().to_le_bytes();
    let mut wav = b"RIFF".to_vec();
    wav.extend(size(36 + data.len() + data.len() % 2));
    wav.extend(b"WAVEfmt \x10\0\0\0");
    wav.extend(tag.to_le_bytes());
    wav.extend(channels.to_le_bytes());
    wav.extend(rate.to_le_bytes());
    wav.extend((rate * u32::from(align)).to_le_bytes());
    wav.extend(align.to_le_bytes());
    wav.extend(bits.to_le_bytes());
    wav.extend(b"data");
    wav.extend(size(data.len()));
    wav.extend(data);
    wav
}
