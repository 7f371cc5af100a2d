//! The test kit, as the tests of a consumer use it.

#![allow(clippy::unwrap_used)] // helpers are tests too

mod recordings;
mod requests;
mod small;
mod stub;
mod walked;

use theta_runtime::Audio;

/// A tenth of a second that sounds like its number.
fn audio(number: u8) -> Audio {
    Audio::bytes(audio_bytes(number))
}

fn audio_bytes(number: u8) -> Vec<u8> {
    let mut wav = b"RIFF\x44\x03\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x20\x03\0\0".to_vec();
    wav.resize(44 + 800, number);
    wav
}

/// The client of the Theta One speech API.
mod theta_one {
    theta_runtime::api! { spec = "../../../spec.toml" }
}
