//! Other hosts, and addresses that an earlier answer named.

use crate::relay::{Client, ClientSettings as _};
use crate::{APP_KEY, TOKEN, USER, at, last, mock};
use std::sync::{Arc, Mutex};
use theta_mock::SentKey;
use theta_runtime::http::{Request, Response};
use theta_runtime::{
    ConfigErrorKind, Refusal, RequestBody, ResponseBody, Transport, TransportFuture,
};

/// A transport that answers everything with `ok` and remembers where it went.
#[derive(Clone, Debug, Default)]
struct Went(Arc<Mutex<Vec<String>>>);

impl Transport for Went {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        self.0.lock().unwrap().push(request.uri().to_string());
        Box::pin(async { Ok(Response::new(ResponseBody::from("ok"))) })
    }
}

impl Went {
    fn to(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn elsewhere() -> (Went, Client) {
    let went = Went::default();
    let builder = Client::builder().transport(went.clone());
    let builder = builder.token(TOKEN).app(APP_KEY).user(USER);
    (went, builder.build().unwrap())
}

#[tokio::test]
async fn an_endpoint_goes_to_its_host() {
    let (went, client) = elsewhere();
    client.file("a/b").await.unwrap();
    client.status().await.unwrap();
    assert_eq!(
        went.to(),
        [
            "https://files.relay.example/store/files/a%2Fb",
            "https://us.relay.example/v2/status"
        ]
    );
}

#[tokio::test]
async fn the_base_url_of_a_test_stands_for_every_host_without_one_of_its_own() {
    let (one, other) = (mock("access"), mock("access"));
    let client: Client = at(&one).token(TOKEN).build().unwrap();
    client.file("1").await.unwrap();
    assert_eq!(last(&one).endpoint.as_deref(), Some("file"));
    let builder = at::<Client>(&one).token(TOKEN);
    let own = format!("http://{}/store", other.address());
    let client = builder.files_url(own).build().unwrap();
    client.file("1").await.unwrap();
    assert_eq!(last(&other).path, "/store/files/1");
    assert_eq!(one.requests().len(), 1);
}

#[test]
fn a_test_does_not_leave_the_machine_by_one_of_the_hosts() {
    let builder = Client::builder()
        .token(TOKEN)
        .files_url("http://127.0.0.1:1");
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::BaseUrl);
}

#[tokio::test]
async fn an_address_is_sent_as_it_came_and_without_a_key() {
    let (went, client) = elsewhere();
    let address = "https://a.b.storage.example/up/17?signature=x%2By&part=1#top";
    client.upload(address, "data").await.unwrap();
    assert_eq!(
        went.to(),
        ["https://a.b.storage.example/up/17?signature=x%2By&part=1"]
    );
}

#[tokio::test]
async fn a_key_goes_to_an_address_where_the_contract_says_so() {
    let (went, client) = elsewhere();
    client
        .report("https://files.relay.example/report?id=1")
        .await
        .unwrap();
    client
        .report("https://files.relay.example/report")
        .await
        .unwrap();
    assert_eq!(
        went.to(),
        [
            "https://files.relay.example/report?id=1&app_id=app-canary-2",
            "https://files.relay.example/report?app_id=app-canary-2",
        ]
    );
}

#[tokio::test]
async fn other_addresses_are_refused_before_anything_is_sent() {
    let (went, client) = elsewhere();
    for address in [
        "http://a.storage.example/canary",
        "https://storage.example/canary",
        "https://evil.example/canary",
        "https://astorage.example/canary",
        "https://a.storage.example.evil.example/canary",
        "https://a.storage.example:8443/canary",
        "https://canary@a.storage.example/",
        "https://u:canary@a.storage.example/",
        "https://evil.example\\@a.storage.example/canary",
        "https://127.0.0.1/canary",
        "https://a.storage.example/\tcanary",
        " https://a.storage.example/canary",
        "//a.storage.example/canary",
        "/canary",
        "file:///canary",
        "",
    ] {
        let error = client.upload(address, "data").await.unwrap_err();
        let refused = matches!(
            error.refusal(),
            Some(Refusal::Address {
                name: "upload_url",
                ..
            })
        );
        assert!(refused, "{address:?}: {error:?}");
        assert!(
            !format!("{error} {error:?}").contains("canary"),
            "{address:?}: {error:?}"
        );
    }
    assert_eq!(went.to(), [""; 0]);
}

#[tokio::test]
async fn what_runs_against_a_server_on_this_machine_stays_on_it() {
    let mock = mock("access");
    let client: Client = at(&mock).token(TOKEN).build().unwrap();
    let place = client.pass("hello").await.unwrap();
    client.upload(&place.upload_url, "data").await.unwrap();
    let request = last(&mock);
    assert_eq!(
        (request.endpoint.as_deref(), &*request.path),
        (Some("upload"), "/up/17")
    );
    assert_eq!(request.key, SentKey::Absent);
    assert_eq!(request.query[0], ("signature".to_owned(), "x+y".to_owned()));
    let here = format!("http://{}/anything", mock.address());
    client.upload(here, "data").await.unwrap();
    assert_eq!(last(&mock).path, "/anything");
    let error = client
        .upload("https://evil.example/", "data")
        .await
        .unwrap_err();
    assert!(error.refusal().is_some());
}
