//! Recording the replies of a server.

use super::built_in::BuiltIn;
use super::form::{self, Part};
use super::marked::add_headers;
use super::recording::{PartRecord, Recording, path};
use super::replay::Replay;
use crate::client::builder::{ApiClient, Builder};
use crate::site::meta::EndpointInfo;
use crate::upload::off_thread::off_thread;
use crate::wire::Wire;
use crate::wire::transport::{
    BoxError, Copied, RequestBody, ResponseBody, Transport, TransportError, TransportFuture,
};
use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, SET_COOKIE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body::{Body, Frame};
use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::{fmt, fs};
use theta_coding::Decoded;
use theta_json::Raw;
use theta_secrets::{Rotating, Secrets};

/// Longest reply that is kept.
const LONGEST: usize = 64 * 1024 * 1024;

/// Headers of a reply that are a secret, or that say how it was carried.
const LEFT_OUT: [HeaderName; 4] = [SET_COOKIE, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];

/// Records the exchanges of a client in a directory, one file per exchange, for a [`Replay`](super::Replay). Clones
/// share the same recorder.
///
/// ```no_run
/// # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use parrot::Client;
/// use theta_runtime::Audio;
/// use theta_runtime::testing::Recorder;
///
/// let recorder = Recorder::new("tests/recordings").without("a session id");
/// let client = Client::builder_from_env().record(recorder.clone()).build()?;
/// client.transcribe(Audio::file("speech.wav")).await?;
/// println!("{} exchanges", recorder.finish()?);
/// # Ok(())
/// # }
/// ```
///
/// # What is recorded
///
/// - Of a request: endpoint, method, path with query, and the name, length and digest of each part. Text parts, such
///   as options, are recorded as they are, and so are JSON, XML and forms; files are not. No header of a request is
///   recorded.
/// - Of a reply: status, headers and the complete body, including transcripts and whatever else the server says about
///   a person. A recording is as private as its audio.
///
/// The key is removed from all of it, before a digest is made of anything, and so is every text passed to [`without`](Self::without): in any letter case,
/// as plain text, with the escapes of JSON, Rust, URLs, HTML and quoted-printable, in base64 at any offset and with
/// line breaks, in hexadecimal or decimal numbers, in UTF-16 and UTF-32, backwards, with invisible characters
/// inserted, and in up to three of these encodings nested. The key is also removed without the prefix that all keys
/// share, if eight characters are left. Other encodings, such as encryption, are not detected. An exchange in which a
/// secret may remain, such as one whose body is compressed without saying so, is not recorded, and
/// [`finish`](Self::finish) reports it. Cookies are left out.
///
/// A compressed reply is recorded decompressed. Interrupted exchanges are not recorded, nor are replies longer than 64
/// MiB or with a coding other than gzip and deflate. While recording, a client holds each request and reply in memory,
/// and opens no WebSocket.
#[derive(Clone)]
pub struct Recorder(Arc<Inner>);

struct Inner {
    directory: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    secrets: Secrets,
    /// The number of the latest file; `None` until the directory was looked at.
    latest: Option<u64>,
    written: u64,
    failure: Option<io::Error>,
    /// What was there before, if only the rest is recorded.
    known: Option<Replay>,
}

impl Recorder {
    /// Creates a recorder for a directory, which is created with the first exchange. Existing files in it are kept.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Inner {
            directory: directory.into(),
            state: Mutex::default(),
        }))
    }

    /// Removes this text from recordings. The client's own key need not be named.
    #[must_use]
    pub fn without(self, secret: impl AsRef<str>) -> Self {
        self.0.state().secrets.add(secret.as_ref());
        self
    }

    /// Records only what is missing: a request that the directory has a recording of already is answered with it, and
    /// nothing is sent. Which recording that is decides as a [`Replay`] does; requests for tokens are always sent. What
    /// this recorder writes itself answers no request. A request is read to its end before it is sent.
    ///
    /// # Errors
    ///
    /// Returns an error when a file of the directory cannot be read or is not a recording.
    pub fn only_missing(self) -> io::Result<Self> {
        let known = match Replay::read(&self.0.directory) {
            Ok(known) => Some(known),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        self.0.state().known = known;
        Ok(self)
    }

    /// Returns how many exchanges were written.
    ///
    /// # Errors
    ///
    /// Returns the first error of an exchange that could not be written or must not be recorded. The call itself still
    /// returned its answer, which was paid for.
    pub fn finish(&self) -> io::Result<u64> {
        let mut state = self.0.state();
        match state.failure.take() {
            Some(error) => Err(error),
            None => Ok(state.written),
        }
    }
}

