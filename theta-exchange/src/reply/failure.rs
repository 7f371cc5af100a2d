//! A failure of any endpoint, without its type.

use super::documented::DocumentedError;
use super::error::{Error, ErrorKind};
use crate::money::{Billed, Sent, Spent};
use crate::site::meta::{Category, EndpointInfo, ErrorInfo, Retry};
use crate::site::refusal::{Refusal, count};
use std::borrow::Cow;
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

    /// Returns whether whoever sent the content can help, by sending another one: it was refused for what it is, or the
    /// contract says what to tell them.
    fn user_can_help(&self) -> bool {
        matches!(self.user_status(), TOO_LARGE | UNPROCESSABLE)
    }

    /// Returns the HTTP status for the user of a service that passes content on: 4xx if they can help, 5xx if not.
    ///
    /// | status | when |
    /// | --- | --- |
    /// | 413 | the content is too large |
    /// | 422 | the content is refused for another reason, or is wrong by a row of the contract that has a text for users |
    /// | 504 | it took too long |
    /// | 503 | it may work later: the server or its limits say so, or the account has to be paid for |
    /// | 502 | anything else, which is for developers to look into |
    ///
    /// ```
    /// use theta_runtime::Failure;
    ///
    /// /// The status and the body of an answer to a user.
    /// fn answer(failure: &dyn Failure) -> (u16, String) {
    ///     let sentence = failure.user_sentence().unwrap_or(match failure.user_status() {
    ///         413 | 422 => "We cannot use this file. Please send another one.".into(),
    ///         503 | 504 => "We are busy. Please try again in a minute.".into(),
    ///         _ => "This did not work, and we are looking into it.".into(),
    ///     });
    ///     (failure.user_status(), sentence.into_owned())
    /// }
    /// ```
    fn user_status(&self) -> u16 {
        let refusal = self.refusal();
        match self.info().and_then(|row| row.category) {
            Some(Category::TooLarge) => TOO_LARGE,
            _ if matches!(refusal, Some(Refusal::TooLarge { .. })) => TOO_LARGE,
            Some(Category::Validation | Category::MediaType) if self.tell_user().is_some() => {
                UNPROCESSABLE
            }
            _ if refusal.is_some_and(Refusal::is_about_content) => UNPROCESSABLE,
            Some(Category::Timeout) => GATEWAY_TIMEOUT,
            _ if self.kind() == (ErrorKind::Transport { timeout: true }) => GATEWAY_TIMEOUT,
            Some(Category::Billing) => UNAVAILABLE,
            _ if self.is_retryable() => UNAVAILABLE,
            _ => BAD_GATEWAY,
        }
    }

    /// Returns a sentence for the user, never the words of the error, which are for developers: the limit if the content
    /// exceeds one, and otherwise what the contract says to tell. `None` leaves it to you; see
    /// [`user_status`](Self::user_status).
    fn user_sentence(&self) -> Option<Cow<'static, str>> {
        match self.refusal() {
            Some(Refusal::TooLarge { limit, .. }) => {
                Some(format!("Please send at most {}.", size(*limit)).into())
            }
            Some(Refusal::TooLong { limit, .. }) => {
                let limit = count(limit.as_secs_f64(), "second");
                Some(format!("Please send at most {limit}.").into())
            }
            _ => self.tell_user().map(Cow::Borrowed),
        }
    }
}

const TOO_LARGE: u16 = 413;
const UNPROCESSABLE: u16 = 422;
const BAD_GATEWAY: u16 = 502;
const UNAVAILABLE: u16 = 503;
const GATEWAY_TIMEOUT: u16 = 504;

/// A limit in the largest unit of which it is a whole number or more than ten; rounded down, so that who keeps to it is
/// never above it.
fn size(bytes: u64) -> String {
    let fits = |unit: &(u64, &str)| bytes.is_multiple_of(unit.0) || bytes / unit.0 >= 10;
    let (unit, name) = [(1_000_000, "MB"), (1000, "KB")]
        .into_iter()
        .find(fits)
        .unwrap_or((1, ""));
    if name.is_empty() {
        count(bytes, "byte")
    } else {
        format!("{} {name}", bytes / unit)
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
