//! What a client is given when it is built, beside what every client has.

use super::access::{Access, Proof};
use super::base_url::BaseUrl;
use super::config_error::{ConfigError, ConfigErrorKind};
use super::given::Given;
use super::key::line;
use super::key_source::{KeySource, TokenStore};
use super::live_key::{LiveKey, Origin};
use super::meta::{AccessInfo, AuthInfo, KeyPlace, SchemeInfo, TokenInfo, UrlPiece, VariableInfo};
use http::HeaderValue;
use std::collections::BTreeMap;
use std::sync::Arc;
use theta_secrets::Rotating;

/// What a builder was given, by the index of what it is for.
#[derive(Clone, Default)]
pub struct Settings {
    pub secrets: BTreeMap<usize, Vec<String>>,
    /// By the setting of the scheme.
    pub sources: BTreeMap<&'static str, KeySource>,
    pub token_store: Option<Arc<dyn TokenStore>>,
    pub variables: BTreeMap<usize, String>,
    pub headers: BTreeMap<usize, String>,
    pub hosts: BTreeMap<usize, String>,
}

/// The settings of the client's own API, checked.
pub struct Checked {
    pub base_url: BaseUrl,
    pub access: Access,
}

impl Settings {
    /// Takes the key of an API that has one, or the one that `[auth]` itself describes.
    pub fn key(&mut self, info: &AccessInfo, key: String) -> Result<(), ConfigError> {
        let mut schemes = info.schemes.iter().enumerate();
        let one = schemes.find(|(_, scheme)| scheme.setting == "key");
        match one {
            Some((at, _)) => {
                self.secrets.insert(at, vec![key]);
                Ok(())
            }
            None if info.schemes.is_empty() => Err(ConfigError::new(
                ConfigErrorKind::Key,
                "this API takes no key: leave it out",
            )),
            None => {
                let settings: Vec<String> = info
                    .schemes
                    .iter()
                    .map(|scheme| format!("`{}`", scheme.setting))
                    .collect();
                Err(ConfigError::new(
                    ConfigErrorKind::Key,
                    format!("this API has no single key: call {}", settings.join(" or ")),
                ))
            }
        }
    }

    /// Takes what `lookup` knows of the environment variables that the contract names.
    pub fn read(&mut self, info: &AccessInfo, mut lookup: impl FnMut(&str) -> Option<String>) {
        let mut lookup = |name: &str| lookup(name).map(line);
        for (at, scheme) in info.schemes.iter().enumerate() {
            let secrets: Vec<_> = scheme.env.iter().map(|env| lookup(env)).collect();
            if secrets.iter().any(Option::is_some) {
                // What is missing of two is found when the key is looked at.
                let secrets = secrets.into_iter().map(Option::unwrap_or_default);
                self.secrets.insert(at, secrets.collect());
            }
        }
        for (at, variable) in info.variables.iter().enumerate() {
            let value = variable.env.and_then(&mut lookup);
            self.variables.extend(value.map(|value| (at, value)));
        }
        for (at, header) in info.headers.iter().enumerate() {
            let value = header.env.and_then(&mut lookup);
            self.headers.extend(value.map(|value| (at, value)));
        }
    }

    /// Gives what a client must be given, so that it can be built without a server.
    #[cfg(feature = "testing")]
    pub fn fake(&mut self, info: &AccessInfo, tokens: &[TokenInfo]) {
        for (at, scheme) in info.schemes.iter().enumerate() {
            // A token is not fetched, so that a test plays the calls that it makes.
            if tokens.iter().any(|token| token.scheme == at) {
                let source = KeySource::new(|| async { Ok::<_, std::convert::Infallible>("test") });
                self.sources.insert(scheme.setting, source);
                continue;
            }
            let fake = scheme.env.iter().map(|_| format!("{}test", scheme.prefix));
            self.secrets.insert(at, fake.collect());
        }
        for (at, variable) in info.variables.iter().enumerate() {
            if variable.default.is_none() {
                let first = variable.values.first().copied().unwrap_or("test");
                self.variables.insert(at, first.to_owned());
            }
        }
        for (at, header) in info.headers.iter().enumerate() {
            if header.value.is_none() && !header.optional {
                self.headers.insert(at, "test".to_owned());
            }
        }
    }

