//! What calls take of this process.

use crate::callers::{Caller, Failed};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;
use std::time::Instant;
use theta_benches::processor;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

/// Counts the allocations of all threads.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How many calls, and how many of them at a time.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) at_once: usize,
    pub(crate) each: usize,
}

/// What one call took, on average.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// Of the processor, in seconds: of this process and of the system on its behalf.
    pub(crate) cpu: f64,
    /// By the clock, in seconds.
    pub(crate) elapsed: f64,
    pub(crate) allocations: f64,
}

fn allocations() -> usize {
    let stats = ALLOCATOR.stats();
    stats.allocations + stats.reallocations
}

/// Runs a load.
#[allow(clippy::cast_precision_loss, reason = "few calls and allocations")]
pub(crate) fn run<C: Caller>(runtime: &Runtime, caller: &C, load: Load) -> Result<Cost, Failed> {
    let (allocated, used, start) = (allocations(), processor::used(), Instant::now());
    runtime.block_on(async {
        let mut callers = JoinSet::new();
        for which in 0..load.at_once {
            let caller = caller.clone();
            callers.spawn(async move {
                for _ in 0..load.each {
                    caller.call(which).await?;
                }
                Ok::<_, Failed>(())
            });
        }
        while let Some(done) = callers.join_next().await {
            done??;
        }
        Ok::<_, Failed>(())
    })?;
    let (elapsed, used) = (start.elapsed(), processor::used().saturating_sub(used));
    let calls = (load.at_once * load.each) as f64;
    Ok(Cost {
        cpu: used.as_secs_f64() / calls,
        elapsed: elapsed.as_secs_f64() / calls,
        allocations: (allocations() - allocated) as f64 / calls,
    })
}

/// How often two callers take turns.
#[derive(Clone, Copy)]
pub(crate) struct Turns {
    /// Each with new clients, because some connections are luckier than others for as long as they live.
    pub(crate) games: usize,
    /// Turns of each, but for a first one that is not counted.
    pub(crate) rounds: usize,
}

/// Rounds in which two callers take turns, who comes first too.
pub(crate) fn compare<A: Caller, B: Caller>(
    runtime: &Runtime,
    ours: impl Fn() -> Result<A, Failed>,
    theirs: impl Fn() -> Result<B, Failed>,
    load: Load,
    turns: Turns,
) -> Result<Rounds, Failed> {
    let mut costs = Vec::with_capacity(turns.games * turns.rounds);
    for _ in 0..turns.games {
        let (ours, theirs) = (ours()?, theirs()?);
        for round in 0..=turns.rounds {
            let pair = if round % 2 == 0 {
                let ours = run(runtime, &ours, load)?;
                (ours, run(runtime, &theirs, load)?)
            } else {
                let theirs = run(runtime, &theirs, load)?;
                (run(runtime, &ours, load)?, theirs)
            };
            if round > 0 {
                costs.push(pair);
            }
        }
    }
    Ok(Rounds(costs))
}

/// What each of two took, round by round.
pub(crate) struct Rounds(Vec<(Cost, Cost)>);

impl Rounds {
    pub(crate) fn ours(&self, of: fn(&Cost) -> f64) -> f64 {
        median(self.0.iter().map(|(ours, _)| of(ours)))
    }

    pub(crate) fn theirs(&self, of: fn(&Cost) -> f64) -> f64 {
        median(self.0.iter().map(|(_, theirs)| of(theirs)))
    }

    /// Ours over theirs. Both of a round met the same noise, so the median is that of the rounds' ratios.
    pub(crate) fn ratio(&self, of: fn(&Cost) -> f64) -> f64 {
        median(self.0.iter().map(|(ours, theirs)| of(ours) / of(theirs)))
    }
}

pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The most memory that this process had at any time, in bytes.
pub(crate) fn peak() -> Result<u64, Failed> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.strip_suffix("kB"))
        .ok_or("this system does not tell how much memory a process had")?;
    Ok(kilobytes.trim().parse::<u64>()? * 1024)
}
