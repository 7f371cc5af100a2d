//! Going through a proxy.

use crate::support::{KEY, Mini, Seen, Server, read_head, reply, wav_of};
use std::error::Error as _;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;
use theta_runtime::{Builder, ConfigErrorKind, RetryPolicy, Sent, Upload};

fn builder() -> Builder<Mini> {
    Builder::new().key(KEY).retry(RetryPolicy::off())
}

/// The address of a proxy, with a name and a password.
fn with_password(proxy: &Server) -> String {
    proxy.url().replace("http://", "http://me:pass-canary%40@")
}

/// `me:pass-canary@`
const CREDENTIALS: &str = "Basic bWU6cGFzcy1jYW5hcnlA";

#[tokio::test]
async fn a_request_to_this_machine_goes_through_a_proxy_that_is_named() {
    let proxy = Server::answering(reply(200, "[1]"));
    // Nothing listens there.
    let mini = builder()
        .base_url("http://127.0.0.1:9")
        .proxy(with_password(&proxy))
        .build()
        .unwrap();
    mini.score(Upload::bytes(wav_of(1))).await.unwrap();
    let seen = proxy.seen();
    assert_eq!(seen.head[0], "POST http://127.0.0.1:9/score HTTP/1.1");
    assert_eq!(seen.header("proxy-authorization"), Some(CREDENTIALS));
    assert_eq!(seen.header("x-api-key"), Some(KEY));
}

/// A proxy that makes no tunnel.
fn refusing(status: &'static str) -> Server {
    Server::new(move |mut stream| {
        let seen = read_head(&mut stream);
        write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").unwrap();
        seen
    })
}

fn assert_is_tunnel(seen: &Seen) {
    assert_eq!(seen.head[0], "CONNECT mini.example:443 HTTP/1.1");
    let mut lines = seen.head.iter().filter_map(|line| line.split_once(": "));
    let credentials = lines.find(|(name, _)| name.eq_ignore_ascii_case("proxy-authorization"));
    assert_eq!(credentials.map(|(_, value)| value), Some(CREDENTIALS));
    assert!(!seen.head.join("\n").contains(KEY) && seen.body.is_empty());
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_proxy_sees_the_host_of_the_api_and_not_the_key() {
    let proxy = refusing("407 Proxy Authentication Required");
    let mini = builder().proxy(with_password(&proxy)).build().unwrap();
    let error = mini.score(Upload::bytes(wav_of(1))).await.unwrap_err();
    assert!(error.is_connect() && !error.is_retryable(), "{error}");
    assert_eq!(error.attempts(), 1);
    assert!(
        error.to_string().ends_with("into the proxy's address"),
        "{error}"
    );
    assert_eq!(error.sent(), Sent::NotSent);
    let mut shown = format!("{mini:?} {error} {error:?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        write!(shown, "{inner} {inner:?}").unwrap();
        cause = inner.source();
    }
    assert!(!shown.contains("canary") && !shown.contains(CREDENTIALS));
    assert_is_tunnel(&proxy.seen());
}

/// Its status is not told by the library, so it may be a refusal or an outage.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_proxy_that_makes_no_tunnel_is_named() {
    for status in ["403 Forbidden", "302 Found", "503 Service Unavailable"] {
        let proxy = refusing(status);
        let mini = builder().proxy(with_password(&proxy)).build().unwrap();
        let error = mini.score(Upload::bytes(wav_of(1))).await.unwrap_err();
        assert!(
            error.is_connect() && error.is_retryable(),
            "{status}: {error}"
        );
        let text = error.to_string();
        assert!(
            text.contains("the proxy did not connect to the host"),
            "{status}: {text}"
        );
        assert_eq!(error.sent(), Sent::NotSent);
    }
}

#[test]
fn no_setting_shows_the_password() {
    let builder = builder().proxy("http://me:pass-canary@proxy.example");
    assert!(!format!("{builder:?}").contains("canary"));
}

#[test]
fn a_transport_of_ones_own_is_no_place_for_a_proxy() {
    let script = crate::support::Script::new([]);
    let error = builder()
        .transport(script.clone())
        .proxy("http://localhost:3128")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::Proxy);
    assert!(builder().transport(script).no_proxy().build().is_ok());
}

/// Calls with the environment of this process, which the test below has started.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::main(flavor = "current_thread")]
async fn call_here(base_url: String) {
    let mut builder = builder().base_url(base_url);
    if std::env::var("TEST_NO_PROXY").is_ok() {
        builder = builder.no_proxy();
    }
    let mini = builder.build().unwrap();
    let result = mini.score(Upload::bytes(wav_of(1))).await;
    assert!(result.is_err() || std::env::var("TEST_SUCCEEDS").is_ok());
}

/// A call in a process whose environment names `proxy`.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn call(proxy: &str, environment: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
        command.env_remove(name);
    }
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] {
        command.env(name, proxy);
    }
    let output = command
        .args([
            "--exact",
            "proxy::the_environment_names_a_proxy_for_all_but_this_machine",
        ])
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && shown.contains("1 passed"),
        "{shown}"
    );
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn the_environment_names_a_proxy_for_all_but_this_machine() {
    if let Ok(base_url) = std::env::var("TEST_BASE_URL") {
        return call_here(base_url);
    }
    let proxy = refusing("407 Proxy Authentication Required");
    let address = with_password(&proxy);
    // None of these reaches the proxy, which would take only the first connection.
    let away = ("TEST_BASE_URL", "https://api.invalid");
    call(&address, &[away, ("TEST_NO_PROXY", "1")]);
    call(&address, &[away, ("NO_PROXY", "api.invalid")]);
    let server = Server::answering(reply(200, "[1]"));
    let here = server.url();
    call(
        &address,
        &[("TEST_BASE_URL", &here), ("TEST_SUCCEEDS", "1")],
    );
    assert_eq!(server.seen().head[0], "POST /score HTTP/1.1");

    call(&address, &[("TEST_BASE_URL", "https://mini.example")]);
    assert_is_tunnel(&proxy.seen());
}
