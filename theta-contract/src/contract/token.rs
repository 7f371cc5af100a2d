//! Keys that an endpoint gives out.

use super::{Contract, EndpointId, SchemeId};
use crate::named_enum;
use std::collections::BTreeSet;

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

    /// Returns whether clients have a constructor that takes keys: `[auth]` itself describes one, or there is only one,
    /// or none.
    #[must_use]
    pub fn has_new(&self) -> bool {
        self.auth.len() < 2 || self.main_scheme().is_some()
    }

    /// Returns the keys that this constructor takes: the schemes, each with the arguments for its secrets.
    #[must_use]
    pub fn new_keys(&self) -> Vec<(SchemeId, Vec<String>)> {
        if self.auth.is_empty() || !self.has_new() {
            return Vec::new();
        }
        let mut taken = BTreeSet::new();
        let keys = self.needed(SchemeId(0)).into_iter().map(|id| {
            let scheme = self.scheme(id);
            let names = scheme.secrets.iter().map(|secret| {
                // What a token is given for may be two users and passwords.
                if taken.insert(&secret.what) {
                    secret.what.clone()
                } else {
                    format!("{}_{}", scheme.ident, secret.what)
                }
            });
            (id, names.collect())
        });
        keys.collect()
    }

    /// The schemes that a caller gives something for, so that a request can carry this one: those of the endpoint of its
    /// token, and itself.
    fn needed(&self, id: SchemeId) -> BTreeSet<SchemeId> {
        let (mut seen, mut open) = (BTreeSet::from([id]), vec![id]);
        while let Some(id) = open.pop() {
            let token = self.scheme(id).token.as_ref();
            let endpoint = token.and_then(|token| self.endpoints.get(token.endpoint.0));
            let first = endpoint.and_then(|endpoint| endpoint.access.0.first());
            open.extend(first.into_iter().flatten().filter(|id| seen.insert(**id)));
        }
        seen.retain(|id| !self.scheme(*id).secrets.is_empty());
        seen
    }
}
