//! The headers that every request has.

use super::Site;
use super::config_error::{ConfigError, ConfigErrorKind};
use super::key::ApiKey;
use super::meta::{ApiInfo, AuthInfo};
use super::refusal::Refusal;
use http::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING, UPGRADE,
    USER_AGENT,
};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Returns the headers of every request, the key included.
pub(super) fn constant(
    api: &ApiInfo,
    key: Option<&(AuthInfo, ApiKey)>,
    suffix: Option<&str>,
) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, user_agent(api.name, suffix)?);
    for (name, value) in api.headers {
        let value = HeaderValue::from_str(value).map_err(|_| unusable(name))?;
        headers.insert(header_name(name)?, value);
    }
    // A coded reply would only cost time: it is decoded where it comes nevertheless.
    headers
        .entry(ACCEPT_ENCODING)
        .or_insert(HeaderValue::from_static("identity"));
    if let Some((auth, key)) = key {
        headers.insert(header_name(auth.header)?, key.header_value(auth)?);
    }
    Ok(headers)
}

fn header_name(name: &str) -> Result<HeaderName, ConfigError> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| unusable(name))
}

fn unusable(name: &str) -> ConfigError {
    ConfigError::new(
        ConfigErrorKind::Contract,
        format!("the contract's header `{name}` cannot be sent"),
    )
}

/// `theta-client/<version> (<api>) <suffix>`
fn user_agent(api: &str, suffix: Option<&str>) -> Result<HeaderValue, ConfigError> {
    let mut text = format!("theta-client/{} ({})", env!("CARGO_PKG_VERSION"), slug(api));
    if let Some(suffix) = suffix {
        if suffix.is_empty() || !suffix.bytes().all(|byte| byte == b'/' || is_token(byte)) {
            return Err(ConfigError::new(
                ConfigErrorKind::UserAgent,
                "the user agent suffix is not a product name: use letters, digits, `.`, `-`, `_` and `/`, \
                 as in `my-app/1.2`",
            ));
        }
        text.push(' ');
        text.push_str(suffix);
    }
    HeaderValue::from_str(&text).map_err(|_| {
        ConfigError::new(
            ConfigErrorKind::UserAgent,
            "the user agent cannot be sent: change its suffix",
        )
    })
}

/// Lower case, each run of anything but ASCII letters and digits one `-`.
fn slug(name: &str) -> String {
    let words = name
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("-")
}

/// A `tchar` of RFC 9110.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Refuses headers of the caller's own that would break the request or hide the key.
///
/// # Errors
///
/// Returns the refusal, which tells to leave the header out of `of`.
#[doc(hidden)]
pub fn check_extra(extra: &HeaderMap, site: &Site, of: &str) -> Result<(), Refusal> {
    const FIXED: [HeaderName; 6] = [
        CONTENT_TYPE,
        CONTENT_LENGTH,
        TRANSFER_ENCODING,
        HOST,
        CONNECTION,
        UPGRADE,
    ];
    let auth = site.api.auth.map(|auth| auth.header);
    match extra.keys().find(|name| {
        let is_key = || {
            site.access
                .as_ref()
                .is_some_and(|access| access.is_key(name))
        };
        FIXED.contains(name) || auth == Some(name.as_str()) || is_key()
    }) {
        Some(name) => Err(Refusal::call(format!(
            "the header `{name}` is set by the client: leave it out of {of}"
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_names_crate_api_and_product() {
        let version = env!("CARGO_PKG_VERSION");
        let table = [
            (
                "Scribe One",
                None,
                format!("theta-client/{version} (scribe-one)"),
            ),
            (
                "LMNT",
                Some("my-app/1.2"),
                format!("theta-client/{version} (lmnt) my-app/1.2"),
            ),
            (" É (x)\r\n", None, format!("theta-client/{version} (x)")),
        ];
        for (api, suffix, expected) in table {
            assert_eq!(user_agent(api, suffix).unwrap(), expected.as_str());
        }
        for suffix in ["", " ", "a b", "a\r\nx: y", "é", "(a)"] {
            let error = user_agent("Scribe One", Some(suffix)).unwrap_err();
            assert_eq!(error.kind(), ConfigErrorKind::UserAgent, "{suffix:?}");
        }
    }
}
