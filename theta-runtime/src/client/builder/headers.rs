//! The headers of every request, and what sees each attempt.

use super::{ApiClient, Builder};
use crate::attempt::hooks::{AttemptEnd, AttemptStart};
use crate::site::Site;
use crate::site::config_error::{ConfigError, ConfigErrorKind};
use crate::site::headers::check_extra;
use http::{HeaderMap, HeaderName, HeaderValue};

impl<C: ApiClient> Builder<C> {
    /// Sets a suffix of the `user-agent` header: a product, such as `my-app/1.2`.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Adds a header to every request, which a call can replace. Headers that the client sets itself, such as that of the
    /// key, are refused by [`build`](Self::build).
    ///
    /// ```
    /// use theta_runtime::http::{HeaderName, HeaderValue};
    /// use theta_runtime::{ApiClient, Builder, ConfigError};
    ///
    /// fn connect<C: ApiClient>(key: &str) -> Result<C, ConfigError> {
    ///     let team = (HeaderName::from_static("x-team"), HeaderValue::from_static("speech"));
    ///     Builder::new().key(key).header(team.0, team.1).build()
    /// }
    /// ```
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.defaults = self.defaults.header(name, value);
        self
    }

    /// Sets what is called before each attempt, retries included, to add headers to it, such as `traceparent`. It is given
    /// an empty map; what it puts there replaces headers of the same name. A header that the client sets itself refuses
    /// the call. Calls that share one upload have its attempts in common.
    ///
    /// The function must not block, nor wait.
    ///
    /// ```
    /// use theta_runtime::http::HeaderValue;
    /// use theta_runtime::{ApiClient, Builder, ConfigError};
    ///
    /// fn numbered<C: ApiClient>(key: &str) -> Result<C, ConfigError> {
    ///     Builder::new()
    ///         .key(key)
    ///         .before_attempt(|attempt, headers| {
    ///             headers.insert("x-attempt", HeaderValue::from(attempt.number));
    ///         })
    ///         .after_attempt(|attempt| eprintln!("{:?} after {:?}", attempt.status, attempt.elapsed))
    ///         .build()
    /// }
    /// ```
    pub fn before_attempt(
        mut self,
        hook: impl Fn(AttemptStart, &mut HeaderMap) + Send + Sync + 'static,
    ) -> Self {
        self.hooks.before = Some(Box::new(hook));
        self
    }

    /// Sets what is told of each attempt when it has ended, for metrics. It is not told of an attempt whose call is dropped.
    ///
    /// The function must not block.
    pub fn after_attempt(mut self, hook: impl Fn(&AttemptEnd<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.after = Some(Box::new(hook));
        self
    }
}

/// Refuses headers that the client sets itself.
pub(super) fn sendable(headers: &HeaderMap, site: &Site) -> Result<(), ConfigError> {
    check_extra(headers, site, "the builder")
        .map_err(|refusal| ConfigError::new(ConfigErrorKind::Header, refusal.to_string()))
}
