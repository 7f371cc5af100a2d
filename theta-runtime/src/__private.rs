//! The interface of generated code, by the number of its format. It is for generated code only.
//!
//! Output of `theta expand` that is checked in names the format that it was written for, and compiles as long as that
//! format exists. A new number is introduced only when such output would break, together with a new version of this
//! crate; additions in between belong to the existing format.

/// The first format.
pub mod v1 {
    pub use crate::call::Call;
    pub use crate::call::param::{Param, Values};
    pub use crate::call::written::{Layout, Lists, Nested};
    pub use crate::client::Core;
    use crate::client::builder::{ApiClient, Builder};
    pub use crate::client::tokens::TokenSource;
    pub use crate::reply::alternatives::{Alternative, Alternatives, Content};
    pub use crate::reply::documented::kept::{KeptError, encode_error};
    pub use crate::reply::events::info::{
        EventWriter, Events, EventsInfo, RawEvent, body as event_body,
    };
    pub use crate::reply::header::{header_text, header_value};
    #[cfg(feature = "xml")]
    pub use crate::reply::xml::{XML, Xml, xml_body};
    pub use crate::site::generated::Generated;
    pub use crate::site::meta::StatusInfo;
    pub use crate::site::plan::no_plan;
    pub use crate::walk::job::start;
    pub use crate::walk::pages::Look;
    pub use crate::walk::{Again, is, text};
    #[cfg(feature = "webhooks")]
    pub use crate::webhooks::{
        Encoding as WebhookEncoding, Hash as WebhookHash, Received, Scheme as WebhookScheme,
        Signed, Time as WebhookTime, WEBHOOKS, form_event, json_event,
    };
    use crate::{DocumentedError, Error, Response};
    use std::fmt;
    pub use theta_json::{__impl_serde as impl_serde, forms, tag};

    /// Returns the value alone of what a call gives back.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn into_value<T, E>(
        call: impl Future<Output = Result<Response<T>, Error<E>>> + Send,
    ) -> Result<T, Error<E>> {
        call.await.map(Response::into_value)
    }

    /// Displays a documented failure.
    ///
    /// # Errors
    ///
    /// When the formatter fails.
    pub fn fmt_documented<E: DocumentedError>(
        error: &E,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        crate::reply::documented::fmt_documented(error, None, str::to_owned, f)
    }

    /// Gives a builder what a scheme of authentication needs.
    pub fn with_secrets<C: ApiClient, const N: usize>(
        mut builder: Builder<C>,
        scheme: usize,
        secrets: [String; N],
    ) -> Builder<C> {
        builder.settings.secrets.insert(scheme, secrets.into());
        builder
    }

    /// Gives a builder the value of a variable of addresses.
    pub fn with_variable<C: ApiClient>(
        mut builder: Builder<C>,
        variable: usize,
        value: String,
    ) -> Builder<C> {
        builder.settings.variables.insert(variable, value);
        builder
    }

    /// Gives a builder the value of a header of every request.
    pub fn with_header<C: ApiClient>(
        mut builder: Builder<C>,
        header: usize,
        value: String,
    ) -> Builder<C> {
        builder.settings.headers.insert(header, value);
        builder
    }

    /// Gives a builder the address of a host.
    pub fn with_host<C: ApiClient>(
        mut builder: Builder<C>,
        host: usize,
        url: String,
    ) -> Builder<C> {
        builder.settings.hosts.insert(host, url);
        builder
    }
}
