"""Holds contracts against the JSON Schema of the language: a line for each file, and one for each mistake in it."""

import datetime
import json
import sys
import tomllib

from jsonschema import Draft202012Validator


def plain(value):
    """TOML as JSON: a date is a text."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return value


schema_file, *contracts = sys.argv[1:]
with open(schema_file, encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
for contract in contracts:
    with open(contract, "rb") as file:
        mistakes = sorted(validator.iter_errors(plain(tomllib.load(file))), key=lambda error: error.json_path)
    print(f"{contract}: {len(mistakes)}")
    for mistake in mistakes:
        print("  " + "/".join(str(step) for step in mistake.absolute_path))
