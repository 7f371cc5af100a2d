//! Writes recordings of every kind into a directory: the first inputs of the target `probe`.

#[path = "../../theta-runtime/tests/uploads/audio.rs"]
#[allow(dead_code)] // the tests use all of it
mod audio;

use audio::{KINDS, LOUD, QUIET, USUAL, Wav, ape, chunk, frames, id3, id3v1, noise, xing};
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let Some(directory) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("usage: recordings DIRECTORY");
        std::process::exit(2);
    };
    std::fs::create_dir_all(&directory)?;
    for (index, bytes) in wavs().into_iter().chain(mp3s()).enumerate() {
        std::fs::write(directory.join(format!("recording-{index:02}")), bytes)?;
    }
    Ok(())
}

fn wavs() -> Vec<Vec<u8>> {
    let sound = Wav::new(noise(2000));
    let with = |change: fn(&mut Wav)| {
        let mut wav = sound.clone();
        change(&mut wav);
        wav.build()
    };
    vec![
        with(|_| {}),
        with(|wav| wav.stated = Some(u32::MAX)),
        with(|wav| wav.stated = Some(0)),
        with(|wav| wav.stated = Some(32_000_000)),
        with(|wav| wav.before = chunk(*b"LIST", b"odd")),
        with(|wav| wav.behind = chunk(*b"LIST", &[0; 50])),
        with(|wav| (wav.tag, wav.bits) = (3, 32)),
        with(|wav| (wav.tag, wav.channels, wav.bits) = (0xfffe, 2, 24)),
        with(|wav| (wav.tag, wav.bits, wav.byte_rate) = (2, 4, Some(8000))),
        with(|wav| {
            (wav.magic, wav.stated) = (*b"RF64", Some(u32::MAX));
            let sizes = [u64::MAX, 2000, 1000].map(u64::to_le_bytes).concat();
            wav.before = chunk(*b"ds64", &[sizes, vec![0; 4]].concat());
        }),
        with(|wav| {
            wav.tag = 0x55;
            wav.data = [xing(Some(9)), frames(LOUD, 2)].concat();
        }),
    ]
}

fn mp3s() -> Vec<Vec<u8>> {
    let usual = || frames(USUAL, 4);
    let mut mp3s: Vec<Vec<u8>> = KINDS.into_iter().map(|kind| frames(kind, 4)).collect();
    mp3s.extend([
        [frames(LOUD, 2), frames(QUIET, 9)].concat(),
        [xing(Some(0)), usual()].concat(),
        [xing(Some(u32::MAX)), usual()].concat(),
        [xing(None), usual()].concat(),
        [id3(&noise(300), true), usual(), id3v1()].concat(),
        [usual(), ape(b"item"), id3v1()].concat(),
        [usual(), noise(700), usual()].concat(),
        [vec![0; 900], usual()].concat(),
    ]);
    mp3s
}
