//! Media types, and the kinds of content that they stand for.

use crate::document::Node;

/// A kind of content, the preferred one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Media {
    Json,
    Multipart,
    Form,
    Xml,
    Events,
    /// One JSON value a line.
    Lines,
    Text,
    Bytes,
}

impl Media {
    /// Returns the kind of a media type.
    pub(crate) fn of(name: &str) -> Self {
        let name = bare(name);
        match name.as_str() {
            "application/json" | "text/json" | "application/x-json" => Self::Json,
            "multipart/form-data" => Self::Multipart,
            "application/x-www-form-urlencoded" => Self::Form,
            "application/xml" | "text/xml" => Self::Xml,
            "text/event-stream" => Self::Events,
            _ if name.ends_with("+json") && name != "application/stream+json" => Self::Json,
            _ if name.ends_with("+xml") => Self::Xml,
            _ if name.starts_with("text/") => Self::Text,
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/stream+json" => Self::Lines,
            "application/sdp"
            | "application/yaml"
            | "application/x-yaml"
            | "application/graphql" => Self::Text,
            _ => Self::Bytes,
        }
    }
}

/// Returns a media type without parameters, in lower case.
pub(crate) fn bare(name: &str) -> String {
    name.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// One entry of a `content`.
pub(crate) struct Entry<'d> {
    pub(crate) name: &'d str,
    pub(crate) media: Media,
    pub(crate) node: Node<'d>,
    pub(crate) schema: Option<Node<'d>>,
}

/// Returns what a `content` lists, the preferred kind first; of those with the same schema only the first.
pub(crate) fn entries<'d>(node: &Node<'d>) -> Vec<Entry<'d>> {
    let mut entries: Vec<Entry<'d>> = Vec::new();
    for (name, node) in node.members_of("content") {
        let schema = node.get("schema");
        let mut media = Media::of(name);
        // Anything at all that has the schema of an object is JSON.
        if bare(name) == "*/*" && schema.as_ref().is_some_and(says_object) {
            media = Media::Json;
        }
        entries.push(Entry {
            name,
            media,
            node,
            schema,
        });
    }
    entries.sort_by_key(|entry| entry.media);
    entries
}

fn says_object(schema: &Node<'_>) -> bool {
    let target = schema.followed().unwrap_or_else(|_| schema.clone());
    ["properties", "allOf", "oneOf", "anyOf", "items"]
        .iter()
        .any(|key| target.has(key))
        || target
            .texts("type")
            .iter()
            .any(|word| matches!(*word, "object" | "array"))
}

/// Returns whether a schema is bytes: a text whose format says so.
pub(crate) fn is_binary(schema: &Node<'_>) -> bool {
    let target = schema.followed().unwrap_or_else(|_| schema.clone());
    let word = target.texts("type");
    let text = word.is_empty() || word.contains(&"string") || word.contains(&"file");
    let format = matches!(target.text("format"), Some("binary")) || word.contains(&"file");
    // 3.1 says what is inside instead.
    let inside = target.has("contentMediaType") && !target.has("contentEncoding");
    text && (format || inside)
}
