//! What was received on each connection, whether or not a request was complete.

use crate::fault::Fault;
use std::collections::VecDeque;
use std::time::Duration;

/// Connections that are remembered; the oldest are forgotten beyond that.
const MAX_CONNECTIONS: usize = 16_384;

/// Requests of one connection that are remembered: the first ones.
const MAX_ARRIVALS: usize = 1024;

/// An accepted connection, and what was received on it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Connection {
    /// The number of the connection, from 1; [`clear`](crate::Mock::clear) does not reset it.
    pub number: u64,
    /// The time at which it was accepted, by the server's clock.
    pub at: Duration,
    /// Whether the server still holds it open.
    pub open: bool,
    /// The fault that affected it before any request was received.
    pub fault: Option<Fault>,
    /// The requests whose head was received, in order; at most the first 1024.
    pub arrivals: Vec<Arrival>,
}

/// A request whose head was received, and how much of its body was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Arrival {
    /// The method as it was sent.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// Value of the `content-length` header.
    pub content_length: Option<u64>,
    /// Bytes of the body that were read.
    pub body_bytes: u64,
    /// Whether the body was read to its end.
    pub complete: bool,
    /// Whether it was read after the server had closed its side of the connection, so that it gets no answer.
    pub late: bool,
    /// The fault that affected it.
    pub fault: Option<Fault>,
}

/// Counts of everything a server received since it started or was [cleared](crate::Mock::clear). Nothing is dropped
/// from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// Connections that were accepted.
    pub connections: u64,
    /// Requests whose head was received.
    pub requests: u64,
    /// Requests that were read completely: those that a server could bill.
    pub complete: u64,
    /// Requests that were read after the server had closed its side of the connection, so that they get no answer.
    pub late: u64,
    /// Bytes of bodies that were read.
    pub body_bytes: u64,
    /// Faults that happened.
    pub faults: u64,
}

/// Which request of which connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    connection: u64,
    arrival: usize,
}

/// The latest connections.
#[derive(Default)]
pub(crate) struct Connections {
    kept: VecDeque<Connection>,
    count: u64,
    totals: Totals,
}

impl Connections {
    pub(crate) fn open(&mut self, at: Duration) -> u64 {
        self.count += 1;
        self.totals.connections += 1;
        if self.kept.len() == MAX_CONNECTIONS {
            self.kept.pop_front();
        }
        self.kept.push_back(Connection {
            number: self.count,
            at,
            open: true,
            fault: None,
            arrivals: Vec::new(),
        });
        self.count
    }

    pub(crate) fn close(&mut self, number: u64) {
        if let Some(connection) = self.connection(number) {
            connection.open = false;
        }
    }

    pub(crate) fn arrive(&mut self, number: u64, arrival: Arrival) -> Place {
        self.totals.requests += 1;
        self.totals.late += u64::from(arrival.late);
        // A place that is not kept stands for the count alone.
        let mut index = usize::MAX;
        if let Some(connection) = self.connection(number)
            && connection.arrivals.len() < MAX_ARRIVALS
        {
            index = connection.arrivals.len();
            connection.arrivals.push(arrival);
        }
        Place {
            connection: number,
            arrival: index,
        }
    }

    pub(crate) fn read(&mut self, place: Place, bytes: u64) {
        self.totals.body_bytes += bytes;
        if let Some(arrival) = self.arrival(place) {
            arrival.body_bytes += bytes;
        }
    }

    pub(crate) fn complete(&mut self, place: Place) {
        self.totals.complete += 1;
        if let Some(arrival) = self.arrival(place) {
            arrival.complete = true;
        }
    }

    pub(crate) fn fault_at_accept(&mut self, number: u64, fault: &Fault) {
        self.totals.faults += 1;
        if let Some(connection) = self.connection(number) {
            connection.fault = Some(fault.clone());
        }
    }

    pub(crate) fn fault(&mut self, place: Place, fault: &Fault) -> Option<Arrival> {
        self.totals.faults += 1;
        let arrival = self.arrival(place)?;
        arrival.fault = Some(fault.clone());
        Some(arrival.clone())
    }

    pub(crate) fn all(&self) -> Vec<Connection> {
        self.kept.iter().cloned().collect()
    }

    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }

    pub(crate) fn clear(&mut self) {
        self.kept.clear();
        self.totals = Totals::default();
    }

    /// Numbers follow each other without gaps.
    fn connection(&mut self, number: u64) -> Option<&mut Connection> {
        let first = self.kept.front()?.number;
        let index = usize::try_from(number.checked_sub(first)?).ok()?;
        self.kept.get_mut(index)
    }

    fn arrival(&mut self, place: Place) -> Option<&mut Arrival> {
        self.connection(place.connection)?
            .arrivals
            .get_mut(place.arrival)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival() -> Arrival {
        Arrival {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            content_length: None,
            body_bytes: 0,
            complete: false,
            late: false,
            fault: None,
        }
    }

    #[test]
    fn only_the_latest_connections_are_remembered_and_all_are_counted() {
        let mut connections = Connections::default();
        let first = connections.open(Duration::ZERO);
        for _ in 0..MAX_CONNECTIONS {
            connections.open(Duration::ZERO);
        }
        // The first one is forgotten; what happens to it is still counted.
        let place = connections.arrive(first, arrival());
        connections.read(place, 5);
        connections.complete(place);
        connections.close(first);
        assert_eq!(connections.all().len(), MAX_CONNECTIONS);
        assert_eq!(connections.all()[0].number, 2);
        let totals = connections.totals();
        assert_eq!(
            (totals.requests, totals.body_bytes, totals.complete),
            (1, 5, 1)
        );
    }

    #[test]
    fn only_the_first_requests_of_a_connection_are_remembered_and_all_are_counted() {
        let mut connections = Connections::default();
        let number = connections.open(Duration::ZERO);
        for _ in 0..=MAX_ARRIVALS {
            let place = connections.arrive(number, arrival());
            connections.complete(place);
        }
        assert_eq!(connections.all()[0].arrivals.len(), MAX_ARRIVALS);
        assert_eq!(connections.totals().complete, MAX_ARRIVALS as u64 + 1);
    }

    #[test]
    fn clearing_forgets_connections_and_goes_on_counting_them() {
        let mut connections = Connections::default();
        let number = connections.open(Duration::ZERO);
        connections.clear();
        connections.close(number);
        assert_eq!(connections.totals(), Totals::default());
        assert_eq!(connections.open(Duration::ZERO), 2);
        assert_eq!(connections.all().len(), 1);
    }
}
