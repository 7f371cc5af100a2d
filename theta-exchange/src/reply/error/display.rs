//! The display text of an error: one line.

use super::{Failure, Inner, Refused, Scene, Stored, may_close};
use crate::money::{Sent, Spent};
use crate::reply::documented::{DocumentedError, fmt_documented, write_line};
use crate::site::meta::{ErrorInfo, StatusInfo};
use crate::wire::cut::Cut;
use crate::wire::fatal::{self, Fatal, PROXY_ADVICE};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, TRANSFER_ENCODING};
use std::fmt::{self, Display, Formatter};
use theta_json::utf16;

/// How many characters of an undocumented message are shown; all of it is in `detail()`.
const UNDOCUMENTED: usize = 200;

/// The same of one that the contract, or the protocol, has a place for.
const DOCUMENTED: usize = 1000;

/// The same of what a body is coded as.
const CODING: usize = 40;

/// The line, before secrets are taken out of it.
pub(super) struct Line<'a, E>(pub(super) &'a Inner<E>);

impl<E: DocumentedError> Display for Line<'_, E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let scene = &self.0.scene;
        write!(f, "{}: ", scene.endpoint.name)?;
        failure(self.0, scene, f)?;
        let Spent {
            attempts,
            elapsed,
            billed,
            ..
        } = scene.spent;
        // What may be billed is said here alone, so that it cannot be said otherwise than it is counted.
        let attempts = (attempts > 1)
            .then(|| format!("{attempts} attempts in {:.1} s", elapsed.as_secs_f64()));
        let facts = [billed.words(), attempts.as_deref()];
        for (index, fact) in facts.into_iter().flatten().enumerate() {
            write!(f, "{}{fact}", if index == 0 { " (" } else { "; " })?;
        }
        if facts.iter().any(Option::is_some) {
            f.write_str(")")?;
        }
        Ok(())
    }
}

fn failure<E: DocumentedError>(
    error: &Inner<E>,
    scene: &Scene,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    match (&error.failure, &scene.reply) {
        (Failure::InvalidInput(Refused { refusal, row, .. }), _) => {
            write_line(f, &refusal.to_string())?;
            row.map_or(Ok(()), |row| foreseen(row, f))
        }
        (Failure::Late(message), _) => write_line(f, message),
        (Failure::OverCap(over), _) => write!(f, "{over}"),
        (Failure::Limited { why, .. }, _) => f.write_str(why),
        (Failure::NoKey(error), _) => {
            write!(f, "there is no key of `{}` to send it with", error.scheme())?;
            f.write_str(if scene.spent.attempts > 0 {
                " once more"
            } else {
                ": nothing was sent"
            })
        }
        (Failure::Documented(error), reply) => {
            let said = reply.as_ref().and_then(|reply| reply.detail.as_deref());
            let cut = |text: &str| scene.secrets.beginning(text, DOCUMENTED).into_owned();
            fmt_documented(error, said, cut, f)
        }
        (Failure::Transport(cut), reply) => transport(cut, scene, reply.as_ref(), f),
        (Failure::Decode(_), Some(reply)) if !scene.is_documented || reply.body.is_empty() => {
            write!(f, "{} ", reply.status)?;
            if reply.body.is_empty() {
                f.write_str("without the body that is documented")?;
            } else {
                f.write_str("with a body that is not as documented")?;
                coding(scene, reply, f)?;
            }
            f.write_str(
                " - what it means is not documented: find out before sending the request again",
            )
        }
        (Failure::Decode(_), Some(reply)) => {
            write!(f, "{} with a body that is not as documented", reply.status)?;
            coding(scene, reply, f)?;
            f.write_str(
                " - the body is kept in `body()`; do not send the request again, it succeeded",
            )
        }
        (Failure::Unknown { .. }, Some(reply)) => unknown(scene, reply, f),
        (Failure::Closed { code }, reply) => {
            match code {
                Some(code) => {
                    write!(f, "the server closed the WebSocket with {code}")?;
                    if !may_close(*code) {
                        f.write_str(", a code that no frame may carry")?;
                    }
                }
                None => f.write_str("the server closed the WebSocket without a code")?,
            }
            match reply.as_ref().and_then(|reply| reply.detail.as_deref()) {
                Some(reason) => {
                    f.write_str(": ")?;
                    write_line(f, &scene.secrets.beginning(reason, DOCUMENTED))
                }
                None => Ok(()),
            }
        }
        (Failure::Decode(_) | Failure::Unknown { .. }, None) => f.write_str("the reply was lost"),
    }
}

