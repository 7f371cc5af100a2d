//! A server without a socket: a function from requests to replies.

use crate::lists::Client;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use theta_runtime::http::{Request, Response, StatusCode};
use theta_runtime::{RequestBody, ResponseBody, Transport, TransportError, TransportFuture};

/// What came in.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) url: String,
    pub(crate) headers: theta_runtime::http::HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    /// The value of a parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.url.split_once('?')?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.find(|(key, _)| *key == name)?.1;
        Some(value.to_owned())
    }
}

/// What goes out; `None` breaks the connection.
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

pub(crate) fn ok(body: impl Into<String>) -> Option<Said> {
    said(200, body)
}

#[allow(clippy::unnecessary_wraps, reason = "what a server of a test returns")]
pub(crate) fn said(status: u16, body: impl Into<String>) -> Option<Said> {
    let (headers, body) = (Vec::new(), body.into());
    Some(Said {
        status,
        headers,
        body,
    })
}

impl Said {
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

type Answer = dyn FnMut(&Asked) -> Option<Said> + Send;

/// The server, and everything it was asked.
#[derive(Clone)]
pub(crate) struct Server {
    answer: Arc<Mutex<Box<Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    forgets: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn new(answer: impl FnMut(&Asked) -> Option<Said> + Send + 'static) -> Self {
        Self {
            answer: Arc::new(Mutex::new(Box::new(answer))),
            asked: Arc::default(),
            forgets: Arc::default(),
        }
    }

    /// Remembers nothing from now on but how often it was asked.
    pub(crate) fn forgetful(self) -> Self {
        self.forgets.store(true, Ordering::Relaxed);
        self
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    pub(crate) fn client(&self) -> Client {
        self.client_at("https://lists.example/v1")
    }

    pub(crate) fn client_at(&self, base_url: &str) -> Client {
        let client = Client::builder().key("secret-key").base_url(base_url);
        let client = client.transport(self.clone());
        client.build().unwrap()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

impl Transport for Server {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let server = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await?;
            let asked = Asked {
                url: head.uri.to_string(),
                headers: head.headers,
                body: String::from_utf8(body.to_vec()).unwrap(),
            };
            if !server.forgets.load(Ordering::Relaxed) {
                server.asked.lock().unwrap().push(asked.clone());
            }
            let said = (*server.answer.lock().unwrap())(&asked);
            let Some(said) = said else {
                return Err(TransportError::connect("refused"));
            };
            let mut response = Response::new(ResponseBody::from(said.body));
            *response.status_mut() = StatusCode::from_u16(said.status).unwrap();
            for (name, value) in said.headers {
                response.headers_mut().append(name, value.parse().unwrap());
            }
            Ok(response)
        })
    }
}
