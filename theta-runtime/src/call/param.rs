//! Parameters and plain form fields.

use theta_json::Json;

/// The texts that one parameter is sent as: none when it is left out, several when it repeats.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pub(crate) texts: Vec<String>,
    pub(crate) not_finite: bool,
}

impl Values {
    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.texts.push(text.to_owned());
    }
}

/// A type that can be a parameter or a plain form field.
pub trait Param {
    /// Adds the texts it is sent as.
    fn param(&self, out: &mut Values);
}

impl Param for str {
    fn param(&self, out: &mut Values) {
        out.push(self);
    }
}

impl Param for String {
    fn param(&self, out: &mut Values) {
        out.push(self);
    }
}

impl Param for bool {
    fn param(&self, out: &mut Values) {
        out.push(if *self { "true" } else { "false" });
    }
}

/// Implements the trait for texts that are kept as they came.
macro_rules! texts {
    ($($Text:ty)+) => {$(
        impl Param for $Text {
            fn param(&self, out: &mut Values) {
                out.push(self.as_str());
            }
        }
    )+};
}

texts! { theta_json::DateTime theta_json::Date theta_json::Time theta_json::Uuid theta_json::Uri }

impl Param for u64 {
    fn param(&self, out: &mut Values) {
        out.push(&self.to_string());
    }
}

impl Param for i64 {
    fn param(&self, out: &mut Values) {
        out.push(&self.to_string());
    }
}

impl Param for f64 {
    fn param(&self, out: &mut Values) {
        out.not_finite |= !self.is_finite();
        out.push(&self.to_string());
    }
}

/// A text as itself, anything else as its JSON.
impl Param for Json {
    fn param(&self, out: &mut Values) {
        match self.raw().as_str() {
            Some(text) => out.push(&text),
            None => out.push(self.as_str()),
        }
    }
}

impl<T: Param> Param for Option<T> {
    fn param(&self, out: &mut Values) {
        if let Some(value) = self {
            value.param(out);
        }
    }
}

impl<T: Param> Param for Vec<T> {
    fn param(&self, out: &mut Values) {
        for value in self {
            value.param(out);
        }
    }
}

impl<T: Param + ?Sized> Param for &T {
    fn param(&self, out: &mut Values) {
        (**self).param(out);
    }
}
