//! A call whose answer is a token.

use crate::call::Call;
use crate::call::send::{reads_as_json, reads_text};
use crate::reply::content::json;
use crate::reply::documented::Classify;
use crate::site::key_error::KeyError;
use crate::site::key_source::Key;
use crate::site::live_key::Issued;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::time::Duration;
use theta_json::{Decode, DecodeError, Kind, Raw};

impl Call {
    /// Sends the call and reads the token that it gives to a scheme.
    #[must_use]
    pub fn fetch_token<E: Classify>(
        mut self: Box<Self>,
        scheme: &'static str,
    ) -> BoxFuture<'static, Result<Issued, KeyError>> {
        // Whoever has a turn may wait for it, and a rate is that of the calls that it is for.
        self.apart = true;
        async move {
            let site = self.core.0.site.clone();
            let done = self.run(reads_text::<E>(reads_as_json::<Token>)).await;
            let at = done.finished.begun.unwrap_or_else(|| site.clock().now());
            match done.finish::<Token, E>(true, json) {
                Ok(response) => {
                    let Token {
                        access_token,
                        expires_in,
                        refresh_token,
                    } = response.into_value();
                    let mut key = Key::new(access_token);
                    key.valid_for = expires_in;
                    let refresh = refresh_token;
                    Ok(Issued { key, refresh, at })
                }
                Err(error) => {
                    let (retryable, after) = (error.is_retryable(), error.retry_after());
                    Err(KeyError::new(scheme, retryable, after, error))
                }
            }
        }
        .boxed()
    }
}

/// What a token's endpoint returns (RFC 6749, 5.1). It is read apart from the documented type, of which a caller may
/// want more and this less.
#[allow(clippy::struct_field_names, reason = "the names of the standard")]
struct Token {
    access_token: String,
    expires_in: Option<Duration>,
    refresh_token: Option<String>,
}

impl Decode for Token {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        let member = |name| value.at(&[name]).filter(|member| !member.is_null());
        let text =
            |name| member(name).map(|text| String::decode(text).map_err(|error| error.at(name)));
        let access_token = text("access_token").transpose()?;
        let access_token = access_token.filter(|token| !token.is_empty());
        let missing = || DecodeError::new("a token", "none").at("access_token");
        let refresh_token = text("refresh_token").transpose()?;
        Ok(Self {
            access_token: access_token.ok_or_else(missing)?,
            // One that cannot be read is not known; then the token is valid until it is refused.
            expires_in: member("expires_in").and_then(seconds),
            refresh_token: refresh_token.filter(|token| !token.is_empty()),
        })
    }
}

/// A number of seconds, which some servers write as a text.
fn seconds(value: Raw<'_>) -> Option<Duration> {
    let seconds: f64 = match value.kind() {
        Kind::String => value.as_str()?.trim().parse().ok()?,
        _ => f64::decode(value).ok()?,
    };
    Duration::try_from_secs_f64(seconds.max(0.0)).ok()
}
