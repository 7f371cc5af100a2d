//! What types say of the JSON that XML stands for, as statics.

use crate::context::Context;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;
use theta_spec::contract::{
    Contract, Endpoint, Field, Returns, Scalar, Shape, Type, TypeId, TypeKind,
};
use theta_spec::xml::bare;

/// Returns the statics of the types that are read from XML; where a contract has XML of any kind, also what asks for the
/// runtime's feature.
pub(crate) fn generate(cx: &Context<'_>) -> TokenStream {
    let (contract, root) = (cx.contract, cx.root);
    let contents = contract.endpoints.iter().flat_map(Endpoint::contents);
    let read: Vec<&Type> = contents
        .filter_map(|content| match content {
            Returns::Xml { ty, .. } => Some(ty),
            _ => None,
        })
        .collect();
    let is_xml = |shape: &Shape| shape.content.xml_root().is_some();
    if read.is_empty() && !contract.shapes.iter().any(is_xml) {
        return TokenStream::new();
    }
    let mut structs = BTreeSet::new();
    for ty in read {
        add(contract, ty, &mut structs);
    }
    let statics = structs.into_iter().filter_map(|id| {
        let fields = cx.fields(id)?.iter().map(|field| {
            let Field {
                name, ty, optional, ..
            } = field;
            let schema = schema(cx, ty);
            let is_required = !optional;
            quote!((#name, #is_required, #schema))
        });
        let name = of_struct(id);
        Some(quote! {
            static #name: #root::__private::v1::Xml =
                #root::__private::v1::Xml::Object(&[#(#fields),*]);
        })
    });
    quote! {
        // XML needs the feature `xml` of the runtime.
        const _: () = #root::__private::v1::XML;

        #(#statics)*
    }
}

/// Returns what a type says, as a reference.
pub(crate) fn schema(cx: &Context<'_>, ty: &Type) -> TokenStream {
    let root = cx.root;
    let xml = quote!(#root::__private::v1::Xml);
    match bare(cx.contract, ty) {
        Type::String | Type::Format(_) | Type::Constant(Scalar::Text(_)) => quote!(&#xml::Text),
        Type::Boolean | Type::Constant(Scalar::Boolean(_)) => quote!(&#xml::Boolean),
        Type::Number(_) | Type::Constant(Scalar::Number(_)) => quote!(&#xml::Number),
        Type::Array(item) => {
            let item = schema(cx, item);
            quote!(&#xml::List(#item))
        }
        Type::Tuple(_) => quote!(&#xml::List(&#xml::Any)),
        Type::Map(value) => {
            let value = schema(cx, value);
            quote!(&#xml::Map(#value))
        }
        Type::Named(id) if cx.fields(*id).is_some() => {
            let name = of_struct(*id);
            quote!(&#name)
        }
        Type::Named(_) | Type::Json | Type::Nullable(_) | Type::Verbatim(_) => quote!(&#xml::Any),
    }
}

fn of_struct(id: TypeId) -> Ident {
    format_ident!("XML_{}", id.0)
}

/// Adds the structs whose fields are read.
fn add(contract: &Contract, ty: &Type, structs: &mut BTreeSet<TypeId>) {
    let mut left = vec![ty];
    while let Some(ty) = left.pop() {
        match bare(contract, ty) {
            Type::Array(inner) | Type::Map(inner) => left.push(inner),
            Type::Named(id) => {
                if let TypeKind::Struct { fields, .. } = &contract.type_def(*id).kind
                    && structs.insert(*id)
                {
                    left.extend(fields.iter().map(|field| &field.ty));
                }
            }
            _ => {}
        }
    }
}
