//! What follows from a call: the pages of a list, and the questions about a job.

use crate::context::Context;
use crate::docs::allow_deprecated;
use crate::endpoint::Slot;
use crate::names::{ident, result, string};
use crate::spread::Spread;
use crate::types::{self, Presence, presence};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{
    Argument, Endpoint, EndpointId, Field, Job, Pages, Place, State, Step, Type, Way,
};

/// Generates what an endpoint with pages, one that begins a job, and one that is asked for a job have beside others.
pub(crate) fn generate(cx: &Context<'_>, index: usize, endpoint: &Endpoint) -> TokenStream {
    let begins =
        |endpoint: &Endpoint| endpoint.job.as_ref().map(|job| job.poll) == Some(EndpointId(index));
    let is_asked = cx.contract.endpoints.iter().any(begins);
    let mut out = TokenStream::new();
    if endpoint.pages.is_some() || endpoint.job.is_some() || is_asked {
        out.extend(again(cx, endpoint));
    }
    if let Some(found) = &endpoint.pages {
        out.extend(pages(cx, endpoint, found));
    }
    if let Some(found) = &endpoint.job {
        out.extend(job(cx, endpoint, found));
    }
    out
}

/// A request of which each copy is a call of its own.
fn again(cx: &Context<'_>, endpoint: &Endpoint) -> TokenStream {
    let (root, request) = (cx.root, ident(&endpoint.request_ident));
    let error = quote!(#root::Error<<Self as #root::Endpoint>::Error>);
    let answer = quote!(#root::Response<<Self as #root::Endpoint>::Answer>);
    let answered = result(answer, error);
    quote! {
        #[automatically_derived]
        impl #root::__private::v1::Again for #request {
            fn core(&self) -> &#root::__private::v1::Core {
                &self.__core
            }

            fn options(&mut self) -> &mut #root::CallOptions {
                &mut self.__options
            }

            fn call(self) -> #root::CallFuture<#answered> {
                ::std::boxed::Box::pin(self.send_with_response())
            }
        }
    }
}

