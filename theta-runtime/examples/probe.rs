//! How long recordings play, and how fast that is found: `cargo run --release --example probe -- FILE...`
//!
//! Without a file it measures 25 MB of MP3 frames, and 25 MB that only look as if they were.

use std::error::Error;
use std::io::Cursor;
use std::path::Path;
use std::time::Instant;
use theta_runtime::probe::{self, Probe};

const SIZE: usize = 25_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    for path in &paths {
        timed(path, || probe::file(Path::new(path)))?;
    }
    if paths.is_empty() {
        let usual = frame([0xff, 0xfb, 0x90], 417);
        let short = frame([0xff, 0xfb, 0x10], 104);
        let wav = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0\x80\x3e\0\0\0\x7d\0\0\x02\0\x10\0data\xff\xff\xff\xff";
        let table = [
            ("wav", [wav.as_slice(), &vec![0; SIZE]].concat()),
            ("128 kbit/s", usual.repeat(SIZE / usual.len())),
            ("32 kbit/s", short.repeat(SIZE / short.len())),
            ("0xff", [usual.repeat(3), vec![0xff; SIZE]].concat()),
            (
                "false headers",
                [usual.repeat(3), [0xff, 0xfb, 0x90, 0x40].repeat(SIZE / 4)].concat(),
            ),
            (
                "tags",
                [b"ID3\x04\0\0\0\0\0\0".repeat(SIZE / 10), usual.repeat(3)].concat(),
            ),
        ];
        for (name, bytes) in table {
            timed(&format!("{name}, in memory"), || Ok(probe::bytes(&bytes)))?;
            timed(&format!("{name}, read"), || {
                probe::reader(&mut Cursor::new(&bytes))
            })?;
        }
    }
    Ok(())
}

fn frame(header: [u8; 3], len: usize) -> Vec<u8> {
    let mut frame = vec![0x55; len];
    frame[..3].copy_from_slice(&header);
    frame
}

fn timed(name: &str, probe: impl Fn() -> std::io::Result<Probe>) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let found = probe()?;
    println!("{name:28} {:>9.3?}  {found:?}", started.elapsed());
    Ok(())
}
