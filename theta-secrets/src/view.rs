//! The text behind an encoding, and where it stands in the original.

use crate::escape::{Escaped, Family};
use std::ops::Range;

/// Bytes, each with the place in the original that it comes from.
pub(super) struct View {
    bytes: Vec<u8>,
    places: Places,
}

enum Places {
    /// Consecutive, from this position.
    From(usize),
    At(Vec<Range<usize>>),
}

/// What is looked for.
#[derive(Clone, Copy)]
pub(super) struct Sought {
    /// How long the shortest of the texts is.
    pub(super) shortest: usize,
    /// Whether any of them has a blank.
    pub(super) has_blank: bool,
}

/// Stands between texts that do not belong together; no key holds it.
const GAP: u8 = 0;

impl View {
    /// The bytes themselves, which begin there in the original.
    pub(super) fn new(bytes: &[u8], start: usize) -> Self {
        Self {
            bytes: bytes.to_vec(),
            places: Places::From(start),
        }
    }

    fn empty() -> Self {
        Self {
            bytes: Vec::new(),
            places: Places::At(Vec::new()),
        }
    }

    fn push(&mut self, byte: u8, place: Range<usize>) {
        self.bytes.push(byte);
        if let Places::At(places) = &mut self.places {
            places.push(place);
        }
    }

    fn place(&self, range: Range<usize>) -> Range<usize> {
        match &self.places {
            Places::From(start) => start + range.start..start + range.end,
            Places::At(places) => around(places.get(range).unwrap_or_default()),
        }
    }

    /// Adds where a text is, which is in lower case; letters may be of either.
    pub(super) fn find(&self, text: &[u8], found: &mut Vec<Range<usize>>) {
        let Some(first) = text.first() else {
            return;
        };
        for (at, here) in self.bytes.windows(text.len()).enumerate() {
            if here[0].eq_ignore_ascii_case(first) && here.eq_ignore_ascii_case(text) {
                found.push(self.place(at..at + text.len()));
            }
        }
    }

    /// Calls `look` with each possible decoding that what is looked for may be in.
    pub(super) fn decoded(&self, sought: Sought, mut look: impl FnMut(&Self)) {
        let shortest = sought.shortest;
        let texts = self.texts(shortest);
        let families = [
            Family::Backslash,
            Family::Percent,
            Family::Html,
            Family::Quoted,
        ];
        let apart = families.map(|family| self.unescaped(&texts, &[family]));
        // Where there are several, each may also be a part of another's text.
        let together =
            (apart.iter().flatten().count() > 1).then(|| self.unescaped(&texts, &families));
        // `+` is a blank in forms alone: where one is looked for, it is read both ways.
        let has_blank = sought.has_blank && self.bytes.contains(&Family::Form.mark());
        let form = [Family::Percent, Family::Form];
        let form = has_blank.then(|| self.unescaped(&texts, &form));
        let views = [
            together.flatten(),
            form.flatten(),
            self.condensed(),
            self.narrowed(shortest),
            self.numbers(&texts, shortest),
        ];
        for view in apart.iter().chain(&views).flatten() {
            look(view);
        }
        let hexadecimal = self.digits(&texts, hex_digit, separates);
        for phase in 0..2 {
            let view = unpacked(&hexadecimal, 4, phase, shortest);
            view.iter().for_each(&mut look);
        }
        let base64 = self.digits(&texts, base64_digit, |byte| b" \r\n\t".contains(&byte));
        for phase in 0..4 {
            let view = unpacked(&base64, 6, phase, shortest);
            view.iter().for_each(&mut look);
        }
    }

