//! Telling audio formats apart by their first bytes.

/// How many bytes [`sniff`] looks at.
pub(crate) const HEAD: usize = 16;

/// An audio format.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Format {
    /// For people.
    pub(crate) name: &'static str,
    /// Extensions that docs write for it, the usual one first.
    pub(crate) extensions: &'static [&'static str],
    /// Media type.
    pub(crate) mime: &'static str,
    /// What a recording without a name is called.
    pub(crate) file_name: &'static str,
}

impl Format {
    pub(crate) fn extension(&self) -> &'static str {
        self.extensions.first().copied().unwrap_or("bin")
    }
}

static WAV: Format = Format {
    name: "WAV",
    extensions: &["wav", "wave"],
    mime: "audio/wav",
    file_name: "audio.wav",
};
static MP3: Format = Format {
    name: "MP3",
    extensions: &["mp3", "mpeg", "mpga"],
    mime: "audio/mpeg",
    file_name: "audio.mp3",
};
static FLAC: Format = Format {
    name: "FLAC",
    extensions: &["flac"],
    mime: "audio/flac",
    file_name: "audio.flac",
};
static OGG: Format = Format {
    name: "Ogg",
    extensions: &["ogg", "oga", "opus"],
    mime: "audio/ogg",
    file_name: "audio.ogg",
};
static MP4: Format = Format {
    name: "MP4",
    extensions: &["m4a", "mp4", "m4b", "mov", "3gp"],
    mime: "audio/mp4",
    file_name: "audio.m4a",
};
static WEBM: Format = Format {
    name: "WebM",
    extensions: &["webm", "mkv", "mka"],
    mime: "audio/webm",
    file_name: "audio.webm",
};
static AAC: Format = Format {
    name: "AAC",
    extensions: &["aac"],
    mime: "audio/aac",
    file_name: "audio.aac",
};
static AIFF: Format = Format {
    name: "AIFF",
    extensions: &["aiff", "aif", "aifc"],
    mime: "audio/aiff",
    file_name: "audio.aiff",
};
static AMR: Format = Format {
    name: "AMR",
    extensions: &["amr"],
    mime: "audio/amr",
    file_name: "audio.amr",
};
static CAF: Format = Format {
    name: "CAF",
    extensions: &["caf"],
    mime: "audio/x-caf",
    file_name: "audio.caf",
};
static WMA: Format = Format {
    name: "WMA",
    extensions: &["wma", "asf"],
    mime: "audio/x-ms-wma",
    file_name: "audio.wma",
};
static AU: Format = Format {
    name: "AU",
    extensions: &["au", "snd"],
    mime: "audio/basic",
    file_name: "audio.au",
};

static ALL: [&Format; 12] = [
    &WAV, &MP3, &FLAC, &OGG, &MP4, &WEBM, &AAC, &AIFF, &AMR, &CAF, &WMA, &AU,
];

/// The format that an extension stands for, if it can be recognised.
pub(crate) fn by_extension(extension: &str) -> Option<&'static Format> {
    let extension = extension.trim_start_matches('.');
    ALL.into_iter().find(|format| {
        format
            .extensions
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// The format of a content that begins with `head`.
pub(crate) fn sniff(head: &[u8]) -> Option<&'static Format> {
    match head {
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'A',
            b'V',
            b'E',
            ..,
        ]
        | [
            b'R' | b'B',
            b'F' | b'W',
            b'6',
            b'4',
            _,
            _,
            _,
            _,
            b'W',
            b'A',
            b'V',
            b'E',
            ..,
        ] => Some(&WAV),
        [b'I', b'D', b'3', major, minor, _, a, b, c, d, ..]
            if *major != 0xff && *minor != 0xff && (a | b | c | d) & 0x80 == 0 =>
        {
            Some(&MP3)
        }
        [b'f', b'L', b'a', b'C', ..] => Some(&FLAC),
        [b'O', b'g', b'g', b'S', ..] => Some(&OGG),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some(&MP4),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(&WEBM),
        [
            b'F',
            b'O',
            b'R',
            b'M',
            _,
            _,
            _,
            _,
            b'A',
            b'I',
            b'F',
            b'F' | b'C',
            ..,
        ] => Some(&AIFF),
        [b'#', b'!', b'A', b'M', b'R', ..] => Some(&AMR),
        [b'c', b'a', b'f', b'f', ..] => Some(&CAF),
        [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, ..] => Some(&WMA),
        [b'.', b's', b'n', b'd', ..] => Some(&AU),
        [0xff, second, third, _, ..] if second & 0xe0 == 0xe0 => frame(*second, *third),
        _ => None,
    }
}

