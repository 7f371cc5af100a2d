//! Where requests go and how they prove who sends them, as static data.

/// The data of where requests go and how they prove who sends them, for an API with more than one key in one header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessInfo {
    /// The schemes of authentication.
    pub schemes: &'static [SchemeInfo],
    /// What each endpoint needs, in the order of the endpoints.
    pub endpoints: &'static [EndpointAccess],
    /// The base URL in pieces.
    pub base_url: &'static [UrlPiece],
    /// Other hosts, sorted by name.
    pub hosts: &'static [HostInfo],
    /// The variables of addresses, sorted by name.
    pub variables: &'static [VariableInfo],
    /// Headers whose value a client is given, sorted by name.
    pub headers: &'static [HeaderInfo],
}

/// One way in which a request proves who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemeInfo {
    /// Name in the contract.
    pub name: &'static str,
    /// Name of the setting of the builder.
    pub setting: &'static str,
    /// Where a request carries it.
    pub place: KeyPlace,
    /// The prefix of every key; empty when the vendor does not document one.
    pub prefix: &'static str,
    /// Environment variables that hold what a caller gives: one, or those of user and password.
    pub env: &'static [&'static str],
}

/// Where a request carries a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyPlace {
    /// In a header.
    Header {
        /// Its name, lower case.
        name: &'static str,
        /// The word before the key, such as `Bearer`; empty for a bare key.
        scheme: &'static str,
    },
    /// In a query parameter of this name.
    Query(&'static str),
    /// In `authorization`, as user and password.
    Basic {
        /// The user where it is the same for everybody.
        user: Option<&'static str>,
        /// The password where it is the same for everybody.
        password: Option<&'static str>,
    },
}

/// What a request of an endpoint needs, and where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointAccess {
    /// Indices of the schemes of which a request needs all of one alternative, in the order of preference; an empty one
    /// stands for no key.
    pub auth: &'static [&'static [usize]],
    /// Index of another host.
    pub host: Option<usize>,
    /// Hosts that the address may name, if all of it is an argument.
    pub address: &'static [&'static str],
}

/// A piece of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlPiece {
    /// Text.
    Text(&'static str),
    /// The variable with this index.
    Variable(usize),
}

/// Another host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostInfo {
    /// Name in the contract.
    pub name: &'static str,
    /// Its base URL in pieces.
    pub base_url: &'static [UrlPiece],
}

/// A part of addresses that differs from client to client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VariableInfo {
    /// Name in the contract.
    pub name: &'static str,
    /// Name of the setting of the builder.
    pub setting: &'static str,
    /// What is taken when a client is given nothing.
    pub default: Option<&'static str>,
    /// Its values; empty if any label of a host or segment of a path will do.
    pub values: &'static [&'static str],
    /// Environment variable that holds it.
    pub env: Option<&'static str>,
}

/// A header whose value a client is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderInfo {
    /// Its name, lower case.
    pub name: &'static str,
    /// Name of the setting of the builder.
    pub setting: &'static str,
    /// What is sent when a client is given nothing.
    pub value: Option<&'static str>,
    /// Whether a client may be without a value.
    pub optional: bool,
    /// Environment variable that holds it.
    pub env: Option<&'static str>,
}

/// A scheme whose key is a token that an endpoint gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// Index of the scheme.
    pub scheme: usize,
    /// Index of the endpoint.
    pub endpoint: usize,
    /// Which of the things that a caller gives is the refresh token; `None` if none is.
    pub refresh: Option<usize>,
}
