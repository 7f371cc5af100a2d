//! The request builder of an endpoint.

use crate::code::{Code, Ident, quote};
use crate::docs::{self, Doc, code, line};
use crate::names::{Context, ident, option, result};
use crate::types::{self, Parameter, Said, structs};
use theta_spec::contract::{
    Argument, Body, Endpoint, Field, JsonPart, ParamPlace, PartContent, Returns, Type, TypeId,
    Upload,
};

/// An argument or a setter, with what the contract says of it.
pub(crate) struct Slot<'c> {
    /// Rust name.
    pub(crate) ident: &'c str,
    /// Name on the wire.
    pub(crate) wire: &'c str,
    /// What it takes.
    pub(crate) value: Value<'c>,
    /// What it is; empty when unwritten.
    doc: &'c str,
    /// What the contract says of a value that is not an upload.
    said: Option<Said<'c>>,
    /// Where the request keeps it.
    home: Home,
}

/// What a slot takes.
pub(crate) enum Value<'c> {
    Of(&'c Type),
    Upload(&'c Upload),
}

/// Where a request keeps a value.
enum Home {
    /// In a field of its own.
    Own,
    /// In the struct of a JSON part or body whose fields are arguments.
    Spread(Spread),
}

/// A struct whose fields are arguments.
struct Spread {
    /// The request's field that holds it.
    holder: Ident,
    id: TypeId,
    /// Whether it is left out until something in it is set.
    lazy: bool,
}

static TEXT: Type = Type::String;

impl<'c> Slot<'c> {
    /// The slot of an argument; `None` for one that names nothing, which a resolved contract does not have.
    pub(crate) fn of(
        cx: &Context<'c>,
        endpoint: &'c Endpoint,
        argument: &Argument,
    ) -> Option<Self> {
        match (argument, &endpoint.body) {
            (Argument::Param(index), _) => {
                let param = endpoint.params.get(*index)?;
                let said = Said {
                    doc: &param.doc,
                    ty: &param.ty,
                    unit: &param.unit,
                    default: &param.default,
                    optional: param.optional,
                    evidence: &param.evidence,
                };
                let ty = accepted(&param.ty, param.optional);
                Some(Self::value(
                    &param.ident,
                    &param.name,
                    ty,
                    &param.doc,
                    Some(said),
                ))
            }
            (Argument::Part(index), Body::Multipart(parts)) => {
                let part = parts.get(*index)?;
                let value = |ty| {
                    Self::value(
                        &part.ident,
                        &part.name,
                        accepted(ty, part.optional),
                        &part.doc,
                        None,
                    )
                };
                Some(match &part.content {
                    PartContent::Upload(upload) => {
                        Self::upload(&part.ident, &part.name, upload, &part.doc)
                    }
                    PartContent::Json(json) => value(&json.ty),
                    PartContent::Text(ty) => value(ty),
                })
            }
            (Argument::PartField { part, field }, Body::Multipart(parts)) => {
                let PartContent::Json(json) = &parts.get(*part)?.content else {
                    return None;
                };
                Self::spread(cx, part_spread(endpoint, *part)?, json, *field)
            }
            (Argument::Body, Body::Json(json)) => {
                Some(Self::value(&json.ident, "", &json.ty, &json.doc, None))
            }
            (Argument::Body, Body::Binary(upload)) => {
                Some(Self::upload(&upload.ident, "", upload, &upload.doc))
            }
            (Argument::Body, Body::Text { ident, doc, .. }) => {
                Some(Self::value(ident, "", &TEXT, doc, None))
            }
            (Argument::BodyField(field), Body::Json(json)) => {
                Self::spread(cx, body_spread(json)?, json, *field)
            }
            _ => None,
        }
    }

    fn value(
        ident: &'c str,
        wire: &'c str,
        ty: &'c Type,
        doc: &'c str,
        said: Option<Said<'c>>,
    ) -> Self {
        Self {
            ident,
            wire,
            value: Value::Of(ty),
            doc,
            said,
            home: Home::Own,
        }
    }

    fn upload(ident: &'c str, wire: &'c str, upload: &'c Upload, doc: &'c str) -> Self {
        let doc = if doc.is_empty() { &upload.doc } else { doc };
        Self {
            ident,
            wire,
            value: Value::Upload(upload),
            doc,
            said: None,
            home: Home::Own,
        }
    }

    fn spread(cx: &Context<'c>, spread: Spread, json: &JsonPart, field: usize) -> Option<Self> {
        let field: &'c Field = cx.fields(json.spread?)?.get(field)?;
        let said = Some(Said::of_field(field));
        let ty = accepted(&field.ty, field.optional);
        Some(Self {
            home: Home::Spread(spread),
            ..Self::value(&field.ident, &field.name, ty, &field.doc, said)
        })
    }

    fn rust(&self, cx: &Context<'_>) -> Code {
        let root = &cx.root;
        match self.value {
            Value::Of(ty) => types::rust(cx, ty),
            Value::Upload(Upload { audio: true, .. }) => quote!(#root::Audio),
            Value::Upload(_) => quote!(#root::Upload),
        }
    }

    /// The parameter of the generated method.
    pub(crate) fn parameter(&self, cx: &Context<'_>) -> Parameter {
        match self.value {
            Value::Of(ty) => Parameter::new(cx, ident(self.ident), ty),
            Value::Upload(_) => Parameter::into(ident(self.ident), &self.rust(cx)),
        }
    }

    /// What it is, in full.
    fn doc(&self, cx: &Context<'_>) -> Doc {
        match (&self.said, &self.value) {
            (Some(said), _) => types::value_doc(cx, said),
            (None, Value::Of(ty)) => Doc::of(
                self.doc,
                &format!("{}: {}.", code(self.wire), types::words(cx, ty)),
            ),
            (None, Value::Upload(upload)) => {
                let mut doc = Doc::of(self.doc, &format!("{}.", code(self.wire)));
                doc.paragraph(&format!("{}.", limits(upload)));
                doc
            }
        }
    }

    /// What it is, on one line.
    pub(crate) fn summary(&self, cx: &Context<'_>) -> String {
        let (kind, unit, default) = match (&self.value, &self.said) {
            (Value::Upload(upload), _) => (limits(upload), "", ""),
            (Value::Of(ty), Some(said)) => (types::words(cx, ty), said.unit, said.default),
            (Value::Of(ty), None) => (types::words(cx, ty), "", ""),
        };
        let unit = if unit.is_empty() {
            String::new()
        } else {
            format!(", in {}", code(unit))
        };
        let default = if default.is_empty() {
            String::new()
        } else {
            format!(", {} without it", code(default))
        };
        format!(
            "`{}`: {kind}{unit}{default}. {}",
            self.ident,
            line(self.doc)
        )
        .trim_end()
        .to_owned()
    }
}

/// What a caller gives: of what may be left out, the value, since what is not given is left out.
fn accepted(ty: &Type, optional: bool) -> &Type {
    if optional {
        types::presence(ty, true).0
    } else {
        ty
    }
}

/// The formats, size and duration that the docs allow.
fn limits(upload: &Upload) -> String {
    let mut limits = vec![if upload.audio {
        "audio".to_owned()
    } else {
        "bytes".to_owned()
    }];
    if !upload.formats.is_empty() {
        limits.push(
            upload
                .formats
                .iter()
                .map(|format| code(format))
                .collect::<Vec<_>>()
                .join(" or "),
        );
    }
    if !upload.max_size_text.is_empty() {
        limits.push(format!("at most {}", line(&upload.max_size_text)));
    }
    if let Some(longest) = upload.max_duration {
        limits.push(format!("at most {} s", longest.as_secs_f64()));
    }
    limits.join(", ")
}

fn body_spread(json: &JsonPart) -> Option<Spread> {
    Some(Spread {
        holder: ident("__body"),
        id: json.spread?,
        lazy: false,
    })
}

fn part_spread(endpoint: &Endpoint, index: usize) -> Option<Spread> {
    let Body::Multipart(parts) = &endpoint.body else {
        return None;
    };
    let part = parts.get(index)?;
    let PartContent::Json(json) = &part.content else {
        return None;
    };
    let needs = |argument: &Argument| matches!(argument, Argument::PartField { part, .. } if *part == index);
    let lazy = part.optional && !endpoint.arguments.iter().any(needs);
    Some(Spread {
        holder: ident(&format!("__part_{}", part.ident)),
        id: json.spread?,
        lazy,
    })
}

/// Every struct whose fields are arguments.
fn spreads(endpoint: &Endpoint) -> Vec<Spread> {
    match &endpoint.body {
        Body::Json(json) => body_spread(json).into_iter().collect(),
        Body::Multipart(parts) => (0..parts.len())
            .filter_map(|index| part_spread(endpoint, index))
            .collect(),
        Body::None | Body::Binary(_) | Body::Text { .. } => Vec::new(),
    }
}

pub(crate) fn slots<'c>(
    cx: &Context<'c>,
    endpoint: &'c Endpoint,
    arguments: &[Argument],
) -> Vec<Slot<'c>> {
    arguments
        .iter()
        .filter_map(|argument| Slot::of(cx, endpoint, argument))
        .collect()
}

/// The expression that begins a request; `self` is the client and every argument is in scope under its name.
pub(crate) fn begin(cx: &Context<'_>, endpoint: &Endpoint) -> Code {
    let (root, name) = (&cx.root, ident(&endpoint.request_ident));
    let mut members = Code::new();
    for Spread { holder, id, lazy } in spreads(endpoint) {
        let ty = ident(&cx.contract.type_def(id).ident);
        let required = cx
            .fields(id)
            .into_iter()
            .flat_map(structs::required)
            .map(|field| ident(&field.ident));
        members.extend(if lazy {
            quote!(#holder: ::core::option::Option::None,)
        } else {
            quote!(#holder: #ty::new(#(#required),*),)
        });
    }
    for slot in slots(cx, endpoint, &endpoint.arguments)
        .iter()
        .filter(|slot| matches!(slot.home, Home::Own))
    {
        let member = slot.parameter(cx).member();
        members.extend(quote!(#member,));
    }
    for slot in slots(cx, endpoint, &endpoint.setters)
        .iter()
        .filter(|slot| matches!(slot.home, Home::Own))
    {
        let name = ident(slot.ident);
        members.extend(quote!(#name: ::core::option::Option::None,));
    }
    quote! {
        #name {
            __core: ::core::clone::Clone::clone(&self.__core),
            __options: <#root::CallOptions as ::core::default::Default>::default(),
            #members
        }
    }
}

/// Writes the builder.
pub(crate) fn generate(cx: &Context<'_>, index: usize, endpoint: &Endpoint, out: &mut Code) {
    let root = &cx.root;
    let (name, error) = (ident(&endpoint.request_ident), ident(&endpoint.error_ident));
    let method = &endpoint.method_ident;
    let doc = Doc::new(&format!(
        "A call of [`Client::{method}`] that has not been sent yet."
    ))
    .attributes(cx);
    let fields = fields(cx, endpoint);
    let setters: Code = slots(cx, endpoint, &endpoint.setters)
        .iter()
        .map(|slot| setter(cx, slot))
        .collect();
    let (value, receive) = returns(cx, endpoint);
    let error = quote!(#root::Error<#error>);
    let (received, answered) = (
        result(&value, &error),
        result(&quote!(#root::Response<#value>), &error),
    );
    let call = call(cx, index, endpoint);
    let errors = format!(
        " [`{}`] tells the documented errors apart.",
        endpoint.error_ident
    );
    out.extend(quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        pub struct #name { #fields }

        impl #name {
            #setters

            /// Replaces the settings of this one call.
            pub fn with_options(mut self, options: #root::CallOptions) -> Self {
                self.__options = options;
                self
            }

            /// Sends it and gives back what the server returns; the same as `.await`.
            ///
            /// # Errors
            ///
            #[doc = #errors]
            pub async fn send(self) -> #received {
                self.send_with_response().await.map(#root::Response::into_value)
            }

            /// Sends it and gives back what the server returns with status, headers and request id.
            ///
            /// # Errors
            ///
            #[doc = #errors]
            pub async fn send_with_response(self) -> #answered {
                #call
                __call.#receive.await
            }
        }

        #[automatically_derived]
        impl ::core::future::IntoFuture for #name {
            type Output = #received;
            type IntoFuture = #root::CallFuture<Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(self.send())
            }
        }
    });
}

fn fields(cx: &Context<'_>, endpoint: &Endpoint) -> Code {
    let root = &cx.root;
    let mut fields = quote!(__core: #root::__private::v1::Core, __options: #root::CallOptions,);
    for Spread { holder, id, lazy } in spreads(endpoint) {
        let ty = ident(&cx.contract.type_def(id).ident);
        fields.extend(if lazy {
            quote!(#holder: ::core::option::Option<#ty>,)
        } else {
            quote!(#holder: #ty,)
        });
    }
    for (arguments, optional) in [(&endpoint.arguments, false), (&endpoint.setters, true)] {
        for slot in slots(cx, endpoint, arguments)
            .iter()
            .filter(|slot| matches!(slot.home, Home::Own))
        {
            let (name, ty) = (ident(slot.ident), slot.rust(cx));
            fields.extend(if optional {
                quote!(#name: ::core::option::Option<#ty>,)
            } else {
                quote!(#name: #ty,)
            });
        }
    }
    fields
}

fn setter(cx: &Context<'_>, slot: &Slot<'_>) -> Code {
    let doc = slot.doc(cx).attributes(cx);
    let alias = docs::aliases(slot.ident, [slot.wire]);
    let (name, parameter) = (ident(slot.ident), slot.parameter(cx));
    let (declaration, value) = (parameter.declaration(), parameter.value());
    let place = match &slot.home {
        Home::Own => quote!(self),
        Home::Spread(Spread {
            holder,
            lazy: false,
            ..
        }) => quote!(self.#holder),
        Home::Spread(Spread { holder, .. }) => quote!(self.#holder.get_or_insert_default()),
    };
    quote! {
        #doc
        #alias
        pub fn #name(mut self, #declaration) -> Self {
            #place.#name = ::core::option::Option::Some(#value);
            self
        }
    }
}

/// The Rust type of a successful answer, and the method of the call that receives it.
fn returns(cx: &Context<'_>, endpoint: &Endpoint) -> (Code, Code) {
    let (value, receive) = whole(cx, endpoint);
    if !endpoint.may_be_empty() {
        return (value, receive);
    }
    let receive = match &endpoint.returns {
        Returns::Json(_) => quote!(send_json_or_nothing()),
        Returns::Text => quote!(send_text_or_nothing()),
        Returns::Bytes { stream: false, .. } => quote!(send_bytes_or_nothing()),
        Returns::Nothing | Returns::Socket { .. } | Returns::Bytes { stream: true, .. } => {
            return (value, receive);
        }
    };
    (option(&value), receive)
}

/// The same when there is an answer.
fn whole(cx: &Context<'_>, endpoint: &Endpoint) -> (Code, Code) {
    let root = &cx.root;
    match &endpoint.returns {
        Returns::Nothing => (quote!(()), quote!(send_nothing())),
        Returns::Json(ty) => (types::rust(cx, ty), quote!(send_json())),
        Returns::Text => (quote!(::std::string::String), quote!(send_text())),
        Returns::Socket {
            sends,
            receives,
            key_field,
        } => {
            let (sends, receives) = (types::rust(cx, sends), types::rust(cx, receives));
            let error = ident(&endpoint.error_ident);
            let key_field = key_field.as_ref().map_or_else(
                || quote!(::core::option::Option::None),
                |field| quote!(::core::option::Option::Some(#field)),
            );
            (
                quote!(#root::Socket<#sends, #receives, #error>),
                quote!(open_socket(#key_field)),
            )
        }
        Returns::Bytes { stream: true, .. } => {
            let error = ident(&endpoint.error_ident);
            (quote!(#root::ByteStream<#error>), quote!(send_stream()))
        }
        Returns::Bytes { stream: false, .. } => (quote!(#root::Bytes), quote!(send_bytes())),
    }
}

/// The statements that put the call together.
fn call(cx: &Context<'_>, index: usize, endpoint: &Endpoint) -> Code {
    let root = &cx.root;
    let mut steps = Code::new();
    for param in &endpoint.params {
        let (name, wire) = (ident(&param.ident), &param.name);
        steps.extend(match param.place {
            ParamPlace::Path => quote!(__call.path(&self.#name);),
            ParamPlace::Query => quote!(__call.query(#wire, &self.#name);),
            ParamPlace::Header => quote!(__call.header(#wire, &self.#name);),
        });
    }
    let index = Code::number(index);
    let upload_info = |upload: usize| {
        let upload = Code::number(upload);
        quote!(&ENDPOINTS[#index].uploads[#upload])
    };
    match &endpoint.body {
        Body::None => {}
        Body::Multipart(parts) => {
            let mut upload = 0;
            for (at, part) in parts.iter().enumerate() {
                let wire = &part.name;
                let name = part_spread(endpoint, at)
                    .map_or_else(|| ident(&part.ident), |spread| spread.holder);
                let lazy = part_spread(endpoint, at).map_or(part.optional, |spread| spread.lazy);
                steps.extend(match &part.content {
                    PartContent::Upload(_) => {
                        let info = upload_info(upload);
                        upload += 1;
                        let method = if part.optional {
                            quote!(part_upload_opt)
                        } else {
                            quote!(part_upload)
                        };
                        quote!(__call.#method(#wire, self.#name, #info);)
                    }
                    PartContent::Json(_) if lazy => {
                        quote!(__call.part_json_opt(#wire, &self.#name);)
                    }
                    PartContent::Json(_) => quote!(__call.part_json(#wire, &self.#name);),
                    PartContent::Text(_) => quote!(__call.part_text(#wire, &self.#name);),
                });
            }
        }
        Body::Json(json) => {
            let name = body_spread(json).map_or_else(|| ident(&json.ident), |spread| spread.holder);
            steps.extend(quote!(__call.json(&self.#name);));
        }
        Body::Binary(upload) => {
            let (name, info) = (ident(&upload.ident), upload_info(0));
            steps.extend(quote!(__call.binary(self.#name, #info);));
        }
        Body::Text {
            ident: name,
            content_type,
            ..
        } => {
            let name = ident(name);
            steps.extend(quote!(__call.text(self.#name, #content_type);));
        }
    }
    let binding = if steps.is_empty() {
        quote!(let __call)
    } else {
        quote!(let mut __call)
    };
    quote! {
        #binding = #root::__private::v1::Call::new(&self.__core, &ENDPOINTS[#index], self.__options);
        #steps
    }
}
