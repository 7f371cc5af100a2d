//! Tokens that an endpoint gives.

use crate::server::{Gives, Server};
use crate::vault::{Client, ClientSettings, TokenError};
use crate::{builder, client, user};
use futures_util::FutureExt;
use futures_util::future::join_all;
use std::error::Error as _;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use theta_runtime::{
    Billed, CallOptions, Error, ErrorKind, Exhausted, OneShot, RetryPolicy, Sent, TokenStore,
    TokenStoreFuture, Upload,
};
use tokio::time::{advance, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_at_once_fetch_one_token() {
    let server = Server::new();
    server.state().slow = SECOND;
    let client = client(&server);
    let calls = (0..100).map(|_| client.clone().read().into_future());
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(
        (server.asked(), server.last_key().as_str()),
        (1, "Bearer canary-token-1")
    );
}

#[tokio::test(start_paused = true)]
async fn the_contract_says_what_is_asked_for() {
    let server = Server::new();
    client(&server).read().await.unwrap();
    let asked = server.state().asked[0].clone();
    // app-id:canary-app-secret
    assert_eq!(
        asked,
        "Basic YXBwLWlkOmNhbmFyeS1hcHAtc2VjcmV0 grant_type=client_credentials&scope=read+write"
    );
    user(&server).build().unwrap().mine().await.unwrap();
    let asked = server.state().asked[1].clone();
    assert_eq!(
        asked,
        " client_id=app-id-of-user&grant_type=refresh_token&refresh_token=canary-first-refresh"
    );
    assert_eq!(server.state().seen[1].0, "/mine?access=canary-token-2");
}

#[tokio::test(start_paused = true)]
async fn a_token_is_replaced_a_minute_before_it_ends() {
    let server = Server::new().lifetime(3600);
    let client = client(&server);
    client.read().await.unwrap();
    advance(Duration::from_secs(3539)).await;
    client.read().await.unwrap();
    assert_eq!(server.asked(), 1);
    advance(SECOND).await;
    client.read().await.unwrap();
    assert_eq!(server.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_short_token_is_replaced_after_nine_tenths_of_its_time() {
    let server = Server::new().lifetime(10);
    let client = client(&server);
    client.read().await.unwrap();
    advance(Duration::from_millis(8999)).await;
    client.read().await.unwrap();
    assert_eq!(server.asked(), 1);
    advance(Duration::from_millis(1)).await;
    client.read().await.unwrap();
    assert_eq!(server.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_without_a_time_is_kept_until_it_is_refused() {
    let server = Server::new();
    let client = client(&server);
    client.read().await.unwrap();
    advance(Duration::from_secs(100_000)).await;
    client.read().await.unwrap();
    assert_eq!(server.asked(), 1);
    server.forget();
    client.read().await.unwrap();
    assert_eq!(server.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_could_not_be_replaced_is_used_while_it_is_valid() {
    let server = Server::new().lifetime(3600);
    let client = builder(&server).retry(RetryPolicy::off()).build().unwrap();
    client.read().await.unwrap();
    advance(Duration::from_secs(3590)).await;
    server.state().gives.push_back(Gives::Breaks);
    client.read().await.unwrap();
    assert_eq!(server.last_key(), "Bearer canary-token-1");
    client.read().await.unwrap();
    assert_eq!(server.last_key(), "Bearer canary-token-2");
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_get_a_token_although_the_first_gives_up() {
    let server = Server::new();
    server.state().slow = 10 * SECOND;
    let client = client(&server);
    let first = tokio::spawn(client.read().into_future());
    let second = tokio::spawn(client.read().into_future());
    sleep(SECOND).await;
    first.abort();
    second.await.unwrap().unwrap();
    assert_eq!(server.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_nobody_waits_for_any_more_is_used_by_the_next() {
    let server = Server::new();
    server.state().slow = 10 * SECOND;
    let client = client(&server);
    assert!(timeout(SECOND, client.read().into_future()).await.is_err());
    sleep(10 * SECOND).await;
    client.read().await.unwrap();
    assert_eq!(server.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_told_to_all_who_wait_and_the_next_call_asks_again() {
    let server = Server::new().then([Gives::Fails(401, r#"{"error": "invalid_client"}"#)]);
    server.state().slow = SECOND;
    let client = client(&server);
    let calls = (0..10).map(|_| client.read().into_future());
    for error in join_all(calls).await.into_iter().map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::NoKey);
        assert_eq!(
            (error.sent(), error.billed(), error.attempts()),
            (Sent::NotSent, Billed::No, 0)
        );
        assert!(!error.is_retryable());
        assert_eq!(
            error.to_string(),
            "read: there is no key of `key` to send it with: nothing was sent"
        );
        let cause = error
            .source()
            .unwrap()
            .downcast_ref::<Error<TokenError>>()
            .unwrap();
        assert_eq!(cause.api(), Some(&TokenError::InvalidClient));
        assert_eq!(cause.source().unwrap().to_string(), "The app is not known.");
    }
    assert_eq!((server.asked(), server.seen()), (1, 0));
    client.read().await.unwrap();
    assert_eq!((server.asked(), server.seen()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_failed_fetch_is_tried_again_as_its_own_row_says() {
    let server = Server::new().then([Gives::Fails(503, "{}"), Gives::Fails(503, "{}")]);
    client(&server).read().await.unwrap();
    assert_eq!(server.asked(), 3);
    let server = Server::new().then(vec![Gives::Fails(503, "{}"); 3]);
    let error = client(&server).read().await.unwrap_err();
    assert!(error.kind() == ErrorKind::NoKey && error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn what_is_no_token_is_a_failure() {
    for body in [
        "{}",
        r#"{"access_token": 12345}"#,
        r#"{"access_token": ""}"#,
        "[]",
        "",
        r#"{"access_token": "a b"}"#,
    ] {
        let server = Server::new().then([Gives::Fails(200, body)]);
        let error = client(&server).read().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoKey, "{body}");
        assert!(!format!("{error} {error:?}").contains("12345"));
        assert_eq!(server.seen(), 0);
    }
    let server = Server::new().then([Gives::Fails(
        200,
        r#"{"access_token": "t", "expires_in": "3600", "refresh_token": null}"#,
    )]);
    server.state().valid.insert("t".to_owned(), None);
    client(&server).read().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_ended_before_it_arrives_is_not_sent() {
    let server = Server::new().lifetime(1);
    server.state().slow = 2 * SECOND;
    let error = client(&server).read().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoKey);
    assert_eq!((server.asked(), server.seen()), (1, 0));
    assert_eq!(
        error.source().unwrap().to_string(),
        "what was given had ended before it arrived"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once_and_the_call_sent_again() {
    let server = Server::new();
    let client = client(&server);
    client.read().await.unwrap();
    server.forget();
    client.read().await.unwrap();
    assert_eq!((server.asked(), server.seen()), (2, 3));
    // A server that refuses every token is not asked for ever.
    server.state().refuses = 10;
    let error = client.read().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Documented);
    assert_eq!(
        (error.status(), error.attempts(), error.exhausted()),
        (Some(401), 2, None)
    );
    assert_eq!((server.asked(), server.seen()), (3, 5));
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_refused_at_once_fetch_one_token() {
    let server = Server::new();
    let client = client(&server);
    client.read().await.unwrap();
    server.forget();
    server.state().slow = SECOND;
    let calls = (0..20).map(|_| client.read().into_future());
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(server.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_can_be_read_once_is_not_sent_again() {
    let server = Server::new();
    let client = client(&server);
    client.read().await.unwrap();
    for (upload, attempts, exhausted) in [
        (Upload::bytes("thing"), 2, None),
        (
            OneShot::new(5, &b"thing"[..]).into(),
            1,
            Some(Exhausted::OneShot),
        ),
    ] {
        server.state().refuses = 10;
        let error = client.put(upload).await.unwrap_err();
        assert_eq!((error.status(), error.attempts()), (Some(401), attempts));
        assert_eq!(error.exhausted(), exhausted);
        assert_eq!((error.sent(), error.billed()), (Sent::Complete, Billed::No));
    }
    // The refused token is not used again.
    let asked = server.asked();
    server.state().refuses = 0;
    client.read().await.unwrap();
    assert_eq!(server.asked(), asked + 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_without_retries_does_not_send_again_and_drops_the_token() {
    let server = Server::new();
    let client = builder(&server).retry(RetryPolicy::off()).build().unwrap();
    client.read().await.unwrap();
    server.forget();
    let error = client.read().await.unwrap_err();
    assert_eq!(
        (error.attempts(), error.exhausted()),
        (1, Some(Exhausted::Attempts))
    );
    client.read().await.unwrap();
    assert_eq!(server.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_token_cannot_be_replaced_says_what_was_sent() {
    let server = Server::new();
    let client = client(&server);
    client.read().await.unwrap();
    server.forget();
    server
        .state()
        .gives
        .push_back(Gives::Fails(401, r#"{"error": "invalid_client"}"#));
    let error = client.put(Upload::bytes("thing")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoKey);
    assert_eq!(
        (error.sent(), error.attempts(), error.billed()),
        (Sent::Complete, 1, Billed::No)
    );
    assert_eq!(
        error.to_string(),
        "put: there is no key of `key` to send it with once more"
    );
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_a_call_holds_while_it_waits_for_a_token() {
    let server = Server::new().then([Gives::Hangs]);
    let client = client(&server);
    let options = CallOptions::new().deadline(3 * SECOND);
    let hurried = tokio::spawn(client.read().with_options(options).into_future());
    let patient = tokio::spawn(client.read().into_future());
    let error = hurried.await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.elapsed()),
        (ErrorKind::Deadline, 3 * SECOND)
    );
    assert_eq!((error.sent(), error.billed()), (Sent::NotSent, Billed::No));
    // The call for the token has an end of its own.
    let error = patient.await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.elapsed()),
        (ErrorKind::NoKey, 65 * SECOND)
    );
    client.read().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn one_request_at_a_time_is_enough_for_a_token_and_its_call() {
    let server = Server::new();
    let client = builder(&server).concurrency(1).build().unwrap();
    let calls = (0..5).map(|_| client.read().into_future());
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    server.forget();
    client.read().await.unwrap();
    assert_eq!(server.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ends_in_the_queue_is_replaced() {
    let server = Server::new().lifetime(9);
    let client = builder(&server).rpm(2).build().unwrap();
    let calls = (0..4).map(|_| client.read().into_future());
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert!(server.state().seen.iter().all(|(_, _, valid)| *valid));
    assert_eq!((server.asked(), server.seen()), (4, 4));
}

#[tokio::test(start_paused = true)]
async fn clones_share_a_token_and_other_clients_do_not() {
    let server = Server::new();
    let first = client(&server);
    first.clone().read().await.unwrap();
    first.read().await.unwrap();
    assert_eq!(server.asked(), 1);
    client(&server).read().await.unwrap();
    assert_eq!(server.asked(), 2);
}

/// What a store was asked.
#[derive(Clone, Default)]
struct Store {
    kept: Arc<Mutex<Vec<String>>>,
    loads: Option<&'static str>,
    hangs: bool,
}

impl TokenStore for Store {
    fn load<'a>(&'a self, scheme: &'a str) -> TokenStoreFuture<'a, Option<String>> {
        assert_eq!(scheme, "user");
        Box::pin(async { self.loads.map(str::to_owned) })
    }

    fn save<'a>(&'a self, scheme: &'a str, refresh_token: &'a str) -> TokenStoreFuture<'a, ()> {
        assert_eq!(scheme, "user");
        Box::pin(async move {
            if self.hangs {
                std::future::pending::<()>().await;
            }
            self.kept.lock().unwrap().push(refresh_token.to_owned());
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_that_was_replaced_is_used_and_kept() {
    let server = Server::new().lifetime(100);
    server.state().rotates = true;
    let store = Store::default();
    let client = user(&server).token_store(store.clone()).build().unwrap();
    client.mine().await.unwrap();
    advance(Duration::from_secs(100)).await;
    client.mine().await.unwrap();
    let asked = server.state().asked.clone();
    assert!(asked[0].ends_with("refresh_token=canary-first-refresh"));
    assert!(asked[1].ends_with("refresh_token=canary-refresh-1"));
    assert_eq!(
        *store.kept.lock().unwrap(),
        ["canary-refresh-1", "canary-refresh-2"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_the_one_that_the_store_has() {
    let server = Server::new();
    let store = Store {
        loads: Some("canary-stored-refresh"),
        ..Store::default()
    };
    user(&server)
        .token_store(store)
        .build()
        .unwrap()
        .mine()
        .await
        .unwrap();
    assert!(server.state().asked[0].ends_with("refresh_token=canary-stored-refresh"));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_ends_nothing_but_its_own_wait() {
    let server = Server::new();
    server.state().rotates = true;
    let store = Store {
        hangs: true,
        ..Store::default()
    };
    let client = user(&server).token_store(store).build().unwrap();
    let response = client.mine().send_with_response().await.unwrap();
    assert_eq!(response.spent().elapsed, 30 * SECOND);
}

/// A store that works for as long as it is said to.
#[derive(Clone, Default)]
struct Failing {
    kept: Arc<Mutex<Option<String>>>,
    /// How many of the next tokens it loses.
    loses: Arc<Mutex<usize>>,
    /// Whether it never ends.
    hangs: Arc<Mutex<bool>>,
    /// What it was given.
    given: Arc<Mutex<Vec<String>>>,
}

impl TokenStore for Failing {
    fn load<'a>(&'a self, _scheme: &'a str) -> TokenStoreFuture<'a, Option<String>> {
        Box::pin(async { self.kept.lock().unwrap().clone() })
    }

    fn save<'a>(&'a self, _scheme: &'a str, refresh_token: &'a str) -> TokenStoreFuture<'a, ()> {
        Box::pin(async move {
            let hangs = *self.hangs.lock().unwrap();
            if hangs {
                std::future::pending::<()>().await;
            }
            self.given.lock().unwrap().push(refresh_token.to_owned());
            let mut loses = self.loses.lock().unwrap();
            match *loses {
                0 => *self.kept.lock().unwrap() = Some(refresh_token.to_owned()),
                _ => *loses -= 1,
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_that_was_replaced_is_not_used_although_the_store_still_gives_it() {
    for loses in [0, 1, 3] {
        let server = Server::new().lifetime(100);
        server.state().rotates = true;
        let store = Failing::default();
        *store.kept.lock().unwrap() = Some("canary-stored-refresh".to_owned());
        *store.loses.lock().unwrap() = loses;
        let client = user(&server).token_store(store.clone()).build().unwrap();
        for _ in 0..5 {
            client.mine().await.unwrap();
            advance(Duration::from_secs(100)).await;
        }
        let asked = server.state().asked.clone();
        assert!(asked[0].ends_with("refresh_token=canary-stored-refresh"));
        for (n, asked) in asked.iter().enumerate().skip(1) {
            let own = format!("refresh_token=canary-refresh-{n}");
            assert!(asked.ends_with(&own), "{loses} lost: {asked}");
        }
        let kept = store.kept.lock().unwrap().clone();
        assert_eq!(kept.as_deref(), Some("canary-refresh-5"), "{loses} lost");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_that_another_process_was_given_is_taken() {
    let server = Server::new().lifetime(100);
    server.state().rotates = true;
    let store = Failing::default();
    *store.hangs.lock().unwrap() = true;
    let client = user(&server).token_store(store.clone()).build().unwrap();
    client.mine().await.unwrap();
    *store.hangs.lock().unwrap() = false;
    *store.kept.lock().unwrap() = Some("canary-refresh-of-another".to_owned());
    advance(Duration::from_secs(100)).await;
    client.mine().await.unwrap();
    let asked = server.state().asked[1].clone();
    assert!(asked.ends_with("refresh_token=canary-refresh-of-another"));
    // One of this client's that the store never took is not written over it.
    assert_eq!(*store.given.lock().unwrap(), ["canary-refresh-2"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_gives_no_token_holds_up_no_call_that_has_a_valid_one() {
    let server = Server::new().lifetime(3600);
    let client = client(&server);
    client.read().await.unwrap();
    advance(Duration::from_secs(3550)).await;
    server.state().gives.push_back(Gives::Hangs);
    let options = CallOptions::default().deadline(5 * SECOND);
    for waited in [2, 2] {
        let response = client.read().with_options(options.clone());
        let response = response.send_with_response().await.unwrap();
        assert_eq!(response.spent().elapsed, waited * SECOND);
        assert_eq!(server.last_key(), "Bearer canary-token-1");
    }
    assert_eq!(server.asked(), 2);
}

/// Of two runtimes, each of which has calls, only one uses a refresh token.
#[test]
fn a_refresh_token_is_used_once_by_two_runtimes() {
    let runtime = |is_paused| {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder
            .enable_all()
            .start_paused(is_paused)
            .build()
            .unwrap()
    };
    let server = Server::new();
    server.state().rotates = true;
    server.state().slow = SECOND;
    let client = user(&server).build().unwrap();
    let (first, second) = (runtime(true), runtime(false));
    // It has begun, and is at the server.
    let call = first.spawn(client.mine().into_future());
    first.block_on(async {
        while server.asked() == 0 {
            tokio::task::yield_now().await;
        }
    });
    let (waits, is_waiting) = std::sync::mpsc::channel();
    let other = std::thread::spawn(move || {
        second.block_on(async {
            let mut call = pin!(client.mine().into_future());
            assert!((&mut call).now_or_never().is_none());
            waits.send(()).unwrap();
            call.await
        })
    });
    is_waiting.recv().unwrap();
    first.block_on(call).unwrap().unwrap();
    other.join().unwrap().unwrap();
    assert_eq!(server.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_an_idle_runtime_fetches_is_fetched_again() {
    let server = Server::new();
    server.state().slow = SECOND;
    let client = client(&server);
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let idle = builder.enable_all().build().unwrap();
    let _call = idle.spawn(client.read().into_future());
    let (other, first) = (client.clone(), server.clone());
    // Another thread, since a runtime is not driven inside of one.
    let idle = std::thread::spawn(move || {
        idle.block_on(async {
            while first.asked() == 0 {
                tokio::task::yield_now().await;
            }
        });
        idle
    });
    let idle = idle.join().unwrap();
    let response = other.read().send_with_response().await.unwrap();
    assert_eq!(response.spent().elapsed, 11 * SECOND);
    assert_eq!(server.asked(), 2);
    drop(response);
    tokio::task::spawn_blocking(move || drop(idle))
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_outlives_the_call_that_fetched_the_token() {
    let server = Server::new().lifetime(100);
    server.state().rotates = true;
    server.state().slow = 10 * SECOND;
    let store = Store::default();
    let client = user(&server).token_store(store.clone()).build().unwrap();
    assert!(timeout(SECOND, client.mine().into_future()).await.is_err());
    sleep(10 * SECOND).await;
    assert_eq!(*store.kept.lock().unwrap(), ["canary-refresh-1"]);
}

#[test]
fn a_client_without_what_a_token_is_given_for_is_not_built() {
    let error = Client::builder().build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "no key was given with which an endpoint could be called: call one of `user` (`VAULT_CLIENT_ID` and `VAULT_REFRESH_TOKEN`), `app` (`VAULT_ID` and `VAULT_SECRET`) together with `pin` (`VAULT_PIN`), `app` (`VAULT_ID` and `VAULT_SECRET`), or `key_from_env` to read the variables"
    );
    let error = Client::builder().user("id", "").build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the value of `user` is missing or empty: look at what is given to `user`"
    );
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_call_fetches_a_token() {
    let server = Server::new();
    theta_runtime::blocking::wait(client(&server).read())
        .unwrap()
        .unwrap();
    assert_eq!(server.asked(), 1);
}
