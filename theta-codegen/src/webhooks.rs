//! Events that the vendor sends: a type for each webhook that verifies what was received, and the enum of its events.

use crate::context::Context;
use crate::docs::{Doc, aliases, code, link, wire_alias};
use crate::names::{ident, result, string};
use crate::types;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use theta_spec::contract::{
    Signature, SignatureEncoding, SignatureHash, Signed, StampForm, Webhook, WebhookContent,
    WebhookEvent,
};

/// Generates every webhook; where there is one, also what asks for the runtime's feature.
pub(crate) fn generate(cx: &Context<'_>) -> TokenStream {
    let webhooks = &cx.contract.webhooks;
    if webhooks.is_empty() {
        return TokenStream::new();
    }
    let root = cx.root;
    let webhooks = webhooks.iter().map(|webhook| one(cx, webhook));
    quote! {
        // Webhooks need the feature `webhooks` of the runtime.
        const _: () = #root::__private::v1::WEBHOOKS;

        #(#webhooks)*
    }
}

fn one(cx: &Context<'_>, webhook: &Webhook) -> TokenStream {
    let root = cx.root;
    let name = ident(&webhook.ident);
    let (event, events) = event(cx, webhook);
    let (doc, alias) = (
        doc(cx, webhook),
        aliases(&webhook.ident, [webhook.name.as_str()]),
    );
    let scheme = scheme(cx, webhook);
    let constructors = constructors(cx, &webhook.signature);
    let verify = verify(cx, webhook, &event);
    quote! {
        #doc
        #alias
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        pub struct #name {
            __receiver: #root::webhooks::Receiver,
        }

        impl #name {
            const __SCHEME: &'static #root::__private::v1::WebhookScheme = &#scheme;

            #constructors

            #verify
        }

        #[automatically_derived]
        impl #root::__private::v1::Generated for #name {}

        #[automatically_derived]
        impl ::core::convert::AsRef<#root::webhooks::Receiver> for #name {
            fn as_ref(&self) -> &#root::webhooks::Receiver {
                &self.__receiver
            }
        }

        #events
    }
}

fn constructors(cx: &Context<'_>, signature: &Signature) -> TokenStream {
    let root = cx.root;
    let built = result(quote!(Self), quote!(#root::ConfigError));
    let from_env = format!(
        " Creates it with the secret in the environment variable {}.",
        code(&signature.env)
    );
    let window = signature.timestamp.as_ref().map(|stamp| {
        let seconds = stamp.window.as_secs_f64();
        let doc =
            format!(" Sets how old, or how far ahead, a webhook may be: {seconds} s when unset.");
        quote! {
            #[doc = #doc]
            #[must_use]
            pub fn window(self, window: ::core::time::Duration) -> Self {
                Self { __receiver: self.__receiver.window(window) }
            }
        }
    });
    quote! {
        /// Creates it with the secret that the vendor shows.
        ///
        /// # Errors
        ///
        /// When the secret cannot be one.
        pub fn new(secret: impl ::core::convert::AsRef<str>) -> #built {
            let __receiver = #root::webhooks::Receiver::new(Self::__SCHEME, secret.as_ref())?;
            ::core::result::Result::Ok(Self { __receiver })
        }

        #[doc = #from_env]
        ///
        /// # Errors
        ///
        /// When the variable is not set, or its text cannot be a secret.
        pub fn from_env() -> #built {
            let __receiver = #root::webhooks::Receiver::from_env(Self::__SCHEME)?;
            ::core::result::Result::Ok(Self { __receiver })
        }

        /// Accepts what is signed with this secret as well, such as the old one while a new one is introduced.
        ///
        /// # Errors
        ///
        /// When the secret cannot be one.
        pub fn or_secret(self, secret: impl ::core::convert::AsRef<str>) -> #built {
            let __receiver = self.__receiver.or_secret(secret.as_ref())?;
            ::core::result::Result::Ok(Self { __receiver })
        }

        #window
    }
}

