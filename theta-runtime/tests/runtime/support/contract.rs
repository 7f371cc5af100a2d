//! Static data and types as the macro would generate them.

use std::borrow::Cow;
use std::fmt;
use theta_runtime::__private::v1::{Call, Core, Generated, fmt_documented};
use theta_runtime::meta::{
    ApiInfo, AuthInfo, Billing, Category, Confidence, EndpointInfo, ErrorInfo, PathPiece, PlanInfo,
    Retry, RetryInfo, ShapeInfo, StatusInfo, UploadInfo,
};
use theta_runtime::{
    ApiClient, ApiPlan, Bytes, CallOptions, Classify, DocumentedError, Error, Pattern, Piece,
    Reply, Response, Upload,
};

pub(crate) static AUDIO: UploadInfo = UploadInfo {
    part: "file",
    audio: true,
    formats: &["mp3", "wav"],
    max_size: Some(64_000_000),
    max_duration_ms: Some(300_000),
    content_type: "application/octet-stream",
};

/// Multipart, billed, returns JSON.
const SCORE: EndpointInfo = EndpointInfo {
    name: "score",
    method: "POST",
    path: &[PathPiece::Text("/score")],
    path_template: "/score",
    summary: "",
    billing: Billing::Per("audio second"),
    repeatable: true,
    idempotency_key: None,
    plans: &[],
    timeout_ms: 30_000,
    accept: "application/json",
    error_ids: &[0, 1, 2, 3],
    failing: &[],
    success: 200,
    empty: &[],
    uploads: &[],
    foreseen: &[],
};

/// Takes parameters, is free, returns bytes.
const VOICE: EndpointInfo = EndpointInfo {
    name: "voice",
    method: "GET",
    path: &[
        PathPiece::Text("/v1/voices/"),
        PathPiece::Param,
        PathPiece::Text("/sample"),
    ],
    path_template: "/v1/voices/{id}/sample",
    billing: Billing::Free,
    accept: "audio/mpeg",
    error_ids: &[2],
    ..SCORE
};

/// A success of it may say that it failed.
const JUDGE: EndpointInfo = EndpointInfo {
    name: "judge",
    repeatable: false,
    error_ids: &[4, 5],
    failing: &[0],
    empty: &[303],
    ..SCORE
};

/// The same for nothing.
const JUDGE_FREE: EndpointInfo = EndpointInfo {
    name: "judge_free",
    billing: Billing::Free,
    ..JUDGE
};

static ENDPOINTS: [EndpointInfo; 4] = [SCORE, VOICE, JUDGE, JUDGE_FREE];

const ROW: ErrorInfo = ErrorInfo {
    name: "",
    variant: "",
    statuses: &[],
    codes: &[],
    details: &[],
    fields: &[],
    retry: Retry::Unstated,
    category: None,
    aliases: &[],
    causes: &[],
    fixes: &[],
    cause: "",
    fix: "",
    tell_user: "",
    endpoints: &["score"],
    sources: &[],
    confidence: Confidence::Documented,
    note: "",
};

static ERRORS: [ErrorInfo; 6] = [
    ErrorInfo {
        name: "not_all_words_spoken",
        variant: "NotAllWordsSpoken",
        statuses: &[StatusInfo::Exact(400)],
        details: &["Not all words are spoken."],
        retry: Retry::AfterUser,
        category: Some(Category::Validation),
        fix: "Record again and say every word.",
        tell_user: "Please say every word.",
        ..ROW
    },
    ErrorInfo {
        name: "invalid_options",
        variant: "InvalidOptions",
        statuses: &[StatusInfo::Exact(400)],
        details: &["Invalid options: {reason}"],
        retry: Retry::Never,
        ..ROW
    },
    ErrorInfo {
        name: "rate_limited",
        variant: "RateLimited",
        statuses: &[StatusInfo::Exact(429)],
        codes: &["rate_limited"],
        cause: "Too many requests came.",
        retry: Retry::Backoff { at_most: Some(2) },
        ..ROW
    },
    ErrorInfo {
        name: "too_large",
        variant: "TooLarge",
        statuses: &[StatusInfo::Exact(413)],
        retry: Retry::Never,
        category: Some(Category::TooLarge),
        fix: "Send less.",
        ..ROW
    },
    ErrorInfo {
        name: "busy",
        variant: "Busy",
        statuses: &[StatusInfo::Exact(200)],
        codes: &["busy"],
        retry: Retry::Backoff { at_most: None },
        endpoints: &["judge", "judge_free"],
        ..ROW
    },
    ErrorInfo {
        name: "over",
        variant: "Over",
        statuses: &[StatusInfo::Exact(200)],
        codes: &["over"],
        retry: Retry::Never,
        endpoints: &["judge", "judge_free"],
        ..ROW
    },
];

