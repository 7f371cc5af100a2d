//! Replies that are scheduled in advance.

use crate::error::{MockError, find, meant};
use crate::fault::{Fault, Stage};
use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use std::collections::VecDeque;
use std::time::Duration;
use theta_spec::contract::{Contract, ErrorId, ErrorRow, ShapeContent, ShapeId};
use theta_spec::template::CaptureKind;

/// A reply that is scheduled in advance, with its options.
///
/// ```
/// use std::time::Duration;
/// use theta_mock::Scripted;
///
/// let twice_busy = Scripted::row("rate_limited").on("transcribe").retry_after(Duration::from_secs(2)).times(2);
/// let cut = Scripted::raw(theta_mock::RawReply::new(200).body("{\"text\": \"he").cut_short());
/// # let _ = (twice_busy, cut);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a scripted reply does nothing until it is given to `Mock::script`"]
pub struct Scripted {
    what: What<String>,
    endpoint: Option<String>,
    captures: Vec<(String, String)>,
    also: Vec<String>,
    status: Option<u16>,
    terms: Terms,
}

/// What is answered; a documented error is `R`.
#[derive(Clone, Debug)]
pub(crate) enum What<R> {
    Normal,
    EndedTokens,
    Row(R),
    Raw(RawReply),
    Disconnect,
    Fault(Fault),
    Close(u16, String),
}

/// What may be said of any reply.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) delay: Duration,
    /// How many requests it answers; all from its turn on when it is `None`.
    times: Option<usize>,
    /// Whether it happens inside a WebSocket.
    pub(crate) in_session: bool,
}

impl Scripted {
    /// Creates a reply that is the documented error with this name.
    pub fn row(name: impl Into<String>) -> Self {
        Self::new(What::Row(name.into()))
    }

    /// Creates a reply that is what the request would get anyway, for delays and to let requests pass between scripted
    /// ones.
    pub fn normal() -> Self {
        Self::new(What::Normal)
    }

    /// Ends the tokens that were given so far when the request arrives, and answers it as it is then: a request with a
    /// token is refused.
    pub fn ended_tokens() -> Self {
        Self::new(What::EndedTokens)
    }

    /// Creates a reply that is not in the contract.
    pub fn raw(reply: RawReply) -> Self {
        Self::new(What::Raw(reply))
    }

    /// Creates a reply that reads the whole request and closes the connection without an answer.
    pub fn disconnect() -> Self {
        Self::new(What::Disconnect)
    }

    /// Creates a reply that is this fault, whatever the request.
    pub fn fault(fault: Fault) -> Self {
        Self::new(What::Fault(fault))
    }

    fn new(what: What<String>) -> Self {
        Self {
            what,
            endpoint: None,
            captures: Vec::new(),
            also: Vec::new(),
            status: None,
            terms: Terms {
                headers: Vec::new(),
                retry_after: None,
                delay: Duration::ZERO,
                times: Some(1),
                in_session: false,
            },
        }
    }

    /// Creates a reply that opens the WebSocket and closes it with this code and reason. For an error of the contract
    /// whose status is a close code, [`row`](Self::row) does the same.
    pub fn close(code: u16, reason: impl Into<String>) -> Self {
        Self::new(What::Close(code, reason.into()))
    }

    /// Sends the reply inside an open WebSocket instead of refusing it: an error is sent as a message, and
    /// [`disconnect`](Self::disconnect) ends the connection without a close frame. Of an endpoint that returns events, the
    /// reply comes after the first of them: an error as an event, and the end of the connection before that of the
    /// events.
    pub fn in_session(mut self) -> Self {
        self.terms.in_session = true;
        self
    }

    /// Applies the reply only to a request to this endpoint. A row must be documented there.
    pub fn on(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Sets a capture of the row's template, instead of the documented example.
    pub fn capture(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.captures.push((name.into(), value.into()));
        self
    }

    /// Reports another documented error as well, after the row, in a reply that is a list of failures. Both must be of one
    /// shape, which has `each`.
    pub fn and(mut self, row: impl Into<String>) -> Self {
        self.also.push(row.into());
        self
    }

    /// Sets which of the row's statuses the reply has. The default is the first one.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.terms.headers.push((name.into(), value.into()));
        self
    }

    /// Sets how long the client should wait, in every place where the contract says that the API states it: in the
    /// documented header (`retry-after` if none is named), and in the body if the row's shape has a place for it. A
    /// header has whole seconds, rounded up, or milliseconds if its name ends with `-ms`.
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.terms.retry_after = Some(delay);
        self
    }

    /// Delays the reply, by the server's clock.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.terms.delay = delay;
        self
    }

    /// Answers this many requests before the next scripted reply is used. Zero answers none.
    pub fn times(mut self, times: usize) -> Self {
        self.terms.times = Some(times);
        self
    }

    /// Answers every request from then on, until [`clear_script`](crate::Mock::clear_script).
    pub fn always(mut self) -> Self {
        self.terms.times = None;
        self
    }
}