/// Returns the methods that verify; what is signed beside headers and body is an argument of them.
fn verify(cx: &Context<'_>, webhook: &Webhook, event: &TokenStream) -> TokenStream {
    let root = cx.root;
    let needs = |piece| webhook.signature.needs(piece);
    let method = needs(&Signed::Method).then(|| format_ident!("method"));
    let url = needs(&Signed::Url).then(|| format_ident!("url"));
    let given: Vec<_> = method.iter().chain(&url).collect();
    let about_url = url.as_ref().map(|_| {
        quote! {
            ///
            /// `url` is the whole address as the vendor was given it, with its query: behind a proxy this is not what the
            /// server sees.
        }
    });
    let delivery = result(
        quote!(#root::webhooks::Delivery<#event>),
        quote!(#root::webhooks::WebhookError),
    );
    let read = read(cx, webhook);
    quote! {
        /// Verifies what was received, and reads it. `body` must be the bytes that were received.
        #about_url
        ///
        /// # Errors
        ///
        /// When a header is missing or malformed, no secret matches, the time of sending is too far away, or the
        /// vendor sent what is not documented.
        pub fn verify(
            &self,
            #(#given: &str,)*
            headers: &(impl #root::webhooks::Headers + ?::core::marker::Sized),
            body: &[u8],
        ) -> #delivery {
            self.verify_at(#(#given,)* headers, body, ::std::time::SystemTime::now())
        }

        /// Works like `verify` at this time instead of the system's.
        ///
        /// # Errors
        ///
        /// The same.
        pub fn verify_at(
            &self,
            #(#given: &str,)*
            headers: &(impl #root::webhooks::Headers + ?::core::marker::Sized),
            body: &[u8],
            now: ::std::time::SystemTime,
        ) -> #delivery {
            let __received = #root::__private::v1::Received::new(headers, body) #(.#given(#given))*;
            self.__receiver.verify(&__received, now, |__received| #read)
        }
    }
}

fn doc<'c>(cx: &'c Context<'_>, webhook: &Webhook) -> Doc<'c> {
    let signature = &webhook.signature;
    let name = code(&webhook.name);
    let mut facts = theta_spec::wording::signed(signature, code);
    if let Some(header) = &webhook.id {
        facts.push(format!("The id of a delivery is in {}.", code(header)));
    }
    if let WebhookContent::Tagged { header, .. } = &webhook.content {
        facts.push(format!(
            "The event is named by {}, which is not signed.",
            code(header)
        ));
    }
    Doc::of(cx, &webhook.summary, &format!("Verifies webhooks {name}."))
        .prose(&webhook.doc)
        .list(facts)
        .evidence(&webhook.evidence)
}

/// Returns what a delivery holds, and the enum that it is if a header names the event.
fn event(cx: &Context<'_>, webhook: &Webhook) -> (TokenStream, TokenStream) {
    let root = cx.root;
    match &webhook.content {
        WebhookContent::Json(ty) | WebhookContent::Form(ty) => {
            (types::rust(cx, ty), TokenStream::new())
        }
        WebhookContent::Tagged {
            header,
            ident: name,
            events,
        } => {
            let told = format!(
                "What {} reports, told apart by {}.",
                link(&webhook.ident),
                code(header)
            );
            let doc = Doc::new(cx, told);
            let name = ident(name);
            let members = events.iter().map(|event| {
                let WebhookEvent {
                    tag,
                    variant,
                    ty,
                    doc,
                    ..
                } = event;
                let otherwise = format!("{}.", code(tag));
                let doc = Doc::of(cx, doc, &otherwise);
                let (alias, member) = (wire_alias(variant, tag), ident(variant));
                let ty = types::rust(cx, ty);
                quote!(#doc #alias #member(#ty))
            });
            let events = quote! {
                #doc
                #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
                #[non_exhaustive]
                #[allow(clippy::large_enum_variant, reason = "a documented event is the usual case")]
                pub enum #name {
                    #(#members,)*
                    /// An event that the contract does not list.
                    Unlisted {
                        /// What the header names it.
                        tag: ::std::string::String,
                        /// The body, byte for byte as it came.
                        body: #root::Json,
                    },
                }
            };
            (quote!(#name), events)
        }
    }
}

/// Returns how the body is read.
fn read(cx: &Context<'_>, webhook: &Webhook) -> TokenStream {
    let root = cx.root;
    let json = quote!(#root::__private::v1::json_event(__received.body()));
    match &webhook.content {
        WebhookContent::Json(_) => json,
        WebhookContent::Form(_) => quote!(#root::__private::v1::form_event(__received.body())),
        WebhookContent::Tagged {
            header,
            ident: name,
            events,
        } => {
            let name = ident(name);
            let arms = events.iter().map(|event| {
                let (tag, member) = (&event.tag, ident(&event.variant));
                quote!(#tag => #json.map(#name::#member),)
            });
            let tag = string(quote!(__tag));
            quote! {
                match __received.text(#header) {
                    #(#arms)*
                    __tag => #json.map(|body| #name::Unlisted { tag: #tag, body }),
                }
            }
        }
    }
}

fn scheme(cx: &Context<'_>, webhook: &Webhook) -> TokenStream {
    let root = cx.root;
    let v1 = quote!(#root::__private::v1);
    let Signature {
        header,
        of,
        hash,
        encoding,
        prefix,
        separator,
        timestamp,
        body_digest,
        env,
        ..
    } = &webhook.signature;
    let hash = format_ident!(
        "{}",
        match hash {
            SignatureHash::Sha1 => "Sha1",
            SignatureHash::Sha256 => "Sha256",
            SignatureHash::Sha512 => "Sha512",
            SignatureHash::None => "None",
        }
    );
    let coding = |encoding: SignatureEncoding| {
        let name = format_ident!(
            "{}",
            match encoding {
                SignatureEncoding::Hex => "Hex",
                SignatureEncoding::Base64 => "Base64",
            }
        );
        quote!(#v1::WebhookEncoding::#name)
    };
    let signed = of.iter().map(|piece| {
        let name = match piece {
            Signed::Text(text) => return quote!(#v1::Signed::Text(#text)),
            Signed::Body => "Body",
            Signed::Timestamp => "Timestamp",
            Signed::Id => "Id",
            Signed::Url => "Url",
            Signed::Method => "Method",
            Signed::Form => "Form",
        };
        let name = format_ident!("{name}");
        quote!(#v1::Signed::#name)
    });
    let encoding = coding(*encoding);
    let items =
        (!prefix.is_empty() || !separator.is_empty()).then(|| quote!(.items(#prefix, #separator)));
    let stamp = timestamp.as_ref().map(|stamp| {
        let form = format_ident!(
            "{}",
            match stamp.form {
                StampForm::Epoch => "Epoch",
                StampForm::EpochMs => "EpochMs",
                StampForm::Timestamp => "Timestamp",
            }
        );
        let window = u64::try_from(stamp.window.as_millis()).unwrap_or(u64::MAX);
        let (header, prefix) = (&stamp.header, &stamp.prefix);
        quote!(.stamp(#header, #prefix, #v1::WebhookTime::#form, #window))
    });
    let id = webhook.id.as_ref().map(|header| quote!(.id(#header)));
    let tag = match &webhook.content {
        WebhookContent::Tagged { header, .. } => Some(quote!(.tag(#header))),
        WebhookContent::Json(_) | WebhookContent::Form(_) => None,
    };
    let digest = body_digest
        .as_ref()
        .map(|parameter| quote!(.body_digest(#parameter)));
    let (secret_prefix, secret_encoding) = (
        &webhook.signature.secret_prefix,
        webhook.signature.secret_encoding,
    );
    let secret = (!secret_prefix.is_empty() || secret_encoding.is_some()).then(|| {
        let encoding = if let Some(encoding) = secret_encoding {
            let encoding = coding(encoding);
            quote!(::core::option::Option::Some(#encoding))
        } else {
            quote!(::core::option::Option::None)
        };
        quote!(.secret(#secret_prefix, #encoding))
    });
    quote! {
        #v1::WebhookScheme::new(#header, #v1::WebhookHash::#hash, #encoding, &[#(#signed),*], #env)
            #items #stamp #id #tag #digest #secret
    }
}
