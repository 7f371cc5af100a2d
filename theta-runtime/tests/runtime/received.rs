//! What a paid answer and a documented failure are not lost to.

use crate::support::{
    Act, KEY, Mini, MiniError, Script, Server, client, failure, reply, reply_with, wav,
};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use std::io::Write;
use std::thread::ThreadId;
use std::time::Duration;
use theta_runtime::http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use theta_runtime::json::{Decode, DecodeError, Json, Raw};
use theta_runtime::{
    Billed, Builder, CallOptions, ErrorKind, Exhausted, RequestBody, ResponseBody, RetryPolicy,
    Transport, TransportFuture, Upload,
};

pub(crate) const DOCUMENTED: &str = "{\"detail\": \"Not all words are spoken.\"}";

/// A transport that answers with these bytes in pieces of that many.
#[derive(Clone, Debug)]
pub(crate) struct Fixed {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
    pub(crate) piece: usize,
}

impl Fixed {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let (headers, body) = (Vec::new(), body.into());
        Self {
            status,
            headers,
            body,
            piece: 1000,
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn client(self) -> Mini {
        Builder::new()
            .key(KEY)
            .transport(self)
            .retry(RetryPolicy::off())
            .build()
            .unwrap()
    }
}

impl Transport for Fixed {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let this = self.clone();
        Box::pin(async move {
            request.into_body().collect().await?;
            let pieces = this.body.chunks(this.piece).map(<[u8]>::to_vec);
            let pieces = pieces.collect::<std::collections::VecDeque<_>>();
            let mut response = Response::new(ResponseBody::new(Pieces(pieces)));
            *response.status_mut() = StatusCode::from_u16(this.status).unwrap();
            for (name, value) in this.headers {
                let (name, value) = (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                );
                response.headers_mut().append(name, value);
            }
            Ok(response)
        })
    }
}

struct Pieces(std::collections::VecDeque<Vec<u8>>);

impl http_body::Body for Pieces {
    type Data = theta_runtime::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<theta_runtime::Bytes>, std::io::Error>>>
    {
        let piece = self.0.pop_front();
        std::task::Poll::Ready(piece.map(|piece| Ok(http_body::Frame::data(piece.into()))))
    }
}

pub(crate) fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content.as_ref()).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zlib(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn bare(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content.as_ref()).unwrap();
    encoder.finish().unwrap()
}

pub(crate) async fn score(mini: &Mini) -> Result<Vec<f64>, theta_runtime::Error<MiniError>> {
    let scored = mini.score(Upload::bytes(wav(64))).await;
    scored.map(theta_runtime::Response::into_value)
}

#[tokio::test]
async fn a_reply_may_have_many_headers_and_lines_that_are_none() {
    let many = |count: usize| {
        let lines: Vec<String> = (0..count).map(|n| format!("x-{n}: {n}\r\n")).collect();
        lines.concat()
    };
    let table: [String; 7] = [
        many(101),
        many(1000),
        many(2000),
        format!("x-large: {}\r\n", "x".repeat(300_000)),
        "x-spaced : 1\r\n".to_owned(),
        "x-folded: 1\r\n  2\r\n".to_owned(),
        "(x): 1\r\nno header\r\n".to_owned(),
    ];
    for headers in table {
        let shown = &headers[..headers.len().min(20)];
        let server = Server::answering(reply_with(200, &headers, "[1]"));
        assert_eq!(score(&client(&server)).await.unwrap(), [1.0], "{shown}");
        let error = failure(&Server::answering(reply_with(400, &headers, DOCUMENTED))).await;
        assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken), "{shown}");
    }
}

#[tokio::test]
async fn no_coding_is_asked_for() {
    let server = Server::answering(reply(200, "[1]"));
    score(&client(&server)).await.unwrap();
    assert_eq!(server.seen().header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn what_is_coded_nevertheless_is_decoded() {
    type Code = fn(&str) -> Vec<u8>;
    let table: [(&str, Code); 6] = [
        ("gzip", |text| gzip(text)),
        ("X-GZIP", |text| gzip(text)),
        ("deflate", |text| zlib(text)),
        ("deflate", |text| bare(text)),
        ("deflate, gzip", |text| gzip(bare(text))),
        ("identity", |text| text.as_bytes().to_vec()),
    ];
    for (coding, code) in table {
        let header = format!("content-encoding: {coding}\r\n");
        let server = Server::answering(reply_with(200, &header, code("[1, 2.5]")));
        assert_eq!(
            score(&client(&server)).await.unwrap(),
            [1.0, 2.5],
            "{coding}"
        );

        let error = failure(&Server::answering(reply_with(
            400,
            &header,
            code(DOCUMENTED),
        )))
        .await;
        assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken), "{coding}");
        assert_eq!(error.body(), DOCUMENTED.as_bytes(), "{coding}");

        let fixed = Fixed::new(200, code("[1]")).with("content-encoding", coding);
        assert_eq!(score(&fixed.client()).await.unwrap(), [1.0], "{coding}");
    }
}

