//! Whether bytes are audio of a documented format: what a client sends and a server takes, and nothing else.

/// Whether the bytes are audio of one of the formats; of any when none is documented.
fn is_audio(mut bytes: &[u8], formats: &[&str]) -> bool {
    // Nothing in memory fails to be read.
    let look = theta_audio::inspect(&mut bytes).unwrap_or_default();
    !bytes.is_empty() && look.flaw(formats.iter().copied()).is_none()
}

/// A tenth of a second of silence: 8 kHz, mono, 8 bit.
fn silence() -> Vec<u8> {
    let mut wav = b"RIFF\x44\x03\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x20\x03\0\0".to_vec();
    wav.resize(wav.len() + 800, 0x80);
    wav
}

#[test]
fn nothing_is_never_audio() {
    assert!(!is_audio(b"", &[]));
    assert!(!is_audio(b"", &["wav"]));
}

#[test]
fn anything_is_taken_when_no_format_is_documented_or_none_can_be_told() {
    assert!(is_audio(b"x", &[]));
    assert!(is_audio(b"x", &["vox"]));
}

#[test]
fn a_page_is_never_audio() {
    for page in [
        &b"<html>"[..],
        b"\xef\xbb\xbf<!doctype html>",
        b"{\"detail\": \"no\"}",
    ] {
        for documented in [&[][..], &["vox"], &["wav", "pcm"]] {
            assert!(!is_audio(page, documented));
        }
    }
}

#[test]
fn long_wavs_are_wavs() {
    for magic in [b"RF64", b"BW64"] {
        let mut long = silence();
        long[..4].copy_from_slice(magic);
        assert!(is_audio(&long, &["wav"]));
        assert!(!is_audio(&long[..40], &["wav"]));
    }
}

#[test]
fn a_wav_has_a_format_and_samples() {
    let whole = silence();
    assert!(is_audio(&whole, &["wav"]));
    assert!(is_audio(&whole, &["mp3", "WAV"]));
    assert!(!is_audio(&whole, &["mp3"]));
    for length in 0..=44 {
        assert!(
            !is_audio(&whole[..length], &["wav"]),
            "{length} bytes of a wav"
        );
    }
    assert!(
        is_audio(&whole[..45], &["wav"]),
        "a cut recording is still audio"
    );
}

#[test]
fn a_wav_may_have_other_chunks_of_odd_length() {
    let whole = silence();
    let mut listed = whole[..12].to_vec();
    listed.extend_from_slice(b"LIST\x03\0\0\0abc\0");
    listed.extend_from_slice(&whole[12..]);
    assert!(is_audio(&listed, &["wav"]));
}

#[test]
fn an_mp3_has_a_valid_frame() {
    let table: &[(&[u8], bool)] = &[
        (b"\xff\xfb\x90\x00", true),
        (b"\xff\xf3\x90\x00 and more", true),
        (b"\xff\xfb\x90", false),
        (b"\xff\xeb\x90\x00", false),
        (b"\xff\xfd\x90\x00", false),
        (b"\xff\xfb\xf0\x00", false),
        (b"\xff\xfb\x9c\x00", false),
        (b"ID3\x04\0\0\0\0\0\x02ab\xff\xfb\x90\x00", true),
        (b"ID3\x04\0\0\0\0\0\x02ab\0\0\0\xff\xfb\x90\x00", true),
        (b"ID3\x04\0\0\0\0\0\x02ab", false),
        (b"ID3\x04\0\0\x7f\x7f\x7f\x7fab", false),
        (b"ID3", false),
        (b"not audio", false),
    ];
    for (bytes, expected) in table {
        assert_eq!(is_audio(bytes, &["mp3"]), *expected, "{bytes:?}");
    }
}

#[test]
fn other_formats_are_told_by_their_first_bytes() {
    let table: &[(&str, &[u8])] = &[
        ("flac", b"fLaC\0"),
        ("ogg", b"OggS\0"),
        ("opus", b"OggS\0"),
        ("m4a", b"\0\0\0\x20ftypM4A "),
        ("webm", b"\x1a\x45\xdf\xa3"),
        ("aac", b"\xff\xf1\x50\x80"),
        ("aiff", b"FORM\0\0\0\0AIFF"),
        ("amr", b"#!AMR\n"),
        ("au", b".snd"),
        ("mpga", b"\xff\xfb\x90\x00"),
        ("caf", b"caff\0\x01\0\0"),
        ("mka", b"\x1a\x45\xdf\xa3"),
        ("aifc", b"FORM\0\0\0\0AIFC"),
        ("w64", b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb"),
    ];
    for (format, bytes) in table {
        assert!(!is_audio(b"<html><body>", &[format]), "{format}");
        assert!(is_audio(bytes, &[format]), "{format}");
        assert!(!is_audio(b"something else", &[format]), "{format}");
    }
}
