//! A document of OpenAPI 2.0 in the form of 3.0, with the places that moved.
//!
//! Everything behind it reads one form. Definitions stay where they are, so that their references still lead there.

use theta_spec::json::Json;

/// Members of a parameter or a header of 2.0 that are of its schema in 3.0.
const OF_SCHEMA: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
];

/// Methods of a path.
pub(crate) const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Returns the document in the form of 3.0, and where what moved stood.
pub(crate) fn upgraded(old: &Json) -> (Json, Vec<(String, String)>) {
    let mut upgrade = Upgrade {
        old,
        moved: Vec::new(),
    };
    let Json::Object(members) = old else {
        return (old.clone(), Vec::new());
    };
    let mut new = Json::Object(Vec::new());
    new.set("openapi", "3.0.3");
    for (name, value) in members {
        match name.as_str() {
            "paths" => new.set("paths", upgrade.paths(value)),
            "swagger" | "host" | "basePath" | "schemes" | "consumes" | "produces" => {}
            _ => new.set(name.clone(), value.clone()),
        }
    }
    if let Some(servers) = servers(old) {
        new.set("servers", servers);
    }
    let schemes = old.get("securityDefinitions").map(security_schemes);
    if let Some(schemes) = schemes {
        new.set("components", Json::object([("securitySchemes", schemes)]));
        upgrade.moved.push((
            "/components/securitySchemes".to_owned(),
            "/securityDefinitions".to_owned(),
        ));
    }
    (new, upgrade.moved)
}

fn servers(old: &Json) -> Option<Json> {
    let text = |name: &str| old.get(name).and_then(Json::as_str);
    let base = text("basePath").unwrap_or_default().trim_end_matches('/');
    let schemes = match old.get("schemes") {
        Some(Json::Array(items)) => items.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    let scheme = if schemes.is_empty() || schemes.contains(&"https") {
        "https"
    } else {
        "http"
    };
    let url = match text("host") {
        Some(host) => format!("{scheme}://{host}{base}"),
        None if base.is_empty() => return None,
        None => base.to_owned(),
    };
    Some(Json::array([Json::object([("url", Json::String(url))])]))
}

fn text(words: &str) -> Json {
    Json::String(words.to_owned())
}

fn security_schemes(old: &Json) -> Json {
    let Json::Object(members) = old else {
        return Json::Object(Vec::new());
    };
    Json::object(members.iter().map(|(name, scheme)| {
        let new = if scheme.get("type").and_then(Json::as_str) == Some("basic") {
            Json::object([("type", text("http")), ("scheme", text("basic"))])
        } else {
            scheme.clone()
        };
        (name.clone(), new)
    }))
}

struct Upgrade<'j> {
    old: &'j Json,
    moved: Vec<(String, String)>,
}

