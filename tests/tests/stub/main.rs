//! What a stub writes for a documented failure is that failure to the client: every row of every contract, on every
//! endpoint that can return it.

use theta_runtime::http::HeaderMap;
use theta_runtime::testing::Stub;
use theta_runtime::{
    ApiClient, Classify, DocumentedError as _, Endpoint, Error, Reply, RetryPolicy, Socket,
    SocketEndpoint, Upload, Verbatim, meta,
};
use theta_spec::contract::{Contract, ErrorRow};
use theta_spec::sample;
use theta_spec::template::CaptureKind;

/// What fills the holes of a template that the docs show nothing for.
const NUMBER: &str = "41";
const TEXT: &str = "\"some\\thing\" {else} é";

/// The least code of a close frame; what is less is an HTTP status.
const CLOSE_CODES: u16 = 1000;

fn load(toml: &[u8]) -> Contract {
    let loaded = theta_spec::load("spec.toml", toml);
    loaded.contract.expect("the contract has no mistakes")
}

fn audio() -> Upload {
    Upload::bytes(&include_bytes!("../../../theta-client/examples/audio/native.wav")[..])
}

/// How many failures of how many endpoints were looked at.
#[derive(Default)]
struct Asked {
    endpoints: usize,
    failures: usize,
}

impl Asked {
    /// Each documented failure of an endpoint as its reply.
    async fn about<C: ApiClient, R, T>(&mut self, contract: &Contract, call: fn(C) -> R)
    where
        R: Endpoint + IntoFuture<Output = Result<T, Error<R::Error>>>,
    {
        for failure in self.failures::<R::Error>(contract, R::API, R::INFO) {
            let stub = Stub::new();
            stub.on::<R>().fails(failure.clone());
            said::<_, T>(&failure, call(client(&stub)).await);
        }
    }

    /// Each documented failure of an endpoint that opens a WebSocket, before it is open and after.
    async fn about_socket<C: ApiClient, R>(&mut self, contract: &Contract, call: fn(C) -> R)
    where
        R: SocketEndpoint
            + IntoFuture<Output = Result<Socket<R::Sends, R::Receives, R::Error>, Error<R::Error>>>,
    {
        for failure in self.failures::<R::Error>(contract, R::API, R::INFO) {
            if failure.status() < CLOSE_CODES {
                let stub = Stub::new();
                stub.on_socket::<R>().refuses(failure.clone());
                said(&failure, call(client(&stub)).await);
            }
            let stub = Stub::new();
            stub.on_socket::<R>()
                .opens(|script| script.fails(failure.clone()));
            let mut socket = call(client(&stub)).await.expect("it opens");
            let end = socket.next().await.expect("an end that is a failure");
            said(&failure, end);
        }
    }

    /// The documented failures of an endpoint, each with what the docs show in the holes of its templates, and with
    /// something else.
    fn failures<E: Classify>(
        &mut self,
        contract: &Contract,
        api: &'static meta::ApiInfo,
        endpoint: &meta::EndpointInfo,
    ) -> Vec<E> {
        let documented = contract.endpoint(endpoint.name);
        let rows = documented.expect("it is in the contract").errors.iter();
        let failures: Vec<E> = rows
            .flat_map(|id| replies(contract, contract.error(*id)))
            .map(|(row, reply)| {
                let headers = HeaderMap::new();
                let read = Reply::new(api, reply.status, &headers, reply.body.as_bytes());
                let failure = E::classify(&read).expect("a reply of a row is a row");
                assert_eq!(failure.info().name, row, "{}", reply.body);
                failure
            })
            .collect();
        self.endpoints += 1;
        self.failures += failures.len();
        failures
    }

    /// Nothing is left out.
    fn is_all_of(&self, contract: &Contract) {
        assert_eq!(self.endpoints, contract.endpoints.len());
        println!(
            "{}: {} failures of {} endpoints",
            contract.api.name, self.failures, self.endpoints
        );
    }
}

