//! A small contract written by hand, and a server that does what a test says.

mod contract;
mod script;
mod server;

pub(crate) use contract::{API, AUDIO, Mini, MiniError, MiniPlan, NO_KEY, NoKey};
pub(crate) use script::{Act, FirstFrame, Script, broken};
pub(crate) use server::{Keeping, Seen, Server, read_head, read_request, reply, reply_with};

use theta_runtime::{Builder, Error, RetryPolicy, Upload};

/// A key that no output may hold.
pub(crate) const KEY: &str = "sk-mini-canary";

/// A client of a server that sends each call once, and whose multipart boundary is 32 times `b`.
pub(crate) fn client(server: &Server) -> Mini {
    client_at(server.url())
}

/// The same, of a server that takes many connections.
pub(crate) fn client_of(server: &Keeping) -> Mini {
    client_at(server.url())
}

fn client_at(base_url: String) -> Mini {
    Builder::new()
        .key(KEY)
        .base_url(base_url)
        .randomness(|| 0xbbbb_bbbb_bbbb_bbbb_bbbb_bbbb_bbbb_bbbb)
        .retry(RetryPolicy::off())
        .build()
        .unwrap()
}

/// Bytes that begin as WAV does.
pub(crate) fn wav(len: usize) -> Vec<u8> {
    let mut bytes = b"RIFF\x24\0\0\0WAVEfmt ".to_vec();
    bytes.resize(len.max(bytes.len()), 7);
    bytes
}

/// What scoring some audio at a server fails with.
pub(crate) async fn failure(server: &Server) -> Error<MiniError> {
    client(server)
        .score(Upload::bytes(wav(64)))
        .await
        .unwrap_err()
}

/// So many seconds of silence, as WAV: 8 kHz, 8 bits, one channel.
pub(crate) fn wav_of(seconds: u32) -> Vec<u8> {
    silence(seconds, 8000, 1)
}

/// So many seconds of silence, as WAV of 192 kB each second: 48 kHz, 16 bits, two channels.
pub(crate) fn rich_wav_of(seconds: u32) -> Vec<u8> {
    silence(seconds, 48_000, 4)
}

/// Frames of one byte are 8 bits of one channel, of four 16 bits of two.
fn silence(seconds: u32, rate: u32, frame: u16) -> Vec<u8> {
    let (channels, bits) = if frame == 1 { (1_u16, 8_u16) } else { (2, 16) };
    let per_second = rate * u32::from(frame);
    let samples = seconds * per_second;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + samples).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend(per_second.to_le_bytes());
    bytes.extend(frame.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(samples.to_le_bytes());
    bytes.resize(44 + samples as usize, 0x80);
    bytes
}
