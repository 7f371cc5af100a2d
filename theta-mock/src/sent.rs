//! The keys that a request was sent with, by scheme.

use crate::record::SentKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::http::HeaderMap;
use theta_spec::contract::{Access, Contract, KeyPlace, Scheme, SchemeId};

/// What a request sent for each scheme of the contract.
pub(crate) struct SentKeys(Vec<Sent>);

struct Sent {
    kind: SentKey,
    /// The key itself when there is one; of user and password, both with a colon between.
    key: Option<String>,
}

/// What of it counts on an endpoint.
pub(crate) struct Presented {
    pub(crate) kind: SentKey,
    /// Each with its scheme.
    pub(crate) keys: Vec<(SchemeId, String)>,
}

impl Presented {
    /// The keys alone.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.keys.iter().map(|(_, key)| key.clone()).collect()
    }
}

impl SentKeys {
    pub(crate) fn read(
        contract: &Contract,
        headers: &HeaderMap,
        query: &[(String, String)],
    ) -> Self {
        let sent = contract.auth.iter().map(|scheme| {
            let value = match &scheme.place {
                KeyPlace::Query { name } => {
                    let mut pairs = query.iter();
                    pairs
                        .find(|(key, _)| key == name)
                        .map(|(_, value)| value.as_bytes())
                }
                KeyPlace::Header { .. } | KeyPlace::Basic { .. } => {
                    let header = scheme.header().and_then(|name| headers.get(name));
                    header.map(hyper::http::HeaderValue::as_bytes)
                }
            };
            Sent::read(scheme, value)
        });
        Self(sent.collect())
    }

    /// What of it counts where these schemes are needed: the first alternative that is complete.
    pub(crate) fn on(&self, access: &Access) -> Presented {
        let of = |id: &SchemeId| self.0.get(id.0);
        let kind = |id: &SchemeId| of(id).map_or(SentKey::Absent, |sent| sent.kind);
        let key = |id: &SchemeId| Some((*id, of(id)?.key.clone()?));
        let keys = |all: &[SchemeId]| all.iter().filter_map(key).collect();
        let mut complete = access.0.iter().filter(|all| !all.is_empty());
        if let Some(all) = complete.find(|all| all.iter().all(|id| kind(id) == SentKey::WellFormed))
        {
            return Presented {
                kind: SentKey::WellFormed,
                keys: keys(all),
            };
        }
        let schemes = access.schemes();
        let malformed: Vec<SchemeId> = schemes
            .into_iter()
            .filter(|id| kind(id) == SentKey::Malformed)
            .collect();
        let kind = if malformed.is_empty() {
            SentKey::Absent
        } else {
            SentKey::Malformed
        };
        Presented {
            kind,
            keys: keys(&malformed),
        }
    }

    /// All that was sent, wherever it counts.
    pub(crate) fn all(&self) -> Presented {
        let found = [SentKey::WellFormed, SentKey::Malformed]
            .into_iter()
            .find(|kind| self.0.iter().any(|sent| sent.kind == *kind));
        let kind = found.unwrap_or(SentKey::Absent);
        let keys = self.0.iter().enumerate();
        let keys = keys.filter(|(_, sent)| sent.kind == kind);
        Presented {
            kind,
            keys: keys
                .filter_map(|(at, sent)| Some((SchemeId(at), sent.key.clone()?)))
                .collect(),
        }
    }
}

impl Sent {
    fn read(scheme: &Scheme, value: Option<&[u8]>) -> Self {
        let sent = |kind, key: Option<&str>| Self {
            kind,
            key: key.map(str::to_owned),
        };
        let Some(value) = value else {
            return sent(SentKey::Absent, None);
        };
        let Ok(value) = std::str::from_utf8(value) else {
            return sent(SentKey::Malformed, None);
        };
        let value = value.trim();
        if value.is_empty() {
            return sent(SentKey::Absent, None);
        }
        let Some(key) = behind_word(scheme, value) else {
            return sent(SentKey::Malformed, None);
        };
        if let KeyPlace::Basic { user, password } = &scheme.place {
            let decoded = STANDARD
                .decode(key)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            let Some(pair) = decoded else {
                return sent(SentKey::Malformed, None);
            };
            let Some((name, word)) = pair.split_once(':') else {
                return sent(SentKey::Malformed, Some(&pair));
            };
            let fits = |stated: &Option<String>, given: &str| match stated {
                Some(stated) => stated == given,
                None => !given.is_empty(),
            };
            if !fits(user, name) || !fits(password, word) {
                return sent(SentKey::Malformed, Some(&pair));
            }
            let key = match (user, password) {
                (None, Some(_)) => name,
                (Some(_), None) => word,
                _ => pair.as_str(),
            };
            return sent(SentKey::WellFormed, Some(key));
        }
        match key.strip_prefix(scheme.prefix.as_str()) {
            Some("") | None => sent(SentKey::Malformed, Some(key)),
            Some(_) => sent(SentKey::WellFormed, Some(key)),
        }
    }
}

/// What follows the word before a key; `None` when the value begins in another way.
fn behind_word<'h>(scheme: &Scheme, value: &'h str) -> Option<&'h str> {
    if scheme.word().is_empty() {
        return Some(value);
    }
    let (word, key) = value.split_once(' ')?;
    word.eq_ignore_ascii_case(scheme.word())
        .then(|| key.trim_start())
}

/// A header of a credential as it may be shown: what is the same for everybody.
pub(crate) fn redact_header(contract: &Contract, header: &str, value: &str) -> Option<String> {
    let mut schemes = contract.auth.iter().filter(|scheme| {
        scheme
            .header()
            .is_some_and(|name| name.eq_ignore_ascii_case(header))
    });
    let always = matches!(header, "authorization" | "proxy-authorization" | "cookie");
    let first = schemes.clone().next();
    if first.is_none() && !always {
        return None;
    }
    // Of several schemes with one header, the one whose word it has.
    let scheme = schemes
        .find(|scheme| behind_word(scheme, value).is_some())
        .or(first);
    Some(shown(scheme, value))
}

/// The same for a parameter of the query.
pub(crate) fn redact_query(contract: &Contract, name: &str, value: &str) -> Option<String> {
    let mut schemes = contract.auth.iter();
    let scheme = schemes.find(|scheme| scheme.query() == Some(name))?;
    Some(shown(Some(scheme), value))
}

fn shown(scheme: Option<&Scheme>, value: &str) -> String {
    let mut shown = String::new();
    if let Some(scheme) = scheme {
        let key = behind_word(scheme, value);
        if key.is_some() && !scheme.word().is_empty() {
            shown = format!("{} ", scheme.word());
        }
        if key.unwrap_or(value).starts_with(&scheme.prefix) {
            shown.push_str(&scheme.prefix);
        }
    }
    shown + "…"
}
