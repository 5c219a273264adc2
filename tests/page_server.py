"""A web server on loopback whose pages a test writes: real HTTP, real sockets, every request kept."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self

HTML = {"Content-Type": "text/html; charset=utf-8"}


class Page(NamedTuple):
    """What a path gives."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = HTML
    sized: bool = True
    """Declares its length."""
    hang: bool = False
    """Sends nothing until the server is closed."""
    trickle: bool = False
    """Declares more than it sends, and sends a byte now and then until the server is closed."""


class Asked(NamedTuple):
    """A request that came."""

    path: str
    headers: Mapping[str, str]
    """By lower-case name."""


def page(title: str, body: str = "", language: str = "en") -> Page:
    """An HTML page."""
    text = f"<html lang='{language}'><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    return Page(text.encode())


def moved(target: str, status: int = 302) -> Page:
    """A redirect."""
    return Page(b"", status, {"Location": target})


class PageServer:
    """A server in a thread, up within a `with` block; `pages` may be changed at any time.

    A path that is not there gives 404, robots.txt too unless it is among the pages.
    """

    def __init__(
        self,
        pages: Mapping[str, Page | Callable[[], Page]],
        context: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self.pages = dict(pages)
        self.asked: list[Asked] = []
        self._closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}))
                outer._give(self)

            def log_message(self, format: str, *args: object) -> None:
                del format, args

        self._http = ThreadingHTTPServer((host, 0), Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        if context is not None:
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self.port = int(self._http.server_address[1])
        self.origin = f"{host}:{self.port}"
        self.url = f"{'http' if context is None else 'https'}://{self.origin}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def paths(self) -> list[str]:
        """The paths asked for, in order, robots.txt apart."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def found(self, path: str) -> Page | None:
        """What is at a path."""
        found = self.pages.get(path)
        return found if found is None or isinstance(found, Page) else found()

    def _give(self, handler: BaseHTTPRequestHandler) -> None:
        given = self.found(handler.path) or Page(b"<h1>no such page</h1>", 404)
        if given.hang:
            self._closing.wait()
            return
        handler.send_response(given.status)
        for name, value in given.headers.items():
            handler.send_header(name, value)
        if given.sized and "Content-Length" not in given.headers:
            handler.send_header("Content-Length", str(len(given.body) + 1000 * given.trickle))
        handler.end_headers()
        try:
            handler.wfile.write(given.body)
            while given.trickle and not self._closing.wait(0.02):
                handler.wfile.write(b".")
        except OSError:
            # the client has had enough
            return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