#[tokio::test]
async fn an_empty_body_may_be_said_to_be_coded() {
    for status in [200, 204] {
        let header = "content-encoding: gzip\r\n";
        let server = Server::answering(reply_with(status, header, ""));
        let call = client(&server).call(CallOptions::new());
        call.send_nothing::<MiniError>().await.unwrap();
    }
}

#[tokio::test]
async fn a_coded_stream_is_decoded_as_it_comes() {
    let speech: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let coded = gzip(&speech);
    let fixed = Fixed::new(200, coded.clone()).with("content-encoding", "gzip");
    let stream = fixed.client().call(CallOptions::new());
    let stream = stream
        .send_stream::<MiniError>()
        .await
        .unwrap()
        .into_value();
    assert!(
        stream.headers().is_empty(),
        "what is said of the coded bytes"
    );
    assert_eq!(stream.collect().await.unwrap(), speech);

    let cut = coded[..coded.len() / 2].to_vec();
    let fixed = Fixed::new(200, cut).with("content-encoding", "gzip");
    let stream = fixed.client().call(CallOptions::new());
    let stream = stream
        .send_stream::<MiniError>()
        .await
        .unwrap()
        .into_value();
    let error = stream.collect().await.unwrap_err();
    assert!(error.to_string().contains("the reply was cut"), "{error}");
    assert!(speech.starts_with(error.body()) && !error.body().is_empty());
}

#[tokio::test]
async fn what_is_coded_otherwise_is_named() {
    let fixed = |status, body: &str| Fixed::new(status, body).with("content-encoding", "br");
    let error = score(&fixed(200, "\u{b}x").client()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.billed()),
        (ErrorKind::Decode, Billed::Yes)
    );
    assert!(error.to_string().contains("coded as `br`"), "{error}");
    assert_eq!(error.body(), b"\x0bx");

    let error = score(&fixed(400, "x").client()).await.unwrap_err();
    assert!(error.to_string().contains("coded as `br`"), "{error}");
    assert_eq!(error.status(), Some(400));
    // Known by its status alone.
    let error = score(&fixed(413, "x").client()).await.unwrap_err();
    assert_eq!(error.api(), Some(&MiniError::TooLarge));

    let call = fixed(200, "x").client().call(CallOptions::new());
    let mut stream = call.send_stream::<MiniError>().await.unwrap().into_value();
    let error = stream.next_chunk().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("coded as `br`"), "{error}");
    assert!(stream.next_chunk().await.is_none());
}

#[tokio::test]
async fn a_coded_reply_that_is_cut_is_no_shorter_reply() {
    let whole = gzip("[1, 2, 3]");
    for (status, len) in [(200, whole.len() - 1), (200, 5), (400, 12)] {
        let fixed = Fixed::new(status, &whole[..len]).with("content-encoding", "gzip");
        let error = score(&fixed.client()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
        assert!(error.to_string().contains("the reply was cut"), "{error}");
    }
    let mut broken = whole;
    let sum = broken.len() - 8;
    broken[sum] ^= 1;
    let fixed = Fixed::new(200, broken).with("content-encoding", "gzip");
    let error = score(&fixed.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_bomb_ends_at_the_cap() {
    let bomb = gzip(vec![b' '; 8 * 1024 * 1024]);
    let fixed = Fixed::new(400, bomb).with("content-encoding", "gzip");
    let error = score(&fixed.client()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unknown { .. }));
    assert_eq!(
        (error.body().len(), error.body_truncated()),
        (64 * 1024, true)
    );
}

#[tokio::test]
async fn a_mark_of_the_byte_order_is_no_part_of_what_is_said() {
    let marked = |text: &str| format!("\u{feff}{text}");
    let server = Server::answering(reply(200, marked(" [1]")));
    assert_eq!(score(&client(&server)).await.unwrap(), [1.0]);
    let error = failure(&Server::answering(reply(400, marked(DOCUMENTED)))).await;
    assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken));
    assert_eq!(error.body(), marked(DOCUMENTED).as_bytes());
    let call = Fixed::new(200, marked("text"))
        .client()
        .call(CallOptions::new());
    assert_eq!(call.send_text::<MiniError>().await.unwrap().value(), "text");
    let call = Fixed::new(200, marked("text"))
        .client()
        .call(CallOptions::new());
    let bytes = call.send_bytes::<MiniError>().await.unwrap();
    assert_eq!(bytes.value(), marked("text").as_bytes());
}

