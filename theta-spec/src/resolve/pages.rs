//! `pages` of an endpoint.

use crate::contract::{Argument, Contract, Endpoint, Pages, Place, Pointer, Type, TypeDef, Way};
use crate::keys::{RawContract, RawPages};
use crate::source::Spanned;

/// The argument of a request that has this name on the wire: a parameter, or else a field of the body.
pub(crate) fn argument(types: &[TypeDef], endpoint: &Endpoint, name: &str) -> Option<Argument> {
    let all = || endpoint.arguments.iter().chain(&endpoint.setters);
    let has_name = |argument: &&Argument| {
        let named = endpoint.argument(types, argument);
        named.is_some_and(|(wire, ..)| wire == name)
    };
    let is_param = |argument: &&Argument| matches!(argument, Argument::Param(_));
    let mut params = all().filter(is_param);
    let found = params.find(has_name).or_else(|| all().find(has_name));
    found.cloned()
}

/// Fills in the pages of every endpoint that has some.
pub(super) fn resolve(raw: &RawContract, contract: &mut Contract) {
    for (at, raw) in raw.endpoints.iter().enumerate() {
        if let Some(raw) = &raw.pages {
            let endpoint = &contract.endpoints[at];
            contract.endpoints[at].pages = pages(&contract.types, endpoint, raw);
        }
    }
}

fn pages(types: &[TypeDef], endpoint: &Endpoint, raw: &RawPages) -> Option<Pages> {
    let ty = endpoint.answer_type()?;
    let place = |pointer: &Spanned<Pointer>| Place::find(types, ty, &pointer.value).ok();
    let optional = |pointer: Option<&Spanned<Pointer>>| pointer.and_then(place);
    let argument = |name: Option<&Spanned<String>>| argument(types, endpoint, &name?.value);
    let into = || argument(raw.into.as_ref());
    let mut hosts: Vec<String> = super::sorted(&raw.hosts);
    for host in &mut hosts {
        host.make_ascii_lowercase();
    }
    let items = place(raw.items.as_ref()?)?;
    let Type::Array(item) = &items.ty else {
        return None;
    };
    let total = optional(raw.total.as_ref());
    let way = if let Some(next) = &raw.next {
        let (next, into) = (place(next)?, into()?);
        Way::Cursor { next, into }
    } else if let Some(last) = &raw.last {
        let (id, into) = (place(last)?, into()?);
        Way::Last { id, into }
    } else if let Some(name) = &raw.header {
        let (name, into) = (name.value.to_ascii_lowercase(), into()?);
        Way::Header { name, into }
    } else if let Some(rel) = &raw.link {
        let rel = rel.value.clone();
        Way::Link { rel, hosts }
    } else if let Some(url) = &raw.url {
        let next = place(url)?;
        Way::Url { next, hosts }
    } else if let Some(page) = &raw.page {
        Way::Page {
            into: argument(Some(page))?,
            first: raw.first.as_ref().map_or(1, |first| first.value),
            total,
        }
    } else {
        let into = argument(raw.offset.as_ref())?;
        Way::Offset { into, total }
    };
    Some(Pages {
        item: (**item).clone(),
        items,
        way,
        more: optional(raw.more.as_ref()),
        span: raw.name.span,
    })
}
