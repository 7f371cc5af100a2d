//! What a client refuses before it is sent, and what the mock server says of the same request when it is sent.

use crate::support::{MATCHERS, THETA_ONE, load};
use std::borrow::Cow;
use std::marker::PhantomData;
use theta_mock::Mock;
use theta_runtime::__private::v1::{Call, Core, Generated};
use theta_runtime::http::HeaderMap;
use theta_runtime::meta::{ApiInfo, EndpointInfo, ErrorInfo, UploadInfo};
use theta_runtime::{
    ApiClient, Audio, Billed, Builder, CallOptions, Classify, DocumentedError, Error, ErrorKind,
    Refusal, Reply, RetryPolicy, Upload,
};
use theta_spec::contract::{
    Body, Contract, Endpoint, Param, ParamPlace, Part, PartContent, Returns, Type, TypeKind,
};
use theta_spec::contract::{Number, PathSegment};

pub(crate) mod small {
    theta_runtime::api! { spec = "contracts/foreseen.toml" }
}

pub(crate) const FORESEEN: &[u8] = include_bytes!("../../contracts/foreseen.toml");

/// An upload of more would take the tests too long.
const LARGEST: u64 = 30_000_000;

/// The client of an API, bare.
pub(crate) struct Bare<C>(pub(crate) Core, PhantomData<C>);

impl<C> Generated for Bare<C> {}

impl<C: ApiClient + 'static> ApiClient for Bare<C> {
    const API: &'static ApiInfo = C::API;

    type Plan = C::Plan;

    fn from_core(core: Core) -> Self {
        Self(core, PhantomData)
    }
}

/// Any row of an API, by its index.
pub(crate) struct Row<C>(usize, PhantomData<fn() -> C>);

impl<C> Clone for Row<C> {
    fn clone(&self) -> Self {
        Self(self.0, PhantomData)
    }
}

impl<C> std::fmt::Debug for Row<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<C> Generated for Row<C> {}

impl<C: ApiClient + 'static> DocumentedError for Row<C> {
    fn info(&self) -> &'static ErrorInfo {
        &C::API.errors[self.0]
    }

    fn status(&self) -> u16 {
        0
    }

    fn detail(&self) -> Cow<'static, str> {
        Cow::Borrowed("")
    }
}

impl<C: ApiClient + 'static> Classify for Row<C> {
    fn classify(_: &Reply<'_>) -> Option<Self> {
        None
    }

    fn foreseen(row: usize) -> Option<Self> {
        Some(Self(row, PhantomData))
    }
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    None,
    TooLarge,
    Empty,
    /// Bytes that are no audio.
    Junk,
    /// WAV without a sample.
    Soundless,
    /// Audio of some other format.
    Other,
    /// A number that is none.
    NotFinite,
}

const UPLOAD_FLAWS: [Flaw; 5] = [
    Flaw::TooLarge,
    Flaw::Empty,
    Flaw::Junk,
    Flaw::Soundless,
    Flaw::Other,
];

/// A request of an endpoint, with flaws in some of its values.
struct Draft<'c> {
    contract: &'c Contract,
    endpoint: &'c Endpoint,
    info: &'static EndpointInfo,
    /// Flaws by name on the wire.
    flaws: Vec<(&'c str, Flaw)>,
    /// Whether the client lets them through: then a number that is none is a text.
    unchecked: bool,
}

