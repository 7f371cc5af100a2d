"""Holds OpenAPI documents against the official JSON Schema of OpenAPI 3.1, and against what a schema cannot say."""

import json
import sys
from importlib import resources

from jsonschema import Draft202012Validator
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

official = json.loads((resources.files("openapi_spec_validator") / "resources/schemas/v3.1/schema.json").read_text())
assert official["$id"].startswith("https://spec.openapis.org/oas/3.1/schema/"), official["$id"]


def resolved(document, value):
    """What a reference leads to."""
    while "$ref" in value:
        target = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def examples(document):
    """Every media type of a response that has examples."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                for kind, media in resolved(document, response).get("content", {}).items():
                    for name, example in media.get("examples", {}).items():
                        place = f"{method} {path} {status} {kind} {name}"
                        yield place, media["schema"], resolved(document, example)["value"]


def mistakes(document):
    for error in Draft202012Validator(official).iter_errors(document):
        yield f"official schema: {error.json_path} {error.message}"
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        yield f"specification: {error.message}"
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        try:
            OAS31Validator.check_schema(schema)
        except Exception as error:
            yield f"schema {name}: {error}"
    registry = Registry().with_resource("document", Resource.from_contents(document, default_specification=DRAFT202012))
    for place, schema, value in examples(document):
        # References begin at the document.
        base = {"$id": "document", "$defs": {"it": schema}, "$ref": "#/$defs/it", "components": document["components"]}
        for error in OAS31Validator(base, registry=registry).iter_errors(value):
            yield f"example {place}: {error.message}"


found = False
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        document = json.load(file)
    for mistake in mistakes(document):
        print(f"{name}: {mistake}")
        found = True
    print(f"{name}: {sum(1 for _ in examples(document))} examples")
sys.exit(found)
