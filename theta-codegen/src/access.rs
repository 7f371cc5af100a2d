//! Where requests go and how they prove who sends them: the client's own settings, and the tables behind them.

use crate::context::Context;
use crate::docs::{Doc, address, code, line};
use crate::names::{ident, option, string};
use crate::token;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use theta_spec::contract::{
    Contract, KeyPlace, Scheme, Setting, SettingKind, UrlPiece, Variable, url_pieces,
};
use theta_spec::names::SETTINGS_TRAIT;

/// Describes how a request carries what a scheme needs.
pub(crate) fn place(scheme: &Scheme) -> String {
    match &scheme.place {
        KeyPlace::Header { name, .. } => format!("into the header {}", code(name)),
        KeyPlace::Query { name } => format!("into the query parameter {}", code(name)),
        KeyPlace::Basic { .. } => format!("into the header {}, in base64", code("authorization")),
    }
}

/// Returns what a request carries for a scheme.
pub(crate) fn what(scheme: &Scheme) -> &'static str {
    if scheme.token.is_some() {
        "token"
    } else {
        "key"
    }
}

/// Something that a client must be given: its argument and the call that gives it to a builder.
struct Required {
    parameter: TokenStream,
    give: TokenStream,
}

/// Returns the constructors of a client of an API with more than one key in one header.
pub(crate) fn constructors(
    cx: &Context<'_>,
    built: &TokenStream,
    builder: &TokenStream,
) -> TokenStream {
    let contract = cx.contract;
    let root = cx.root;
    let secrets = contract.new_keys().into_iter().map(|(id, names)| {
        let names: Vec<Ident> = names.iter().map(|name| ident(name)).collect();
        let into = into_string();
        Required {
            parameter: quote!(#(#names: #into),*),
            give: with_secrets(root, &quote!(__builder), id.0, &names),
        }
    });
    let secrets: Vec<Required> = secrets.collect();
    let settings = contract.settings();
    let others = settings.iter().filter_map(|setting| required(cx, setting));
    let required: Vec<Required> = secrets.into_iter().chain(others).collect();
    let has_env = contract
        .auth
        .iter()
        .any(|scheme| !scheme.secrets.is_empty())
        || contract
            .client_headers
            .iter()
            .any(|header| header.env.is_some())
        || contract
            .api
            .variables
            .iter()
            .any(|variable| variable.env.is_some());
    let new = contract.has_new().then(|| {
        let parameters = required.iter().map(|one| &one.parameter);
        let gives = required.iter().map(|one| &one.give);
        let lints = (required.len() > 5).then(
            || quote!(#[allow(clippy::too_many_arguments, reason = "the API requires each of them")]),
        );
        quote! {
            /// A client with the usual settings and what the API requires.
            ///
            /// # Errors
            ///
            /// When something of it cannot be what it is given as, or the HTTP client cannot be set up.
            #lints
            pub fn new(#(#parameters),*) -> #built {
                let __builder = Self::builder();
                #(let __builder = #gives;)*
                __builder.build()
            }
        }
    });
    let from_env = has_env.then(|| {
        let schemes = contract.auth.iter().flat_map(|scheme| &scheme.secrets);
        let schemes = schemes.map(|secret| secret.env.as_str());
        let headers = contract.client_headers.iter().filter_map(|it| it.env.as_deref());
        let variables = contract.api.variables.iter().filter_map(|it| it.env.as_deref());
        let mut names: Vec<&str> = schemes.chain(headers).chain(variables).collect();
        let base_url = contract.api.base_url_env.as_str();
        names.push(base_url);
        names.sort_unstable();
        names.dedup();
        let names: Vec<String> = names.into_iter().map(code).collect();
        let reads = format!("Reads {}.", names.join(", "));
        let doc = Doc::new(cx, "A client with the usual settings and what stands in the environment.")
            .paragraph(&reads)
            .paragraph("# Errors")
            .paragraph("When what the API requires is not set or cannot be used, or the HTTP client cannot be set up.");
        let from_env = quote! {
            #doc
            pub fn from_env() -> #built {
                Self::builder_from_env().build()
            }
        };
        let doc = Doc::new(cx, "Begins a client with settings of its own and what stands in the environment.")
            .paragraph(&reads);
        let builder_from_env = quote! {
            #doc
            pub fn builder_from_env() -> #root::Builder<Self> {
                Self::builder().key_from_env().base_url_from_env(#base_url)
            }
        };
        (from_env, builder_from_env)
    });
    let (from_env, builder_from_env) = from_env.unzip();
    quote!(#new #from_env #builder #builder_from_env)
}

fn into_string() -> TokenStream {
    quote!(impl ::core::convert::Into<::std::string::String>)
}

fn with_secrets(
    root: &TokenStream,
    builder: &TokenStream,
    at: usize,
    names: &[Ident],
) -> TokenStream {
    let at = Literal::usize_unsuffixed(at);
    quote!(#root::__private::v1::with_secrets(#builder, #at, [#(#names.into()),*]))
}

/// What a client cannot be without, beside its key.
fn required(cx: &Context<'_>, setting: &Setting<'_>) -> Option<Required> {
    setting.is_required().then(|| Required {
        parameter: parameters(setting),
        give: give(cx, setting, &quote!(__builder)),
    })
}

fn parameters(setting: &Setting<'_>) -> TokenStream {
    let (name, into) = (ident(setting.ident), into_string());
    match setting.kind {
        SettingKind::Scheme(_, scheme) if scheme.secrets.len() > 1 => {
            let names = scheme.secrets.iter().map(|secret| ident(&secret.what));
            quote!(#(#names: #into),*)
        }
        SettingKind::Variable(_, variable) if !variable.values.is_empty() => {
            let ty = ident(&variable.type_ident);
            quote!(#name: #ty)
        }
        _ => quote!(#name: #into),
    }
}

fn give(cx: &Context<'_>, setting: &Setting<'_>, builder: &TokenStream) -> TokenStream {
    let root = cx.root;
    let name = ident(setting.ident);
    let (with, at) = match setting.kind {
        SettingKind::Scheme(at, scheme) => {
            let names: Vec<Ident> = match &scheme.secrets[..] {
                [_] => vec![name],
                several => several.iter().map(|secret| ident(&secret.what)).collect(),
            };
            return with_secrets(root, builder, at, &names);
        }
        SettingKind::Header(at, _) => (quote!(with_header), at),
        SettingKind::Host(at, _) => (quote!(with_host), at),
        SettingKind::Variable(at, variable) => {
            let at = Literal::usize_unsuffixed(at);
            let value = if variable.values.is_empty() {
                quote!(#name.into())
            } else {
                string(quote!(#name.as_str()))
            };
            return quote!(#root::__private::v1::with_variable(#builder, #at, #value));
        }
    };
    let at = Literal::usize_unsuffixed(at);
    quote!(#root::__private::v1::#with(#builder, #at, #name.into()))
}

/// Generates the settings that clients of this API have and others do not; nothing when there are none.
pub(crate) fn settings(cx: &Context<'_>) -> TokenStream {
    let settings = cx.contract.settings();
    let enums = cx.contract.api.variables.iter();
    let enums = enums
        .filter(|it| !it.values.is_empty())
        .map(|it| choice(cx, it));
    let enums: TokenStream = enums.collect();
    if settings.is_empty() {
        return enums;
    }
    let root = cx.root;
    let name = ident(SETTINGS_TRAIT);
    let api = line(&cx.contract.api.name);
    let doc = Doc::new(
        cx,
        format!("The settings of a [`Client`] of {api} that other APIs do not have."),
    )
    .paragraph("Import it to call them on a builder.");
    let declared = settings.iter().map(|setting| {
        let (doc, name, parameters) = (
            words(cx, setting),
            ident(setting.ident),
            parameters(setting),
        );
        quote! {
            #doc
            #[must_use = "a builder does nothing until `build`"]
            fn #name(self, #parameters) -> Self;
        }
    });
    let defined = settings.iter().map(|setting| {
        let (name, parameters) = (ident(setting.ident), parameters(setting));
        let give = give(cx, setting, &quote!(self));
        quote!(fn #name(self, #parameters) -> Self { #give })
    });
    quote! {
        #enums

        #doc
        pub trait #name: #root::__private::v1::Generated + ::core::marker::Sized {
            #(#declared)*
        }

        #[automatically_derived]
        impl #name for #root::Builder<Client> {
            #(#defined)*
        }
    }
}

fn words<'c>(cx: &'c Context<'_>, setting: &Setting<'_>) -> Doc<'c> {
    let env = |env: Option<&str>| {
        env.map_or_else(String::new, |env| {
            format!(" `from_env` reads {}.", code(env))
        })
    };
    match setting.kind {
        SettingKind::Scheme(_, scheme) => {
            let names = scheme.secrets.iter().map(|secret| code(&secret.env));
            let names = names.collect::<Vec<_>>().join(" and ");
            let begins = if scheme.prefix.is_empty() {
                String::new()
            } else {
                format!(" It begins with {}.", code(&scheme.prefix))
            };
            let goes = match &scheme.token {
                None => format!("Goes {}.", place(scheme)),
                Some(token) => format!(
                    "Goes to [`{}`], whose token goes {}.",
                    cx.method(&cx.contract.endpoints[token.endpoint.0]),
                    place(scheme)
                ),
            };
            Doc::of(cx, &scheme.doc, "").paragraph(&format!(
                "{goes} It is never printed.{begins} `from_env` reads {names}."
            ))
        }
        SettingKind::Header(_, header) => {
            let otherwise = header.value.as_deref().map_or_else(String::new, |value| {
                format!(", {} unless it is set", code(value))
            });
            Doc::of(cx, &header.doc, "").paragraph(&format!(
                "Goes into the header {} of every request{otherwise}.{}",
                code(&header.name),
                env(header.env.as_deref())
            ))
        }
        SettingKind::Variable(_, variable) => {
            let otherwise = variable
                .default
                .as_deref()
                .map_or_else(String::new, |value| {
                    format!(": {} unless it is set", code(value))
                });
            Doc::of(cx, &variable.doc, "").paragraph(&format!(
                "Part of the address, {}{otherwise}.{}",
                code(&cx.contract.api.base_url),
                env(variable.env.as_deref())
            ))
        }
        SettingKind::Host(_, host) => Doc::new(
            cx,
            format!(
                "Sets the address of the host {}, in place of {} or of what `base_url` was given.",
                code(&host.name),
                address(&host.base_url)
            ),
        ),
    }
}

/// The values of a variable as an enum.
fn choice(cx: &Context<'_>, variable: &Variable) -> TokenStream {
    let root = cx.root;
    let name = ident(&variable.type_ident);
    let doc = Doc::of(cx, &variable.doc, "").paragraph(&format!(
        "What {} in addresses can be.",
        code(&variable.name)
    ));
    let variants: Vec<Ident> = variable
        .values
        .iter()
        .map(|(_, variant)| ident(variant))
        .collect();
    let values: Vec<&String> = variable.values.iter().map(|(value, _)| value).collect();
    let docs = values.iter().map(|value| Doc::new(cx, code(value)));
    quote! {
        #doc
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::hash::Hash
        )]
        #[non_exhaustive]
        pub enum #name { #(#docs #variants,)* }

        #[automatically_derived]
        impl #root::__private::v1::Generated for #name {}

        impl #name {
            /// It as it stands in an address.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #values,)* }
            }
        }
    }
}

/// Generates the table; nothing for an API whose requests go to one address with the same key in one header.
pub(crate) fn table(cx: &Context<'_>) -> TokenStream {
    let Context { root, contract, .. } = cx;
    if contract.is_plain() {
        return TokenStream::new();
    }
    let schemes = contract.auth.iter().map(scheme);
    let endpoints = contract.endpoints.iter().map(|endpoint| {
        let auth = endpoint.access.0.iter().map(|all| {
            let all = all.iter().map(|id| Literal::usize_unsuffixed(id.0));
            quote!(&[#(#all),*])
        });
        let host = optional(endpoint.host.map(Literal::usize_unsuffixed));
        let address = endpoint.address.iter().flat_map(|address| &address.hosts);
        quote!(EndpointAccess { auth: &[#(#auth),*], host: #host, address: &[#(#address),*] })
    });
    let base_url = pieces(contract, &contract.api.base_url);
    let hosts = contract.api.hosts.iter().map(|host| {
        let (name, base_url) = (&host.name, pieces(contract, &host.base_url));
        quote!(HostInfo { name: #name, base_url: #base_url })
    });
    let variables = contract.api.variables.iter().map(|it| {
        let (name, setting) = (&it.name, &it.ident);
        let values = it.values.iter().map(|(value, _)| value);
        let (default, env) = (optional(it.default.as_ref()), optional(it.env.as_ref()));
        quote!(VariableInfo { name: #name, setting: #setting, default: #default, values: &[#(#values),*], env: #env })
    });
    let headers = contract.client_headers.iter().map(|it| {
        let (name, setting, is_optional) = (&it.name, &it.ident, it.optional);
        let (value, env) = (optional(it.value.as_ref()), optional(it.env.as_ref()));
        quote!(HeaderInfo { name: #name, setting: #setting, value: #value, optional: #is_optional, env: #env })
    });
    quote! {
        static ACCESS: #root::meta::AccessInfo = {
            #[allow(unused_imports, reason = "not every contract says everything")]
            use ::core::option::Option::{None, Some};
            #[allow(unused_imports, reason = "not every contract says everything")]
            use #root::meta::{
                AccessInfo, EndpointAccess, HeaderInfo, HostInfo, KeyPlace, SchemeInfo, UrlPiece, VariableInfo,
            };
            AccessInfo {
                schemes: &[#(#schemes),*],
                endpoints: &[#(#endpoints),*],
                base_url: #base_url,
                hosts: &[#(#hosts),*],
                variables: &[#(#variables),*],
                headers: &[#(#headers),*],
            }
        };
    }
}

/// Returns the item of the client's trait that names the table.
pub(crate) fn item(cx: &Context<'_>) -> TokenStream {
    if cx.contract.is_plain() {
        return TokenStream::new();
    }
    let root = cx.root;
    let ty = option(quote!(&'static #root::meta::AccessInfo));
    let tokens = token::item(cx);
    quote! {
        const ACCESS: #ty = ::core::option::Option::Some(&ACCESS);

        #tokens
    }
}

fn scheme(scheme: &Scheme) -> TokenStream {
    let (name, setting, prefix) = (&scheme.name, &scheme.ident, &scheme.prefix);
    let place = match &scheme.place {
        KeyPlace::Header { name, scheme } => quote!(Header { name: #name, scheme: #scheme }),
        KeyPlace::Query { name } => quote!(Query(#name)),
        KeyPlace::Basic { user, password } => {
            let (user, password) = (optional(user.as_ref()), optional(password.as_ref()));
            quote!(Basic { user: #user, password: #password })
        }
    };
    let env = scheme.secrets.iter().map(|secret| &secret.env);
    quote!(SchemeInfo {
        name: #name, setting: #setting, place: KeyPlace::#place, prefix: #prefix, env: &[#(#env),*],
    })
}

fn pieces(contract: &Contract, url: &str) -> TokenStream {
    let variables = &contract.api.variables;
    let pieces = url_pieces(url).into_iter().map(|piece| {
        let at = match piece {
            UrlPiece::Text(_) => None,
            UrlPiece::Variable(name) => variables.iter().position(|it| it.name == name),
        };
        match (at, piece) {
            (Some(at), _) => {
                let at = Literal::usize_unsuffixed(at);
                quote!(UrlPiece::Variable(#at))
            }
            (None, UrlPiece::Text(text) | UrlPiece::Variable(text)) => {
                quote!(UrlPiece::Text(#text))
            }
        }
    });
    quote!(&[#(#pieces),*])
}

/// Returns `Some(…)` or `None`, as tables write it.
fn optional(value: Option<impl ToTokens>) -> TokenStream {
    if let Some(value) = value {
        quote!(Some(#value))
    } else {
        quote!(None)
    }
}
