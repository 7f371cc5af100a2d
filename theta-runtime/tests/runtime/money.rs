//! One verdict on money: in the text, the method, the ledger, the cap and the retries, for every status and every way
//! to fail.

use crate::support::{FirstFrame as _, KEY, Mini, MiniError, wav_of};
use Billed::{Maybe, No, Yes};
use std::time::Duration;
use theta_runtime::http::{Request, Response, StatusCode};
use theta_runtime::{
    Billed, Builder, Error, Exhausted, Ledger, RequestBody, ResponseBody, RetryPolicy, Sent,
    Transport, TransportError, TransportFuture, Upload,
};

const SECOND: Duration = Duration::from_secs(1);

/// What the server does with every request.
#[derive(Clone, Copy, Debug)]
struct Server {
    takes: Sent,
    answers: Answer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    NoConnection,
    Breaks,
    Replies(u16),
    /// And breaks off in the body.
    Begins(u16),
}

impl Answer {
    fn status(self) -> Option<u16> {
        match self {
            Self::NoConnection | Self::Breaks => None,
            Self::Replies(status) | Self::Begins(status) => Some(status),
        }
    }
}

impl Transport for Server {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let Self { takes, answers } = *self;
        Box::pin(async move {
            let body = request.into_body();
            match takes {
                Sent::NotSent => {}
                Sent::Partial => body.first_frame().await?,
                _ => drop(body.collect().await?),
            }
            let body = match answers {
                Answer::NoConnection => return Err(TransportError::connect("refused")),
                Answer::Breaks => return Err(TransportError::new("reset")),
                Answer::Replies(_) => ResponseBody::from("{"),
                Answer::Begins(_) => crate::support::broken("{"),
            };
            let mut response = Response::new(body);
            *response.status_mut() = StatusCode::from_u16(answers.status().unwrap()).unwrap();
            Ok(response)
        })
    }
}

/// The verdict, written out.
fn verdict(server: Server) -> Billed {
    match (server.answers.status(), server.takes) {
        (Some(200..=299), _) => Yes,
        (Some(300..=407 | 409..=499), _) => No,
        (Some(101), _) | (_, Sent::Complete) => Maybe,
        _ => No,
    }
}

fn servers() -> Vec<Server> {
    let mut answers = vec![Answer::Breaks];
    answers.extend((100..=599).map(Answer::Replies));
    answers.extend((100..=599).map(Answer::Begins));
    let takes = [Sent::NotSent, Sent::Partial, Sent::Complete];
    let all = answers.into_iter();
    all.flat_map(|answers| takes.map(|takes| Server { takes, answers }))
        .chain([Server {
            takes: Sent::NotSent,
            answers: Answer::NoConnection,
        }])
        .collect()
}

async fn failure(
    server: Server,
    ledger: &Ledger,
    retry: RetryPolicy,
    cap: Duration,
) -> Error<MiniError> {
    let mini: Mini = Builder::new()
        .key(KEY)
        .transport(server)
        .ledger(ledger.clone())
        .max_billed_audio(cap)
        .retry(retry)
        .build()
        .unwrap();
    mini.score(Upload::bytes(wav_of(1))).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn every_way_to_fail_has_one_verdict_on_money() {
    for server in servers() {
        let (expected, ledger) = (verdict(server), Ledger::new());
        let error = failure(server, &ledger, RetryPolicy::off(), 10 * SECOND).await;
        assert_eq!(error.billed(), expected, "{server:?}");
        assert_eq!(error.sent(), server.takes, "{server:?}");

        let text = error.to_string();
        let says = (text.contains("may be billed"), text.contains("is billed"));
        assert_eq!(
            says,
            (expected == Maybe, expected == Yes),
            "{server:?}: {text}"
        );

        let totals = ledger.totals();
        let counted = [totals.not_billed, totals.maybe_billed, totals.billed];
        let attempts = counted.map(|charge| charge.attempts);
        let in_order = match expected {
            No => [1, 0, 0],
            Maybe => [0, 1, 0],
            _ => [0, 0, 1],
        };
        assert_eq!(attempts, in_order, "{server:?}");

        // What may be on the bill is what is gone from under the cap.
        let gone = if expected == No {
            Duration::ZERO
        } else {
            SECOND
        };
        assert_eq!(totals.audio_at_most(), gone, "{server:?}");
        let next = failure(server, &ledger, RetryPolicy::off(), SECOND).await;
        let is_over = matches!(next.kind(), theta_runtime::ErrorKind::OverCap { .. });
        assert_eq!(is_over, expected != No, "{server:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_again_is_what_says_so() {
    for server in servers() {
        let ledger = Ledger::new();
        let error = failure(server, &ledger, RetryPolicy::new(), 10 * SECOND).await;
        let again = error.attempts() > 1 || error.exhausted() == Some(Exhausted::Budget);
        assert_eq!(error.is_retryable(), again, "{server:?}: {error}");
        let answered = error
            .status()
            .is_some_and(|status| (200..300).contains(&status));
        assert!(!(again && answered), "{server:?}");
        // Nobody knows what became of it: another attempt needs consent.
        let unknown = matches!(error.status(), None | Some(408 | 504));
        if unknown && error.billed() == Maybe {
            assert!(!again, "{server:?}");
            let consent = RetryPolicy::new().ambiguous(1);
            let error = failure(server, &ledger, consent, 10 * SECOND).await;
            assert_eq!(error.attempts(), 2, "{server:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_earlier_attempt_that_may_be_billed_is_not_forgotten_by_the_text() {
    use crate::support::{Act, Script};
    let script = Script::new([Act::Reply(503, ""), Act::Refuse]);
    let mini: Mini = Builder::new().key(KEY).transport(script).build().unwrap();
    let error = mini.score(Upload::bytes(wav_of(1))).await.unwrap_err();
    assert_eq!((error.billed(), error.sent()), (Maybe, Sent::NotSent));
    assert!(
        error.to_string().contains("(may be billed; 3 attempts"),
        "{error}"
    );
}
