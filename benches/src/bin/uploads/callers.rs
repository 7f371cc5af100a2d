//! Who makes the calls: Theta's client as it comes, and reqwest by hand. All send one file to `/transcribe` with a key
//! and a user agent, and read the same reply, an answer or a documented error.

use crate::body;
use crate::server::{DETAIL, FAILING};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;
use theta_client::{Audio, Builder, Client, TranscribeError};

pub(crate) type Failed = Box<dyn std::error::Error + Send + Sync>;

const KEY: &str = "sk-theta-0123456789abcdef";

/// Makes a call.
pub(crate) trait Caller: Clone + Send + Sync + 'static {
    /// Sends recording number `which`. No two calls at a time have the same number.
    fn call(&self, which: usize) -> impl Future<Output = Result<(), Failed>> + Send;
}

/// Where the recordings are.
#[derive(Clone)]
pub(crate) enum Recordings {
    Memory(Vec<Bytes>),
    Files(Vec<PathBuf>),
}

/// The generated client, with its defaults.
#[derive(Clone)]
pub(crate) struct Theta {
    client: Client,
    recordings: Recordings,
    fails: bool,
}

impl Theta {
    pub(crate) fn new(url: &str, recordings: Recordings) -> Result<Self, Failed> {
        Self::with(Builder::new(), url, recordings)
    }

    /// Calls are not compared with those in flight.
    pub(crate) fn unshared(url: &str, recordings: Recordings) -> Result<Self, Failed> {
        Self::with(Builder::new().share(false), url, recordings)
    }

    fn with(builder: Builder<Client>, url: &str, recordings: Recordings) -> Result<Self, Failed> {
        Ok(Self {
            client: builder.key(KEY).base_url(url).build()?,
            recordings,
            fails: url.ends_with(FAILING),
        })
    }
}

impl Caller for Theta {
    async fn call(&self, which: usize) -> Result<(), Failed> {
        let audio = match &self.recordings {
            Recordings::Memory(all) => Audio::bytes(all[which].clone()),
            Recordings::Files(all) => Audio::file(&all[which]),
        };
        if self.fails {
            let failure = self.client.transcribe(audio).await.err();
            return match failure.as_ref().and_then(theta_client::Error::api) {
                Some(TranscribeError::InvalidAudioFormat { .. }) => Ok(()),
                _ => Err("another failure than the server gives".into()),
            };
        }
        let transcript = self.client.transcribe(audio).await?;
        check(&transcript.text)
    }
}

/// How reqwest is given the form.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// Bytes, by a body of exact length.
    OwnBody,
    /// Bytes, by `multipart::Form`.
    FormOfBytes,
    /// A path, by `Form::file`.
    FormOfFile,
}

/// reqwest, by hand.
#[derive(Clone)]
pub(crate) struct ByHand {
    http: reqwest::Client,
    url: String,
    recordings: Recordings,
    way: Way,
    fails: bool,
}

/// The answer, as somebody would read it by hand.
#[derive(Deserialize)]
#[allow(dead_code)] // read to be there
struct Transcript {
    text: String,
    text_type: String,
    metadata: serde_json::Value,
    response_time_in_sec: f64,
}

/// A failure, likewise.
#[derive(Deserialize)]
struct Problem {
    detail: String,
}

impl ByHand {
    pub(crate) fn new(url: &str, recordings: Recordings, way: Way) -> Result<Self, Failed> {
        let mut headers = HeaderMap::new();
        let mut key = HeaderValue::from_static(KEY);
        key.set_sensitive(true);
        headers.insert("x-api-key", key);
        headers.insert(USER_AGENT, HeaderValue::from_static("by-hand/1.0"));
        // All is set as Theta sets it: nobody calls a paid API without a time limit.
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .timeout(Duration::from_secs(65))
            .connect_timeout(Duration::from_secs(5))
            .pool_idle_timeout(Duration::from_secs(4))
            .tcp_nodelay(true)
            .build()?;
        Ok(Self {
            http,
            url: format!("{url}/transcribe"),
            recordings,
            way,
            fails: url.ends_with(FAILING),
        })
    }

    async fn request(&self, which: usize) -> Result<reqwest::RequestBuilder, Failed> {
        use reqwest::multipart::{Form, Part};
        let request = self.http.post(&self.url);
        Ok(match (self.way, &self.recordings) {
            (Way::OwnBody, Recordings::Memory(all)) => {
                let (form, content_type) = body::Form::new(all[which].clone());
                request
                    .header(CONTENT_TYPE, content_type)
                    .body(reqwest::Body::wrap(form))
            }
            (Way::FormOfBytes, Recordings::Memory(all)) => {
                let part = Part::stream(all[which].clone())
                    .file_name("audio.wav")
                    .mime_str("audio/wav")?;
                request.multipart(Form::new().part("file", part))
            }
            (Way::FormOfFile, Recordings::Files(all)) => {
                request.multipart(Form::new().file("file", &all[which]).await?)
            }
            _ => return Err("this way does not take such recordings".into()),
        })
    }
}

impl Caller for ByHand {
    async fn call(&self, which: usize) -> Result<(), Failed> {
        let response = self.request(which).await?.send().await?;
        if self.fails {
            let status = response.status();
            let problem: Problem = response.json().await?;
            return match (status.as_u16(), problem.detail.as_str()) {
                (400, DETAIL) => Ok(()),
                _ => Err("another failure than the server gives".into()),
            };
        }
        let transcript: Transcript = response.error_for_status()?.json().await?;
        check(&transcript.text)
    }
}

fn check(text: &str) -> Result<(), Failed> {
    if text == "Welcome to Theta One AI!" {
        Ok(())
    } else {
        Err("another answer than the server gives".into())
    }
}
