//! Who sends a request, and where it goes.

use super::made;
use super::pairing::Pairing;
use super::sides::Sides;
use super::subject::Subject;
use std::collections::BTreeSet;
use theta_spec::contract::{
    Access, Api, ClientHeader, Contract, Endpoint, KeyPlace, Scheme, Token, UrlPiece, Variable,
    url_pieces,
};
use theta_spec::text::markdown::code as quoted;

pub(super) fn compare(sides: &Sides<'_>, it: &mut Subject<'_, '_>) {
    let (old, new) = (sides.old, sides.new);
    schemes(old, new, it);
    client_headers(&old.client_headers, &new.client_headers, it);
    variables(&old.api.variables, &new.api.variables, it);
    hosts(old, new, it);
}

fn schemes(old: &Contract, new: &Contract, it: &mut Subject<'_, '_>) {
    let (had, has) = (old.main_scheme(), new.main_scheme());
    match (had, has) {
        (None, Some(scheme)) => {
            let finding = it.finding("auth-added", "auth", "`Client::new` takes a key");
            it.out.push(finding.new_value(place(scheme)));
        }
        (Some(scheme), None) => {
            let sees = "`Client::new` takes no key and `Client::from_env` is gone";
            let finding = it.finding("auth-removed", "auth", sees);
            it.out.push(finding.old(place(scheme)));
        }
        (Some(had), Some(has)) => one((had, has), (old, new), it.within(&["auth"], &["auth"])),
        (None, None) => {}
    }
    let named = |contract: &Contract| -> Vec<Scheme> {
        let others = contract.auth.iter().filter(|scheme| !scheme.main);
        others.cloned().collect()
    };
    let (olds, news) = (named(old), named(new));
    let pairing = Pairing::of(&olds, &news, |scheme| &scheme.name, |_, _| 0);
    let path = ["auth", "schemes"];
    let mut it = it.within(&path, &path);
    for at in pairing.removed {
        let scheme = &olds[at];
        let sees = format!("the setting `{}` is gone", scheme.ident);
        let finding = it.finding("auth-scheme-removed", &scheme.name, sees);
        it.out.push(finding.old(place(scheme)));
    }
    for at in pairing.added {
        let scheme = &news[at];
        let sees = format!("there is a setting `{}`", scheme.ident);
        let finding = it.finding("auth-scheme-added", &scheme.name, sees);
        it.out.push(finding.new_value(place(scheme)));
    }
    for (a, b) in pairing.both {
        let (was, is) = (&olds[a], &news[b]);
        one((was, is), (old, new), it.within(&[&was.name], &[&is.name]));
    }
    let changed = names(old, &old.access) != names(new, &new.access);
    if changed && had.is_some() == has.is_some() {
        let mut it = it.within(&[], &[]);
        let (was, is) = (names(old, &old.access), names(new, &new.access));
        let sees = format!("an endpoint that says nothing of it needs {is} instead of {was}");
        it.became("auth-default-changed", "", (was, is), sees);
    }
}

fn names(contract: &Contract, access: &Access) -> String {
    access.words(contract, |scheme| scheme.name.clone())
}

/// Where a request carries the key.
fn place(scheme: &Scheme) -> String {
    match &scheme.place {
        KeyPlace::Header { name, .. } => name.clone(),
        KeyPlace::Query { name } => format!("?{name}"),
        KeyPlace::Basic { user, password } => {
            let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "…".to_owned());
            format!("authorization: Basic {}:{}", part(user), part(password))
        }
    }
}

/// What gives the token, and what for.
fn tokens(
    (old, new): (&Token, &Token),
    (before, after): (&Contract, &Contract),
    it: &mut Subject<'_, '_>,
) {
    let name =
        |contract: &Contract, token: &Token| contract.endpoints[token.endpoint.0].name.clone();
    let (was, is) = (name(before, old), name(after, new));
    // One that has another name is the same; where it is now is a finding of its own.
    if after.endpoint(&was).is_some() || before.endpoint(&is).is_some() {
        let sees = format!(
            "{} gives the token instead of {}",
            quoted(&is),
            quoted(&was)
        );
        it.changed("auth-token-changed", "oauth2", (&was, &is), sees);
    }
    let (was, is) = (old.grant.as_str(), new.grant.as_str());
    let sees = format!(
        "a token is asked for with the grant {} instead of {}",
        quoted(is),
        quoted(was)
    );
    it.changed("auth-grant-changed", "oauth2", (was, is), sees);
    let (was, is) = (old.given.join(", "), new.given.join(", "));
    let sees = format!(
        "a client is given {} for a token instead of {}",
        quoted(&is),
        quoted(&was)
    );
    it.changed("auth-given-changed", "oauth2", (&was, &is), sees);
    let scopes = |token: &Token| match token.scopes.join(" ").as_str() {
        "" => "nothing".to_owned(),
        scopes => quoted(scopes),
    };
    let (was, is) = (scopes(old), scopes(new));
    let sees = format!("a token is asked for {is} instead of {was}");
    it.changed("auth-scopes-changed", "oauth2", (&was, &is), sees);
}

