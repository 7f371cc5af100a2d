"""Gives values for the calls of a client, answers its requests and judges both by an OpenAPI document: `wire.py DOCUMENT PLAN`.

It says where it listens and where the values are, reads on standard input what became of each call, and says at the end of that what is
wrong, a line each, and a last line of counts.
"""

import json
import sys
import tempfile
import threading
import warnings
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Nothing is written into the tree.
sys.dont_write_bytecode = True

import document as documents
from judge import Judge, fits
from made import Maker
from document import followed

# Rounds that are answered with successes; the others with a failure each. The first has only what must be given.
SUCCESSES, ROUNDS = 3, 8


def shown_in(document, node):
    """The examples beside a schema."""
    shown = [node["example"]] if "example" in node else []
    several = node.get("examples", {})
    for one in several.values() if isinstance(several, dict) else []:
        one = followed(document, one)
        if "value" in one:
            shown.append(one["value"])
    return shown


class Reply:
    def __init__(self, status, media, body, how):
        self.status, self.media, self.body, self.how = status, media, body, how


class Called:
    """A call of the plan, with what is given and answered."""

    def __init__(self, document, maker, planned):
        self.document, self.maker = document, maker
        self.index, self.title, self.is_exact = planned["index"], planned["operation"], planned["exact"]
        self.operation = documents.operation(document, self.title)
        self.values = {}
        for slot in planned["slots"]:
            found = self.schema_of(slot)
            if found:
                is_plain = slot.startswith(("path:", "query:", "header:")) or not self.is_json
                made, how = maker.values(*found, count=2, plain=is_plain)
                maker.kinds["value", how] += 1
                made = [value for value in made if value is not None]
                if slot == "body" and all(kind.startswith("text/") for kind in self.bodies):
                    made = [value if isinstance(value, str) else json.dumps(value) for value in made]
                if made:
                    self.values[slot] = made[-1]
        self.successes, self.failures = self.replies()

    @property
    def rounds(self):
        """Those that have something to answer, and at least the two that differ in what is given."""
        return list(range(max(2, min(SUCCESSES, len(self.successes))))) + [SUCCESSES + at for at in range(len(self.failures))]

    @property
    def bodies(self):
        body = followed(self.document, self.operation.get("requestBody", {}))
        return body.get("content", {})

    @property
    def is_json(self):
        return all("json" in kind for kind in self.bodies)

    def schema_of(self, slot):
        """The schema of what a call takes, and examples of it."""
        place, _, name = slot.partition(":")
        if place in ("path", "query", "header"):
            for one in self.operation["parameters"]:
                is_it = one["name"].lower() == name.lower() if place == "header" else one["name"] == name
                if one["in"] == place and is_it:
                    holder = next(iter(one["content"].values())) if "content" in one else one
                    return (narrowed(self.document, holder.get("schema", {}), place), shown_in(self.document, one))
            return None
        for media in self.bodies.values():
            schema = media.get("schema", {})
            if place == "body":
                return (schema, shown_in(self.document, media))
            field = self.field(schema, name, 0)
            if field is not None:
                return (field, [])
        return None

    def field(self, schema, name, depth):
        schema = followed(self.document, schema)
        if not isinstance(schema, dict) or depth > 20:
            return None
        if name in schema.get("properties", {}):
            return schema["properties"][name]
        for key in ("allOf", "anyOf", "oneOf"):
            for one in schema.get(key, []):
                found = self.field(one, name, depth + 1)
                if found is not None:
                    return found
        return None

    def replies(self):
        responses = {str(status): followed(self.document, one) for status, one in self.operation["responses"].items()}
        good = [status for status in responses if status[0] == "2"]
        good = good or [status for status in responses if status[0] == "3"] or [status for status in responses if status == "default"]
        bad = [status for status in responses if status[0] in "45" or (status == "default" and "default" not in good)]
        number = {"2XX": 200, "3XX": 302, "4XX": 418, "5XX": 599}
        if "default" in good:
            number["default"] = 200
        else:
            number["default"] = next(one for one in (500, 503, 418) if str(one) not in responses)
        successes = []
        for status in good:
            successes += self.of_response(int(number.get(status.upper(), number.get(status, status))), responses[status], SUCCESSES)
        failures = []
        for status in bad[: ROUNDS - SUCCESSES]:
            every = self.of_response(int(number.get(status.upper(), number.get(status, status))), responses[status], 1)
            every.sort(key=lambda reply: "json" not in reply.media)
            failures += every[:1]
        return successes, failures

    def of_response(self, status, response, count):
        if not response.get("content"):
            return [Reply(status, "", b"", "empty")]
        found = []
        for kind, media in response["content"].items():
            schema = media.get("schema", {})
            if isinstance(schema, bool):
                schema = {}
            shown = shown_in(self.document, media)
            whole = followed(self.document, schema)
            if not is_text(kind) or whole.get("format") == "binary":
                found.append(Reply(status, kind, b"content", "bytes"))
                continue
            if "json" not in kind and "event-stream" not in kind and whole.get("type", "string") == "string":
                found.append(Reply(status, kind, b"text", "text"))
                continue
            values, how = self.maker.values(schema, shown, count)
            self.maker.kinds["answer", how] += 1
            bodies = [written(kind, value, self.operation) for value in values]
            found += [Reply(status, kind, body, how) for body in bodies if body is not None]
        # Each media type once, before any of them again.
        seen = Counter()
        for reply in found:
            reply.turn = seen[reply.media]
            seen[reply.media] += 1
        return sorted(found, key=lambda reply: reply.turn)

    def body_is_impossible(self, why):
        """Whether a body was refused of which the document itself has none: no tool finds a value, nor does it show one."""
        if "body" not in why:
            return False
        made = [self.maker.values(media.get("schema", {}), shown_in(self.document, media)) for media in self.bodies.values()]
        return bool(made) and all(how in ("none", "overlapping") for _, how in made)

    def reply(self, round, accept):
        if round >= SUCCESSES:
            at = round - SUCCESSES
            return self.failures[at] if at < len(self.failures) else None
        fitting = [one for one in self.successes if not one.media or fits(accept, one.media)]
        return fitting[round % len(fitting)] if fitting else None


