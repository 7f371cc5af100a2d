"""Calls the API as its documentation shows it: `requests`, files and data, and the documented retry recipe."""

import json
import sys
import time

import requests

BASE, AUDIO = sys.argv[1:]
HEADERS = {"x-api-key": "sk-theta-XXXXXXXXXXXXXXXXXXXXXXXX"}


def post_with_retry(url, *, headers, files=None, data=None, max_retries=3):
    backoff = 1.0
    for attempt in range(max_retries):
        r = requests.post(url, headers=headers, files=files, data=data, timeout=30)
        if r.status_code == 200:
            return r.json()
        if r.status_code in (400, 401, 402):
            raise RuntimeError(f"{r.status_code} {r.text}")
        if r.status_code in (429, 500, 502, 503, 504):
            if attempt == max_retries - 1:
                raise RuntimeError(f"{r.status_code} after {max_retries} attempts: {r.text}")
            time.sleep(backoff)
            backoff *= 2
            continue
        raise RuntimeError(f"Unexpected {r.status_code}: {r.text}")


def post(path, headers=HEADERS, **data):
    with open(AUDIO, "rb") as audio:
        files = {"file": ("audio.wav", audio, "audio/wav")}
        return post_with_retry(BASE + path, headers=headers, files=files, data=data)


def failure(path, **arguments):
    try:
        post(path, **arguments)
    except RuntimeError as error:
        return error
    return "no error"


gold = json.dumps({"gold_text": "Wow, check out this castle."})

result = post("/transcribe", transcribe_options=json.dumps({"suppress_korean": True}))
print("transcribe:", result["text"])

native = post("/analyze-native", options=gold)
print("analyze-native:", len(native["speech_components"]), "component")

feedback = post("/pronunciation", options=gold, native_speech_components_json=json.dumps(native["speech_components"]))
print("pronunciation:", *feedback)

print("wrong key:", failure("/transcribe", headers={"x-api-key": "sk-XXXX"}))
print("no gold_text:", failure("/pronunciation-simple", options="{}"))
print("bad native:", failure("/pronunciation", options=gold, native_speech_components_json='{"not": "a list"}'))
