//! Recordings made by code: whatever an encoder or a broken disk may leave behind.

/// Builds WAV files, sound ones by default.
#[derive(Clone)]
pub(crate) struct Wav {
    pub(crate) magic: [u8; 4],
    pub(crate) tag: u16,
    pub(crate) channels: u16,
    pub(crate) rate: u32,
    pub(crate) bits: u16,
    /// The size that the data chunk states, instead of the right one.
    pub(crate) stated: Option<u32>,
    pub(crate) byte_rate: Option<u32>,
    pub(crate) data: Vec<u8>,
    /// Chunks before the format, and behind the data.
    pub(crate) before: Vec<u8>,
    pub(crate) behind: Vec<u8>,
}

impl Wav {
    /// 16-bit mono at 16 kHz.
    pub(crate) fn new(data: impl Into<Vec<u8>>) -> Self {
        Self {
            magic: *b"RIFF",
            tag: 1,
            channels: 1,
            rate: 16_000,
            bits: 16,
            stated: None,
            byte_rate: None,
            data: data.into(),
            before: Vec::new(),
            behind: Vec::new(),
        }
    }

    /// One second of silence.
    pub(crate) fn second() -> Self {
        Self::new(vec![0; 32_000])
    }

    pub(crate) fn build(&self) -> Vec<u8> {
        let align = self.channels * (self.bits / 8);
        let byte_rate = self
            .byte_rate
            .unwrap_or(self.rate.wrapping_mul(align.into()));
        let mut format = self.tag.to_le_bytes().to_vec();
        format.extend(self.channels.to_le_bytes());
        format.extend(self.rate.to_le_bytes());
        format.extend(byte_rate.to_le_bytes());
        format.extend(align.to_le_bytes());
        format.extend(self.bits.to_le_bytes());
        if self.tag == 0xfffe {
            format.extend([22, 0]);
            format.extend(self.bits.to_le_bytes());
            format.extend([0; 4]);
            format.extend(*b"\x01\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
        }
        let mut rest = b"WAVE".to_vec();
        rest.extend(&self.before);
        rest.extend(chunk(*b"fmt ", &format));
        let stated = self
            .stated
            .unwrap_or_else(|| self.data.len().try_into().unwrap());
        rest.extend(*b"data");
        rest.extend(stated.to_le_bytes());
        rest.extend(&self.data);
        if self.data.len() % 2 == 1 {
            rest.push(0);
        }
        rest.extend(&self.behind);
        let mut wav = self.magic.to_vec();
        let size = if self.magic == *b"RIFF" {
            u32::try_from(rest.len()).unwrap()
        } else {
            u32::MAX
        };
        wav.extend(size.to_le_bytes());
        wav.extend(rest);
        wav
    }
}

/// A chunk, padded if it is odd.
pub(crate) fn chunk(id: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = id.to_vec();
    chunk.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
    chunk.extend(content);
    if content.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}

/// A kind of MPEG audio frame: its header, and what a decoder makes of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    header: [u8; 3],
    pub(crate) len: usize,
    pub(crate) samples: u32,
    pub(crate) rate: u32,
}

const fn kind(name: &'static str, header: [u8; 3], len: usize, samples: u32, rate: u32) -> Kind {
    Kind {
        name,
        header,
        len,
        samples,
        rate,
    }
}

/// 128 kbit/s at 44.1 kHz: the usual MP3.
pub(crate) const USUAL: Kind = kind("1 III 128", [0xff, 0xfb, 0x90], 417, 1152, 44_100);

/// Other bit rates of the same stream.
pub(crate) const QUIET: Kind = kind("1 III 32", [0xff, 0xfb, 0x10], 104, 1152, 44_100);
pub(crate) const LOUD: Kind = kind("1 III 320", [0xff, 0xfb, 0xe0], 1044, 1152, 44_100);

/// One of each version and layer, with lengths that were computed by hand.
pub(crate) const KINDS: [Kind; 11] = [
    USUAL,
    kind("1 III 128 padded", [0xff, 0xfb, 0x92], 418, 1152, 44_100),
    kind("1 III 320 48k", [0xff, 0xfb, 0xe4], 960, 1152, 48_000),
    kind("1 III checked", [0xff, 0xfa, 0x90], 417, 1152, 44_100),
    kind("2 III 64", [0xff, 0xf3, 0x80], 208, 576, 22_050),
    kind("2.5 III 8", [0xff, 0xe3, 0x18], 72, 576, 8_000),
    kind("1 II 192", [0xff, 0xfd, 0xa4], 576, 1152, 48_000),
    kind("2 II 64", [0xff, 0xf5, 0x84], 384, 1152, 24_000),
    kind("2.5 II 160", [0xff, 0xe5, 0xe8], 2880, 1152, 8_000),
    kind("1 I 384", [0xff, 0xff, 0xc0], 416, 384, 44_100),
    kind("2 I 128", [0xff, 0xf7, 0x84], 256, 384, 24_000),
];

/// A frame of stereo sound.
pub(crate) fn frame(kind: Kind) -> Vec<u8> {
    let mut frame = vec![0x55; kind.len];
    frame[..3].copy_from_slice(&kind.header);
    frame[3] = 0x40;
    frame
}

/// Frames of one kind.
pub(crate) fn frames(kind: Kind, count: usize) -> Vec<u8> {
    frame(kind).repeat(count)
}

/// The first frame as encoders write it: no sound, and a number of frames, or none.
pub(crate) fn xing(count: Option<u32>) -> Vec<u8> {
    let mut frame = frame(USUAL);
    frame[36..40].copy_from_slice(if count.is_some() { b"Xing" } else { b"Info" });
    frame[40..44].copy_from_slice(&u32::from(count.is_some()).to_be_bytes());
    frame[44..48].copy_from_slice(&count.unwrap_or(0x5555_5555).to_be_bytes());
    frame
}

/// A tag of ID3, version 2, around `content`.
pub(crate) fn id3(content: &[u8], footer: bool) -> Vec<u8> {
    let size = content.len();
    let sizes = [21, 14, 7, 0].map(|shift| u8::try_from(size >> shift & 0x7f).unwrap());
    let mut tag = b"ID3\x04\0".to_vec();
    tag.push(if footer { 0x10 } else { 0 });
    tag.extend(sizes);
    let mut end = tag.clone();
    end[..3].copy_from_slice(b"3DI");
    tag.extend(content);
    if footer {
        tag.extend(end);
    }
    tag
}

/// A tag of ID3, version 1.
pub(crate) fn id3v1() -> Vec<u8> {
    let mut tag = b"TAGa title".to_vec();
    tag.resize(128, 0);
    tag
}

/// An APE tag, with header and footer.
pub(crate) fn ape(items: &[u8]) -> Vec<u8> {
    let size = u32::try_from(items.len() + 32).unwrap().to_le_bytes();
    let end = |flags: u32| {
        let mut end = b"APETAGEX\xd0\x07\0\0".to_vec();
        end.extend(size);
        end.extend(1_u32.to_le_bytes());
        end.extend(flags.to_le_bytes());
        end.extend([0; 8]);
        end
    };
    [end(0xa000_0000), items.to_vec(), end(0x8000_0000)].concat()
}

/// Bytes without a pattern.
pub(crate) fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(len)
    .collect()
}
