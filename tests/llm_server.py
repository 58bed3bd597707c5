"""A server that speaks the chat completions protocol over HTTP on this machine, and misbehaves as it is told to.

Each request is answered by the next of the given ``replies``, the last one again and again; a reply is a function from the
request's body to a ``Reply``. ``recorded`` answers by what stands in the question.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.server
import json
import re
import threading
import time
from collections.abc import Callable


@dataclasses.dataclass
class Reply:
    """How one request is answered. ``pieces`` cut the content for streaming; ``wait`` seconds pass before each of them."""

    content: str | None = '{"claims": []}'
    status: int = 200
    headers: dict = dataclasses.field(default_factory=dict)
    stream: bool = True
    pieces: int = 7
    wait: float = 0.0
    finish: str | None = "stop"
    refusal: str | None = None
    usage: bool = True
    body: str | None = None
    cut: bool = False
    gap: str = "\n"


Replier = Callable[[dict], Reply]


class Server:
    """A running server with what it was asked: ``requests`` are bodies, ``headers`` their headers."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.requests, self.headers, self.paths = [], [], []
        self.running = self.most = 0
        self.lock = threading.Lock()
        self.http = _Quiet(("127.0.0.1", 0), _Handler)
        self.http.owner = self
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def reply(self, body):
        with self.lock:
            found = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return found(body) if callable(found) else found

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


class _Quiet(http.server.ThreadingHTTPServer):
    """A server that says nothing of clients that hang up."""

    def handle_error(self, request, address):
        pass


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers as the server that it belongs to says."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        server = self.server.owner
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with server.lock:
            server.requests.append(body)
            server.headers.append(dict(self.headers))
            server.paths.append(self.path)
            server.running += 1
            server.most = max(server.most, server.running)
        try:
            with contextlib.suppress(OSError):
                self.answer(server.reply(body), body)
        finally:
            with server.lock:
                server.running -= 1

    def answer(self, reply, body):
        if reply.status != 200 or reply.body is not None:
            time.sleep(reply.wait)
            text = reply.body if reply.body is not None else json.dumps({"error": {"message": "no"}})
            return self.whole(text, reply, "application/json")
        if reply.stream and body.get("stream"):
            return self.streamed(reply)
        time.sleep(reply.wait)
        message = {"role": "assistant", "content": reply.content, "refusal": reply.refusal}
        value = {"choices": [{"index": 0, "message": message, "finish_reason": reply.finish}]}
        return self.whole(json.dumps(value | _usage(reply)), reply, "application/json")

    def whole(self, text, reply, kind):
        data = text.encode()
        self.send_response(reply.status)
        for name, value in {"content-type": kind, "content-length": str(len(data)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def streamed(self, reply):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        if reply.cut:  # else the asker may use the connection again before it notices that it is gone
            self.send_header("connection", "close")
        self.end_headers()
        self.event({"choices": [{"index": 0, "delta": {"role": "assistant"}}]}, reply)
        text = reply.content or ""
        size = max(1, -(-len(text) // reply.pieces))
        for at in range(0, len(text), size):
            time.sleep(reply.wait)
            self.event({"choices": [{"index": 0, "delta": {"content": text[at : at + size]}}]}, reply)
        if reply.refusal:
            self.event({"choices": [{"index": 0, "delta": {"refusal": reply.refusal}}]}, reply)
        if reply.cut:
            self.close_connection = True
            return self.wfile.write(b"0\r\n\r\n")
        self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish}]}, reply)
        if reply.usage:
            self.event({"choices": [], **_usage(reply)}, reply)
        self.chunk(f"data: [DONE]{reply.gap}{reply.gap}")
        return self.wfile.write(b"0\r\n\r\n")

    def event(self, value, reply):
        self.chunk(f": alive{reply.gap}{reply.gap}data: {json.dumps(value)}{reply.gap}{reply.gap}")

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _usage(reply):
    return {"usage": {"prompt_tokens": 1000, "completion_tokens": 200}} if reply.usage else {}


def recorded(answers: dict[str, str]) -> Replier:
    """Answers by the last sentence of the question: ``answers`` by reports' texts, white space flattened."""

    def replier(body):
        lines = re.findall(r"^\[\d+\] (.*)$", body["messages"][-1]["content"], re.MULTILINE)
        return Reply(next(answer for text, answer in answers.items() if lines[-1] in text))

    return replier
