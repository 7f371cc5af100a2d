//! XML: answers and failures are read as the JSON that they stand for, and client, reference classifier and mock agree.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

use proptest::prelude::*;
use std::error::Error;
use std::sync::LazyLock;
use std::time::Duration;
use theta_mock::{Mock, RawReply, Scripted};
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, ErrorKind, Reply, RetryPolicy};
use theta_spec::classify;
use theta_spec::contract::{Contract, Endpoint, Returns};

mod shelf {
    #![allow(missing_docs)]
    theta_runtime::api! { spec = "../../contracts/xml.toml" }
}

use shelf::{Client, CopyError, EitherReply, Listing};

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let bytes = include_bytes!("../../contracts/xml.toml");
    theta_spec::load("xml.toml", bytes).contract.unwrap()
});

fn served() -> (Mock, Client) {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    let builder = Client::builder().base_url(mock.base_url());
    (mock, builder.retry(RetryPolicy::off()).build().unwrap())
}

fn raw(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> RawReply {
    let reply = RawReply::new(status).header("content-type", content_type);
    reply.body(body.into())
}

/// What the client makes of a body of `list`.
async fn listed(content_type: &str, body: impl Into<Vec<u8>>) -> Result<Listing, String> {
    let (mock, client) = served();
    mock.next_raw(raw(200, content_type, body)).unwrap();
    client.list().await.map_err(|error| {
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        let mut said = String::new();
        let mut source: Option<&dyn Error> = Some(&error);
        while let Some(error) = source {
            said = format!("{said}{error}\n");
            source = error.source();
        }
        said
    })
}

#[tokio::test]
async fn an_answer_is_read_as_its_type_says() {
    let body = r#"<?xml version="1.0" encoding="UTF-8"?>
        <!-- written by hand -->
        <s:Listing xmlns:s="urn:shelf" version="2">
            <s:Name>007</s:Name>
            <Truncated> 1 </Truncated>
            <Item><Key>a&amp;b &#xe9;</Key><Size>+012</Size><Weight>.5</Weight><Tag>only</Tag></Item>
            <Note lang="en"><![CDATA[<b>]]> and more</Note>
            <Owner/>
            <Unknown><Deep/></Unknown>
        </s:Listing>"#;
    let listing = listed("application/xml", body).await.unwrap();
    assert_eq!(listing.version, 2);
    assert_eq!(listing.name, "007");
    assert!(listing.truncated);
    let [item] = listing.items.as_slice() else {
        panic!("one element is a list of one");
    };
    assert_eq!((item.key.as_str(), item.size), ("a&b é", 12));
    assert_eq!(item.weight, Some(0.5));
    assert_eq!(item.tags.as_deref(), Some(&["only".to_owned()][..]));
    assert_eq!(item.inner, None);
    let note = listing.note.unwrap();
    assert_eq!(note.text, "<b> and more");
    assert_eq!(note.lang.as_deref(), Some("en"));
    assert_eq!(listing.owner.unwrap().name, None);
}

#[tokio::test]
async fn a_list_without_elements_is_empty_and_one_with_many_holds_all() {
    let of = |items: &str| format!("<L version='1'><Name/><Truncated>false</Truncated>{items}</L>");
    assert_eq!(listed("text/xml", of("")).await.unwrap().items, []);
    let two = of(
        "<Item><Key>a</Key><Size>1</Size><Inner><Key>b</Key><Size>2</Size></Inner></Item><Item><Key>c</Key><Size>3</Size></Item>",
    );
    let items = listed("text/xml", two).await.unwrap().items;
    let keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    assert_eq!(keys, ["a", "c"]);
    assert_eq!(items[0].inner.as_ref().unwrap()[0].size, 2);
}

#[tokio::test]
async fn an_element_that_says_nothing_is_no_number() {
    let of = |weight: &str, size: &str| {
        format!(
            "<L version='1'><Name/><Truncated>false</Truncated><Item><Key>a</Key><Size>{size}</Size>{weight}</Item></L>"
        )
    };
    let left_out = listed("text/xml", of("<Weight> </Weight>", "1")).await;
    assert_eq!(left_out.unwrap().items[0].weight, None);
    let required = listed("text/xml", of("", "")).await.unwrap_err();
    assert!(required.contains("Size"), "{required}");
}

#[tokio::test]
async fn a_document_is_read_in_the_charset_that_it_or_its_header_names() {
    let of = |declared: &str| {
        let mut body = declared.as_bytes().to_vec();
        body.extend(b"<L version='1'><Name>caf\xe9</Name><Truncated>0</Truncated></L>");
        body
    };
    for (content_type, declared) in [
        ("application/xml; charset=iso-8859-1", ""),
        (
            "application/xml",
            "<?xml version='1.0' encoding='ISO-8859-1'?>",
        ),
    ] {
        let listing = listed(content_type, of(declared)).await.unwrap();
        assert_eq!(listing.name, "café", "{content_type}");
    }
    listed("application/xml", of("")).await.unwrap_err();
}

#[tokio::test]
async fn what_is_not_of_the_type_is_an_error_that_names_the_place() {
    for (body, said) in [
        (
            "<L version='two'><Name/><Truncated>0</Truncated></L>",
            "/@version",
        ),
        (
            "<L version='1'><Name><b/></Name><Truncated>0</Truncated></L>",
            "/Name",
        ),
        ("<L version='1'><Name/></L>", "Truncated"),
        (
            "<L version='1'><Name>&name;</Name></L>",
            "a reference to an entity",
        ),
        ("<!DOCTYPE L [<!ENTITY a 'b'>]><L/>", "a document type"),
        (
            "<L version='1'><Name></L></Name>",
            "an end of another element",
        ),
        ("<L/><L/>", "a second root"),
        ("<L a='1' a='2'/>", "a broken attribute"),
        ("{}", "text outside of the root"),
        ("", "nothing"),
    ] {
        let error = listed("application/xml", body).await.unwrap_err();
        assert!(error.contains(said), "{body}: {error}");
    }
    let deep = format!("{}{}", "<a>".repeat(200), "</a>".repeat(200));
    let error = listed("application/xml", deep).await.unwrap_err();
    assert!(error.contains("more elements than are read"), "{error}");
}

#[tokio::test]
async fn the_mock_answers_what_the_client_reads() {
    let (mock, client) = served();
    let listing = client.list().await.unwrap();
    assert_eq!((listing.name.as_str(), listing.items[0].size), ("007", 1));
    assert!(client.copy().await.is_ok());
    // Of several forms the first is answered, unless another one is asked for.
    assert!(matches!(
        client.either().await.unwrap(),
        EitherReply::Owner(_)
    ));
    let body = "<Listing version='1'><Name/><Truncated>1</Truncated></Listing>";
    mock.next_raw(raw(200, "application/xml", body)).unwrap();
    let EitherReply::Listing(listing) = client.either().await.unwrap() else {
        panic!("the media type says XML");
    };
    assert!(listing.truncated);
    let last = mock.last_request().unwrap();
    let accept = last
        .headers
        .iter()
        .find(|(name, _)| name.as_str() == "accept");
    let accept = String::from_utf8_lossy(accept.unwrap().1.as_bytes()).into_owned();
    assert_eq!(accept, "application/json, application/xml");
}

#[test]
fn the_root_has_the_name_that_it_has_in_the_example() {
    let contents = CONTRACT.endpoints.iter().flat_map(Endpoint::contents);
    let roots = contents.filter_map(|content| match content {
        Returns::Xml { root, .. } => Some(root.as_str()),
        _ => None,
    });
    let roots: Vec<_> = roots.collect();
    assert_eq!(roots, ["Copied", "Listing", "ListResult"]);
}

#[tokio::test]
async fn a_row_goes_through_mock_and_client() {
    let (mock, client) = served();
    for row in &CONTRACT.errors {
        let retry = Duration::from_secs(3);
        let scripted = Scripted::row(&row.name).retry_after(retry);
        mock.script(scripted).unwrap();
        let error = client.copy().await.unwrap_err();
        assert_eq!(error.info().unwrap().name, row.name, "{error}");
        if row.name == "no_such_key" {
            assert_eq!(error.retry_after(), Some(retry));
        }
    }
}

#[tokio::test]
async fn a_success_that_began_to_be_one_is_a_failure_by_its_body() {
    let (mock, client) = served();
    let body = "<?xml version='1.0'?>\n<Error><Code>SlowDown</Code><Message>slow</Message><RequestId>r-1</RequestId></Error>";
    mock.next_raw(raw(200, "application/xml", body)).unwrap();
    let error = client.copy().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(CopyError::SlowDown { .. })),
        "{error}"
    );
    assert_eq!(error.request_id(), Some("r-1"));
    let other = "<Error><Code>Other</Code><Message>other</Message></Error>";
    mock.next_raw(raw(200, "application/xml", other)).unwrap();
    let error = client.list().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unknown { .. }), "{error}");
}

