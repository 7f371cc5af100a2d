//! A server that is not trusted is not asked again.

use crate::support::{KEY, Mini, wav_of};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use theta_runtime::{Billed, Builder, ErrorKind, Exhausted, RetryPolicy, Sent, Upload};

/// A server with a certificate that nobody signed, and how many connections it had.
fn self_signed() -> (String, Arc<AtomicU32>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    serve(move |mut stream| {
        let mut tls = ServerConnection::new(config.clone()).unwrap();
        // The client ends it.
        while tls.is_handshaking() && tls.complete_io(&mut stream).is_ok() {}
    })
}

/// Calls `talk` for each connection.
fn serve(mut talk: impl FnMut(TcpStream) + Send + 'static) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let count = Arc::new(AtomicU32::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            talk(stream.unwrap());
        }
    });
    (url, count)
}

fn client(url: String) -> Mini {
    Builder::new()
        .key(KEY)
        .base_url(url)
        .no_proxy()
        .randomness(|| 0)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_certificate_that_nobody_signed_is_final() {
    let (url, count) = self_signed();
    let error = client(url)
        .score(Upload::bytes(wav_of(1)))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
    assert_eq!((error.sent(), error.billed()), (Sent::NotSent, Billed::No));
    assert_eq!((error.attempts(), count.load(Ordering::SeqCst)), (1, 1));
    assert!(error.is_connect() && !error.is_retryable());
    assert_eq!(error.exhausted(), None);
    let text = error.to_string();
    assert!(
        text.contains("certificate is not trusted - check the base URL"),
        "{text}"
    );
    assert!(!text.contains("try again"), "{text}");
}

#[tokio::test]
async fn a_handshake_that_breaks_is_not() {
    let (url, count) = serve(drop);
    let error = client(url)
        .score(Upload::bytes(wav_of(1)))
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), count.load(Ordering::SeqCst)), (3, 3));
    assert!(error.is_connect() && error.is_retryable(), "{error}");
    assert_eq!(error.exhausted(), Some(Exhausted::Attempts));
    let once = RetryPolicy::off();
    assert_eq!(once, RetryPolicy::new().attempts(1));
}
