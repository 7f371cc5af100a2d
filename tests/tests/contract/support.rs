//! One way to ask the generated classifiers and the reference, and a plain HTTP client.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::LazyLock;
use theta_mock::Mock;
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Classify, DocumentedError, Reply};
use theta_spec::classify::{self, Outcome};
use theta_spec::contract::Contract;
use theta_tests::{matchers, theta_one};

pub(crate) const THETA_ONE: &[u8] = include_bytes!("../../../spec.toml");
pub(crate) const MATCHERS: &[u8] = include_bytes!("../../contracts/matchers.toml");

pub(crate) fn load(bytes: &[u8]) -> Contract {
    let loaded = theta_spec::load("spec.toml", bytes);
    loaded.contract.expect("the contract has no mistakes")
}

/// A contract and the classifiers generated from it.
pub(crate) struct Api {
    pub(crate) contract: Contract,
    generated: fn(&str, u16, &[u8]) -> Option<Row>,
    read: fn(u16, &[u8]) -> Read,
}

/// What a classifier says: the row and what it captures, sorted by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) captures: Vec<(String, String)>,
}

/// What a body says, whatever the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    shape: Option<String>,
    code: Option<String>,
    detail: Option<String>,
    fields: Vec<Option<String>>,
    request_id: Option<String>,
}

pub(crate) static ONE: LazyLock<Api> = LazyLock::new(|| Api {
    contract: load(THETA_ONE),
    generated: theta_one_row,
    read: |status, body| {
        read_reply(&Reply::new(
            theta_one::Client::API,
            status,
            &HeaderMap::new(),
            body,
        ))
    },
});

pub(crate) static ALL_MATCHERS: LazyLock<Api> = LazyLock::new(|| Api {
    contract: load(MATCHERS),
    generated: matchers_row,
    read: |status, body| {
        read_reply(&Reply::new(
            matchers::Client::API,
            status,
            &HeaderMap::new(),
            body,
        ))
    },
});

/// Further texts that a shape of either contract has.
const FIELDS: [&str; 2] = ["class", "details"];

impl Api {
    /// What the generated enum of the endpoint says.
    pub(crate) fn generated(&self, endpoint: &str, status: u16, body: &[u8]) -> Option<Row> {
        (self.generated)(endpoint, status, body)
    }

    /// What the reference says.
    pub(crate) fn reference(&self, endpoint: &str, status: u16, body: &[u8]) -> Option<Row> {
        let endpoint = self
            .contract
            .endpoint(endpoint)
            .expect("the endpoint is in the contract");
        match classify::classify(&self.contract, endpoint, status, body) {
            Outcome::Row { id, captures } => {
                let row = self.contract.error(id);
                let whole = |(name, text): (String, String)| {
                    let number = row.captures.iter().any(|known| {
                        known.name == name && known.kind == theta_spec::template::CaptureKind::Int
                    });
                    // A number has many texts, `7` and `007`, and one value.
                    let text = if number {
                        text.parse::<u64>().expect("it fits").to_string()
                    } else {
                        text
                    };
                    (name, text)
                };
                Some(Row {
                    name: row.name.clone(),
                    captures: captures.into_iter().map(whole).collect(),
                })
            }
            Outcome::Unknown(_) | Outcome::Success => None,
        }
    }

    /// Both, after a look that they agree.
    pub(crate) fn agreed(&self, endpoint: &str, status: u16, body: &[u8]) -> Option<Row> {
        let shown = || format!("{endpoint} {status} {}", String::from_utf8_lossy(body));
        let generated = self.generated(endpoint, status, body);
        assert_eq!(
            generated,
            self.reference(endpoint, status, body),
            "{}",
            shown()
        );
        let reference = classify::read(&self.contract, body);
        let field = |name: &str| {
            let found = reference.fields.iter().find(|(known, _)| known == name);
            found.map(|(_, text)| text.clone())
        };
        let reference = Read {
            shape: reference
                .shape
                .map(|id| self.contract.shape(id).name.clone()),
            fields: FIELDS.into_iter().map(field).collect(),
            code: reference.code,
            detail: reference.detail,
            request_id: reference.request_id,
        };
        assert_eq!((self.read)(status, body), reference, "{}", shown());
        generated
    }
}

