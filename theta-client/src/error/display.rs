//! The one line that an error displays as.

use super::{Cut, Failure, Inner, Scene, Sent, Stored, may_close};
use crate::billing::{Billed, Spent};
use crate::documented::{DocumentedError, fmt_documented, write_line};
use crate::meta::Billing;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use std::fmt::{self, Formatter};

/// How much of an undocumented message is shown; all of it is in `detail()`.
const SHOWN: usize = 200;

pub(super) fn fmt<E: DocumentedError>(error: &Inner<E>, f: &mut Formatter<'_>) -> fmt::Result {
    let scene = &error.scene;
    write!(f, "{}: ", scene.endpoint.name)?;
    failure(error, scene, f)?;
    if scene.spent.attempts > 1 {
        let Spent {
            attempts, elapsed, ..
        } = scene.spent;
        write!(
            f,
            " ({attempts} attempts in {:.1} s)",
            elapsed.as_secs_f64()
        )?;
    }
    Ok(())
}

fn failure<E: DocumentedError>(
    error: &Inner<E>,
    scene: &Scene,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    match (&error.failure, &scene.reply) {
        (Failure::InvalidInput(refusal), _) => write_line(f, &refusal.to_string()),
        (Failure::Late(message), _) => write_line(f, message),
        (Failure::OverCap(over), _) => write!(f, "{over}"),
        (Failure::Documented(error), reply) => {
            let said = reply.as_ref().and_then(|reply| reply.detail.as_deref());
            fmt_documented(error, said, f)
        }
        (Failure::Transport(cut), reply) => transport(cut, scene, reply.as_ref(), f),
        (Failure::Decode(error), Some(reply))
            if reply.status != scene.endpoint.success || reply.body.is_empty() =>
        {
            if reply.body.is_empty() {
                write!(f, "{} without the body that is documented", reply.status)?;
            } else {
                let status = reply.status;
                write!(f, "{status} with a body that is not as documented: ")?;
                write_line(f, &error.to_string())?;
            }
            f.write_str(
                " - what it means is not documented: find out before sending the request again",
            )?;
            f.write_str(if scene.endpoint.billing == Billing::Free {
                ""
            } else {
                ", it may be billed"
            })
        }
        (Failure::Decode(error), Some(reply)) => {
            write!(
                f,
                "{} with a body that is not as documented: ",
                reply.status
            )?;
            write_line(f, &error.to_string())?;
            f.write_str(" - the body is kept in `body()`; do not send the request again, ")?;
            f.write_str(if scene.endpoint.billing == Billing::Free {
                "it succeeded"
            } else {
                "it succeeded and may be billed"
            })
        }
        (Failure::Unknown { .. }, Some(reply)) => {
            unknown(reply, f)?;
            let doubtful = (200..300).contains(&reply.status) && scene.spent.billed != Billed::No;
            f.write_str(if doubtful {
                ", and it may be billed"
            } else {
                ""
            })
        }
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
                    write_line(f, reason)
                }
                None => Ok(()),
            }
        }
        (Failure::Decode(_) | Failure::Unknown { .. }, None) => f.write_str("the reply was lost"),
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
    write!(f, " after {:.1} s (", scene.spent.elapsed.as_secs_f64())?;
    write_line(f, &root(cut).to_string())?;
    f.write_str(") - ")?;
    match (scene.sent, reply) {
        (_, Some(_)) => f.write_str("the server has answered and may have billed the call"),
        (Sent::NotSent, _) => f.write_str("nothing was sent: try again"),
        (Sent::Partial, _) => {
            f.write_str("the server cannot have received all of the request: try again")
        }
        (Sent::Complete, _) if scene.endpoint.billing == Billing::Free => {
            f.write_str("the whole request was sent and may have been worked on")
        }
        (Sent::Complete, _) => {
            f.write_str("the whole request was sent and may be billed: think before trying again")
        }
    }
}

/// The innermost cause: the outer ones only say that a request failed.
fn root(cut: &Cut) -> &(dyn std::error::Error + 'static) {
    let mut cause: &(dyn std::error::Error + 'static) = &*cut.cause;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause
}

fn unknown(reply: &Stored, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "{} ", reply.status)?;
    if let Some(detail) = &reply.detail {
        let end = detail
            .char_indices()
            .nth(SHOWN)
            .map_or(detail.len(), |(at, _)| at);
        write_line(f, &detail[..end])?;
        f.write_str(if end < detail.len() { "… (" } else { " (" })?;
    } else {
        let media_type = reply
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        f.write_str(media_type.unwrap_or("a body of no stated type"))?;
        let more = if reply.truncated { "more than " } else { "" };
        write!(f, ", {more}{} bytes", reply.body.len())?;
        // What could be decoded has no such header any more.
        if let Some(coding) = reply.headers.get(CONTENT_ENCODING) {
            f.write_str(", coded as ")?;
            write_line(f, &String::from_utf8_lossy(coding.as_bytes()))?;
        }
        f.write_str(" (")?;
    }
    f.write_str("not documented for this operation) - ")?;
    f.write_str(match reply.status {
        200..=299 => "the reply says that it failed although its status does not: see `body()`",
        300..=399 => {
            "redirects are not followed, they would carry the key elsewhere: correct the base URL"
        }
        401 | 403 => "check the API key and what it may do",
        408 | 504 => "the server took too long, and the call may be billed",
        413 => "send less",
        429 => "send less often, and try again later",
        400..=499 => "see `body()` for what is wrong with the request",
        500..=599 => "try again later",
        _ => "see `body()`",
    })
}