fn one((old, new): (&Scheme, &Scheme), contracts: (&Contract, &Contract), mut it: Subject<'_, '_>) {
    let instead = |was: &str, is: &str| format!("{} instead of {}", quoted(is), quoted(was));
    let (was_place, is_place) = (place(old), place(new));
    let sees = format!("the key goes into {}", instead(&was_place, &is_place));
    let in_header = |scheme: &Scheme| matches!(scheme.place, KeyPlace::Header { .. });
    // A token is never given where a key was, however many things there are.
    let parts = |scheme: &Scheme| (scheme.secrets.len(), scheme.token.is_some());
    if parts(old) != parts(new) {
        let what = |scheme: &Scheme, place: &str| match &scheme.token {
            Some(_) => format!("a token in {place}"),
            None => place.to_owned(),
        };
        let (was, is) = (what(old, &was_place), what(new, &is_place));
        let (was, is) = if was == is {
            (old.secrets.len().to_string(), new.secrets.len().to_string())
        } else {
            (was, is)
        };
        return it.changed("auth-parts-changed", "", (&was, &is), sees);
    } else if in_header(old) && in_header(new) {
        it.changed(
            "auth-header-changed",
            "header",
            (&was_place, &is_place),
            sees,
        );
        let word = |word: &str| match word {
            "" => "nothing".to_owned(),
            word => quoted(word),
        };
        it.changed(
            "auth-scheme-changed",
            "scheme",
            (old.word(), new.word()),
            format!(
                "{} stands before the key instead of {}",
                word(new.word()),
                word(old.word())
            ),
        );
    } else {
        it.changed("auth-place-changed", "", (&was_place, &is_place), sees);
    }
    if let (Some(was), Some(is)) = (&old.token, &new.token) {
        tokens((was, is), contracts, &mut it);
    }
    let (was, is) = (&old.prefix, &new.prefix);
    let (rule, sees) = if is.starts_with(was) {
        let sees = "the client refuses a key that does not begin with";
        ("auth-prefix-tightened", format!("{sees} {}", quoted(is)))
    } else if was.starts_with(is) {
        let sees = "the client takes a key that does not begin with";
        ("auth-prefix-loosened", format!("{sees} {}", quoted(was)))
    } else {
        let sees = "the client takes keys that begin with";
        (
            "auth-prefix-changed",
            format!("{sees} {}", instead(was, is)),
        )
    };
    it.changed(rule, "prefix", (was, is), sees);
    for (was, is) in old.secrets.iter().zip(&new.secrets) {
        it.changed(
            "auth-env-changed",
            "env",
            (&was.env, &is.env),
            format!("`Client::from_env` reads {}", instead(&was.env, &is.env)),
        );
    }
    setting_renamed((&old.ident, &new.ident), &mut it);
    words((&old.doc, &new.doc), &new.ident, &mut it);
}

fn setting_renamed((was, is): (&str, &str), it: &mut Subject<'_, '_>) {
    let sees = format!("the setting `{was}` is called `{is}`");
    it.changed("setting-renamed", "rust", (was, is), sees);
}

fn words((was, is): (&str, &str), setting: &str, it: &mut Subject<'_, '_>) {
    let sees = format!("readers see other words about the setting `{setting}`");
    it.changed("setting-doc-changed", "doc", (was, is), sees);
}

pub(super) fn env((was, is): (&Option<String>, &Option<String>), it: &mut Subject<'_, '_>) {
    let name = |env: &Option<String>| env.as_deref().map_or_else(|| "nothing".to_owned(), quoted);
    let sees = format!("`from_env` reads {} instead of {}", name(is), name(was));
    it.changed("setting-env-changed", "env", (name(was), name(is)), sees);
}

/// Rules about whether a client must be given something.
struct Need {
    required: &'static str,
    optional: &'static str,
}

impl Need {
    fn changed(&self, (was, is): (bool, bool), setting: &str, it: &mut Subject<'_, '_>) {
        let (rule, sees) = if is {
            (self.required, format!("`Client::new` needs `{setting}`"))
        } else {
            (
                self.optional,
                format!("`Client::new` does not take `{setting}` any more"),
            )
        };
        it.changed(rule, "", (was, is), sees);
    }
}

