//! What a call costs beside reqwest written by hand, on loopback, in one run.
//!
//! `uploads` prints the table and fails when an aim is missed. For a profiler there is `uploads serve`, which prints its
//! URL, and `uploads repeat theta|own-body|form URL N`, which only makes N calls with 96 KB in memory. Everything else is
//! how the program calls itself.

mod body;
mod callers;
mod instructions;
mod measure;
mod recordings;
mod server;
mod sheet;

use bytes::Bytes;
use callers::{ByHand, Caller, Failed, Recordings, Theta, Way};
use measure::{Cost, Load, Rounds, Turns, compare, median, peak, run};
use server::{FAILING, Server, serve};
use sheet::{Aim, Figure, Sheet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

const SMALL: usize = 96 * 1024;
const LARGE: usize = 25_000_000;
const ONE_MB: usize = 1_000_000;

/// How many calls are made at a time with small recordings, and with large ones.
const AT_ONCE: usize = 16;
const AT_ONCE_LARGE: usize = 4;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => table(),
        ["serve"] => serve().map(|()| ExitCode::SUCCESS).map_err(Failed::from),
        ["peak", who, url, files @ ..] => peak_of(who, url, files),
        ["repeat", who, url, calls] => repeat(who, url, calls),
        _ => Err("run it without arguments".into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

fn table() -> Result<ExitCode, Failed> {
    let server = Server::start()?;
    let directory = tempfile::tempdir()?;
    let directory = directory.path();
    let mut sheet = Sheet::default();
    in_memory(&mut sheet, &server.url)?;
    from_a_path(&mut sheet, &server.url, directory)?;
    memory(&mut sheet, &server.url, directory)?;
    probe(&mut sheet, directory)?;
    Ok(if sheet.missed == 0 {
        ExitCode::SUCCESS
    } else {
        println!("aims missed: {}", sheet.missed);
        ExitCode::FAILURE
    })
}

/// One thread, so that all of a call is counted where it is made.
fn one_thread() -> Result<Runtime, Failed> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

fn small() -> Recordings {
    let all = (0..AT_ONCE as u64).map(|seed| Bytes::from(recordings::wav(SMALL, seed)));
    Recordings::Memory(all.collect())
}

fn in_memory(sheet: &mut Sheet, url: &str) -> Result<(), Failed> {
    let runtime = one_thread()?;
    // Many short rounds: what else the machine does then seldom meets only one of the two.
    let load = Load {
        at_once: AT_ONCE,
        each: 8,
    };
    let turns = Turns {
        games: 32,
        rounds: 24,
    };
    let recordings = small();
    let theta = || Theta::new(url, recordings.clone());
    let by_hand = |way| {
        let recordings = &recordings;
        move || ByHand::new(url, recordings.clone(), way)
    };
    let cpu: fn(&Cost) -> f64 = |cost| cost.cpu * 1e6;
    let (own_body, form) = (by_hand(Way::OwnBody), by_hand(Way::FormOfBytes));
    let rounds = compare(&runtime, theta, own_body, load, turns)?;
    sheet.line(
        "96 KB in memory, CPU per call",
        Figure::Times(rounds.ratio(cpu)),
        Aim::AtMost(1.08),
        &pair(&rounds, "own body", cpu, " µs"),
    );
    let unshared = || Theta::unshared(url, recordings.clone());
    let rounds_unshared = compare(&runtime, unshared, own_body, load, turns)?;
    sheet.line(
        "  with `share(false)`",
        Figure::Times(rounds_unshared.ratio(cpu)),
        Aim::AtMost(1.05),
        &pair(&rounds_unshared, "own body", cpu, " µs"),
    );
    let failing = &format!("{url}{FAILING}");
    let theta_failing = || Theta::new(failing, recordings.clone());
    let by_hand_failing = || ByHand::new(failing, recordings.clone(), Way::OwnBody);
    let rounds_failing = compare(&runtime, theta_failing, by_hand_failing, load, turns)?;
    sheet.line(
        "  with a documented error",
        Figure::Times(rounds_failing.ratio(cpu)),
        Aim::AtMost(1.08),
        &pair(&rounds_failing, "own body", cpu, " µs"),
    );
    if let (Some(ours), Some(theirs)) = (
        instructions::per_call("theta", url)?,
        instructions::per_call("own-body", url)?,
    ) {
        sheet.line(
            "  instructions per call, the system's left out",
            Figure::Times(ours / theirs),
            Aim::AtMost(1.05),
            &format!("Theta {ours:.0}, own body {theirs:.0}"),
        );
    }
    let allocations: fn(&Cost) -> f64 = |cost| cost.allocations;
    sheet.line(
        "  allocations per call",
        Figure::Times(rounds.ratio(allocations)),
        Aim::AtMost(1.05),
        &pair(&rounds, "own body", allocations, ""),
    );
    sheet.line(
        "  allocations per call with a documented error",
        Figure::Times(rounds_failing.ratio(allocations)),
        Aim::None,
        &pair(&rounds_failing, "own body", allocations, ""),
    );
    let rounds = compare(&runtime, theta, form, load, turns)?;
    sheet.line(
        "  allocations per call, against `Form`",
        Figure::Times(rounds.ratio(allocations)),
        Aim::Below(1.0),
        &pair(&rounds, "`Form`", allocations, ""),
    );
    sheet.line(
        "  CPU per call, against `Form`",
        Figure::Times(rounds.ratio(cpu)),
        Aim::None,
        &pair(&rounds, "`Form`", cpu, " µs"),
    );
    let rounds = compare(&runtime, own_body, own_body, load, turns)?;
    sheet.line(
        "  CPU per call, own body against itself",
        Figure::Times(rounds.ratio(cpu)),
        Aim::None,
        "how far noise goes",
    );
    Ok(())
}

fn pair(rounds: &Rounds, them: &str, of: fn(&Cost) -> f64, unit: &str) -> String {
    let (ours, theirs) = (rounds.ours(of), rounds.theirs(of));
    format!("Theta {ours:.1}{unit}, {them} {theirs:.1}{unit}")
}

fn from_a_path(sheet: &mut Sheet, url: &str, directory: &Path) -> Result<(), Failed> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let cases = [
        ("96 KB", SMALL, AT_ONCE, 50, 4, 5.0),
        ("25 MB", LARGE, AT_ONCE_LARGE, 2, 2, 4.0),
    ];
    for (name, len, at_once, each, rounds, aim) in cases {
        let files = Recordings::Files(recordings::files(directory, len, at_once as u64)?);
        let theta = || Theta::new(url, files.clone());
        let form = || ByHand::new(url, files.clone(), Way::FormOfFile);
        let load = Load { at_once, each };
        let turns = Turns { games: 5, rounds };
        let rounds = compare(&runtime, theta, form, load, turns)?;
        sheet.line(
            &format!("{name} from a path, requests per second"),
            Figure::Times(1.0 / rounds.ratio(|cost| cost.elapsed)),
            Aim::AtLeast(aim),
            &pair(&rounds, "`Form::file`", |cost| 1.0 / cost.elapsed, "/s"),
        );
        sheet.line(
            "  CPU per call",
            Figure::Times(rounds.ratio(|cost| cost.cpu)),
            Aim::None,
            &pair(&rounds, "`Form::file`", |cost| cost.cpu * 1e3, " ms"),
        );
        let most = if len == LARGE {
            Aim::AtMost(350.0)
        } else {
            Aim::None
        };
        let theirs = rounds.theirs(|cost| cost.allocations);
        sheet.line(
            "  allocations per call",
            Figure::Count(rounds.ours(|cost| cost.allocations)),
            most,
            &format!("`Form::file` {theirs:.1}"),
        );
    }
    Ok(())
}

/// Peak memory, each of a process of its own.
fn memory(sheet: &mut Sheet, url: &str, directory: &Path) -> Result<(), Failed> {
    let files = recordings::files(directory, ONE_MB, AT_ONCE_LARGE as u64)?;
    let [one, one_by_hand] = ["theta", "form-file"].map(|who| peak_in_a_process(who, url, &files));
    let files = recordings::files(directory, LARGE, AT_ONCE as u64)?;
    let some = &files[..AT_ONCE_LARGE];
    let [large, large_by_hand] =
        ["theta", "form-file"].map(|who| peak_in_a_process(who, url, some));
    let [all, all_by_hand] = ["theta", "form-file"].map(|who| peak_in_a_process(who, url, &files));
    let (one, large) = (one?, large?);
    let (one_by_hand, large_by_hand) = (one_by_hand?, large_by_hand?);
    sheet.line(
        "peak memory, 25 MB beyond 1 MB, 4 at once",
        Figure::Megabytes(large - one),
        Aim::AtMost(6.0),
        &format!(
            "{large:.1} MB and {one:.1} MB; `Form::file` {large_by_hand:.1} and {one_by_hand:.1}"
        ),
    );
    sheet.line(
        "peak memory, 16 of 25 MB at once",
        Figure::Megabytes(all?),
        Aim::Below(64.0),
        &format!("`Form::file` {:.1} MB", all_by_hand?),
    );
    Ok(())
}

fn peak_in_a_process(who: &str, url: &str, files: &[PathBuf]) -> Result<f64, Failed> {
    let child = Command::new(std::env::current_exe()?)
        .args(["peak", who, url])
        .args(files)
        .output()?;
    if !child.status.success() {
        return Err(String::from_utf8_lossy(&child.stderr).into());
    }
    Ok(String::from_utf8(child.stdout)?.trim().parse::<f64>()? / 1e6)
}

fn peak_of(who: &str, url: &str, files: &[&str]) -> Result<ExitCode, Failed> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let load = Load {
        at_once: files.len(),
        each: 4,
    };
    let files = Recordings::Files(files.iter().map(PathBuf::from).collect());
    match who {
        "theta" => run(&runtime, &Theta::new(url, files)?, load)?,
        _ => run(&runtime, &ByHand::new(url, files, Way::FormOfFile)?, load)?,
    };
    println!("{}", peak()?);
    Ok(ExitCode::SUCCESS)
}

