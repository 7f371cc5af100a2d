//! Endpoints.

use super::{Item, Writer, key, needed};
use crate::draft::{Answer, Body, Content, Endpoint, Holds, Pages, Part, Place, Returns, Ty};
use crate::names::type_name;
use theta_spec::text;

impl Writer<'_> {
    pub(super) fn endpoint(&mut self, at: usize, endpoint: &Endpoint) {
        let name = format!("endpoints.{}", key(&endpoint.name));
        self.table(&name);
        self.line(&endpoint.method, &text::toml(&endpoint.path));
        self.say("summary", &endpoint.summary);
        self.say("doc", &endpoint.doc);
        for (key, name) in [("rust", &endpoint.rust), ("under", &endpoint.under)] {
            self.say(key, name.as_deref().unwrap_or_default());
        }
        if endpoint.deprecated {
            self.line("deprecated", "true");
        }
        if let Some(host) = &endpoint.host {
            self.line("host", &text::toml(host));
        }
        if let Some(auth) = &endpoint.auth {
            let auth = needed(auth);
            self.line("auth", &auth);
        }
        self.item(Item::Body(at), |writer| writer.body(&endpoint.body));
        self.item(Item::Returns(at), |writer| {
            writer.returns(&endpoint.answers);
        });
        if let Some(pages) = &endpoint.pages {
            self.item(Item::Pages(at), |writer| writer.pages(pages));
        }
        for place in Place::ALL {
            if endpoint.params.iter().all(|param| param.place != place) {
                continue;
            }
            // A parameter of the path that says nothing is written in the path.
            self.table(&format!("{name}.{}", place.key()));
            for (index, param) in endpoint
                .params
                .iter()
                .enumerate()
                .filter(|(_, param)| param.place == place)
            {
                let mut more = Vec::new();
                more.extend(param.lists.map(|lists| ("lists", text::toml(lists))));
                more.extend(param.nested.map(|nested| ("nested", text::toml(nested))));
                if param.json {
                    more.push(("json", "true".to_owned()));
                }
                if param.raw {
                    more.push(("slashes", "true".to_owned()));
                }
                let wire = key(&param.field.name);
                self.item(Item::Param(at, index), |writer| {
                    writer.field(&wire, &param.field, &more);
                });
            }
        }
        if let Content::Parts(parts) = &endpoint.body.content {
            self.table(&format!("{name}.parts"));
            for (index, part) in parts.iter().enumerate() {
                self.item(Item::Part(at, index), |writer| writer.part(part));
            }
        }
        if !endpoint.response_headers.is_empty() {
            self.table(&format!("{name}.response_headers"));
            for (index, field) in endpoint.response_headers.iter().enumerate() {
                self.item(Item::ResponseHeader(at, index), |writer| {
                    let ident = field.rust.clone().unwrap_or_default();
                    let mut members = vec![format!("header = {}", text::toml(&field.name))];
                    if field.ty != Ty::STRING {
                        members.push(format!(
                            "type = {}",
                            text::toml(&writer.type_text(&field.ty))
                        ));
                    }
                    if !field.doc.is_empty() {
                        members.push(format!("doc = {}", text::toml(&field.doc)));
                    }
                    writer.line(&key(&ident), &format!("{{ {} }}", members.join(", ")));
                });
            }
        }
    }

    fn pages(&mut self, pages: &Pages) {
        let members = pages.keys.iter();
        let mut members: Vec<String> = members
            .map(|(key, value)| format!("{key} = {}", text::toml(value)))
            .collect();
        members.extend(pages.first.map(|first| format!("first = {first}")));
        self.line("pages", &format!("{{ {} }}", members.join(", ")));
        self.line("confidence", "\"inferred\"");
        let by = &pages.by;
        self.say(
            "note",
            &format!("How its list goes on is inferred from {by}."),
        );
    }

    fn body(&mut self, body: &Body) {
        let mut members: Vec<String> = Vec::new();
        let named = |writer: &Self, word: &str, ty: &Ty| {
            format!("{word} = {}", text::toml(&writer.type_text(ty)))
        };
        match &body.content {
            Content::None | Content::Parts(_) => return,
            Content::Json(ty) => members.push(named(self, "json", ty)),
            Content::Form(ty) => members.push(named(self, "form", ty)),
            Content::Xml(ty) => members.push(named(self, "xml", ty)),
            Content::Binary => members.push("type = \"binary\"".to_owned()),
            Content::Text => members.push("type = \"text\"".to_owned()),
        }
        members.extend(
            body.content_type
                .as_ref()
                .map(|media| format!("content_type = {}", text::toml(media))),
        );
        members.extend(
            body.nested
                .map(|nested| format!("nested = {}", text::toml(nested))),
        );
        members.extend(
            body.lists
                .map(|lists| format!("lists = {}", text::toml(lists))),
        );
        if body.optional {
            members.push("optional = true".to_owned());
        }
        if body.whole {
            members.push("spread = false".to_owned());
        }
        if !body.doc.is_empty() {
            members.push(format!("doc = {}", text::toml(&body.doc)));
        }
        self.line("body", &format!("{{ {} }}", members.join(", ")));
    }

    fn part(&mut self, part: &Part) {
        let mut members = vec![match &part.holds {
            Holds::File => "type = \"binary\"".to_owned(),
            Holds::Files => "type = \"[binary]\"".to_owned(),
            Holds::Text(ty) => format!("type = {}", text::toml(&self.type_text(ty))),
            Holds::Json(ty) => format!("json = {}", text::toml(&self.type_text(ty))),
        }];
        members.extend(
            part.content_type
                .as_ref()
                .map(|media| format!("content_type = {}", text::toml(media))),
        );
        if part.optional {
            members.push("optional = true".to_owned());
        }
        if part.whole {
            members.push("spread = false".to_owned());
        }
        if !part.doc.is_empty() {
            members.push(format!("doc = {}", text::toml(&part.doc)));
        }
        members.extend(
            part.rust
                .as_ref()
                .map(|rust| format!("rust = {}", text::toml(rust))),
        );
        self.line(&key(&part.name), &format!("{{ {} }}", members.join(", ")));
    }

    fn returns(&mut self, answers: &[Answer]) {
        // The same with another status is one.
        let mut merged: Vec<(Vec<String>, &Answer)> = Vec::new();
        for answer in answers {
            let same = |(_, other): &&mut (Vec<String>, &Answer)| {
                (&other.returns, &other.media) == (&answer.returns, &answer.media)
            };
            match merged.iter_mut().find(same) {
                Some((statuses, _)) if !statuses.contains(&answer.status) => {
                    statuses.push(answer.status.clone());
                }
                Some(_) => {}
                None => merged.push((vec![answer.status.clone()], answer)),
            }
        }
        if let [(statuses, answer)] = merged.as_slice() {
            let plain = statuses.as_slice() == ["200"] && answer.media.is_none();
            match &answer.returns {
                Returns::Nothing if plain => return,
                Returns::Json(ty) if plain => {
                    let ty = self.type_text(ty);
                    return self.line("returns", &text::toml(&ty));
                }
                Returns::Text if plain => return self.line("returns", "\"text\""),
                Returns::Bytes if plain => return self.line("returns", "\"bytes\""),
                _ => {}
            }
        }
        let long: Vec<String> = merged
            .iter()
            .map(|(statuses, answer)| {
                let alike = merged
                    .iter()
                    .filter(|(_, other)| other.status == answer.status);
                let variant = (alike.count() > 1).then(|| self.variant(answer)).flatten();
                self.long(statuses, answer, merged.len() > 1, variant.as_ref())
            })
            .collect();
        match long.as_slice() {
            [] => {}
            [one] => self.line("returns", one),
            several => self.line(
                "returns",
                &format!("[\n    {},\n]", several.join(",\n    ")),
            ),
        }
    }

    /// What an answer is called whose type has no name of its own, where its status tells it from no other.
    fn variant(&self, answer: &Answer) -> Option<String> {
        let (inner, kind) = match answer.returns.ty()? {
            Ty::List(inner) => (inner, "List"),
            Ty::Map(inner) => (inner, "Map"),
            Ty::Word(_) | Ty::Named(_) | Ty::Nullable(_) => return None,
        };
        let inner = type_name(&self.type_text(inner));
        Some(format!("{inner}{kind}"))
    }

    fn long(
        &self,
        statuses: &[String],
        answer: &Answer,
        listed: bool,
        variant: Option<&String>,
    ) -> String {
        let statuses: Vec<String> = statuses
            .iter()
            .map(|status| {
                if status.parse::<u16>().is_ok() {
                    status.clone()
                } else {
                    text::toml(status)
                }
            })
            .collect();
        let mut members = Vec::new();
        match statuses.as_slice() {
            [one] if one == "200" && !listed => {}
            [one] => members.push(format!("status = {one}")),
            several => members.push(format!("status = [{}]", several.join(", "))),
        }
        members.push(match &answer.returns {
            Returns::Json(ty) => format!("type = {}", text::toml(&self.type_text(ty))),
            Returns::Xml(ty) => format!("type = {}, as = \"xml\"", text::toml(&self.type_text(ty))),
            Returns::Text => "type = \"text\"".to_owned(),
            Returns::Bytes => "type = \"bytes\"".to_owned(),
            Returns::Events(ty, end) => {
                let end = end.map(|end| format!(", end = {}", text::toml(end)));
                let ty = text::toml(&self.type_text(ty));
                format!("events = {ty}{}", end.unwrap_or_default())
            }
            Returns::Lines(ty) => {
                format!(
                    "events = {}, as = \"lines\"",
                    text::toml(&self.type_text(ty))
                )
            }
            Returns::Nothing => "type = \"nothing\"".to_owned(),
        });
        if let Some(rust) = variant {
            members.push(format!("rust = {}", text::toml(rust)));
        }
        if let Some(media) = &answer.media {
            let word = if matches!(answer.returns, Returns::Bytes) && !listed {
                "accept"
            } else {
                "media"
            };
            members.push(format!("{word} = {}", text::toml(media)));
        }
        format!("{{ {} }}", members.join(", "))
    }
}
