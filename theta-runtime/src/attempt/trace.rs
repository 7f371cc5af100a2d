//! Spans that follow the OpenTelemetry conventions for HTTP clients, with the feature `tracing`; nothing without it.
//!
//! There is one span for the call, and one in it for each attempt. They contain data of the contract and the outcome,
//! but nothing that the caller passed: no key, no text, no file name, no query, and no message of the server, which
//! may repeat what was sent.
//!
//! Each attempt that ends is an event too, with the metrics of these conventions as fields that the metrics layer of
//! `tracing-opentelemetry` records.

use crate::call::outcome::Finished;
use crate::call::request::Request;
use crate::reply::attempted::Attempted;
#[cfg(feature = "tracing")]
use std::borrow::Cow;
use std::time::Duration;

/// The span of a call.
#[derive(Clone)]
pub(crate) struct CallSpan {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

/// The span of an attempt.
pub(crate) struct AttemptSpan {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self, clippy::unnecessary_wraps)] // as with the feature
impl CallSpan {
    pub(crate) fn new(_: &Request) -> Self {
        Self {}
    }

    pub(crate) fn attempt(&self, _: &Request, _: u32) -> AttemptSpan {
        AttemptSpan {}
    }

    pub(crate) fn wait(&self, _: Duration) {}

    pub(crate) fn end(&self, _: &Finished, _: bool) {}
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self)] // as with the feature
impl AttemptSpan {
    pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        future
    }

    pub(crate) fn end(&self, _: &Request, _: &Attempted, _: Duration, _: u64) {}
}

#[cfg(feature = "tracing")]
impl CallSpan {
    pub(crate) fn new(request: &Request) -> Self {
        use tracing::field::Empty;
        let name = request.endpoint.name;
        let span = tracing::info_span!(
            target: "theta_runtime",
            "call",
            otel.name = name,
            otel.kind = "internal",
            otel.status_code = Empty,
            theta.operation = name,
            theta.attempts = Empty,
            theta.billed = Empty,
            theta.audio_seconds_sent = Empty,
        );
        Self { span }
    }

    pub(crate) fn attempt(&self, request: &Request, resent: u32) -> AttemptSpan {
        use tracing::field::Empty;
        let endpoint = request.endpoint;
        let url = request.target();
        let span = tracing::info_span!(
            target: "theta_runtime",
            parent: &self.span,
            "attempt",
            otel.name = format!("{} {}", endpoint.method, endpoint.path_template),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = endpoint.method,
            http.request.resend_count = (resent > 0).then_some(resent),
            http.response.status_code = Empty,
            url.scheme = url.scheme(),
            url.template = endpoint.path_template,
            server.address = url.host_str(),
            server.port = url.port_or_known_default(),
            error.type = Empty,
        );
        AttemptSpan { span }
    }

    pub(crate) fn wait(&self, wait: Duration) {
        let seconds = wait.as_secs_f64();
        tracing::debug!(target: "theta_runtime", parent: &self.span, seconds, "trying again");
    }

    pub(crate) fn end(&self, finished: &Finished, succeeded: bool) {
        let spent = finished.spent;
        self.span.record("theta.attempts", spent.attempts);
        self.span.record("theta.billed", spent.billed.name());
        let audio = spent.audio_sent.as_secs_f64();
        self.span.record("theta.audio_seconds_sent", audio);
        if !succeeded {
            self.span.record("otel.status_code", "ERROR");
        }
    }
}

#[cfg(feature = "tracing")]
impl AttemptSpan {
    pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        tracing::Instrument::instrument(future, self.span.clone())
    }

    pub(crate) fn end(
        &self,
        request: &Request,
        attempted: &Attempted,
        elapsed: Duration,
        sent_bytes: u64,
    ) {
        let status = attempted.status;
        if let Some(status) = status {
            self.span.record("http.response.status_code", status);
        }
        let kind = error_type(attempted);
        match &kind {
            None => {}
            Some(Cow::Borrowed(kind)) => drop(self.span.record("error.type", kind)),
            Some(status) => drop(
                self.span
                    .record("error.type", tracing::field::display(status)),
            ),
        }
        if kind.is_some() {
            self.span.record("otel.status_code", "ERROR");
        }
        let (endpoint, url) = (request.endpoint, request.target());
        tracing::event!(
            target: "theta_runtime::metrics",
            parent: &self.span,
            tracing::Level::TRACE,
            {
                histogram.http.client.request.duration = elapsed.as_secs_f64(),
                histogram.http.client.request.body.size = sent_bytes,
                http.request.method = endpoint.method,
                http.response.status_code = status,
                url.scheme = url.scheme(),
                url.template = endpoint.path_template,
                server.address = url.host_str(),
                server.port = url.port_or_known_default(),
                error.type = kind.as_deref()
            },
            "the attempt has ended"
        );
    }
}

/// What an attempt failed with; `None` for a success.
#[cfg(feature = "tracing")]
fn error_type(attempted: &Attempted) -> Option<Cow<'static, str>> {
    use crate::money::Sent;
    Some(match (attempted.row, attempted.status, attempted.sent) {
        (Some(row), ..) => row.name.into(),
        _ if attempted.refused => "invalid_input".into(),
        _ if attempted.succeeded => return None,
        // It was cut short, or its body says that it failed: the word of the conventions for what has no name.
        (None, Some(200..=299), _) => "_OTHER".into(),
        (None, Some(status), _) => status.to_string().into(),
        (None, None, Sent::NotSent) => "not_sent".into(),
        (None, None, Sent::Partial) => "partly_sent".into(),
        (None, None, _) => "no_answer".into(),
    })
}