fn replies<'c>(contract: &Contract, row: &'c ErrorRow) -> [(&'c str, sample::SampleReply); 2] {
    let other: Vec<(&str, &str)> = row
        .captures
        .iter()
        .map(|captured| {
            let text = match captured.kind {
                CaptureKind::Int => NUMBER,
                CaptureKind::Text => TEXT,
            };
            (captured.name.as_str(), text)
        })
        .collect();
    let shown = sample::error_reply(contract, row);
    let other = sample::error_reply_with(contract, row, &other);
    [shown, other].map(|reply| (row.name.as_str(), reply))
}

fn client<C: ApiClient>(stub: &Stub) -> C {
    let builder = stub.builder().retry(RetryPolicy::off());
    builder.build().expect("the settings are right")
}

fn said<E: Classify + PartialEq, T>(failure: &E, came: Result<T, Error<E>>) {
    let error = came.err().expect("a failure that is one");
    assert_eq!(error.api(), Some(failure), "{error}");
}

#[tokio::test]
async fn every_row_of_theta_one() {
    use theta_tests::theta_one::Client;
    let contract = load(include_bytes!("../../../spec.toml"));
    let mut asked = Asked::default();
    asked
        .about(&contract, |one: Client| one.transcribe(audio()))
        .await;
    asked
        .about(&contract, |one: Client| one.analyze_native(audio(), "Wow!"))
        .await;
    asked
        .about(&contract, |one: Client| {
            one.pronunciation(audio(), "Wow!", Verbatim::from(Vec::new()))
        })
        .await;
    asked
        .about(&contract, |one: Client| {
            one.pronunciation_simple(audio(), "Wow!")
        })
        .await;
    asked.is_all_of(&contract);
}

#[tokio::test]
async fn every_row_of_deepgram() {
    use theta_deepgram::Client;
    let contract = load(include_bytes!("../../../vendors/deepgram/spec.toml"));
    let mut asked = Asked::default();
    asked
        .about(&contract, |deepgram: Client| deepgram.listen(audio()))
        .await;
    asked
        .about(&contract, |deepgram: Client| {
            deepgram.listen_url("https://a.example")
        })
        .await;
    asked
        .about(&contract, |deepgram: Client| {
            deepgram.speak().text("Hello.")
        })
        .await;
    asked
        .about(&contract, |deepgram: Client| deepgram.speak_text("Hello."))
        .await;
    asked.is_all_of(&contract);
}

#[tokio::test]
async fn every_row_of_lmnt() {
    use theta_lmnt::Client;
    let contract = load(include_bytes!("../../../vendors/lmnt/spec.toml"));
    let mut asked = Asked::default();
    asked.about(&contract, |lmnt: Client| lmnt.voices()).await;
    asked
        .about(&contract, |lmnt: Client| lmnt.voice("leah"))
        .await;
    asked
        .about(&contract, |lmnt: Client| lmnt.create_voice(audio(), "Mine"))
        .await;
    asked
        .about(&contract, |lmnt: Client| lmnt.speech("Hello.", "leah"))
        .await;
    asked
        .about(&contract, |lmnt: Client| {
            lmnt.speech_detailed("Hello.", "leah")
        })
        .await;
    asked
        .about_socket(&contract, |lmnt: Client| lmnt.speech_session("leah"))
        .await;
    asked.is_all_of(&contract);
}

#[tokio::test]
async fn every_row_of_llmtune() {
    use theta_llmtune::Client;
    let contract = load(include_bytes!("../../../vendors/llmtune/spec.toml"));
    let mut asked = Asked::default();
    asked.about(&contract, |tune: Client| tune.models()).await;
    asked
        .about(&contract, |tune: Client| tune.inference("llama", "Hello."))
        .await;
    asked
        .about(&contract, |tune: Client| {
            tune.start_training("llama", "data")
        })
        .await;
    asked
        .about(&contract, |tune: Client| tune.training("job"))
        .await;
    asked.is_all_of(&contract);
}

#[tokio::test]
async fn every_kind_of_matcher() {
    use theta_tests::matchers::Client;
    let contract = load(include_bytes!("../../contracts/matchers.toml"));
    let mut asked = Asked::default();
    asked
        .about(&contract, |all: Client| all.speak("Hello."))
        .await;
    asked
        .about(&contract, |all: Client| all.listen("Hello."))
        .await;
    asked.is_all_of(&contract);
}
