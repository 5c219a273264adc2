"""As much of the Hub as an upload needs: a server on loopback that takes a repository and a commit."""

import base64
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hub:
    """What was uploaded."""

    def __init__(self) -> None:
        self.address = ""
        self.created: list[dict[str, object]] = []
        self.files: dict[str, bytes] = {}


@contextmanager
def hub() -> Generator[Hub]:
    """A Hub that takes anything."""
    taken = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/api/repos/create":
                taken.created.append(json.loads(body))
                self._reply({"url": f"{taken.address}/datasets/me/tasks"})
            elif "/preupload/" in self.path:
                listed = [
                    {"path": file["path"], "uploadMode": "regular", "shouldIgnore": False}
                    for file in json.loads(body)["files"]
                ]
                self._reply({"files": listed})
            elif "/commit/" in self.path:
                for line in map(json.loads, body.splitlines()):
                    if line["key"] == "file":
                        taken.files[line["value"]["path"]] = base64.b64decode(line["value"]["content"])
                self._reply({"commitUrl": f"{taken.address}/datasets/me/tasks/commit/1", "commitOid": "1"})
            else:
                self._reply({"valid": True, "errors": [], "warnings": []})

        def do_GET(self) -> None:
            self._reply({"id": "me/tasks", "siblings": [], "private": True, "sha": "0"})

        def _reply(self, value: object) -> None:
            data = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    taken.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield taken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
