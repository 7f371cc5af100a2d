//! From a request that was read to the reply that is sent.

use crate::checks;
use crate::clock::Clock;
use crate::connection::{Arrival, Connections, Place};
use crate::events;
use crate::failure::Failure;
use crate::fault::{Fault, Stage};
use crate::keys::{Admitted, Keys};
use crate::limits::{Limits, Running};
use crate::look::Look;
use crate::prefer;
use crate::random::RandomFaults;
use crate::record::{Recorded, RecordedReply, Records, ReplyKind, SentKey};
use crate::reply::{self, Reply};
use crate::request::Incoming;
use crate::route::{Found, Routed, Routes};
use crate::script::{Order, Script, What};
use crate::sent;
use crate::session::Session;
use crate::spoil;
use crate::tokens::Tokens;
use crate::walks::Walks;
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use theta_spec::contract::{Body, Contract, Endpoint, Returns, Status, TriggerKind};

/// Called with every request once its reply is chosen.
pub(crate) type Observer = Box<dyn Fn(&Recorded) + Send + Sync>;

/// Called with every fault that keeps a request from being read whole.
pub(crate) type FaultObserver = Box<dyn Fn(&Fault, Option<&Arrival>) + Send + Sync>;

/// What a server is told before it starts.
pub(crate) struct Settings {
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) body_limit: usize,
    pub(crate) record_limit: usize,
    /// How long a fault that waits holds its connection.
    pub(crate) hold: Duration,
    /// Whether the server's own API answers.
    pub(crate) control: bool,
    /// Whether pages of any site may call it.
    pub(crate) cors: bool,
    pub(crate) observer: Option<Observer>,
    pub(crate) fault_observer: Option<FaultObserver>,
}

/// What the server and the handle share.
pub(crate) struct Shared {
    pub(crate) contract: Contract,
    pub(crate) routes: Routes,
    pub(crate) settings: Settings,
    state: Mutex<State>,
}

/// What changes while the server runs.
pub(crate) struct State {
    pub(crate) keys: Keys,
    limits: Limits,
    pub(crate) tokens: Tokens,
    pub(crate) script: Script,
    pub(crate) records: Records,
    pub(crate) connections: Connections,
    pub(crate) random: Option<RandomFaults>,
    pub(crate) successes: HashMap<usize, Bytes>,
    pub(crate) walks: Walks,
    count: u64,
}

/// A fault that befalls a request, and what else was ordered with it.
pub(crate) struct Struck {
    pub(crate) fault: Fault,
    order: Option<Order>,
}

impl Struck {
    /// How long it is kept back before anything happens.
    pub(crate) fn delay(&self) -> Duration {
        self.order
            .as_ref()
            .map_or(Duration::ZERO, |order| order.terms.delay)
    }
}

/// A reply, with what was ordered or preferred.
struct Turn {
    order: Option<Order>,
    /// The preference that was followed.
    applied: Option<String>,
    delay: Duration,
    reply: Reply,
    running: Running,
}

impl Turn {
    fn of(reply: Reply) -> Self {
        Self {
            order: None,
            applied: None,
            delay: Duration::ZERO,
            reply,
            running: Running::default(),
        }
    }
}

/// A reply and how long it is kept back.
pub(crate) struct Chosen {
    pub(crate) reply: Reply,
    pub(crate) delay: Duration,
    /// A WebSocket that is opened instead of the reply.
    pub(crate) session: Option<Session>,
    /// Counts among what runs at the same time until it is dropped.
    pub(crate) running: Running,
}

