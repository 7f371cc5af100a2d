//! Objects told apart by a field.

use crate::code::{Code, quote};
use crate::docs::{Doc, code, link};
use crate::names::{Context, ident};
use theta_spec::contract::{TypeDef, UnionVariant};

pub(super) fn generate(
    cx: &Context<'_>,
    def: &TypeDef,
    tag: &str,
    variants: &[UnionVariant],
    out: &mut Code,
) {
    let (root, name) = (&cx.root, ident(&def.ident));
    let mut doc = Doc::of(
        &def.doc,
        &format!("One of several objects, told apart by {}.", code(tag)),
    );
    super::evidence(cx, &def.evidence, &mut doc);
    let (doc, aliases) = (
        doc.attributes(cx),
        crate::docs::aliases(&def.ident, [def.name.as_str()]),
    );

    let (mut members, mut decoded, mut encoded) = (Code::new(), Code::new(), Code::new());
    let mut conversions = Code::new();
    for variant in variants {
        let (member, wire, held) = (
            ident(&variant.variant),
            &variant.tag,
            cx.contract.type_def(variant.ty),
        );
        let ty = ident(&held.ident);
        let doc =
            Doc::new(&format!("{}, tagged {}.", link(&held.ident), code(wire))).attributes(cx);
        let alias = super::wire_alias(&variant.variant, wire);
        members.extend(quote!(#doc #alias #member(#ty),));
        decoded.extend(quote!(::core::option::Option::Some(#wire) => #root::json::Decode::decode(__value).map(Self::#member),));
        let has_tag = cx
            .fields(variant.ty)
            .is_some_and(|fields| fields.iter().any(|field| field.name == tag));
        encoded.extend(if has_tag {
            quote!(Self::#member(__held) => #root::json::Encode::encode(__held, __out),)
        } else {
            quote!(Self::#member(__held) => __out.tagged(#tag, #wire, __held),)
        });
        let held_once = variants
            .iter()
            .filter(|other| other.ty == variant.ty)
            .count()
            == 1;
        if held_once {
            conversions.extend(quote! {
                #[automatically_derived]
                impl ::core::convert::From<#ty> for #name {
                    fn from(__held: #ty) -> Self {
                        Self::#member(__held)
                    }
                }
            });
        }
    }
    let json_text = super::json_text(cx, &name);
    let decode = quote! {
        match #root::__private::v1::tag(__value, #tag)?.as_deref() {
            #decoded
            _ => #root::json::Decode::decode(__value).map(Self::Unlisted),
        }
    };
    let encode = quote! {
        match self {
            #encoded
            Self::Unlisted(__held) => #root::json::Encode::encode(__held, __out),
        }
    };
    let json_traits = super::json_traits(cx, &name, &decode, &encode);

    out.extend(quote! {
        #doc
        #aliases
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "a documented object is the usual case")]
        pub enum #name {
            #members
            /// An object whose tag the contract does not list, byte for byte as it came.
            Unlisted(#root::Json),
        }

        impl #name {
            #json_text
        }

        #conversions
        #json_traits
    });
}
