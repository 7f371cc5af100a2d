//! Events, pages and jobs: planned, and recorded.

use crate::small::{
    BeginRequest, Client, FollowError, FollowEvent, FollowRequest, List, ListRequest, Task,
    TaskRequest,
};
use std::time::Duration;
use theta_mock::{List as Pages, Mock};
use theta_runtime::testing::{Fault, Recorder, Replay, Stub};
use theta_runtime::{Error, ErrorKind, EventStream, JobError};

async fn events(
    mut stream: EventStream<FollowEvent, FollowError>,
) -> (Vec<FollowEvent>, Option<Error<FollowError>>) {
    let mut all = Vec::new();
    while let Some(event) = stream.next().await {
        match event {
            Ok(event) => all.push(event),
            Err(error) => return (all, Some(error)),
        }
    }
    (all, None)
}

fn planned() -> Vec<FollowEvent> {
    vec![
        FollowEvent::Word("two\nlines".to_owned()),
        FollowEvent::Number(3),
    ]
}

#[tokio::test]
async fn a_stub_gives_events_as_they_are_planned() {
    let stub = Stub::new();
    let client: Client = stub.client().unwrap();
    stub.on::<FollowRequest>().returns(planned());
    let (all, error) = events(client.follow().await.unwrap()).await;
    assert_eq!((all, error.is_none()), (planned(), true));
    let body = "event: odd\ndata: 1\n\nevent: number\ndata: 4\n\n";
    stub.on::<FollowRequest>().replies(200, body);
    let (all, error) = events(client.follow().await.unwrap()).await;
    assert!(
        matches!(&all[..], [FollowEvent::Unlisted(odd), FollowEvent::Number(4)] if odd.name == "odd"),
        "{all:?}"
    );
    assert_eq!(
        error.unwrap().kind(),
        ErrorKind::Transport { timeout: false }
    );
    stub.on::<FollowRequest>()
        .returns(planned())
        .breaks(Fault::CutReply);
    let (all, error) = events(client.follow().await.unwrap()).await;
    assert_eq!((all, error.is_none()), (planned(), true));
    match client.follow().await {
        Ok(stream) => assert!(events(stream).await.1.is_some()),
        Err(error) => assert_eq!(error.kind(), ErrorKind::Transport { timeout: false }),
    }
}

fn page(items: &[i64], next: Option<&str>) -> List {
    let next = next.map_or("null".to_owned(), |next| format!("\"{next}\""));
    List::from_json(&format!("{{\"items\":{items:?},\"next\":{next}}}")).unwrap()
}

async fn numbers(client: &Client) -> Vec<i64> {
    let mut items = client.list().items();
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item.unwrap());
    }
    all
}

#[tokio::test]
async fn a_stub_gives_pages_as_they_are_planned() {
    let stub = Stub::new();
    let client: Client = stub.client().unwrap();
    stub.on::<ListRequest>()
        .returns(page(&[1, 2], Some("a")))
        .returns(page(&[3], None));
    assert_eq!(numbers(&client).await, [1, 2, 3]);
    let asked: Vec<String> = stub
        .calls()
        .iter()
        .map(|call| call.path().to_owned())
        .collect();
    assert!(asked[1].ends_with("cursor=a"), "{asked:?}");
}

fn task(state: &str) -> Task {
    Task::from_json(&format!("{{\"id\":\"t-1\",\"state\":\"{state}\"}}")).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_stub_plays_a_job_as_it_is_planned() {
    let stub = Stub::new();
    let client: Client = stub.client().unwrap();
    stub.on::<BeginRequest>().returns(task("new"));
    stub.on::<TaskRequest>()
        .returns(task("new"))
        .returns(task("done"));
    let job = client.begin().start().await.unwrap();
    assert_eq!(job.wait().await.unwrap().value().state, "done");
    stub.on::<TaskRequest>().returns(task("failed"));
    assert!(matches!(job.wait().await, Err(JobError::Failed(_))));
    stub.on::<TaskRequest>().returns(task("new"));
    let late = job.within(Duration::from_secs(60)).wait().await;
    assert!(matches!(late, Err(JobError::Late { .. })));
}

#[tokio::test]
async fn a_recording_of_events_pages_and_a_job_is_replayed() {
    let directory = tempfile::tempdir().unwrap();
    let recorder = Recorder::new(directory.path());
    let every = Duration::from_millis(1);
    let (heard, listed) = {
        let spec = include_bytes!("small.toml");
        let mock = Mock::from_toml("small.toml", spec).unwrap();
        let list = Pages::new(["1", "2", "3"]);
        mock.list("list", list).unwrap();
        let builder = Client::builder().base_url(mock.base_url());
        let client = builder.record(recorder.clone()).build().unwrap();
        let (heard, error) = events(client.follow().await.unwrap()).await;
        assert!(error.is_none());
        let job = client.begin().start().await.unwrap().every(every);
        job.wait().await.unwrap();
        (heard, numbers(&client).await)
    };
    assert_eq!((heard.len(), &listed[..]), (2, &[1, 2, 3][..]));
    recorder.finish().unwrap();
    let replay = Replay::open(directory.path()).unwrap();
    let client: Client = replay.client().unwrap();
    let (again, error) = events(client.follow().await.unwrap()).await;
    assert_eq!((again, error.is_none()), (heard, true));
    let job = client.begin().start().await.unwrap().every(every);
    assert_eq!(job.wait().await.unwrap().value().state, "done");
    assert_eq!(numbers(&client).await, listed);
}
