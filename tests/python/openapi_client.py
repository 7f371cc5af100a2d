"""Calls the API with a client that another generator made from the OpenAPI document."""

import importlib
import json
import sys
from io import BytesIO

folder, base, scripted, audio, plan_file = sys.argv[1:]
sys.path.insert(0, folder)

from generated import AuthenticatedClient, models
from generated.types import File

with open(audio, "rb") as file:
    AUDIO = file.read()
KEY = "sk-theta-XXXXXXXXXXXXXXXXXXXXXXXX"
SENTENCE = "Wow, check out this castle."


def client(url, key=KEY):
    return AuthenticatedClient(base_url=url, token=key, prefix="", auth_header_name="x-api-key")


def body(endpoint, content=AUDIO, native="[]"):
    file = File(payload=BytesIO(content), file_name="native.wav", mime_type="audio/wav")
    match endpoint:
        case "transcribe":
            options = models.TranscribeOptions(suppress_korean=True)
            return models.TranscribeBody(file=file, transcribe_options=options)
        case "analyze_native":
            return models.AnalyzeNativeBody(file=file, options=models.NativeOptions(gold_text=SENTENCE))
        case "pronunciation":
            options = models.PronunciationOptions(gold_text=SENTENCE, language=models.Language.EN)
            return models.PronunciationBody(file=file, options=options, native_speech_components_json=native)
        case "pronunciation_simple":
            return models.PronunciationSimpleBody(file=file, options=models.PronunciationOptions(gold_text=SENTENCE))


def call(endpoint, url=base, key=KEY, **arguments):
    module = importlib.import_module(f"generated.api.default.{endpoint}")
    return module.sync_detailed(client=client(url, key), body=body(endpoint, **arguments))


def show(what, response):
    parsed = response.parsed
    content = response.content.decode().replace("\n", " ")
    print(what, int(response.status_code), type(parsed).__name__, content)


show("transcribe", call("transcribe"))
native = call("analyze_native")
show("analyze_native", native)
components = json.dumps([component.to_dict() for component in native.parsed.speech_components])
show("pronunciation", call("pronunciation", native=components))
show("pronunciation_simple", call("pronunciation_simple"))
show("wrong key", call("transcribe", key="sk-theta"))
show("no audio", call("transcribe", content=b""))
show("bad native", call("pronunciation", native='{"not": "a list"}'))

# Failures that no request causes, in the order in which the server gives them.
with open(plan_file, encoding="utf-8") as file:
    plan = json.load(file)
for endpoint in plan:
    show("scripted", call(endpoint, url=scripted))