    /// Runs of text: nothing else is an encoding, so that what is no text costs little.
    fn texts(&self, shortest: usize) -> Vec<Range<usize>> {
        let mut texts = Vec::new();
        let mut start = 0;
        for (at, byte) in self.bytes.iter().enumerate() {
            if !matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n' | 0x80..) {
                texts.push(start..at);
                start = at + 1;
            }
        }
        texts.push(start..self.bytes.len());
        let is_text = |bytes: &[u8]| bytes.is_ascii() || std::str::from_utf8(bytes).is_ok();
        let mut long = Vec::new();
        for text in texts {
            if text.len() < shortest {
                continue;
            }
            if is_text(&self.bytes[text.clone()]) {
                long.push(text);
                continue;
            }
            // Bytes of no encoding: what of it is ASCII.
            let mut start = text.start;
            for at in text.start..=text.end {
                if at == text.end || !self.bytes[at].is_ascii() {
                    if at - start >= shortest {
                        long.push(start..at);
                    }
                    start = at + 1;
                }
            }
        }
        long
    }

    /// With escapes undone once in the texts that have some; `None` when none has.
    fn unescaped(&self, texts: &[Range<usize>], families: &[Family]) -> Option<Self> {
        let mut view = Self::empty();
        for text in texts {
            let marks = |byte: &u8| families.iter().any(|family| family.mark() == *byte);
            if !self.bytes[text.clone()].iter().any(marks) {
                continue;
            }
            let len = view.bytes.len();
            view.push(GAP, 0..0);
            if !self.unescape(text, families, &mut view) {
                view.truncate(len);
            }
        }
        (!view.bytes.is_empty()).then_some(view)
    }

    fn unescape(&self, text: &Range<usize>, families: &[Family], view: &mut Self) -> bool {
        let (mut at, mut changed) = (text.start, false);
        while at < text.end {
            let rest = &self.bytes[at..text.end];
            let place = |len| self.place(at..at + len);
            let escape = families.iter().find_map(|family| family.escape(rest));
            let Some((escaped, len)) = escape else {
                view.push(rest[0], place(1));
                at += 1;
                continue;
            };
            match escaped {
                Escaped::Nothing => {}
                Escaped::Byte(byte) => view.push(byte, place(len)),
                Escaped::Char(character) => {
                    let mut buffer = [0; 4];
                    for byte in character.encode_utf8(&mut buffer).bytes() {
                        view.push(byte, place(len));
                    }
                }
            }
            (at, changed) = (at + len, true);
        }
        changed
    }

    /// The bytes without invisible characters; `None` when there are none.
    fn condensed(&self) -> Option<Self> {
        let mut view = Self::empty();
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at) {
            match unseen(&self.bytes[at..]) {
                0 => {
                    view.push(*byte, self.place(at..at + 1));
                    at += 1;
                }
                len => at += len,
            }
        }
        (view.bytes.len() < self.bytes.len()).then_some(view)
    }

    /// ASCII that has one zero, as in UTF-16, or three, as in UTF-32, after or before each character, without them.
    fn narrowed(&self, shortest: usize) -> Option<Self> {
        let mut view = Self::empty();
        let mut run: Vec<usize> = Vec::new();
        let mut flush = |run: &mut Vec<usize>| {
            if run.len() >= shortest {
                view.push(GAP, 0..0);
                for at in run.iter() {
                    view.push(self.bytes[*at], self.place(*at..at + 1));
                }
            }
            run.clear();
        };
        for (at, byte) in self.bytes.iter().enumerate() {
            if *byte == 0 {
                continue;
            }
            if run.last().is_some_and(|last| !matches!(at - last, 2 | 4)) {
                flush(&mut run);
            }
            run.push(at);
        }
        flush(&mut run);
        (!view.bytes.is_empty()).then_some(view)
    }

    /// Lists of decimal numbers, as bytes are shown for debugging.
    fn numbers(&self, texts: &[Range<usize>], shortest: usize) -> Option<Self> {
        let mut view = Self::empty();
        let mut run = Vec::new();
        let mut flush = |run: &mut Vec<(u8, Range<usize>)>| {
            if run.len() >= shortest {
                view.push(GAP, 0..0);
                for (byte, place) in run.drain(..) {
                    view.push(byte, place);
                }
            }
            run.clear();
        };
        for text in texts {
            let mut at = text.start;
            while at < text.end {
                let byte = self.bytes[at];
                if byte.is_ascii_digit() {
                    let (mut value, mut len) = (0_u32, 0);
                    for digit in self.bytes[at..text.end]
                        .iter()
                        .take_while(|byte| byte.is_ascii_digit())
                    {
                        value = value
                            .saturating_mul(10)
                            .saturating_add(u32::from(digit - b'0'));
                        len += 1;
                    }
                    match u8::try_from(value) {
                        Ok(value) => run.push((value, self.place(at..at + len))),
                        Err(_) => flush(&mut run),
                    }
                    at += len;
                } else {
                    if !separates(byte) {
                        flush(&mut run);
                    }
                    at += 1;
                }
            }
            flush(&mut run);
        }
        (!view.bytes.is_empty()).then_some(view)
    }

    /// Runs of digits, each with its place; what may stand between digits is left out.
    fn digits(
        &self,
        texts: &[Range<usize>],
        value: fn(u8) -> Option<u8>,
        between: fn(u8) -> bool,
    ) -> Vec<Vec<(u8, Range<usize>)>> {
        let mut runs = Vec::new();
        let mut run: Vec<(u8, Range<usize>)> = Vec::new();
        for text in texts {
            for at in text.clone() {
                let byte = self.bytes[at];
                if let Some(digit) = value(byte) {
                    run.push((digit, self.place(at..at + 1)));
                } else if byte == b'=' {
                    // The padding of base64 goes with its last digit.
                    if let Some((_, place)) = run.last_mut() {
                        let padding = self.place(at..at + 1);
                        *place = around(&[place.clone(), padding]);
                    }
                    if self.bytes.get(at + 1) != Some(&b'=') {
                        next(&mut runs, &mut run);
                    }
                } else if byte == b'x' && run.last().is_some_and(|(digit, _)| *digit == 0) {
                    // `0x`
                    run.pop();
                } else if !between(byte) {
                    next(&mut runs, &mut run);
                }
            }
            next(&mut runs, &mut run);
        }
        runs
    }

    fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
        if let Places::At(places) = &mut self.places {
            places.truncate(len);
        }
    }
}

