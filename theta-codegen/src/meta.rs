//! The contract as data: static tables that the runtime reads.

use crate::code::{Code, Tokens, quote};
use crate::names::{Context, ident};
use std::time::Duration;
use theta_spec::contract::{
    Billing, Body, Category, CodeMatcher, Confidence, Contract, Endpoint, ErrorRow, Flaw, Foreseen,
    PartContent, PathSegment, Plan, Pointer, Retry, Scalar, Shape, ShapeContent, Status, Upload,
};
use theta_spec::template::{CaptureKind, Piece, Template};

/// Writes `API` and the tables below it.
///
/// Each table is a block that imports what it is made of: names imported there hide those of the contract's types, and a
/// large table stays readable and cheap.
pub(crate) fn generate(cx: &Context<'_>, out: &mut Code) {
    let root = &cx.root;
    out.extend(api(cx));
    let plans = &cx.contract.plans;
    if !plans.is_empty() {
        let count = Code::number(plans.len());
        let rows = plans.iter().map(plan);
        out.extend(quote! {
            static PLANS: [#root::meta::PlanInfo; #count] = {
                #[allow(unused_imports, reason = "not every contract says everything")]
                use ::core::option::Option::{None, Some};
                use #root::meta::PlanInfo;
                [#(#rows),*]
            };
        });
    }
    let endpoints = &cx.contract.endpoints;
    let count = Code::number(endpoints.len());
    let rows: Code = endpoints.iter().map(endpoint).collect();
    out.extend(quote! {
        static ENDPOINTS: [#root::meta::EndpointInfo; #count] = {
            #[allow(unused_imports, reason = "not every contract says everything")]
            use ::core::option::Option::{None, Some};
            #[allow(unused_imports, reason = "not every contract says everything")]
            use #root::meta::{Billing, EndpointInfo, Flaw, ForeseenInfo, PathPiece, UploadInfo};
            [#rows]
        };
    });
    let errors = &cx.contract.errors;
    let count = Code::number(errors.len());
    let rows: Code = errors.iter().map(|row| error(cx.contract, row)).collect();
    let nothing_said = nothing_said();
    out.extend(quote! {
        static ERRORS: [#root::meta::ErrorInfo; #count] = {
            #[allow(unused_imports, reason = "not every contract says everything")]
            use ::core::option::Option::{None, Some};
            #[allow(unused_imports, reason = "not every contract says everything")]
            use #root::meta::{Category, Confidence, ErrorInfo, Retry, StatusInfo};
            #[allow(dead_code, reason = "a contract without errors has no rows")]
            const NOTHING_SAID: ErrorInfo = #nothing_said;
            [#rows]
        };
    });
    for (template, name) in cx.patterns() {
        let pieces = template.pieces().iter().map(|piece| match piece {
            Piece::Literal(text) => quote!(#root::Piece::Text(#text)),
            Piece::Capture(capture) if capture.kind == CaptureKind::Int => {
                quote!(#root::Piece::Digits)
            }
            Piece::Capture(_) => quote!(#root::Piece::Capture),
            Piece::Tail => quote!(#root::Piece::Tail),
        });
        out.extend(quote!(static #name: #root::Pattern = #root::Pattern::new(&[#(#pieces),*]);));
    }
}

fn api(cx: &Context<'_>) -> Code {
    let (root, contract) = (&cx.root, cx.contract);
    let api = &contract.api;
    let (name, base_url, support) = (&api.name, &api.base_url, &api.support);
    let (docs, checked) = (
        api.docs.as_deref().unwrap_or(""),
        api.checked.as_deref().unwrap_or(""),
    );
    let timeout = millis(api.timeout);
    let auth = optional(contract.auth.as_ref().map(|auth| {
        let (header, scheme, prefix, env) = (&auth.header, &auth.scheme, &auth.prefix, &auth.env);
        quote!(AuthInfo { header: #header, scheme: #scheme, prefix: #prefix, env: #env })
    }));
    let headers = contract
        .headers
        .iter()
        .map(|(name, value)| quote!((#name, #value)));
    let (id_headers, prefer_body) = (
        &contract.request_id.headers,
        contract.request_id.prefer_body,
    );
    let retry = retry_policy(contract);
    let plans = if contract.plans.is_empty() {
        quote!(&[])
    } else {
        quote!(&PLANS)
    };
    let shapes = contract.shapes.iter().map(shape);
    quote! {
        /// The contract as data.
        pub static API: #root::meta::ApiInfo = {
            #[allow(unused_imports, reason = "not every contract says everything")]
            use ::core::option::Option::{None, Some};
            #[allow(unused_imports, reason = "not every contract says everything")]
            use #root::meta::{ApiInfo, AuthInfo, RetryInfo, Scalar, ShapeInfo};
            ApiInfo {
                name: #name,
                docs: #docs,
                checked: #checked,
                base_url: #base_url,
                timeout_ms: #timeout,
                support: #support,
                auth: #auth,
                headers: &[#(#headers),*],
                request_id_headers: &[#(#id_headers),*],
                request_id_prefer_body: #prefer_body,
                retry: #retry,
                plans: #plans,
                shapes: &[#(#shapes),*],
                endpoints: &ENDPOINTS,
                errors: &ERRORS,
            }
        };
    }
}

fn retry_policy(contract: &Contract) -> Code {
    let retry = &contract.retry;
    let (attempts, base, cap) = (
        Code::number(retry.attempts),
        millis(retry.base),
        millis(retry.cap),
    );
    // A literal has to be finite; a factor that is not has no meaning.
    let factor = if retry.factor.is_finite() {
        retry.factor.abs()
    } else {
        1.0
    };
    // With a point, or it would be an integer.
    let whole = if factor.fract() == 0.0 { ".0" } else { "" };
    let factor = Code::number(format_args!("{factor}{whole}"));
    let headers = &retry.headers;
    quote!(RetryInfo {
        attempts: #attempts, base_ms: #base, factor: #factor, cap_ms: #cap, headers: &[#(#headers),*],
    })
}

fn plan(plan: &Plan) -> Code {
    let (name, doc) = (&plan.name, &plan.doc);
    let rpm = optional(plan.rpm.map(|rpm| number(u64::from(rpm))));
    quote!(PlanInfo { name: #name, rpm: #rpm, doc: #doc })
}

fn shape(shape: &Shape) -> Code {
    let name = &shape.name;
    let ShapeContent::Json {
        code,
        message,
        fields,
        request_id,
        retry_after,
        retry_after_unit_ms,
        constants,
        unless,
        optional,
    } = &shape.content
    else {
        return quote!(ShapeInfo {
            name: #name, text: true, code: &[], message: &[], fields: &[], request_id: &[], retry_after: &[],
            retry_after_unit_ms: 1, constants: &[], unless: &[], optional: &[],
        });
    };
    let (code, message) = (pointers(code), pointers(message));
    let (request_id, retry_after) = (pointers(request_id), pointers(retry_after));
    let unit = number(u64::from(*retry_after_unit_ms));
    let fields = fields.iter().map(|(name, at)| {
        let at = pointers(at);
        quote!((#name, #at))
    });
    let constants = constants.iter().map(|(at, value)| {
        let (at, value) = (pointer(at), scalar(value));
        quote!((#at, #value))
    });
    let unless = unless.iter().map(|(at, not)| {
        let (at, not) = (pointer(at), not.iter().map(scalar));
        quote!((#at, &[#(#not),*]))
    });
    quote!(ShapeInfo {
        name: #name,
        text: false,
        code: #code,
        message: #message,
        fields: &[#(#fields),*],
        request_id: #request_id,
        retry_after: #retry_after,
        retry_after_unit_ms: #unit,
        constants: &[#(#constants),*],
        unless: &[#(#unless),*],
        optional: &[#(#optional),*],
    })
}

fn scalar(scalar: &Scalar) -> Code {
    match scalar {
        Scalar::Text(text) => quote!(Scalar::Text(#text)),
        Scalar::Boolean(flag) => quote!(Scalar::Boolean(#flag)),
        Scalar::Number(number) => quote!(Scalar::Number(#number)),
    }
}

fn pointers(pointers: &[Pointer]) -> Code {
    let pointers = pointers.iter().map(pointer);
    quote!(&[#(#pointers),*])
}

fn pointer(pointer: &Pointer) -> Code {
    let tokens = &pointer.tokens;
    quote!(&[#(#tokens),*])
}

fn endpoint(endpoint: &Endpoint) -> Code {
    let (name, method) = (&endpoint.name, endpoint.method.as_str());
    let path = endpoint.path.iter().map(|segment| match segment {
        PathSegment::Literal(text) => quote!(PathPiece::Text(#text)),
        PathSegment::Param(_) => quote!(PathPiece::Param),
    });
    let (template, summary, repeatable) = (
        endpoint.path_template(),
        &endpoint.summary,
        endpoint.repeatable,
    );
    let billing = match &endpoint.billing {
        Billing::Unstated => quote!(Billing::Unstated),
        Billing::Free => quote!(Billing::Free),
        Billing::Per(unit) => quote!(Billing::Per(#unit)),
    };
    let idempotency_key = optional(endpoint.idempotency_key.as_ref());
    let (plans, timeout) = (&endpoint.plans, millis(endpoint.timeout));
    let accept = &endpoint.accept;
    let errors = endpoint.errors.iter().map(|id| Code::number(id.0));
    let failing = endpoint.failing.iter().map(|id| Code::number(id.0));
    let success = Code::number(endpoint.success);
    let empty = endpoint.empty.iter().map(Code::number);
    let uploads = uploads(endpoint).map(|(part, item)| upload(part, item));
    let foreseen = endpoint.foreseen.iter().map(foreseen);
    quote! {
        EndpointInfo {
            name: #name,
            method: #method,
            path: &[#(#path),*],
            path_template: #template,
            summary: #summary,
            billing: #billing,
            repeatable: #repeatable,
            idempotency_key: #idempotency_key,
            plans: &[#(#plans),*],
            timeout_ms: #timeout,
            accept: #accept,
            error_ids: &[#(#errors),*],
            failing: &[#(#failing),*],
            success: #success,
            empty: &[#(#empty),*],
            uploads: &[#(#uploads),*],
            foreseen: &[#(#foreseen),*],
        },
    }
}

fn foreseen(Foreseen { flaw, name, row }: &Foreseen) -> Code {
    let flaw = ident(match flaw {
        Flaw::TooLarge => "TooLarge",
        Flaw::Empty => "Empty",
        Flaw::NotFinite => "NotFinite",
        Flaw::NotAudio => "NotAudio",
    });
    let row = Code::number(row.0);
    quote!(ForeseenInfo { flaw: Flaw::#flaw, name: #name, error: #row })
}

/// What an endpoint uploads, with the name of the part; empty for a body that is the upload.
fn uploads(endpoint: &Endpoint) -> impl Iterator<Item = (&str, &Upload)> {
    let (parts, body) = match &endpoint.body {
        Body::Multipart(parts) => (parts.as_slice(), None),
        Body::Binary(upload) => (&[][..], Some(("", upload))),
        Body::None | Body::Json(_) | Body::Text { .. } => (&[][..], None),
    };
    let parts = parts.iter().filter_map(|part| match &part.content {
        PartContent::Upload(upload) => Some((part.name.as_str(), upload)),
        PartContent::Json(_) | PartContent::Text(_) => None,
    });
    parts.chain(body)
}

fn upload(part: &str, upload: &Upload) -> Code {
    let (audio, formats, content_type) = (upload.audio, &upload.formats, &upload.content_type);
    let max_size = optional(upload.max_size.map(number));
    let max_duration = optional(upload.max_duration.map(millis));
    quote!(UploadInfo {
        part: #part,
        audio: #audio,
        formats: &[#(#formats),*],
        max_size: #max_size,
        max_duration_ms: #max_duration,
        content_type: #content_type,
    })
}

/// A row of which the contract says nothing; each row says what is different.
fn nothing_said() -> Code {
    quote! {
        ErrorInfo {
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
            endpoints: &[],
            sources: &[],
            confidence: Confidence::Documented,
            note: "",
        }
    }
}

/// How many fields [`nothing_said`] has.
const ERROR_FIELDS: usize = 18;

fn error(contract: &Contract, row: &ErrorRow) -> Code {
    let mut fields = Fields::default();
    fields.text("name", &row.name);
    fields.text("variant", &row.variant);
    fields.list(
        "statuses",
        row.status.members.iter().map(|status| match status {
            Status::Exact(status) => {
                let status = Code::number(*status);
                quote!(StatusInfo::Exact(#status))
            }
            Status::Class(class) => {
                let class = Code::number(*class);
                quote!(StatusInfo::Class(#class))
            }
        }),
    );
    fields.list(
        "codes",
        row.code.iter().map(|code| match code {
            CodeMatcher::Exact(text) => text.clone(),
            CodeMatcher::Folded { written, .. } => written.clone(),
            CodeMatcher::Template(template) => template.to_string(),
        }),
    );
    fields.list(
        "details",
        row.detail
            .iter()
            .flat_map(|detail| &detail.templates)
            .map(Template::to_string),
    );
    fields.list(
        "fields",
        row.fields.iter().map(|field| {
            let (name, templates) = (&field.field, &field.matcher.templates);
            let templates = templates.iter().map(Template::to_string);
            quote!((#name, &[#(#templates),*]))
        }),
    );
    match row.retry {
        Retry::Unstated => {}
        Retry::Never => fields.push("retry", &quote!(Retry::Never)),
        Retry::AfterUser => fields.push("retry", &quote!(Retry::AfterUser)),
        Retry::Backoff { at_most } => {
            let at_most = optional(at_most.map(Code::number));
            fields.push("retry", &quote!(Retry::Backoff { at_most: #at_most }));
        }
    }
    if let Some(category) = row.category {
        let category = ident(category_name(category));
        fields.push("category", &quote!(Some(Category::#category)));
    }
    fields.list("aliases", &row.aliases);
    fields.list("causes", &row.causes);
    fields.list("fixes", &row.fixes);
    fields.text("cause", &row.causes.join(" "));
    fields.text("fix", &row.fixes.join(" "));
    fields.text("tell_user", &row.tell_user);
    fields.list(
        "endpoints",
        row.on.iter().map(|id| endpoint_name(contract, id.0)),
    );
    fields.list("sources", &row.evidence.sources);
    if row.evidence.confidence != Confidence::Documented {
        let confidence = ident(confidence_name(row.evidence.confidence));
        fields.push("confidence", &quote!(Confidence::#confidence));
    }
    fields.text("note", &row.evidence.note);
    let Fields { tokens, count } = fields;
    if count == ERROR_FIELDS {
        quote!(ErrorInfo { #tokens },)
    } else {
        quote!(ErrorInfo { #tokens ..NOTHING_SAID },)
    }
}

/// The fields of a row of which something is said.
#[derive(Default)]
struct Fields {
    tokens: Code,
    count: usize,
}

impl Fields {
    fn push(&mut self, name: &str, value: &Code) {
        let name = ident(name);
        self.tokens.extend(quote!(#name: #value,));
        self.count += 1;
    }

    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.push(name, &quote!(#text));
        }
    }

    fn list(&mut self, name: &str, items: impl IntoIterator<Item = impl Tokens>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.push(name, &quote!(&[#(#items),*]));
        }
    }
}

fn endpoint_name(contract: &Contract, index: usize) -> &str {
    contract
        .endpoints
        .get(index)
        .map_or("", |endpoint| &endpoint.name)
}

fn category_name(category: Category) -> &'static str {
    match category {
        Category::Auth => "Auth",
        Category::Permission => "Permission",
        Category::Billing => "Billing",
        Category::Quota => "Quota",
        Category::Validation => "Validation",
        Category::NotFound => "NotFound",
        Category::TooLarge => "TooLarge",
        Category::MediaType => "MediaType",
        Category::Upstream => "Upstream",
        Category::Timeout => "Timeout",
        Category::Server => "Server",
    }
}

fn confidence_name(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Documented => "Documented",
        Confidence::Observed => "Observed",
        Confidence::Inferred => "Inferred",
        Confidence::Disputed => "Disputed",
    }
}

/// `Some` and `None` as the tables import them.
fn optional(value: Option<impl Tokens>) -> Code {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn millis(duration: Duration) -> Code {
    number(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

/// A number with its digits in groups of three.
fn number(value: u64) -> Code {
    let digits = value.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    Code::number(grouped)
}
