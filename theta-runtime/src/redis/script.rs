//! The script that runs in Redis and decides, for all machines, who sends when.

use super::identity::Identity;
use super::server::{Redis, RedisError};
use std::time::Duration;

/// What is asked of the pace of a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ask {
    /// A turn: the one that was booked, or else one within that time.
    Take(Option<Ticket>, Duration),
    /// To give back what was booked.
    Back(Ticket),
    /// Nothing: something is reported.
    Tell,
}

/// A booked slot. All times are on the server's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    slot: i64,
    /// What the next slot was counted from before and after.
    before: i64,
    after: i64,
    /// A refusal or a loss begins another one, in which this ticket is worth nothing.
    era: i64,
}

/// What a machine has to say since it last asked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Report {
    pub(super) successes: u32,
    /// Whether there was a `429`.
    pub(super) refused: bool,
    /// What is left of the pause that the API asked this machine for.
    pub(super) pause: Duration,
    /// The share of the rate in use as far as it knows, for a server that does not.
    pub(super) factor: f64,
}

/// What the script says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reply {
    pub(super) granted: bool,
    /// How long until the slot.
    pub(super) wait: Duration,
    /// What is booked; `None` when the wait is too long.
    pub(super) ticket: Option<Ticket>,
    pub(super) factor: f64,
    /// How long until the next free slot.
    pub(super) next: Duration,
}

/// The script of one key.
pub(super) struct Script {
    text: String,
    sha: String,
    key: String,
    spacing: Duration,
    ahead: Duration,
    grace: Duration,
}

impl Script {
    /// `spacing` between two requests, `ahead` of which a burst may be; a turn is still good when it is taken up
    /// `grace` late.
    pub(super) fn new(
        redis: &Redis,
        identity: &Identity,
        [spacing, ahead, grace]: [Duration; 3],
    ) -> Self {
        // The name makes it another script for each key: a server that does not know it has not answered for this key
        // since it was started.
        let text = format!("{}-- {}", include_str!("pace.lua"), identity.name());
        let sha = ::redis::Script::new(&text).get_hash().to_owned();
        Self {
            text,
            sha,
            key: redis.key("pace", &identity.name()),
            spacing,
            ahead,
            grace,
        }
    }

    pub(super) async fn run(
        &self,
        redis: &Redis,
        ask: Ask,
        report: Report,
    ) -> Result<Reply, RedisError> {
        let known = self.command("EVALSHA", &self.sha, ask, report, false);
        let numbers = match redis.query::<Numbers>(&known).await {
            // Nothing but this loads it, so that the first run after a start is always told of it.
            Err(error) if error.is_no_script() => {
                let fresh = self.command("EVAL", &self.text, ask, report, true);
                redis.query::<Numbers>(&fresh).await?
            }
            other => other?,
        };
        Ok(Reply::new(numbers))
    }

    fn command(
        &self,
        command: &str,
        script: &str,
        ask: Ask,
        report: Report,
        fresh: bool,
    ) -> ::redis::Cmd {
        let (mode, ticket, patience) = match ask {
            Ask::Take(ticket, patience) => ("take", ticket, patience),
            Ask::Back(ticket) => ("back", Some(ticket), Duration::ZERO),
            Ask::Tell => ("tell", None, Duration::ZERO),
        };
        let ticket = ticket.unwrap_or(Ticket {
            slot: 0,
            before: 0,
            after: 0,
            era: 0,
        });
        let mut cmd = ::redis::cmd(command);
        cmd.arg(script).arg(1).arg(&self.key).arg(mode);
        for time in [self.spacing, self.ahead, self.grace, patience] {
            cmd.arg(micros(time));
        }
        cmd.arg(u8::from(fresh))
            .arg(report.successes)
            .arg(u8::from(report.refused))
            .arg(micros(report.pause))
            .arg(report.factor);
        for number in [ticket.slot, ticket.before, ticket.after, ticket.era] {
            cmd.arg(number);
        }
        cmd
    }
}

type Numbers = (u8, i64, i64, i64, i64, i64, u32, i64);

impl Reply {
    fn new((granted, wait, slot, before, after, era, millionths, next): Numbers) -> Self {
        let ticket = Ticket {
            slot,
            before,
            after,
            era,
        };
        Self {
            granted: granted == 1,
            wait: time(wait),
            ticket: (era != 0).then_some(ticket),
            factor: f64::from(millionths) / 1e6,
            next: time(next),
        }
    }
}

/// Rounded up, so that no request is early; at most a year, which Lua's numbers represent to the microsecond.
fn micros(time: Duration) -> u64 {
    const YEAR: u64 = 365 * 24 * 3600 * 1_000_000;
    let micros = time.as_nanos().div_ceil(1000);
    u64::try_from(micros).unwrap_or(YEAR).min(YEAR)
}

fn time(micros: i64) -> Duration {
    Duration::from_micros(micros.try_into().unwrap_or_default())
}
