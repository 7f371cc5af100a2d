//! Building a client, and what it never shows.

use crate::support::{
    Act, KEY, Mini, MiniError, NO_KEY, NoKey, Script, Server, client, failure, reply, wav, wav_of,
};
use std::error::Error as _;
use std::time::Duration;
use theta_runtime::__private::v1::Core;
use theta_runtime::{
    ApiClient, Audio, Builder, CallFuture, CallOptions, ConfigError, ConfigErrorKind, Error, Json,
    Response, RetryPolicy, Upload, Verbatim,
};

fn error(builder: Builder<Mini>) -> ConfigError {
    builder.build().unwrap_err()
}

#[test]
fn a_wrong_setting_is_named_before_anything_is_sent() {
    let new = || Builder::<Mini>::new().key(KEY);
    let table = [
        (
            error(Builder::new()),
            ConfigErrorKind::Key,
            "no API key was given: call `key`, or `key_from_env` to read `MINI_KEY`",
        ),
        (
            error(Builder::new().key("other")),
            ConfigErrorKind::Key,
            "the API key does not begin with `sk-mini-`: check which key this is",
        ),
        (
            error(Builder::new().key_from_env_with(|_| None)),
            ConfigErrorKind::Key,
            "the environment variable `MINI_KEY` is not set: set it to the API key",
        ),
        (
            error(new().timeout(Duration::ZERO)),
            ConfigErrorKind::Timeout,
            "a timeout or deadline of zero lets no call succeed: raise it",
        ),
        (
            error(new().base_url("http://example.com")),
            ConfigErrorKind::BaseUrl,
            "the base URL is `http` to another machine, which would send the key in the clear: use `https`",
        ),
        (
            error(new().user_agent_suffix("my app")),
            ConfigErrorKind::UserAgent,
            "the user agent suffix is not a product name: use letters, digits, `.`, `-`, `_` and `/`, as in `my-app/1.2`",
        ),
        (
            Builder::<NoKey>::new().key(KEY).build().unwrap_err(),
            ConfigErrorKind::Key,
            "this API takes no key: leave it out",
        ),
    ];
    for (error, kind, text) in table {
        assert_eq!((error.kind(), error.to_string().as_str()), (kind, text));
    }
}

#[tokio::test(start_paused = true)]
async fn no_setting_is_so_large_or_so_small_that_a_call_panics() {
    const ENDLESS: Duration = Duration::MAX;
    const SHORT: Duration = Duration::from_nanos(1);
    type Set = fn(Builder<Mini>) -> Builder<Mini>;
    let table: [Set; 22] = [
        |builder| builder.timeout(ENDLESS),
        |builder| builder.timeout(SHORT),
        |builder| builder.deadline(ENDLESS),
        |builder| builder.deadline(SHORT),
        |builder| builder.idle_timeout(ENDLESS).message_timeout(ENDLESS),
        |builder| builder.idle_timeout(SHORT).message_timeout(SHORT),
        |builder| builder.retry(RetryPolicy::new().attempts(u32::MAX).ambiguous(u32::MAX)),
        |builder| builder.retry_budget(ENDLESS),
        |builder| builder.retry_budget(Duration::ZERO),
        |builder| builder.max_billed_audio(ENDLESS),
        |builder| builder.max_billed_audio(Duration::ZERO),
        |builder| builder.cache(usize::MAX, ENDLESS),
        |builder| builder.cache(0, Duration::ZERO),
        |builder| builder.rpm(u32::MAX),
        |builder| builder.rpm(u32::MAX).burst(u32::MAX),
        |builder| builder.rpm(1).burst(0),
        |builder| builder.spacing(ENDLESS),
        |builder| builder.spacing(ENDLESS).burst(2),
        |builder| builder.spacing(ENDLESS).burst(u32::MAX),
        |builder| builder.spacing(Duration::ZERO).burst(u32::MAX),
        |builder| builder.concurrency(usize::MAX),
        |builder| builder.randomness(|| u128::MAX).concurrency(1),
    ];
    for set in table {
        let acts = [
            Act::Reply(503, ""),
            Act::ReplyWith(429, "retry-after", u64::MAX.to_string(), ""),
            Act::Reply(200, "[1]"),
        ];
        let script = Script::new(acts);
        let mini = set(Builder::new().key(KEY).transport(script))
            .build()
            .unwrap();
        let upload = || Upload::bytes(wav_of(1));
        let options = CallOptions::new().units(f64::INFINITY).max_event(u64::MAX);
        for upload in [upload(), upload().with_duration(Duration::MAX), upload()] {
            // Whatever it comes to.
            drop(mini.score_with(upload, options.clone()).await);
        }
    }
}

