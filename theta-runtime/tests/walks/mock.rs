//! The lists and jobs that the mock server plays, walked by the generated client.

use crate::lists::{Client, Item, OrderRequest, Status};
use std::time::Duration;
use theta_mock::{Fault, JobEnd, List, Mock, Scripted};
use theta_runtime::{Items, JobError, JobId, Paged, Refusal, RetryPolicy};

fn served() -> (Mock, Client) {
    let spec = include_bytes!("list.toml");
    let builder = Mock::builder_from_toml("list.toml", spec).unwrap();
    let mock = builder.start().unwrap();
    let client = Client::builder()
        .key("secret-key")
        .base_url(mock.base_url());
    let client = client.retry(RetryPolicy::off()).build().unwrap();
    (mock, client)
}

fn ten() -> List {
    List::new((0..10).map(|id| format!(r#"{{"id":{id}}}"#))).page_size(3)
}

async fn ids<R: Paged<Item = Item>>(mut items: Items<R>) -> Vec<i64> {
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item.unwrap_or_else(|_| panic!("{ids:?}")).id);
    }
    ids
}

#[tokio::test]
async fn every_way_leads_through_the_whole_list() {
    let (mock, client) = served();
    let all: Vec<i64> = (0..10).collect();
    for endpoint in [
        "cursor", "body", "last", "header", "link", "url", "page", "counted", "offset",
    ] {
        mock.list(endpoint, ten()).unwrap();
        mock.clear();
        let got = match endpoint {
            "cursor" => ids(client.cursor().limit(3).items()).await,
            "body" => ids(client.body().words("w").items()).await,
            "last" => ids(client.last().items()).await,
            "header" => ids(client.header().items()).await,
            "link" => ids(client.link("a b").limit(3).items()).await,
            "url" => ids(client.url().items()).await,
            "page" => ids(client.page().items()).await,
            "counted" => ids(client.counted(0_u64).items()).await,
            _ => ids(client.offset().items()).await,
        };
        assert_eq!(got, all, "{endpoint}");
        // Only a page that is empty says that numbers are at their end.
        let pages = if endpoint == "page" { 5 } else { 4 };
        assert_eq!(mock.requests().len(), pages, "{endpoint}");
    }
}

#[tokio::test]
async fn a_list_that_leads_in_a_circle_is_an_error() {
    let (mock, client) = served();
    mock.list("cursor", ten().circle()).unwrap();
    let mut items = client.cursor().items();
    let mut count = 0;
    let error = loop {
        match items.next().await.unwrap() {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
    };
    assert!(
        matches!(error.refusal(), Some(Refusal::Page { .. })),
        "{error}"
    );
    // The first page has no cursor of its own until it is led to.
    assert_eq!(count, 13);
}

#[tokio::test]
async fn a_page_that_fails_in_the_middle_is_gone_on_with() {
    let (mock, client) = served();
    mock.list("cursor", ten()).unwrap();
    mock.script(Scripted::normal().on("cursor").times(2))
        .unwrap();
    mock.script(Scripted::row("busy").on("cursor")).unwrap();
    let mut items = client.cursor().items();
    let mut got = Vec::new();
    while let Some(item) = items.next().await {
        got.extend(item.map(|item| item.id));
    }
    assert_eq!(got, [0, 1, 2, 3, 4, 5]);
    got.extend(ids(client.cursor().items().resume(items.cursor())).await);
    assert_eq!(got, (0..10).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_job_ends_as_it_is_told() {
    let (mock, client) = served();
    let begun = || async {
        client
            .order("say it")
            .start()
            .await
            .unwrap()
            .every(Duration::from_millis(1))
    };
    let done = begun().await.wait().await.unwrap();
    assert_eq!(done.value().status, Status::Done);
    assert_eq!(mock.requests().len(), 4);
    for (at, end) in [JobEnd::Failed, JobEnd::Cancelled, JobEnd::Never]
        .into_iter()
        .enumerate()
    {
        mock.job("order", 0, end).unwrap();
        let job = JobId::<OrderRequest>::new([100_u64, 101, 102][at]).on(&client);
        let job = job
            .every(Duration::from_millis(1))
            .within(Duration::from_millis(300));
        let error = job.wait().await.unwrap_err();
        assert!(
            matches!(
                (end, &error),
                (JobEnd::Failed, JobError::Failed(_))
                    | (JobEnd::Cancelled, JobError::Cancelled(_))
                    | (JobEnd::Never, JobError::Late { .. })
            ),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_page_that_repeats_is_an_error_and_no_loop() {
    let (mock, client) = served();
    mock.list("cursor", ten()).unwrap();
    mock.script(Fault::PagesRepeat.always()).unwrap();
    let mut items = client.cursor().items();
    let error = loop {
        if let Err(error) = items.next().await.unwrap() {
            break error;
        }
    };
    assert!(
        matches!(error.refusal(), Some(Refusal::Page { .. })),
        "{error}"
    );
    assert!(items.next().await.is_none());
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test]
async fn a_job_that_never_ends_is_waited_for_within_its_time_and_keeps_its_id() {
    let (mock, client) = served();
    let job = client.order("say it").start().await.unwrap();
    let job = job.every(Duration::from_millis(1));
    mock.script(Fault::JobGoesOn.times(8)).unwrap();
    let late = job.clone().within(Duration::from_millis(20)).wait().await;
    assert!(matches!(late, Err(JobError::Late { .. })));
    mock.clear_script();
    mock.fault(Fault::JobFails).unwrap();
    assert!(matches!(job.wait().await, Err(JobError::Failed(_))));
    let again = JobId::<OrderRequest>::new(*job.id().get()).on(&client);
    let again = again.every(Duration::from_millis(1));
    assert_eq!(again.wait().await.unwrap().value().status, Status::Done);
}

#[test]
fn what_has_no_pages_plays_no_list() {
    let (mock, _client) = served();
    let refused = mock.list("order", ten()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`order` has no list that comes page by page: say it with `pages` in the contract"
    );
    let refused = mock.job("cursor", 1, JobEnd::Done).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`cursor` begins no job: say it with `job` in the contract"
    );
}

#[cfg(feature = "blocking")]
#[test]
fn a_thread_walks_a_list_as_an_iterator() {
    use theta_runtime::blocking;
    let (mock, client) = served();
    mock.list("link", ten()).unwrap();
    let items = blocking::iter(client.link("a").items()).unwrap();
    let ids: Vec<i64> = items.map(|item| item.unwrap().id).collect();
    assert_eq!(ids, (0..10).collect::<Vec<_>>());
    mock.list("link", ten()).unwrap();
    mock.clear();
    let mut items = blocking::iter(client.link("a").items()).unwrap();
    assert_eq!(items.by_ref().take(3).count(), 3);
    assert_eq!(mock.requests().len(), 1);
    assert_eq!(items.get_ref().cursor().taken(), 0);
}

#[cfg(feature = "blocking")]
#[test]
fn a_thread_walks_the_pages_of_a_list_as_an_iterator() {
    use theta_runtime::blocking;
    let (mock, client) = served();
    mock.list("cursor", ten()).unwrap();
    let pages = blocking::iter(client.cursor().pages()).unwrap();
    let sizes: Vec<usize> = pages
        .map(|page| page.unwrap().value().items.len())
        .collect();
    assert_eq!(sizes, [3, 3, 3, 1]);
}
