//! Whether bytes are audio of a documented format, as far as their first bytes tell.

/// Why bytes are not taken as audio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    Empty,
    Format,
}

/// A check that says whether bytes begin as a format does.
type Looks = fn(&[u8]) -> bool;

/// Formats that can be told by their content. A documented format that is not here is taken on trust.
const KNOWN: &[(&[&str], Looks)] = &[
    (&["wav", "wave"], is_wav),
    (&["mp3"], is_mp3),
    (&["flac"], |bytes| bytes.starts_with(b"fLaC")),
    (&["ogg", "oga", "opus"], |bytes| bytes.starts_with(b"OggS")),
    (&["m4a", "mp4", "m4b", "3gp", "mov"], |bytes| {
        bytes.get(4..8) == Some(b"ftyp")
    }),
    (&["webm", "mkv"], |bytes| {
        bytes.starts_with(b"\x1a\x45\xdf\xa3")
    }),
    (&["aac"], is_aac),
    (&["aiff", "aif"], |bytes| {
        bytes.starts_with(b"FORM") && matches!(bytes.get(8..12), Some(b"AIFF" | b"AIFC"))
    }),
    (&["amr"], |bytes| bytes.starts_with(b"#!AMR")),
    (&["wma", "asf"], |bytes| {
        bytes.starts_with(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")
    }),
    (&["au"], |bytes| bytes.starts_with(b".snd")),
];

/// Checks the bytes against the documented formats; none documented means that anything but nothing is taken.
pub(crate) fn check(bytes: &[u8], formats: &[String]) -> Result<(), Flaw> {
    if bytes.is_empty() {
        return Err(Flaw::Empty);
    }
    let fits = |format: &String| {
        let known = KNOWN
            .iter()
            .find(|(names, _)| names.iter().any(|name| format.eq_ignore_ascii_case(name)));
        known.is_none_or(|(_, looks)| looks(bytes))
    };
    if formats.is_empty() || formats.iter().any(fits) {
        Ok(())
    } else {
        Err(Flaw::Format)
    }
}

/// A RIFF file with a format and at least one byte of samples.
fn is_wav(bytes: &[u8]) -> bool {
    if !matches!(bytes.get(..4), Some(b"RIFF" | b"RF64")) || bytes.get(8..12) != Some(b"WAVE") {
        return false;
    }
    let mut rest = bytes.get(12..).unwrap_or_default();
    let mut has_format = false;
    while let Some((header, body)) = rest.split_at_checked(8) {
        let size = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
        // A recorder that streams writes a size that is too large: what is there counts.
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(body.len());
        match &header[..4] {
            b"fmt " => has_format = size >= 16,
            b"data" => return has_format && size > 0,
            _ => {}
        }
        // Chunks begin at even offsets.
        rest = body.get(size + (size & 1)..).unwrap_or_default();
    }
    false
}

/// A frame of MPEG layer III, at the start or after an ID3 tag and padding.
fn is_mp3(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while rest.starts_with(b"ID3") {
        let Some(header) = rest.get(..10) else {
            return false;
        };
        // Seven bits each; a footer, if there is one, is as long as the header.
        let size = header[6..]
            .iter()
            .fold(0_usize, |size, byte| (size << 7) | usize::from(byte & 0x7f));
        let footer = if header[5] & 0x10 == 0 { 0 } else { 10 };
        rest = rest.get(10 + size + footer..).unwrap_or_default();
    }
    let padding = rest.iter().take_while(|byte| **byte == 0).count();
    match rest.get(padding..padding + 4) {
        Some(&[sync, version, rate, _]) => {
            sync == 0xff
                && version & 0xe0 == 0xe0
                && version & 0x18 != 0x08
                && version & 0x06 == 0x02
                && rate & 0xf0 != 0xf0
                && rate & 0x0c != 0x0c
        }
        _ => false,
    }
}

/// A frame with an ADTS header.
fn is_aac(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, second, ..] if second & 0xf6 == 0xf0)
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
        ];
        for (format, bytes) in table {
            assert_eq!(check(bytes, &formats(&[format])), Ok(()), "{format}");
            assert_eq!(
                check(b"something else", &formats(&[format])),
                Err(Flaw::Format),
                "{format}"
            );
        }
    }
}