#[test]
fn the_key_is_looked_up_under_the_contract_s_name() {
    let builder = Builder::<Mini>::new().base_url("http://localhost");
    let builder = builder.key_from_env_with(|name| (name == "MINI_KEY").then(|| KEY.to_owned()));
    assert!(builder.build().is_ok());
    let without = Builder::<NoKey>::new()
        .base_url("http://localhost")
        .key_from_env();
    assert!(NO_KEY.auth.is_none() && without.build().is_ok());
}

#[test]
fn a_key_from_the_environment_may_end_its_line_and_holds_no_other_white_space() {
    for (end, is_good) in [
        ("", true),
        ("\n", true),
        ("\r\n", true),
        ("\n\n", true),
        (" ", false),
        ("\t", false),
        ("\nx", false),
    ] {
        let given = format!("{KEY}{end}");
        let builder = Builder::<Mini>::new().key_from_env_with(|_| Some(given));
        assert_eq!(builder.build().is_ok(), is_good, "{end:?}");
    }
    // What a program gives itself is meant as it is.
    error(Builder::new().key(format!("{KEY}\n")));
    error(Builder::new().key_from_env_with(|_| Some("\n".to_owned())));
}

#[test]
fn tls_is_needed_to_leave_this_machine() {
    let built = Builder::<Mini>::new().key(KEY).build();
    if cfg!(any(feature = "rustls", feature = "native-tls")) {
        assert!(built.is_ok());
    } else {
        assert_eq!(built.unwrap_err().kind(), ConfigErrorKind::Transport);
    }
}

#[tokio::test]
async fn no_output_holds_the_key() {
    let builder = Builder::<Mini>::new().key(KEY);
    let server = Server::answering(reply(200, "[]"));
    let mini = client(&server);
    let call = mini.call(CallOptions::new());
    let mut outputs = vec![format!(
        "{builder:?} {mini:?} {call:?} {:?}",
        mini.score(Upload::bytes(wav(20))).await
    )];
    server.seen();

    let refused: Mini = builder.base_url("http://127.0.0.1:9").build().unwrap();
    let echo = format!("{{\"detail\": \"x\", \"key\": \"{KEY}\"}}");
    let errors = [
        failure(&Server::answering(reply(
            400,
            "{\"detail\": \"Not all words are spoken.\"}",
        )))
        .await,
        failure(&Server::answering(reply(500, &echo))).await,
        failure(&Server::answering(reply(200, &echo))).await,
        failure(&Server::answering("")).await,
        failure(&Server::answering("garbage\r\n\r\n")).await,
        refused.score(Upload::bytes(wav(20))).await.unwrap_err(),
        refused
            .score(Upload::file("/nonexistent"))
            .await
            .unwrap_err(),
    ];
    for error in &errors {
        outputs.push(format!("{error} {error:?} {error:#?}"));
        let mut source = error.source();
        while let Some(cause) = source {
            outputs.push(format!("{cause} {cause:?}"));
            source = cause.source();
        }
    }
    for output in outputs {
        assert!(!output.contains("canary"), "{output}");
        assert!(!output.contains("RIFF"), "{output}");
    }
}

#[test]
fn everything_can_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    fn sends<T: Send + 'static>(_: &T) {}
    crosses::<Mini>();
    crosses::<Core>();
    crosses::<Builder<Mini>>();
    crosses::<Error<MiniError>>();
    crosses::<Response<Json>>();
    crosses::<Audio>();
    crosses::<Verbatim<std::rc::Rc<str>>>();
    crosses::<CallOptions>();
    let mini: Mini = Builder::new()
        .key(KEY)
        .base_url("http://localhost")
        .build()
        .unwrap();
    sends(
        &mini
            .call(CallOptions::new())
            .send_json::<Vec<f64>, MiniError>(),
    );
    sends(&mini.call(CallOptions::new()).send_bytes::<MiniError>());
    let boxed: CallFuture<Result<Response<()>, Error<MiniError>>> =
        Box::pin(mini.call(CallOptions::new()).send_nothing());
    sends(&boxed);
}

#[test]
fn an_error_is_small() {
    assert!(size_of::<Error<MiniError>>() <= 16);
    assert!(size_of::<Result<(), Error<MiniError>>>() <= 16);
    assert_eq!(Mini::API.name, "Mini API");
}

#[test]
fn the_environment_names_another_base_url_if_it_says_anything() {
    let build = |variable: &str| {
        let builder = Builder::<Mini>::new()
            .key(KEY)
            .base_url("https://first.example");
        builder.base_url_from_env(variable).build()
    };
    build("THETA_TEST_THAT_NOBODY_SETS").unwrap();
    // Cargo sets it, and it is a path.
    let error = build("CARGO_MANIFEST_DIR").unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::BaseUrl);
}