    /// The key of an API with one key in one header, if it is asked for.
    pub fn plain_source(
        &self,
        auth: &AuthInfo,
        has_key: bool,
        secrets: &Arc<Rotating>,
    ) -> Result<Option<LiveKey>, ConfigError> {
        let Some(source) = self.sources.get("key") else {
            return Ok(None);
        };
        if has_key {
            return Err(twice("key"));
        }
        let scheme = SchemeInfo {
            name: "key",
            setting: "key",
            place: KeyPlace::Header {
                name: auth.header,
                scheme: auth.scheme,
            },
            prefix: auth.prefix,
            env: &[],
        };
        let origin = Origin::Source(source.clone());
        Ok(Some(LiveKey::new(scheme, origin, secrets.clone())))
    }

    /// Checks that each source is one of a key, and that there is a use for what keeps refresh tokens.
    pub fn check_sources(
        &self,
        info: Option<&AccessInfo>,
        has_one: bool,
    ) -> Result<(), ConfigError> {
        let schemes = info.map_or(&[][..], |info| info.schemes);
        for setting in self.sources.keys() {
            let is_known = schemes.iter().any(|scheme| scheme.setting == *setting);
            let is_the_one = has_one && *setting == "key";
            if !is_known && !is_the_one {
                let known: Vec<String> = schemes
                    .iter()
                    .map(|scheme| format!("`{}`", scheme.setting))
                    .collect();
                let known = match (&known[..], info) {
                    ([], None) => "only `key` can have a source, where there is one".to_owned(),
                    ([], Some(_)) => "it takes no key".to_owned(),
                    (known, _) => format!("name one of {}", known.join(", ")),
                };
                return Err(ConfigError::new(
                    ConfigErrorKind::Key,
                    format!("this API has no key `{setting}`: {known}"),
                ));
            }
        }
        Ok(())
    }

    /// Checks all of it. `base_url` stands for every host that was given no address of its own.
    pub fn check(
        &self,
        info: &'static AccessInfo,
        tokens: &[TokenInfo],
        base_url: Option<&str>,
        secrets: &Arc<Rotating>,
    ) -> Result<Checked, ConfigError> {
        let whole = match base_url {
            Some(url) => url.to_owned(),
            None => self.filled(info, info.base_url)?,
        };
        let whole = BaseUrl::parse(&whole)?;
        let mut hosts = Vec::with_capacity(info.hosts.len());
        for (at, host) in info.hosts.iter().enumerate() {
            let url = match (self.hosts.get(&at), base_url) {
                (Some(own), _) => BaseUrl::parse(own)?,
                (None, Some(_)) => whole.clone(),
                (None, None) => BaseUrl::parse(&self.filled(info, host.base_url)?)?,
            };
            if url.is_loopback() != whole.is_loopback() {
                return Err(ConfigError::new(
                    ConfigErrorKind::BaseUrl,
                    format!(
                        "of the base URL and the address of the host `{}` only one is on this machine: set both, or \
                         only the base URL",
                        host.name
                    ),
                ));
            }
            hosts.push(url);
        }
        let mut headers = Vec::new();
        for (at, header) in info.headers.iter().enumerate() {
            let given = self.headers.get(&at).map(String::as_str);
            let Some(text) = given.or(header.value) else {
                if header.optional {
                    continue;
                }
                let env = header.env.map_or_else(String::new, |env| {
                    format!(", or set `{env}` and use `from_env`")
                });
                return Err(ConfigError::new(
                    ConfigErrorKind::Header,
                    format!(
                        "no value was given for the header `{}`: call `{}`{env}",
                        header.name, header.setting
                    ),
                ));
            };
            let value = HeaderValue::from_str(text)
                .ok()
                .filter(|_| !text.is_empty() && text.trim() == text);
            let value = value.ok_or_else(|| {
                ConfigError::new(
                    ConfigErrorKind::Header,
                    format!(
                        "the value of `{}` cannot stand in a header: use visible ASCII",
                        header.setting
                    ),
                )
            })?;
            headers.push((header.name, value));
        }
        let given = self.given(info, tokens, secrets)?;
        let access = Access::new(info, given, hosts, headers)?;
        Ok(Checked {
            base_url: whole,
            access,
        })
    }

