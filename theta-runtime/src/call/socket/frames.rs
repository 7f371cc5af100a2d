//! What the frames of a WebSocket say before they become messages.
//!
//! The protocol's library hands out whole messages: a fragment without a byte stays inside it however many come, and a
//! close code that no frame may carry becomes another one. Both are seen here, on the bytes as they come.

use std::fmt;
use std::time::{Duration, Instant};

/// How many control and empty frames may come between data within the time in which the server must say something. A
/// server that pings ten times a second for a quarter of an hour stays below it.
const BARREN: u32 = 10_000;

/// How many frames are read before other tasks have their turn.
const TURN: u32 = 256;

/// The longest payload of a control frame (RFC 6455, 5.5).
const CONTROL: usize = 125;

const CLOSE: u8 = 0x8;

/// A reader of frame heads: all that it keeps is where in a frame the next byte stands.
pub(crate) struct Frames {
    /// The head of a frame of which not all has come.
    head: Vec<u8>,
    /// Bytes of the payload that are still to come.
    payload: u64,
    /// The payload of a close frame, as far as it has come; `None` unless it is one.
    close: Option<Vec<u8>>,
    /// Control and empty frames since the last data, or since `counted_from`.
    barren: u32,
    counted_from: Option<Instant>,
    /// Frames since the last turn of other tasks.
    turn: u32,
    /// How long `BARREN` frames are counted for.
    period: Duration,
}

impl Frames {
    pub(crate) fn new(period: Duration) -> Self {
        Self {
            head: Vec::with_capacity(14),
            payload: 0,
            close: None,
            barren: 0,
            counted_from: None,
            turn: 0,
            period,
        }
    }

    /// Whether other tasks should have their turn before more is read; says so once.
    pub(crate) fn is_long_turn(&mut self) -> bool {
        let long = self.turn >= TURN;
        if long {
            self.turn = 0;
        }
        long
    }

    /// Reads on. Returns the close frame that ended in these bytes, if one did.
    pub(crate) fn read(
        &mut self,
        mut bytes: &[u8],
        now: Instant,
    ) -> Result<Option<Closing>, Flood> {
        let mut closing = None;
        while !bytes.is_empty() {
            if self.payload == 0 {
                let (first, rest) = bytes.split_at(1);
                self.head.extend_from_slice(first);
                bytes = rest;
                let Some(payload) = payload_of(&self.head) else {
                    continue;
                };
                self.begin(payload, now)?;
            } else {
                let here =
                    usize::try_from(self.payload).map_or(bytes.len(), |left| left.min(bytes.len()));
                let (part, rest) = bytes.split_at(here);
                bytes = rest;
                self.payload -= here as u64;
                if let Some(close) = &mut self.close {
                    close.extend_from_slice(&part[..part.len().min(CONTROL)]);
                }
            }
            if self.payload == 0
                && let Some(close) = self.close.take()
            {
                closing = closing.or_else(|| Closing::read(&close));
            }
        }
        Ok(closing)
    }

    /// A frame whose head is whole.
    fn begin(&mut self, payload: u64, now: Instant) -> Result<(), Flood> {
        let opcode = self.head[0] & 0x0f;
        self.head.clear();
        self.payload = payload;
        self.turn += 1;
        self.close = (opcode == CLOSE).then(Vec::new);
        if opcode < CLOSE && payload > 0 {
            self.barren = 0;
            self.counted_from = None;
            return Ok(());
        }
        let from = *self.counted_from.get_or_insert(now);
        if now.saturating_duration_since(from) >= self.period {
            self.barren = 0;
            self.counted_from = Some(now);
        }
        self.barren += 1;
        if self.barren > BARREN {
            return Err(Flood);
        }
        Ok(())
    }
}

/// The length of the payload, once the head of the frame is whole (RFC 6455, 5.2).
fn payload_of(head: &[u8]) -> Option<u64> {
    let [_, second, rest @ ..] = head else {
        return None;
    };
    // A server masks nothing; one that does is refused once the frame is whole.
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    let (size, length) = match second & 0x7f {
        126 => (2, rest.get(..2)?),
        127 => (8, rest.get(..8)?),
        short => return (rest.len() >= mask).then_some(u64::from(short)),
    };
    let whole = rest.len() >= size + mask;
    whole.then(|| {
        length
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    })
}

