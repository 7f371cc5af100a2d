//! The questions about a job.

use crate::lists::{OrderRequest, Status, WorkError};
use crate::server::{Asked, Said, Server, ok, said};
use std::time::Duration;
use theta_runtime::{Billed, ErrorKind, Job, JobError, JobId, JobState};
use tokio::time::Instant;

fn work(status: &str) -> String {
    format!(r#"{{"id":7,"status":"{status}","text":"t"}}"#)
}

/// A server that begins job 7, and says these of it in turn; the last again and again.
fn server(said: impl IntoIterator<Item = Said>) -> Server {
    let mut said: std::collections::VecDeque<Said> = said.into_iter().collect();
    Server::new(move |asked: &Asked| {
        if asked.url.ends_with("/works") {
            return self::said(202, r#"{"id":7}"#);
        }
        let Said {
            status,
            headers,
            body,
        } = &said[0];
        let next = Said {
            status: *status,
            headers: headers.clone(),
            body: body.clone(),
        };
        if said.len() > 1 {
            said.pop_front();
        }
        Some(next)
    })
}

fn states(states: &[&str]) -> Server {
    server(
        states
            .iter()
            .map(|state| ok(work(state)).unwrap())
            .collect::<Vec<_>>(),
    )
}

async fn begun(server: &Server) -> Job<OrderRequest> {
    server.client().order("say it").start().await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_job_is_asked_for_until_it_is_done() {
    let server = states(&["queued", "running", "done"]);
    let job = begun(&server).await;
    let started = Instant::now();
    let done = job.wait().await.unwrap().into_value();
    assert_eq!(
        (done.status, done.text.as_deref()),
        (Status::Done, Some("t"))
    );
    let urls: Vec<String> = server.asked().into_iter().map(|asked| asked.url).collect();
    assert_eq!(urls[1..], ["https://lists.example/v1/works/7"; 3]);
    // Two waits: of 2 s and of 3 s, each up to a quarter longer.
    let waited = started.elapsed();
    assert!(
        (Duration::from_secs(5)..Duration::from_millis(6_250)).contains(&waited),
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn waits_grow_to_ten_times_the_first() {
    let server = states(&["running"]);
    let job = begun(&server).await.within(Duration::from_secs(600));
    let late = job.wait().await.unwrap_err();
    let JobError::Late { waited, last: None } = late else {
        panic!("{late}");
    };
    assert!(waited < Duration::from_secs(600));
    // Some 20 s to 25 s apart, but for the first few.
    assert!((26..40).contains(&server.count()), "{}", server.count());
}

#[tokio::test(start_paused = true)]
async fn a_job_that_failed_or_was_cancelled_is_an_error_with_its_answer() {
    let job = begun(&states(&["running", "dead"])).await;
    match job.wait().await {
        Err(JobError::Failed(answer)) => assert_eq!(answer.value().status, Status::Dead),
        other => panic!("{other:?}"),
    }
    let job = begun(&states(&["void"])).await;
    let cancelled = job.wait().await.unwrap_err();
    assert!(matches!(cancelled, JobError::Cancelled(_)));
    assert_eq!(
        cancelled.to_string(),
        "the job was cancelled: begin it again if it is still wanted"
    );
}

#[tokio::test(start_paused = true)]
async fn a_job_that_failed_in_a_success_is_a_documented_error() {
    let broken = ok(r#"{"id":7,"status":"error","error":"it broke at the end"}"#).unwrap();
    let job = begun(&server([ok(work("running")).unwrap(), broken])).await;
    let error = job.wait().await.unwrap_err();
    let place = match error.call().and_then(|error| error.api()) {
        Some(WorkError::Broken { place }) => place.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(place, "the end");
}

#[tokio::test(start_paused = true)]
async fn a_state_that_nobody_knows_goes_on() {
    let server = states(&["paused", "done"]);
    let job = begun(&server).await;
    let polled = job.poll().await.unwrap();
    assert_eq!(polled.state, JobState::Going);
    job.wait().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_server_says_when_to_ask_again() {
    let later = ok(work("running")).unwrap().with("retry-after", "60");
    let server = server([later, ok(work("done")).unwrap()]);
    let job = begun(&server).await;
    let started = Instant::now();
    job.wait().await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_before_a_question_that_would_come_too_late() {
    let later = ok(work("running")).unwrap().with("retry-after", "3600");
    let job = begun(&server([later])).await;
    let started = Instant::now();
    assert!(matches!(job.wait().await, Err(JobError::Late { .. })));
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_last_question_is_asked_before_the_time_is_over() {
    const MINUTE: Duration = Duration::from_secs(60);
    for (every, done) in [(5, 50), (5, 57), (20, 57), (1, 59)] {
        let started = Instant::now();
        let server = Server::new(move |asked: &Asked| {
            if asked.url.ends_with("/works") {
                return said(202, r#"{"id":7}"#);
            }
            let is_done = started.elapsed() >= Duration::from_secs(done);
            ok(work(if is_done { "done" } else { "running" }))
        });
        let job = begun(&server).await.within(MINUTE);
        let job = job.every(Duration::from_secs(every));
        let answer = job.wait().await;
        assert!(answer.is_ok(), "{every} {done}: {answer:?}");
        assert!(started.elapsed() < MINUTE);
    }
    // A server that asks for a longer wait gets it.
    let later = ok(work("running")).unwrap().with("retry-after", "45");
    let server = server([later]);
    let job = begun(&server).await.within(MINUTE);
    let started = Instant::now();
    assert!(matches!(job.wait().await, Err(JobError::Late { .. })));
    assert_eq!((started.elapsed().as_secs(), server.count()), (45, 3));
}

#[tokio::test(start_paused = true)]
async fn a_question_that_may_be_asked_again_is() {
    let busy = || said(503, "").unwrap();
    let server = server([
        busy(),
        busy(),
        busy(),
        busy(),
        busy(),
        ok(work("done")).unwrap(),
    ]);
    begun(&server).await.wait().await.unwrap();
    assert_eq!(server.count(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_not_there_is_an_error_at_once() {
    let gone = said(404, r#"{"error":{"code":"no_work","message":"m"}}"#).unwrap();
    let server = server([gone]);
    let error = begun(&server).await.wait().await.unwrap_err();
    assert_eq!(error.call().unwrap().api(), Some(&WorkError::NoWork));
    assert_eq!(server.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_never_well_is_the_end_of_the_time() {
    let server = server([said(503, "").unwrap()]);
    let job = begun(&server).await.within(Duration::from_secs(60));
    let started = Instant::now();
    let late = job.wait().await.unwrap_err();
    assert_eq!(late.call().unwrap().status(), Some(503));
    assert!(matches!(late, JobError::Late { .. }));
    assert!(started.elapsed() <= Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_leaves_the_job() {
    let server = states(&["running", "running", "done"]);
    let job = begun(&server).await;
    assert!(
        tokio::time::timeout(Duration::from_secs(1), job.wait())
            .await
            .is_err()
    );
    let kept = serde_json::to_string(&job).unwrap();
    assert_eq!(kept, "7");
    drop(job);
    // In another process.
    let id: JobId<OrderRequest> = serde_json::from_str(&kept).unwrap();
    assert_eq!((id.to_string().as_str(), *id.get()), ("7", 7));
    id.on(&server.client()).wait().await.unwrap();
    JobId::<OrderRequest>::new(7_u64)
        .on(&server.client())
        .wait()
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_an_id_is_an_error_that_keeps_it() {
    let server = Server::new(|_| said(202, "{}"));
    let error = server.client().order("say it").start().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status(), error.billed()),
        (ErrorKind::Decode, Some(202), Billed::Yes)
    );
}

#[tokio::test(start_paused = true)]
async fn times_of_any_length_end() {
    for (every, within) in [
        (Duration::ZERO, Duration::from_secs(1)),
        (Duration::MAX, Duration::from_secs(60)),
        (Duration::from_secs(1), Duration::ZERO),
    ] {
        let job = begun(&states(&["running"])).await;
        let job = job.every(every).within(within);
        assert!(matches!(job.wait().await, Err(JobError::Late { .. })));
    }
    let job = begun(&states(&["running", "done"])).await;
    job.every(Duration::MAX)
        .within(Duration::MAX)
        .wait()
        .await
        .unwrap();
}