    /// What proves who sends a request, by scheme: what was given, checked, and what is asked for.
    fn given(
        &self,
        info: &AccessInfo,
        tokens: &[TokenInfo],
        secrets: &Arc<Rotating>,
    ) -> Result<Vec<Option<Proof>>, ConfigError> {
        let of_scheme = |at: usize| tokens.iter().position(|token| token.scheme == at);
        let mut given = Vec::with_capacity(info.schemes.len());
        for (at, scheme) in info.schemes.iter().enumerate() {
            let own = self.secrets.get(&at);
            given.push(match (self.sources.get(scheme.setting), own) {
                (Some(_), Some(_)) => {
                    return Err(twice(scheme.setting));
                }
                (Some(source), None) => {
                    let origin = Origin::Source(source.clone());
                    Some(Proof::Live(LiveKey::new(*scheme, origin, secrets.clone())))
                }
                (None, None) => None,
                (None, Some(own)) => match of_scheme(at) {
                    None => Some(Proof::Fixed(Given::new(scheme, own)?)),
                    Some(token) => {
                        Given::check(scheme, own)?;
                        Some(self.token(*scheme, token, tokens, own.clone(), secrets))
                    }
                },
            });
        }
        // A token for which a caller gives nothing is there where its endpoint can be called. One may need another.
        for _ in tokens {
            for (at, token) in tokens.iter().enumerate() {
                let Some(scheme) = info.schemes.get(token.scheme) else {
                    continue;
                };
                let is_given = |at: &usize| given.get(*at).is_some_and(Option::is_some);
                let mut ways = info
                    .endpoints
                    .get(token.endpoint)
                    .into_iter()
                    .flat_map(|it| it.auth);
                if scheme.env.is_empty()
                    && !is_given(&token.scheme)
                    && ways.any(|all| all.iter().all(is_given))
                {
                    given[token.scheme] =
                        Some(self.token(*scheme, at, tokens, Vec::new(), secrets));
                }
            }
        }
        Ok(given)
    }

    fn token(
        &self,
        scheme: SchemeInfo,
        at: usize,
        tokens: &[TokenInfo],
        given: Vec<String>,
        secrets: &Arc<Rotating>,
    ) -> Proof {
        let origin = Origin::Token {
            at,
            given,
            refresh: tokens.get(at).and_then(|token| token.refresh),
            store: self.token_store.clone(),
        };
        Proof::Live(LiveKey::new(scheme, origin, secrets.clone()))
    }

    /// An address with its variables filled in.
    fn filled(&self, info: &AccessInfo, pieces: &[UrlPiece]) -> Result<String, ConfigError> {
        let refuse = |message: String| Err(ConfigError::new(ConfigErrorKind::BaseUrl, message));
        let mut url = String::new();
        for piece in pieces {
            let at = match piece {
                UrlPiece::Text(text) => {
                    url.push_str(text);
                    continue;
                }
                UrlPiece::Variable(at) => *at,
            };
            let Some(variable) = info.variables.get(at) else {
                continue;
            };
            let given = self.variables.get(&at).map(String::as_str);
            let Some(value) = given.or(variable.default) else {
                return refuse(format!(
                    "the address needs `{}`: call `{}`{}",
                    variable.name,
                    variable.setting,
                    variable.env.map_or_else(String::new, |env| format!(
                        ", or set `{env}` and use `from_env`"
                    ))
                ));
            };
            if !fits(variable, value) {
                return refuse(if variable.values.is_empty() {
                    format!(
                        "`{}` is neither a label of a host nor a segment of a path: use letters, digits, `-`, `_` and `.`",
                        variable.setting
                    )
                } else {
                    format!(
                        "`{}` is none of: {}",
                        variable.setting,
                        variable.values.join(", ")
                    )
                });
            }
            url.push_str(value);
        }
        Ok(url)
    }
}

fn twice(setting: &str) -> ConfigError {
    ConfigError::new(
        ConfigErrorKind::Key,
        format!("`{setting}` was given and a source of it too: leave one of them out"),
    )
}

/// Whether an address with the value is still one that the contract means.
fn fits(variable: &VariableInfo, value: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if variable.values.is_empty() {
        !value.is_empty()
            && value.chars().all(is_part)
            && !value.starts_with(['-', '.'])
            && !value.ends_with(['-', '.'])
            && !value.contains("..")
    } else {
        variable.values.contains(&value)
    }
}

impl SchemeInfo {
    /// What a caller does to give it; `None` where nothing is given.
    pub(crate) fn remedy(&self) -> Option<String> {
        let env: Vec<String> = self.env.iter().map(|env| format!("`{env}`")).collect();
        (!env.is_empty()).then(|| format!("`{}` ({})", self.setting, env.join(" and ")))
    }

    /// What each of its secrets is called.
    pub(crate) fn roles(&self) -> &'static [&'static str] {
        match self.place {
            KeyPlace::Basic {
                user: None,
                password: None,
            } => &["user", "password"],
            KeyPlace::Basic { user: None, .. } => &["user"],
            KeyPlace::Basic { .. } => &["password"],
            KeyPlace::Header { .. } | KeyPlace::Query(_) => &["key"],
        }
    }
}
