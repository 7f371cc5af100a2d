//! The table of audio formats, and how their content begins.

/// How many of the first bytes tell a format.
pub(crate) const HEAD: usize = 16;

/// An audio format: a row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Format {
    name: &'static str,
    file_name: &'static str,
    media_types: &'static [&'static str],
    extensions: &'static [(&'static str, &'static str)],
}

/// Each with its names on files and the media type that goes with it; the usual ones come first.
static ALL: [Format; 13] = [
    Format {
        name: "WAV",
        file_name: "audio.wav",
        media_types: &["audio/wav", "audio/wave", "audio/x-wav", "audio/vnd.wave"],
        extensions: &[
            ("wav", "audio/wav"),
            ("wave", "audio/wav"),
            ("rf64", "audio/wav"),
            ("bw64", "audio/wav"),
            ("bwf", "audio/wav"),
        ],
    },
    Format {
        name: "MP3",
        file_name: "audio.mp3",
        media_types: &["audio/mpeg", "audio/mp3", "audio/mpeg3", "audio/x-mpeg"],
        extensions: &[
            ("mp3", "audio/mpeg"),
            ("mpeg", "audio/mpeg"),
            ("mpga", "audio/mpeg"),
            ("mp2", "audio/mpeg"),
        ],
    },
    Format {
        name: "FLAC",
        file_name: "audio.flac",
        media_types: &["audio/flac", "audio/x-flac"],
        extensions: &[("flac", "audio/flac")],
    },
    Format {
        name: "Ogg",
        file_name: "audio.ogg",
        media_types: &["audio/ogg", "application/ogg", "audio/opus", "audio/vorbis"],
        extensions: &[
            ("ogg", "audio/ogg"),
            ("oga", "audio/ogg"),
            ("opus", "audio/ogg"),
            ("spx", "audio/ogg"),
        ],
    },
    Format {
        name: "MP4",
        file_name: "audio.m4a",
        media_types: &[
            "audio/mp4",
            "video/mp4",
            "audio/m4a",
            "audio/x-m4a",
            "video/quicktime",
            "audio/3gpp",
        ],
        extensions: &[
            ("m4a", "audio/mp4"),
            ("mp4", "video/mp4"),
            ("m4b", "audio/mp4"),
            ("mov", "video/quicktime"),
            ("3gp", "audio/3gpp"),
        ],
    },
    Format {
        name: "WebM",
        file_name: "audio.webm",
        media_types: &[
            "audio/webm",
            "video/webm",
            "audio/x-matroska",
            "video/x-matroska",
        ],
        extensions: &[
            ("webm", "video/webm"),
            ("mkv", "video/x-matroska"),
            ("mka", "audio/x-matroska"),
            ("weba", "audio/webm"),
        ],
    },
    Format {
        name: "AAC",
        file_name: "audio.aac",
        media_types: &["audio/aac", "audio/aacp", "audio/x-aac"],
        extensions: &[("aac", "audio/aac"), ("adts", "audio/aac")],
    },
    Format {
        name: "AIFF",
        file_name: "audio.aiff",
        media_types: &["audio/aiff", "audio/x-aiff"],
        extensions: &[
            ("aiff", "audio/aiff"),
            ("aif", "audio/aiff"),
            ("aifc", "audio/aiff"),
        ],
    },
    Format {
        name: "AMR",
        file_name: "audio.amr",
        media_types: &["audio/amr", "audio/amr-wb"],
        extensions: &[("amr", "audio/amr"), ("awb", "audio/amr-wb")],
    },
    Format {
        name: "CAF",
        file_name: "audio.caf",
        media_types: &["audio/x-caf"],
        extensions: &[("caf", "audio/x-caf")],
    },
    Format {
        name: "WMA",
        file_name: "audio.wma",
        media_types: &["audio/x-ms-wma"],
        extensions: &[("wma", "audio/x-ms-wma"), ("asf", "video/x-ms-asf")],
    },
    Format {
        name: "AU",
        file_name: "audio.au",
        media_types: &["audio/basic"],
        extensions: &[("au", "audio/basic"), ("snd", "audio/basic")],
    },
    Format {
        name: "Wave64",
        file_name: "audio.w64",
        media_types: &["audio/x-w64"],
        extensions: &[("w64", "audio/x-w64")],
    },
];

