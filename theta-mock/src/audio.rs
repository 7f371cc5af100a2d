//! Audio that is received and sent.

use theta_audio::Look;

/// Returns whether bytes are audio of one of the formats: what the client would send. Without formats any audio is.
pub(crate) fn is_audio(mut bytes: &[u8], formats: &[String]) -> bool {
    // Nothing in memory fails to be read.
    let look: Look = theta_audio::inspect(&mut bytes).unwrap_or_default();
    look.flaw(formats.iter().map(String::as_str)).is_none()
}

/// Returns a tenth of a second of silence: 8 kHz, mono, 8 bit.
pub(crate) fn silence() -> Vec<u8> {
    const SAMPLES: u32 = 800;
    const RATE: u32 = 8000;
    let mut wav = Vec::new();
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + SAMPLES).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16_u32.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&8_u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&SAMPLES.to_le_bytes());
    wav.resize(wav.len() + SAMPLES as usize, 0x80);
    wav
}
