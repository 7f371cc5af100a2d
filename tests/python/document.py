"""Reads OpenAPI documents: 3.0 and 3.1 as they are, 2.0 as 3.0."""

import json
import re

import yaml

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")

# Keys whose value is a table of names.
TABLES = ("properties", "patternProperties", "schemas", "parameters", "responses", "headers", "examples", "$defs", "definitions")

KINDS = ("null", "boolean", "integer", "number", "string", "array", "object")

# What a contract never says: limits of values.
LIMITS = {
    "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
}


class Text(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):
    """YAML 1.2 as far as documents need it: no dates, and no words for booleans but two."""


Text.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Text.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def read(name):
    with open(name, encoding="utf-8") as file:
        document = json.load(file) if name.endswith(".json") else texts(yaml.load(file, Text))
    return three(document) if "swagger" in document else document


def texts(node):
    """Keys are texts, whatever they look like in YAML."""
    if isinstance(node, dict):
        return {str(key): texts(value) for key, value in node.items()}
    if isinstance(node, list):
        return [texts(item) for item in node]
    return node


def followed(document, node):
    for _ in range(100):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            break
        node = looked_up(document, node["$ref"])
    return node


def looked_up(document, reference):
    at = document
    for step in reference.lstrip("#").split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        at = at[int(step)] if isinstance(at, list) else at[step]
    return at


def operation(document, title):
    """The operation of that method and path, with the parameters of its path."""
    method, path = title.split(" ", 1)
    item = followed(document, document["paths"][path])
    found = dict(item[method.lower()])
    parameters = {}
    for one in item.get("parameters", []) + found.get("parameters", []):
        one = followed(document, one)
        parameters[one["in"], one["name"]] = one
    found["parameters"] = list(parameters.values())
    return found


def without_limits(node, named=False):
    """The document without what contracts do not say."""
    if isinstance(node, dict):
        return {
            key: without_limits(value, not named and key in TABLES and isinstance(value, dict))
            for key, value in node.items()
            if named or key not in LIMITS or (key == "format" and value == "binary")
        }
    if isinstance(node, list):
        return [without_limits(item) for item in node]
    return node


def overlapping(node, named=False):
    """A schema whose alternatives may all be true at once."""
    if isinstance(node, list):
        return [overlapping(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        "anyOf" if key == "oneOf" and not named else key: overlapping(value, not named and key in TABLES)
        for key, value in node.items()
    }


def as_json_schema(node, named=False):
    """A schema of 3.0 as JSON Schema: `nullable`, and exclusive limits that are booleans."""
    if isinstance(node, list):
        return [as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    if named:
        return {key: as_json_schema(value) for key, value in node.items()}
    left_out = ("discriminator", "xml", "externalDocs", "description", "title", "deprecated", "readOnly", "writeOnly")
    kept = {}
    for key, value in node.items():
        if key not in left_out and not key.startswith("x-"):
            is_data = key in ("enum", "const", "default", "example", "examples")
            kept[key] = value if is_data else as_json_schema(value, key in TABLES and isinstance(value, dict))
    kinds = kept.get("type")
    if kinds is not None:
        # A type that JSON Schema does not know says nothing.
        kinds = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind in KINDS]
        kept.pop("type")
        if kinds:
            kept["type"] = kinds if len(kinds) > 1 else kinds[0]
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(kept.get(exclusive), bool) and kept.pop(exclusive) and limit in kept:
            kept[exclusive] = kept.pop(limit)
    if kept.pop("nullable", False) is True:
        kept = {"anyOf": [kept, {"type": "null"}]}
    return kept


def three(two):
    """A document of 2.0 as one of 3.0."""
    server = two.get("basePath", "/")
    if "host" in two:
        server = f"{(two.get('schemes') or ['https'])[0]}://{two['host']}{server}"
    paths = {}
    for path, item in two.get("paths", {}).items():
        paths[path] = {}
        shared = item.get("parameters", [])
        for method, operation in item.items():
            if method in METHODS:
                paths[path][method] = three_operation(two, shared, operation)
    schemes = {name: three_scheme(scheme) for name, scheme in two.get("securityDefinitions", {}).items()}
    return renamed({
        "openapi": "3.0.3",
        "info": two["info"],
        "servers": [{"url": server.rstrip("/") or "/"}],
        "paths": paths,
        "components": {"schemas": two.get("definitions", {}), "securitySchemes": schemes},
        **({"security": two["security"]} if "security" in two else {}),
    })


def three_operation(two, shared, operation):
    takes = operation.get("consumes", two.get("consumes", ["application/json"]))
    gives = operation.get("produces", two.get("produces", ["application/json"]))
    kept = {key: value for key, value in operation.items() if key not in ("consumes", "produces", "schemes")}
    kept["parameters"], fields, needed = [], {}, []
    every = {}
    for one in shared + operation.get("parameters", []):
        one = followed(two, one)
        every[one["in"], one["name"]] = one
    for one in every.values():
        about = {key: one[key] for key in ("name", "in", "description", "required") if key in one}
        schema = one.get("schema") or {key: value for key, value in one.items() if key not in (*about, "collectionFormat")}
        if schema.get("type") == "file":
            schema = {"type": "string", "format": "binary"}
        if one["in"] == "body":
            kept["requestBody"] = {"required": one.get("required", False), "content": {kind: {"schema": schema} for kind in takes}}
        elif one["in"] == "formData":
            fields[one["name"]] = schema
            needed += [one["name"]] * bool(one.get("required"))
        else:
            style = {"multi": {"explode": True}, "ssv": {"style": "spaceDelimited"}, "pipes": {"style": "pipeDelimited"}}
            style = style.get(one.get("collectionFormat", "csv"), {"explode": False} if schema.get("type") == "array" else {})
            kept["parameters"].append({**about, **style, "schema": schema})
    if fields:
        schema = {"type": "object", "properties": fields, **({"required": needed} if needed else {})}
        kinds = [kind for kind in takes if "form" in kind] or ["multipart/form-data"]
        kept["requestBody"] = {"required": bool(needed), "content": {kind: {"schema": schema} for kind in kinds}}
    kept["responses"] = {}
    for status, response in operation["responses"].items():
        response = dict(followed(two, response))
        schema = response.pop("schema", None)
        response.pop("headers", None)
        examples = response.pop("examples", {})
        if schema is not None:
            if schema.get("type") == "file":
                schema = {"type": "string", "format": "binary"}
            shown = {kind: {"example": examples[kind]} if kind in examples else {} for kind in gives}
            response["content"] = {kind: {"schema": schema, **shown[kind]} for kind in gives}
        kept["responses"][status] = response
    return kept


def three_scheme(scheme):
    if scheme["type"] == "basic":
        return {"type": "http", "scheme": "basic"}
    if scheme["type"] != "oauth2":
        return scheme
    flow = {"scopes": scheme.get("scopes", {})}
    for key in ("authorizationUrl", "tokenUrl"):
        if key in scheme:
            flow[key] = scheme[key]
    names = {"accessCode": "authorizationCode", "application": "clientCredentials"}
    return {"type": "oauth2", "flows": {names.get(scheme["flow"], scheme["flow"]): flow}}


def renamed(node):
    if isinstance(node, dict):
        return {
            key: value.replace("#/definitions/", "#/components/schemas/") if key == "$ref" and isinstance(value, str) else renamed(value)
            for key, value in node.items()
        }
    return [renamed(item) for item in node] if isinstance(node, list) else node
