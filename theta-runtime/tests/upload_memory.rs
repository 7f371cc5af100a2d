//! What an upload takes of memory: the only test of its program, so that nothing else does.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // helpers are tests too

#[path = "uploads/audio.rs"]
#[allow(dead_code)]
mod audio;
#[path = "runtime/support/contract.rs"]
#[allow(dead_code)]
mod contract;
#[path = "runtime/support/server.rs"]
#[allow(dead_code)]
mod server;

use audio::Wav;
use contract::{AUDIO, Mini, MiniError};
use server::{Server, read_head, reply};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use theta_runtime::meta::UploadInfo;
use theta_runtime::{Builder, CallOptions, Upload};

/// Resident memory in bytes.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

#[tokio::test]
async fn a_file_of_a_hundred_megabytes_takes_no_memory() {
    static LARGE: UploadInfo = UploadInfo {
        max_size: None,
        max_duration_ms: None,
        ..AUDIO
    };
    let wav = Wav {
        stated: Some(u32::MAX),
        ..Wav::new([])
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), wav.build()).unwrap();
    file.as_file().set_len(100_000_000).unwrap();
    let before = resident();
    let highest = Arc::new(AtomicU64::new(0));
    let seen = highest.clone();
    let upload = Upload::file(file.path()).with_progress(move |_, _| {
        seen.fetch_max(resident(), Ordering::Relaxed);
    });
    let server = Server::new(|mut stream| {
        let mut seen = read_head(&mut stream);
        let length: u64 = seen.header("content-length").unwrap().parse().unwrap();
        let left = length - seen.body.len() as u64;
        seen.body.clear();
        let drained = io::copy(&mut (&stream).take(left), &mut io::sink()).unwrap();
        io::Write::write_all(&mut stream, &reply(200, "")).unwrap();
        assert_eq!(drained, left);
        seen
    });
    let mini: Mini = Builder::new()
        .key("sk-mini-canary")
        .base_url(server.url())
        .build()
        .unwrap();
    let mut call = mini.call(CallOptions::new());
    call.part_upload("file", upload, &LARGE);
    call.send_nothing::<MiniError>().await.unwrap();
    server.seen();
    let grown = highest.load(Ordering::Relaxed).saturating_sub(before);
    assert!(grown <= 16_000_000, "{grown} bytes");
}