/// What the server would have answered.
fn foreseen(row: &ErrorInfo, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(" - the server would answer ")?;
    match row.statuses {
        [StatusInfo::Exact(status)] => write!(f, "{status} {}", row.name),
        _ => f.write_str(row.name),
    }
}

fn transport(
    cut: &Cut,
    scene: &Scene,
    reply: Option<&Stored>,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    if let Some(reply) = reply {
        if reply.status == 101 {
            let end = if cut.timeout {
                "was given up"
            } else {
                "broke off"
            };
            write!(f, "the WebSocket {end}")?;
        } else {
            write!(f, "{} with a body that was cut short", reply.status)?;
        }
    } else if cut.connect {
        f.write_str("no connection")?;
    } else if cut.timeout {
        f.write_str("no reply in time")?;
    } else {
        f.write_str("the connection broke")?;
    }
    write!(f, " after {:.1} s", scene.spent.elapsed.as_secs_f64())?;
    if let Some((what, advice)) = cut.fatal.map(Fatal::advice) {
        return write!(f, ": {what} - {advice}");
    }
    if let Some(own) = cut.own() {
        write!(
            f,
            " ({})",
            scene.secrets.beginning(&own.to_string(), DOCUMENTED)
        )?;
    } else if let Some(trouble) = fatal::trouble(&*cut.cause) {
        write!(f, " ({trouble})")?;
    }
    match (scene.sent, reply) {
        (_, Some(_)) => f.write_str(" - the server has answered"),
        (Sent::NotSent, _) => f.write_str(" - nothing was sent: try again"),
        (Sent::Partial, _) => {
            f.write_str(" - the server cannot have received all of the request: try again")
        }
        (Sent::Complete, _) => {
            f.write_str(" - the whole request was sent: think before trying again")
        }
    }
}

/// What the body is coded or written as. One that could be decoded has no such header any more.
fn coding(scene: &Scene, reply: &Stored, f: &mut Formatter<'_>) -> fmt::Result {
    let carried = reply.headers.get(TRANSFER_ENCODING);
    let coding = reply.headers.get(CONTENT_ENCODING);
    match coding.or(carried.filter(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"chunked"))) {
        Some(coding) => {
            f.write_str(", coded as `")?;
            let coding = String::from_utf8_lossy(coding.as_bytes());
            write_line(f, &scene.secrets.beginning(&coding, CODING))?;
            f.write_str("`")
        }
        None if utf16(&reply.body).is_some() => f.write_str(", text that is UTF-16"),
        None => Ok(()),
    }
}

fn unknown(scene: &Scene, reply: &Stored, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "{} ", reply.status)?;
    let says_nothing = reply.body.is_empty() && !reply.truncated;
    if says_nothing {
        f.write_str("without a body (")?;
    } else if let Some(detail) = &reply.detail {
        write_line(f, &scene.secrets.beginning(detail, UNDOCUMENTED))?;
        f.write_str(" (")?;
    } else {
        let media_type = reply
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let media_type = media_type.unwrap_or("a body of no stated type");
        f.write_str(&scene.secrets.beginning(media_type, UNDOCUMENTED))?;
        let more = if reply.truncated { "more than " } else { "" };
        write!(f, ", {more}{} bytes", reply.body.len())?;
        coding(scene, reply, f)?;
        f.write_str(" (")?;
    }
    f.write_str("not documented for this operation) - ")?;
    f.write_str(match reply.status {
        _ if scene.is_success() => {
            "the reply says that it failed although its status does not: see `body()`"
        }
        301 | 302 | 303 | 307 | 308 => {
            "redirects are not followed, they would carry the key elsewhere: correct the base URL"
        }
        401 | 403 => "check the API key and what it may do",
        407 => PROXY_ADVICE,
        408 | 504 => "the server took too long",
        413 => "send less",
        429 => "send less often, and try again later",
        400..=499 if says_nothing => "what is wrong with the request is not said",
        400..=499 => "see `body()` for what is wrong with the request",
        500..=599 => "try again later",
        _ if says_nothing => "nothing more is said",
        _ => "see `body()`",
    })
}
