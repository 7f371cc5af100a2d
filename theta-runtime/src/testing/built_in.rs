//! The built-in HTTP client behind the trait that other transports implement.

use crate::wire::pools::Pools;
use crate::wire::transport::{
    RequestBody, ResponseBody, Transport, TransportError, TransportFuture,
};
use http::Request;
use http_body::Body;

/// On the path of every call it stands without this, which costs a box for each request and reply.
#[derive(Debug)]
pub(super) struct BuiltIn(pub(super) Pools);

impl Transport for BuiltIn {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let pools = self.0.clone();
        Box::pin(async move {
            let http = pools.here()?;
            let (parts, body) = request.into_parts();
            let url = reqwest::Url::parse(&parts.uri.to_string())
                .map_err(|error| TransportError::refused(error.to_string()))?;
            let mut request = http.request(parts.method, url).headers(parts.headers);
            if !body.is_end_stream() {
                request = request.body(reqwest::Body::wrap(body));
            }
            match request.send().await {
                Ok(response) => Ok(http::Response::from(response).map(ResponseBody::new)),
                // The address is the caller's own, and its query is not for logs.
                Err(error) if error.is_connect() => {
                    Err(TransportError::connect(error.without_url()))
                }
                Err(error) => Err(TransportError::new(error.without_url())),
            }
        })
    }
}
