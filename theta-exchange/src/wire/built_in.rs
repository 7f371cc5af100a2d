//! The built-in HTTP client.

use super::pools::Pools;
use crate::site::base_url::BaseUrl;
use crate::site::config_error::{ConfigError, ConfigErrorKind};
use crate::site::proxy::ProxyChoice;
use std::time::Duration;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long an unused connection is kept: shorter than the shortest common keep-alive of servers, so that a request
/// is not sent into a connection that is being closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// How many headers a reply may have. A reply with more is lost, and room for so many is made and filled for each reply,
/// which takes as long as it takes to copy 128 KB: nothing but this number says how much room there is, and without it
/// there is room for 100.
const MAX_HEADERS: usize = 2048;

/// Returns pools of it for a base URL.
pub fn pools(base_url: &BaseUrl, proxy: &ProxyChoice) -> Result<Pools, ConfigError> {
    if base_url.is_https() && !cfg!(any(feature = "rustls", feature = "native-tls")) {
        return Err(ConfigError::new(
            ConfigErrorKind::Transport,
            "the base URL is `https` and this build has no TLS: enable the feature `rustls` or `native-tls`",
        ));
    }
    let proxy = proxy.resolve(base_url, |name| std::env::var_os(name))?;
    Pools::new(move || client(proxy.clone()))
}

fn client(proxy: Option<reqwest::Proxy>) -> Result<reqwest::Client, ConfigError> {
    let builder = reqwest::Client::builder()
        // A redirect would carry the key to another host, and turn a POST into a GET.
        .redirect(reqwest::redirect::Policy::none())
        // Whether to send again is decided where it is known what an attempt costs.
        .retry(reqwest::retry::never())
        .referer(false)
        // Another crate may switch these on for every client of the program.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        // What a paid reply is not lost to: many headers, and lines that are no headers at all.
        .http1_max_headers(MAX_HEADERS)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .tcp_nodelay(true)
        // What the environment says has been read, once and strictly.
        .no_proxy();
    let builder = match proxy {
        Some(proxy) => builder.proxy(proxy),
        None => builder,
    };
    builder.build().map_err(|error| {
        let error: &dyn std::error::Error = &error;
        let cause = error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string);
        ConfigError::new(
            ConfigErrorKind::Transport,
            format!("the transport could not be set up: {cause}"),
        )
    })
}