fn pages(cx: &Context<'_>, endpoint: &Endpoint, pages: &Pages) -> TokenStream {
    let (root, request) = (cx.root, ident(&endpoint.request_ident));
    let private = quote!(#root::__private::v1);
    let item = types::rust(cx, &pages.item);
    let hosts = pages.way.hosts();
    let info = match &pages.way {
        Way::Cursor { .. } => quote!(Cursor),
        Way::Last { .. } => quote!(Last),
        Way::Header { name, .. } => quote!(Header(#name)),
        Way::Link { rel, .. } => quote!(Link { rel: #rel, hosts: &[#(#hosts),*] }),
        Way::Url { .. } => quote!(Url { hosts: &[#(#hosts),*] }),
        Way::Page { first, .. } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(Page { first: #first })
        }
        Way::Offset { .. } => quote!(Offset),
    };
    let (place, placed) = match pages
        .way
        .taker()
        .and_then(|into| Target::of(cx, endpoint, into))
    {
        Some(target) => (target.set(cx), target.get(cx)),
        None => (quote!(false), quote!(::core::option::Option::None)),
    };
    let next = pages.way.next().map(|place| look(cx, endpoint, place));
    let next = next.map(|value| quote!(next: #private::text(#value),));
    let more = pages.more.as_ref().map(|place| look(cx, endpoint, place));
    let more = more.map(|value| quote!(more: #value.copied(),));
    let total = pages.way.total().map(|place| look(cx, endpoint, place));
    let total = total.map(|value| quote!(total: #private::text(#value),));
    let count = look(cx, endpoint, &pages.items);
    let rest = [next.is_none(), more.is_none(), total.is_none()].contains(&true);
    let rest = rest.then(|| quote!(..::core::default::Default::default()));
    let items = take(cx, endpoint, &pages.items);
    let places = [
        Some(&pages.items),
        pages.way.next(),
        pages.more.as_ref(),
        pages.way.total(),
    ];
    let deprecated = places
        .into_iter()
        .flatten()
        .any(|place| is_deprecated(cx, place));
    let allow = allow_deprecated(deprecated);
    quote! {
        impl #request {
            /// Returns the pages of the list, each asked for when it is wanted, as a stream of answers.
            pub fn pages(self) -> #root::Pages<Self> {
                #root::Pages::new(self)
            }

            /// Returns the items of the list, page after page, as a stream.
            pub fn items(self) -> #root::Items<Self> {
                self.pages().items()
            }
        }

        #[automatically_derived]
        #[allow(unused_variables, reason = "an address takes no cursor")]
        #allow
        impl #root::Paged for #request {
            type Item = #item;

            const PAGES: #root::meta::PagesInfo = #root::meta::PagesInfo::#info;

            fn place(&mut self, __page: &str) -> bool {
                #place
            }

            fn placed(&self) -> ::core::option::Option<::std::string::String> {
                #placed
            }

            fn look(__answer: &Self::Answer) -> #private::Look {
                #private::Look {
                    #next
                    #more
                    #total
                    count: #count.map_or(0, ::std::vec::Vec::len),
                    #rest
                }
            }

            fn items(__answer: Self::Answer) -> ::std::vec::Vec<Self::Item> {
                #items.unwrap_or_default()
            }
        }
    }
}

fn job(cx: &Context<'_>, endpoint: &Endpoint, job: &Job) -> TokenStream {
    let (root, request) = (cx.root, ident(&endpoint.request_ident));
    let private = quote!(#root::__private::v1);
    let polled = &cx.contract.endpoints[job.poll.0];
    let (poll, method) = (ident(&polled.request_ident), ident(&polled.method_ident));
    let Some(target) = Target::of(cx, polled, &job.into) else {
        return TokenStream::new();
    };
    let number = match target.ty {
        Type::Number(number) => Some(number),
        _ => None,
    };
    let id = number.map_or_else(
        || quote!(::std::string::String),
        |number| types::rust(cx, &Type::Number(number)),
    );
    let found = look(cx, endpoint, &job.id);
    let found = if number.is_none() {
        quote!(#private::text(#found))
    } else {
        quote!(#found.and_then(|__id| ::core::convert::TryFrom::try_from(*__id).ok()))
    };
    let steps = polled.under.iter().map(|step| ident(step));
    let under = quote!(#(.#steps())*);
    let begun = if polled.arguments.contains(&job.into) {
        quote!(__client #under.#method(__id))
    } else {
        let setter = ident(target.slot.ident);
        quote!(__client #under.#method().#setter(__id))
    };
    let states: Vec<TokenStream> = [
        ("Done", &job.done),
        ("Failed", &job.failed),
        ("Cancelled", &job.cancelled),
    ]
    .into_iter()
    .filter(|(_, state)| !state.is_empty())
    .map(|(name, state)| {
        let (name, is) = (ident(name), holds(cx, polled, state));
        quote!(if #is { return #root::JobState::#name; })
    })
    .collect();
    let millis = |duration: std::time::Duration| {
        Literal::u64_unsuffixed(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    };
    let (every, within) = (millis(job.every), millis(job.within));
    let states_of = job.done.iter().chain(&job.failed).chain(&job.cancelled);
    let mut places = states_of.map(|(place, _)| place).chain([&job.id]);
    let is_old = polled.deprecated.is_some() || target.slot.is_deprecated();
    let allow = allow_deprecated(is_old || places.any(|place| is_deprecated(cx, place)));
    let error = ident(&endpoint.error_ident);
    let started = result(quote!(#root::Job<Self>), quote!(#root::Error<#error>));
    let errors = format!(
        " [`{}`] tells the documented errors apart.",
        endpoint.error_ident
    );
    quote! {
        impl #request {
            /// Sends it and gives back the job that it begins.
            ///
            /// # Errors
            ///
            #[doc = #errors]
            pub async fn start(self) -> #started {
                #private::start(self).await
            }
        }

        #[automatically_derived]
        #allow
        impl #root::Submit for #request {
            type Client = Client;

            type Id = #id;

            type Poll = #poll;

            const JOB: #root::meta::JobInfo = #root::meta::JobInfo { every_ms: #every, within_ms: #within };

            fn id(__answer: &Self::Answer) -> ::core::option::Option<Self::Id> {
                #found
            }

            fn poll(__client: &Client, __id: Self::Id) -> #poll {
                #begun
            }

            fn state(__answer: &<#poll as #root::Endpoint>::Answer) -> #root::JobState {
                #(#states)*
                #root::JobState::Going
            }
        }
    }
}

/// Whether an answer is in a state.
fn holds(cx: &Context<'_>, endpoint: &Endpoint, state: &State) -> TokenStream {
    let root = cx.root;
    let mut all = state.iter().map(|(place, values)| {
        let found = look(cx, endpoint, place);
        let texts = values.iter().map(theta_spec::contract::Scalar::as_text);
        quote!(#root::__private::v1::is(#found, &[#(#texts),*]))
    });
    let first = all.next();
    quote!(#first #(&& #all)*)
}

/// Returns what is at a place of `__answer`, as an `Option` of a reference.
fn look(cx: &Context<'_>, endpoint: &Endpoint, place: &Place) -> TokenStream {
    let mut value = if endpoint.may_be_empty() {
        quote!(__answer.as_ref())
    } else {
        quote!(::core::option::Option::Some(__answer))
    };
    for step in &place.steps {
        value.extend(match step {
            Step::Some => quote!(.and_then(::core::option::Option::as_ref)),
            Step::Last => quote!(.and_then(|__list| __list.last())),
            Step::Field(id, at) => match cx.field(*id, *at) {
                None => TokenStream::new(),
                Some(field) => {
                    let name = ident(&field.ident);
                    match (may_lack(field), field.boxed) {
                        (false, _) => quote!(.map(|__value| &__value.#name)),
                        (true, false) => quote!(.and_then(|__value| __value.#name.as_ref())),
                        (true, true) => quote!(.and_then(|__value| __value.#name.as_deref())),
                    }
                }
            },
        });
    }
    value
}

/// Returns what is at a place of `__answer`, taken out of it, as an `Option`.
fn take(cx: &Context<'_>, endpoint: &Endpoint, place: &Place) -> TokenStream {
    let mut value = if endpoint.may_be_empty() {
        quote!(__answer)
    } else {
        quote!(::core::option::Option::Some(__answer))
    };
    for step in &place.steps {
        value.extend(match step {
            Step::Some => quote!(.flatten()),
            Step::Last => quote!(.and_then(|mut __list| __list.pop())),
            Step::Field(id, at) => match cx.field(*id, *at) {
                None => TokenStream::new(),
                Some(field) => {
                    let name = ident(&field.ident);
                    if may_lack(field) {
                        quote!(.and_then(|__value| __value.#name))
                    } else {
                        quote!(.map(|__value| __value.#name))
                    }
                }
            },
        });
    }
    value
}

fn may_lack(field: &Field) -> bool {
    presence(&field.ty, field.optional).1 != Presence::Required
}

fn is_deprecated(cx: &Context<'_>, place: &Place) -> bool {
    place.steps.iter().any(|step| match step {
        Step::Field(id, at) => cx
            .field(*id, *at)
            .is_some_and(|field| field.deprecated.is_some()),
        Step::Some | Step::Last => false,
    })
}

/// The member of a request that takes a cursor or an id.
struct Target<'c> {
    slot: Slot<'c>,
    /// What it is; a text, or a whole number.
    ty: Type,
    /// Whether it is an `Option`.
    is_option: bool,
}

impl<'c> Target<'c> {
    fn of(cx: &Context<'c>, endpoint: &'c Endpoint, argument: &Argument) -> Option<Self> {
        let (_, ty, optional) = endpoint.argument(&cx.contract.types, argument)?;
        let (inner, presence) = presence(ty, optional);
        Some(Self {
            slot: Slot::of(cx, endpoint, argument)?,
            ty: cx.plain(inner),
            is_option: presence != Presence::Required,
        })
    }

    /// Returns the statements that set it to the text `__page` of the request `self`, and say whether it takes that.
    fn set(&self, cx: &Context<'_>) -> TokenStream {
        let place = self.slot.place();
        let name = ident(self.slot.ident);
        let wrap = |value: TokenStream| {
            if self.is_option {
                quote!(::core::option::Option::Some(#value))
            } else {
                value
            }
        };
        if matches!(self.ty, Type::Number(_)) {
            let (ty, value) = (types::rust(cx, &self.ty), wrap(quote!(__page)));
            return quote! {
                match str::parse::<#ty>(__page) {
                    ::core::result::Result::Ok(__page) => {
                        #place.#name = #value;
                        true
                    }
                    ::core::result::Result::Err(_) => false,
                }
            };
        }
        let text = string(quote!(__page));
        let value = wrap(if self.ty == Type::String {
            text
        } else {
            quote!(::core::convert::Into::into(#text))
        });
        quote! {
            #place.#name = #value;
            true
        }
    }

    /// Returns the expression of what it is, as an `Option` of a text.
    fn get(&self, cx: &Context<'_>) -> TokenStream {
        let (root, name) = (cx.root, ident(self.slot.ident));
        let home = self.slot.home.as_ref();
        let value = match (home, self.is_option) {
            (
                Some(Spread {
                    holder, lazy: true, ..
                }),
                true,
            ) => {
                quote!(self.#holder.as_ref().and_then(|__body| __body.#name.as_ref()))
            }
            (
                Some(Spread {
                    holder, lazy: true, ..
                }),
                false,
            ) => {
                quote!(self.#holder.as_ref().map(|__body| &__body.#name))
            }
            (Some(Spread { holder, .. }), true) => quote!(self.#holder.#name.as_ref()),
            (Some(Spread { holder, .. }), false) => {
                quote!(::core::option::Option::Some(&self.#holder.#name))
            }
            (None, true) => quote!(self.#name.as_ref()),
            (None, false) => quote!(::core::option::Option::Some(&self.#name)),
        };
        quote!(#root::__private::v1::text(#value))
    }
}