def narrowed(document, schema, place):
    """What a parameter can be: no empty text is a step of a path, and a list in an address has an item."""
    whole = followed(document, schema)
    if not isinstance(whole, dict):
        return schema
    if place == "path" and whole.get("type") == "string" and "minLength" not in whole:
        return {**whole, "minLength": 1, "maxLength": 12, "pattern": whole.get("pattern", "^[A-Za-z0-9 &=?%+#_-]{1,12}$")}
    if whole.get("type") == "array" and "minItems" not in whole:
        return {**whole, "minItems": 1}
    return schema


def is_text(kind):
    kind = kind.split(";")[0].lower()
    return kind.startswith("text/") or any(word in kind for word in ("json", "xml", "yaml", "*/*"))


def written(kind, value, operation):
    """The body of a reply; nothing where a value cannot be written so."""
    text = json.dumps(value)
    if "event-stream" in kind:
        if isinstance(value, dict) and "event" in value and "data" in value:
            data = value["data"] if isinstance(value["data"], str) else json.dumps(value["data"])
            text = f"event: {value['event']}\ndata: {data}\n\n"
        else:
            text = f"data: {value if isinstance(value, str) else text}\n\n"
        # Words alone say how such streams end.
        return (text + ("data: [DONE]\n\n" if "[DONE]" in json.dumps(operation) else "")).encode()
    if "json" in kind or kind == "*/*":
        return (text + "\n" * ("jsonl" in kind or "ndjson" in kind)).encode()
    return value.encode() if isinstance(value, str) else None


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, calls):
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls = {call.index: call for call in calls}
        self.sent = []
        self.given = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        if "chunked" in self.headers.get("transfer-encoding", ""):
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def answer(self):
        _, index, round, address, *rest = self.path.split("/")
        address, mark, query = address.partition("?")
        rest = "".join(f"/{step}" for step in rest) + mark + query
        url = bytes.fromhex(address).decode() + rest
        body = self.body()
        call, round = self.server.calls[int(index)], int(round)
        if Judge.is_of(call.title, self.command, url):
            sent = {"index": call.index, "round": round, "method": self.command, "url": url, "headers": self.headers.items(), "body": body}
            self.server.sent.append(sent)
            reply = call.reply(round, self.headers.get("accept", "*/*"))
            self.server.given[call.index, round] = reply
        else:
            # A client may ask for its token first.
            token = {"access_token": "t0ken-t0ken", "token_type": "bearer", "expires_in": 3600}
            reply = Reply(200, "application/json", json.dumps(token).encode(), "token")
            self.server.given.setdefault((call.index, round), None)
        reply = reply or Reply(599, "", b"", "none")
        self.send_response(reply.status)
        if reply.media:
            self.send_header("content-type", reply.media.replace("*/*", "application/json"))
        has_body = self.command != "HEAD" and reply.status not in (204, 304)
        if has_body:
            self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        if has_body:
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer


