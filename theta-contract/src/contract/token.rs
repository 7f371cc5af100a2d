//! Keys that an endpoint gives out.

use super::{Contract, EndpointId};
use crate::named_enum;

named_enum! {
    /// What a token is given for.
    pub enum Grant {
        /// What proves who the client is.
        ClientCredentials = "client_credentials",
        /// A refresh token, which its user agreed to.
        RefreshToken = "refresh_token",
    }
}

/// Where a client fetches a key that ends: a token of OAuth 2.0 (RFC 6749).
#[derive(Clone, Debug)]
pub struct Token {
    /// The endpoint that gives it.
    pub endpoint: EndpointId,
    /// What it is given for.
    pub grant: Grant,
    /// The scopes to ask for, in the order of the contract.
    pub scopes: Vec<String>,
    /// The arguments of the endpoint that a caller gives, sorted: one for each of the secrets of the scheme.
    pub given: Vec<String>,
}

/// Name of the argument that takes the scopes.
pub const SCOPE: &str = "scope";

/// Name of the argument that takes the grant, where it is no constant.
pub const GRANT_TYPE: &str = "grant_type";

/// Name of the refresh token, as an argument and in what comes back.
pub const REFRESH_TOKEN: &str = "refresh_token";

/// What an argument of a token's endpoint is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// What a caller gives: its index in [`Token::given`].
    Given(usize),
    /// The scopes, with spaces between them.
    Scopes,
    /// The grant.
    Grant,
}

impl Token {
    /// Returns what an argument is filled with, by its name on the wire; `None` if it is left out.
    #[must_use]
    pub fn fill(&self, name: &str) -> Option<Fill> {
        if let Some(at) = self.given.iter().position(|given| given == name) {
            return Some(Fill::Given(at));
        }
        match name {
            SCOPE if !self.scopes.is_empty() => Some(Fill::Scopes),
            GRANT_TYPE => Some(Fill::Grant),
            _ => None,
        }
    }
}

impl Contract {
    /// Returns whether an endpoint gives a token for a refresh token, which it may not know.
    #[must_use]
    pub fn takes_refresh_token(&self, id: EndpointId) -> bool {
        let mut tokens = self.auth.iter().filter_map(|scheme| scheme.token.as_ref());
        tokens.any(|token| token.endpoint == id && token.grant == Grant::RefreshToken)
    }
}
