"""An API server over HTTP, as small as the list API allows: pages, refusals, broken answers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "secret-token-of-the-test"
Object = dict[str, Any]
Answer = tuple[int, bytes]
Query = dict[str, str]


@dataclass
class ApiServer:
    """`lists` by their path; `special` answers come first: a function of the query, or None."""

    lists: dict[str, list[Object]] = field(default_factory=dict)
    answers: dict[str, Object] = field(default_factory=dict)
    special: dict[str, Callable[[Query], Answer | None]] = field(default_factory=dict)
    asked: list[tuple[str, Query]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    location: str = ""  # where a redirection leads

    def answer(self, method: str, target: str, authorization: str) -> Answer:
        """The status and the body for a request."""
        parts = urlsplit(target)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.asked.append((parts.path, query))
        if method != "GET" or authorization != f"Bearer {TOKEN}":
            self.refused.append(f"{method} {target}")
            return status(401, "Unauthorized")
        if parts.path in self.special and (found := self.special[parts.path](query)):
            return found
        if parts.path in self.answers:
            return 200, json.dumps(self.answers[parts.path]).encode()
        if parts.path == "/apis":
            return 200, b'{"kind": "APIGroupList", "groups": []}'
        return 200, json.dumps(page(self.lists.get(parts.path, []), query)).encode()


def page(items: list[Object], query: Query) -> Object:
    """One page of a list; the token is where the next one begins."""
    first, limit = int(query.get("continue", 0)), int(query.get("limit", 0)) or len(items)
    last = first + limit
    metadata = {"resourceVersion": "7", **({"continue": str(last)} if last < len(items) else {})}
    return {"kind": "SomeList", "metadata": metadata, "items": items[first:last]}


def status(code: int, message: str) -> Answer:
    """An answer that refuses, as the API server words it."""
    return code, json.dumps({"kind": "Status", "code": code, "message": message}).encode()


@contextmanager
def serving(server: ApiServer, folder: Path) -> Iterator[str]:
    """Run the server; the path of a kubeconfig for it, with the context `test`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, body = server.answer(
                self.command, self.path, self.headers.get("Authorization", "")
            )
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            if server.location:
                self.send_header("Location", server.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "clusters": [
            {"name": "c", "cluster": {"server": f"http://127.0.0.1:{running.server_port}"}}
        ],
        "users": [{"name": "u", "user": {"token": TOKEN}}],
        "contexts": [
            {"name": name, "context": {"cluster": "c", "user": "u"}}
            for name in ("test", "arn:aws:eks:eu-1:1:cluster/prod")
        ],
    }
    path = folder / f"kubeconfig-{running.server_port}"
    path.write_text(json.dumps(config))
    try:
        yield str(path)
    finally:
        running.shutdown()
        running.server_close()
