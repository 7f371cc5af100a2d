//! Faults between a client and a server, down to the bytes.

use crate::error::{MockError, meant};
use hyper::header::HeaderValue;
use std::borrow::Cow;
use std::fmt;
use std::mem::discriminant;
use std::str::FromStr;
use std::time::Duration;

/// A failure of a connection or a reply, whatever the request.
///
/// A fault has a name for use on a command line. Some have a value, which follows the name and an equals sign:
///
/// ```
/// use theta_mock::Fault;
///
/// assert_eq!("hang".parse::<Fault>()?, Fault::Hang);
/// assert_eq!("html_page=504".parse::<Fault>()?, Fault::HtmlPage { status: 504 });
/// assert_eq!(Fault::StopReading { after: 4096 }.to_string(), "stop_reading=4096");
/// assert!(Fault::ALL.len() > 20);
/// # Ok::<(), theta_mock::MockError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Resets the connection when it is accepted. A connection that is already open is reset after the head of a
    /// request.
    ResetAtAccept,
    /// Closes the connection when it is accepted. A connection that is already open is closed after the head of a
    /// request.
    CloseAtAccept,
    /// Accepts the connection and never reads from it.
    NeverRead,
    /// Resets the connection after at least this many bytes of the body, or all of them, were read.
    ResetDuringUpload {
        /// Bytes of the body.
        after: u64,
    },
    /// Stops reading after at least this many bytes of the body, and keeps the connection open.
    StopReading {
        /// Bytes of the body.
        after: u64,
    },
    /// Closes the sending half after the head of the request, and continues to read.
    HalfClose,
    /// Answers after the head of the request and closes the connection at once, so that the answer may be lost.
    EarlyReplyClose {
        /// The status of the answer, which is the documented error with that status if there is one.
        status: u16,
    },
    /// Answers after the head of the request, and then reads and drops the rest of the body.
    EarlyReplyDrain {
        /// The status of the answer, which is the documented error with that status if there is one.
        status: u16,
    },
    /// Reads the whole request and never answers.
    Hang,
    /// Reads the whole request and closes the connection.
    CloseAfterUpload,
    /// Reads the whole request and resets the connection.
    ResetAfterUpload,
    /// Answers with something that is not HTTP.
    GarbageStatusLine,
    /// Closes the connection in the middle of the reply's head.
    TruncatedHead,
    /// Sends half of the reply's head and nothing more.
    StalledHead,
    /// Adds this many headers to the reply.
    ManyHeaders {
        /// The number of them.
        count: u32,
    },
    /// Adds a header of this size to the reply.
    LargeHeader {
        /// Bytes of its value.
        bytes: u64,
    },
    /// Sends this many interim replies before the reply.
    Informational {
        /// The number of them.
        count: u32,
    },
    /// Gives the reply a length that is not a number.
    BadLength,
    /// Closes the connection in the middle of a body whose length was announced.
    TruncatedBody,
    /// Closes the connection in the middle of a chunked body.
    TruncatedChunked,
    /// Sends a chunk whose size is not a number.
    GarbageChunk,
    /// Resets the connection in the middle of the reply's body.
    ResetInReply,
    /// Sends half of the reply's body and nothing more.
    StalledBody,
    /// Sends the reply's body one byte at a time.
    SlowBody {
        /// The time between two bytes, by the server's clock.
        every: Duration,
    },
    /// Sends the events of an endpoint without what ends them. Any other answer is as usual.
    EventsWithoutEnd,
    /// Ends the body of events properly, in the middle of a character of one of them. Any other answer is as usual.
    EventsTorn,
    /// Sends an event that is a failure in place of the last one. Any other answer is as usual.
    ErrorEvent,
    /// Sends the events of an endpoint one at a time. Any other answer is as usual.
    EventPause {
        /// The time between two events, by the server's clock.
        every: Duration,
    },
    /// Answers every page of a list with the first one, which leads on. Any other answer is as usual.
    PagesRepeat,
    /// Answers that a job goes on, however often it is asked for. Any other answer is as usual.
    JobGoesOn,
    /// Answers that a job has failed. Any other answer is as usual.
    JobFails,
    /// Answers as usual, and closes its side of the connection without announcing it. Anything that still arrives is
    /// read and counted, but not answered.
    CloseAfterReply {
        /// The time between the two, by the server's clock, in which a client may use the connection again.
        after: Duration,
    },
    /// Answers as usual, keeps the connection open, and resets it when anything more arrives, without reading it.
    ResetOnReuse,
    /// Answers with the HTML page of a proxy.
    HtmlPage {
        /// Status of the page.
        status: u16,
    },
    /// Answers with JSON that is not UTF-8.
    NonUtf8Body {
        /// Status of the answer.
        status: u16,
    },
    /// Answers with a JSON object whose `detail` is a list of objects, as web frameworks do.
    DetailList {
        /// Status of the answer.
        status: u16,
    },
    /// Answers without a body.
    EmptyBody {
        /// Status of the answer.
        status: u16,
    },
    /// Answers with a body of this size.
    HugeBody {
        /// Status of the answer.
        status: u16,
        /// Bytes of the body.
        bytes: u64,
    },
    /// Redirects the client.
    Redirect {
        /// Status of the answer, 300 to 399.
        status: u16,
        /// Value of the `location` header; empty for none.
        location: Cow<'static, str>,
    },
}