const HEADER_NEED: Need = Need {
    required: "client-header-required",
    optional: "client-header-optional",
};

const VARIABLE_NEED: Need = Need {
    required: "address-variable-required",
    optional: "address-variable-optional",
};

fn needs_header(header: &ClientHeader) -> bool {
    header.value.is_none() && !header.optional
}

fn client_headers(old: &[ClientHeader], new: &[ClientHeader], it: &mut Subject<'_, '_>) {
    let pairing = Pairing::of(old, new, |header| &header.name, |_, _| 0);
    let mut it = it.within(&["headers"], &["headers"]);
    for at in pairing.removed {
        let header = &old[at];
        let sees = format!("the setting `{}` is gone", header.ident);
        let finding = it.finding("client-header-removed", &header.name, sees);
        it.out.push(finding.old(&header.name));
    }
    for at in pairing.added {
        let header = &new[at];
        let (rule, sees) = if needs_header(header) {
            (
                HEADER_NEED.required,
                format!("`Client::new` needs `{}`", header.ident),
            )
        } else {
            (
                "client-header-added",
                format!("there is a setting `{}`", header.ident),
            )
        };
        let finding = it.finding(rule, &header.name, sees);
        it.out.push(finding.new_value(&header.name));
    }
    for (a, b) in pairing.both {
        let (was, is) = (&old[a], &new[b]);
        let mut it = it.within(&[&was.name], &[&is.name]);
        HEADER_NEED.changed((needs_header(was), needs_header(is)), &is.ident, &mut it);
        let value = |header: &ClientHeader| {
            header
                .value
                .as_deref()
                .map_or_else(|| "nothing".to_owned(), quoted)
        };
        let (was_value, is_value) = (value(was), value(is));
        let sees = format!(
            "a client that sets nothing sends {is_value} in {} instead of {was_value}",
            quoted(&is.name)
        );
        it.changed(
            "default-header-changed",
            "value",
            (was_value, is_value),
            sees,
        );
        env((&was.env, &is.env), &mut it);
        setting_renamed((&was.ident, &is.ident), &mut it);
        words((&was.doc, &is.doc), &is.ident, &mut it);
    }
}

fn variables(old: &[Variable], new: &[Variable], it: &mut Subject<'_, '_>) {
    let pairing = Pairing::of(old, new, |variable| &variable.name, |_, _| 0);
    let path = ["api", "variables"];
    let mut it = it.within(&path, &path);
    for at in pairing.removed {
        let variable = &old[at];
        let sees = format!("the setting `{}` is gone", variable.ident);
        let finding = it.finding("address-variable-removed", &variable.name, sees);
        it.out.push(finding.old(&variable.name));
    }
    for at in pairing.added {
        let variable = &new[at];
        let (rule, sees) = if variable.default.is_none() {
            (
                VARIABLE_NEED.required,
                format!("`Client::new` needs `{}`", variable.ident),
            )
        } else {
            (
                "address-variable-added",
                format!("there is a setting `{}`", variable.ident),
            )
        };
        let finding = it.finding(rule, &variable.name, sees);
        it.out.push(finding.new_value(&variable.name));
    }
    for (a, b) in pairing.both {
        let (was, is) = (&old[a], &new[b]);
        let mut it = it.within(&[&was.name], &[&is.name]);
        let needs = |variable: &Variable| variable.default.is_none();
        VARIABLE_NEED.changed((needs(was), needs(is)), &is.ident, &mut it);
        if let (Some(was), Some(is)) = (&was.default, &is.default) {
            let sees = format!(
                "a client that sets nothing goes to {} instead of {}",
                quoted(is),
                quoted(was)
            );
            it.changed(
                "address-variable-default-changed",
                "default",
                (was, is),
                sees,
            );
        }
        values(was, is, &mut it);
        if was.ident == is.ident && !was.values.is_empty() && !is.values.is_empty() {
            made::renamed((&was.type_ident, &is.type_ident), &mut it);
        }
        env((&was.env, &is.env), &mut it);
        setting_renamed((&was.ident, &is.ident), &mut it);
        words((&was.doc, &is.doc), &is.ident, &mut it);
    }
}