/// An MPEG audio frame header after its sync byte: `AAABBCCD EEEEFFGH`.
fn frame(second: u8, third: u8) -> Option<&'static Format> {
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    let (bitrate, rate) = (third >> 4, third >> 2 & 3);
    match layer {
        // ADTS has twelve bits of sync and keeps the layer at zero.
        0 if second & 0xf0 == 0xf0 && (third >> 2 & 0xf) < 13 => Some(&AAC),
        1 if version != 1 && bitrate != 15 && rate != 3 => Some(&MP3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell() {
        let table: &[(&[u8], Option<&str>)] = &[
            (b"RIFF\x24\0\0\0WAVEfmt ", Some("WAV")),
            (b"RIFF\xff\xff\xff\xffWAVEfmt ", Some("WAV")),
            (b"RF64\xff\xff\xff\xffWAVEds64", Some("WAV")),
            (b"BW64\xff\xff\xff\xffWAVEds64", Some("WAV")),
            (b"RIFF\x24\0\0\0AVI LIST", None),
            (b"RIFF\x24\0\0\0", None),
            (b"ID3\x04\0\0\0\0\x0f\x76TIT2", Some("MP3")),
            (b"ID3\xff\0\0\0\0\x0f\x76TIT2", None),
            (b"ID3\x04\0\0\x80\0\x0f\x76TIT2", None),
            (b"\xff\xfb\x90\x64", Some("MP3")),
            (b"\xff\xf3\x40\xc4", Some("MP3")),
            (b"\xff\xe3\x40\xc4", Some("MP3")),
            (b"\xff\xeb\x90\x64", None), // reserved version
            (b"\xff\xfb\xf0\x64", None), // bad bit rate
            (b"\xff\xfb\x9c\x64", None), // reserved sample rate
            (b"\xff\xfd\x90\x64", None), // layer II
            (b"\xff\xf1\x50\x80", Some("AAC")),
            (b"\xff\xfe<\0h\0t\0", None), // UTF-16
            (b"fLaC\0\0\0\x22", Some("FLAC")),
            (b"OggS\0\x02\0\0", Some("Ogg")),
            (b"\0\0\0\x20ftypM4A \0\0\0\0", Some("MP4")),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81", Some("WebM")),
            (b"FORM\0\0\0\x2eAIFFCOMM", Some("AIFF")),
            (b"#!AMR\n", Some("AMR")),
            (b"<!DOCTYPE html>", None),
            (b"{\"detail\": 1}", None),
            (b"", None),
            (b"\xff", None),
        ];
        for (head, expected) in table {
            assert_eq!(sniff(head).map(|format| format.name), *expected, "{head:?}");
        }
    }

    #[test]
    fn a_recording_without_a_name_has_the_usual_extension() {
        for format in ALL {
            let extension = format.file_name.strip_prefix("audio.");
            assert_eq!(extension, Some(format.extension()));
        }
    }

    #[test]
    fn extensions_stand_for_their_format() {
        assert_eq!(by_extension("WAV"), Some(&WAV));
        assert_eq!(by_extension(".mp3"), Some(&MP3));
        assert_eq!(by_extension("pcm"), None);
    }
}