/// The description of a kind of [`Fault`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FaultInfo {
    /// Its name.
    pub name: &'static str,
    /// What happens, in one line.
    pub summary: &'static str,
    /// The meaning of the value after the equals sign; empty if it has none.
    pub value: &'static str,
    /// The fault with its default value.
    pub fault: Fault,
}

/// When a fault sets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before anything is read.
    Accept,
    /// When the head of a request was read.
    Head,
    /// When so many bytes of the body were read.
    Upload(u64),
    /// When the request was read whole.
    Reply,
}

const fn info(
    name: &'static str,
    value: &'static str,
    fault: Fault,
    summary: &'static str,
) -> FaultInfo {
    FaultInfo {
        name,
        summary,
        value,
        fault,
    }
}

impl Fault {
    /// Every kind of fault.
    #[rustfmt::skip]
    pub const ALL: &'static [FaultInfo] = &[
        info("reset_at_accept", "", Self::ResetAtAccept, "reset the connection when it is accepted"),
        info("close_at_accept", "", Self::CloseAtAccept, "close the connection when it is accepted"),
        info("never_read", "", Self::NeverRead, "accept the connection and never read from it"),
        info("reset_during_upload", "bytes of the body", Self::ResetDuringUpload { after: 65_536 }, "reset the connection when so much of the body was read"),
        info("stop_reading", "bytes of the body", Self::StopReading { after: 65_536 }, "read no further when so much of the body was read"),
        info("half_close", "", Self::HalfClose, "close the sending half when the head came and go on reading"),
        info("early_reply_close", "status", Self::EarlyReplyClose { status: 413 }, "answer when the head came and close the connection"),
        info("early_reply_drain", "status", Self::EarlyReplyDrain { status: 413 }, "answer when the head came and read the rest of the body"),
        info("hang", "", Self::Hang, "read the whole request and never answer"),
        info("close_after_upload", "", Self::CloseAfterUpload, "read the whole request and close the connection"),
        info("reset_after_upload", "", Self::ResetAfterUpload, "read the whole request and reset the connection"),
        info("garbage_status_line", "", Self::GarbageStatusLine, "answer with something that is not HTTP"),
        info("truncated_head", "", Self::TruncatedHead, "close the connection in the middle of the reply's head"),
        info("stalled_head", "", Self::StalledHead, "send half of the reply's head and nothing more"),
        info("many_headers", "count", Self::ManyHeaders { count: 1000 }, "add so many headers to the reply"),
        info("large_header", "bytes", Self::LargeHeader { bytes: 1_048_576 }, "add a header of that size to the reply"),
        info("informational", "count", Self::Informational { count: 1 }, "send so many interim replies before the reply"),
        info("bad_length", "", Self::BadLength, "give the reply a length that is no number"),
        info("truncated_body", "", Self::TruncatedBody, "close the connection in the middle of a body of announced length"),
        info("truncated_chunked", "", Self::TruncatedChunked, "close the connection in the middle of a chunked body"),
        info("garbage_chunk", "", Self::GarbageChunk, "send a chunk whose size is no number"),
        info("reset_in_reply", "", Self::ResetInReply, "reset the connection in the middle of the reply's body"),
        info("stalled_body", "", Self::StalledBody, "send half of the reply's body and nothing more"),
        info("slow_body", "milliseconds", Self::SlowBody { every: Duration::from_millis(100) }, "send the reply's body one byte at a time, so far apart"),
        info("events_without_end", "", Self::EventsWithoutEnd, "send the events without what ends them"),
        info("events_torn", "", Self::EventsTorn, "end the events in the middle of a character, and the body properly"),
        info("error_event", "", Self::ErrorEvent, "send an event that is a failure in place of the last one"),
        info("event_pause", "milliseconds", Self::EventPause { every: Duration::from_millis(100) }, "send the events one at a time, so far apart"),
        info("pages_repeat", "", Self::PagesRepeat, "answer every page of a list with the first one, which leads on"),
        info("job_goes_on", "", Self::JobGoesOn, "answer that a job goes on, however often it is asked for"),
        info("job_fails", "", Self::JobFails, "answer that a job has failed"),
        info("close_after_reply", "milliseconds", Self::CloseAfterReply { after: Duration::ZERO }, "answer as usual and, so much later, close the connection without saying so"),
        info("reset_on_reuse", "", Self::ResetOnReuse, "answer as usual and reset the connection when anything more comes"),
        info("html_page", "status", Self::HtmlPage { status: 502 }, "answer with the HTML page of a proxy"),
        info("non_utf8_body", "status", Self::NonUtf8Body { status: 500 }, "answer with JSON that is not UTF-8"),
        info("detail_list", "status", Self::DetailList { status: 422 }, "answer with JSON whose detail is a list"),
        info("empty_body", "status", Self::EmptyBody { status: 200 }, "answer without a body"),
        info("huge_body", "status[,bytes]", Self::HugeBody { status: 200, bytes: 100_000_000 }, "answer with a body of that size"),
        info("redirect", "status[,location]", Self::Redirect { status: 307, location: Cow::Borrowed("http://elsewhere.invalid/") }, "send the client elsewhere"),
    ];

    /// Returns the description of its kind.
    #[must_use]
    pub fn info(&self) -> &'static FaultInfo {
        let same = |info: &&FaultInfo| discriminant(&info.fault) == discriminant(self);
        // A test asserts that every kind is in the table.
        Self::ALL.iter().find(same).unwrap_or(&Self::ALL[0])
    }

    /// Returns the name, without a value.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.info().name
    }

    pub(crate) fn stage(&self) -> Stage {
        match self {
            Self::ResetAtAccept | Self::CloseAtAccept | Self::NeverRead => Stage::Accept,
            Self::HalfClose | Self::EarlyReplyClose { .. } | Self::EarlyReplyDrain { .. } => {
                Stage::Head
            }
            Self::ResetDuringUpload { after } | Self::StopReading { after } => {
                Stage::Upload(*after)
            }
            _ => Stage::Reply,
        }
    }

    /// Whether it needs the bare socket.
    pub(crate) fn is_by_hand(&self) -> bool {
        !matches!(
            self,
            Self::HtmlPage { .. }
                | Self::NonUtf8Body { .. }
                | Self::DetailList { .. }
                | Self::EmptyBody { .. }
                | Self::EventsWithoutEnd
                | Self::EventsTorn
                | Self::ErrorEvent
                | Self::PagesRepeat
                | Self::JobGoesOn
                | Self::JobFails
                | Self::Redirect { .. }
        )
    }

    /// Whether no status reaches the client although the request was read whole.
    pub(crate) fn is_silent(&self) -> bool {
        matches!(
            self,
            Self::Hang
                | Self::CloseAfterUpload
                | Self::ResetAfterUpload
                | Self::GarbageStatusLine
                | Self::TruncatedHead
                | Self::StalledHead
        )
    }

    /// Whether the reply is whole and does not say that the connection ends with it: a client may have begun another
    /// request by the time that it learns.
    pub(crate) fn ends_unannounced(&self) -> bool {
        matches!(
            self,
            Self::ManyHeaders { .. }
                | Self::LargeHeader { .. }
                | Self::Informational { .. }
                | Self::SlowBody { .. }
                | Self::EventPause { .. }
                | Self::CloseAfterReply { .. }
                | Self::HugeBody { .. }
        )
    }

    /// Refuses what HTTP cannot carry.
    pub(crate) fn check(&self) -> Result<(), MockError> {
        let mut allowed = 200..=999;
        if let Self::Redirect { location, .. } = self {
            if HeaderValue::try_from(&**location).is_err() {
                return Err(MockError::Header(format!("location: {location}")));
            }
            allowed = 300..=399;
        }
        match self.clone().value().and_then(|(first, _)| first.status()) {
            Some(status) if !allowed.contains(&status) => {
                let expected = format!("a status from {} to {}", allowed.start(), allowed.end());
                Err(self.refused(&status.to_string(), expected))
            }
            _ => Ok(()),
        }
    }

    fn refused(&self, value: &str, expected: impl Into<String>) -> MockError {
        MockError::FaultValue {
            fault: self.name(),
            value: value.to_owned(),
            expected: expected.into(),
        }
    }

    fn with_value(mut self, text: &str) -> Result<Self, MockError> {
        let expected = match self.info().value {
            "" => "no value",
            value => value,
        };
        let refused = self.refused(text, expected);
        let read = match self.value() {
            None => None,
            Some((mut only, None)) => only.read(text),
            Some((mut first, Some(mut second))) => match text.split_once(',') {
                None => first.read(text),
                Some((one, other)) => first.read(one).and_then(|()| second.read(other)),
            },
        };
        read.ok_or(refused)?;
        self.check()?;
        Ok(self)
    }

    /// What follows the equals sign: one value, or two with a comma between them, of which the second may be left out.
    fn value(&mut self) -> Option<(Value<'_>, Option<Value<'_>>)> {
        Some(match self {
            Self::ResetDuringUpload { after: bytes }
            | Self::StopReading { after: bytes }
            | Self::LargeHeader { bytes } => (Value::Bytes(bytes), None),
            Self::EarlyReplyClose { status }
            | Self::EarlyReplyDrain { status }
            | Self::HtmlPage { status }
            | Self::NonUtf8Body { status }
            | Self::DetailList { status }
            | Self::EmptyBody { status } => (Value::Status(status), None),
            Self::ManyHeaders { count } | Self::Informational { count } => {
                (Value::Count(count), None)
            }
            Self::SlowBody { every: time }
            | Self::EventPause { every: time }
            | Self::CloseAfterReply { after: time } => (Value::Milliseconds(time), None),
            Self::HugeBody { status, bytes } => (Value::Status(status), Some(Value::Bytes(bytes))),
            Self::Redirect { status, location } => {
                (Value::Status(status), Some(Value::Text(location)))
            }
            _ => return None,
        })
    }
}

