//! Reading values out of JSON.

use super::{Json, Kind, Raw};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// A type that can be read from JSON.
pub trait Decode: Sized {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// Where and how the value differs from what the type documents.
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError>;
}

/// Reads a value from JSON text.
///
/// # Errors
///
/// When the text is not JSON, or not of that type.
pub fn from_str<T: Decode>(text: &str) -> Result<T, DecodeError> {
    T::decode(Raw::parse(text)?)
}

/// Where and how JSON differs from what a type documents.
///
/// ```
/// use theta_runtime::json;
///
/// let error = json::from_str::<Vec<i64>>("[1, true]").unwrap_err();
/// assert_eq!(error.path(), "/1");
/// assert_eq!(error.to_string(), "expected an integer at `/1`, found a boolean");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Mismatch>);

#[derive(Clone, PartialEq, Eq)]
struct Mismatch {
    /// From the inside out: an error learns where it is while it is passed up.
    path: Vec<String>,
    expected: &'static str,
    found: Cow<'static, str>,
}

impl DecodeError {
    /// An error at the value itself. `found` says what is there without quoting texts, which may be private.
    #[must_use]
    pub fn new(expected: &'static str, found: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Mismatch {
            path: Vec::new(),
            expected,
            found: found.into(),
        }))
    }

    /// The same error seen from the object whose member `name` it is in.
    #[must_use]
    pub fn at(mut self, name: &str) -> Self {
        self.0.path.push(name.replace('~', "~0").replace('/', "~1"));
        self
    }

    /// The same error seen from the array whose element `index` it is in.
    #[must_use]
    pub fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(index.to_string());
        self
    }

    /// The same with what came of the document changed.
    pub(crate) fn map_texts<'t>(&'t self, change: impl Fn(&'t str) -> Cow<'t, str>) -> Self {
        let Mismatch {
            path,
            expected,
            found,
        } = &*self.0;
        Self(Box::new(Mismatch {
            path: path
                .iter()
                .map(|token| change(token).into_owned())
                .collect(),
            expected,
            found: change(found).into_owned().into(),
        }))
    }

    /// Where it is, as a JSON pointer: `/speech_components/3/score`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> String {
        self.0
            .path
            .iter()
            .rev()
            .fold(String::new(), |path, token| path + "/" + token)
    }

    /// What the contract says is there.
    #[must_use]
    pub fn expected(&self) -> &str {
        self.0.expected
    }

    /// What is there.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0.expected)?;
        if !self.0.path.is_empty() {
            write!(f, " at `{}`", self.path())?;
        }
        write!(f, ", found {}", self.0.found)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("path", &self.path())
            .field("expected", &self.0.expected)
            .field("found", &self.0.found)
            .finish()
    }
}

impl std::error::Error for DecodeError {}

impl Decode for String {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        match value.as_str() {
            Some(text) => Ok(text.into_owned()),
            None if value.kind() == Kind::String => Err(DecodeError::new(
                "a string",
                "a string with half a surrogate pair",
            )),
            None => Err(value.mismatch("a string")),
        }
    }
}

impl Decode for bool {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        match value.text() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(value.mismatch("a boolean")),
        }
    }
}

/// An integer by its value, however it is written: `1.0` and `1e3` are integers, `1.5` is none.
impl Decode for i64 {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        if value.kind() != Kind::Number {
            return Err(value.mismatch("an integer"));
        }
        let text = value.text();
        match text.parse() {
            Ok(integer) => Ok(integer),
            Err(_) => integer(text).map_err(|expected| DecodeError::new(expected, number(text))),
        }
    }
}

/// The exact value of a number as an integer, or what it should have been.
fn integer(text: &str) -> Result<i64, &'static str> {
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let far = if exponent.starts_with('-') {
                i64::MIN
            } else {
                i64::MAX
            };
            // An exponent beyond 64 bits is beyond every mantissa.
            (mantissa, exponent.parse().unwrap_or(far))
        }
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = whole.bytes().chain(fraction.bytes());
    let zeros = digits
        .clone()
        .rev()
        .take_while(|digit| *digit == b'0')
        .count();
    let significant = whole.len() + fraction.len() - zeros;
    if significant == 0 {
        return Ok(0);
    }
    // Lengths of texts fit.
    let places = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
    let exponent = exponent
        .saturating_add(places(zeros))
        .saturating_sub(places(fraction.len()));
    if exponent < 0 {
        return Err("an integer");
    }
    let zeros = std::iter::repeat_n(b'0', usize::try_from(exponent.min(20)).unwrap_or(20));
    let mut value = 0_i64;
    for digit in digits.take(significant).chain(zeros) {
        let digit = i64::from(digit - b'0');
        // There is one more negative number than there are others.
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_sub(digit))
            .ok_or("an integer of at most 64 bits")?;
    }
    let value = if is_negative {
        Some(value)
    } else {
        value.checked_neg()
    };
    value.ok_or("an integer of at most 64 bits")
}

impl Decode for f64 {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        if value.kind() != Kind::Number {
            return Err(value.mismatch("a number"));
        }
        let parsed: Option<Self> = value.text().parse().ok();
        parsed.filter(|number| number.is_finite()).ok_or_else(|| {
            DecodeError::new(
                "a number within the range of a double",
                number(value.text()),
            )
        })
    }
}

fn number(text: &str) -> String {
    const SHOWN: usize = 40;
    match text.len() {
        ..=SHOWN => format!("the number {text}"),
        // No beginning of it, which may be that of a key: one is not found in pieces.
        len => format!("a number of {len} characters"),
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        value
            .items()?
            .enumerate()
            .map(|(index, item)| T::decode(item).map_err(|error| error.at_index(index)))
            .collect()
    }
}

/// Of several members of one name the last counts. A name with half a surrogate pair, which no text can hold, stays as
/// it is written.
impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        value
            .entries()?
            .map(|(name, item)| match T::decode(item) {
                Ok(decoded) => Ok((name.into_owned(), decoded)),
                Err(error) => Err(error.at(&name)),
            })
            .collect()
    }
}

/// `null` is `None`.
impl<T: Decode> Decode for Option<T> {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        if value.is_null() {
            Ok(None)
        } else {
            T::decode(value).map(Some)
        }
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        T::decode(value).map(Self::new)
    }
}

impl Decode for Json {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        Ok(Self::from(value))
    }
}

/// The text of the field that tells the variants of a union apart; `None` when there is no such text.
///
/// # Errors
///
/// When the value is not an object.
pub(crate) fn tag(value: Raw<'_>, field: &str) -> Result<Option<String>, DecodeError> {
    if value.kind() != Kind::Object {
        return Err(value.mismatch("an object"));
    }
    Ok(value
        .at(&[field])
        .and_then(Raw::as_str)
        .map(Cow::into_owned))
}