/// What a close frame says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Closing {
    pub(crate) code: u16,
    pub(crate) reason: String,
}

impl Closing {
    fn read(payload: &[u8]) -> Option<Self> {
        let [high, low, reason @ ..] = payload else {
            return None;
        };
        Some(Self {
            code: u16::from_be_bytes([*high, *low]),
            reason: String::from_utf8_lossy(reason).into_owned(),
        })
    }
}

/// A server that sends frames without end and nothing in them.
#[derive(Debug)]
pub(crate) struct Flood;

impl fmt::Display for Flood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "more than {BARREN} control or empty frames came, and no data between them"
        )
    }
}

impl std::error::Error for Flood {}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_secs(10);
    const PING: &[u8] = b"\x89\x01p";
    const EMPTY_PART: &[u8] = b"\x00\x00";

    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![first];
        match payload.len() {
            short @ 0..126 => frame.push(u8::try_from(short).unwrap()),
            middle @ 126..0x1_0000 => {
                frame.push(126);
                frame.extend(u16::try_from(middle).unwrap().to_be_bytes());
            }
            long => {
                frame.push(127);
                frame.extend((long as u64).to_be_bytes());
            }
        }
        frame.extend_from_slice(payload);
        frame
    }

    /// How many times `bytes` can be read before they are a flood.
    fn reads(frames: &mut Frames, bytes: &[u8], now: Instant, most: u32) -> u32 {
        (0..most)
            .take_while(|_| frames.read(bytes, now).is_ok())
            .count()
            .try_into()
            .unwrap()
    }

    #[test]
    fn a_close_frame_is_read_wherever_it_is_cut_and_whatever_stands_before_it() {
        let mut bytes = frame(0x81, b"text");
        bytes.extend(frame(0x82, &[7; 300]));
        bytes.extend(frame(0x82, &vec![7; 70_000]));
        bytes.extend(frame(0x88, b"\x03\xeetoo loud"));
        let expected = Closing {
            code: 1006,
            reason: "too loud".to_owned(),
        };
        for size in [1, 2, 3, 5, 7, 1000, bytes.len()] {
            let mut frames = Frames::new(PERIOD);
            let now = Instant::now();
            let found: Vec<_> = bytes
                .chunks(size)
                .filter_map(|part| frames.read(part, now).unwrap())
                .collect();
            assert_eq!(
                found,
                std::slice::from_ref(&expected),
                "in pieces of {size}"
            );
        }
    }

    #[test]
    fn frames_without_data_are_counted_within_a_period() {
        let now = Instant::now();
        for barren in [PING, EMPTY_PART, b"\x01\x00", b"\x8a\x00"] {
            let mut frames = Frames::new(PERIOD);
            assert_eq!(
                reads(&mut frames, barren, now, BARREN + 5),
                BARREN,
                "{barren:?}"
            );
        }
        let mut frames = Frames::new(PERIOD);
        assert_eq!(reads(&mut frames, PING, now, BARREN), BARREN);
        assert!(frames.read(PING, now + PERIOD).is_ok(), "a new period");
    }

    #[test]
    fn data_begins_the_count_anew() {
        let now = Instant::now();
        let mut frames = Frames::new(PERIOD);
        assert_eq!(reads(&mut frames, PING, now, BARREN), BARREN);
        assert!(frames.read(&frame(0x82, b"d"), now).is_ok());
        assert_eq!(reads(&mut frames, PING, now, BARREN + 5), BARREN);
    }

    #[test]
    fn a_turn_has_an_end() {
        let now = Instant::now();
        let mut frames = Frames::new(PERIOD);
        frames.read(&PING.repeat(255), now).unwrap();
        assert!(!frames.is_long_turn());
        frames.read(PING, now).unwrap();
        assert!(frames.is_long_turn());
        assert!(!frames.is_long_turn(), "it is said once");
    }
}