/// How long what nobody sees is at the beginning: a control character, what steers a terminal, white space that is no
/// blank, or a character that says where a word may be broken and in which direction it goes.
fn unseen(bytes: &[u8]) -> usize {
    match *bytes {
        [0x1b, b'[', ref rest @ ..] => steering(rest).map_or(1, |len| len + 2),
        // U+009B says the same.
        [0xc2, 0x9b, ref rest @ ..] => steering(rest).map_or(2, |len| len + 2),
        [0x1b, b']', ref rest @ ..] => {
            // A title or a link, up to a bell or `ESC \`.
            let end = rest.iter().position(|byte| *byte < b' ');
            match end.map(|end| &rest[end..]) {
                Some([0x07, left @ ..] | [0x1b, b'\\', left @ ..]) => bytes.len() - left.len(),
                _ => 1,
            }
        }
        // A set of characters.
        [0x1b, b'(' | b')', _, ..] => 3,
        [0..=0x1f | 0x7f, ..] => 1,
        [0x80..=0xff, ..] => {
            let unseen = first(bytes).filter(|character| is_unseen(*character));
            unseen.map_or(0, char::len_utf8)
        }
        _ => 0,
    }
}

/// The first character, if it is one.
fn first(bytes: &[u8]) -> Option<char> {
    let len = match bytes.first()? {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    };
    let text = std::str::from_utf8(bytes.get(..len)?).ok()?;
    text.chars().next()
}

/// Control characters, all blanks but the usual one, and what Unicode calls ignorable: joiners, marks of direction,
/// fillers, selectors of variants, annotations and tags.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// How long the rest of a sequence that steers a terminal is; `None` when it has no end.
fn steering(bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().position(|byte| !matches!(byte, b' '..=b'?'))?;
    matches!(bytes[end], b'@'..=b'~').then_some(end + 1)
}

/// Puts a run to the others, unless it is too short for anything.
fn next(runs: &mut Vec<Vec<(u8, Range<usize>)>>, run: &mut Vec<(u8, Range<usize>)>) {
    if run.len() >= LEAST {
        runs.push(std::mem::take(run));
    }
    run.clear();
}

/// The fewest digits that are kept: no secret that is worth the name is shorter.
const LEAST: usize = 4;

/// From the first to the last of some places.
fn around(places: &[Range<usize>]) -> Range<usize> {
    let start = places.iter().map(|place| place.start).min();
    let end = places.iter().map(|place| place.end).max();
    start.unwrap_or_default()..end.unwrap_or_default()
}

/// The bytes that digits of so many bits are, when the first `phase` of each run belong to something else; `None` when
/// no run is long enough for a text of `shortest` bytes.
fn unpacked(
    runs: &[Vec<(u8, Range<usize>)>],
    bits: usize,
    phase: usize,
    shortest: usize,
) -> Option<View> {
    let mut view = View::empty();
    for run in runs {
        let digits = run.get(phase..).unwrap_or_default();
        let len = digits.len() * bits / 8;
        if len < shortest {
            continue;
        }
        view.push(GAP, 0..0);
        for byte in 0..len {
            let (first, last) = (byte * 8 / bits, (byte * 8 + 7) / bits);
            let inside = &digits[first..=last];
            let all = inside
                .iter()
                .fold(0_u32, |all, (digit, _)| all << bits | u32::from(*digit));
            let behind = (last + 1) * bits - (byte * 8 + 8);
            let places = [inside[0].1.clone(), inside[inside.len() - 1].1.clone()];
            view.push((all >> behind & 0xff) as u8, around(&places));
        }
    }
    (!view.bytes.is_empty()).then_some(view)
}

/// What may stand between the numbers of bytes; a blank is `+` in forms.
fn separates(byte: u8) -> bool {
    b" +\r\n\t,;:.-_|/".contains(&byte)
}

fn hex_digit(byte: u8) -> Option<u8> {
    let value = char::from(byte).to_digit(16)?;
    u8::try_from(value).ok()
}

/// Of either alphabet.
fn base64_digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}
