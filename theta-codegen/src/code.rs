//! Rust code as text.
//!
//! A macro is compiled without optimisation in its user's build, where a token that is a value of its own costs many
//! times what its text costs. So what stands between two interpolations is one piece of text, put together by the
//! compiler, and rustc's own lexer reads the whole once.

use std::fmt::{self, Write as _};

/// Rust code: tokens, each followed by a space.
#[derive(Clone, Debug, Default)]
pub(crate) struct Code {
    text: String,
}

impl Code {
    pub(crate) fn new() -> Self {
        Self {
            // Most pieces fit in, and growing costs more than room that is not used.
            text: String::with_capacity(128),
        }
    }

    /// A path such as `::a::b`, as it was given.
    pub(crate) fn path(path: &str) -> Self {
        Self {
            text: format!("{path} "),
        }
    }

    /// A number without a suffix, as it displays.
    pub(crate) fn number(number: impl fmt::Display) -> Self {
        Self {
            text: format!("{number} "),
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(crate) const fn len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Adds text that ends in a space.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(crate) fn extend(&mut self, code: impl Tokens) {
        code.write(self);
    }

    /// Adds items with a separator between them.
    pub(crate) fn separated(&mut self, items: impl IntoIterator<Item: Tokens>, separator: &str) {
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.push(separator);
            }
            item.write(self);
        }
    }

    /// Adds items, each with an end.
    pub(crate) fn ended(&mut self, items: impl IntoIterator<Item: Tokens>, end: &str) {
        for item in items {
            item.write(self);
            self.push(end);
        }
    }
}

impl<T: Tokens> FromIterator<T> for Code {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut code = Self::new();
        code.ended(items, "");
        code
    }
}

/// An identifier.
#[derive(Clone, Debug)]
pub(crate) struct Ident {
    name: String,
}

