//! Bodies that are read as a shape with given texts.

use theta_spec::body::{Role, of_shape};
use theta_spec::classify::{self, Reading};
use theta_spec::contract::{Contract, ShapeId};

/// What a body is to say.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) code: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) fields: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
}

impl Said {
    /// Returns the further text of that name.
    pub(super) fn field(&self, name: &str) -> Option<&String> {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field.map(|(_, text)| text)
    }
}

/// A body of that shape which says it.
pub(super) fn body(contract: &Contract, shape: Option<ShapeId>, said: &Said) -> Option<Vec<u8>> {
    let Some(shape) = shape else {
        return shapeless(contract);
    };
    let body = of_shape(&contract.shape(shape).content, |role| {
        let text = match role {
            Role::Code => said.code.as_ref(),
            Role::Message => said.detail.as_ref(),
            Role::Field(name) => said.field(name),
            Role::RequestId => None,
        };
        text.cloned().into()
    });
    let text = body.map(|body| body.to_string());
    Some(
        text.or_else(|| said.detail.clone())
            .unwrap_or_default()
            .into_bytes(),
    )
}

/// A short body of no shape; one that is not even text always is one.
fn shapeless(contract: &Contract) -> Option<Vec<u8>> {
    let candidates: [&[u8]; 5] = [b"", b"{}", b"[]", b"x", b"\xff"];
    let fits = |body: &&[u8]| classify::read(contract, body) == Reading::default();
    candidates.into_iter().find(fits).map(<[u8]>::to_vec)
}