impl Upgrade<'_> {
    fn paths(&mut self, old: &Json) -> Json {
        let Json::Object(paths) = old else {
            return old.clone();
        };
        let paths = paths.iter().map(|(path, item)| {
            let at = format!("/paths/{}", path.replace('~', "~0").replace('/', "~1"));
            (path.clone(), self.path(item, &at))
        });
        Json::Object(paths.collect())
    }

    fn path(&mut self, old: &Json, at: &str) -> Json {
        let Json::Object(members) = old else {
            return old.clone();
        };
        // Bodies and form fields that all operations of the path share.
        let shared = self.parameters(old.get("parameters"), &format!("{at}/parameters"));
        let mut new = Json::Object(Vec::new());
        for (name, value) in members {
            if METHODS.contains(&name.as_str()) {
                new.set(
                    name.clone(),
                    self.operation(value, &format!("{at}/{name}"), &shared),
                );
            } else if name == "parameters" {
                new.set("parameters", Json::array(shared.plain.clone()));
            } else {
                new.set(name.clone(), value.clone());
            }
        }
        new
    }

    fn operation(&mut self, old: &Json, at: &str, shared: &Parameters) -> Json {
        let Json::Object(members) = old else {
            return old.clone();
        };
        let own = self.parameters(old.get("parameters"), &format!("{at}/parameters"));
        let mut new = Json::Object(Vec::new());
        for (name, value) in members {
            match name.as_str() {
                "parameters" => new.set("parameters", Json::array(own.plain.clone())),
                "responses" => new.set("responses", self.responses(value, old, at)),
                "consumes" | "produces" => {}
                _ => new.set(name.clone(), value.clone()),
            }
        }
        let body = own.body.as_ref().or(shared.body.as_ref());
        let mut form: Vec<&(Json, String)> = own.form.iter().collect();
        form.extend(shared.form.iter().filter(|(field, _)| {
            own.form
                .iter()
                .all(|(other, _)| other.get("name") != field.get("name"))
        }));
        if let Some((body, place)) = body {
            new.set("requestBody", self.body(body, place, old, at));
        } else if !form.is_empty() {
            new.set("requestBody", self.form(&form, old, at));
        }
        new
    }

    fn media(&self, operation: &Json, key: &str) -> Vec<String> {
        let list = operation.get(key).or_else(|| self.old.get(key));
        match list {
            Some(Json::Array(items)) => items
                .iter()
                .filter_map(Json::as_str)
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        }
    }

    fn body(&mut self, body: &Json, place: &str, operation: &Json, at: &str) -> Json {
        let mut media = self.media(operation, "consumes");
        if media.is_empty() {
            media.push("application/json".to_owned());
        }
        let schema = body
            .get("schema")
            .cloned()
            .unwrap_or(Json::Object(Vec::new()));
        let content = media.into_iter().map(|media| {
            let new = format!(
                "{at}/requestBody/content/{}/schema",
                media.replace('/', "~1")
            );
            self.moved.push((new, format!("{place}/schema")));
            (media, Json::object([("schema", schema.clone())]))
        });
        let content = Json::Object(content.collect());
        self.moved
            .push((format!("{at}/requestBody"), place.to_owned()));
        let mut new = Json::Object(Vec::new());
        if let Some(words) = body.get("description") {
            new.set("description", words.clone());
        }
        new.set(
            "required",
            Json::Bool(body.get("required") == Some(&Json::Bool(true))),
        );
        new.set("content", content);
        new
    }

    fn form(&mut self, form: &[&(Json, String)], operation: &Json, at: &str) -> Json {
        let files = form
            .iter()
            .any(|(field, _)| field.get("type").and_then(Json::as_str) == Some("file"));
        let consumes = self.media(operation, "consumes");
        let named = consumes.iter().find(|media| {
            media.starts_with("multipart/form-data")
                || media.starts_with("application/x-www-form-urlencoded")
        });
        let media = match named {
            Some(media) if !files => media.clone(),
            _ if files => "multipart/form-data".to_owned(),
            _ => "application/x-www-form-urlencoded".to_owned(),
        };
        let schema_at = format!(
            "{at}/requestBody/content/{}/schema",
            media.replace('/', "~1")
        );
        let mut properties = Json::Object(Vec::new());
        let mut required = Vec::new();
        for (field, place) in form {
            let Some(name) = field.get("name").and_then(Json::as_str) else {
                continue;
            };
            let mut schema = schema_of(field);
            if let Some(words) = field.get("description") {
                schema.set("description", words.clone());
            }
            let step = name.replace('~', "~0").replace('/', "~1");
            self.moved
                .push((format!("{schema_at}/properties/{step}"), place.clone()));
            properties.set(name, schema);
            if field.get("required") == Some(&Json::Bool(true)) {
                required.push(Json::String(name.to_owned()));
            }
        }
        let any = !required.is_empty();
        let mut schema = Json::object([
            ("type", Json::String("object".to_owned())),
            ("properties", properties),
        ]);
        if any {
            schema.set("required", Json::Array(required));
        }
        self.moved
            .push((format!("{at}/requestBody"), format!("{at}/parameters")));
        let content = Json::object([(media, Json::object([("schema", schema)]))]);
        Json::object([("required", Json::Bool(any)), ("content", content)])
    }

    fn responses(&mut self, old: &Json, operation: &Json, at: &str) -> Json {
        let Json::Object(responses) = old else {
            return old.clone();
        };
        let mut media = self.media(operation, "produces");
        if media.is_empty() {
            media.push("application/json".to_owned());
        }
        let responses = responses.iter().map(|(status, response)| {
            let place = format!("{at}/responses/{status}");
            let response = resolved(self.old, response);
            let mut new = Json::Object(Vec::new());
            if let Some(words) = response.get("description") {
                new.set("description", words.clone());
            }
            if let Some(Json::Object(headers)) = response.get("headers") {
                let headers = headers.iter().map(|(name, header)| {
                    let mut new = Json::object([("schema", schema_of(header))]);
                    if let Some(words) = header.get("description") {
                        new.set("description", words.clone());
                    }
                    (name.clone(), new)
                });
                new.set("headers", Json::Object(headers.collect()));
            }
            if let Some(schema) = response.get("schema") {
                let examples = response.get("examples");
                let content = media.iter().map(|media| {
                    let new = format!("{place}/content/{}/schema", media.replace('/', "~1"));
                    self.moved.push((new, format!("{place}/schema")));
                    let mut content = Json::object([("schema", schema.clone())]);
                    if let Some(example) = examples.and_then(|examples| examples.get(media)) {
                        content.set("example", example.clone());
                    }
                    (media.clone(), content)
                });
                new.set("content", Json::Object(content.collect()));
            }
            (status.clone(), new)
        });
        Json::Object(responses.collect())
    }

    fn parameters(&mut self, old: Option<&Json>, at: &str) -> Parameters {
        let mut found = Parameters::default();
        let Some(Json::Array(items)) = old else {
            return found;
        };
        for (index, item) in items.iter().enumerate() {
            let place = format!("{at}/{index}");
            let item = resolved(self.old, item);
            match item.get("in").and_then(Json::as_str) {
                Some("body") => found.body = Some((item.clone(), place)),
                Some("formData") => found.form.push((item.clone(), place)),
                _ => {
                    let new = format!("{at}/{}", found.plain.len());
                    if new != place {
                        self.moved.push((new.clone(), place.clone()));
                    }
                    self.moved.push((format!("{new}/schema"), place));
                    found.plain.push(parameter(item));
                }
            }
        }
        found
    }
}

