//! The pages of a list.

use crate::lists::{CursorError, CursorRequest};
use crate::server::{Asked, Said, Server, ok, said};
use std::sync::{Arc, Mutex};
use theta_runtime::{Cursor, Endpoint, ErrorKind, Items, Paged, Refusal};

/// A page of these ids.
fn list(ids: std::ops::Range<u64>, meta: &str) -> String {
    let ids: Vec<String> = ids.map(|id| format!(r#"{{"id":{id}}}"#)).collect();
    format!(r#"{{"items":[{}],"meta":{meta}}}"#, ids.join(","))
}

/// The items alone.
fn bare(ids: std::ops::Range<u64>) -> String {
    let ids: Vec<String> = ids.map(|id| format!(r#"{{"id":{id}}}"#)).collect();
    format!("[{}]", ids.join(","))
}

/// Ten items on pages of three: where a page begins is its cursor.
fn tens(start: u64) -> (std::ops::Range<u64>, Option<u64>) {
    let end = (start + 3).min(10);
    (start..end, (end < 10).then_some(end))
}

fn by_cursor(asked: &Asked) -> Option<Said> {
    let start = asked
        .query("cursor")
        .map_or(0, |cursor| cursor.parse().unwrap());
    let (ids, next) = tens(start);
    ok(list(
        ids,
        &next.map_or("{\"next\":\"\"}".to_owned(), |next| {
            format!(r#"{{"next":"{next}"}}"#)
        }),
    ))
}

async fn ids<R: Paged<Item = crate::lists::Item>>(mut items: Items<R>) -> Vec<i64> {
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(
            item.unwrap_or_else(|_| panic!("page {:?}", items.cursor().page()))
                .id,
        );
    }
    assert!(items.is_complete());
    ids
}

fn all() -> Vec<i64> {
    (0..10).collect()
}

#[tokio::test(start_paused = true)]
async fn a_cursor_in_the_body_leads_on() {
    let server = Server::new(by_cursor);
    assert_eq!(ids(server.client().cursor().limit(3).items()).await, all());
    let urls: Vec<String> = server.asked().into_iter().map(|asked| asked.url).collect();
    assert_eq!(
        urls,
        [
            "https://lists.example/v1/cursor?limit=3",
            "https://lists.example/v1/cursor?cursor=3&limit=3",
            "https://lists.example/v1/cursor?cursor=6&limit=3",
            "https://lists.example/v1/cursor?cursor=9&limit=3",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn null_an_empty_text_and_nothing_are_the_end() {
    for meta in [
        "null",
        "{}",
        r#"{"next":null}"#,
        r#"{"next":""}"#,
        r#"{"next":" "}"#,
    ] {
        let server = Server::new(move |_| ok(list(0..2, meta)));
        assert_eq!(
            ids(server.client().cursor().items()).await,
            [0, 1],
            "{meta}"
        );
        assert_eq!(server.count(), 1, "{meta}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cursor_goes_into_a_field_of_the_body() {
    let server = Server::new(|asked| {
        let start = asked
            .body
            .split(r#""after":""#)
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let (ids, next) = tens(start.map_or(0, |start| start.parse().unwrap()));
        let next = next
            .map(|next| format!(r#","next":"{next}""#))
            .unwrap_or_default();
        ok(list(
            ids,
            &format!(r#"{{"more":{}{next}}}"#, !next.is_empty()),
        ))
    });
    assert_eq!(ids(server.client().body().items()).await, all());
    let bodies: Vec<String> = server.asked().into_iter().map(|asked| asked.body).collect();
    assert_eq!(bodies[..2], ["", r#"{"after":"3"}"#]);
}

#[tokio::test(start_paused = true)]
async fn the_last_item_leads_on() {
    let server = Server::new(|asked| {
        let start = asked
            .query("after")
            .map_or(0, |after| after.parse::<u64>().unwrap() + 1);
        let (ids, next) = tens(start);
        ok(list(ids, &format!(r#"{{"more":{}}}"#, next.is_some())))
    });
    assert_eq!(ids(server.client().last().items()).await, all());
    assert_eq!(server.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_in_a_header_leads_on() {
    let server = Server::new(|asked| {
        let token = asked
            .headers
            .get("token")
            .map(|token| token.to_str().unwrap());
        let (ids, next) = tens(token.map_or(0, |token| token.parse().unwrap()));
        let said = ok(bare(ids))?;
        Some(match next {
            Some(next) => said.with("x-next", next.to_string()),
            None => said,
        })
    });
    assert_eq!(ids(server.client().header().items()).await, all());
}

#[tokio::test(start_paused = true)]
async fn a_link_leads_on_and_has_the_query_of_its_page() {
    let server = Server::new(|asked| {
        let (ids, next) = tens(asked.query("at").map_or(0, |at| at.parse().unwrap()));
        let said = ok(bare(ids))?;
        Some(match next {
            Some(next) => said.with("link", format!("</v1/x?at={next}>; rel=\"next\"")),
            None => said.with("link", "</v1/x?at=0>; rel=\"first\""),
        })
    });
    let request = server.client().link("a/b").limit(3).team("red");
    assert_eq!(ids(request.items()).await, all());
    let asked = server.asked();
    assert_eq!(
        asked[0].url,
        "https://lists.example/v1/folders/a%2Fb/link?limit=3"
    );
    assert_eq!(asked[1].url, "https://lists.example/v1/x?at=3");
    assert_eq!(asked[1].headers["x-key"], "secret-key");
    assert_eq!(asked[1].headers["team"], "red");
}

#[tokio::test(start_paused = true)]
async fn an_address_in_the_body_leads_on() {
    // As servers write it: whole, without a host, and without a path.
    for form in ["https://lists.example/v1/url?at=", "/v1/url?at=", "?at="] {
        let server = Server::new(move |asked| {
            let (ids, next) = tens(asked.query("at").map_or(0, |at| at.parse().unwrap()));
            let next = next.map_or("null".to_owned(), |next| format!("\"{form}{next}\""));
            ok(list(ids, &format!(r#"{{"next":{next}}}"#)))
        });
        assert_eq!(ids(server.client().url().items()).await, all(), "{form}");
        assert_eq!(server.asked()[1].url, "https://lists.example/v1/url?at=3");
    }
}

#[tokio::test(start_paused = true)]
async fn pages_are_counted_to_the_first_that_is_empty() {
    let server = Server::new(|asked| {
        let page: u64 = asked.query("page").map_or(1, |page| page.parse().unwrap());
        let start = (3 * (page - 1)).min(10);
        ok(list(start..(start + 3).min(10), "{}"))
    });
    assert_eq!(ids(server.client().page().items()).await, all());
    assert_eq!(server.count(), 5);
    // From a page of the caller's own.
    assert_eq!(
        ids(server.client().page().page(3).items()).await,
        [6, 7, 8, 9]
    );
}

#[tokio::test(start_paused = true)]
async fn pages_are_counted_to_the_last_that_there_is() {
    let server = Server::new(|asked| {
        let (ids, _) = tens(3 * asked.query("page")?.parse::<u64>().unwrap());
        ok(list(ids, r#"{"total":4}"#))
    });
    assert_eq!(ids(server.client().counted(0_u64).items()).await, all());
    assert_eq!(server.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn items_are_counted() {
    let server = Server::new(|asked| {
        let (ids, next) = tens(asked.query("skip").map_or(0, |skip| skip.parse().unwrap()));
        ok(list(ids, &format!(r#"{{"more":{}}}"#, next.is_some())))
    });
    assert_eq!(ids(server.client().offset().items()).await, all());
    assert_eq!(server.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_empty_page_with_a_cursor_goes_on() {
    let server = Server::new(|asked| match asked.query("cursor").as_deref() {
        None => ok(list(0..1, r#"{"next":"a"}"#)),
        Some("a") => ok(list(0..0, r#"{"next":"b"}"#)),
        _ => ok(list(1..2, "{}")),
    });
    assert_eq!(ids(server.client().cursor().items()).await, [0, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_page_gives_its_answer_and_its_headers() {
    let server = Server::new(|asked| Some(by_cursor(asked)?.with("x-left", "7")));
    let mut pages = server.client().cursor().pages();
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page.headers()["x-left"], "7");
    assert_eq!(page.value().items.len(), 3);
    assert_eq!(pages.cursor().page(), Some("3"));
    assert!(!pages.is_complete());
}

#[tokio::test(start_paused = true)]
async fn no_page_is_asked_for_before_it_is_wanted() {
    let server = Server::new(by_cursor);
    let mut items = server.client().cursor().items();
    assert_eq!(server.count(), 0);
    for taken in 1..=3 {
        items.next().await.unwrap().unwrap();
        assert_eq!(
            (server.count(), items.cursor().taken()),
            (1, if taken == 3 { 0 } else { taken })
        );
    }
    drop(items);
    assert_eq!(server.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn each_page_is_a_call_of_its_own() {
    let server = Server::new(by_cursor);
    let client = server.client();
    let mut pages = client.cursor().pages();
    while let Some(page) = pages.next().await {
        assert_eq!(page.unwrap().spent().attempts, 1);
    }
    assert_eq!(client.ledger().totals().attempts(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_page_is_retried_as_any_call() {
    let mut failed = false;
    let server = Server::new(move |asked| {
        if asked.query("cursor").as_deref() == Some("6") && !std::mem::replace(&mut failed, true) {
            return said(429, r#"{"error":{"code":"busy","message":"m"}}"#);
        }
        by_cursor(asked)
    });
    assert_eq!(ids(server.client().cursor().items()).await, all());
    assert_eq!(server.count(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_walk_goes_on_where_a_page_failed() {
    let server = Server::new(|asked| match asked.query("cursor").as_deref() {
        Some("6") => said(404, r#"{"error":{"code":"odd","message":"m"}}"#),
        _ => by_cursor(asked),
    });
    let mut items = server.client().cursor().items();
    let (mut got, mut error) = (Vec::new(), None);
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => got.push(item.id),
            Err(failed) => error = Some(failed),
        }
    }
    assert_eq!(got, [0, 1, 2, 3, 4, 5]);
    assert_eq!(error.unwrap().status(), Some(404));
    assert!(!items.is_complete());
    let cursor = serde_json::to_string(&items.cursor()).unwrap();
    assert_eq!(cursor, r#"["6",0]"#);
    // In another process, when the server is well again.
    let cursor: Cursor<CursorRequest> = serde_json::from_str(&cursor).unwrap();
    let server = Server::new(by_cursor);
    assert_eq!(
        ids(server.client().cursor().items().resume(cursor)).await,
        [6, 7, 8, 9]
    );
    assert_eq!(server.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_walk_goes_on_in_the_middle_of_a_page() {
    let server = Server::new(by_cursor);
    let mut items = server.client().cursor().items();
    for _ in 0..5 {
        items.next().await.unwrap().unwrap();
    }
    let cursor = items.cursor();
    assert_eq!((cursor.page(), cursor.taken()), (Some("3"), 2));
    assert_eq!(
        ids(server.client().cursor().items().resume(cursor)).await,
        [5, 6, 7, 8, 9]
    );
}

#[tokio::test(start_paused = true)]
async fn a_walk_that_is_complete_goes_on_with_what_was_added() {
    let most = Arc::new(Mutex::new(10));
    let end = most.clone();
    let server = Server::new(move |asked| {
        let end = *end.lock().unwrap();
        let start = asked
            .query("cursor")
            .map_or(0, |cursor| cursor.parse().unwrap());
        let next = Some(start + 3).filter(|next| *next < end);
        let next = next
            .map(|next| format!(r#""next":"{next}""#))
            .unwrap_or_default();
        ok(list(start..(start + 3).min(end), &format!("{{{next}}}")))
    });
    let mut items = server.client().cursor().items();
    while items.next().await.transpose().unwrap().is_some() {}
    *most.lock().unwrap() = 14;
    let cursor = items.cursor();
    assert_eq!(
        ids(server.client().cursor().items().resume(cursor)).await,
        [10, 11, 12, 13]
    );
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_for_a_page_loses_nothing() {
    let server = Server::new(by_cursor);
    let mut items = server.client().cursor().items();
    let mut got = Vec::new();
    loop {
        let waited = tokio::time::timeout(std::time::Duration::ZERO, items.next()).await;
        match waited {
            Ok(Some(item)) => got.push(item.unwrap().id),
            Ok(None) => break,
            Err(_) => tokio::task::yield_now().await,
        }
    }
    assert_eq!((got, server.count()), (all(), 4));
}

/// The refusal with which a walk ends, after so many items.
async fn stuck<R: Paged<Item = crate::lists::Item>>(mut items: Items<R>) -> (usize, String)
where
    <R as Endpoint>::Error: theta_runtime::DocumentedError,
{
    let mut count = 0;
    loop {
        match items.next().await.unwrap() {
            Ok(_) => count += 1,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::InvalidInput);
                assert!(matches!(error.refusal(), Some(Refusal::Page { .. })));
                assert!(items.next().await.is_none() && !items.is_complete());
                return (count, error.refusal().unwrap().to_string());
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_repeats_a_cursor_is_an_error_and_no_loop() {
    for (circle, pages) in [(1, 2), (2, 3), (5, 6), (64, 65)] {
        let server = Server::new(move |asked| {
            let at = asked
                .query("cursor")
                .map_or(0, |cursor| cursor.parse::<u64>().unwrap());
            ok(list(
                at..at + 1,
                &format!(r#"{{"next":"{}"}}"#, 1 + at % circle),
            ))
        });
        let (items, why) = stuck(server.client().cursor().items()).await;
        assert_eq!((items, server.count()), (pages, pages), "{circle}");
        assert!(
            why.starts_with("the server leads to a page that has been there before"),
            "{why}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_leads_back_to_where_a_walk_began_is_an_error() {
    let server = Server::new(|_| ok(list(0..1, r#"{"next":"begin"}"#)));
    let (items, _) = stuck(server.client().cursor().cursor("begin").items()).await;
    assert_eq!(items, 1);
    let resumed = server
        .client()
        .cursor()
        .items()
        .resume(Cursor::new("begin"));
    assert_eq!(stuck(resumed).await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_knows_no_page_numbers_is_an_error_and_no_loop() {
    let server = Server::new(|_| ok(list(0..3, "{}")));
    let (items, _) = stuck(server.client().page().items()).await;
    assert_eq!((items, server.count()), (6, 2));
    let (items, _) = stuck(server.client().offset().items()).await;
    assert_eq!(items, 6);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_says_there_is_another_one_and_not_where_is_an_error() {
    let server = Server::new(|_| ok(list(0..0, r#"{"more":true}"#)));
    let why = "a page says that there is another one, and not where it is";
    assert!(
        stuck(server.client().last().items())
            .await
            .1
            .starts_with(why)
    );
    assert!(
        stuck(server.client().body().items())
            .await
            .1
            .starts_with(why)
    );
    assert!(
        stuck(server.client().offset().items())
            .await
            .1
            .starts_with("an empty page says")
    );
}

#[tokio::test(start_paused = true)]
async fn a_thousand_empty_pages_are_the_end_of_patience() {
    let mut page = 0;
    let server = Server::new(move |_| {
        page += 1;
        ok(list(0..0, &format!(r#"{{"next":"{page}"}}"#)))
    });
    let (items, why) = stuck(server.client().cursor().items()).await;
    assert_eq!((items, server.count()), (0, 1_000));
    assert!(why.starts_with("a thousand pages in a row"), "{why}");
}

#[tokio::test(start_paused = true)]
async fn a_cursor_that_the_api_cannot_take_is_refused() {
    let server = Server::new(|_| ok(list(0..1, r#"{"more":false}"#)));
    let items = server
        .client()
        .last()
        .items()
        .resume(Cursor::new("no number"));
    assert!(stuck(items).await.1.starts_with("the cursor is no number"));
    assert_eq!(server.count(), 0);
    let items = server.client().last().items().resume(Cursor::new("7"));
    assert_eq!(ids(items).await, [0]);
}

/// What a server is asked after a page with this address of the next one.
async fn followed(base: &str, next: &'static str) -> Result<Asked, String> {
    let mut first = true;
    let server = Server::new(move |_| {
        let next = if std::mem::take(&mut first) { next } else { "" };
        Some(ok(bare(0..1))?.with("link", format!("<{next}>; rel=next")))
    });
    let client = server.client_at(base);
    let options = theta_runtime::CallOptions::new().header(
        theta_runtime::http::HeaderName::from_static("x-mine"),
        theta_runtime::http::HeaderValue::from_static("1"),
    );
    let mut pages = client.link("a").team("red").with_options(options).pages();
    pages.next().await.unwrap().unwrap();
    match pages.next().await.unwrap() {
        Ok(_) => Ok(server.asked()[1].clone()),
        Err(error) => {
            assert_eq!(server.count(), 1);
            Err(error.refusal().unwrap().to_string())
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_address_stays_on_the_host_that_was_called() {
    let base = "https://lists.example/v1";
    for (next, asked) in [
        (
            "https://lists.example/other?x=1#y",
            "https://lists.example/other?x=1",
        ),
        (
            "https://lists.example:443/other",
            "https://lists.example/other",
        ),
        ("//lists.example/other", "https://lists.example/other"),
        // A server behind a proxy.
        ("http://lists.example/other", "https://lists.example/other"),
    ] {
        let found = followed(base, next).await.unwrap();
        assert_eq!(
            (found.url.as_str(), &found.headers["x-key"]),
            (asked, &"secret-key".parse().unwrap()),
            "{next}"
        );
    }
    for next in [
        "https://lists.example.evil.example/v1",
        "https://evil.example/v1",
        "//evil.example/v1",
        "https://lists.example:8443/v1",
        "http://lists.example:8080/v1",
        "https://user@lists.example/v1",
        "https://lists.example@evil.example/v1",
        "https:\\\\evil.example/v1",
        "ftp://lists.example/v1",
        "file:///etc/passwd",
        "https://127.0.0.1/v1",
        "https://files.example/v1",
    ] {
        let found = followed(base, next).await;
        assert!(found.is_err(), "{next}: {found:?}");
        assert!(!found.unwrap_err().contains("evil"), "{next}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_the_contract_names_gets_nothing_that_a_client_was_given() {
    let found = followed("https://lists.example/v1", "https://a.files.example/x?y=1")
        .await
        .unwrap();
    assert_eq!(found.url, "https://a.files.example/x?y=1");
    for given in ["x-key", "team", "x-mine"] {
        assert!(!found.headers.contains_key(given), "{given}");
    }
    assert!(found.headers.contains_key("accept"));
    assert!(
        followed("https://lists.example/v1", "ftp://a.files.example/x")
            .await
            .is_err()
    );
    assert!(
        followed("https://lists.example/v1", "https://a.files.example:444/x")
            .await
            .is_err()
    );
}

#[tokio::test(start_paused = true)]
async fn an_address_below_the_documented_one_is_below_the_clients_own() {
    let here = "http://127.0.0.1:4000/proxy";
    let found = followed(here, "https://lists.example/v1/x?y=1")
        .await
        .unwrap();
    assert_eq!(found.url, "http://127.0.0.1:4000/proxy/x?y=1");
    // What runs against a server on this machine stays on it.
    let found = followed(here, "https://a.files.example/x?y=1")
        .await
        .unwrap();
    assert_eq!(found.url, "http://127.0.0.1:4000/x?y=1");
    assert!(!found.headers.contains_key("x-key"));
    for next in [
        "https://lists.example/v2/x",
        "https://lists.example/v10/x",
        "http://127.0.0.1:4001/x",
    ] {
        assert!(followed(here, next).await.is_err(), "{next}");
    }
}

/// The error of a call is that of its endpoint.
fn is_error<R: Endpoint<Error = CursorError>>(_: &Cursor<R>) {}

#[tokio::test(start_paused = true)]
async fn a_cursor_is_not_shown() {
    let cursor = Cursor::<CursorRequest>::new("secret-place");
    let server = Server::new(by_cursor);
    let items = server.client().cursor().items().resume(cursor.clone());
    for shown in [format!("{cursor:?}"), format!("{items:?}")] {
        assert!(!shown.contains("secret"), "{shown}");
    }
    is_error(&cursor);
}
