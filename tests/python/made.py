"""Values made from the schemas of a document, in bounded time.

hypothesis-jsonschema makes them where it can: from the schema with its references followed to a bounded depth. Else the document's own
example is taken, else a smallest value; each only if jsonschema accepts it.
"""

import os
import signal
import tempfile
import time
from base64 import b64encode
from collections import Counter

# What it keeps for later runs is not for the folder in which this one is started.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.path.join(tempfile.gettempdir(), "hypothesis"))

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema
from jsonschema import Draft202012Validator, FormatChecker

from document import as_json_schema, looked_up, overlapping

# Seconds for the values of one schema, and for all of a document.
SECONDS, ALL_SECONDS = 4, 240

# So deep references are followed, the deepest that leaves no more than so many schemas.
DEPTHS, MOST = (6, 4, 3, 2, 1), 1500

# Whole numbers that every reader of JSON agrees on.
WHOLE = 2**53 - 1

# Texts in addresses, forms and headers: what has to be escaped, and none of the signs between items of lists.
PLAIN = "[A-Za-z0-9 &=?/%+#_-]"

# Forms of texts that hypothesis-jsonschema does not know.
FORMATS = {
    "uuid": st.uuids().map(str),
    "byte": st.binary(max_size=12).map(lambda value: b64encode(value).decode()),
}


class Late(BaseException):
    """It takes too long."""


class TooDeep(Exception):
    """What is asked for lies deeper than references are followed."""


class Maker:
    def __init__(self, document):
        self.document = document
        self.components = as_json_schema(document.get("components", {}).get("schemas", {}), named=True)
        self.left = ALL_SECONDS
        self.kinds = Counter()

    def validator(self, schema):
        """The validator of a schema, with all of the document to refer to."""
        schema = {**as_json_schema(schema), "components": {"schemas": self.components}}
        return Draft202012Validator(schema, format_checker=FormatChecker())

    def values(self, schema, shown=(), count=1, plain=False):
        """Values of the schema, and how they were made; none if there is no way.

        Those of a schema that has none because its alternatives overlap are `overlapping`: one that fits several of them.
        """
        if not isinstance(schema, dict):
            schema = {}
        if self.left > 0:
            start = time.monotonic()
            made = self.bounded(lambda: self.by_hypothesis(schema, count, plain), min(SECONDS, self.left))
            self.left -= time.monotonic() - start
            if made:
                return made, "made"
        least = self.bounded(lambda: [least_of(self.document, as_json_schema(schema), 0)]) or []
        shown = list(shown) + examples_of(schema)
        validator = self.validator(schema)
        for values, how in ((shown, "example"), (least, "least")):
            for value in values:
                if self.bounded(lambda: validator.is_valid(value)):
                    return [value], how
        validator = Draft202012Validator(overlapping(validator.schema))
        for value in shown + least:
            if self.bounded(lambda: validator.is_valid(value)):
                return [value], "overlapping"
        return [], "none"

    def bounded(self, make, seconds=SECONDS):
        """What is made in time, else nothing."""
        waits = [True]

        def late(*_):
            if waits:
                raise Late

        signal.signal(signal.SIGALRM, late)
        # Again and again: some code hears of no exception.
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
        try:
            return make()
        except (Late, Exception):
            return None
        finally:
            waits.clear()
            signal.setitimer(signal.ITIMER_REAL, 0)

    def by_hypothesis(self, schema, count, plain):
        schema = as_json_schema(schema)
        for depth in DEPTHS:
            whole = Whole(self.document, plain)
            try:
                inlined = whole.inlined(schema, depth, True)
            except TooDeep:
                if whole.left > 0:
                    return None
                continue
            validator = self.validator(schema)
            # Some of them fit the schema alone as it was narrowed.
            return [value for value in drawn(inlined, 4 * count) if validator.is_valid(value)][-count:]
        return None


def drawn(schema, count):
    found = []

    @seed(1)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(from_schema(schema, custom_formats=FORMATS))
    def collect(value):
        found.append(value)

    collect()
    return found