def main():
    warnings.simplefilter("ignore")
    name, plan = sys.argv[1:]
    document = documents.read(name)
    with open(plan, encoding="utf-8") as file:
        plan = json.load(file)
    maker = Maker(document)
    calls = [Called(document, maker, planned) for planned in plan if planned["called"]]
    server = Server(calls)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    values = [f"{call.index}\t{slot}\t{json.dumps(value)}\n" for call in calls for slot, value in call.values.items()]
    values += [f"{call.index}\trounds\t{json.dumps(call.rounds)}\n" for call in calls]
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        file.writelines(values)
        file.flush()
        print(f"{server.server_port}\t{file.name}", flush=True)
        said = sys.stdin.read().splitlines()
    server.shutdown()
    counts = Counter({"operations": len({call.title for call in calls}), "called": len(calls)})
    counts["not called"] = len(plan) - len(calls)
    for (what, how), count in maker.kinds.items():
        counts[f"{what}s {how}"] += count
    for wrong in verdict(document, server, said, counts):
        print(wrong)
    print(json.dumps(counts))


def verdict(document, server, said, counts):
    if server.sent:
        judge = Judge(document, server.sent[0]["url"])
    for sent in server.sent:
        if sent["round"] > 1:
            continue
        call = server.calls[sent["index"]]
        title = call.title
        counts["requests"] += 1
        verdict, why = judge.request(title, sent)
        if verdict == "refused":
            if not call.is_exact:
                # The report of the import says that the contract does not say all of it.
                verdict = "inexact"
            elif call.body_is_impossible(why):
                verdict = "impossible"
        counts[f"requests {verdict}"] += 1
        if verdict != "accepted":
            body = sent["body"].decode(errors="replace")[:200]
            yield f"request {verdict}: {title}: {sent['url']} {body}: {why}"
    for line in said:
        first, *rest = line.split("\t")
        if first == "value":
            call = server.calls[int(rest[0])]
            kind = "not taken" if call.is_exact else "inexact"
            counts[f"values {kind}"] += 1
            yield f"value {kind}: {call.title}: {' '.join(rest[1:])[:400]}"
            continue
        call, round, kind, about = server.calls[int(first)], int(rest[0]), rest[1], " ".join(rest[2:])
        if (call.index, round) not in server.given:
            if round < 2:
                counts["not sent"] += 1
                yield f"not sent: {call.title}, round {round}: {kind} {about}"
            continue
        reply = server.given[call.index, round]
        if round < SUCCESSES:
            if reply is None:
                kind = "missing" if call.is_exact else "inexact"
                counts[f"answers {kind}"] += round == 0
                if round == 0:
                    yield f"answer {kind}: {call.title}: none of the documented ones could be made or is asked for: {about}"
                continue
            counts["answers"] += 1
            counts[f"answers of kind {reply.how}"] += 1
            if kind != "ok":
                counts["answers not read"] += 1
                yield f"answer not read: {call.title}: {reply.status} {reply.media} {reply.body[:600].decode(errors='replace')}: {kind} {about}"
        elif reply is not None:
            counts["failures"] += 1
            counts[f"failures of kind {reply.how}"] += 1
            if kind != "api":
                counts["failures not told"] += 1
                yield f"failure not told: {call.title}: {reply.status} {reply.media} {reply.body[:600].decode(errors='replace')}: {kind} {about}"


if __name__ == "__main__":
    main()