impl<C: ApiClient> Builder<C> {
    /// Records the exchanges of the client in files; intended for tests.
    pub fn record(self, recorder: Recorder) -> Self {
        let tokens = C::TOKENS.iter();
        let tokens = tokens.filter_map(|token| C::API.endpoints.get(token.info.endpoint));
        let tokens = tokens.map(|endpoint| endpoint.name).collect();
        self.wrap(Box::new(|wire, secrets| {
            let inner: Arc<dyn Transport> = match wire {
                Wire::Injected(transport) => transport,
                Wire::BuiltIn { pools, .. } => Arc::new(BuiltIn(pools)),
            };
            Arc::new(Recorded {
                recorder,
                secrets,
                tokens,
                inner,
            })
        }))
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes an exchange, and remembers when that fails or it must not be kept.
    fn keep(&self, recording: Result<Recording, &'static str>) {
        let mut state = self.state();
        let kept = match recording {
            Ok(recording) => self.write(&mut state, &recording).map_err(|error| {
                let text = format!("cannot write into `{}`: {error}", self.directory.display());
                io::Error::new(error.kind(), text)
            }),
            Err(why) => {
                let text = format!("an exchange is not recorded: {why}");
                Err(io::Error::new(io::ErrorKind::InvalidData, text))
            }
        };
        match kept {
            Ok(()) => state.written += 1,
            Err(error) => {
                state.failure.get_or_insert(error);
            }
        }
    }

    fn write(&self, state: &mut State, recording: &Recording) -> io::Result<()> {
        let mut number = if let Some(latest) = state.latest {
            latest
        } else {
            fs::create_dir_all(&self.directory)?;
            latest(&self.directory)?
        };
        loop {
            number += 1;
            let name = format!("{number:04}-{}.json", recording.endpoint);
            match fs::File::create_new(self.directory.join(name)) {
                Ok(mut file) => {
                    state.latest = Some(number);
                    return file.write_all(recording.to_json().as_bytes());
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// The highest number that a file's name begins with.
fn latest(directory: &std::path::Path) -> io::Result<u64> {
    let mut latest = 0;
    for entry in fs::read_dir(directory)? {
        let name = entry?.file_name();
        let number = name.to_string_lossy();
        let number = number.split('-').next().and_then(|text| text.parse().ok());
        latest = latest.max(number.unwrap_or(0));
    }
    Ok(latest)
}

/// A transport with a recorder before it.
struct Recorded {
    recorder: Recorder,
    /// The secrets of the client.
    secrets: Arc<Rotating>,
    /// The endpoints that give tokens.
    tokens: Vec<&'static str>,
    inner: Arc<dyn Transport>,
}

impl Transport for Recorded {
    fn send(&self, mut request: Request<RequestBody>) -> TransportFuture {
        let recorder = self.recorder.clone();
        let mut asked = Asked::new(&request, self.secrets.clone());
        asked.gives_token = self.tokens.contains(&asked.endpoint);
        let known = recorder.0.state().known.clone();
        if let Some(known) = known.filter(|_| !asked.gives_token) {
            let inner = self.inner.clone();
            return Box::pin(async move {
                let (head, body) = request.into_parts();
                let content = body.collect().await?;
                if let Some(reply) = asked.known(&recorder, &known, &content) {
                    return Ok(reply);
                }
                *asked.content() = content.to_vec();
                let request = Request::from_parts(head, RequestBody::whole(content));
                let reply = inner.send(request);
                asked.answered(recorder, reply.await?).await
            });
        }
        asked.copy = request.body_mut().copied();
        let reply = self.inner.send(request);
        Box::pin(async move { asked.answered(recorder, reply.await?).await })
    }
}

/// What is known of a request before it is answered.
struct Asked {
    endpoint: &'static str,
    method: String,
    path: String,
    headers: HeaderMap,
    copy: Copied,
    secrets: Arc<Rotating>,
    /// Whether the answer has secrets that the client does not know yet.
    gives_token: bool,
}

impl Asked {
    fn new(request: &Request<RequestBody>, secrets: Arc<Rotating>) -> Self {
        let endpoint = request.extensions().get::<&'static EndpointInfo>();
        Self {
            endpoint: endpoint.map_or("unknown", |endpoint| endpoint.name),
            method: request.method().to_string(),
            path: path(request.uri(), request.extensions()),
            headers: request.headers().clone(),
            copy: Copied::default(),
            secrets,
            gives_token: false,
        }
    }

    fn content(&self) -> MutexGuard<'_, Vec<u8>> {
        self.copy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What must not be kept, as far as the request says.
    fn secrets(&self, recorder: &Recorder) -> Secrets {
        let mut secrets = recorder.0.state().secrets.clone();
        secrets.add_all(&self.secrets.now());
        add_headers(&mut secrets, &self.headers);
        secrets
    }

    /// The parts of a request as they are kept.
    fn parts(&self, secrets: &Secrets, content: &Bytes) -> Vec<PartRecord> {
        let parts = form::parts(&self.headers, content).into_iter();
        let kept = parts.map(|part| {
            let content = secrets.remove_from(&part.content).into_owned().into();
            PartRecord::of(&Part { content, ..part })
        });
        kept.collect()
    }

    /// The reply to it that was recorded before.
    fn known(
        &self,
        recorder: &Recorder,
        known: &Replay,
        content: &Bytes,
    ) -> Option<Response<ResponseBody>> {
        let secrets = self.secrets(recorder);
        let path = secrets.remove_from_text(&self.path);
        let parts = self.parts(&secrets, content);
        known.answer(&self.method, &path, &parts).ok()
    }

    async fn answered(
        self,
        recorder: Recorder,
        reply: Response<ResponseBody>,
    ) -> Result<Response<ResponseBody>, TransportError> {
        let (head, mut body) = reply.into_parts();
        let mut chunks = VecDeque::new();
        let (mut len, mut cut) = (0, None);
        let whole = loop {
            match body.chunk().await {
                None => break true,
                Some(Ok(chunk)) => {
                    len += chunk.len();
                    chunks.push_back(chunk);
                    if len > LONGEST {
                        break false;
                    }
                }
                Some(Err(error)) => {
                    cut = Some(error);
                    break false;
                }
            }
        };
        if whole {
            let content = chunks.iter().flatten().copied().collect::<Bytes>();
            let (status, mut headers) = (head.status.as_u16(), head.headers.clone());
            let keep = move || {
                let content = match theta_coding::take(&mut headers) {
                    Some(Ok(codings)) => match codings.decode(&content, true, LONGEST) {
                        Decoded {
                            body,
                            truncated: false,
                            error: None,
                        } => body,
                        // What cannot be read cannot be searched for secrets.
                        _ => return,
                    },
                    Some(Err(_)) => return,
                    None => content,
                };
                let recording = self.recording(&recorder, status, &headers, &content);
                recorder.0.keep(recording);
            };
            // A panic there has nothing to do with the call.
            let _ = off_thread(keep).await;
        }
        let rest = (!whole && cut.is_none()).then_some(body);
        let body = ResponseBody::new(Again { chunks, cut, rest });
        Ok(Response::from_parts(head, body))
    }

    fn recording(
        &self,
        recorder: &Recorder,
        status: u16,
        headers: &HeaderMap,
        content: &[u8],
    ) -> Result<Recording, &'static str> {
        if is_compressed(content) {
            return Err("the reply is compressed, and nothing can be taken out of it");
        }
        let mut secrets = self.secrets(recorder);
        if self.gives_token {
            add_tokens(&mut secrets, content);
        }
        let asked = Bytes::copy_from_slice(&self.content());
        let mut kept = HeaderMap::new();
        for (name, value) in headers {
            let value = secrets.remove_from(value.as_bytes());
            let value = HeaderValue::from_bytes(&value);
            if let (false, Ok(value)) = (LEFT_OUT.contains(name), value) {
                kept.append(name, value);
            }
        }
        let recording = Recording {
            endpoint: self.endpoint.to_owned(),
            method: self.method.clone(),
            path: secrets.remove_from_text(&self.path).into_owned(),
            parts: self.parts(&secrets, &asked),
            status,
            headers: kept,
            body: secrets.remove_from(content).into_owned().into(),
        };
        // Names, and what only shows once all stands together.
        if secrets.are_in(recording.to_json().as_bytes()) {
            return Err("a text that must not be kept is left in it");
        }
        Ok(recording)
    }
}

/// Adds the tokens that an answer gives: the texts of members such as `access_token` and `id_token`.
fn add_tokens(secrets: &mut Secrets, content: &[u8]) {
    let text = String::from_utf8_lossy(content);
    let members = Raw::parse(&text).and_then(Raw::entries);
    for (name, value) in members.into_iter().flatten() {
        if name.ends_with("token")
            && let Some(token) = value.as_str()
        {
            secrets.add(&token);
        }
    }
}

/// Whether a body begins as gzip, zlib and Zstandard do, without a header that says so.
fn is_compressed(content: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 5] = [
        b"\x1f\x8b",
        b"\x78\x01",
        b"\x78\x9c",
        b"\x78\xda",
        b"\x28\xb5\x2f\xfd",
    ];
    BEGINNINGS.iter().any(|begin| content.starts_with(begin))
}

/// A reply that was read, and is given out as it came.
struct Again {
    chunks: VecDeque<Bytes>,
    cut: Option<BoxError>,
    rest: Option<ResponseBody>,
}

impl Body for Again {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Some(chunk) = self.chunks.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        if let Some(error) = self.cut.take() {
            return Poll::Ready(Some(Err(error)));
        }
        match &mut self.rest {
            Some(rest) => rest.poll_frame(context),
            None => Poll::Ready(None),
        }
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("directory", &self.0.directory)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.recorder.fmt(f)
    }
}
