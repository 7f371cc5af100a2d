//! Any `tower` service as a transport.

use super::transport::{
    BoxError, RequestBody, ResponseBody, Transport, TransportError, TransportFuture,
};
use bytes::Bytes;
use http_body::Body;
use std::sync::{Mutex, PoisonError};
use std::{any, fmt, future};
use tower_service::Service;

/// A [`Transport`] made of a [`tower_service::Service`] over `http` types: an HTTP client with the middleware of your
/// program, such as `tower-http`'s.
///
/// The service is cloned for each request and asked whether it is ready: a service that fails before it is ready has
/// sent nothing, and the call is known not to be billed. Whatever else fails counts as perhaps sent, as far as the
/// request was taken from its body, unless the error is a [`TransportError`]: with `map_err`, a stack can say that there
/// was no connection, or that it refuses the request. Like every [`Transport`], the service must neither send a request again nor
/// follow redirects: leave retries, timeouts and rate limits to the client, which knows what each of them costs.
///
/// ```
/// use theta_runtime::http::{Request, Response};
/// use theta_runtime::{Builder, RequestBody, TowerTransport};
///
/// # #[derive(Clone)] struct Stack;
/// # impl tower_service::Service<Request<RequestBody>> for Stack {
/// #     type Response = Response<http_body_util::Full<theta_runtime::Bytes>>;
/// #     type Error = std::io::Error;
/// #     type Future = std::future::Ready<Result<Self::Response, Self::Error>>;
/// #     fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
/// #         std::task::Poll::Ready(Ok(()))
/// #     }
/// #     fn call(&mut self, _: Request<RequestBody>) -> Self::Future {
/// #         std::future::ready(Ok(Response::default()))
/// #     }
/// # }
/// # fn settings<C: theta_runtime::ApiClient>(stack: Stack) -> Builder<C> {
/// Builder::new().transport(TowerTransport::new(stack))
/// # }
/// ```
pub struct TowerTransport<S>(Mutex<S>);

impl<S> TowerTransport<S> {
    /// Creates a transport of a service.
    pub const fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

impl<S, B> Transport for TowerTransport<S>
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture {
        let mut service = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Box::pin(async move {
            future::poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(|error| as_said(error, TransportError::connect))?;
            let response = service.call(request).await;
            let response = response.map_err(|error| as_said(error, TransportError::new))?;
            Ok(response.map(ResponseBody::new))
        })
    }
}

/// What the service says of its failure, or else what is made of it.
fn as_said(
    error: impl Into<BoxError>,
    otherwise: impl FnOnce(BoxError) -> TransportError,
) -> TransportError {
    match error.into().downcast() {
        Ok(said) => *said,
        Err(error) => otherwise(error),
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TowerTransport({})", any::type_name::<S>())
    }
}