impl Fault {
    /// Repeats the fault this many times, for [`Mock::script`](crate::Mock::script).
    pub fn times(self, times: usize) -> Scripted {
        Scripted::fault(self).times(times)
    }

    /// Repeats the fault for every request from then on, for [`Mock::script`](crate::Mock::script).
    pub fn always(self) -> Scripted {
        Scripted::fault(self).always()
    }
}

/// A reply outside the contract: a proxy's page, a body that is cut short, an undocumented status.
///
/// It is sent as it is: no headers are added except those that HTTP needs.
#[derive(Clone, Debug)]
#[must_use = "a raw reply does nothing until it is scripted"]
pub struct RawReply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) cut_short: bool,
}

impl RawReply {
    /// Creates a reply with this status and without a body.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            cut_short: false,
        }
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Announces one byte more than is sent and closes the connection.
    pub fn cut_short(mut self) -> Self {
        self.cut_short = true;
        self
    }
}

/// A scripted reply whose names are resolved.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) what: What<Row>,
    pub(crate) terms: Terms,
    endpoint: Option<usize>,
}

/// A documented error, and how it is told.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: ErrorId,
    pub(crate) captures: Vec<(String, String)>,
    /// Further rows of the same list.
    pub(crate) also: Vec<ErrorId>,
    pub(crate) status: Option<u16>,
}

impl Order {
    /// Resolves the names and refuses what cannot be served.
    pub(crate) fn new(contract: &Contract, scripted: Scripted) -> Result<Self, MockError> {
        let Scripted {
            what,
            endpoint,
            captures,
            also,
            status,
            mut terms,
        } = scripted;
        let endpoint = endpoint.map(|name| find_endpoint(contract, &name));
        let endpoint = endpoint.transpose()?;
        let what = match what {
            What::Normal => What::Normal,
            What::EndedTokens => What::EndedTokens,
            What::Disconnect => What::Disconnect,
            What::Close(code, reason) if (1000..=4999).contains(&code) => What::Close(code, reason),
            What::Close(code, _) => return Err(MockError::Status(code)),
            What::Fault(fault) => {
                fault.check()?;
                if endpoint.is_some() && fault.stage() == Stage::Accept {
                    return Err(MockError::FaultOnEndpoint(fault.name()));
                }
                What::Fault(fault)
            }
            What::Raw(raw) => {
                if !(200..=999).contains(&raw.status) {
                    return Err(MockError::Status(raw.status));
                }
                terms.headers.extend(raw.headers.iter().cloned());
                What::Raw(raw)
            }
            What::Row(name) => {
                let id = find_row(contract, &name)?;
                let row = contract.error(id);
                if let Some(index) = endpoint {
                    check_documented(contract, row, id, index)?;
                }
                check_captures(row, &captures)?;
                if let Some(status) = status.filter(|status| !row.status.contains(*status)) {
                    return Err(MockError::RowStatus {
                        row: name,
                        status,
                        documented: row.status.to_string(),
                    });
                }
                let also = also.into_iter().map(|other| in_list(contract, row, &other));
                let also = also.collect::<Result<_, _>>()?;
                What::Row(Row {
                    id,
                    captures,
                    also,
                    status,
                })
            }
        };
        for (name, value) in &terms.headers {
            check_header(name, value)?;
        }
        Ok(Self {
            what,
            terms,
            endpoint,
        })
    }

    fn is_for(&self, endpoint: usize) -> bool {
        self.endpoint.is_none_or(|wanted| wanted == endpoint)
    }