fn read_reply(reply: &Reply<'_>) -> Read {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Read {
        shape: owned(reply.shape()),
        code: owned(reply.code()),
        detail: owned(reply.detail()),
        fields: FIELDS
            .into_iter()
            .map(|name| owned(reply.field(name)))
            .collect(),
        request_id: owned(reply.request_id()),
    }
}

fn classified<E: Classify, A: From<E>>(reply: &Reply<'_>) -> Option<A> {
    E::classify(reply).map(A::from)
}

fn theta_one_row(endpoint: &str, status: u16, body: &[u8]) -> Option<Row> {
    use theta_one::{
        AnalyzeNativeError, ApiError, PronunciationError, PronunciationSimpleError, TranscribeError,
    };
    let headers = HeaderMap::new();
    let reply = Reply::new(theta_one::Client::API, status, &headers, body);
    let error: ApiError = match endpoint {
        "transcribe" => classified::<TranscribeError, _>(&reply),
        "analyze_native" => classified::<AnalyzeNativeError, _>(&reply),
        "pronunciation" => classified::<PronunciationError, _>(&reply),
        "pronunciation_simple" => classified::<PronunciationSimpleError, _>(&reply),
        other => unreachable!("the tests know no endpoint `{other}`"),
    }?;
    let captures = match &error {
        ApiError::InvalidOptions { reason } => vec![("reason", reason.clone())],
        _ => Vec::new(),
    };
    Some(row(&error, status, captures))
}

fn matchers_row(endpoint: &str, status: u16, body: &[u8]) -> Option<Row> {
    use matchers::{ApiError, ListenError, SpeakError};
    let headers = HeaderMap::new();
    let reply = Reply::new(matchers::Client::API, status, &headers, body);
    let error: ApiError = match endpoint {
        "speak" => classified::<SpeakError, _>(&reply),
        "listen" => classified::<ListenError, _>(&reply),
        other => unreachable!("the tests know no endpoint `{other}`"),
    }?;
    let number = u64::to_string;
    let captures = match &error {
        ApiError::Over { limit, unit, what } => {
            vec![
                ("limit", number(limit)),
                ("unit", unit.clone()),
                ("what", what.clone()),
            ]
        }
        ApiError::OverSeconds { limit } | ApiError::QuotaExactDaily { limit } => {
            vec![("limit", number(limit))]
        }
        ApiError::Invalid { reason } => vec![("reason", reason.clone())],
        ApiError::InvalidRate { rate } => vec![("rate", number(rate))],
        ApiError::QuotaLike { scope, seconds } => {
            vec![("scope", scope.clone()), ("seconds", number(seconds))]
        }
        ApiError::MissingField { field, .. } => vec![("field", field.clone())],
        ApiError::Fatal { core, state, .. } => {
            vec![("core", number(core)), ("state", state.clone())]
        }
        ApiError::VoiceGone { name, .. } => vec![("name", name.clone())],
        ApiError::AnythingGone { id, name, .. } => vec![("id", number(id)), ("name", name.clone())],
        ApiError::PlainBusy { seconds } => vec![("seconds", number(seconds))],
        _ => Vec::new(),
    };
    Some(row(&error, status, captures))
}

fn row<E: DocumentedError>(error: &E, status: u16, captures: Vec<(&str, String)>) -> Row {
    assert_eq!(error.status(), status, "{error:?}");
    Row {
        name: error.info().name.to_owned(),
        captures: captures
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text))
            .collect(),
    }
}

/// A reply as it came over the wire.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// Sends an empty request: for replies that do not depend on it.
pub(crate) fn ask(mock: &Mock, path: &str) -> Answer {
    let mut stream = TcpStream::connect(mock.address()).expect("the mock listens");
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    )
    .expect("the mock reads");
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).expect("the mock answers");
    let end = reply
        .windows(4)
        .position(|at| at == b"\r\n\r\n")
        .expect("the reply has a head");
    let head = String::from_utf8(reply[..end].to_vec())
        .expect("heads are ASCII")
        .to_lowercase();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Answer {
        status: status.expect("the reply has a status"),
        head,
        body: reply[end + 4..].to_vec(),
    }
}
