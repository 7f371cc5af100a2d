//! Where requests go and how they prove who sends them.

use super::{Contract, Token};
use crate::source::Span;
use std::collections::BTreeSet;

/// Index of a scheme in [`Contract::auth`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemeId(pub usize);

/// One way in which a request proves who sends it.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Name in the contract; `key` for the one that `[auth]` itself describes.
    pub name: String,
    /// Name of the setting of a client: `api_key`.
    pub ident: String,
    /// Whether `[auth]` itself describes it.
    pub main: bool,
    /// Where the request carries it.
    pub place: KeyPlace,
    /// What every key begins with; empty when the vendor does not say.
    pub prefix: String,
    /// Where the key comes from, if a client fetches it.
    pub token: Option<Token>,
    /// What a caller gives, each with the environment variable that holds it: the key, the user and the password of
    /// [`KeyPlace::Basic`], or what [`Token::given`] names.
    pub secrets: Vec<Secret>,
    /// What it is; empty when unwritten.
    pub doc: String,
    /// The place of its table.
    pub span: Span,
}

/// Where a request carries a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In a header.
    Header {
        /// Its name, lower case.
        name: String,
        /// The word before the key, such as `Bearer`; empty for a bare key.
        scheme: String,
    },
    /// In the query.
    Query {
        /// Name of the parameter.
        name: String,
    },
    /// In `authorization`, as user and password (RFC 7617).
    Basic {
        /// The user where it is the same for everybody; `None` if it is the first of the secrets.
        user: Option<String>,
        /// The password where it is the same for everybody; `None` if it is the last of the secrets.
        password: Option<String>,
    },
}

/// What a caller gives for a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it is, as a name in Rust: `key`, `user`, `password`, or that of an argument.
    pub what: String,
    /// Environment variable that holds it.
    pub env: String,
}

impl Scheme {
    /// Returns whether clients have a setting of their own for it: not for the one key that every client has, nor where
    /// a caller gives nothing.
    #[must_use]
    pub fn has_setting(&self) -> bool {
        match self.secrets.len() {
            0 => false,
            1 => !self.main || self.token.is_some(),
            _ => true,
        }
    }

    /// Returns the header that carries it, lower case.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        match &self.place {
            KeyPlace::Header { name, .. } => Some(name),
            KeyPlace::Basic { .. } => Some("authorization"),
            KeyPlace::Query { .. } => None,
        }
    }

    /// Returns the query parameter that carries it.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        match &self.place {
            KeyPlace::Query { name } => Some(name),
            KeyPlace::Header { .. } | KeyPlace::Basic { .. } => None,
        }
    }

    /// Returns the word before the key in its header; empty for none.
    #[must_use]
    pub fn word(&self) -> &str {
        match &self.place {
            KeyPlace::Header { scheme, .. } => scheme,
            KeyPlace::Basic { .. } => "Basic",
            KeyPlace::Query { .. } => "",
        }
    }

    /// Returns what stands for it in a header or in the query, with `shown` for what the caller gives, before base64. A
    /// token is a secret `token` in the variable `TOKEN`.
    #[must_use]
    pub fn credentials(&self, shown: impl Fn(&Secret) -> String) -> String {
        if self.token.is_some() {
            let (what, env) = ("token".to_owned(), "TOKEN".to_owned());
            return shown(&Secret { what, env });
        }
        let mut secrets = self.secrets.iter().map(shown);
        let mut next = || secrets.next().unwrap_or_default();
        match &self.place {
            KeyPlace::Header { .. } | KeyPlace::Query { .. } => next(),
            KeyPlace::Basic { user, password } => {
                let user = user.clone().unwrap_or_else(&mut next);
                let password = password.clone().unwrap_or_else(next);
                format!("{user}:{password}")
            }
        }
    }
}

/// The schemes of which a request needs all of one alternative, in the order of preference; an empty alternative stands
/// for no key at all. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access(pub Vec<Vec<SchemeId>>);

impl Default for Access {
    fn default() -> Self {
        Self::open()
    }
}

impl Access {
    /// Returns what needs no key.
    #[must_use]
    pub fn open() -> Self {
        Self(vec![Vec::new()])
    }

    /// Returns whether a request may come without a key.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.iter().any(Vec::is_empty)
    }

    /// Returns whether a request never carries a key.
    #[must_use]
    pub fn is_keyless(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }

    /// Returns every scheme that occurs, sorted.
    #[must_use]
    pub fn schemes(&self) -> Vec<SchemeId> {
        let mut all: Vec<SchemeId> = self.0.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Returns it in words, with what `name` makes of a scheme: `a, or b and c, or no key`.
    #[must_use]
    pub fn words(&self, contract: &Contract, name: impl Fn(&Scheme) -> String) -> String {
        let alternatives = self.0.iter().map(|all| {
            let all: Vec<String> = all.iter().map(|id| name(contract.scheme(*id))).collect();
            if all.is_empty() {
                "no key".to_owned()
            } else {
                all.join(" and ")
            }
        });
        alternatives.collect::<Vec<_>>().join(", or ")
    }
}

/// A header that a client sends with every request if it was given a value.
#[derive(Clone, Debug)]
pub struct ClientHeader {
    /// Its name, lower case.
    pub name: String,
    /// Name of the setting of a client.
    pub ident: String,
    /// What is sent if the client is given no other value.
    pub value: Option<String>,
    /// Whether a client may be without a value.
    pub optional: bool,
    /// Environment variable that `from_env` reads.
    pub env: Option<String>,
    /// What it is; empty when unwritten.
    pub doc: String,
    /// The place of its name.
    pub span: Span,
}

