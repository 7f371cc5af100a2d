//! What kind of value a list of values is about.

use super::{EnumValue, Number, Scalar, Type};

/// Returns the type of a value that is not listed: that of the values that are, or JSON if these are of several kinds.
#[must_use]
pub fn unlisted(values: &[EnumValue]) -> &'static Type {
    let has_negative = values.iter().any(|value| is_negative(&value.value));
    let kinds = values.iter().map(|value| type_of(&value.value));
    let common = kinds.reduce(|one, other| match (one, other) {
        (one, other) if one == other => one,
        (Type::Number(Number::Float), Type::Number(_))
        | (Type::Number(_), Type::Number(Number::Float)) => &Type::Number(Number::Float),
        // No integer of 64 bits is both negative and that large.
        (Type::Number(_), Type::Number(_)) if !has_negative => &Type::Number(Number::Unsigned),
        _ => &Type::Json,
    });
    common.unwrap_or(&Type::String)
}

/// Returns the type of what holds a value that is listed, or always there.
#[must_use]
pub fn type_of(value: &Scalar) -> &'static Type {
    match value {
        Scalar::Text(_) => &Type::String,
        Scalar::Boolean(_) => &Type::Boolean,
        Scalar::Number(number) => match Number::of_constant(number) {
            Number::Integer => &Type::Number(Number::Integer),
            Number::Unsigned => &Type::Number(Number::Unsigned),
            Number::Float => &Type::Number(Number::Float),
        },
    }
}

fn is_negative(value: &Scalar) -> bool {
    matches!(value, Scalar::Number(number) if number.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[Scalar]) -> &'static Type {
        let values: Vec<EnumValue> = values
            .iter()
            .map(|value| EnumValue {
                value: value.clone(),
                variant: String::new(),
                doc: String::new(),
                deprecated: None,
            })
            .collect();
        unlisted(&values)
    }

    #[test]
    fn what_is_not_listed_is_of_the_kind_of_what_is() {
        let number = |number: &str| Scalar::Number(number.to_owned());
        let text = Scalar::Text("a".to_owned());
        for (values, expected) in [
            (vec![], Type::String),
            (vec![text.clone()], Type::String),
            (vec![Scalar::Boolean(true)], Type::Boolean),
            (
                vec![number("1"), number("-2")],
                Type::Number(Number::Integer),
            ),
            (
                vec![number("1"), number("18446744073709551615"), number("2")],
                Type::Number(Number::Unsigned),
            ),
            (
                vec![number("-1"), number("18446744073709551615")],
                Type::Json,
            ),
            (
                vec![number("1"), number("0.5")],
                Type::Number(Number::Float),
            ),
            (vec![text, number("1")], Type::Json),
        ] {
            assert_eq!(*of(&values), expected, "{values:?}");
        }
    }
}
