//! A failure of any endpoint, without its type.

use super::documented::DocumentedError;
use super::error::{Error, ErrorKind};
use crate::money::{Billed, Sent, Spent};
use crate::site::meta::{EndpointInfo, ErrorInfo, Retry};
use crate::site::refusal::Refusal;
use std::error::Error as StdError;
use std::time::Duration;

/// The error of any call, whatever its endpoint and its API: what one handler needs for all of them.
///
/// Every [`Error`] is one, and `?` makes a `Box<dyn Failure>` of it. What the contract says is `None` where it says
/// nothing, and for failures that it does not document.
///
/// ```
/// use theta_runtime::{ErrorKind, Failure};
///
/// /// A sentence for the person who waits.
/// fn apology(failure: &dyn Failure) -> &str {
///     match failure.tell_user() {
///         Some(sentence) => sentence,
///         None if failure.is_retryable() => "Please try again in a minute.",
///         None => "Sorry, this did not work.",
///     }
/// }
/// ```
///
/// Errors of several endpoints in one function:
///
/// ```no_run
/// mod parrot {
///     theta_runtime::api! { spec = "examples/parrot.toml" }
/// }
///
/// use theta_runtime::{Audio, Failure};
///
/// async fn words(client: &parrot::Client) -> Result<String, Box<dyn Failure>> {
///     Ok(client.transcribe(Audio::file("speech.wav")).await?.text)
/// }
/// ```
///
/// It is implemented for [`Error`] alone, so that methods can be added.
pub trait Failure: StdError + Sealed + Send + Sync + 'static {
    /// Returns the contract's data of the endpoint.
    fn endpoint(&self) -> &'static EndpointInfo;

    /// Returns the kind of the failure.
    fn kind(&self) -> ErrorKind;

    /// Returns the contract's row of the documented failure, or of the one that the server would have answered with: see
    /// [`Error::info`].
    fn info(&self) -> Option<&'static ErrorInfo>;

    /// Returns the HTTP status, if a reply began.
    fn status(&self) -> Option<u16>;

    /// Returns the message of the reply, byte for byte and unredacted.
    fn detail(&self) -> Option<&str>;

    /// Returns the code of the reply, byte for byte and unredacted.
    fn code(&self) -> Option<&str>;

    /// Returns the id that the server gave the request.
    fn request_id(&self) -> Option<&str>;

    /// Returns why the client itself refused the call, if it did.
    fn refusal(&self) -> Option<&Refusal>;

    /// Returns the contract's advice on retries.
    fn retry(&self) -> Retry;

    /// Returns whether the same request may succeed later without being billed twice: see [`Error::is_retryable`].
    fn is_retryable(&self) -> bool;

    /// Returns how long the server asks to wait before a retry.
    fn retry_after(&self) -> Option<Duration>;

    /// Returns how much of the request the server may have received, at most.
    fn sent(&self) -> Sent;

    /// Returns what the call spent.
    fn spent(&self) -> Spent;

    /// Returns the name of the endpoint in the contract.
    fn operation(&self) -> &'static str {
        self.endpoint().name
    }

    /// Returns the name of the row in the contract, such as `not_all_words_spoken`.
    fn name(&self) -> Option<&'static str> {
        self.info().map(|row| row.name)
    }

    /// Returns why it happens, as the contract says. It is not called `cause`, which every error has already.
    fn why(&self) -> Option<&'static str> {
        said(self.info()?.cause)
    }

    /// Returns what to do about it.
    fn fix(&self) -> Option<&'static str> {
        said(self.info()?.fix)
    }

    /// Returns what to tell an end user.
    fn tell_user(&self) -> Option<&'static str> {
        said(self.info()?.tell_user)
    }

    /// Returns whether any attempt of the call may have been billed.
    fn billed(&self) -> Billed {
        self.spent().billed
    }
}

fn said(text: &'static str) -> Option<&'static str> {
    Some(text).filter(|text| !text.is_empty())
}

/// Says that nobody else implements [`Failure`].
#[doc(hidden)]
pub trait Sealed {}

impl<E> Sealed for Error<E> {}

impl<E: DocumentedError> Failure for Error<E> {
    fn endpoint(&self) -> &'static EndpointInfo {
        Self::endpoint(self)
    }

    fn kind(&self) -> ErrorKind {
        Self::kind(self)
    }

    fn info(&self) -> Option<&'static ErrorInfo> {
        Self::info(self)
    }

    fn status(&self) -> Option<u16> {
        Self::status(self)
    }

    fn detail(&self) -> Option<&str> {
        Self::detail(self)
    }

    fn code(&self) -> Option<&str> {
        Self::code(self)
    }

    fn request_id(&self) -> Option<&str> {
        Self::request_id(self)
    }

    fn refusal(&self) -> Option<&Refusal> {
        Self::refusal(self)
    }

    fn retry(&self) -> Retry {
        Self::retry(self)
    }

    fn is_retryable(&self) -> bool {
        Self::is_retryable(self)
    }

    fn retry_after(&self) -> Option<Duration> {
        Self::retry_after(self)
    }

    fn sent(&self) -> Sent {
        Self::sent(self)
    }

    fn spent(&self) -> Spent {
        Self::spent(self)
    }
}

/// A box is an error as well, so that `?` takes it on into `anyhow::Error`, `eyre::Report` or another box.
impl StdError for Box<dyn Failure> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        (**self).source()
    }
}

impl<E: DocumentedError> From<Error<E>> for Box<dyn Failure> {
    fn from(error: Error<E>) -> Self {
        Box::new(error)
    }
}