fn values(old: &Variable, new: &Variable, it: &mut Subject<'_, '_>) {
    let shown = |variable: &Variable| {
        let values: Vec<&str> = variable
            .values
            .iter()
            .map(|(value, _)| value.as_str())
            .collect();
        if values.is_empty() {
            "any".to_owned()
        } else {
            values.join(", ")
        }
    };
    let set = |variable: &Variable| -> BTreeSet<String> {
        variable
            .values
            .iter()
            .map(|(value, _)| value.clone())
            .collect()
    };
    let (was, is) = (set(old), set(new));
    if was == is {
        return;
    }
    // A setting that takes an enum takes no text, and the other way round.
    let same_kind = was.is_empty() == is.is_empty();
    let (rule, what) = if same_kind && was.is_subset(&is) {
        ("address-variable-values-added", "takes further values")
    } else {
        (
            "address-variable-values-removed",
            "does not take all that it took",
        )
    };
    let sees = format!("the setting `{}` {what}", new.ident);
    it.became(rule, "values", (shown(old), shown(new)), sees);
}

/// An address as clients of both sides see it: a variable of both is whatever a client sets, and no other value of it is an
/// address that has changed. One that the other side lacks has the value of those that set nothing, unless it may be set
/// without the program.
pub(super) fn address(url: &str, own: &Api, other: &Api) -> String {
    let pieces = url_pieces(url).into_iter().map(|piece| match piece {
        UrlPiece::Text(text) => text.to_owned(),
        UrlPiece::Variable(name) => {
            let of = |api: &'_ Api| api.variables.iter().position(|it| it.name == name);
            let only = of(own).filter(|_| of(other).is_none());
            let only = only.map(|at| &own.variables[at]);
            match only.filter(|variable| variable.env.is_none()) {
                Some(variable) => variable.sample().to_owned(),
                None => format!("{{{name}}}"),
            }
        }
    });
    pieces.collect()
}

fn hosts(old: &Contract, new: &Contract, it: &mut Subject<'_, '_>) {
    let pairing = Pairing::of(&old.api.hosts, &new.api.hosts, |host| &host.name, |_, _| 0);
    let path = ["api", "hosts"];
    let mut it = it.within(&path, &path);
    for at in pairing.removed {
        let host = &old.api.hosts[at];
        let sees = format!("the setting `{}` is gone", host.ident);
        let finding = it.finding("host-removed", &host.name, sees);
        it.out.push(finding.old(&host.base_url));
    }
    for at in pairing.added {
        let host = &new.api.hosts[at];
        let sees = format!("there is a setting `{}`", host.ident);
        let finding = it.finding("host-added", &host.name, sees);
        it.out.push(finding.new_value(&host.base_url));
    }
    for (a, b) in pairing.both {
        let (was, is) = (&old.api.hosts[a], &new.api.hosts[b]);
        let before = address(&was.base_url, &old.api, &new.api);
        let after = address(&is.base_url, &new.api, &old.api);
        let sees = format!(
            "requests of the host `{}` go to {} instead of {}",
            is.name,
            quoted(&after),
            quoted(&before)
        );
        it.changed("host-url-changed", &is.name, (before, after), sees);
        let mut it = it.within(&[&was.name], &[&is.name]);
        setting_renamed((&was.ident, &is.ident), &mut it);
    }
}

/// What an endpoint needs, and where it is.
pub(super) fn of_endpoint(
    sides: &Sides<'_>,
    old: &Endpoint,
    new: &Endpoint,
    it: &mut Subject<'_, '_>,
) {
    let method = &new.method_ident;
    // What only follows the API is said once, there.
    let follows = old.access == sides.old.access && new.access == sides.new.access;
    let (was, is) = (names(sides.old, &old.access), names(sides.new, &new.access));
    if !follows {
        let sees = format!("`{method}` needs {is} instead of {was}");
        it.changed("endpoint-auth-changed", "auth", (was, is), sees);
    }
    let host = |contract: &Contract, endpoint: &Endpoint| {
        let host = endpoint.host.and_then(|at| contract.api.hosts.get(at));
        host.map_or_else(|| "the base URL".to_owned(), |host| host.name.clone())
    };
    let (was, is) = (host(sides.old, old), host(sides.new, new));
    let sees = format!(
        "`{method}` goes to {} instead of {}",
        quoted(&is),
        quoted(&was)
    );
    it.changed("endpoint-host-changed", "host", (was, is), sees);
    if let (Some(was), Some(is)) = (&old.address, &new.address) {
        let (was, is) = (was.hosts.join(", "), is.hosts.join(", "));
        let sees = format!(
            "`{method}` goes to addresses at {} only, instead of {}",
            quoted(&is),
            quoted(&was)
        );
        it.changed("endpoint-address-changed", "address", (was, is), sees);
    }
}