impl Draft<'_> {
    fn flaw(&self, name: &str) -> Flaw {
        let mut flaws = self.flaws.iter();
        flaws
            .find(|(flawed, _)| *flawed == name)
            .map_or(Flaw::None, |(_, flaw)| *flaw)
    }

    fn call(&self, core: &Core) -> Box<Call> {
        let mut call = Call::new(core, self.info, CallOptions::new());
        for segment in &self.endpoint.path {
            if let PathSegment::Param(index) = segment {
                let param = &self.endpoint.params[*index];
                if self.not_finite(&param.name) {
                    call.path(&f64::NAN);
                } else {
                    call.path(&self.text(&param.name, &param.ty));
                }
            }
        }
        for Param {
            name,
            ty,
            place,
            optional,
            ..
        } in &self.endpoint.params
        {
            if *place == ParamPlace::Path || *optional && self.flaw(name) == Flaw::None {
                continue;
            }
            let wire = leaked(name);
            let text = self.text(name, ty);
            match (place, self.not_finite(name)) {
                (ParamPlace::Query, true) => call.query(wire, &f64::NAN),
                (ParamPlace::Header, true) => call.header(wire, &f64::NAN),
                (ParamPlace::Query, false) => call.query(wire, text.as_str()),
                (_, _) => call.header(wire, text.as_str()),
            };
        }
        match &self.endpoint.body {
            Body::None => {}
            Body::Text { content_type, .. } => call.text("text", leaked(content_type)),
            Body::Json(part) if self.not_finite("body") => {
                let _ = part;
                call.json(&f64::NAN);
            }
            Body::Json(part) => call.text(self.json("body", &part.ty), "application/json"),
            Body::Form(_) => unreachable!("none of the contracts has a form"),
            Body::Binary(_) => {
                let info = &self.info.uploads[0];
                call.binary(self.upload("body", info), info);
            }
            Body::Multipart(parts) => {
                for part in parts {
                    self.part(&mut call, part);
                }
            }
        }
        call
    }

    fn part(&self, call: &mut Call, part: &Part) {
        let name = leaked(&part.name);
        let flawed = self.flaw(name) != Flaw::None;
        match &part.content {
            _ if part.optional && !flawed => {}
            PartContent::Upload(_) => {
                let mut uploads = self.info.uploads.iter();
                let info = uploads.find(|info| info.part == name).unwrap();
                call.part_upload(name, self.upload(name, info), info);
            }
            PartContent::Json(_) if self.not_finite(name) => call.part_json(name, &f64::NAN),
            PartContent::Text(_) if self.not_finite(name) => {
                call.part_text(name, &f64::NAN);
            }
            PartContent::Json(json) => {
                call.part_text(name, self.json(name, &json.ty).as_str());
            }
            PartContent::Text(ty) => {
                call.part_text(name, self.text(name, ty).as_str());
            }
        }
    }

    /// Whether the client is given a number that is none.
    fn not_finite(&self, name: &str) -> bool {
        !self.unchecked && self.flaw(name) == Flaw::NotFinite
    }

    fn text(&self, name: &str, ty: &Type) -> String {
        let json = self.json(name, ty);
        let text = json.trim_start_matches('[').trim_end_matches(']');
        text.trim_matches('"').to_owned()
    }

    fn json(&self, name: &str, ty: &Type) -> String {
        sample(self.contract, ty, self.flaw(name) == Flaw::NotFinite)
    }

    fn upload(&self, name: &str, info: &UploadInfo) -> Upload {
        let content = match self.flaw(name) {
            Flaw::TooLarge => {
                let mut large = good(info);
                let len = usize::try_from(info.max_size.unwrap() + 1).unwrap();
                large.resize(len, 0);
                large
            }
            Flaw::Empty => Vec::new(),
            Flaw::Junk => b"<html><body>not found</body></html>".to_vec(),
            Flaw::Soundless => wav(0),
            Flaw::Other => b"#!AMR\n and more".to_vec(),
            Flaw::None | Flaw::NotFinite => good(info),
        };
        let upload = Upload::bytes(content);
        if self.unchecked {
            upload.unchecked()
        } else {
            upload
        }
    }
}

/// Content that an upload takes.
fn good(info: &UploadInfo) -> Vec<u8> {
    match info.formats {
        [] => wav(400),
        formats if formats.contains(&"wav") => wav(400),
        ["flac"] => b"fLaC and more".to_vec(),
        formats => panic!("no sample of {formats:?}"),
    }
}

/// 8 kHz, 8 bits, one channel.
pub(crate) fn wav(samples: u32) -> Vec<u8> {
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + samples).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data");
    wav.extend(samples.to_le_bytes());
    wav.resize(44 + samples as usize, 0x80);
    wav
}

fn leaked(text: &str) -> &'static str {
    text.to_owned().leak()
}

/// A value of a type, as JSON; when `wrong`, with a text for each number that can be other than finite.
fn sample(contract: &Contract, ty: &Type, wrong: bool) -> String {
    let of = |ty: &Type| sample(contract, ty, wrong);
    match ty {
        Type::String => "\"x\"".to_owned(),
        Type::Boolean => "true".to_owned(),
        Type::Number(Number::Float) if wrong => "\"NaN\"".to_owned(),
        Type::Number(_) => "1".to_owned(),
        Type::Format(format) => format!("{:?}", format.example()),
        Type::Constant(value) => value.to_string(),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(of).collect();
            format!("[{}]", items.join(","))
        }
        Type::Json => "{}".to_owned(),
        Type::Array(inner) => format!("[{}]", of(inner)),
        Type::Map(inner) => format!("{{\"k\":{}}}", of(inner)),
        Type::Nullable(inner) | Type::Verbatim(inner) => of(inner),
        Type::Named(id) => match &contract.types[id.0].kind {
            TypeKind::Alias(inner) => of(inner),
            TypeKind::Enum { values } => values[0].value.to_string(),
            TypeKind::Any { variants, .. } => of(&variants[0].ty),
            TypeKind::Union { tag, variants } => {
                let inner = of(&Type::Named(variants[0].ty));
                let rest = inner.strip_prefix('{').unwrap();
                let comma = if rest == "}" { "" } else { "," };
                format!("{{\"{tag}\":\"{}\"{comma}{rest}", variants[0].tag)
            }
            TypeKind::Struct { fields, .. } => {
                let fields = fields
                    .iter()
                    .filter(|field| !field.optional || wrong && has_floats(contract, &field.ty))
                    .map(|field| format!("\"{}\":{}", field.name, of(&field.ty)));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }
        },
    }
}

