//! Rules about places in an answer, and about what takes a value out of one.

use crate::contract::{Argument, Contract, Endpoint, Lost, Number, Place, Pointer, Type, TypeKind};
use crate::diagnostic::{Diagnostic, Report};
use crate::resolve::pages::argument;
use crate::source::{Span, Spanned};

/// What is wanted at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    List,
    Flag,
    /// A number of pages or items.
    Count,
    /// A text, or a whole number.
    Text,
    /// An address.
    Address,
    /// A text, a whole number, a boolean or a value of a list of these.
    Value,
}

impl Wanted {
    fn words(self) -> &'static str {
        match self {
            Self::List => "a list",
            Self::Flag => "a boolean",
            Self::Count => "a whole number",
            Self::Text => "a text or a whole number",
            Self::Address => "a text",
            Self::Value => "a text, a whole number, a boolean or an enum of these",
        }
    }

    fn admits(self, contract: &Contract, ty: &Type) -> bool {
        let is_whole = matches!(ty, Type::Number(Number::Integer | Number::Unsigned));
        let is_text = matches!(ty, Type::String | Type::Format(_));
        match self {
            Self::List => matches!(ty, Type::Array(_)),
            Self::Flag => *ty == Type::Boolean,
            Self::Count => is_whole,
            Self::Text => is_text || is_whole,
            Self::Address => is_text,
            Self::Value => match ty {
                Type::Named(id) => matches!(contract.type_def(*id).kind, TypeKind::Enum { .. }),
                ty => is_text || is_whole || *ty == Type::Boolean,
            },
        }
    }
}

/// The answer of an endpoint, or a word that it has no places of which a client knows.
pub(super) fn answer<'c>(
    endpoint: &'c Endpoint,
    at: Span,
    what: &str,
    report: &mut Report,
) -> Option<&'c Type> {
    let ty = endpoint.answer_type();
    if ty.is_none() {
        report.push(
            Diagnostic::error(
                "T0560",
                at,
                format!(
                    "`{}` has no answer of one type that could have {what}",
                    endpoint.name
                ),
            )
            .related(endpoint.span, "the endpoint")
            .help("let it return one type that is JSON or XML, such as `returns = \"List\"`"),
        );
    }
    ty
}

/// Finds a place in an answer, or says why there is none.
pub(super) fn place(
    contract: &Contract,
    ty: &Type,
    pointer: &Spanned<Pointer>,
    wanted: Wanted,
    report: &mut Report,
) -> Option<Place> {
    let shown = || match pointer.value.tokens.as_slice() {
        [] => "the whole body".to_owned(),
        _ => format!("`{}`", pointer.value),
    };
    let found = match Place::find(&contract.types, ty, &pointer.value) {
        Ok(found) => found,
        Err(lost) => {
            let diagnostic = |message: String| Diagnostic::error("T0561", pointer.span, message);
            report.push(match lost {
                Lost::NoField { name, of } => {
                    let def = contract.type_def(of);
                    let TypeKind::Struct { fields, .. } = &def.kind else {
                        return None;
                    };
                    let message = format!("{} leads nowhere: `{}` has no field `{name}`", shown(), def.name);
                    let known = fields.iter().map(|field| field.name.as_str());
                    diagnostic(message)
                        .related(def.span, "the type")
                        .suggest(&name, known)
                }
                Lost::NoParts { name, of } => {
                    let message = format!("{} leads nowhere: there is no `{name}` of {}", shown(), words(contract, &of));
                    diagnostic(message).help("a place leads through fields of structs, and with `-1` to the last item of a list: give what stands there such a type")
                }
            });
            return None;
        }
    };
    if !wanted.admits(contract, &found.ty) {
        report.error(
            "T0561",
            pointer.span,
            format!("{} is {}", shown(), words(contract, &found.ty)),
            format!(
                "{} is wanted there: point at one, or give it such a type",
                wanted.words()
            ),
        );
        return None;
    }
    Some(found)
}

/// Finds what takes a value of that type, or says why nothing does.
pub(super) fn takes(
    contract: &Contract,
    endpoint: &Endpoint,
    into: &Spanned<String>,
    value: Option<&Type>,
    report: &mut Report,
) -> Option<Argument> {
    let types = &contract.types;
    let Some(found) = argument(types, endpoint, &into.value) else {
        let all = endpoint.arguments.iter().chain(&endpoint.setters);
        let names: Vec<&str> = all
            .filter_map(|argument| Some(endpoint.argument(types, argument)?.0))
            .collect();
        let mut diagnostic = Diagnostic::error(
            "T0562",
            into.span,
            format!(
                "`{}` has no parameter or field `{}` that a caller gives",
                endpoint.name, into.value
            ),
        )
        .related(endpoint.span, "the endpoint")
        .suggest(&into.value, names);
        if diagnostic.help.is_empty() {
            diagnostic = diagnostic.help("name a parameter of the path, the query or the headers, or a field of a body whose fields are arguments");
        }
        report.push(diagnostic);
        return None;
    };
    fits(contract, endpoint, &found, into.span, value, report).then_some(found)
}

/// Whether an argument takes a value of that type; where there is none, any text.
pub(super) fn fits(
    contract: &Contract,
    endpoint: &Endpoint,
    argument: &Argument,
    at: Span,
    value: Option<&Type>,
    report: &mut Report,
) -> bool {
    let Some((name, ty, _)) = endpoint.argument(&contract.types, argument) else {
        report.push(
            Diagnostic::error(
                "T0562",
                at,
                format!("what `{}` needs is a whole body or a part", endpoint.name),
            )
            .related(endpoint.span, "the endpoint")
            .help("name with `into` the parameter or the field that takes it"),
        );
        return false;
    };
    let taken = Place::find(&contract.types, ty, &Pointer { tokens: Vec::new() });
    let taken = taken.map_or(Type::Json, |place| place.ty);
    let is_number = |ty: &Type| matches!(ty, Type::Number(Number::Integer | Number::Unsigned));
    let fits = match &taken {
        Type::String | Type::Format(_) => true,
        ty => is_number(ty) && value.is_none_or(is_number),
    };
    if !fits {
        let value = value.map_or_else(|| "a text".to_owned(), |value| words(contract, value));
        report.error(
            "T0562",
            at,
            format!(
                "`{name}` takes {}, which {value} is not",
                words(contract, &taken)
            ),
            "point at a value of that type, or name what takes it as a string",
        );
    }
    fits
}

/// A type in words.
fn words(contract: &Contract, ty: &Type) -> String {
    match ty {
        Type::String => "a string".to_owned(),
        Type::Boolean => "a boolean".to_owned(),
        Type::Number(Number::Float) => "a number".to_owned(),
        Type::Number(_) => "a whole number".to_owned(),
        Type::Format(format) => format.doc().to_owned(),
        Type::Constant(value) => format!("always {value}"),
        Type::Json => "any JSON".to_owned(),
        Type::Named(id) => format!("`{}`", contract.type_def(*id).name),
        Type::Array(_) => "a list".to_owned(),
        Type::Tuple(_) => "a tuple".to_owned(),
        Type::Map(_) => "a map".to_owned(),
        Type::Nullable(inner) | Type::Verbatim(inner) => words(contract, inner),
    }
}
