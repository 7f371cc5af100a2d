//! Limits as static data.

use std::time::Duration;
use theta_pace::{Most, Period, Window};

/// How much a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitInfo {
    /// Name of the plan that it belongs to; empty if it holds for every key.
    pub plan: &'static str,
    /// How much.
    pub most: u64,
    /// What is limited.
    pub of: LimitOf,
    /// Names of the endpoints whose calls count together; empty if all do.
    pub on: &'static [&'static str],
    /// It in words, such as `20 requests in any 1 min`.
    pub words: &'static str,
}

impl LimitInfo {
    /// The unit that is counted, if it is not requests.
    #[doc(hidden)]
    #[must_use]
    pub fn unit(&self) -> Option<&'static str> {
        match self.of {
            LimitOf::Units { unit, .. } => Some(unit),
            LimitOf::Concurrent | LimitOf::Requests { .. } => None,
        }
    }

    /// The same for those who keep to it.
    #[doc(hidden)]
    #[must_use]
    pub fn bound(&self) -> Most {
        let few = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        match self.of {
            LimitOf::Concurrent => {
                Most::Concurrent(usize::try_from(self.most).unwrap_or(usize::MAX))
            }
            LimitOf::Requests { window: at, burst } => Most::Requests {
                most: few(self.most),
                window: window(at),
                burst: burst.map(few),
            },
            #[allow(clippy::cast_precision_loss)] // no limit is 2^53
            LimitOf::Units { window: at, .. } => Most::Units {
                most: self.most as f64,
                window: window(at),
            },
        }
    }
}

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitOf {
    /// Requests at the same time.
    Concurrent,
    /// Requests within a window.
    Requests {
        /// The window.
        window: LimitWindow,
        /// How many may come at once, if the contract says so.
        burst: Option<u64>,
    },
    /// Units that calls are billed by, within a window.
    Units {
        /// The unit.
        unit: &'static str,
        /// The window.
        window: LimitWindow,
    },
}

/// The time that a limit counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitWindow {
    /// Any stretch of so many milliseconds.
    Sliding(u64),
    /// A second of the calendar, which is ahead of UTC by so many minutes.
    Second(i32),
    /// A minute of the calendar.
    Minute(i32),
    /// An hour of the calendar.
    Hour(i32),
    /// A day of the calendar.
    Day(i32),
    /// A month of the calendar.
    Month(i32),
}

fn window(window: LimitWindow) -> Window {
    let (period, zone) = match window {
        LimitWindow::Sliding(ms) => return Window::Sliding(Duration::from_millis(ms)),
        LimitWindow::Second(zone) => (Period::Second, zone),
        LimitWindow::Minute(zone) => (Period::Minute, zone),
        LimitWindow::Hour(zone) => (Period::Hour, zone),
        LimitWindow::Day(zone) => (Period::Day, zone),
        LimitWindow::Month(zone) => (Period::Month, zone),
    };
    Window::Calendar { period, zone }
}
