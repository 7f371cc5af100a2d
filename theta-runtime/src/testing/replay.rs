//! Replaying recorded replies.

use super::form;
use super::recording::{PartRecord, Recording, path};
use crate::client::builder::{ApiClient, Builder};
use crate::site::config_error::ConfigError;
use crate::wire::transport::{
    RequestBody, ResponseBody, Transport, TransportError, TransportFuture,
};
use http::{Request, Response, StatusCode};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::{fmt, fs, io};

/// Answers requests with the replies that a [`Recorder`](super::Recorder) saved. Clones share the same replay.
///
/// Requests match when method, path, query and the content of every part are equal. When a request was recorded more
/// than once, the answers are given in the order of the files, and the last one is repeated. A request without a
/// recording fails as refused input, and the error names the recording that is most similar.
///
/// ```no_run
/// # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use parrot::Client;
/// use theta_runtime::Audio;
/// use theta_runtime::testing::Replay;
///
/// let client: Client = Replay::open("tests/recordings")?.client()?;
/// let transcript = client.transcribe(Audio::file("speech.wav")).await?;
/// # drop(transcript);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Replay(Arc<Inner>);

struct Inner {
    /// By the name of the file, and in its order.
    recordings: Vec<(String, Recording)>,
    /// Recordings that another one of the same request comes after.
    used: Mutex<BTreeSet<usize>>,
}

impl Replay {
    /// Reads every `.json` file of a directory.
    ///
    /// # Errors
    ///
    /// Returns an error when the directory cannot be read or has no recording, or when a file cannot be read or is not
    /// a recording.
    pub fn open(directory: impl AsRef<Path>) -> io::Result<Self> {
        let directory = directory.as_ref();
        let replay = Self::read(directory)?;
        if replay.0.recordings.is_empty() {
            let error = io::Error::new(
                io::ErrorKind::NotFound,
                "no recording is there: make some with a `Recorder`",
            );
            return Err(within(directory, &error, ""));
        }
        Ok(replay)
    }

    /// Reads what there is.
    pub(super) fn read(directory: &Path) -> io::Result<Self> {
        let within = |error: io::Error, name: &str| within(directory, &error, name);
        let mut recordings = Vec::new();
        for entry in fs::read_dir(directory).map_err(|error| within(error, ""))? {
            let name = entry.map_err(|error| within(error, ""))?.file_name();
            let name = name.to_string_lossy().into_owned();
            if Path::new(&name)
                .extension()
                .is_none_or(|kind| kind != "json")
            {
                continue;
            }
            let text = fs::read_to_string(directory.join(&name));
            let text = text.map_err(|error| within(error, &name))?;
            let recording = Recording::from_json(&text).map_err(|why| {
                let error = io::Error::new(io::ErrorKind::InvalidData, why);
                within(error, &name)
            })?;
            recordings.push((name, recording));
        }
        recordings.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Self(Arc::new(Inner {
            recordings,
            used: Mutex::default(),
        })))
    }

    /// Returns a client whose calls are answered by this replay.
    ///
    /// # Errors
    ///
    /// Returns an error when the contract has settings that no client can be built with.
    pub fn client<C: ApiClient>(&self) -> Result<C, ConfigError> {
        self.builder().build()
    }

    /// Returns a builder for such a client, with a fake key and retries that do not wait.
    pub fn builder<C: ApiClient>(&self) -> Builder<C> {
        super::builder(self.clone())
    }

    /// The reply that is recorded of a request.
    pub(super) fn answer(
        &self,
        method: &str,
        path: &str,
        parts: &[PartRecord],
    ) -> Result<Response<ResponseBody>, TransportError> {
        let recording = self.0.next(method, path, parts);
        let recording = recording.map_err(TransportError::refused)?;
        let mut response = Response::new(ResponseBody::from(recording.body.clone()));
        *response.status_mut() = StatusCode::from_u16(recording.status)
            .map_err(|error| TransportError::refused(error.to_string()))?;
        *response.headers_mut() = recording.headers.clone();
        Ok(response)
    }
}

/// An error of a file in a directory.
fn within(directory: &Path, error: &io::Error, name: &str) -> io::Error {
    let place = directory.join(name);
    io::Error::new(error.kind(), format!("`{}`: {error}", place.display()))
}

impl Inner {
    /// The recording whose turn it is.
    fn next(&self, method: &str, path: &str, parts: &[PartRecord]) -> Result<&Recording, String> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let mut same = self
            .recordings
            .iter()
            .enumerate()
            .filter(|(_, (_, recording))| recording.is_of(method, path, parts))
            .filter(|(index, _)| !used.contains(index));
        let first = same.next();
        let is_last = same.next().is_none();
        match first {
            Some((index, (_, recording))) => {
                if !is_last {
                    used.insert(index);
                }
                Ok(recording)
            }
            None => Err(self.nearest(method, path, parts)),
        }
    }

    /// Says that nothing answers a request, and what comes nearest.
    fn nearest(&self, method: &str, path: &str, parts: &[PartRecord]) -> String {
        let there = self
            .recordings
            .iter()
            .filter(|(_, recording)| recording.method == method && recording.path == path);
        let equal = |recording: &Recording| {
            let same = |part: &&PartRecord| recording.parts.iter().any(|own| own.is_same(part));
            parts.iter().filter(same).count()
        };
        // The first of those that come equally near.
        let nearest = there.rev().max_by_key(|(_, recording)| equal(recording));
        let Some((name, recording)) = nearest else {
            let paths: BTreeSet<String> = self
                .recordings
                .iter()
                .map(|(_, known)| format!("`{} {}`", known.method, known.path))
                .collect();
            let paths: Vec<String> = paths.into_iter().collect();
            return format!(
                "nothing is recorded of `{method} {path}`, only of {}: record it",
                paths.join(", ")
            );
        };
        let mut differences = Vec::new();
        for part in parts {
            let known = recording.parts.iter().find(|known| known.name == part.name);
            match known {
                Some(known) if known.is_same(part) => {}
                Some(known) => differences.push(format!(
                    "{} is {} and was {}",
                    called(part),
                    shown(part),
                    shown(known)
                )),
                None => differences.push(format!("{} was not there", called(part))),
            }
        }
        for known in &recording.parts {
            if !parts.iter().any(|part| part.name == known.name) {
                differences.push(format!("{} is missing", called(known)));
            }
        }
        if differences.is_empty() {
            differences.push("its parts come in another order or number".to_owned());
        }
        format!(
            "this request of `{method} {path}` is not recorded; the nearest is `{name}`: {}. Record it, or send what was \
             recorded",
            differences.join("; ")
        )
    }
}

fn called(part: &PartRecord) -> String {
    if part.name.is_empty() {
        "the body".to_owned()
    } else {
        format!("`{}`", part.name)
    }
}

/// A text as it is, up to a length that is read; of anything else what tells it apart.
fn shown(part: &PartRecord) -> String {
    const LONGEST: usize = 200;
    match &part.text {
        Some(text) if text.len() <= LONGEST => text.clone(),
        _ => format!(
            "{} bytes ({})",
            part.bytes,
            part.digest.get(..15).unwrap_or(&part.digest)
        ),
    }
}

impl Transport for Replay {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let replay = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let content = body.collect().await?;
            let parts = form::parts(&head.headers, &content);
            let parts: Vec<PartRecord> = parts.iter().map(PartRecord::of).collect();
            let path = path(&head.uri, &head.extensions);
            replay.answer(head.method.as_str(), &path, &parts)
        })
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("recordings", &self.0.recordings.len())
            .finish_non_exhaustive()
    }
}