    pub(crate) fn fault(&self) -> Option<&Fault> {
        match &self.what {
            What::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

/// A row that can stand in a list with another one.
fn in_list(contract: &Contract, row: &ErrorRow, other: &str) -> Result<ErrorId, MockError> {
    let id = find_row(contract, other)?;
    let shape = |row: &ErrorRow| row.shapes.first().copied();
    let is_list = |shape: ShapeId| {
        let content = &contract.shape(shape).content;
        matches!(content, ShapeContent::Json { each: Some(_), .. })
    };
    if shape(row).is_some_and(is_list) && shape(row) == shape(contract.error(id)) {
        return Ok(id);
    }
    Err(MockError::NotOneList {
        row: row.name.clone(),
        other: other.to_owned(),
    })
}

/// Scripted replies in the order in which they were given.
#[derive(Default)]
pub(crate) struct Script {
    orders: VecDeque<Order>,
    delays: VecDeque<Duration>,
}

impl Script {
    pub(crate) fn push(&mut self, order: Order) {
        if order.terms.times != Some(0) {
            self.orders.push_back(order);
        }
    }

    pub(crate) fn delay(&mut self, delay: Duration) {
        self.delays.push_back(delay);
    }

    /// The first order that is meant for the endpoint, unless it is a fault: that one waits for the head of a request.
    pub(crate) fn take(&mut self, endpoint: usize) -> Option<Order> {
        let position = self.position(endpoint)?;
        match self.orders.get(position)?.fault() {
            None => self.take_at(position),
            Some(_) => None,
        }
    }

    /// The first order that is meant for the endpoint, if it is a fault.
    pub(crate) fn take_fault(&mut self, endpoint: usize) -> Option<Order> {
        let position = self.position(endpoint)?;
        self.orders.get(position)?.fault()?;
        self.take_at(position)
    }

    /// The first order, if it is a fault that sets in before a request.
    pub(crate) fn take_at_accept(&mut self) -> Option<Order> {
        let stage = self.orders.front()?.fault()?.stage();
        (stage == Stage::Accept).then(|| self.take_at(0)).flatten()
    }

    /// Whether there is an order for the endpoint.
    pub(crate) fn has_order(&self, endpoint: usize) -> bool {
        self.position(endpoint).is_some()
    }

    fn position(&self, endpoint: usize) -> Option<usize> {
        self.orders.iter().position(|order| order.is_for(endpoint))
    }

    fn take_at(&mut self, position: usize) -> Option<Order> {
        let order = self.orders.get_mut(position)?;
        let taken = order.clone();
        if let Some(times) = &mut order.terms.times {
            *times -= 1;
            if *times == 0 {
                self.orders.remove(position);
            }
        }
        Some(taken)
    }

    pub(crate) fn take_delay(&mut self) -> Duration {
        self.delays.pop_front().unwrap_or_default()
    }

    /// Replies that are still owed; one that is served always does not count.
    pub(crate) fn pending(&self) -> usize {
        self.orders
            .iter()
            .filter_map(|order| order.terms.times)
            .sum()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

pub(crate) fn find_endpoint(contract: &Contract, name: &str) -> Result<usize, MockError> {
    let names = contract.endpoints.iter().map(|endpoint| &*endpoint.name);
    find(name, names, |name, suggestion| MockError::UnknownEndpoint {
        name,
        suggestion,
    })
}

fn find_row(contract: &Contract, name: &str) -> Result<ErrorId, MockError> {
    let names = contract.errors.iter().map(|row| &*row.name);
    let found = find(name, names, |name, suggestion| MockError::UnknownRow {
        name,
        suggestion,
    });
    found.map(ErrorId)
}

fn check_documented(
    contract: &Contract,
    row: &ErrorRow,
    id: ErrorId,
    index: usize,
) -> Result<(), MockError> {
    let endpoint = &contract.endpoints[index];
    if endpoint.errors.contains(&id) {
        return Ok(());
    }
    let names: Vec<&str> = row
        .on
        .iter()
        .map(|id| contract.endpoints[id.0].name.as_str())
        .collect();
    Err(MockError::RowNotOnEndpoint {
        row: row.name.clone(),
        endpoint: endpoint.name.clone(),
        documented_on: names.join(", "),
    })
}

fn check_captures(row: &ErrorRow, captures: &[(String, String)]) -> Result<(), MockError> {
    for (name, value) in captures {
        let hole = row.captures.iter().find(|hole| hole.name == *name);
        let hole = hole.ok_or_else(|| MockError::UnknownCapture {
            row: row.name.clone(),
            name: name.clone(),
            suggestion: meant(name, row.captures.iter().map(|hole| hole.name.as_str())),
        })?;
        let expected = match hole.kind {
            CaptureKind::Text if value.is_empty() => "use one character at least",
            CaptureKind::Int
                if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                "use digits and nothing else"
            }
            CaptureKind::Text | CaptureKind::Int => continue,
        };
        let (row, name, value) = (row.name.clone(), name.clone(), value.clone());
        return Err(MockError::CaptureValue {
            row,
            name,
            value,
            expected,
        });
    }
    Ok(())
}

fn check_header(name: &str, value: &str) -> Result<(), MockError> {
    let bad = HeaderName::try_from(name).is_err() || HeaderValue::try_from(value).is_err();
    if bad {
        Err(MockError::Header(format!("{name}: {value}")))
    } else {
        Ok(())
    }
}