/// How long it takes to find out how long 25 MB play, against reading them.
fn probe(sheet: &mut Sheet, directory: &Path) -> Result<(), Failed> {
    let wav = recordings::files(directory, LARGE, 1)?.remove(0);
    let mp3 = directory.join("large.mp3");
    std::fs::write(&mp3, recordings::mp3(LARGE))?;
    for (name, path) in [("WAV", wav), ("MP3", mp3)] {
        let mut rounds = Vec::new();
        for _ in 0..21 {
            let start = Instant::now();
            let found = theta_client::probe::file(&path)?;
            let probed = start.elapsed().as_secs_f64();
            found.duration.ok_or("a recording of an unknown duration")?;
            let start = Instant::now();
            read(&path)?;
            rounds.push((probed, start.elapsed().as_secs_f64()));
        }
        let probed = median(rounds.iter().map(|round| round.0 * 1e3));
        let read = median(rounds.iter().map(|round| round.1 * 1e3));
        let ratio = median(rounds.iter().map(|round| round.0 / round.1));
        sheet.line(
            &format!("probe of 25 MB of {name}"),
            Figure::Milliseconds(probed),
            Aim::Below(50.0),
            &format!("reading the file {read:.2} ms; ratio {ratio:.2}"),
        );
    }
    Ok(())
}

fn read(path: &Path) -> Result<(), Failed> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 256 * 1024];
    while file.read(&mut buffer)? > 0 {}
    Ok(())
}

fn repeat(who: &str, url: &str, calls: &str) -> Result<ExitCode, Failed> {
    let runtime = one_thread()?;
    let load = Load {
        at_once: AT_ONCE,
        each: calls.parse::<usize>()? / AT_ONCE,
    };
    let cost = match who {
        "theta" => run(&runtime, &Theta::new(url, small())?, load)?,
        "form" => run(&runtime, &by_hand(url, Way::FormOfBytes)?, load)?,
        _ => run(&runtime, &by_hand(url, Way::OwnBody)?, load)?,
    };
    println!(
        "{:.1} µs of the processor and {:.1} allocations per call",
        cost.cpu * 1e6,
        cost.allocations
    );
    Ok(ExitCode::SUCCESS)
}

fn by_hand(url: &str, way: Way) -> Result<impl Caller, Failed> {
    ByHand::new(url, small(), way)
}