fn has_floats(contract: &Contract, ty: &Type) -> bool {
    sample(contract, ty, true).contains("NaN")
}

/// What the client says of a request that it refuses: the row, and whether it is a value.
async fn refused<C: ApiClient + 'static>(draft: &Draft<'_>) -> Option<&'static str> {
    let bare: Bare<C> = builder(C::API)
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap();
    let error = draft
        .call(&bare.0)
        .send_nothing::<Row<C>>()
        .await
        .unwrap_err();
    let at = format!("{} {:?}", draft.endpoint.name, draft.flaws);
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{at}: {error}");
    assert_eq!((error.billed(), error.status()), (Billed::No, None), "{at}");
    assert!(!error.is_retryable() && error.attempts() == 0, "{at}");
    let refusal = error.refusal().unwrap();
    assert!(
        draft
            .flaws
            .iter()
            .any(|(name, _)| refusal.name() == Some(name)),
        "{at}: {error}"
    );
    assert_eq!(error.api().map(DocumentedError::info), error.info(), "{at}");
    error.info().map(|row| row.name)
}

/// What the server says of the same.
async fn answered<C: ApiClient + 'static>(mock: &Mock, draft: &Draft<'_>) -> Option<String> {
    let bare: Bare<C> = builder(C::API).base_url(mock.base_url()).build().unwrap();
    let row = |headers: &HeaderMap| {
        let row = headers.get("x-theta-mock")?.to_str().unwrap();
        (row != "undocumented").then(|| row.to_owned())
    };
    match draft.call(&bare.0).send_nothing::<Row<C>>().await {
        Ok(response) => row(response.headers()),
        Err(error) => row(error.headers().unwrap_or_else(|| panic!("{error:?}"))),
    }
}

pub(crate) fn builder<C: ApiClient + 'static>(api: &ApiInfo) -> Builder<C> {
    let builder = Builder::new().retry(RetryPolicy::off());
    match api.auth {
        Some(auth) => builder.key(format!("{}of-a-test", auth.prefix)),
        None => builder,
    }
}

/// Every single flaw that a request of the endpoint can have and a client sees.
fn flaws<'c>(contract: &Contract, endpoint: &'c Endpoint) -> Vec<(&'c str, Flaw)> {
    let mut all = Vec::new();
    let mut numbers = |name: &'c str, ty: &Type| {
        if has_floats(contract, ty) {
            all.push((name, Flaw::NotFinite));
        }
    };
    for param in &endpoint.params {
        numbers(&param.name, &param.ty);
    }
    let mut uploads = Vec::new();
    match &endpoint.body {
        Body::Json(part) => numbers("body", &part.ty),
        Body::Form(form) => numbers("body", &form.value.ty),
        Body::Binary(upload) => uploads.push(("body", upload)),
        Body::Multipart(parts) => {
            for part in parts {
                match &part.content {
                    PartContent::Json(json) => numbers(&part.name, &json.ty),
                    PartContent::Text(ty) => numbers(&part.name, ty),
                    PartContent::Upload(upload) => uploads.push((&part.name, upload)),
                }
            }
        }
        Body::None | Body::Text { .. } => {}
    }
    for (name, upload) in uploads {
        for flaw in UPLOAD_FLAWS {
            let is_one = match flaw {
                Flaw::TooLarge => upload.max_size.is_some_and(|size| size < LARGEST),
                Flaw::Empty => true,
                Flaw::Other => upload.audio && !upload.formats.is_empty(),
                _ => upload.audio,
            };
            if is_one {
                all.push((name, flaw));
            }
        }
    }
    all
}