impl Ident {
    /// The identifier of that name.
    ///
    /// A resolved contract holds identifiers only. Should one not be, a character that does not belong there becomes
    /// `_`: rustc then points at a name, where text that is not Rust would point at nothing.
    pub(crate) fn new(name: &str) -> Self {
        let fits = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let begins = name.starts_with(|first: char| !first.is_ascii_digit());
        if begins && name.as_bytes().iter().all(fits) {
            return Self {
                name: name.to_owned(),
            };
        }
        let clean = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
        Self {
            name: std::iter::once('_').chain(clean).collect(),
        }
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// What can stand behind `#` in `quote!`.
pub(crate) trait Tokens {
    /// Adds itself.
    fn write(&self, out: &mut Code);
}

impl<T: Tokens + ?Sized> Tokens for &T {
    fn write(&self, out: &mut Code) {
        (**self).write(out);
    }
}

impl Tokens for Code {
    fn write(&self, out: &mut Code) {
        out.push(&self.text);
    }
}

impl Tokens for Ident {
    fn write(&self, out: &mut Code) {
        out.push(&self.name);
        out.push(" ");
    }
}

impl Tokens for bool {
    fn write(&self, out: &mut Code) {
        out.push(if *self { "true " } else { "false " });
    }
}

/// As a string literal.
impl Tokens for str {
    fn write(&self, out: &mut Code) {
        // Writing to a `String` does not fail.
        let _ = write!(out.text, "{self:?} ");
    }
}

impl Tokens for String {
    fn write(&self, out: &mut Code) {
        self.as_str().write(out);
    }
}

/// Code with values in it: `#name` is what the variable holds, a text being a string literal.
///
/// `#(#items)*` is each of several, `#(#items),*` with a separator between them, and `#(#items,)*` with a comma after each.
macro_rules! quote {
    ($($token:tt)*) => {{
        #[allow(unused_mut, reason = "nothing is added when there is nothing between the parentheses")]
        let mut code = $crate::code::Code::new();
        $crate::code::write_code!(code "" [] $($token)*);
        code
    }};
}

/// Adds tokens to code: collects what stands as it is in the brackets, and writes it as one text where it ends. The text
/// before the brackets belongs to it.
macro_rules! write_code {
    ($code:ident "" []) => {};
    ($code:ident $before:tt [$($kept:tt)*]) => {
        $code.push(concat!($before $(, stringify!($kept), " ")*))
    };
    ($code:ident $before:tt [$($kept:tt)*] #(#$items:ident)* $($rest:tt)*) => {
        $crate::code::write_code!($code $before [$($kept)*]);
        $code.ended($items, "");
        $crate::code::write_code!($code "" [] $($rest)*)
    };
    ($code:ident $before:tt [$($kept:tt)*] #(#$items:ident,)* $($rest:tt)*) => {
        $crate::code::write_code!($code $before [$($kept)*]);
        $code.ended($items, ", ");
        $crate::code::write_code!($code "" [] $($rest)*)
    };
    ($code:ident $before:tt [$($kept:tt)*] #(#$items:ident) $separator:tt * $($rest:tt)*) => {
        $crate::code::write_code!($code $before [$($kept)*]);
        $code.separated($items, concat!(stringify!($separator), " "));
        $crate::code::write_code!($code "" [] $($rest)*)
    };
    ($code:ident $before:tt [$($kept:tt)*] #$value:ident $($rest:tt)*) => {
        $crate::code::write_code!($code $before [$($kept)*]);
        $crate::code::Tokens::write(&$value, &mut $code);
        $crate::code::write_code!($code "" [] $($rest)*)
    };
    ($code:ident $before:tt [$($kept:tt)*] () $($rest:tt)*) => {
        $crate::code::write_code!($code $before [$($kept)* ()] $($rest)*)
    };
    ($code:ident $before:tt [$($kept:tt)*] ($($inside:tt)*) $($rest:tt)*) => {
        $code.push(concat!($before $(, stringify!($kept), " ")*, "( "));
        $crate::code::write_code!($code "" [] $($inside)*);
        $crate::code::write_code!($code ") " [] $($rest)*)
    };
    ($code:ident $before:tt [$($kept:tt)*] [$($inside:tt)*] $($rest:tt)*) => {
        $code.push(concat!($before $(, stringify!($kept), " ")*, "[ "));
        $crate::code::write_code!($code "" [] $($inside)*);
        $crate::code::write_code!($code "] " [] $($rest)*)
    };
    ($code:ident $before:tt [$($kept:tt)*] {$($inside:tt)*} $($rest:tt)*) => {
        $code.push(concat!($before $(, stringify!($kept), " ")*, "{ "));
        $crate::code::write_code!($code "" [] $($inside)*);
        $crate::code::write_code!($code "} " [] $($rest)*)
    };
    ($code:ident $before:tt [$($kept:tt)*] $token:tt $($rest:tt)*) => {
        $crate::code::write_code!($code $before [$($kept)* $token] $($rest)*)
    };
}

pub(crate) use {quote, write_code};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_stand_as_they_are_and_values_where_they_are_named() {
        let (name, text, yes) = (Ident::new("name"), "a \"b\"\n", true);
        let (none, several): ([Ident; 0], _) = ([], ["x", "y"]);
        let (none, number) = (&none, Code::number(7));
        let table = [
            (quote!(), ""),
            (
                quote!(pub fn f() -> &'static str),
                "pub fn f () -> & 'static str ",
            ),
            (
                quote!(let #name = [#text, #yes];),
                "let name = [ \"a \\\"b\\\"\\n\" , true ] ; ",
            ),
            (quote!(a::b { c: (#number) }), "a :: b { c : ( 7 ) } "),
            (quote!([#(#several)*]), "[ \"x\" \"y\" ] "),
            (quote!([#(#several,)*]), "[ \"x\" , \"y\" , ] "),
            (quote!(#(#several)|* => #(#none)&&*), "\"x\" | \"y\" => "),
            (quote!(#[must_use] #(#none),*), "# [ must_use ] "),
        ];
        for (code, expected) in table {
            assert_eq!(code.into_text(), expected);
        }
    }

    #[test]
    fn what_is_no_identifier_becomes_one() {
        let table = [
            ("plain_1", "plain_1"),
            ("1st", "_1st"),
            ("a-b", "_a_b"),
            ("", "_"),
            ("é", "__"),
        ];
        for (name, expected) in table {
            assert_eq!(Ident::new(name).to_string(), expected);
        }
    }
}
