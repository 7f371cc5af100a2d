//! What it takes to tell a reply apart: the generated classifier against a `match` written by hand, on the same texts.
//!
//! `classify` prints the table. `classify repeat generated|hand exact|prefix|miss N` only works, for a tool that counts
//! instructions.

use std::borrow::Cow;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use http::HeaderMap;
use serde::Deserialize;
use theta_benches::table::row;
use theta_client::{ApiClient, Classify, Client, PronunciationError, Reply};

const ROUNDS: usize = 301;
const REPEATS: usize = 400;

const EXACT: &[(u16, &str)] = &[
    (400, "Invalid options format. Must be a valid JSON string."),
    (400, "gold_text is required"),
    (
        400,
        "Invalid native_speech_components_json format. Must be a valid JSON string.",
    ),
    (400, "Invalid native_speech_components format"),
    (400, "Not all words are spoken."),
    (400, "Invalid audio format"),
    (401, "Invalid API key"),
    (
        402,
        "Insufficient credits, please check your credit balance",
    ),
    (429, "Rate limit exceeded. Please try again later."),
    (500, "Internal server error"),
];

const PREFIX: &[(u16, &str)] = &[
    (
        400,
        "Invalid options: language: value is not a valid enumeration member",
    ),
    (
        401,
        "API key is not active, please check your API key in the console",
    ),
    (
        402,
        "This feature requires a Starter plan or higher. Please upgrade.",
    ),
];

const MISS: &[(u16, &str)] = &[
    (400, "gold_text is required."),
    (400, "Invalid options:"),
    (400, "Something else altogether went wrong"),
    (401, "invalid API key"),
    (402, "Insufficient credits"),
    (418, "Invalid API key"),
    (429, "Rate limit exceeded."),
    (500, "internal server error"),
];

const CASES: [(&str, &[(u16, &str)]); 3] = [("exact", EXACT), ("prefix", PREFIX), ("miss", MISS)];

/// What somebody would write who has only this API.
#[derive(Debug)]
enum ByHand {
    InvalidOptionsFormat,
    InvalidOptions { reason: String },
    GoldTextRequired,
    InvalidNativeJson,
    InvalidNativeComponents,
    NotAllWordsSpoken,
    InvalidAudioFormat,
    InvalidApiKey,
    InactiveApiKey,
    InsufficientCredits,
    PlanTooLow,
    PayloadTooLarge,
    RateLimited,
    InternalServerError,
    BadGateway,
    ServiceUnavailable,
    GatewayTimeout,
}

fn by_hand(status: u16, detail: Option<&str>) -> Option<ByHand> {
    Some(match (status, detail) {
        (400, Some("Invalid options format. Must be a valid JSON string.")) => {
            ByHand::InvalidOptionsFormat
        }
        (400, Some("gold_text is required")) => ByHand::GoldTextRequired,
        (
            400,
            Some("Invalid native_speech_components_json format. Must be a valid JSON string."),
        ) => ByHand::InvalidNativeJson,
        (400, Some("Invalid native_speech_components format")) => ByHand::InvalidNativeComponents,
        (400, Some("Not all words are spoken.")) => ByHand::NotAllWordsSpoken,
        (400, Some("Invalid audio format")) => ByHand::InvalidAudioFormat,
        (400, Some(detail)) => {
            let reason = detail
                .strip_prefix("Invalid options: ")
                .filter(|reason| !reason.is_empty())?;
            ByHand::InvalidOptions {
                reason: reason.to_owned(),
            }
        }
        (401, Some("Invalid API key")) => ByHand::InvalidApiKey,
        (401, Some(detail))
            if detail.starts_with("API key is not active, please check your API key") =>
        {
            ByHand::InactiveApiKey
        }
        (402, Some("Insufficient credits, please check your credit balance")) => {
            ByHand::InsufficientCredits
        }
        (402, Some(detail))
            if detail.starts_with("This feature requires a Starter plan or higher") =>
        {
            ByHand::PlanTooLow
        }
        (413, _) => ByHand::PayloadTooLarge,
        (429, Some("Rate limit exceeded. Please try again later.")) => ByHand::RateLimited,
        (500, Some("Internal server error")) => ByHand::InternalServerError,
        (502, _) => ByHand::BadGateway,
        (503, _) => ByHand::ServiceUnavailable,
        (504, _) => ByHand::GatewayTimeout,
        _ => return None,
    })
}

/// The body as somebody would read it by hand.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    detail: Cow<'a, str>,
}

struct Input {
    status: u16,
    detail: &'static str,
    body: String,
}

