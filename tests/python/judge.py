"""Judges requests by an OpenAPI document, with openapi-core."""

import re
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from document import METHODS, followed, operation, overlapping, without_limits


class Sent:
    """A request as the validator reads it."""

    def __init__(self, request):
        url = urlsplit(request["url"])
        self.host_url = f"{url.scheme}://{url.netloc}"
        # It compares steps of a path as they are written; what would cut them stays so.
        self.path = url.path if re.search("%(2F|3F|23)", url.path, re.IGNORECASE) else unquote(url.path)
        self.full_url_pattern = self.host_url + self.path
        self.method = request["method"].lower()
        headers = Headers(request["headers"])
        self.content_type = headers.get("content-type", "")
        self.body = bytes(request["body"]) or None
        query = parse_qsl(url.query, keep_blank_values=True)
        self.parameters = RequestParameters(query=ImmutableMultiDict(query), header=headers)


class Judge:
    def __init__(self, document, origin):
        self.document = document
        document = placed(as_written(document, document), origin)
        free = without_limits(document)
        # As it is, without limits of values, which no contract says, and with alternatives that may overlap.
        several = (document, free, overlapping(free))
        self.apis = [OpenAPI.from_dict(one, config=Config(spec_validator_cls=None)) for one in several]

    @staticmethod
    def is_of(title, method, url):
        """Whether a request is one of that operation."""
        want, path = title.split(" ", 1)
        path = re.split(r"[?#]", path)[0].rstrip("/")
        steps = [re.escape(step) if at % 2 == 0 else "[^?]+" for at, step in enumerate(re.split(r"\{([^}]*)\}", path))]
        return want == method and re.search("".join(steps) + "/?$", url.split("?")[0]) is not None

    def request(self, title, sent):
        """`accepted`, `limited` where only limits of values are not kept, `overlapping` where it fits several alternatives of which
        the document allows one, or `refused`; and why.
        """
        stray = self.stray(title, sent)
        if stray:
            return "refused", f"the document has no query parameter {stray}"
        first = None
        for api, verdict in zip(self.apis, ("accepted", "limited", "overlapping")):
            why = refusal(api, sent)
            if why is None:
                return verdict, first or ""
            first = first or why
        return "refused", first

    def stray(self, title, sent):
        """A name in the query that nothing in the document explains."""
        said = operation(self.document, title)
        names, spread = set(), False
        for one in said["parameters"]:
            if one["in"] == "query":
                names.add(one["name"])
                schema = followed(self.document, one.get("schema", {}))
                # The members of an object are names of their own.
                spread |= not isinstance(schema, dict) or schema.get("type") != "string" and not is_scalar(schema)
        for scheme in self.document.get("components", {}).get("securitySchemes", {}).values():
            if followed(self.document, scheme).get("in") == "query":
                names.add(followed(self.document, scheme)["name"])
        names.update(name for name, _ in parse_qsl(urlsplit(title.split(" ", 1)[1]).query, keep_blank_values=True))
        for name, _ in parse_qsl(urlsplit(sent["url"]).query, keep_blank_values=True):
            if not spread and name not in names and name.split("[")[0] not in names:
                return unquote(name)
        return None


def placed(document, origin):
    """Addresses of servers that begin at the document's own are of this origin."""
    holders = [document] + [item for item in document["paths"].values() if isinstance(item, dict)]
    holders += [item[method] for item in holders[1:] for method in METHODS if method in item]
    for holder in holders:
        for server in holder.get("servers", []):
            if server["url"].startswith("/") and len(server["url"]) > 1:
                server["url"] = urljoin(origin, server["url"])
    return document


# How values that are no texts are written where everything is a text.
WRITTEN = {
    "boolean": {"enum": ["true", "false"]},
    "integer": {"pattern": "^-?[0-9]+$"},
    "number": {"pattern": "^-?[0-9.eE+-]+$"},
    # An item of a list.
    "array": {},
}


def as_written(document, node):
    """A copy of the document in which what is written as a text is one: this validator reads a parameter of several types, and a body
    that is plain text, as they are written.
    """
    if isinstance(node, list):
        return [as_written(document, item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("in") in ("query", "header", "path") and "name" in node and isinstance(node.get("schema"), dict):
        return {**node, "schema": with_texts(document, node["schema"])}
    made = {key: as_written(document, value) for key, value in node.items()}
    for kind, media in node.items():
        if kind.startswith("text/") and isinstance(media, dict) and isinstance(media.get("schema"), dict):
            kind_of = followed(document, media["schema"]).get("type")
            if isinstance(kind_of, str) and kind_of in WRITTEN and kind_of != "array":
                made[kind] = {**media, "schema": {"type": "string", **WRITTEN[kind_of]}}
    return made


def with_texts(document, schema):
    made = dict(followed(document, schema))
    for key in ("anyOf", "oneOf"):
        if key in made:
            kinds = [followed(document, one).get("type") for one in made[key]]
            texts = [{"type": "string", **WRITTEN[kind]} for kind in kinds if isinstance(kind, str) and kind in WRITTEN]
            made[key] = made[key] + ([{"anyOf": texts}] if texts else [])
    return made if any(key in made for key in ("anyOf", "oneOf")) else schema


def is_scalar(schema):
    return schema.get("type") in ("string", "integer", "number", "boolean", "array") or "enum" in schema


def refusal(api, sent):
    """Why the validator refuses a request."""
    try:
        api.validate_request(Sent(sent))
    except Exception as error:
        return None if is_upload(error) else causes(error)
    return None


def is_upload(error):
    """Whether all that is wrong is that a file of a form is bytes, which this validator hands on and takes for no text."""
    found = []
    while error is not None:
        found.extend(getattr(error, "schema_errors", None) or [])
        error = error.__cause__ or error.__context__
    return bool(found) and all(isinstance(one.instance, bytes) and one.validator == "type" for one in found)


def causes(error):
    said, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        said.append(str(error))
        said.extend(str(one.message) for one in getattr(error, "schema_errors", None) or [])
        said.extend(causes(one) for one in getattr(error, "errors", None) or [] if isinstance(one, Exception))
        error = error.__cause__ or error.__context__
    return " / ".join(one.replace("\n", " ") for one in said)[:700]


def fits(accept, media):
    """Whether a media type is one of those that are asked for."""
    kind = media.split(";")[0].strip().lower()
    for one in accept.lower().split(","):
        one = one.split(";")[0].strip()
        if one in ("*/*", kind) or "*" in kind or (one.endswith("/*") and kind.startswith(one[:-1])):
            return True
    return False
