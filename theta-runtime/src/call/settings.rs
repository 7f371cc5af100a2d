//! Setters of the settings of one call.

use crate::attempt::retry::RetryPolicy;
use crate::call::options::CallOptions;
use http::{HeaderName, HeaderValue};
use std::time::Duration;

/// Sets single settings of a call on its request; every generated request has it.
///
/// A parameter of the endpoint with the name of one of these methods comes first: set that setting with
/// `with_options` instead.
///
/// ```no_run
/// # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
/// use std::time::Duration;
/// use theta_runtime::{Audio, CallSettings, RetryPolicy};
///
/// # async fn run(client: parrot::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let request = client
///     .transcribe(Audio::file("speech.wav"))
///     .timeout(Duration::from_secs(120))
///     .retry(RetryPolicy::off());
/// let later = tokio::spawn(request.send());
/// let transcript = later.await??;
/// # drop(transcript);
/// # Ok(())
/// # }
/// ```
pub trait CallSettings: Sized {
    /// Returns the settings of this call.
    fn options_mut(&mut self) -> &mut CallOptions;

    /// Changes the settings of this call.
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn options(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        let options = self.options_mut();
        *options = change(std::mem::take(options));
        self
    }

    /// Sets the timeout of one attempt: see [`CallOptions::timeout`].
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn timeout(self, timeout: Duration) -> Self {
        self.options(|options| options.timeout(timeout))
    }

    /// Sets the deadline of the whole call: see [`CallOptions::deadline`].
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn deadline(self, deadline: Duration) -> Self {
        self.options(|options| options.deadline(deadline))
    }

    /// Sets how long an open stream or WebSocket may be silent: see [`CallOptions::idle_timeout`].
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn idle_timeout(self, silence: Duration) -> Self {
        self.options(|options| options.idle_timeout(silence))
    }

    /// Sets the longest time from one message or event to the next: see [`CallOptions::message_timeout`].
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn message_timeout(self, gap: Duration) -> Self {
        self.options(|options| options.message_timeout(gap))
    }

    /// Sets whether and when the call is retried: see [`CallOptions::retry`].
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn retry(self, policy: RetryPolicy) -> Self {
        self.options(|options| options.retry(policy))
    }

    /// Sets whether the call may share one upload: see [`CallOptions::share`].
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn share(self, share: bool) -> Self {
        self.options(|options| options.share(share))
    }

    /// Sets whether the call may be answered from the cache: see [`CallOptions::cache`].
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn cache(self, cache: bool) -> Self {
        self.options(|options| options.cache(cache))
    }

    /// Sets how many units the call costs at most: see [`CallOptions::units`].
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn units(self, units: f64) -> Self {
        self.options(|options| options.units(units))
    }

    /// Adds a header to the request: see [`CallOptions::header`].
    #[must_use = "a request does nothing until it is awaited or sent"]
    fn header(self, name: HeaderName, value: HeaderValue) -> Self {
        self.options(|options| options.header(name, value))
    }
}
