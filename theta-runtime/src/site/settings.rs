//! What a client is given when it is built, beside what every client has.

use super::access::{Access, Given};
use super::base_url::BaseUrl;
use super::config_error::{ConfigError, ConfigErrorKind};
use super::meta::{AccessInfo, KeyPlace, SchemeInfo, UrlPiece, VariableInfo};
use http::HeaderValue;
use std::collections::BTreeMap;

/// What a builder was given, by the index of what it is for.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    pub(crate) secrets: BTreeMap<usize, Vec<String>>,
    pub(crate) variables: BTreeMap<usize, String>,
    pub(crate) headers: BTreeMap<usize, String>,
    pub(crate) hosts: BTreeMap<usize, String>,
}

/// The settings of the client's own API, checked.
pub(crate) struct Checked {
    pub(crate) base_url: BaseUrl,
    pub(crate) access: Access,
}

impl Settings {
    /// Takes the key of an API that has one, or the one that `[auth]` itself describes.
    pub(crate) fn key(&mut self, info: &AccessInfo, key: String) -> Result<(), ConfigError> {
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
    pub(crate) fn read(
        &mut self,
        info: &AccessInfo,
        mut lookup: impl FnMut(&str) -> Option<String>,
    ) {
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
    pub(crate) fn fake(&mut self, info: &AccessInfo) {
        for (at, scheme) in info.schemes.iter().enumerate() {
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

    /// Checks all of it. `base_url` stands for every host that was given no address of its own.
    pub(crate) fn check(
        &self,
        info: &'static AccessInfo,
        base_url: Option<&str>,
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
        let given = self.given(info)?;
        let access = Access::new(info, given, hosts, headers)?;
        Ok(Checked {
            base_url: whole,
            access,
        })
    }

    /// The keys that were given, checked.
    fn given(&self, info: &AccessInfo) -> Result<Vec<Option<Given>>, ConfigError> {
        let schemes = info.schemes.iter().enumerate();
        let given = schemes.map(|(at, scheme)| {
            let secrets = self.secrets.get(&at);
            secrets
                .map(|secrets| Given::new(scheme, secrets))
                .transpose()
        });
        given.collect()
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
    /// What a caller does to give it.
    pub(crate) fn remedy(&self) -> String {
        let env: Vec<String> = self.env.iter().map(|env| format!("`{env}`")).collect();
        format!("`{}` ({})", self.setting, env.join(" and "))
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
