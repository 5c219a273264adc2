"""What stands before every page: who may ask, and what a page may do in the browser.

Only loopback names are answered (a site that rebinds its own name to this machine is refused), other sites may link
here but not embed, read or post, and changes need the token that this process made up. Pages may run and load nothing
but what this server serves.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action"
    " 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # 'no-referrer' would make browsers send 'Origin: null' with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Guard:
    """Refuses what the module's text says, and puts the policy on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope["method"], Headers(scope=scope))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if refusal is None:
            await self._app(scope, receive, guarded)
        else:
            await PlainTextResponse(refusal, 403)(scope, receive, guarded)


def new_token() -> str:
    """A token nobody can guess."""
    return secrets.token_urlsafe(24)


def is_token(given: str, token: str) -> bool:
    """Whether a form's token is ours."""
    return secrets.compare_digest(given.encode(), token.encode())


def _refusal(method: str, headers: Headers) -> str | None:
    """Why a request is not answered; None when it is."""
    host = headers.get("host", "")
    if not _is_loopback(host):
        return f"This server answers on 127.0.0.1 and localhost only, not as {host[:100]!r}."
    site = headers.get("sec-fetch-site", "none")
    if method in ("GET", "HEAD"):
        followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return None if site in ("none", "same-origin") or followed else "Another site may link here, and no more."
    origin = headers.get("origin")
    if origin is None or urlsplit(origin).netloc != host or site not in ("none", "same-origin"):
        return "Changes are made from these pages only."
    return None


def _is_loopback(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in _LOOPBACK
    except ValueError:
        return False
