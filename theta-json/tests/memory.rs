//! What a reply takes of memory: the only test of its program, so that nothing else does.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // helpers are tests too

use std::fmt::Write;
use std::fs;
use theta_json::{Decode, DecodeError, Extra, ObjectReader, Raw, from_str};

/// The most that was resident since it was asked last, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kilobytes = line.unwrap().split_whitespace().nth(1).unwrap();
    let peak = kilobytes.parse::<usize>().unwrap() * 1024;
    // Begins anew.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    peak
}

struct Open {
    texts: [Option<String>; 20],
    extra: Extra,
}

impl Decode for Open {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        let mut object = ObjectReader::open(value)?;
        let mut texts = [const { None }; 20];
        for (index, text) in texts.iter_mut().enumerate() {
            *text = object.optional(&format!("a{index}"))?;
        }
        Ok(Self {
            texts,
            extra: object.rest(),
        })
    }
}

#[test]
fn an_object_of_very_many_members_takes_little_more_than_its_text() {
    const LEN: usize = 8_000_000;
    let mut unlike = String::new();
    for number in 0..LEN / 10 {
        write!(unlike, ",\"m{number:x}\":1").unwrap();
    }
    for members in [",\"a\":1".repeat(LEN / 6), unlike] {
        let body = format!("{{\"a3\":\"x\"{members},\"a7\":\"y\"}}");
        drop(members);
        peak();
        let before = peak();
        let open: Open = from_str(&body).unwrap();
        let grown = peak().saturating_sub(before);
        assert!(
            grown < body.len() * 5 / 2,
            "{grown} bytes for {}",
            body.len()
        );
        let texts = [&open.texts[3], &open.texts[7]];
        assert_eq!(texts.map(Option::as_deref), [Some("x"), Some("y")]);
        assert!(!open.extra.is_empty());
    }
}
