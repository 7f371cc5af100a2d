//! The contract as data: static tables that the runtime reads.

use crate::context::Context;
use crate::names::ident;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use std::fmt::Debug;
use std::time::Duration;
use theta_spec::contract::{
    Bill, Billing, Body, CodeMatcher, Confidence, Contract, Endpoint, ErrorRow, Foreseen, KeyPlace,
    PartContent, PathSegment, Plan, Pointer, Retry, Scalar, Shape, ShapeContent, Status, Upload,
};
use theta_spec::template::{CaptureKind, Piece, Template};

/// Generates `API` and the tables below it.
///
/// Each table is a block that imports what it is made of: names imported there hide those of the contract's types, and a
/// large table stays readable and compiles fast.
pub(crate) fn generate(cx: &Context<'_>) -> TokenStream {
    let Context { root, contract, .. } = cx;
    let allow = allow_unused();
    let api = api(cx);
    let rows = contract.plans.iter().map(plan);
    let plans = (!contract.plans.is_empty()).then(|| {
        table(
            cx,
            "PLANS",
            "PlanInfo",
            &quote!(use #root::meta::PlanInfo;),
            rows,
        )
    });
    let imports = quote! {
        #allow
        use #root::meta::{Billing, EndpointInfo, Flaw, ForeseenInfo, PathPiece, UploadInfo};
    };
    let rows = contract.endpoints.iter().map(|one| endpoint(cx, one));
    let endpoints = table(cx, "ENDPOINTS", "EndpointInfo", &imports, rows);
    let nothing_said = nothing_said();
    let imports = quote! {
        #allow
        use #root::meta::{Category, Confidence, ErrorInfo, Retry, StatusInfo};
        #[allow(dead_code, reason = "a contract without errors has no rows")]
        const NOTHING_SAID: ErrorInfo = #nothing_said;
    };
    let rows = contract.errors.iter().map(|row| error(contract, row));
    let errors = table(cx, "ERRORS", "ErrorInfo", &imports, rows);
    let patterns = cx.patterns().map(|(template, name)| {
        let pieces = template.pieces().iter().map(|piece| match piece {
            Piece::Literal(text) => quote!(#root::Piece::Text(#text)),
            Piece::Capture(capture) if capture.kind == CaptureKind::Int => {
                quote!(#root::Piece::Digits)
            }
            Piece::Capture(_) => quote!(#root::Piece::Capture),
            Piece::Tail => quote!(#root::Piece::Tail),
        });
        quote!(static #name: #root::Pattern = #root::Pattern::new(&[#(#pieces),*]);)
    });
    quote!(#api #plans #endpoints #errors #(#patterns)*)
}

fn allow_unused() -> TokenStream {
    quote!(#[allow(unused_imports, reason = "not every contract says everything")])
}

/// Returns a static array of rows, with what they import.
fn table(
    cx: &Context<'_>,
    name: &str,
    row: &str,
    imports: &TokenStream,
    rows: impl ExactSizeIterator<Item = TokenStream>,
) -> TokenStream {
    let (root, allow) = (cx.root, allow_unused());
    let (name, row, count) = (
        ident(name),
        ident(row),
        Literal::usize_unsuffixed(rows.len()),
    );
    quote! {
        static #name: [#root::meta::#row; #count] = {
            #allow
            use ::core::option::Option::{None, Some};
            #imports
            [#(#rows),*]
        };
    }
}

fn api(cx: &Context<'_>) -> TokenStream {
    let Context { root, contract, .. } = cx;
    let (api, allow) = (&contract.api, allow_unused());
    let (name, base_url, support) = (&api.name, api.sample_url(&api.base_url), &api.support);
    let docs = api.docs.as_deref().unwrap_or("");
    let checked = api.checked.as_deref().unwrap_or("");
    let timeout = millis(api.timeout);
    // What is not one key in one header is in a table of its own.
    let auth = optional(contract.main_scheme().and_then(|scheme| {
        let KeyPlace::Header {
            name: header,
            scheme: word,
        } = &scheme.place
        else {
            return None;
        };
        let (prefix, env) = (
            &scheme.prefix,
            scheme.secrets.first().map_or("", |secret| &secret.env),
        );
        Some(quote!(AuthInfo { header: #header, scheme: #word, prefix: #prefix, env: #env }))
    }));
    let headers = contract.headers.iter();
    let headers = headers.map(|(name, value)| quote!((#name, #value)));
    let id_headers = &contract.request_id.headers;
    let prefer_body = contract.request_id.prefer_body;
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
            #allow
            use ::core::option::Option::{None, Some};
            #allow
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

fn retry_policy(contract: &Contract) -> TokenStream {
    let retry = &contract.retry;
    let attempts = Literal::u32_unsuffixed(retry.attempts);
    let (base, cap) = (millis(retry.base), millis(retry.cap));
    // A name alone carries a delay; behind a space stands what else the value is.
    let resets = retry.resets.iter();
    let resets = resets.map(|(name, form)| format!("{name} {}", form.as_str()));
    let verdict = retry
        .should_retry
        .iter()
        .map(|name| format!("{name} verdict"));
    let headers = retry.headers.iter().cloned();
    let left = retry.remaining.iter();
    let left = left.map(|(name, reset)| format!("{name} left {reset}"));
    let headers: Vec<String> = headers.chain(resets).chain(left).chain(verdict).collect();
    // A literal has to be finite; a factor that is not has no meaning.
    let is_finite = retry.factor.is_finite();
    let factor = Literal::f64_unsuffixed(if is_finite { retry.factor.abs() } else { 1.0 });
    quote!(RetryInfo {
        attempts: #attempts, base_ms: #base, factor: #factor, cap_ms: #cap, headers: &[#(#headers),*],
    })
}

fn plan(plan: &Plan) -> TokenStream {
    let (name, doc) = (&plan.name, &plan.doc);
    let rpm = optional(plan.rpm.map(|rpm| number(u64::from(rpm))));
    quote!(PlanInfo { name: #name, rpm: #rpm, doc: #doc })
}

fn shape(shape: &Shape) -> TokenStream {
    let name = &shape.name;
    let ShapeContent::Json {
        each,
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
    let each = each.iter().map(|at| {
        let at = pointer(at);
        quote!((":each", &[#at]))
    });
    let fields = fields.iter().map(|(name, at)| {
        let at = pointers(at);
        quote!((#name, #at))
    });
    let fields = each.chain(fields);
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

pub(crate) fn scalar(scalar: &Scalar) -> TokenStream {
    match scalar {
        Scalar::Text(text) => quote!(Scalar::Text(#text)),
        Scalar::Boolean(flag) => quote!(Scalar::Boolean(#flag)),
        Scalar::Number(number) => quote!(Scalar::Number(#number)),
    }
}

fn pointers(pointers: &[Pointer]) -> TokenStream {
    let pointers = pointers.iter().map(pointer);
    quote!(&[#(#pointers),*])
}

pub(crate) fn pointer(pointer: &Pointer) -> TokenStream {
    let tokens = &pointer.tokens;
    quote!(&[#(#tokens),*])
}

/// How many units a call costs.
fn meter(cx: &Context<'_>, bill: &Bill) -> TokenStream {
    let (root, unit) = (cx.root, &bill.unit);
    let each = optional(bill.each.map(number));
    let (sent, used) = (pointers(&bill.sent), pointers(&bill.used));
    quote!(Billing::Metered(&#root::meta::MeterInfo { unit: #unit, each: #each, sent: #sent, used: #used }))
}

fn endpoint(cx: &Context<'_>, endpoint: &Endpoint) -> TokenStream {
    let Endpoint {
        name,
        summary,
        repeatable,
        plans,
        accept,
        ..
    } = endpoint;
    let (method, template) = (endpoint.method.as_str(), endpoint.path_template());
    let path = endpoint.path.iter().map(|segment| match segment {
        PathSegment::Literal(text) => quote!(PathPiece::Text(#text)),
        PathSegment::Param(_) => quote!(PathPiece::Param),
    });
    let billing = match &endpoint.billing {
        Billing::Unstated => quote!(Billing::Unstated),
        Billing::Free => quote!(Billing::Free),
        Billing::Per(bill) if bill.is_counted() => meter(cx, bill),
        Billing::Per(Bill { unit, .. }) => quote!(Billing::Per(#unit)),
    };
    let idempotency_key = optional(endpoint.idempotency_key.as_ref());
    let timeout = millis(endpoint.timeout);
    let errors = endpoint
        .errors
        .iter()
        .map(|id| Literal::usize_unsuffixed(id.0));
    let failing = endpoint
        .failing
        .iter()
        .map(|id| Literal::usize_unsuffixed(id.0));
    let success = Literal::u16_unsuffixed(endpoint.success);
    let empty = endpoint.empty.iter().copied().map(Literal::u16_unsuffixed);
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
        }
    }
}

fn foreseen(Foreseen { flaw, name, row }: &Foreseen) -> TokenStream {
    let (flaw, row) = (variant(flaw), Literal::usize_unsuffixed(row.0));
    quote!(ForeseenInfo { flaw: Flaw::#flaw, name: #name, error: #row })
}

/// Returns what an endpoint uploads, with the name of the part; empty for a body that is the upload.
fn uploads(endpoint: &Endpoint) -> impl Iterator<Item = (&str, &Upload)> {
    let (parts, body) = match &endpoint.body {
        Body::Multipart(parts) => (parts.as_slice(), None),
        Body::Binary(upload) => (&[][..], Some(("", upload))),
        Body::None | Body::Json(_) | Body::Form(_) | Body::Text { .. } => (&[][..], None),
    };
    let parts = parts.iter().filter_map(|part| match &part.content {
        PartContent::Upload(upload) => Some((part.name.as_str(), upload)),
        PartContent::Json(_) | PartContent::Text(_) => None,
    });
    parts.chain(body)
}

fn upload(part: &str, upload: &Upload) -> TokenStream {
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

/// Returns a row of which the contract says nothing; each row says what is different.
fn nothing_said() -> TokenStream {
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

fn error(contract: &Contract, row: &ErrorRow) -> TokenStream {
    let statuses = row.status.members.iter().map(|status| match status {
        Status::Exact(status) => {
            let status = Literal::u16_unsuffixed(*status);
            quote!(StatusInfo::Exact(#status))
        }
        Status::Class(class) => {
            let class = Literal::u8_unsuffixed(*class);
            quote!(StatusInfo::Class(#class))
        }
        Status::Default => quote!(StatusInfo::Default),
    });
    let codes = row.code.iter().map(|code| match code {
        CodeMatcher::Exact(text) | CodeMatcher::Number(text) => text.clone(),
        CodeMatcher::Folded { written, .. } => written.clone(),
        CodeMatcher::Template(template) => template.to_string(),
    });
    let details = row.detail.iter().flat_map(|detail| &detail.templates);
    let texts = row.fields.iter().map(|field| {
        let (name, templates) = (&field.field, field.matcher.templates.iter());
        let templates = templates.map(Template::to_string);
        quote!((#name, &[#(#templates),*]))
    });
    // No text of a shape has such a name.
    let headers = row.headers.iter().map(|header| {
        let name = format!(":{}", header.name);
        let templates = header.value.iter().flat_map(|value| &value.templates);
        let templates = templates.map(Template::to_string);
        quote!((#name, &[#(#templates),*]))
    });
    let texts = texts.chain(headers);
    let retry = match row.retry {
        Retry::Unstated => None,
        Retry::Never => Some(quote!(Retry::Never)),
        Retry::AfterUser => Some(quote!(Retry::AfterUser)),
        Retry::Backoff { at_most } => {
            let at_most = optional(at_most.map(Literal::u32_unsuffixed));
            Some(quote!(Retry::Backoff { at_most: #at_most }))
        }
    };
    let category = row.category.map(|category| {
        let category = variant(&category);
        quote!(Some(Category::#category))
    });
    let endpoints = row.on.iter().filter_map(|id| contract.endpoints.get(id.0));
    let confidence = row.evidence.confidence;
    let confidence = (confidence != Confidence::Documented).then(|| {
        let confidence = variant(&confidence);
        quote!(Confidence::#confidence)
    });
    let said = [
        ("name", text(&row.name)),
        ("variant", text(&row.variant)),
        ("statuses", list(statuses)),
        ("codes", list(codes)),
        ("details", list(details.map(Template::to_string))),
        ("fields", list(texts)),
        ("retry", retry),
        ("category", category),
        ("aliases", list(&row.aliases)),
        ("causes", list(&row.causes)),
        ("fixes", list(&row.fixes)),
        ("cause", text(&row.causes.join(" "))),
        ("fix", text(&row.fixes.join(" "))),
        ("tell_user", text(&row.tell_user)),
        ("endpoints", list(endpoints.map(|endpoint| &endpoint.name))),
        ("sources", list(&row.evidence.sources)),
        ("confidence", confidence),
        ("note", text(&row.evidence.note)),
    ];
    let is_whole = said.iter().all(|(_, value)| value.is_some());
    let said = said.into_iter().filter_map(|(name, value)| {
        let (name, value) = (ident(name), value?);
        Some(quote!(#name: #value,))
    });
    let rest = (!is_whole).then(|| quote!(..NOTHING_SAID));
    quote!(ErrorInfo { #(#said)* #rest })
}

/// Returns a text, unless it is empty.
fn text(text: &str) -> Option<TokenStream> {
    (!text.is_empty()).then(|| quote!(#text))
}

/// Returns a list, unless it is empty.
fn list(items: impl IntoIterator<Item = impl ToTokens>) -> Option<TokenStream> {
    let mut items = items.into_iter().peekable();
    items.peek()?;
    Some(quote!(&[#(#items),*]))
}

/// Returns the variant that has the same name in the runtime's enum.
fn variant(value: &impl Debug) -> Ident {
    ident(&format!("{value:?}"))
}

/// Returns `Some` or `None` as the tables import them.
fn optional(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn millis(duration: Duration) -> Literal {
    number(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

/// Returns a number with its digits in groups of three.
fn number(value: u64) -> Literal {
    let digits = value.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    let grouped = grouped.parse();
    grouped.unwrap_or_else(|_| Literal::u64_unsuffixed(value))
}