impl Format {
    /// Returns the format of a file extension, with or without its dot and in any case, if the format can be detected.
    #[must_use]
    pub fn by_extension(extension: &str) -> Option<&'static Self> {
        Self::row(extension).map(|(format, _)| format)
    }

    /// Returns the media type of files with this extension, which may contain more than audio: `video/mp4` for `mp4`.
    #[must_use]
    pub fn media_type_of(extension: &str) -> Option<&'static str> {
        Self::row(extension).map(|(_, media_type)| media_type)
    }

    /// Returns the format of a media type; parameters and case are ignored.
    #[must_use]
    pub fn by_media_type(media_type: &str) -> Option<&'static Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        ALL.iter().find(|format| {
            let mut known = format.media_types.iter();
            known.any(|known| known.eq_ignore_ascii_case(essence))
        })
    }

    /// Returns the format of content that begins with `head`, of which 16 bytes are enough.
    ///
    /// MPEG audio that begins with anything but a frame or a tag cannot be detected from so little: see
    /// [`probe`](crate::probe).
    #[must_use]
    pub fn by_content(head: &[u8]) -> Option<&'static Self> {
        extension_of(head).and_then(Self::by_extension)
    }

    /// Returns the display name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the usual file extension.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        self.extensions.first().map_or("bin", |(name, _)| name)
    }

    /// Returns all file extensions, starting with the usual one.
    pub fn extensions(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.extensions.iter().map(|(name, _)| *name)
    }

    /// Returns the media type of a recording.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        self.media_types
            .first()
            .copied()
            .unwrap_or("application/octet-stream")
    }

    /// Returns the default file name of a recording.
    #[must_use]
    pub fn file_name(&self) -> &'static str {
        self.file_name
    }

    fn row(extension: &str) -> Option<(&'static Self, &'static str)> {
        ALL.iter()
            .find_map(|format| Some((format, format.media_type_by(extension)?)))
    }

    /// Whether files of it may have this extension.
    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        self.media_type_by(extension).is_some()
    }

    fn media_type_by(&self, extension: &str) -> Option<&'static str> {
        let extension = extension.trim_start_matches('.');
        let mut known = self.extensions.iter();
        let (_, media_type) = known.find(|(known, _)| known.eq_ignore_ascii_case(extension))?;
        Some(media_type)
    }
}

/// The usual extension of what begins so.
fn extension_of(head: &[u8]) -> Option<&'static str> {
    let id = |at: usize| head.get(at..)?.first_chunk::<4>();
    Some(match (id(0)?, id(4), id(8)) {
        (b"RIFF" | b"RF64" | b"BW64", _, Some(b"WAVE")) => "wav",
        (b"FORM", _, Some(b"AIFF" | b"AIFC")) => "aiff",
        (b"riff", Some(b"\x2e\x91\xcf\x11"), _) => "w64",
        (b"fLaC", ..) => "flac",
        (b"OggS", ..) => "ogg",
        (b"\x1a\x45\xdf\xa3", ..) => "webm",
        (b"caff", ..) => "caf",
        (b"\x30\x26\xb2\x75", Some(b"\x8e\x66\xcf\x11"), _) => "wma",
        (b".snd" | b"dns.", ..) => "au",
        (b"ADIF", ..) => "aac",
        (b"#!AM", ..) if head.get(4) == Some(&b'R') => "amr",
        (_, Some(b"ftyp"), _)
        // QuickTime before it had types; the size is one that no text begins with.
        | ([0..0x20, ..], Some(b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot"), _) => {
            "m4a"
        }
        ([b'I', b'D', b'3', major], ..) => id3(*major, head)?,
        ([0xff, second, third, _], ..) if second & 0xe0 == 0xe0 => frame(*second, *third)?,
        _ => return None,
    })
}

/// The rest of a tag's header.
fn id3(major: u8, head: &[u8]) -> Option<&'static str> {
    let [minor, _, a, b, c, d] = head.get(4..)?.first_chunk()?;
    (major != 0xff && *minor != 0xff && (a | b | c | d) & 0x80 == 0).then_some("mp3")
}

