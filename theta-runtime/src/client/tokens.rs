//! The tokens that a client fetches for itself.

use super::Core;
use crate::site::key_error::KeyError;
use crate::site::live_key::Issued;
use crate::site::meta::TokenInfo;
use futures_util::future::BoxFuture;

/// A token and the call that fetches it.
#[derive(Clone, Copy)]
pub struct TokenSource {
    /// The contract's data.
    pub info: TokenInfo,
    /// Calls its endpoint with what a caller gave.
    pub fetch: Fetch,
}

/// Calls the endpoint of a token with what a caller gave.
pub(crate) type Fetch = fn(Core, &[String]) -> BoxFuture<'static, Result<Issued, KeyError>>;
