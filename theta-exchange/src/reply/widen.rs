//! Results whose errors have one type.

use super::error::Error;

/// Gives the results of several endpoints one error type, so that `?` joins them and a `match` still tells each
/// documented failure apart.
///
/// ```no_run
/// mod parrot {
///     theta_runtime::api! { spec = "examples/parrot.toml" }
/// }
///
/// use parrot::{ApiError, Client};
/// use theta_runtime::{Audio, Error, Widen};
///
/// async fn words(client: &Client) -> Result<String, Error<ApiError>> {
///     let transcript = client.transcribe(Audio::file("speech.wav")).await.widen()?;
///     Ok(transcript.text)
/// }
/// ```
pub trait Widen {
    /// The value of the result.
    type Value;

    /// The documented failures of its error.
    type Documented;

    /// Converts the documented failure, as [`Error::widen`] does.
    ///
    /// # Errors
    ///
    /// Returns the error that it was.
    fn widen<A: From<Self::Documented>>(self) -> Result<Self::Value, Error<A>>;
}

impl<T, E> Widen for Result<T, Error<E>> {
    type Value = T;
    type Documented = E;

    fn widen<A: From<E>>(self) -> Result<T, Error<A>> {
        self.map_err(Error::widen)
    }
}