/// An MPEG audio frame header after its sync byte: `AAABBCCD EEEEFFGH`.
fn frame(second: u8, third: u8) -> Option<&'static str> {
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    let (bitrate, rate) = (third >> 4, third >> 2 & 3);
    match layer {
        // ADTS has twelve bits of sync and keeps the layer at zero.
        0 if second & 0xf0 == 0xf0 && (third >> 2 & 0xf) < 13 => Some("aac"),
        1 if version != 1 && bitrate != 15 && rate != 3 => Some("mp3"),
        _ => None,
    }
}

/// Whether a content that begins so is a page, or an answer in JSON: what is saved instead of a recording when a
/// download fails. No samples without a header begin with so many printable characters.
pub(crate) fn is_text(head: &[u8]) -> bool {
    let head = head.get(..HEAD).unwrap_or(head);
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let is_printable = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let opens = match text.trim_ascii_start() {
        [b'<', next, ..] => next.is_ascii_alphabetic() || matches!(next, b'!' | b'?' | b'/'),
        [b'{' | b'[', next, ..] => next.is_ascii_whitespace() || b"\"{}[]".contains(next),
        _ => false,
    };
    opens && text.iter().all(is_printable)
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
            (b"RW64\xff\xff\xff\xffWAVEds64", None),
            (b"\0\0\0\x08wide\0\0\x10\0mdat", Some("MP4")),
            (b"a toomoov", None),
            (b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb", Some("Wave64")),
            (b"ADIF", Some("AAC")),
            (b"dns.\0\0\0\x18", Some("AU")),
            (b".snd\0\0\0\x18", Some("AU")),
            (b"caff\0\x01\0\0", Some("CAF")),
            (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Some("WMA")),
            (b"<!DOCTYPE html>", None),
            (b"{\"detail\": 1}", None),
            (b"", None),
            (b"\xff", None),
        ];
        for (head, expected) in table {
            assert_eq!(
                Format::by_content(head).map(Format::name),
                *expected,
                "{head:?}"
            );
        }
    }

    #[test]
    fn a_recording_without_a_name_has_the_usual_extension() {
        for format in &ALL {
            let extension = format.file_name.strip_prefix("audio.");
            assert_eq!(extension, Some(format.extension()));
        }
    }

    #[test]
    fn no_name_stands_for_two_formats() {
        let all = |names: fn(&Format) -> Vec<&'static str>| {
            let mut all: Vec<_> = ALL.iter().flat_map(names).collect();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count, "{all:?}");
        };
        all(|format| vec![format.name]);
        all(|format| format.media_types.to_vec());
        all(|format| format.extensions().collect());
    }

    #[test]
    fn pages_and_answers_are_text() {
        let table: &[(&[u8], bool)] = &[
            (b"<html>", true),
            (b"<!DOCTYPE html><html>", true),
            (b"\xef\xbb\xbf\r\n<?xml version=\"1.0\"?>", true),
            (b"  <HTML lang=\"en\">", true),
            (b"{\"detail\": \"Not found\"}", true),
            (b"{}", true),
            (b"[{\"message\": 1}]", true),
            (b"{\n  \"error\": {", true),
            (b"<3 samples", false),
            (b"{\"detail\":\0\x01\x02", false),
            (b"<html>\x80\x80", false),
            (b"not audio", false),
            (b"<", false),
            (b"", false),
        ];
        for (head, expected) in table {
            assert_eq!(is_text(head), *expected, "{head:?}");
        }
    }

    #[test]
    fn media_types_stand_for_their_format() {
        let name = |media_type| Format::by_media_type(media_type).map(Format::name);
        assert_eq!(name("audio/wave; codecs=1"), Some("WAV"));
        assert_eq!(name("Audio/MPEG"), Some("MP3"));
        assert_eq!(name("audio/l16"), None);
        assert_eq!(Format::media_type_of("mp4"), Some("video/mp4"));
        assert_eq!(Format::media_type_of("csv"), None);
        for format in &ALL {
            for (extension, media_type) in format.extensions {
                let stands_for = Format::by_media_type(media_type);
                let is_known = stands_for.is_none_or(|one| one == format);
                assert!(is_known, "{extension} is {media_type}");
            }
        }
    }

    #[test]
    fn extensions_stand_for_their_format() {
        let name = |extension| Format::by_extension(extension).map(Format::name);
        assert_eq!(name("WAV"), Some("WAV"));
        assert_eq!(name(".mp3"), Some("MP3"));
        assert_eq!(name("pcm"), None);
    }
}
