//! The request builder of an endpoint.

use crate::answer;
use crate::call;
use crate::context::Context;
use crate::docs::{Doc, aliases, allow_deprecated, code, deprecated, line};
use crate::names::{ident, option, result};
use crate::spread::Spread;
use crate::types::{self, Parameter, Said, structs};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use theta_spec::contract::{
    Argument, Body, Endpoint, Field, FormBody, JsonPart, PartContent, Returns, Type, Upload,
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
    /// The struct that keeps it; `None` for a field of the request's own.
    pub(crate) home: Option<Spread>,
    /// The field of that struct.
    field: Option<&'c Field>,
    /// Whether it is the map of all other fields, which is always there.
    is_rest: bool,
}

/// What a slot takes.
pub(crate) enum Value<'c> {
    Of(&'c Type),
    Upload(&'c Upload),
}

impl<'c> Value<'c> {
    /// Returns what a caller gives. Where a value may be left out, it is the value: what is not given is left out.
    fn of(ty: &'c Type, optional: bool) -> Self {
        Self::Of(if optional {
            types::presence(ty, true).0
        } else {
            ty
        })
    }
}

impl<'c> Slot<'c> {
    /// Returns the slot of an argument; `None` for one that names nothing, which a resolved contract does not have.
    pub(crate) fn of(
        cx: &Context<'c>,
        endpoint: &'c Endpoint,
        argument: &Argument,
    ) -> Option<Self> {
        let slot = |ident, wire, value, doc| Self {
            ident,
            wire,
            value,
            doc,
            said: None,
            home: None,
            field: None,
            is_rest: false,
        };
        let spread = |home, json: &JsonPart, field: usize| {
            let known = cx.fields(json.spread?)?.len();
            let is_rest = field == known;
            let field = cx.field(json.spread?, field)?;
            let value = Value::of(&field.ty, field.optional);
            Some(Self {
                said: Some(Said::of_field(field)),
                home: Some(home),
                field: Some(field),
                is_rest,
                ..slot(&field.ident, &field.name, value, &field.doc)
            })
        };
        Some(match (argument, &endpoint.body) {
            (Argument::Param(index), _) => {
                let param = endpoint.params.get(*index)?;
                let value = Value::of(&param.ty, param.optional);
                Self {
                    said: Some(Said::of_param(param)),
                    ..slot(&param.ident, &param.name, value, &param.doc)
                }
            }
            (Argument::Part(index), Body::Multipart(parts)) => {
                let part = parts.get(*index)?;
                let (value, otherwise) = match &part.content {
                    PartContent::Upload(upload) => (Value::Upload(upload), upload.doc.as_str()),
                    PartContent::Json(JsonPart { ty, .. }) | PartContent::Text(ty) => {
                        (Value::of(ty, part.optional), "")
                    }
                };
                let doc = if part.doc.is_empty() {
                    otherwise
                } else {
                    &part.doc
                };
                slot(&part.ident, &part.name, value, doc)
            }
            (Argument::PartField { part, field }, Body::Multipart(parts)) => {
                let PartContent::Json(json) = &parts.get(*part)?.content else {
                    return None;
                };
                spread(Spread::of_part(endpoint, *part)?, json, *field)?
            }
            (Argument::Body, Body::Json(json) | Body::Form(FormBody { value: json, .. })) => {
                let value = Value::of(&json.ty, endpoint.body_optional);
                slot(&json.ident, "", value, &json.doc)
            }
            (Argument::Body, Body::Binary(upload)) => {
                slot(&upload.ident, "", Value::Upload(upload), &upload.doc)
            }
            (Argument::Body, Body::Text { ident, doc, .. }) => {
                slot(ident, "", Value::Of(&Type::String), doc)
            }
            (
                Argument::BodyField(field),
                Body::Json(json) | Body::Form(FormBody { value: json, .. }),
            ) => spread(Spread::of_body(endpoint, json)?, json, *field)?,
            _ => return None,
        })
    }

    /// Returns what it is a member of, in a method of the request that changes it.
    pub(crate) fn place(&self) -> TokenStream {
        match &self.home {
            None => quote!(self),
            Some(Spread { holder, lazy, .. }) if *lazy => {
                quote!(self.#holder.get_or_insert_default())
            }
            Some(Spread { holder, .. }) => quote!(self.#holder),
        }
    }

    /// Returns whether naming it needs leave.
    pub(crate) fn is_deprecated(&self) -> bool {
        self.said
            .as_ref()
            .is_some_and(|said| said.deprecated.is_some())
    }

    fn rust(&self, cx: &Context<'_>) -> TokenStream {
        match self.value {
            Value::Of(ty) => types::rust(cx, ty),
            Value::Upload(upload) => {
                let one = upload_type(cx, upload);
                if upload.many {
                    quote!(::std::vec::Vec<#one>)
                } else {
                    one
                }
            }
        }
    }

    /// Returns the parameter of the generated method.
    pub(crate) fn parameter(&self, cx: &Context<'_>) -> Parameter {
        match self.value {
            Value::Of(ty) => match self.field {
                Some(field) => Parameter::of_field(cx, field, ty),
                None => Parameter::new(cx, ident(self.ident), ty),
            },
            Value::Upload(upload) if upload.many => {
                Parameter::each_into(ident(self.ident), &upload_type(cx, upload))
            }
            Value::Upload(_) => Parameter::into(ident(self.ident), &self.rust(cx)),
        }
    }

    /// Describes it in full.
    fn doc<'d>(&self, cx: &'d Context<'_>) -> Doc<'d> {
        let wire = code(self.wire);
        match (&self.said, &self.value) {
            (Some(said), _) => types::value_doc(cx, said),
            (None, Value::Of(ty)) => {
                Doc::of(cx, self.doc, &format!("{wire}: {}.", types::words(cx, ty)))
            }
            (None, Value::Upload(upload)) => Doc::of(cx, self.doc, &format!("{wire}."))
                .paragraph(&format!("{}.", limits(upload))),
        }
    }

    /// Describes it on one line.
    pub(crate) fn summary(&self, cx: &Context<'_>) -> String {
        let mut facts = match &self.value {
            Value::Upload(upload) => limits(upload),
            Value::Of(ty) => types::words(cx, ty),
        };
        if let Some(said) = &self.said {
            if !said.unit.is_empty() {
                facts.extend([", in ", &code(said.unit)]);
            }
            if !said.default.is_empty() {
                facts.extend([", ", &code(said.default), " without it"]);
            }
        }
        let summary = format!("`{}`: {facts}. {}", self.ident, line(self.doc));
        summary.trim_end().to_owned()
    }
}

fn upload_type(cx: &Context<'_>, upload: &Upload) -> TokenStream {
    let root = cx.root;
    if upload.audio {
        quote!(#root::Audio)
    } else {
        quote!(#root::Upload)
    }
}

/// Describes the formats, size and duration that the docs allow.
fn limits(upload: &Upload) -> String {
    let kind = if upload.audio { "audio" } else { "bytes" };
    let mut limits = match (upload.many, upload.max_count) {
        (false, _) => vec![kind.to_owned()],
        (true, None) => vec![format!("a list, each item {kind}")],
        (true, Some(most)) => vec![format!("a list of at most {most}, each item {kind}")],
    };
    if !upload.formats.is_empty() {
        let formats: Vec<String> = upload.formats.iter().map(|format| code(format)).collect();
        limits.push(formats.join(" or "));
    }
    if !upload.max_size_text.is_empty() {
        limits.push(format!("at most {}", line(&upload.max_size_text)));
    }
    if let Some(longest) = upload.max_duration {
        limits.push(format!("at most {} s", longest.as_secs_f64()));
    }
    limits.join(", ")
}

/// Returns the slots of these arguments.
pub(crate) fn slots<'c>(
    cx: &Context<'c>,
    endpoint: &'c Endpoint,
    arguments: &[Argument],
) -> Vec<Slot<'c>> {
    let slots = arguments.iter();
    slots
        .filter_map(|argument| Slot::of(cx, endpoint, argument))
        .collect()
}

/// Returns those of them that the request keeps in fields of its own.
fn own_slots<'c>(
    cx: &Context<'c>,
    endpoint: &'c Endpoint,
    arguments: &[Argument],
) -> impl Iterator<Item = Slot<'c>> {
    let slots = slots(cx, endpoint, arguments);
    slots.into_iter().filter(|slot| slot.home.is_none())
}

/// Returns the expression that begins a request; `self` is the client and every argument is in scope under its name.
pub(crate) fn begin(cx: &Context<'_>, endpoint: &Endpoint) -> TokenStream {
    let (root, name) = (cx.root, ident(&endpoint.request_ident));
    let spreads = Spread::all(endpoint)
        .into_iter()
        .map(|Spread { holder, id, lazy }| {
            if lazy {
                return quote!(#holder: ::core::option::Option::None);
            }
            let ty = ident(&cx.contract.type_def(id).ident);
            let required = cx.fields(id).into_iter().flat_map(structs::required);
            let required = required.map(|field| ident(&field.ident));
            quote!(#holder: #ty::new(#(#required),*))
        });
    let arguments = own_slots(cx, endpoint, &endpoint.arguments);
    let arguments = arguments.map(|slot| slot.parameter(cx).member());
    let setters = own_slots(cx, endpoint, &endpoint.setters).map(|slot| ident(slot.ident));
    quote! {
        #name {
            __core: ::core::clone::Clone::clone(&self.__core),
            __options: <#root::CallOptions as ::core::default::Default>::default(),
            #(#spreads,)*
            #(#arguments,)*
            #(#setters: ::core::option::Option::None,)*
        }
    }
}

/// Generates the builder.
pub(crate) fn generate(cx: &Context<'_>, index: usize, endpoint: &Endpoint) -> TokenStream {
    let root = cx.root;
    let (name, error) = (ident(&endpoint.request_ident), ident(&endpoint.error_ident));
    let method = cx.method(endpoint);
    let doc = Doc::new(
        cx,
        format!("A call of [`{method}`] that has not been sent yet."),
    )
    .paragraph(
        "Await it, or keep it, clone it and send it later: [`Self::send`] returns a future for `spawn` or `join!`.",
    );
    let fields = fields(cx, endpoint);
    let slots = slots(cx, endpoint, &endpoint.setters);
    let setters = slots.iter().map(|slot| setter(cx, slot));
    let (value, receive) = returns(cx, endpoint);
    let error = quote!(#root::Error<#error>);
    let received = result(&value, &error);
    let answered = result(quote!(#root::Response<#value>), &error);
    let call = call::statements(cx, index, endpoint);
    let (call, into_call) = if cx.gives_token(index) {
        let into_call = quote! {
            fn __into_call(self) -> ::std::boxed::Box<#root::__private::v1::Call> {
                #call
                __call
            }
        };
        (quote!(let __call = self.__into_call();), into_call)
    } else {
        (call, TokenStream::new())
    };
    let errors = format!(
        " [`{}`] tells the documented errors apart.",
        endpoint.error_ident
    );
    let [send, send_with_response] = if cx.is_large() {
        // A future that is the runtime's own: one of its own for each endpoint takes a third of the time of a build.
        let sent =
            |value| quote!(impl ::core::future::Future<Output = #value> + ::core::marker::Send);
        let (received, answered) = (sent(&received), sent(&answered));
        [
            quote!(pub fn send(self) -> #received {
                #root::__private::v1::into_value(self.send_with_response())
            }),
            quote!(pub fn send_with_response(self) -> #answered {
                #call
                __call.#receive
            }),
        ]
    } else {
        [
            quote!(pub async fn send(self) -> #received {
                self.send_with_response().await.map(#root::Response::into_value)
            }),
            quote!(pub async fn send_with_response(self) -> #answered {
                #call
                __call.#receive.await
            }),
        ]
    };
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        pub struct #name { #fields }

        impl #name {
            #(#setters)*

            /// Replaces the settings of this one call; the trait `CallSettings` sets one of them.
            pub fn with_options(mut self, options: #root::CallOptions) -> Self {
                self.__options = options;
                self
            }

            /// Sends it and gives back what the server returns; the same as `.await`.
            ///
            /// # Errors
            ///
            #[doc = #errors]
            #send

            /// Sends it and gives back what the server returns with status, headers and request id.
            ///
            /// # Errors
            ///
            #[doc = #errors]
            #send_with_response

            #into_call
        }

        #[automatically_derived]
        impl #root::CallSettings for #name {
            fn options_mut(&mut self) -> &mut #root::CallOptions {
                &mut self.__options
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
    }
}

fn fields(cx: &Context<'_>, endpoint: &Endpoint) -> TokenStream {
    let root = cx.root;
    let spreads = Spread::all(endpoint)
        .into_iter()
        .map(|Spread { holder, id, lazy }| {
            let ty = ident(&cx.contract.type_def(id).ident);
            if lazy {
                quote!(#holder: ::core::option::Option<#ty>)
            } else {
                quote!(#holder: #ty)
            }
        });
    let arguments = own_slots(cx, endpoint, &endpoint.arguments).map(|slot| {
        let (name, ty) = (ident(slot.ident), slot.rust(cx));
        quote!(#name: #ty)
    });
    let setters = own_slots(cx, endpoint, &endpoint.setters).map(|slot| {
        let (name, ty) = (ident(slot.ident), slot.rust(cx));
        quote!(#name: ::core::option::Option<#ty>)
    });
    quote! {
        __core: #root::__private::v1::Core,
        __options: #root::CallOptions,
        #(#spreads,)*
        #(#arguments,)*
        #(#setters,)*
    }
}

fn setter(cx: &Context<'_>, slot: &Slot<'_>) -> TokenStream {
    let doc = slot.doc(cx);
    let alias = aliases(slot.ident, [slot.wire]);
    let why = slot.said.as_ref().and_then(|said| said.deprecated);
    let (deprecated, allow) = (deprecated(why), allow_deprecated(why.is_some()));
    let (name, parameter) = (ident(slot.ident), slot.parameter(cx));
    let (declaration, mut value) = (parameter.declaration(), parameter.value());
    if !slot.is_rest {
        value = quote!(::core::option::Option::Some(#value));
    }
    let place = slot.place();
    quote! {
        #doc
        #alias
        #deprecated
        #allow
        pub fn #name(mut self, #declaration) -> Self {
            #place.#name = #value;
            self
        }
    }
}

/// Returns the Rust type of a successful answer, and the method of the call that receives it.
fn returns(cx: &Context<'_>, endpoint: &Endpoint) -> (TokenStream, TokenStream) {
    let root = cx.root;
    let error = ident(&endpoint.error_ident);
    let (value, receive) = match &endpoint.returns {
        Returns::Nothing => return (quote!(()), quote!(send_nothing())),
        Returns::OneOf(several) => {
            return (
                answer::several_answer(cx, several),
                quote!(send_one_of::<Self>()),
            );
        }
        Returns::Socket {
            sends,
            receives,
            key_field,
        } => {
            let (sends, receives) = (types::rust(cx, sends), types::rust(cx, receives));
            let key_field = match key_field {
                None => quote!(::core::option::Option::None),
                Some(field) => quote!(::core::option::Option::Some(#field)),
            };
            let socket = quote!(#root::Socket<#sends, #receives, #error>);
            return (socket, quote!(open_socket(#key_field)));
        }
        Returns::Bytes { stream: true, .. } => {
            return (quote!(#root::ByteStream<#error>), quote!(send_stream()));
        }
        Returns::Events(events) => {
            let event = answer::event(cx, events);
            let stream = quote!(#root::EventStream<#event, #error>);
            return (stream, quote!(send_events::<Self>()));
        }
        // XML is always one of several.
        Returns::Json(ty) | Returns::Xml { ty, .. } => (types::rust(cx, ty), "send_json"),
        Returns::Text => (quote!(::std::string::String), "send_text"),
        Returns::Bytes { stream: false, .. } => (quote!(#root::Bytes), "send_bytes"),
    };
    if endpoint.may_be_empty() {
        let receive = format_ident!("{receive}_or_nothing");
        (option(value), quote!(#receive()))
    } else {
        let receive = ident(receive);
        (value, quote!(#receive()))
    }
}