#[derive(Default)]
struct Parameters {
    plain: Vec<Json>,
    body: Option<(Json, String)>,
    form: Vec<(Json, String)>,
}

/// What a reference to `#/parameters/…` or `#/responses/…` leads to; one step, as documents of 2.0 write it.
fn resolved<'j>(root: &'j Json, value: &'j Json) -> &'j Json {
    let steps = value
        .get("$ref")
        .and_then(Json::as_str)
        .and_then(|reference| reference.strip_prefix("#/"));
    let Some(steps) = steps else {
        return value;
    };
    let target = steps.split('/').try_fold(root, |value, step| {
        value.get(&step.replace("~1", "/").replace("~0", "~"))
    });
    target.unwrap_or(value)
}

fn parameter(old: &Json) -> Json {
    let Json::Object(members) = old else {
        return old.clone();
    };
    let mut new = Json::Object(Vec::new());
    for (name, value) in members {
        if !OF_SCHEMA.contains(&name.as_str())
            && name != "collectionFormat"
            && name != "allowEmptyValue"
        {
            new.set(name.clone(), value.clone());
        }
    }
    let in_query = old.get("in").and_then(Json::as_str) == Some("query");
    if old.get("type").and_then(Json::as_str) == Some("array") {
        let format = old.get("collectionFormat").and_then(Json::as_str);
        let (style, explode) = match format {
            Some("multi") => ("form", true),
            Some("ssv") => ("spaceDelimited", false),
            Some("pipes") => ("pipeDelimited", false),
            Some("tsv") => ("tabDelimited", false),
            _ if in_query => ("form", false),
            _ => ("simple", false),
        };
        new.set("style", style);
        new.set("explode", Json::Bool(explode));
    }
    if new.get("schema").is_none() {
        new.set("schema", schema_of(old));
    }
    new
}

fn schema_of(old: &Json) -> Json {
    let Json::Object(members) = old else {
        return old.clone();
    };
    let of_schema = members
        .iter()
        .filter(|(name, _)| OF_SCHEMA.contains(&name.as_str()));
    let file = old.get("type").and_then(Json::as_str) == Some("file");
    if file {
        return Json::object([("type", text("string")), ("format", text("binary"))]);
    }
    Json::Object(of_schema.cloned().collect())
}
