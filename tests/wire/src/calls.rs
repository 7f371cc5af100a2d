//! The calls of a client, as a program.

use std::fmt::Write as _;
use theta_spec::contract::{
    Argument, Body, Contract, Endpoint, FormBody, Number, ParamPlace, PartContent, Returns,
    SettingKind, Type, TypeId, TypeKind, type_of,
};
use theta_spec::sample::{Success, success_of};

/// What the calls of every client need.
const SUPPORT: &str = include_str!("support.txt");

/// Returns whether an endpoint can be called with a request and an answer.
pub(crate) fn is_called(endpoint: &Endpoint) -> bool {
    !matches!(endpoint.returns, Returns::Socket { .. }) && endpoint.address.is_none()
}

/// Returns functions that call these endpoints, as items of the module that has the client, or that imports all of it:
///
/// ```text
/// pub async fn wire_calls(port: u16, values: &str, say: &mut dyn FnMut(String)) { … }
/// ```
///
/// It calls each endpoint once for each round, on a server of this machine, with the values that are given or else with small ones of
/// its own: in the first round with what must be given, and with all that may be given in the others.
#[must_use]
pub fn calls(contract: &Contract, endpoints: &[String]) -> String {
    let mut out = SUPPORT.to_owned();
    client(contract, &mut out);
    let mut all = String::new();
    for (at, endpoint) in contract.endpoints.iter().enumerate() {
        if !endpoints.contains(&endpoint.name) || !is_called(endpoint) {
            continue;
        }
        if let Some(call) = call(contract, endpoint) {
            let _ = write!(
                out,
                "async fn wire_call_{at}(at: &wire::Call<'_>) -> ::std::string::String {{\n{call}}}\n"
            );
            let _ = writeln!(
                all,
                "for round in wire::rounds(values, {at}) {{ let at = wire::Call {{ port, values, index: {at}, round }}; \
                 let said = wire_call_{at}(&at).await; say(::std::format!(\"{at}\\t{{round}}\\t{{said}}\")); }}"
            );
        }
    }
    let _ = write!(
        out,
        "pub async fn wire_calls(port: u16, values: &str, say: &mut dyn ::core::ops::FnMut(::std::string::String)) {{\n\
         let _ = (port, values);\n{all}wire::not_taken().into_iter().for_each(say);\n}}\n"
    );
    out
}

/// Writes the function that makes the client of a call.
fn client(contract: &Contract, out: &mut String) {
    let url = |url: &str| format!("&at.url({:?})", contract.api.sample_url(url));
    let _ = write!(
        out,
        "fn wire_client(at: &wire::Call<'_>) -> Client {{\n\
         Client::builder().base_url({}).retry(::theta_runtime::RetryPolicy::off()).timeout(wire::TIMEOUT)",
        url(&contract.api.base_url)
    );
    let main = contract.main_scheme();
    if main.is_some_and(|scheme| scheme.secrets.len() == 1 && !scheme.has_setting()) {
        let prefix = main.map_or("", |scheme| &*scheme.prefix);
        let _ = write!(out, ".key({:?})", format!("{prefix}s3cret"));
    }
    for setting in contract.settings() {
        let ident = setting.ident;
        let _ = match setting.kind {
            SettingKind::Scheme(_, scheme) => {
                let secret = format!("{:?}", format!("{}s3cret", scheme.prefix));
                let secrets = vec![secret; scheme.secrets.len()].join(", ");
                write!(out, ".{ident}({secrets})")
            }
            SettingKind::Header(..) => write!(out, ".{ident}(\"text\")"),
            SettingKind::Host(_, host) => write!(out, ".{ident}({})", url(&host.base_url)),
            SettingKind::Variable(_, variable) => match variable.values.first() {
                _ if variable.default.is_some() => Ok(()),
                None => write!(out, ".{ident}({:?})", variable.sample()),
                Some((_, variant)) => {
                    write!(out, ".{ident}({}::{variant})", variable.type_ident)
                }
            },
        };
    }
    out.push_str(".build().unwrap()\n}\n");
}

/// The body of the function that calls an endpoint; `None` if there is no value of something that it must be given.
fn call(contract: &Contract, endpoint: &Endpoint) -> Option<String> {
    let value = |argument: &Argument, optional| value(contract, endpoint, argument, optional);
    let required = endpoint.arguments.iter();
    let required: Option<Vec<String>> = required
        .map(|argument| value(argument, false).map(|(_, value)| value))
        .collect();
    let mut setters = String::new();
    for setter in &endpoint.setters {
        if let Some((ident, value)) = value(setter, true) {
            let _ = write!(setters, "\n    .{ident}({value})");
        }
    }
    let mut out = format!(
        "let client = wire_client(at);\nlet request = client.{}({});\n",
        endpoint.call(),
        required?.join(", ")
    );
    if !setters.is_empty() {
        let _ = writeln!(
            out,
            "let request = if at.round == 0 {{ request }} else {{ request{setters} }};"
        );
    }
    out.push_str(if is_stream(&endpoint.returns) {
        "let mut stream = match request.send().await {\n    ::core::result::Result::Ok(stream) => stream,\n    \
         ::core::result::Result::Err(error) => return wire::failed(&error),\n};\n\
         while let ::core::option::Option::Some(next) = stream.next().await {\n    \
         if let ::core::result::Result::Err(error) = next { return wire::failed(&error); }\n}\nwire::done()\n"
    } else {
        "match request.send().await {\n    ::core::result::Result::Ok(_) => wire::done(),\n    \
         ::core::result::Result::Err(error) => wire::failed(&error),\n}\n"
    });
    Some(out)
}

