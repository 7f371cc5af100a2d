//! Pages of other sites that call the server from a browser.

use crate::exchange::Settings;
use crate::response::{ReplyBody, empty};
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    HeaderMap, HeaderValue, ORIGIN,
};
use hyper::{Method, Response};

/// What a browser asks before it lets a page read a reply.
pub(crate) struct Cors {
    method: Option<HeaderValue>,
    headers: Option<HeaderValue>,
}

/// Returns what a page asks for; `None` if no page asks, or none may.
pub(crate) fn asked(settings: &Settings, headers: &HeaderMap) -> Option<Cors> {
    if !settings.cors || !headers.contains_key(ORIGIN) {
        return None;
    }
    Some(Cors {
        method: headers.get(ACCESS_CONTROL_REQUEST_METHOD).cloned(),
        headers: headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned(),
    })
}

/// Lets a page read a reply and all of its headers.
pub(crate) fn allow(headers: &mut HeaderMap) {
    let any = HeaderValue::from_static("*");
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, any.clone());
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, any);
}

impl Cors {
    pub(crate) fn is_preflight(&self, method: &Method) -> bool {
        method == Method::OPTIONS && self.method.is_some()
    }

    /// Lets the page send what it asks for. What is asked for is repeated, because `*` does not stand for a key.
    pub(crate) fn preflight(&self) -> Response<ReplyBody> {
        let mut response = empty(204);
        let headers = response.headers_mut();
        allow(headers);
        for (name, asked) in [
            (ACCESS_CONTROL_ALLOW_METHODS, &self.method),
            (ACCESS_CONTROL_ALLOW_HEADERS, &self.headers),
        ] {
            if let Some(asked) = asked {
                headers.insert(name, asked.clone());
            }
        }
        response
    }
}