impl Shared {
    pub(crate) fn new(
        contract: Contract,
        keys: Keys,
        random: Option<RandomFaults>,
        settings: Settings,
    ) -> Self {
        let state = State {
            keys,
            limits: Limits::new(settings.clock.now()),
            tokens: Tokens::default(),
            script: Script::default(),
            records: Records::default(),
            connections: Connections::default(),
            random,
            successes: HashMap::new(),
            walks: Walks::default(),
            count: 0,
        };
        Self {
            routes: Routes::new(&contract),
            contract,
            settings,
            state: Mutex::new(state),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves nothing half done that would matter to the next request.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault that was ordered for the next connection.
    pub(crate) fn strike_at_accept(&self, connection: u64) -> Option<Struck> {
        let mut state = self.state();
        let order = state.script.take_at_accept()?;
        let fault = order.fault()?.clone();
        state.connections.fault_at_accept(connection, &fault);
        drop(state);
        if let Some(observer) = &self.settings.fault_observer {
            observer(&fault, None);
        }
        Some(Struck {
            fault,
            order: Some(order),
        })
    }

    /// The fault that befalls a request whose head came: one that was ordered, or one by chance when nothing was.
    pub(crate) fn strike(
        &self,
        place: Place,
        method: &str,
        path: &str,
        look: &Look<'_>,
    ) -> Option<Struck> {
        let routed = self.routes.find(&self.contract, method, path, look);
        let Routed::Found(found) = routed else {
            return None;
        };
        let preferred = prefer::of(&self.contract, found.endpoint, look.headers);
        let asks = preferred.is_some();
        let mut state = self.state();
        let order = match preferred {
            Some(preferred) => preferred.ok().map(|preferred| preferred.order),
            None => state.script.take_fault(found.endpoint),
        };
        let fault = match order.as_ref().and_then(Order::fault) {
            Some(fault) => fault.clone(),
            None if asks || state.script.has_order(found.endpoint) => return None,
            None => state.random.as_mut()?.draw()?,
        };
        let arrival = state.connections.fault(place, &fault);
        drop(state);
        if let (Some(observer), Some(arrival)) = (&self.settings.fault_observer, arrival)
            && fault.stage() != Stage::Reply
        {
            observer(&fault, Some(&arrival));
        }
        Some(Struck { fault, order })
    }

    /// What is answered before the body was read.
    pub(crate) fn early(&self, status: u16, method: &str, path: &str) -> Reply {
        let contract = &self.contract;
        let documented = match self.routes.find(contract, method, path, &Look::default()) {
            Routed::Found(found) => {
                let endpoint = &contract.endpoints[found.endpoint];
                let enters = |member: &Status| endpoint.classifier.enters(*member, status);
                endpoint
                    .errors
                    .iter()
                    .find(|id| contract.error(**id).status.members.iter().any(enters))
            }
            _ => None,
        };
        match documented {
            Some(id) => Reply::documented(contract, *id, &[], Some(status)),
            None => Reply::page(status),
        }
    }

    fn not_allowed(&self, request: &Incoming, methods: &str) -> Reply {
        let text = format!("{} takes {methods}, not {}", request.path, request.method);
        let mut reply = Reply::undocumented(&self.contract, 405, &text);
        reply.add("allow", methods);
        reply
    }

    /// Chooses the reply and keeps the record.
    pub(crate) fn answer(&self, request: Incoming, struck: Option<&Struck>) -> Chosen {
        let mut state = self.state();
        state.count += 1;
        let number = state.count;
        let request_id = format!("req_{number:07}");
        let routed = self.routes.find(
            &self.contract,
            &request.method,
            &request.path,
            &request.look(),
        );
        state.walks.strike(struck.map(|struck| &struck.fault));
        let (turn, endpoint) = self.begin(&mut state, &routed, &request, struck);
        let Turn {
            order,
            applied,
            delay,
            mut reply,
            running,
        } = turn;
        // A WebSocket that will break off is opened like any other.
        let in_session = order.as_ref().is_some_and(|order| order.terms.in_session);
        let identified = match reply.kind {
            ReplyKind::Raw | ReplyKind::Fault => false,
            ReplyKind::Disconnect => in_session,
            _ => true,
        };
        if identified {
            reply.identify(&self.contract, &request_id);
        }
        if let Some(order) = &order {
            apply(&self.contract, order, &mut reply);
        }
        if let Some(applied) = applied {
            reply.add(prefer::APPLIED, &applied);
        }
        if let Some(endpoint) = endpoint.and_then(|at| self.contract.endpoints.get(at)) {
            match events::of(endpoint) {
                Some(given) if in_session && reply.kind != ReplyKind::Success => {
                    spoil::within(&self.contract, endpoint, given, &mut reply);
                }
                _ => {}
            }
            if let Some(struck) = struck.filter(|_| reply.kind == ReplyKind::Success) {
                spoil::spoil(&self.contract, endpoint, &struck.fault, &mut reply);
            }
            if let (Some(given), Some(id), ReplyKind::Success) = (
                events::of(endpoint),
                request.header("last-event-id"),
                reply.kind,
            ) && let Some(left) = events::behind(given, id, &reply.body)
            {
                reply.go_on_with(left);
            }
        }
        let session = endpoint.and_then(|endpoint| {
            let key = request.header("sec-websocket-key");
            Session::of(&self.contract, endpoint, key, order.as_ref(), &reply)
        });
        if session.is_some() {
            reply.status = 101;
        }
        if session.is_none() && reply.status >= 1000 {
            let text = "this error closes a WebSocket: send the handshake of one";
            reply = Reply::undocumented(&self.contract, 426, text);
        }
        let fault = struck.map(|struck| struck.fault.clone());
        if fault.is_some() {
            reply.kind = ReplyKind::Fault;
        }
        let silent = fault.as_ref().is_some_and(Fault::is_silent);
        let recorded_reply = RecordedReply {
            status: if silent { 0 } else { reply.status },
            kind: reply.kind,
            row: reply.row.map(|id| self.contract.error(id).name.clone()),
            reason: reply.reason.clone(),
            request_id: if identified {
                request_id
            } else {
                String::new()
            },
            scripted: order.is_some_and(|order| !matches!(order.what, What::Normal)),
            fault,
        };
        let values = match &routed {
            Routed::Found(found) => checks::values(&self.contract, found, &request),
            Routed::OtherMethods(_) | Routed::Nowhere => Vec::new(),
        };
        let mut record = self.record(number, endpoint, request, recorded_reply);
        record.values = values;
        let shown = self.settings.observer.as_ref().map(|_| record.clone());
        state.records.push(record, self.settings.record_limit);
        // The observer may use the handle: it runs without the lock.
        drop(state);
        if let (Some(observer), Some(record)) = (&self.settings.observer, shown) {
            observer(&record);
        }
        Chosen {
            reply,
            delay,
            session,
            running,
        }
    }

    /// What is answered before anything is added to it, and which endpoint answers.
    fn begin(
        &self,
        state: &mut State,
        routed: &Routed,
        request: &Incoming,
        struck: Option<&Struck>,
    ) -> (Turn, Option<usize>) {
        match routed {
            Routed::Nowhere => {
                let Incoming { method, path, .. } = request;
                let text = format!("the contract has no endpoint at {method} {path}");
                let reply = Reply::undocumented(&self.contract, 404, &text);
                (Turn::of(reply), None)
            }
            Routed::OtherMethods(methods) => {
                let reply = self.not_allowed(request, &methods.join(", "));
                (Turn::of(reply), None)
            }
            Routed::Found(found) => {
                let at = prefer::endpoint(&self.contract, found.endpoint, &request.headers);
                let twin = Found {
                    endpoint: at,
                    params: Vec::new(),
                };
                let found = if at == found.endpoint { found } else { &twin };
                let turn = self.turn(state, found, request, struck);
                (turn, Some(at))
            }
        }
    }

    /// What an endpoint answers: what befalls the request, what it prefers, or what is next in the script.
    fn turn(
        &self,
        state: &mut State,
        found: &Found,
        request: &Incoming,
        struck: Option<&Struck>,
    ) -> Turn {
        let contract = &self.contract;
        let preferred = match struck {
            Some(_) => None,
            None => prefer::of(contract, found.endpoint, &request.headers),
        };
        let (order, applied, success) = match preferred {
            Some(Ok(preferred)) => (
                Some(preferred.order),
                Some(preferred.applied),
                preferred.success,
            ),
            Some(Err(error)) => {
                return Turn::of(Reply::undocumented(contract, 400, &error.to_string()));
            }
            None => {
                let order = match struck {
                    Some(struck) => struck.order.clone(),
                    None => state.script.take(found.endpoint),
                };
                (order, None, None)
            }
        };
        let ordered = order
            .as_ref()
            .map_or(Duration::ZERO, |order| order.terms.delay);
        let delay = state.script.take_delay().saturating_add(ordered);
        let mut running = Running::default();
        let reply = if let Some(instead) = struck.and_then(|struck| Reply::fault(&struck.fault)) {
            instead
        } else {
            let order = (order.as_ref(), success);
            self.ordered(order, state, found, request, &mut running)
        };
        Turn {
            order,
            applied,
            delay,
            reply,
            running,
        }
    }

    /// What the request gets by the script.
    fn ordered(
        &self,
        (order, success): (Option<&Order>, Option<u16>),
        state: &mut State,
        found: &Found,
        request: &Incoming,
        running: &mut Running,
    ) -> Reply {
        match order.map(|order| &order.what) {
            None | Some(What::Normal | What::Fault(_) | What::Close(..)) => {
                self.unscripted(state, found, request, running, success)
            }
            Some(What::EndedTokens) => {
                state.tokens.end_all();
                self.unscripted(state, found, request, running, success)
            }
            Some(What::Row(row)) => {
                let contract = &self.contract;
                let mut reply = Reply::documented(contract, row.id, &row.captures, row.status);
                reply.and(contract, &row.also);
                reply
            }
            Some(What::Raw(raw)) => Reply::raw(raw),
            Some(What::Disconnect) => Reply::disconnect(),
        }
    }

    /// What the request gets by its own doing.
    fn unscripted(
        &self,
        state: &mut State,
        found: &Found,
        request: &Incoming,
        running: &mut Running,
        status: Option<u16>,
    ) -> Reply {
        let contract = &self.contract;
        let endpoint = &contract.endpoints[found.endpoint];
        let now = self.settings.clock.now();
        let presented = request.keys.on(&endpoint.access);
        let admitted = state
            .keys
            .admit(contract, endpoint, &presented, &state.tokens, now)
            .and_then(|admitted| {
                let checked = state.tokens.check(contract, found.endpoint, request);
                checked.map(|()| admitted)
            });
        // What a WebSocket calls its body is its first message.
        let socket = matches!(endpoint.returns, Returns::Socket { .. }).then(|| Endpoint {
            body: Body::None,
            ..endpoint.clone()
        });
        let checked = socket.as_ref().unwrap_or(endpoint);
        let admitted = match admitted {
            Ok(admitted) => admitted,
            Err(failure) => return reply::failure(contract, endpoint, &failure),
        };
        let Admitted { key, plan } = &admitted;
        let plan = plan.and_then(|plan| Some(contract.plans.get(plan)?.name.as_str()));
        let at = found.endpoint;
        match state.limits.admit(contract, at, plan, key, request, now) {
            Ok(counted) => *running = counted,
            Err(refused) => {
                let text = format!("the limit of {} is reached", refused.words);
                let failure = Failure::new(TriggerKind::RateLimited, 429, text);
                let mut reply = reply::failure(contract, endpoint, &failure);
                if let Some(opens) = refused.opens {
                    reply.retry_after(contract, opens);
                }
                return reply;
            }
        }
        match checks::check(contract, checked, found, request) {
            Ok(()) => {
                let instead = state.successes.get(&found.endpoint);
                let asked = (status, request.header("accept"));
                let mut reply = Reply::success(contract, endpoint, asked, instead);
                reply.show_headers(contract, endpoint);
                state.limits.answered(contract, at, key, &reply.body);
                let fixed = instead.is_some();
                let tokens = &mut state.tokens;
                tokens.give(contract, at, request, now, &mut reply, fixed);
                if instead.is_none() {
                    state.walks.play(contract, found, request, &mut reply);
                }
                reply
            }
            Err(failure) => reply::failure(contract, endpoint, &failure),
        }
    }

    fn record(
        &self,
        number: u64,
        endpoint: Option<usize>,
        request: Incoming,
        reply: RecordedReply,
    ) -> Recorded {
        // What counts on the endpoint, or else whatever was sent.
        let counts = endpoint.map(|at| request.keys.on(&self.contract.endpoints[at].access));
        let counts = counts.filter(|presented| presented.kind != SentKey::Absent);
        let presented = counts.unwrap_or_else(|| request.keys.all());
        let content_length = request
            .header("content-length")
            .and_then(|length| length.parse().ok());
        let chunked = request
            .header("transfer-encoding")
            .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
        let headers = request.headers.into_iter().map(|(name, value)| {
            let value = sent::redact_header(&self.contract, &name, &value).unwrap_or(value);
            (name, value)
        });
        let query = request.query.into_iter().map(|(name, value)| {
            let value = sent::redact_query(&self.contract, &name, &value).unwrap_or(value);
            (name, value)
        });
        Recorded {
            number,
            at: self.settings.clock.now(),
            method: request.method,
            path: request.path,
            endpoint: endpoint.map(|index| self.contract.endpoints[index].name.clone()),
            query: query.collect(),
            headers: headers.collect(),
            key: presented.kind,
            content_length,
            chunked,
            parts: request.parts,
            body: request.body,
            reply,
            sent_keys: presented.texts(),
            values: Vec::new(),
        }
    }
}

/// Adds what was ordered besides the reply itself. An ordered header takes the place of one of the same name.
fn apply(contract: &Contract, order: &Order, reply: &mut Reply) {
    if let Some(delay) = order.terms.retry_after {
        reply.retry_after(contract, delay);
    }
    let ordered = |name: &String| {
        let mut headers = order.terms.headers.iter();
        headers.any(|(other, _)| other.eq_ignore_ascii_case(name))
    };
    reply.headers.retain(|(name, _)| !ordered(name));
    reply.headers.extend(order.terms.headers.iter().cloned());
}