pub(crate) static API: ApiInfo = ApiInfo {
    name: "Mini API",
    docs: "",
    checked: "",
    base_url: "https://mini.example",
    timeout_ms: 30_000,
    support: "",
    auth: Some(AuthInfo {
        header: "x-api-key",
        scheme: "",
        prefix: "sk-mini-",
        env: "MINI_KEY",
    }),
    headers: &[("x-version", "2")],
    request_id_headers: &["x-request-id"],
    request_id_prefer_body: false,
    retry: RetryInfo {
        attempts: 3,
        base_ms: 1000,
        factor: 2.0,
        cap_ms: 20_000,
        headers: &["retry-after", "x-should-retry verdict"],
    },
    plans: &[
        PlanInfo {
            name: "free",
            rpm: Some(30),
            doc: "",
        },
        PlanInfo {
            name: "starter",
            rpm: Some(100),
            doc: "",
        },
    ],
    shapes: &[ShapeInfo {
        name: "detail",
        text: false,
        code: &[&["code"]],
        message: &[&["detail"]],
        fields: &[],
        request_id: &[&["request_id"]],
        retry_after: &[&["retry_in"]],
        retry_after_unit_ms: 1000,
        constants: &[],
        unless: &[],
        optional: &["code"],
    }],
    endpoints: &ENDPOINTS,
    errors: &ERRORS,
};

/// The same API without a key.
pub(crate) static NO_KEY: ApiInfo = ApiInfo { auth: None, ..API };

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MiniError {
    NotAllWordsSpoken,
    InvalidOptions { reason: String },
    RateLimited,
    TooLarge,
    Busy,
    Over,
}

impl Generated for MiniError {}

impl DocumentedError for MiniError {
    fn info(&self) -> &'static ErrorInfo {
        match self {
            Self::NotAllWordsSpoken => &ERRORS[0],
            Self::InvalidOptions { .. } => &ERRORS[1],
            Self::RateLimited => &ERRORS[2],
            Self::TooLarge => &ERRORS[3],
            Self::Busy => &ERRORS[4],
            Self::Over => &ERRORS[5],
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::NotAllWordsSpoken | Self::InvalidOptions { .. } => 400,
            Self::RateLimited => 429,
            Self::TooLarge => 413,
            Self::Busy | Self::Over => 200,
        }
    }

    fn detail(&self) -> Cow<'static, str> {
        match self {
            Self::NotAllWordsSpoken => "Not all words are spoken.".into(),
            Self::InvalidOptions { reason } => format!("Invalid options: {reason}").into(),
            Self::RateLimited | Self::TooLarge | Self::Busy | Self::Over => "".into(),
        }
    }
}

impl fmt::Display for MiniError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_documented(self, f)
    }
}

static INVALID_OPTIONS: Pattern = Pattern::new(&[Piece::Text("Invalid options: "), Piece::Capture]);

impl Classify for MiniError {
    fn classify(reply: &Reply<'_>) -> Option<Self> {
        match reply.status() {
            200 if reply.code_folded("busy") => Some(Self::Busy),
            200 if reply.code_folded("over") => Some(Self::Over),
            400 if reply.has_shape(&[0]) => {
                if reply.detail() == Some("Not all words are spoken.") {
                    return Some(Self::NotAllWordsSpoken);
                }
                let [reason] = reply.capture(&INVALID_OPTIONS)?;
                Some(Self::InvalidOptions {
                    reason: reason.into(),
                })
            }
            413 => Some(Self::TooLarge),
            429 if reply.code_folded("rate_limited") => Some(Self::RateLimited),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct MiniPlan(usize);

impl MiniPlan {
    pub(crate) const STARTER: Self = Self(1);
}

impl Generated for MiniPlan {}

impl ApiPlan for MiniPlan {
    fn info(self) -> &'static PlanInfo {
        &API.plans[self.0]
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Mini {
    core: Core,
}

impl Generated for Mini {}

impl ApiClient for Mini {
    const API: &'static ApiInfo = &API;

    type Plan = MiniPlan;

    fn from_core(core: Core) -> Self {
        Self { core }
    }
}

impl Mini {
    pub(crate) fn call(&self, options: CallOptions) -> Box<Call> {
        Call::new(&self.core, &ENDPOINTS[0], options)
    }

    /// Scores some audio; the result is a list of numbers.
    pub(crate) async fn score(&self, file: Upload) -> Result<Response<Vec<f64>>, Error<MiniError>> {
        self.score_with(file, CallOptions::new()).await
    }

    pub(crate) async fn score_with(
        &self,
        file: Upload,
        options: CallOptions,
    ) -> Result<Response<Vec<f64>>, Error<MiniError>> {
        let mut call = self.call(options);
        call.part_json("options", &vec![1.0]);
        call.part_upload("file", file, &AUDIO);
        call.send_json().await
    }

    /// What costs as much as scoring, or nothing, and says in a success whether it failed.
    pub(crate) async fn judge(
        &self,
        file: Upload,
        is_free: bool,
    ) -> Result<Response<Option<Vec<f64>>>, Error<MiniError>> {
        let endpoint = &ENDPOINTS[if is_free { 3 } else { 2 }];
        let mut call = Call::new(&self.core, endpoint, CallOptions::new());
        call.part_upload("file", file, &AUDIO);
        call.send_json_or_nothing().await
    }

    pub(crate) async fn voice(
        &self,
        id: &str,
        speeds: Vec<f64>,
        language: Option<&str>,
    ) -> Result<Response<Bytes>, Error<MiniError>> {
        let mut call = Call::new(&self.core, &ENDPOINTS[1], CallOptions::new());
        call.path(id);
        call.query("speed", &speeds);
        call.query("lang code", &language);
        call.header("x-trace", &true);
        call.send_bytes().await
    }
}

#[derive(Clone, Debug)]
pub(crate) struct NoKey;

impl Generated for NoKey {}

impl ApiClient for NoKey {
    const API: &'static ApiInfo = &NO_KEY;

    type Plan = std::convert::Infallible;

    fn from_core(_: Core) -> Self {
        Self
    }
}