fn is_stream(returns: &Returns) -> bool {
    matches!(
        returns,
        Returns::Events(_) | Returns::Bytes { stream: true, .. }
    )
}

/// What an argument or a setter is.
struct Slot<'c> {
    ident: &'c str,
    /// How it is called by who gives values; empty if nobody does.
    name: String,
    /// `None` for an upload.
    ty: Option<&'c Type>,
    many: bool,
}

/// Returns what an endpoint takes, by the names by which values are given.
pub(crate) fn slots(contract: &Contract, endpoint: &Endpoint) -> Vec<String> {
    let all = endpoint.arguments.iter().chain(&endpoint.setters);
    let slots = all.filter_map(|argument| slot(contract, endpoint, argument));
    let given = slots.filter(|slot| slot.ty.is_some() && !slot.name.is_empty());
    given.map(|slot| slot.name).collect()
}

fn slot<'c>(
    contract: &'c Contract,
    endpoint: &'c Endpoint,
    argument: &Argument,
) -> Option<Slot<'c>> {
    let upload = |ident, many| Slot {
        ident,
        name: String::new(),
        ty: None,
        many,
    };
    let of = |ident, name, ty| Slot {
        ident,
        name,
        ty: Some(ty),
        many: false,
    };
    let field = |id: Option<TypeId>, at: usize| {
        let kind = &contract.type_def(id?).kind;
        let known = kind.field(at)?;
        // Behind those with names comes the map of all others.
        let is_named = matches!(kind, TypeKind::Struct { fields, .. } if at < fields.len());
        let name = is_named.then(|| format!("field:{}", known.name));
        Some(of(&known.ident, name.unwrap_or_default(), &known.ty))
    };
    match (argument, &endpoint.body) {
        (Argument::Param(at), _) => {
            let param = &endpoint.params[*at];
            let place = match param.place {
                ParamPlace::Path => "path",
                ParamPlace::Query => "query",
                ParamPlace::Header => "header",
            };
            Some(of(
                &param.ident,
                format!("{place}:{}", param.name),
                &param.ty,
            ))
        }
        (Argument::Part(at), Body::Multipart(parts)) => {
            let part = &parts[*at];
            let name = format!("field:{}", part.name);
            Some(match &part.content {
                PartContent::Upload(it) => upload(&part.ident, it.many),
                PartContent::Json(json) => of(&part.ident, name, &json.ty),
                PartContent::Text(ty) => of(&part.ident, name, ty),
            })
        }
        (Argument::PartField { part, field: at }, Body::Multipart(parts)) => {
            let PartContent::Json(json) = &parts[*part].content else {
                return None;
            };
            let mut slot = field(json.spread, *at)?;
            slot.name.clear();
            Some(slot)
        }
        (Argument::Body, Body::Json(json) | Body::Form(FormBody { value: json, .. })) => {
            Some(of(&json.ident, "body".to_owned(), &json.ty))
        }
        (Argument::Body, Body::Binary(it)) => Some(upload(&it.ident, it.many)),
        (Argument::Body, Body::Text { ident, .. }) => {
            Some(of(ident, "body".to_owned(), &Type::String))
        }
        (Argument::BodyField(at), Body::Json(json) | Body::Form(FormBody { value: json, .. })) => {
            field(json.spread, *at)
        }
        _ => None,
    }
}

/// What an argument or a setter is called and given; `None` if there is no value of it.
fn value(
    contract: &Contract,
    endpoint: &Endpoint,
    argument: &Argument,
    optional: bool,
) -> Option<(String, String)> {
    let slot = slot(contract, endpoint, argument)?;
    let ident = slot.ident.to_owned();
    let Some(ty) = slot.ty else {
        let one = "::theta_runtime::Upload::bytes(\"content\")";
        let value = if slot.many {
            format!("[{one}]")
        } else {
            one.to_owned()
        };
        return Some((ident, value));
    };
    let ty = match ty {
        Type::Nullable(inner) if optional => inner,
        ty => ty,
    };
    // A list in a path has an item.
    let item = match ty {
        Type::Array(item) => item,
        ty => ty,
    };
    let (Success::Body(json) | Success::Fails(json)) = success_of(contract, endpoint, item)?;
    let json = match ty {
        Type::Array(_) => format!("[{json}]"),
        _ => json.to_string(),
    };
    let rust = rust(contract, ty);
    Some((
        ident,
        format!("at.value::<{rust}>({:?}, {json:?})", slot.name),
    ))
}

fn rust(contract: &Contract, ty: &Type) -> String {
    let inner = |ty: &Type| rust(contract, ty);
    match ty {
        Type::String => "::std::string::String".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Number(Number::Integer) => "i64".to_owned(),
        Type::Number(Number::Unsigned) => "u64".to_owned(),
        Type::Number(Number::Float) => "f64".to_owned(),
        Type::Format(format) => format!("::theta_runtime::json::{}", format.rust()),
        Type::Constant(value) => inner(type_of(value)),
        Type::Json => "::theta_runtime::Json".to_owned(),
        Type::Named(id) => contract.type_def(*id).ident.clone(),
        Type::Array(item) => format!("::std::vec::Vec<{}>", inner(item)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(inner).collect();
            format!("({})", items.join(", "))
        }
        Type::Map(value) => format!(
            "::std::collections::BTreeMap<::std::string::String, {}>",
            inner(value)
        ),
        Type::Nullable(ty) => format!("::core::option::Option<{}>", inner(ty)),
        Type::Verbatim(ty) => format!("::theta_runtime::Verbatim<{}>", inner(ty)),
    }
}