/// A value of a fault, as it is written behind its name.
enum Value<'f> {
    Status(&'f mut u16),
    Count(&'f mut u32),
    Bytes(&'f mut u64),
    Milliseconds(&'f mut Duration),
    Text(&'f mut Cow<'static, str>),
}

impl Value<'_> {
    fn status(self) -> Option<u16> {
        match self {
            Self::Status(status) => Some(*status),
            _ => None,
        }
    }

    /// Reads another value; `None` when the text is none.
    fn read(&mut self, text: &str) -> Option<()> {
        match self {
            Self::Status(status) => **status = text.parse().ok()?,
            Self::Count(count) => **count = text.parse().ok()?,
            Self::Bytes(bytes) => **bytes = text.parse().ok()?,
            Self::Milliseconds(time) => **time = Duration::from_millis(text.parse().ok()?),
            Self::Text(old) => **old = Cow::Owned(text.to_owned()),
        }
        Some(())
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => status.fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Bytes(bytes) => bytes.fmt(f),
            Self::Milliseconds(time) => time.as_millis().fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// The name, and the value where there is one: what [`FromStr`] reads.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.clone().value() {
            None => Ok(()),
            Some((only, None)) => write!(f, "={only}"),
            Some((first, Some(second))) => write!(f, "={first},{second}"),
        }
    }
}

/// Reads `NAME` or `NAME=VALUE`.
impl FromStr for Fault {
    type Err = MockError;

    fn from_str(text: &str) -> Result<Self, MockError> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let found = Self::ALL.iter().find(|info| info.name == name);
        let info = found.ok_or_else(|| MockError::UnknownFault {
            name: name.to_owned(),
            suggestion: meant(name, Self::ALL.iter().map(|info| info.name)),
        })?;
        match value {
            Some(value) => info.fault.clone().with_value(value),
            None => Ok(info.fault.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_fault_is_read_as_it_is_written() {
        for info in Fault::ALL {
            assert_eq!(info.fault.name(), info.name);
            assert_eq!(info.name.parse::<Fault>().unwrap(), info.fault);
            assert_eq!(info.fault.to_string().parse::<Fault>().unwrap(), info.fault);
            assert_eq!(info.value.is_empty(), info.fault.clone().value().is_none());
            assert!(info.fault.check().is_ok(), "{}", info.name);
        }
        let names: HashSet<&str> = Fault::ALL.iter().map(|info| info.name).collect();
        assert_eq!(names.len(), Fault::ALL.len());
    }

    #[test]
    fn what_is_no_fault_is_refused_with_a_hint() {
        for (text, expected) in [
            ("hagn", "there is no fault `hagn`: did you mean `hang`?"),
            (
                "hang=1",
                "the fault `hang` cannot have the value `1`: it takes no value",
            ),
            (
                "html_page=x",
                "the fault `html_page` cannot have the value `x`: it takes status",
            ),
            (
                "html_page=100",
                "the fault `html_page` cannot have the value `100`: it takes a status from 200 to 999",
            ),
            (
                "redirect=200,/",
                "the fault `redirect` cannot have the value `200`: it takes a status from 300 to 399",
            ),
            (
                "redirect=301,a\nb",
                "`location: a\nb` is no header that HTTP can carry: check its name and value",
            ),
        ] {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            assert_eq!(error, expected);
        }
    }
}
