//! Whether bytes are audio of a documented format: what the client would send, and nothing else.

use theta_audio::Look;

/// Why bytes are not taken as audio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    Empty,
    Format,
}

/// Checks the bytes against the documented formats; none documented means that any audio is taken.
pub(crate) fn check(mut bytes: &[u8], formats: &[String]) -> Result<(), Flaw> {
    if bytes.is_empty() {
        return Err(Flaw::Empty);
    }
    // Nothing in memory fails to be read.
    let look: Look = theta_audio::inspect(&mut bytes).unwrap_or_default();
    match look.flaw(formats.iter().map(String::as_str)) {
        None => Ok(()),
        Some(_) => Err(Flaw::Format),
    }
}

/// A tenth of a second of silence: 8 kHz, mono, 8 bit.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn nothing_is_never_audio() {
        assert_eq!(check(b"", &[]), Err(Flaw::Empty));
        assert_eq!(check(b"", &formats(&["wav"])), Err(Flaw::Empty));
    }

    #[test]
    fn anything_is_taken_when_no_format_is_documented_or_none_can_be_told() {
        assert_eq!(check(b"x", &[]), Ok(()));
        assert_eq!(check(b"x", &formats(&["vox"])), Ok(()));
    }

    #[test]
    fn a_page_is_never_audio() {
        for page in [
            &b"<html>"[..],
            b"\xef\xbb\xbf<!doctype html>",
            b"{\"detail\": \"no\"}",
        ] {
            for documented in [&[][..], &["vox"], &["wav", "pcm"]] {
                assert_eq!(check(page, &formats(documented)), Err(Flaw::Format));
            }
        }
    }

    #[test]
    fn long_wavs_are_wavs() {
        for magic in [b"RF64", b"BW64"] {
            let mut long = silence();
            long[..4].copy_from_slice(magic);
            assert_eq!(check(&long, &formats(&["wav"])), Ok(()));
            assert_eq!(check(&long[..40], &formats(&["wav"])), Err(Flaw::Format));
        }
    }

    #[test]
    fn a_wav_has_a_format_and_samples() {
        let whole = silence();
        assert_eq!(check(&whole, &formats(&["wav"])), Ok(()));
        assert_eq!(check(&whole, &formats(&["mp3", "WAV"])), Ok(()));
        assert_eq!(check(&whole, &formats(&["mp3"])), Err(Flaw::Format));
        for length in 0..=44 {
            assert!(
                check(&whole[..length], &formats(&["wav"])).is_err(),
                "{length} bytes of a wav"
            );
        }
        assert_eq!(
            check(&whole[..45], &formats(&["wav"])),
            Ok(()),
            "a cut recording is still audio"
        );
    }

    #[test]
    fn a_wav_may_have_other_chunks_of_odd_length() {
        let whole = silence();
        let mut listed = whole[..12].to_vec();
        listed.extend_from_slice(b"LIST\x03\0\0\0abc\0");
        listed.extend_from_slice(&whole[12..]);
        assert_eq!(check(&listed, &formats(&["wav"])), Ok(()));
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
            assert_eq!(
                check(bytes, &formats(&["mp3"])).is_ok(),
                *expected,
                "{bytes:?}"
            );
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
            assert_eq!(
                check(b"<html><body>", &formats(&[format])),
                Err(Flaw::Format),
                "{format}"
            );
            assert_eq!(check(bytes, &formats(&[format])), Ok(()), "{format}");
            assert_eq!(
                check(b"something else", &formats(&[format])),
                Err(Flaw::Format),
                "{format}"
            );
        }
    }
}
