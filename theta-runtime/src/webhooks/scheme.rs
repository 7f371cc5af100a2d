//! How a webhook is signed, as data.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use std::time::{Duration, SystemTime};
use theta_pace::delay;

/// A piece of what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// This text.
    Text(&'static str),
    /// The bytes of the body.
    Body,
    /// The time of sending, as it is written.
    Timestamp,
    /// The id of the delivery.
    Id,
    /// The address that the vendor was given.
    Url,
    /// The method of the request.
    Method,
    /// Names and values of a form, sorted.
    Form,
}

/// The hash of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// HMAC with SHA-1.
    Sha1,
    /// HMAC with SHA-256.
    Sha256,
    /// HMAC with SHA-512.
    Sha512,
    /// The header is the secret itself.
    None,
}

impl Hash {
    /// The HMAC of some pieces, one after another; the key itself where there is no hash.
    pub(super) fn of(self, key: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
        fn mac<M: Mac + KeyInit>(key: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
            let mut mac =
                <M as KeyInit>::new_from_slice(key).expect("an HMAC takes a key of any length");
            for piece in pieces {
                mac.update(piece);
            }
            mac.finalize().into_bytes().to_vec()
        }
        match self {
            Self::Sha1 => mac::<Hmac<Sha1>>(key, pieces),
            Self::Sha256 => mac::<Hmac<Sha256>>(key, pieces),
            Self::Sha512 => mac::<Hmac<Sha512>>(key, pieces),
            Self::None => key.to_vec(),
        }
    }
}

/// The SHA-256 of a body, in hex.
pub(super) fn digest(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// How bytes are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Two digits for each byte, in lower case.
    Hex,
    /// Base64 with padding.
    Base64,
}

impl Encoding {
    pub(super) fn write(self, bytes: &[u8]) -> String {
        match self {
            Self::Hex => hex(bytes),
            Self::Base64 => STANDARD.encode(bytes),
        }
    }

    /// What a text stands for; for hex, in any case, because secrets are shown in both.
    pub(super) fn read(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Hex => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                let pairs = text.as_bytes().chunks(2).map(|pair| {
                    let [high, low] = pair else { return None };
                    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
                });
                pairs.collect()
            }
            Self::Base64 => STANDARD.decode(text).ok(),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| {
        [
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]
    });
    digits.map(char::from).collect()
}

/// How the time of sending is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// Seconds since 1970.
    Epoch,
    /// Milliseconds since 1970.
    EpochMs,
    /// RFC 3339.
    Timestamp,
}

impl Time {
    pub(super) fn read(self, text: &str) -> Option<SystemTime> {
        let number = || {
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u64>().ok().filter(|_| is_plain)
        };
        let since_1970 = match self {
            Self::Epoch => Duration::from_secs(number()?),
            Self::EpochMs => Duration::from_millis(number()?),
            Self::Timestamp => {
                let ms = delay::timestamp_ms(text)?;
                Duration::try_from_secs_f64(ms / 1000.0).ok()?
            }
        };
        SystemTime::UNIX_EPOCH.checked_add(since_1970)
    }

    pub(super) const fn expected(self) -> &'static str {
        match self {
            Self::Epoch => "one time in seconds since 1970",
            Self::EpochMs => "one time in milliseconds since 1970",
            Self::Timestamp => "one time as RFC 3339 writes it",
        }
    }

    #[cfg(feature = "testing")]
    pub(super) fn write(self, time: SystemTime) -> String {
        let since_1970 = time
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        match self {
            Self::Epoch => since_1970.as_secs().to_string(),
            Self::EpochMs => since_1970.as_millis().to_string(),
            Self::Timestamp => rfc3339(since_1970.as_secs()),
        }
    }
}

/// A time as RFC 3339 writes it.
#[cfg(feature = "testing")]
fn rfc3339(seconds: u64) -> String {
    let (days, clock) = (seconds / 86_400, seconds % 86_400);
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let (mut year, mut day) = (1970, days);
    loop {
        let length = if is_leap(year) { 366 } else { 365 };
        if day < length {
            break;
        }
        day -= length;
        year += 1;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    format!(
        "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z",
        day + 1
    )
}

/// Where the time of sending stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    pub(super) header: &'static str,
    pub(super) prefix: &'static str,
    pub(super) form: Time,
    pub(super) window: Duration,
}

/// How a webhook is signed.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    pub(super) header: &'static str,
    pub(super) hash: Hash,
    pub(super) encoding: Encoding,
    pub(super) of: &'static [Signed],
    pub(super) env: &'static str,
    pub(super) prefix: &'static str,
    pub(super) separator: &'static str,
    pub(super) stamp: Option<Stamp>,
    pub(super) id: Option<&'static str>,
    pub(super) tag: Option<&'static str>,
    pub(super) body_digest: Option<&'static str>,
    pub(super) secret_prefix: &'static str,
    pub(super) secret_encoding: Option<Encoding>,
}

impl Scheme {
    /// Creates a scheme: the header of the signature, its hash and encoding, what is signed, and the environment
    /// variable with the secret.
    #[must_use]
    pub const fn new(
        header: &'static str,
        hash: Hash,
        encoding: Encoding,
        of: &'static [Signed],
        env: &'static str,
    ) -> Self {
        Self {
            header,
            hash,
            encoding,
            of,
            env,
            prefix: "",
            separator: "",
            stamp: None,
            id: None,
            tag: None,
            body_digest: None,
            secret_prefix: "",
            secret_encoding: None,
        }
    }

    /// Sets what stands before a signature and between the items of its header.
    #[must_use]
    pub const fn items(mut self, prefix: &'static str, separator: &'static str) -> Self {
        self.prefix = prefix;
        self.separator = separator;
        self
    }

    /// Sets where the time of sending stands, and how many milliseconds it may be away.
    #[must_use]
    pub const fn stamp(
        mut self,
        header: &'static str,
        prefix: &'static str,
        form: Time,
        window_ms: u64,
    ) -> Self {
        self.stamp = Some(Stamp {
            header,
            prefix,
            form,
            window: Duration::from_millis(window_ms),
        });
        self
    }

    /// Sets the header with the id of a delivery.
    #[must_use]
    pub const fn id(mut self, header: &'static str) -> Self {
        self.id = Some(header);
        self
    }

    /// Sets the header that names the event.
    #[must_use]
    pub const fn tag(mut self, header: &'static str) -> Self {
        self.tag = Some(header);
        self
    }

    /// Sets the query parameter with the digest of the body.
    #[must_use]
    pub const fn body_digest(mut self, parameter: &'static str) -> Self {
        self.body_digest = Some(parameter);
        self
    }

    /// Sets how a secret is read.
    #[must_use]
    pub const fn secret(mut self, prefix: &'static str, encoding: Option<Encoding>) -> Self {
        self.secret_prefix = prefix;
        self.secret_encoding = encoding;
        self
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_it_is_read() {
        for seconds in [0, 951_782_399, 951_782_400, 1_709_164_800, 4_102_444_799] {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            for form in [Time::Epoch, Time::EpochMs, Time::Timestamp] {
                let text = form.write(time);
                assert_eq!(form.read(&text), Some(time), "{text}");
            }
        }
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "+1", "-1", " 1", "1.5", "1e9", "99999999999999999999"] {
            assert_eq!(Time::Epoch.read(text), None, "{text}");
            assert_eq!(Time::Timestamp.read(text), None, "{text}");
        }
    }
}
