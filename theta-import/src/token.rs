//! Tokens that an app gets for itself: the endpoint that gives them, which documents name and do not describe.

use crate::draft::{
    Answer, Body, Carries, Content, Draft, Endpoint, Field, Kind, Returns, Scheme, Ty, TypeDraft,
    Word,
};
use theta_spec::json::Json;

/// Describes the endpoint of each token, or takes the token for a key.
pub(crate) fn add(draft: &mut Draft) {
    for at in 0..draft.schemes.len() {
        let Carries::Token { url, .. } = &draft.schemes[at].carries else {
            continue;
        };
        let place = place_of(draft, &url.clone());
        draft.schemes[at].carries = match place {
            Some((host, path)) => {
                let endpoint = endpoint(draft, host, path);
                Carries::Token {
                    url: String::new(),
                    endpoint,
                }
            }
            None => Carries::Header {
                header: "authorization".to_owned(),
                scheme: Some("Bearer".to_owned()),
            },
        };
    }
}

/// The host and the path of an address; `None` if an endpoint is there already, or if it is no address.
fn place_of(draft: &mut Draft, url: &str) -> Option<(Option<String>, String)> {
    let base = draft.api.base_url.trim_end_matches('/').to_owned();
    let (host, path) =
        if let Some(path) = url.strip_prefix(&base).filter(|rest| rest.starts_with('/')) {
            (None, path.to_owned())
        } else {
            let rest = url.strip_prefix("https://")?;
            let (authority, path) = rest.split_once('/')?;
            let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
            if authority.is_empty() || !authority.chars().all(is_host) {
                return None;
            }
            (Some(format!("https://{authority}")), format!("/{path}"))
        };
    let fits = |c: char| c.is_ascii_alphanumeric() || "/-_.~".contains(c);
    let is_taken = |endpoint: &Endpoint| endpoint.method == "post" && endpoint.path == path;
    if path.len() < 2 || !path.chars().all(fits) || draft.endpoints.iter().any(is_taken) {
        return None;
    }
    let name = host.map(|url| {
        let hosts = &mut draft.api.hosts;
        if let Some((name, _)) = hosts.iter().find(|(_, known)| *known == url) {
            return name.clone();
        }
        let name = free("accounts", |name| {
            hosts.iter().any(|(known, _)| known == name)
        });
        hosts.push((name.clone(), url));
        name
    });
    Some((name, path))
}

/// Adds the endpoint with its types and the scheme of the app, and returns its name.
fn endpoint(draft: &mut Draft, host: Option<String>, path: String) -> String {
    let app = free("app", |name| {
        draft.schemes.iter().any(|scheme| scheme.name == name)
    });
    draft.schemes.push(Scheme {
        name: app.clone(),
        rust: None,
        carries: Carries::Basic,
        doc: "The id and the secret of an app.".to_owned(),
    });
    let grant = Field {
        constant: Some(Json::from("client_credentials")),
        ..field("grant_type", Ty::STRING, "The app asks for itself.")
    };
    let form = ty(
        draft,
        "TokenForm",
        "What a token is asked for with.",
        false,
        vec![grant],
    );
    let optional = |field: Field| Field {
        optional: true,
        ..field
    };
    let fields = vec![
        field("access_token", Ty::STRING, "The token."),
        optional(field(
            "expires_in",
            Ty::Word(Word::Integer),
            "How long it is valid, in seconds.",
        )),
    ];
    let token = ty(draft, "Token", "A token.", true, fields);
    let name = free("token", |name| {
        draft.endpoints.iter().any(|one| one.name == name)
    });
    draft.endpoints.push(Endpoint {
        name: name.clone(),
        method: "post".to_owned(),
        path,
        summary: "Gives a token to an app.".to_owned(),
        body: Body {
            content: Content::Form(Ty::Named(form)),
            ..Body::default()
        },
        answers: vec![Answer {
            status: "200".to_owned(),
            returns: Returns::Json(Ty::Named(token)),
            media: None,
            place: String::new(),
        }],
        auth: Some(vec![vec![app]]),
        host,
        ..Endpoint::default()
    });
    name
}

fn ty(draft: &mut Draft, name: &str, doc: &str, open: bool, fields: Vec<Field>) -> usize {
    let numbered = (2_usize..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let is_free = |name: &String| draft.types.iter().all(|def| def.name != *name);
    let name = names.find(is_free).unwrap_or_default();
    draft.types.push(TypeDraft {
        name,
        doc: doc.to_owned(),
        kind: Kind::Struct { fields, open },
        losses: Vec::new(),
        place: String::new(),
        // The document does not say it: the standard does.
        inferred: true,
    });
    draft.types.len() - 1
}

fn field(name: &str, ty: Ty, doc: &str) -> Field {
    Field {
        name: name.to_owned(),
        ty,
        optional: false,
        doc: doc.to_owned(),
        default: None,
        constant: None,
        deprecated: false,
        rest: false,
        place: String::new(),
        rust: None,
    }
}

fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_usize..).map(|number| format!("{name}_{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or_default()
}
