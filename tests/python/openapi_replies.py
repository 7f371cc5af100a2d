"""Says of replies whether an OpenAPI document describes them: a line with 1 or 0 for each."""

import json
import sys

from openapi_schema_validator import OAS31Validator

document_file, replies_file = sys.argv[1:]
with open(document_file, encoding="utf-8") as file:
    document = json.load(file)
with open(replies_file, encoding="utf-8") as file:
    replies = json.load(file)
validators = {}


def described(path, method, status, body):
    responses = document["paths"][path][method]["responses"]
    key = next((key for key in (str(status), f"{status // 100}XX") if key in responses), None)
    if key is None:
        return False
    response = responses[key]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    if "content" not in response:
        return True
    kind = "text/plain"
    try:
        body = json.loads(body)
        kind = "application/json"
    except ValueError:
        pass
    media = response["content"].get(kind) or response["content"].get("*/*")
    if media is None:
        return False
    place = (path, method, key, kind)
    if place not in validators:
        validators[place] = OAS31Validator({**media["schema"], "components": document["components"]})
    return validators[place].is_valid(body)


for reply in replies:
    print(int(described(reply["path"], reply["method"], reply["status"], reply["body"])))