/// Compares client and server on every flaw of a contract, and on each two of them. How many were compared.
async fn agree<C: ApiClient + 'static>(toml: &[u8], pairs: bool) -> (usize, usize) {
    let contract = load(toml);
    let mock = Mock::start(load(toml)).unwrap();
    let (mut compared, mut foreseen) = (0, 0);
    for endpoint in &contract.endpoints {
        if matches!(endpoint.returns, Returns::Socket { .. }) {
            continue;
        }
        let mut infos = C::API.endpoints.iter();
        let info = infos.find(|info| info.name == endpoint.name).unwrap();
        let single = flaws(&contract, endpoint);
        let mut cases: Vec<Vec<_>> = single.iter().map(|flaw| vec![*flaw]).collect();
        for (at, first) in single.iter().enumerate().filter(|_| pairs) {
            let others = single[at + 1..].iter().filter(|other| other.0 != first.0);
            cases.extend(others.map(|other| vec![*first, *other]));
        }
        for flaws in cases {
            let mut draft = Draft {
                contract: &contract,
                endpoint,
                info,
                flaws,
                unchecked: false,
            };
            let by_client = refused::<C>(&draft).await;
            draft.unchecked = true;
            let by_server = answered::<C>(&mock, &draft).await;
            // Which of several fields it is only the server knows, unless all lead to the same row.
            let is_open = draft.flaws.iter().any(|(name, flaw)| {
                *flaw == Flaw::NotFinite && endpoint.name == "tune" && *name == "body"
            });
            if is_open {
                assert_eq!(by_client, None);
            } else {
                assert_eq!(
                    by_client,
                    by_server.as_deref(),
                    "{} {:?}",
                    endpoint.name,
                    draft.flaws
                );
            }
            compared += 1;
            foreseen += usize::from(by_client.is_some());
        }
    }
    (compared, foreseen)
}

#[tokio::test]
async fn a_client_foresees_what_the_server_says_of_every_flaw() {
    let (compared, foreseen) = agree::<small::Client>(FORESEEN, true).await;
    assert!(compared >= 60 && foreseen >= 50, "{compared} {foreseen}");
}

#[tokio::test]
async fn so_it_is_for_the_contracts_of_vendors() {
    let (compared, foreseen) = agree::<theta_tests::theta_one::Client>(THETA_ONE, false).await;
    assert!(compared >= 20 && foreseen >= 20, "{compared} {foreseen}");
    agree::<theta_tests::matchers::Client>(MATCHERS, false).await;
    let vendor = include_bytes!("../../../vendors/deepgram/spec.toml");
    agree::<theta_deepgram::Client>(vendor, false).await;
    agree::<theta_llmtune::Client>(include_bytes!("../../../vendors/llmtune/spec.toml"), false)
        .await;
    agree::<theta_lmnt::Client>(include_bytes!("../../../vendors/lmnt/spec.toml"), false).await;
}

fn nobody() -> small::Client {
    builder(small::Client::API)
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_recording_that_will_not_do_is_the_documented_error() {
    let table = [
        (
            Vec::new(),
            small::RecordingError::NothingSent,
            "nothing_sent",
        ),
        (
            b"junk".to_vec(),
            small::RecordingError::NoRecording,
            "no_recording",
        ),
        // A row with several statuses has its first.
        (
            wav(2000),
            small::RecordingError::TooMuch { status: 400 },
            "too_much",
        ),
    ];
    for (content, expected, name) in table {
        let error = nobody().recording(Audio::bytes(content)).await.unwrap_err();
        assert_eq!(error.api(), Some(&expected));
        assert_eq!(error.info().unwrap().name, name);
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::InvalidInput, None)
        );
        assert!(
            error.to_string().contains("the server would answer"),
            "{error}"
        );
        let api: Result<small::ApiError, _> = error.widen().into_api();
        assert_eq!(api.unwrap(), small::ApiError::from(expected));
    }
}

#[tokio::test]
async fn what_only_the_server_can_say_is_named_by_its_row_alone() {
    let settings = small::Settings::from_json("{\"speed\": 1}").unwrap();
    let fine = || Audio::bytes(wav(400));
    let notes = Upload::bytes(vec![0; 1001]);
    let call = nobody().pair(1.0, fine(), fine(), notes, settings, 1.0);
    let error: Error<_> = call.await.unwrap_err();
    assert_eq!(error.info().unwrap().name, "part_too_large");
    assert_eq!(error.api(), None);
    assert!(matches!(
        error.refusal(),
        Some(Refusal::TooLarge {
            name: "notes",
            limit: 1000,
            actual: 1001
        })
    ));
}

#[tokio::test]
async fn what_the_contract_says_nothing_of_has_no_row() {
    let error = nobody().silent(Audio::bytes(Vec::new())).await.unwrap_err();
    assert!(matches!(
        error.refusal(),
        Some(Refusal::Empty { name: "body" })
    ));
    assert_eq!((error.api(), error.info()), (None, None));
    // Too long is no trigger of the language.
    let error = nobody()
        .recording(Audio::bytes(wav(1900)).with_duration(std::time::Duration::from_secs(9)));
    let error = error.await.unwrap_err();
    assert!(error.refusal().unwrap().is_about_content());
    assert_eq!((error.api(), error.info()), (None, None));
}
