//! The shapes of codes: which characters they are made of.

/// What a code is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Shape {
    /// `10003`, by its length if it is short.
    Number(u8),
    /// `unauthorized`
    Lower,
    /// `UNAUTHORIZED`
    Upper,
    /// `no_key`
    Snake,
    /// `NO_KEY`
    UpperSnake,
    /// `no-key`
    Kebab,
    /// `auth.no_key`, `auth/no-key`
    Dotted,
    /// `NoKey`
    Camel,
    /// `noKey`
    LowerCamel,
    /// `No key`
    Words,
    /// Anything else.
    Other,
}

impl Shape {
    pub(super) fn of(text: &str) -> Self {
        let lower = |text: &str| {
            text.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        let upper = |text: &str| {
            text.bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        };
        let parts = |mark: char, fits: &dyn Fn(&str) -> bool| {
            text.contains(mark) && text.split(mark).all(|part| !part.is_empty() && fits(part))
        };
        let starts = |fits: fn(&u8) -> bool| text.as_bytes().first().is_some_and(fits);
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
        match text {
            "" => Self::Other,
            _ if text.bytes().all(|b| b.is_ascii_digit()) => Self::Number(if text.len() < 3 {
                u8::try_from(text.len()).unwrap_or(3)
            } else {
                3
            }),
            _ if lower(text) => Self::Lower,
            _ if upper(text) => Self::Upper,
            _ if parts('_', &lower) => Self::Snake,
            _ if parts('_', &upper) => Self::UpperSnake,
            _ if parts('-', &lower) => Self::Kebab,
            _ if plain && starts(u8::is_ascii_uppercase) => Self::Camel,
            _ if plain && starts(u8::is_ascii_lowercase) => Self::LowerCamel,
            _ if text.contains(' ') => Self::Words,
            _ if ['.', '/', ':'].iter().any(|mark| {
                parts(*mark, &|part| {
                    part.bytes().all(|b| {
                        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/')
                    })
                })
            }) =>
            {
                Self::Dotted
            }
            _ => Self::Other,
        }
    }

    /// Whether a code of this shape may stand among codes of the other.
    pub(super) fn goes_with(self, known: Self) -> bool {
        let pair = |a: Self, b: Self| self == a && known == b;
        self == known
            || pair(Self::Lower, Self::Snake)
            || pair(Self::Snake, Self::Lower)
            || pair(Self::Lower, Self::Kebab)
            || pair(Self::Kebab, Self::Lower)
            || pair(Self::Upper, Self::UpperSnake)
            || pair(Self::UpperSnake, Self::Upper)
    }
}