class Whole:
    """A schema without references."""

    def __init__(self, document, plain):
        self.document, self.plain, self.left = document, plain, MOST

    def inlined(self, node, depth, alone):
        """`alone`: nothing else describes the same value, so that an object has no other fields than its own."""
        if not isinstance(node, dict):
            return node
        self.left -= 1
        if self.left <= 0:
            raise TooDeep
        if "$ref" in node:
            if depth == 0:
                raise TooDeep
            target = as_json_schema(looked_up(self.document, node["$ref"]))
            others = {key: value for key, value in node.items() if key not in ("$ref", "default", "example", "examples")}
            if others and isinstance(target, dict):
                return self.inlined({"allOf": [target, others]}, depth - 1, alone)
            return self.inlined(target, depth - 1, alone)
        made = {key: value for key, value in node.items() if key not in ("default", "example", "examples", "$defs", "$schema", "$id")}
        if "enum" in made or "const" in made:
            return {key: made[key] for key in ("enum", "const", "type") if key in made}
        if "properties" in made:
            made.setdefault("type", "object")
        self.of_object(made, depth, alone)
        self.of_list(made, depth)
        several = [key for key in ("oneOf", "anyOf") if key in made]
        for key in several:
            inside = alone and "properties" not in made and "allOf" not in made and len(several) == 1
            made[key] = self.those(made[key], depth, inside)
        if "allOf" in made:
            made["allOf"] = [self.inlined(one, depth, False) for one in made["allOf"]]
        self.of_scalar(made)
        return made

    def those(self, branches, depth, alone):
        found = []
        for branch in branches:
            try:
                found.append(self.inlined(branch, depth, alone))
            except TooDeep:
                if self.left <= 0:
                    raise
        if not found:
            raise TooDeep
        return found

    def of_object(self, made, depth, alone):
        if "properties" in made:
            fields = {}
            for name, field in made["properties"].items():
                try:
                    fields[name] = self.inlined(field, depth, True)
                except TooDeep:
                    if self.left <= 0 or name in made.get("required", []):
                        raise
                    fields[name] = False
            made["properties"] = fields
            if alone and not any(key in made for key in ("allOf", "oneOf", "anyOf", "patternProperties")):
                made.setdefault("additionalProperties", False)
        if isinstance(made.get("additionalProperties"), dict):
            try:
                made["additionalProperties"] = self.inlined(made["additionalProperties"], depth, True)
            except TooDeep:
                if self.left <= 0:
                    raise
                made["additionalProperties"] = False

    def of_list(self, made, depth):
        if made.get("type") == "array" or "items" in made:
            most = max(made.get("minItems", 0), min(made.get("maxItems", 3), 3))
            made["maxItems"] = most
        if "items" in made:
            try:
                made["items"] = self.inlined(made["items"], depth, True)
            except TooDeep:
                if self.left <= 0 or made.get("minItems", 0):
                    raise
                made["items"], made["maxItems"] = {}, 0
        if "prefixItems" in made:
            made["prefixItems"] = [self.inlined(item, depth, True) for item in made["prefixItems"]]

    def of_scalar(self, made):
        kinds = made.get("type", [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if "integer" in kinds or "number" in kinds:
            most = 2**31 - 1 if made.get("format") == "int32" else WHOLE
            for key, limit, nearer in (("minimum", -most, max), ("maximum", most, min)):
                made[key] = nearer(made.get(key, limit), limit)
        if self.plain and "string" in kinds and not any(key in made for key in ("pattern", "format")):
            made["pattern"] = plain(made.get("minLength", 1), made.get("maxLength", 256))


def plain(least, most):
    """The pattern of a short text without blanks at its ends."""
    least = max(least, 1)
    most = max(least, min(most, least + 12))
    if most == 1:
        return "^[A-Za-z0-9]$"
    if least == 1:
        return f"^[A-Za-z0-9]({PLAIN}{{0,{most - 2}}}[A-Za-z0-9])?$"
    return f"^[A-Za-z0-9]{PLAIN}{{{least - 2},{most - 2}}}[A-Za-z0-9]$"


def examples_of(schema):
    """What a schema itself shows."""
    if not isinstance(schema, dict):
        return []
    shown = [schema[key] for key in ("example", "default") if key in schema]
    several = schema.get("examples", [])
    return shown + (several if isinstance(several, list) else [])


def least_of(document, node, depth, needed=frozenset()):
    """A smallest value; `needed` are fields that a schema around this one asks for."""
    if depth > 40:
        raise TooDeep
    if "$ref" in node:
        return least_of(document, as_json_schema(looked_up(document, node["$ref"])), depth + 1, needed)
    for key, take in (("const", lambda value: value), ("enum", lambda values: values[0])):
        if key in node:
            return take(node[key])
    inside = needed | required_of(document, node, depth)
    value = None
    for branch in node.get("allOf", []):
        value = together(value, least_of(document, branch, depth + 1, inside))
    for key in ("oneOf", "anyOf"):
        for branch in node.get(key, []):
            try:
                value = together(value, least_of(document, branch, depth + 1, inside))
                break
            except TooDeep:
                continue
    kinds = node.get("type", "object" if "properties" in node else None)
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if kind == "object" or isinstance(value, dict):
        fields = node.get("properties", {})
        own = {name: least_of(document, fields[name], depth + 1) for name in sorted(inside) if name in fields}
        value = together(value, own)
        # What is asked for and nowhere described is anything.
        unknown = {name: {} for name in node.get("required", []) if name not in value and name not in needed}
        return together(value, unknown)
    if value is not None:
        return value
    if kind == "array":
        return [least_of(document, node.get("items", {}), depth + 1) for _ in range(node.get("minItems", 0))]
    least = node.get("minimum", node.get("exclusiveMinimum", -1) + 1)
    text = SHOWN.get(node.get("format"), "text".ljust(node.get("minLength", 0), "x")[: node.get("maxLength", 1000)])
    return {"integer": int(least), "number": least, "boolean": False, "null": None, "string": text}.get(kind, {})


# A text of each form.
SHOWN = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date-time": "2024-01-01T00:00:00Z",
    "date": "2024-01-01",
    "uri": "https://example.com",
    "email": "a@example.com",
}


def required_of(document, node, depth):
    """The fields that all of a schema asks for."""
    if depth > 40:
        raise TooDeep
    if "$ref" in node:
        return required_of(document, as_json_schema(looked_up(document, node["$ref"])), depth + 1)
    parts = [required_of(document, part, depth + 1) for part in node.get("allOf", [])]
    return frozenset(node.get("required", [])).union(*parts)


def together(one, other):
    return {**one, **other} if isinstance(one, dict) and isinstance(other, dict) else other if one is None else one
