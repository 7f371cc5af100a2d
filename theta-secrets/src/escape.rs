//! Escapes of single characters.

/// What an escape stands for.
pub(super) enum Escaped {
    Nothing,
    Byte(u8),
    Char(char),
}

/// Escapes that belong together.
#[derive(Clone, Copy)]
pub(super) enum Family {
    /// Of JSON, Rust and their like.
    Backslash,
    /// Of URLs.
    Percent,
    Html,
    /// Of mail: quoted-printable.
    Quoted,
    /// Of forms and queries, beside those of URLs: a blank.
    Form,
}

impl Family {
    /// What its escapes begin with.
    pub(super) const fn mark(self) -> u8 {
        match self {
            Self::Backslash => b'\\',
            Self::Percent => b'%',
            Self::Html => b'&',
            Self::Quoted => b'=',
            Self::Form => b'+',
        }
    }

    /// What an escape at the beginning stands for, and how long it is.
    pub(super) fn escape(self, bytes: &[u8]) -> Option<(Escaped, usize)> {
        let (mark, rest) = bytes.split_first()?;
        if *mark != self.mark() {
            return None;
        }
        match self {
            Self::Backslash => backslash(rest),
            Self::Percent => percent(rest),
            Self::Html => html(rest),
            Self::Quoted => quoted(rest),
            Self::Form => Some((Escaped::Byte(b' '), 1)),
        }
    }
}

fn backslash(bytes: &[u8]) -> Option<(Escaped, usize)> {
    match *bytes {
        [b'u', b'{', ref rest @ ..] => {
            let len = rest.iter().take(8).position(|byte| *byte == b'}')?;
            Some((character(number(&rest[..len], 16)?), len + 4))
        }
        [b'u', ref rest @ ..] => Some((character(number(rest.get(..4)?, 16)?), 6)),
        [b'U', ref rest @ ..] => Some((character(number(rest.get(..8)?, 16)?), 10)),
        [b'x', ref rest @ ..] => Some((byte(number(rest.get(..2)?, 16)?), 4)),
        [b'0'..=b'3', b'0'..=b'7', b'0'..=b'7', ..] => Some((byte(number(&bytes[..3], 8)?), 4)),
        [b'0', ..] => Some((Escaped::Byte(0), 2)),
        [b'n', ..] => Some((Escaped::Byte(b'\n'), 2)),
        [b'r', ..] => Some((Escaped::Byte(b'\r'), 2)),
        [b't', ..] => Some((Escaped::Byte(b'\t'), 2)),
        [b'e', ..] => Some((Escaped::Byte(0x1b), 2)),
        [b'b' | b'f', ..] => Some((Escaped::Nothing, 2)),
        [other, ..] if !other.is_ascii_alphanumeric() => Some((Escaped::Byte(other), 2)),
        _ => None,
    }
}

fn percent(bytes: &[u8]) -> Option<(Escaped, usize)> {
    match bytes.strip_prefix(b"u") {
        Some(rest) => Some((character(number(rest.get(..4)?, 16)?), 6)),
        None => Some((byte(number(bytes.get(..2)?, 16)?), 3)),
    }
}

fn quoted(bytes: &[u8]) -> Option<(Escaped, usize)> {
    match *bytes {
        [b'\r', b'\n', ..] => Some((Escaped::Nothing, 3)),
        [b'\n', ..] => Some((Escaped::Nothing, 2)),
        _ => Some((byte(number(bytes.get(..2)?, 16)?), 3)),
    }
}

fn html(bytes: &[u8]) -> Option<(Escaped, usize)> {
    let len = bytes.iter().take(24).position(|byte| *byte == b';')?;
    let name = &bytes[..len];
    let escaped = match *name {
        [b'#', b'x' | b'X', ref digits @ ..] => character(number(digits, 16)?),
        [b'#', ref digits @ ..] => character(number(digits, 10)?),
        _ => Escaped::Byte(named(name)?),
    };
    Some((escaped, len + 2))
}

/// The characters of ASCII that HTML has names for, and what nobody sees, as one control character.
fn named(name: &[u8]) -> Option<u8> {
    Some(match name {
        b"Tab" => b'\t',
        b"NewLine" => b'\n',
        b"excl" => b'!',
        b"quot" | b"QUOT" => b'"',
        b"num" => b'#',
        b"dollar" => b'$',
        b"percnt" => b'%',
        b"amp" | b"AMP" => b'&',
        b"apos" => b'\'',
        b"lpar" => b'(',
        b"rpar" => b')',
        b"ast" | b"midast" => b'*',
        b"plus" => b'+',
        b"comma" => b',',
        // Of another character, but shown as this one.
        b"hyphen" | b"dash" => b'-',
        b"period" => b'.',
        b"sol" => b'/',
        b"colon" => b':',
        b"semi" => b';',
        b"lt" | b"LT" => b'<',
        b"equals" => b'=',
        b"gt" | b"GT" => b'>',
        b"quest" => b'?',
        b"commat" => b'@',
        b"lsqb" | b"lbrack" => b'[',
        b"bsol" => b'\\',
        b"rsqb" | b"rbrack" => b']',
        b"Hat" => b'^',
        b"lowbar" | b"UnderBar" => b'_',
        b"grave" | b"DiacriticalGrave" => b'`',
        b"lcub" | b"lbrace" => b'{',
        b"verbar" | b"vert" | b"VerticalLine" => b'|',
        b"rcub" | b"rbrace" => b'}',
        b"shy"
        | b"nbsp"
        | b"NonBreakingSpace"
        | b"ensp"
        | b"emsp"
        | b"emsp13"
        | b"emsp14"
        | b"numsp"
        | b"puncsp"
        | b"thinsp"
        | b"ThinSpace"
        | b"hairsp"
        | b"VeryThinSpace"
        | b"MediumSpace"
        | b"ZeroWidthSpace"
        | b"NegativeVeryThinSpace"
        | b"NegativeThinSpace"
        | b"NegativeMediumSpace"
        | b"NegativeThickSpace"
        | b"zwj"
        | b"zwnj"
        | b"lrm"
        | b"rlm"
        | b"NoBreak"
        | b"af"
        | b"ApplyFunction"
        | b"it"
        | b"InvisibleTimes"
        | b"ic"
        | b"InvisibleComma" => 0x7f,
        _ => return None,
    })
}

fn character(code: u32) -> Escaped {
    char::from_u32(code).map_or(Escaped::Byte(b'?'), Escaped::Char)
}

fn byte(code: u32) -> Escaped {
    Escaped::Byte(u8::try_from(code).unwrap_or(b'?'))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok()?;
    if text.is_empty() || text.starts_with('+') {
        return None;
    }
    u32::from_str_radix(text, radix).ok()
}
