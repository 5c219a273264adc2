"""A connection to an endpoint through the proxy that the environment names: httpx2's, which knows all kinds."""

from __future__ import annotations

import urllib.request

import httpx2

from taskloom.llm.connection import CONNECT_S, IDLE_S, Response, Target
from taskloom.llm.fault import Fault

_ONE = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=IDLE_S)


class Proxied:
    """A transport with a single connection: one that holds many looks at all of them for every request."""

    def __init__(self, target: Target, url: httpx2.URL, proxy: str) -> None:
        self._target = target
        self._url = url
        self._transport = httpx2.AsyncHTTPTransport(verify=target.context or False, limits=_ONE, proxy=proxy)

    async def exchange(self, body: bytes) -> Response:
        """The reply to a request's body. Raises Fault."""
        headers = [*self._target.headers, ("Content-Length", str(len(body)))]
        timeout = {"timeout": {"connect": CONNECT_S}}
        request = httpx2.Request("POST", self._url, headers=headers, content=body, extensions=timeout)
        try:
            response = await self._transport.handle_async_request(request)
            try:
                content = await response.aread()
            finally:
                await response.aclose()
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
            raise Fault("unreachable", f"no connection: {error or type(error).__name__}") from None
        except httpx2.HTTPError as error:
            raise Fault("cut", f"the connection broke off: {error or type(error).__name__}") from None
        return Response(response.status_code, content, response.headers.get("retry-after"))

    async def close(self) -> None:
        """Give it up."""
        await self._transport.aclose()


def proxy_of(url: httpx2.URL) -> str | None:
    """The proxy that the environment names for an address."""
    if urllib.request.proxy_bypass(url.host):
        return None
    proxies = urllib.request.getproxies()
    return proxies.get(url.scheme) or proxies.get("all")