#[tokio::test]
async fn a_failure_is_known_by_what_stands_behind_a_large_input() {
    let large = |len: usize| {
        let input = "x".repeat(len);
        format!("{{\"input\": \"{input}\", \"detail\": \"Not all words are spoken.\"}}")
    };
    for len in [65_536, 1_000_000] {
        let body = large(len);
        let error = failure(&Server::answering(reply(400, &body))).await;
        assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken), "{len}");
        assert_eq!(error.body(), &body.as_bytes()[..65_536]);
        assert!(error.body_truncated());
    }
    let error = failure(&Server::answering(reply(400, large(1_048_576)))).await;
    assert_eq!((error.api(), error.body_truncated()), (None, true));
}

/// Members that nobody reads, each of which some reader of JSON does not take.
fn odd_members() -> Vec<Vec<u8>> {
    let deep = format!("\"x\":{}{}", "[{\"a\":".repeat(50_000), "}]".repeat(50_000));
    let deep = deep.replace(":}", ":1}");
    let texts = [
        r#""x":"\udce9""#,
        r#""\ud83d":"\ud83d\ud83d""#,
        r#""x":1e999999999999999999"#,
        r#""x":-0.000000000000000000000000000000000000000000000000000001e-999"#,
        r#""x":1,"x":{},"\u0078":null"#,
        &deep,
    ];
    let mut members: Vec<Vec<u8>> = texts.into_iter().map(Into::into).collect();
    members.push(b"\"x\xff\":\"caf\xe9\"".to_vec());
    members
}

/// `{`, the member, `,` and the rest.
fn with(member: &[u8], rest: &str) -> Vec<u8> {
    [b"{", member, b",", rest.as_bytes(), b"}"].concat()
}

#[derive(Debug)]
struct Open {
    text: String,
    extra: theta_runtime::Extra,
}

impl Decode for Open {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        let mut object = theta_runtime::json::ObjectReader::open(value)?;
        Ok(Self {
            text: object.required("text")?,
            extra: object.rest(),
        })
    }
}

impl theta_runtime::json::Encode for Open {
    fn encode(&self, out: &mut theta_runtime::json::Writer) {
        let mut object = out.object();
        object.rest(&self.extra);
        object.field("text", &self.text);
        object.end();
    }
}

#[tokio::test]
async fn what_nobody_reads_does_not_matter_and_is_kept() {
    for member in odd_members() {
        let shown = String::from_utf8_lossy(&member[..member.len().min(40)]).into_owned();
        let body = with(&member, "\"detail\":\"Not all words are spoken.\"");
        let error = score(&Fixed::new(400, body).client()).await.unwrap_err();
        assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken), "{shown}");

        let body = with(&member, "\"text\":\"hi\"");
        let call = Fixed::new(200, body.clone())
            .client()
            .call(CallOptions::new());
        let open: Open = call
            .send_json::<Open, MiniError>()
            .await
            .unwrap()
            .into_value();
        assert_eq!(open.text, "hi", "{shown}");
        let written = theta_runtime::json::to_string(&open);
        match String::from_utf8(body) {
            Ok(body) => assert_eq!(written, body, "{shown}"),
            // There is no text for such bytes; what stands for them is JSON.
            Err(_) => assert_eq!(written, r#"{"x\udcff":"caf\udce9","text":"hi"}"#),
        }
    }
}

#[tokio::test]
async fn what_is_read_is_sound() {
    let table: [&[u8]; 4] = [
        b"{\"text\":\"\\udce9\"}",
        b"{\"text\":\"caf\xe9\"}",
        b"{\"text\":\"caf\\\xe9\"}",
        b"{\"text\":\"x\"}\xff",
    ];
    for body in table {
        let call = Fixed::new(200, body).client().call(CallOptions::new());
        let error = call.send_json::<Open, MiniError>().await.unwrap_err();
        assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, body));
        let detail = String::from_utf8_lossy(body).replace("text", "detail");
        assert!(detail.starts_with("{\"detail\""));
    }
    let error = score(&Fixed::new(400, &b"{\"detail\":\"caf\xe9\"}"[..]).client()).await;
    assert_eq!(error.unwrap_err().detail(), None);
}

/// Which thread read it.
struct ReadOn(ThreadId);

