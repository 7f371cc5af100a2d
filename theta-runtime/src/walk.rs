//! Calls that follow from each other: the pages of a list, and the questions about a job.

mod cursor;
pub(crate) mod items;
pub(crate) mod job;
mod link;
pub(crate) mod pages;
mod seen;
pub(crate) mod submit;

pub use cursor::Cursor;
pub use items::Items;
pub use job::{Job, JobError, JobId, Polled};
pub use pages::{Paged, Pages};
pub use submit::{JobState, Submit};

use crate::CallFuture;
use crate::call::options::CallOptions;
use crate::call::param::{Param, Values};
use crate::client::Core;
use crate::reply::endpoint::Endpoint;
use crate::reply::error::Error;
use crate::reply::response::Response;

/// The answer of a request, or why there is none.
pub(crate) type Answered<R> =
    Result<Response<<R as Endpoint>::Answer>, Error<<R as Endpoint>::Error>>;

/// A request of which each copy is a call of its own.
pub trait Again:
    Endpoint<Answer: Send + 'static, Error: Send + 'static> + Clone + Send + 'static
{
    /// Returns what it is sent with.
    fn core(&self) -> &Core;

    /// Returns the settings of the call.
    fn options(&mut self) -> &mut CallOptions;

    /// Sends it.
    fn call(self) -> CallFuture<Answered<Self>>;
}

/// Returns a value as the text that a parameter would have; `None` where there is none.
#[must_use]
pub fn text<T: Param + ?Sized>(value: Option<&T>) -> Option<String> {
    let mut values = Values::default();
    value?.param(&mut values);
    Some(values.texts.concat())
}

/// Returns whether a value is one of these, as a parameter would have it.
#[must_use]
pub fn is<T: Param + ?Sized>(value: Option<&T>, texts: &[&str]) -> bool {
    text(value).is_some_and(|value| texts.contains(&value.as_str()))
}
