//! The statements that put a call together.

use crate::context::Context;
use crate::names::ident;
use crate::spread::Spread;
use crate::written;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{Body, Endpoint, Part, PartContent, Upload, Written};

/// Returns the statements that put the call together.
pub(crate) fn statements(cx: &Context<'_>, index: usize, endpoint: &Endpoint) -> TokenStream {
    let root = cx.root;
    let index = Literal::usize_unsuffixed(index);
    let params = endpoint
        .params
        .iter()
        .map(|param| written::param(cx, endpoint, param));
    let mut steps: TokenStream = params.collect();
    let mut uploads = (0..).map(|upload| {
        let upload = Literal::usize_unsuffixed(upload);
        quote!(&ENDPOINTS[#index].uploads[#upload])
    });
    match &endpoint.body {
        Body::None => {}
        Body::Multipart(parts) => steps.extend(multipart(cx, endpoint, parts, &mut uploads)),
        Body::Json(json) => {
            let spread = Spread::of_body(endpoint, json);
            let name = spread.map_or_else(|| ident(&json.ident), |spread| spread.holder);
            let kind = &json.content_type;
            steps.extend(if endpoint.body_optional {
                quote!(__call.json_opt(&self.#name, #kind);)
            } else if kind == "application/json" {
                quote!(__call.json(&self.#name);)
            } else {
                quote!(__call.json_as(&self.#name, #kind);)
            });
        }
        Body::Form(form) => {
            let spread = Spread::of_body(endpoint, &form.value);
            let name = spread.map_or_else(|| ident(&form.value.ident), |spread| spread.holder);
            let layout = written::layout(cx, &form.layout);
            let method = ident(if endpoint.body_optional {
                "form_opt"
            } else {
                "form"
            });
            steps.extend(quote!(__call.#method(&self.#name, &#layout);));
        }
        Body::Binary(upload) => {
            let (name, info) = (ident(&upload.ident), uploads.next());
            steps.extend(if endpoint.body_optional {
                quote!(__call.binary_opt(self.#name, #info);)
            } else {
                quote!(__call.binary(self.#name, #info);)
            });
        }
        Body::Text {
            ident: name,
            content_type,
            ..
        } => {
            let name = ident(name);
            steps.extend(if endpoint.body_optional {
                quote!(__call.text_opt(self.#name, #content_type);)
            } else {
                quote!(__call.text(self.#name, #content_type);)
            });
        }
    }
    let mutable = (!steps.is_empty()).then(|| quote!(mut));
    quote! {
        let #mutable __call = #root::__private::v1::Call::new(&self.__core, &ENDPOINTS[#index], self.__options);
        #steps
    }
}

/// Returns the statements that add the parts; each upload takes the next of the tables of uploads.
fn multipart(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    parts: &[Part],
    uploads: &mut impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let may_be_nothing = |ty| Written::Plain.may_be_nothing(&cx.contract.types, ty);
    let mut steps = TokenStream::new();
    for (at, part) in parts.iter().enumerate() {
        let wire = &part.name;
        let (name, optional) = match Spread::of_part(endpoint, at) {
            Some(spread) => (spread.holder, spread.lazy),
            None => (ident(&part.ident), part.optional),
        };
        let (kind, file) = (&part.content_type, &part.file_name);
        let is_typed = !kind.is_empty() || !file.is_empty();
        if let Some(constant) = part.constant() {
            let text = constant.text();
            steps.extend(if is_typed {
                quote!(__call.part_text_as(#wire, #text, #kind);)
            } else {
                quote!(__call.part_text(#wire, #text);)
            });
            continue;
        }
        steps.extend(match (&part.content, optional) {
            (PartContent::Upload(upload), optional) if upload.many => {
                let (info, most) = (uploads.next(), most(upload));
                let flat = optional.then(|| quote!(.unwrap_or_default()));
                let added = quote!(__call.part_uploads(#wire, self.#name #flat, #info, #most));
                written::demanded(wire, &added, !optional)
            }
            (PartContent::Upload(_), optional) => {
                let info = uploads.next();
                let method = ident(if optional {
                    "part_upload_opt"
                } else {
                    "part_upload"
                });
                quote!(__call.#method(#wire, self.#name, #info);)
            }
            (PartContent::Json(_), true) if is_typed => {
                quote!(__call.part_json_opt_as(#wire, &self.#name, #kind, #file);)
            }
            (PartContent::Json(_), false) if is_typed => {
                quote!(__call.part_json_as(#wire, &self.#name, #kind, #file);)
            }
            (PartContent::Text(ty), optional) if is_typed => {
                let added = quote!(__call.part_text_as(#wire, &self.#name, #kind));
                written::demanded(wire, &added, !optional && may_be_nothing(ty))
            }
            (PartContent::Json(_), true) => {
                quote!(__call.part_json_opt(#wire, &self.#name);)
            }
            (PartContent::Json(_), false) => quote!(__call.part_json(#wire, &self.#name);),
            (PartContent::Text(ty), optional) => {
                let added = quote!(__call.part_text(#wire, &self.#name));
                written::demanded(wire, &added, !optional && may_be_nothing(ty))
            }
        });
    }
    steps
}

/// Returns the most items of a list of uploads, as the call takes it.
fn most(upload: &Upload) -> TokenStream {
    match upload.max_count {
        None => quote!(::core::option::Option::None),
        Some(most) => {
            let most = Literal::u64_unsuffixed(most);
            quote!(::core::option::Option::Some(#most))
        }
    }
}
