//! A reqwest client that a program has already.

use super::transport::{RequestBody, ResponseBody, Transport, TransportError, TransportFuture};
use std::error::Error as StdError;
use std::fmt;

/// A [`Transport`] made of a [`reqwest::Client`] of version 0.13, with its proxies, certificates and connections.
///
/// A client cannot be asked for its settings, so two of them matter: create it with
/// [`redirect::Policy::none`](reqwest::redirect::Policy::none) and [`retry::never`](reqwest::retry::never). A reply that
/// comes from another address than the one that was called is an error, [`Redirected`], because the request, and a
/// key that has a header of its own, have then gone to that address. Limits of the client apply beside those of the call.
///
/// ```
/// use theta_runtime::{ApiClient, Builder, ReqwestTransport};
///
/// # fn settings<C: ApiClient>() -> Result<Builder<C>, reqwest::Error> {
/// let http = reqwest::Client::builder()
///     .redirect(reqwest::redirect::Policy::none())
///     .retry(reqwest::retry::never())
///     .build()?;
/// Ok(Builder::new().transport(ReqwestTransport::new(http)))
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// Creates a transport of a client, whose connections it shares.
    #[must_use]
    pub const fn new(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture {
        let client = self.0.clone();
        Box::pin(async move {
            let request = request.map(reqwest::Body::wrap);
            let request = reqwest::Request::try_from(request).map_err(TransportError::connect)?;
            let called = request.url().clone();
            let sent = client.execute(request).await;
            // Its address may hold a key.
            let response = sent.map_err(|error| {
                let error_of = if error.is_connect() {
                    TransportError::connect
                } else {
                    TransportError::new
                };
                error_of(error.without_url())
            })?;
            if *response.url() != called {
                let host = response.url().host_str().unwrap_or_default().to_owned();
                return Err(TransportError::new(Redirected { host }));
            }
            Ok(http::Response::from(response).map(ResponseBody::new))
        })
    }
}

/// The error when an HTTP client has followed a redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redirected {
    /// The host that answered.
    pub host: String,
}

impl fmt::Display for Redirected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the HTTP client followed a redirect to `{}`: the request, and the key, may have gone there; create that client with `redirect::Policy::none()`, and replace the key if the host is not the vendor's",
            self.host
        )
    }
}

impl StdError for Redirected {}