fn inputs(texts: &[(u16, &'static str)]) -> Vec<Input> {
    let input = |&(status, detail): &(u16, &'static str)| {
        let body = format!("{{\"detail\": \"{detail}\"}}");
        Input {
            status,
            detail,
            body,
        }
    };
    texts.iter().map(input).collect()
}

fn replies<'a>(inputs: &'a [Input], headers: &'a HeaderMap) -> Vec<Reply<'a>> {
    let reply =
        |input: &'a Input| Reply::new(Client::API, input.status, headers, input.body.as_bytes());
    inputs.iter().map(reply).collect()
}

/// Both must say the same, or there is nothing to compare.
fn agree(reply: &Reply<'_>, input: &Input) -> Result<(), String> {
    let generated = PronunciationError::classify(reply);
    let hand = by_hand(input.status, Some(input.detail));
    let same = match (&generated, &hand) {
        (None, None) => true,
        (
            Some(PronunciationError::InvalidOptions { reason: a }),
            Some(ByHand::InvalidOptions { reason: b }),
        ) => a == b,
        (Some(generated), Some(hand)) => {
            format!("{hand:?}").to_lowercase() == generated.info().name.replace('_', "")
        }
        _ => false,
    };
    let differ = || {
        format!(
            "{} {:?}: generated {generated:?}, by hand {hand:?}",
            input.status, input.detail
        )
    };
    if same { Ok(()) } else { Err(differ()) }
}

fn generated(replies: &[Reply<'_>]) {
    for reply in replies {
        black_box(PronunciationError::classify(black_box(reply)));
    }
}

fn hand(inputs: &[Input]) {
    for input in inputs {
        black_box(by_hand(
            black_box(input.status),
            black_box(Some(input.detail)),
        ));
    }
}

fn read(inputs: &[Input], headers: &HeaderMap) {
    for input in inputs {
        black_box(Reply::new(
            Client::API,
            black_box(input.status),
            headers,
            black_box(input.body.as_bytes()),
        ));
    }
}

fn read_by_hand(inputs: &[Input]) {
    for input in inputs {
        let body = serde_json::from_slice::<Body<'_>>(black_box(input.body.as_bytes()));
        black_box(body.ok().map(|body| body.detail));
    }
}

struct Comparison {
    ours: f64,
    theirs: f64,
    ratio: f64,
}

/// Medians of rounds in which both take turns, in nanoseconds a call.
#[allow(clippy::cast_precision_loss, reason = "few calls")]
fn compare(calls: usize, ours: &dyn Fn(), theirs: &dyn Fn()) -> Comparison {
    let time = |work: &dyn Fn()| {
        let start = Instant::now();
        for _ in 0..REPEATS {
            work();
        }
        start.elapsed().as_secs_f64() * 1e9 / (REPEATS * calls) as f64
    };
    let mut rounds: Vec<(f64, f64)> = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS {
        rounds.push(if round % 2 == 0 {
            let ours = time(ours);
            (ours, time(theirs))
        } else {
            let theirs = time(theirs);
            (time(ours), theirs)
        });
    }
    let median = |of: fn(&(f64, f64)) -> f64| {
        let mut figures: Vec<f64> = rounds.iter().map(of).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    };
    Comparison {
        ours: median(|round| round.0),
        theirs: median(|round| round.1),
        ratio: median(|round| round.0 / round.1),
    }
}

#[allow(clippy::cast_precision_loss, reason = "few allocations")]
fn allocations(calls: usize, work: &dyn Fn()) -> f64 {
    allocation_counter::measure(work).count_total as f64 / calls as f64
}

fn print(what: &str, calls: usize, aim: &str, ours: &dyn Fn(), theirs: &dyn Fn()) {
    let Comparison {
        ours: nanoseconds,
        theirs: by_hand,
        ratio,
    } = compare(calls, ours, theirs);
    row(
        what,
        &format!("{nanoseconds:.1} ns"),
        &format!("by hand {by_hand:.1} ns; ratio {ratio:.2}{aim}"),
    );
    let (ours, theirs) = (allocations(calls, ours), allocations(calls, theirs));
    row(
        "  allocations",
        &format!("{ours:.2}"),
        &format!("by hand {theirs:.2}"),
    );
}

fn table() -> Result<(), String> {
    let headers = HeaderMap::new();
    for (case, texts) in CASES {
        let inputs = inputs(texts);
        let replies = replies(&inputs, &headers);
        replies
            .iter()
            .zip(&inputs)
            .try_for_each(|(reply, input)| agree(reply, input))?;
        let what = format!("classify, {case}, {} texts", inputs.len());
        print(
            &what,
            inputs.len(),
            ", aim 1",
            &|| generated(&replies),
            &|| hand(&inputs),
        );
    }
    let inputs = inputs(EXACT);
    let what = "read the body: any shape, against one serde struct";
    print(what, inputs.len(), "", &|| read(&inputs, &headers), &|| {
        read_by_hand(&inputs);
    });
    Ok(())
}

fn repeat(who: &str, case: &str, times: usize) -> Result<(), String> {
    let (_, texts) = CASES
        .iter()
        .find(|(name, _)| *name == case)
        .ok_or("no such case")?;
    let (headers, inputs) = (HeaderMap::new(), inputs(texts));
    let replies = replies(&inputs, &headers);
    for _ in 0..times {
        match who {
            "generated" => generated(&replies),
            _ => hand(&inputs),
        }
    }
    println!("{}", times * inputs.len());
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => table(),
        ["repeat", who, case, times] => times
            .parse()
            .map_err(|_| "the last argument is a number".to_owned())
            .and_then(|times| repeat(who, case, times)),
        _ => Err("run it without arguments".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