#[test]
fn what_leads_into_xml_reads_attributes_texts_and_the_first_of_several() {
    let read = |body: &str| {
        let headers = HeaderMap::new();
        let reply = Reply::new(Client::API, 404, &headers, body.as_bytes());
        let shape = reply.shape().map(str::to_owned);
        let texts = [reply.code(), reply.detail(), reply.field("key")];
        (shape, texts.map(|text| text.map(str::to_owned)))
    };
    let some = |text: &str| Some(text.to_owned());
    let body = "<e:Error xmlns:e='u'><e:Code>A</e:Code><Message xml:lang='en'> b </Message><Resource key='k'/></e:Error>";
    assert_eq!(
        read(body),
        (some("fault"), [some("A"), some(" b "), some("k")])
    );
    let body = "<Response><Errors><Error><Code>A</Code><Message>a</Message></Error><Error><Code>B</Code></Error></Errors></Response>";
    assert_eq!(read(body), (some("nested"), [some("A"), some("a"), None]));
    // Another root is another body, and what is no XML is a text.
    for body in [
        "<Err><Code>A</Code></Err>",
        "<Error><Code>A</Error>",
        "<html>",
    ] {
        assert_eq!(
            read(body),
            (some("text"), [None, some(body), None]),
            "{body}"
        );
    }
    let json = r#"{"detail":"<Error><Code>A</Code><Message>b</Message></Error>"}"#;
    assert_eq!(read(json).0, some("detail"));
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<Error>",
        "</Error>",
        "<Code>",
        "</Code>",
        "<Message>",
        "</Message>",
        "NoSuchKey",
        "SlowDown",
        "<Resource key='k'/>",
        "<Response>",
        "</Response>",
        "<Errors>",
        "</Errors>",
        "LimitExceeded",
        " ",
        "\u{feff}",
        "<!-- - -->",
        "<?xml version='1.0'?>",
        "<![CDATA[<]]>",
        "&lt;",
        "&#0;",
        "&x;",
        "<!DOCTYPE a>",
        "{",
        "}",
        "\"detail\":",
        "\"bad\"",
        "<a:Code b:c=\"1\">",
        "</a:Code>",
        "The key a does not exist.",
        "<RequestId>r</RequestId>",
    ]);
    let random = prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat());
    let text = prop::sample::select(vec![
        "NoSuchKey",
        "SlowDown",
        "LimitExceeded",
        "",
        "<b/>",
        "&amp;",
    ]);
    let message = prop::sample::select(vec![
        "The key a does not exist.",
        "<![CDATA[x]]>",
        "&#65;",
        "&a;",
    ]);
    let shaped = (text, message, any::<bool>()).prop_map(|(code, message, nested)| {
        let inner = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
        if nested {
            format!("<Response><Errors>{inner}<Error/></Errors></Response>")
        } else {
            inner
        }
    });
    prop_oneof![random, shaped]
}

proptest! {
    #[test]
    fn client_and_reference_read_every_body_alike(body in pieces(), status in prop::sample::select(vec![200_u16, 400, 404, 502])) {
        let headers = HeaderMap::new();
        let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
        let reading = classify::read(&CONTRACT, body.as_bytes());
        let shape = reading.shape.map(|id| CONTRACT.shape(id).name.as_str());
        prop_assert_eq!(reply.shape(), shape);
        prop_assert_eq!(reply.code(), reading.code.as_deref());
        prop_assert_eq!(reply.detail(), reading.detail.as_deref());
        prop_assert_eq!(reply.request_id(), reading.request_id.as_deref());
    }
}