/// A part of an address that differs from client to client.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Name in the contract, between braces in addresses.
    pub name: String,
    /// Name of the setting of a client.
    pub ident: String,
    /// Name of the enum of its values; empty if any text will do.
    pub type_ident: String,
    /// Its values with the names of their variants, in the order of the contract; empty if any text will do.
    pub values: Vec<(String, String)>,
    /// What is taken when a client is given nothing.
    pub default: Option<String>,
    /// Environment variable that `from_env` reads.
    pub env: Option<String>,
    /// What it is; empty when unwritten.
    pub doc: String,
    /// The place of its name.
    pub span: Span,
}

impl Variable {
    /// Returns a value that it can have: the default, the first one, or its own name.
    #[must_use]
    pub fn sample(&self) -> &str {
        let first = self.values.first().map(|(value, _)| value.as_str());
        self.default.as_deref().or(first).unwrap_or(&self.name)
    }
}

/// Another host than that of the base URL.
#[derive(Clone, Debug)]
pub struct Host {
    /// Name in the contract.
    pub name: String,
    /// Name of the setting of a client: `files_url`.
    pub ident: String,
    /// Scheme, host and optional path prefix, without a final slash; may hold `{variables}`.
    pub base_url: String,
    /// The place of its name.
    pub span: Span,
}

/// What an address that is an argument of a call may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Hosts that it may name, sorted: a host, `*.` and the end of one, or `*` for any.
    pub hosts: Vec<String>,
}

/// A piece of an address with variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlPiece<'u> {
    /// Text.
    Text(&'u str),
    /// The name of a variable.
    Variable(&'u str),
}

/// Cuts an address at its variables. A brace without its other half is text.
#[must_use]
pub fn url_pieces(url: &str) -> Vec<UrlPiece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = url;
    while let Some((before, name, after)) = rest.split_once('{').and_then(|(before, inner)| {
        inner
            .split_once('}')
            .map(|(name, after)| (before, name, after))
    }) {
        if !before.is_empty() {
            pieces.push(UrlPiece::Text(before));
        }
        pieces.push(UrlPiece::Variable(name));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(UrlPiece::Text(rest));
    }
    pieces
}

/// Something that a client is given when it is built, by a setting of its own.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'c> {
    /// Name of the setting.
    pub ident: &'c str,
    /// Name in the contract.
    pub name: &'c str,
    /// The place of its name.
    pub span: Span,
    /// What it is.
    pub kind: SettingKind<'c>,
}

/// The kinds of settings, each with its index in its list.
#[derive(Clone, Copy, Debug)]
pub enum SettingKind<'c> {
    /// What a request proves with who sends it.
    Scheme(usize, &'c Scheme),
    /// A header of every request.
    Header(usize, &'c ClientHeader),
    /// A part of addresses.
    Variable(usize, &'c Variable),
    /// Another address for a host.
    Host(usize, &'c Host),
}

impl Setting<'_> {
    /// Returns whether no client can be without it, keys aside.
    #[must_use]
    pub fn is_required(&self) -> bool {
        match self.kind {
            SettingKind::Header(_, header) => header.value.is_none() && !header.optional,
            SettingKind::Variable(_, variable) => variable.default.is_none(),
            SettingKind::Scheme(..) | SettingKind::Host(..) => false,
        }
    }
}

impl Contract {
    /// Returns the settings that clients of this API have and others do not: schemes, headers, variables and hosts. The
    /// one key of `[auth]` itself has a setting that every client has.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting<'_>> {
        let setting = |ident, name, span, kind| Setting {
            ident,
            name,
            span,
            kind,
        };
        let schemes = self.auth.iter().enumerate();
        let schemes = schemes.filter(|(_, scheme)| scheme.has_setting());
        let schemes = schemes
            .map(|(at, it)| setting(&*it.ident, &*it.name, it.span, SettingKind::Scheme(at, it)));
        let headers = self.client_headers.iter().enumerate();
        let headers = headers
            .map(|(at, it)| setting(&*it.ident, &*it.name, it.span, SettingKind::Header(at, it)));
        let variables = self.api.variables.iter().enumerate();
        let variables = variables.map(|(at, it)| {
            setting(
                &*it.ident,
                &*it.name,
                it.span,
                SettingKind::Variable(at, it),
            )
        });
        let hosts = self.api.hosts.iter().enumerate();
        let hosts = hosts
            .map(|(at, it)| setting(&*it.ident, &*it.name, it.span, SettingKind::Host(at, it)));
        schemes
            .chain(headers)
            .chain(variables)
            .chain(hosts)
            .collect()
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

    /// Returns whether every request goes to one address and carries the same key in one header, or none.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let main = match &self.auth[..] {
            [] => Access::open(),
            [scheme]
                if scheme.main
                    && scheme.token.is_none()
                    && matches!(scheme.place, KeyPlace::Header { .. }) =>
            {
                Access(vec![vec![SchemeId(0)]])
            }
            _ => return false,
        };
        self.settings().is_empty()
            && self
                .endpoints
                .iter()
                .all(|endpoint| endpoint.access == main && endpoint.address.is_none())
    }
}