impl Decode for ReadOn {
    fn decode(_: Raw<'_>) -> Result<Self, DecodeError> {
        Ok(Self(std::thread::current().id()))
    }
}

#[tokio::test]
async fn a_large_body_is_read_where_nobody_waits() {
    for (len, is_here) in [(1000, true), (1_000_000, false)] {
        let body = format!("\"{}\"", "x".repeat(len));
        let call = Fixed::new(200, body).client().call(CallOptions::new());
        let read = call
            .send_json::<ReadOn, MiniError>()
            .await
            .unwrap()
            .into_value();
        assert_eq!(read.0 == std::thread::current().id(), is_here, "{len}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_delay_is_kept_in_every_form_and_one_beyond_the_deadline_ends_the_call() {
    let busy = "{\"code\": \"rate_limited\", \"detail\": \"x\"}";
    let delayed = |value: &str| Act::ReplyWith(429, "retry-after", value.to_owned(), busy);
    let far = [
        "1000000000000",
        "1000000000000000000000000000000",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Friday, 31-Dec-60 23:59:59 GMT",
        "Fri Dec 31 23:59:59 9999",
    ];
    for value in far {
        let script = Script::new([delayed(value)]);
        let mini: Mini = Builder::new()
            .key(KEY)
            .transport(script.clone())
            .build()
            .unwrap();
        let error = score(&mini).await.unwrap_err();
        assert_eq!(
            (script.count(), error.exhausted()),
            (1, Some(Exhausted::Deadline)),
            "{value}"
        );
        assert_eq!(
            error.retry_after(),
            Some(Duration::from_secs(31_536_000)),
            "{value}"
        );
    }
    for (value, at_least) in [
        ("7.5", 7.5),
        (" 7 ", 7.0),
        ("Sun Nov  6 08:49:37 1994", 0.0),
    ] {
        let script = Script::new([delayed(value), Act::Reply(200, "[1]")]);
        let mini: Mini = Builder::new()
            .key(KEY)
            .transport(script.clone())
            .build()
            .unwrap();
        score(&mini).await.unwrap();
        let times = script.times();
        let waited = (times[1] - times[0]).as_secs_f64();
        assert!(waited >= at_least, "{value}: {waited}");
    }
    let body = "{\"code\": \"rate_limited\", \"detail\": \"x\", \"retry_in\": 1e12}";
    let script = Script::new([Act::Reply(429, body)]);
    let mini: Mini = Builder::new()
        .key(KEY)
        .transport(script.clone())
        .build()
        .unwrap();
    let error = score(&mini).await.unwrap_err();
    assert_eq!(
        (script.count(), error.exhausted()),
        (1, Some(Exhausted::Deadline))
    );
}

#[test]
fn what_is_unknown_of_an_object_of_very_many_members_is_kept_too() {
    let members: Vec<String> = (0..1000).map(|n| format!("\"m{n}\":{n}")).collect();
    let text = format!(
        "{{\"text\":\"a\",{},\"te\\u0078t\":\"b\",\"\\u006d7\":[7]}}",
        members.join(",")
    );
    let open: Open = theta_runtime::json::from_str(&text).unwrap();
    // The last of its name, wherever it stands and however its name is written.
    assert_eq!((open.text.as_str(), open.extra.len()), ("b", 1000));
    assert_eq!(open.extra.get("m7").map(Json::as_str), Some("[7]"));
    assert_eq!(open.extra.get("m999").map(Json::as_str), Some("999"));
    assert_eq!(open.extra.get("text"), None);
    let written = theta_runtime::json::to_string(&open);
    assert_eq!(
        written,
        format!("{{{},\"\\u006d7\":[7],\"text\":\"b\"}}", members.join(","))
    );
}

#[test]
fn unknown_members_can_be_replaced() {
    let mut open: Open =
        theta_runtime::json::from_str(r#"{"text":"a","x":1,"\ud83d":2,"\u0078":3,"y":4}"#).unwrap();
    let new = Json::parse("5").unwrap();
    let replaced = open.extra.insert("x", new.clone());
    assert_eq!(replaced.as_ref().map(Json::as_str), Some("3"));
    assert_eq!(open.extra.insert("z\"", new), None);
    assert_eq!(
        theta_runtime::json::to_string(&open),
        r#"{"\ud83d":2,"y":4,"x":5,"z\"":5,"text":"a"}"#
    );
    assert_eq!(open.extra.len(), 4);
    let names: Vec<&str> = open.extra.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["x", "y", "z\"", "\u{ffff}\\ud83d"]);
}
