//! Faults that a command line asks for.

use crate::exit::{Exit, Failure};
use std::fmt::Write as _;
use theta_mock::{Fault, Mock, MockBuilder, MockError, Scripted};
use theta_spec::text::count;

/// What is asked for, as it was written.
#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Args {
    /// Inject this fault into the next N requests, or into all; repeatable
    #[arg(long, value_name = "NAME[=VALUE][:N]")]
    fault: Vec<String>,
    /// Inject faults at random into this fraction of requests (0 to 1); --fault selects which faults
    #[arg(long, value_name = "RATE")]
    fault_rate: Option<f64>,
    /// The same seed gives the same faults in the same order
    #[arg(long, default_value_t = 0, requires = "fault_rate")]
    seed: u64,
    /// Print every fault and what its value means, and exit
    #[arg(long)]
    pub(crate) list_faults: bool,
}

/// What is asked for, understood.
pub(crate) struct Faults {
    wanted: Vec<(Fault, Option<usize>)>,
    chance: Option<(f64, u64)>,
}

impl Faults {
    pub(crate) fn new(args: &Args) -> Result<Self, Failure> {
        let wanted: Vec<_> = args
            .fault
            .iter()
            .map(|text| parse(text))
            .collect::<Result<_, _>>()?;
        let chance = args.fault_rate.map(|rate| (rate, args.seed));
        if chance.is_some() && wanted.iter().any(|(_, times)| times.is_some()) {
            return Err(Failure::usage(
                "a number of times means nothing when faults happen by chance",
            )
            .help("leave out `:N`, or leave out --fault-rate"));
        }
        // Nothing comes after what always happens.
        if chance.is_none() {
            let endless = wanted.iter().position(|(_, times)| times.is_none());
            if endless.is_some_and(|index| index + 1 < wanted.len()) {
                return Err(Failure::usage(
                    "a fault without a number of times leaves no request for the next one",
                )
                .help("write how often: --fault NAME:N"));
            }
        }
        Ok(Self { wanted, chance })
    }

    /// Those that happen by chance.
    pub(crate) fn set_up(&self, builder: MockBuilder) -> MockBuilder {
        let Some((rate, seed)) = self.chance else {
            return builder;
        };
        let builder = builder.random_faults(rate, seed);
        if self.wanted.is_empty() {
            builder
        } else {
            builder.choose_faults_from(self.wanted.iter().map(|(fault, _)| fault.clone()))
        }
    }

    /// Those that happen in turn.
    pub(crate) fn script(&self, mock: &Mock) -> Result<(), MockError> {
        if self.chance.is_some() {
            return Ok(());
        }
        for (fault, times) in &self.wanted {
            let scripted = Scripted::fault(fault.clone());
            mock.script(match times {
                Some(times) => scripted.times(*times),
                None => scripted.always(),
            })?;
        }
        Ok(())
    }

    /// What is said about them before the first request.
    pub(crate) fn words(&self) -> Option<String> {
        let names = || {
            self.wanted
                .iter()
                .map(|(fault, times)| match times {
                    Some(times) => format!("{fault} {}", count(*times, "time")),
                    None => fault.to_string(),
                })
                .collect::<Vec<_>>()
                .join(", then ")
        };
        match (self.chance, self.wanted.is_empty()) {
            (Some((rate, seed)), _) => Some(format!("faults by chance: rate {rate}, seed {seed}")),
            (None, false) => Some(format!("faults: {}", names())),
            (None, true) => None,
        }
    }
}

/// `NAME[=VALUE][:N]`
fn parse(text: &str) -> Result<(Fault, Option<usize>), Failure> {
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten()
    };
    let (name, times) = match text.rsplit_once(':') {
        // A location may hold a port, and then has something behind it.
        Some((name, digits)) if number(digits).is_some() => (name, number(digits)),
        _ => (text, None),
    };
    let fault: Fault = name.parse().map_err(|error: MockError| {
        Failure::new(Exit::Usage, error.to_string()).help("--list-faults prints all of them")
    })?;
    if let Fault::Redirect { location, .. } = &fault
        && let Some((_, rest)) = location.split_once("//")
        && !rest.contains('/')
    {
        return Err(Failure::usage(format!(
            "`{location}` could end with a port or with a number of times"
        ))
        .help("write a `/` at the end of the location"));
    }
    Ok((fault, times))
}

/// Every fault, one line each.
pub(crate) fn list() -> String {
    let width = Fault::ALL
        .iter()
        .map(|info| info.fault.to_string().len())
        .max()
        .unwrap_or_default();
    let mut out = String::new();
    for info in Fault::ALL {
        let _ = write!(out, "{:<width$}  {}", info.fault.to_string(), info.summary);
        if !info.value.is_empty() {
            let _ = write!(out, " (value: {})", info.value);
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_written_with_its_value_and_how_often() {
        for (text, fault, times) in [
            ("hang", "hang", None),
            ("hang:2", "hang", Some(2)),
            ("html_page=504:10", "html_page=504", Some(10)),
            (
                "redirect=302,http://a:80/:3",
                "redirect=302,http://a:80/",
                Some(3),
            ),
            (
                "redirect=302,http://a:80/",
                "redirect=302,http://a:80/",
                None,
            ),
        ] {
            let (parsed, parsed_times) = parse(text).unwrap();
            assert_eq!((parsed.to_string().as_str(), parsed_times), (fault, times));
        }
        for (text, expected) in [
            ("hagn", "there is no fault `hagn`: did you mean `hang`?"),
            ("hang:x", "there is no fault `hang:x`"),
            (
                "redirect=302,http://a:80",
                "`http://a` could end with a port or with a number of times",
            ),
        ] {
            let failure = parse(text).err().unwrap();
            assert!(failure.message.starts_with(expected), "{}", failure.message);
            assert_eq!(failure.exit, Exit::Usage);
        }
    }
}
