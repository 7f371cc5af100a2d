//! Instructions of a call, which do not depend on what else the machine does.

use crate::callers::Failed;
use std::process::{Command, Stdio};

/// Enough for what is paid once per connection to be lost in it.
const FEW: u64 = 320;
const MANY: u64 = 1920;

/// Instructions per call of this process, without those of the system on its behalf; `None` without `valgrind`.
pub(crate) fn per_call(who: &str, url: &str) -> Result<Option<f64>, Failed> {
    let (Some(few), Some(many)) = (of(who, url, FEW)?, of(who, url, MANY)?) else {
        return Ok(None);
    };
    let calls = u32::try_from(MANY - FEW)?;
    let more = u32::try_from(many.saturating_sub(few))?;
    Ok(Some(f64::from(more) / f64::from(calls)))
}

/// Those of a process that makes so many calls.
fn of(who: &str, url: &str, calls: u64) -> Result<Option<u64>, Failed> {
    let run = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no"])
        .arg("--cachegrind-out-file=/dev/null")
        .arg(std::env::current_exe()?)
        .args(["repeat", who, url, &calls.to_string()])
        .stdin(Stdio::null())
        .output();
    let output = match run {
        Ok(output) if output.status.success() => output,
        Ok(output) => return Err(String::from_utf8_lossy(&output.stderr).into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let report = String::from_utf8(output.stderr)?;
    let count = report
        .lines()
        .find_map(|line| line.split_once("I refs:").or(line.split_once("I   refs:")))
        .ok_or("valgrind does not say how many instructions there were")?;
    Ok(Some(count.1.trim().replace(',', "").parse()?))
}
