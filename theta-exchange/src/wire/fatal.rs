//! Connection failures for which a retry is useless.

use std::error::Error;
use std::io;

/// Why no later attempt can be better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fatal {
    /// The server's certificate is not trusted.
    Certificate,
    /// The server does not accept the client's certificate, or wants one.
    ClientCertificate,
    /// The proxy does not let this client through.
    Proxy,
}

/// What TLS libraries and the transport say of each, in lower case. Texts and not types: which types there are depends on
/// the library that a build has, and a transport of somebody's own has others still.
const SAID: &[(&str, Fatal)] = &[
    ("invalid peer certificate", Fatal::Certificate),
    ("certificate verify failed", Fatal::Certificate),
    ("certificate has expired", Fatal::Certificate),
    ("self-signed certificate", Fatal::Certificate),
    ("self signed certificate", Fatal::Certificate),
    ("unable to get local issuer certificate", Fatal::Certificate),
    ("hostname mismatch", Fatal::Certificate),
    ("ip address mismatch", Fatal::Certificate),
    ("certificate was not trusted", Fatal::Certificate),
    ("certificate is not trusted", Fatal::Certificate),
    ("root certificate which is not trusted", Fatal::Certificate),
    ("cn name does not match", Fatal::Certificate),
    ("fatal alert: certificate", Fatal::ClientCertificate),
    ("fatal alert: badcertificate", Fatal::ClientCertificate),
    (
        "fatal alert: unsupportedcertificate",
        Fatal::ClientCertificate,
    ),
    ("fatal alert: unknownca", Fatal::ClientCertificate),
    ("fatal alert: accessdenied", Fatal::ClientCertificate),
    ("alert certificate", Fatal::ClientCertificate),
    ("alert bad certificate", Fatal::ClientCertificate),
    ("alert unsupported certificate", Fatal::ClientCertificate),
    ("alert unknown ca", Fatal::ClientCertificate),
    ("alert access denied", Fatal::ClientCertificate),
    ("proxy authorization required", Fatal::Proxy),
    ("proxy authentication required", Fatal::Proxy),
    ("user/pass authentication", Fatal::Proxy),
    ("credentials not accepted", Fatal::Proxy),
];

impl Fatal {
    /// What an error and its causes say.
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            let text = error.to_string().to_ascii_lowercase();
            if let Some((_, fatal)) = SAID.iter().find(|(said, _)| text.contains(said)) {
                return Some(*fatal);
            }
            next = error.source();
        }
        None
    }

    /// What it is, and what to do.
    pub(crate) const fn advice(self) -> (&'static str, &'static str) {
        match self {
            Self::Certificate => (
                "the server's certificate is not trusted",
                "check the base URL, or let this machine trust the authority that signed it",
            ),
            Self::ClientCertificate => (
                "the server refuses the client's certificate, or wants one",
                "send with a `Transport` that has one",
            ),
            Self::Proxy => (
                "the proxy lets nobody through without a password",
                PROXY_ADVICE,
            ),
        }
    }
}

/// What an error begins with that has no kind of its own, and what it means. A proxy's refusal comes without its status, so
/// whether it may pass is not known.
const SAYS: &[(&str, &str)] = &[
    ("dns error", "no host has that name"),
    (
        "tunnel error: unsuccessful",
        "the proxy did not connect to the host",
    ),
];

/// What happened to a connection, in words for people; `None` when only its error can say.
pub(crate) fn trouble(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let mut next = Some(error);
    while let Some(error) = next {
        let kind = error.downcast_ref().map(io::Error::kind);
        let found = match kind {
            Some(io::ErrorKind::ConnectionRefused) => Some("nobody listens at that address"),
            Some(io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted) => {
                Some("the other side ended it")
            }
            Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
                Some("no way leads there")
            }
            _ => {
                let text = error.to_string();
                let mut says = SAYS.iter();
                says.find(|(beginning, _)| text.starts_with(beginning))
                    .map(|(_, what)| *what)
            }
        };
        if found.is_some() {
            return found;
        }
        next = error.source();
    }
    None
}

/// What to do when a proxy asks for credentials.
pub(crate) const PROXY_ADVICE: &str = "write user name and password into the proxy's address";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_and_proxies_are_told_from_what_may_pass() {
        let table = [
            (
                "invalid peer certificate: UnknownIssuer",
                Some(Fatal::Certificate),
            ),
            (
                "invalid peer certificate: certificate expired: verification time 5",
                Some(Fatal::Certificate),
            ),
            (
                "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:",
                Some(Fatal::Certificate),
            ),
            ("The certificate was not trusted.", Some(Fatal::Certificate)),
            (
                "received fatal alert: CertificateRequired",
                Some(Fatal::ClientCertificate),
            ),
            (
                "received fatal alert: UnknownCA",
                Some(Fatal::ClientCertificate),
            ),
            (
                "tlsv13 alert certificate required",
                Some(Fatal::ClientCertificate),
            ),
            (
                "tunnel error: proxy authorization required",
                Some(Fatal::Proxy),
            ),
            ("credentials not accepted", Some(Fatal::Proxy)),
            ("received fatal alert: HandshakeFailure", None),
            ("received fatal alert: InternalError", None),
            ("tunnel error: unsuccessful", None),
            ("Connection refused (os error 111)", None),
            ("failed to lookup address information", None),
            ("received corrupt message of type InvalidContentType", None),
        ];
        for (text, fatal) in table {
            let error = io::Error::other(io::Error::other(text));
            assert_eq!(Fatal::of(&error), fatal, "{text}");
        }
    }
}
