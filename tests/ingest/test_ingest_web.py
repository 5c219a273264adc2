"""Fetching, from a real server on loopback: what comes, and what is refused with which reason."""

import asyncio
import gzip
import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from page_server import HTML, Page, PageServer, moved, page
from taskloom.ingest.errors import NotFetched
from taskloom.ingest.web import Fetched, Fetcher
from taskloom.ingest.web_settings import Web

DATA = Path(__file__).parents[1] / "data" / "web"
MOMENT = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
MOST = 200_000


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer({"/": page("Lindhaven")}) as server:
        yield server


def fetch(server: PageServer, path: str = "/", **web: object) -> Fetched:
    settings = Web.model_validate({"allow": [server.origin], **web})
    return asyncio.run(Fetcher(settings, MOST, now=lambda: MOMENT).fetch(f"{server.url}{path}"))


def refused(server: PageServer, path: str = "/", **web: object) -> NotFetched:
    with pytest.raises(NotFetched) as error:
        fetch(server, path, **web)
    return error.value


def test_a_page_comes_with_its_address_type_and_time(server: PageServer) -> None:
    found = fetch(server, "/#part")
    assert found == Fetched(
        f"{server.url}/", f"{server.url}/", page("Lindhaven").body, "text/html", "utf-8", "2025-03-04T05:06:07Z"
    )


def test_the_client_says_who_it_is(server: PageServer) -> None:
    fetch(server, contact="mailto:me@example.org")
    headers = server.asked[-1].headers
    assert headers["user-agent"].startswith("taskloom/")
    assert headers["user-agent"].endswith("(+mailto:me@example.org)")
    assert headers["host"] == server.origin
    assert "cookie" not in headers and "referer" not in headers


def test_nothing_on_loopback_is_met_unless_admitted(server: PageServer) -> None:
    assert "127.0.0.1, which is not on the public internet" in str(refused(server, allow=[]))
    assert server.asked == []


def test_a_name_that_leads_to_loopback_is_not_met_unless_admitted(server: PageServer) -> None:
    address = f"http://localhost:{server.port}/"
    with pytest.raises(NotFetched, match="not on the public internet"):
        asyncio.run(Fetcher(Web(), MOST).fetch(address))
    assert server.asked == []
    admitted = Web(allow=(f"localhost:{server.port}",))
    assert asyncio.run(Fetcher(admitted, MOST).fetch(address)).data == page("Lindhaven").body


def test_the_connection_goes_where_the_check_was(server: PageServer) -> None:
    """A name no system resolves is met at the number that was checked, and is resolved once a request."""
    resolutions: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        del port
        resolutions.append(host)
        return ["127.0.0.1"]

    settings = Web(allow=(f"pages.test:{server.port}",), robots=False)
    found = asyncio.run(Fetcher(settings, MOST, resolve=resolve).fetch(f"http://pages.test:{server.port}/"))
    assert (found.data, resolutions) == (page("Lindhaven").body, ["pages.test"])
    assert server.asked[-1].headers["host"] == f"pages.test:{server.port}"


def test_a_redirect_to_a_name_that_leads_inside_is_refused(server: PageServer) -> None:
    """Each address on the way is resolved and checked on its own."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        del host, port
        return ["127.0.0.1"]

    server.pages["/"] = moved(f"http://inner.test:{server.port}/secret")
    settings = Web(allow=(f"pages.test:{server.port}",))
    with pytest.raises(NotFetched, match=r"inner\.test is 127\.0\.0\.1, which is not on the public internet"):
        asyncio.run(Fetcher(settings, MOST, resolve=resolve).fetch(f"http://pages.test:{server.port}/"))
    assert server.paths() == ["/"]


@pytest.mark.parametrize("trusted", [True, False])
def test_the_certificate_is_held_to_the_name(trusted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is made to a number; what the server proves is the name."""
    pem = DATA / "pages_test.pem"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))

    async def resolve(host: str, port: int) -> Sequence[str]:
        del host, port
        return ["127.0.0.1"]

    with PageServer({"/": page("Secure")}, context) as server:
        allow = (f"pages.test:{server.port}", f"other.test:{server.port}")
        fetcher = Fetcher(Web(allow=allow, robots=False), MOST, resolve=resolve)

        async def both() -> None:
            address = f"https://pages.test:{server.port}/"
            if trusted:
                assert (await fetcher.fetch(address)).data == page("Secure").body
            else:
                with pytest.raises(NotFetched, match="CERTIFICATE_VERIFY_FAILED"):
                    await fetcher.fetch(address)
            with pytest.raises(NotFetched, match="CERTIFICATE_VERIFY_FAILED"):
                await fetcher.fetch(f"https://other.test:{server.port}/")

        asyncio.run(both())
    assert names == ["pages.test", "other.test"]


def test_a_redirect_is_followed_and_its_end_told(server: PageServer) -> None:
    server.pages |= {"/a": moved("b", 301), "/b": moved("/c?d=e", 308), "/c?d=e": page("End")}
    found = fetch(server, "/a")
    assert (found.address, found.final) == (f"{server.url}/a", f"{server.url}/c?d=e")
    assert found.data == page("End").body


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:1/", "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::ffff:127.0.0.1]:1/"],
)
def test_a_redirect_to_inside_is_refused(server: PageServer, target: str) -> None:
    server.pages["/a"] = moved(target)
    assert "not on the public internet" in str(refused(server, "/a", robots=False))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://example.org/", "http://user:pw@example.org/"])
def test_a_redirect_to_what_is_not_fetched_is_refused(server: PageServer, target: str) -> None:
    server.pages["/a"] = moved(target)
    assert "redirects to" in str(refused(server, "/a"))


def test_redirects_have_an_end(server: PageServer) -> None:
    server.pages["/a"] = moved("/a")
    assert "redirects more than 2 times" in str(refused(server, "/a", redirects=2))
    assert server.paths() == ["/a"] * 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 500, 502, 204, 206, 304, 599])
def test_no_status_but_success_gives_a_page(server: PageServer, status: int) -> None:
    server.pages["/a"] = Page(b"" if status in (204, 304) else b"<h1>Oh no</h1>", status)
    error = refused(server, "/a")
    assert (error.status, str(error)[:8]) == (status, f"HTTP {status}")


def test_an_empty_page_is_none(server: PageServer) -> None:
    server.pages["/a"] = Page(b"")
    assert "no bytes" in str(refused(server, "/a"))


def test_what_is_declared_too_large_is_not_read(server: PageServer) -> None:
    server.pages["/a"] = Page(b"x", headers={**HTML, "Content-Length": str(MOST + 1)})
    assert "more than 0.19" in str(refused(server, "/a"))


def test_what_turns_out_too_large_is_not_read_to_its_end(server: PageServer) -> None:
    server.pages["/a"] = Page(b"x" * (MOST + 1), sized=False)
    assert "more than" in str(refused(server, "/a"))


def test_a_compressed_page_is_opened(server: PageServer) -> None:
    body = page("Compressed").body
    server.pages["/a"] = Page(gzip.compress(body), headers={**HTML, "Content-Encoding": "gzip"})
    assert fetch(server, "/a").data == body
    assert server.asked[-1].headers["accept-encoding"] == "gzip"


def test_a_bomb_is_not_opened(server: PageServer) -> None:
    bomb = gzip.compress(b"0" * 100_000_000)
    assert len(bomb) < MOST
    server.pages["/a"] = Page(bomb, headers={**HTML, "Content-Encoding": "gzip"})
    assert "expands to more than" in str(refused(server, "/a"))


@pytest.mark.parametrize(
    ("encoding", "reason"), [("br", "'br', which was not asked for"), ("gzip", "damaged|cut short|was not asked")]
)
def test_a_compression_that_cannot_be_opened_is_told(server: PageServer, encoding: str, reason: str) -> None:
    server.pages["/a"] = Page(b"\x1f\x8b\x08\x00garbage", headers={**HTML, "Content-Encoding": encoding})
    with pytest.raises(NotFetched, match=reason):
        fetch(server, "/a")


@pytest.mark.parametrize("slow", [Page(hang=True), Page(b"begun", trickle=True)])
def test_a_slow_server_is_left(server: PageServer, slow: Page) -> None:
    server.pages["/a"] = slow
    assert "took longer than 0.3 s" in str(refused(server, "/a", seconds=0.3))


def test_a_server_that_is_not_there_is_told() -> None:
    with PageServer({}) as gone:
        pass
    assert "no connection" in str(refused(gone, robots=False))


def test_a_cut_connection_is_told(server: PageServer) -> None:
    server.pages["/a"] = Page(b"half", headers={**HTML, "Content-Length": "8", "Connection": "close"})
    assert "the connection broke off" in str(refused(server, "/a"))


def test_a_busy_server_is_asked_again_when_it_says(server: PageServer) -> None:
    answers = iter([Page(b"", 429, {"Retry-After": "0"}), Page(b"", 503, {"Retry-After": "0"}), page("Here")])
    server.pages["/a"] = lambda: next(answers)
    assert fetch(server, "/a").data == page("Here").body


def test_a_server_that_stays_busy_is_left(server: PageServer) -> None:
    server.pages["/a"] = Page(b"", 429, {"Retry-After": "0"})
    assert refused(server, "/a").status == 429
    assert server.paths() == ["/a"] * 3


def test_a_wait_beyond_the_bound_is_not_waited(server: PageServer) -> None:
    server.pages["/a"] = Page(b"", 503, {"Retry-After": "3600"})
    assert str(refused(server, "/a")) == "HTTP 503 Service Unavailable; asks to come back in 3,600 s"
    assert server.paths() == ["/a"]


def test_robots_are_kept_out_where_the_site_says_so(server: PageServer) -> None:
    server.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private/\n", headers={"Content-Type": "text/plain"})
    server.pages["/private/a"] = page("Private")
    assert "robots.txt keeps robots from it" in str(refused(server, "/private/a"))
    assert server.paths() == []
    assert fetch(server, "/").data == page("Lindhaven").body
    assert fetch(server, "/private/a", robots=False).data == page("Private").body


def test_rules_for_us_by_name_hold(server: PageServer) -> None:
    server.pages["/robots.txt"] = Page(b"User-agent: taskloom\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert "robots.txt keeps" in str(refused(server))


def test_a_redirect_does_not_lead_past_robots(server: PageServer) -> None:
    server.pages |= {"/robots.txt": Page(b"User-agent: *\nDisallow: /b\n"), "/a": moved("/b"), "/b": page("B")}
    assert "robots.txt keeps" in str(refused(server, "/a"))
    assert server.paths() == ["/a"]


def test_rules_that_cannot_be_read_keep_everything_out(server: PageServer) -> None:
    """RFC 9309, 2.3.1.4."""
    server.pages["/robots.txt"] = Page(b"", 500)
    assert "robots.txt cannot be read: HTTP 500" in str(refused(server))


def test_rules_are_read_once_a_site(server: PageServer) -> None:
    server.pages["/b"] = page("B")

    async def twice() -> None:
        fetcher = Fetcher(Web(allow=(server.origin,)), MOST)
        await asyncio.gather(fetcher.fetch(f"{server.url}/"), fetcher.fetch(f"{server.url}/b"))

    asyncio.run(twice())
    assert sorted(one.path for one in server.asked) == ["/", "/b", "/robots.txt"]


def test_an_endpoint_of_the_users_is_admitted_for_itself_and_leads_nowhere_else(server: PageServer) -> None:
    """Its key goes to it and to no other."""
    server.pages |= {"/search": Page(b"{}"), "/moved": moved("/search")}
    fetcher = Fetcher(Web(robots=False), MOST, now=lambda: MOMENT)

    async def ask() -> None:
        assert (await fetcher.ask(f"{server.url}/search", {"X-Key": "secret"})).data == b"{}"
        with pytest.raises(NotFetched, match="HTTP 302"):
            await fetcher.ask(f"{server.url}/moved", {"X-Key": "secret"})
        with pytest.raises(NotFetched, match="not on the public internet"):
            await fetcher.fetch(f"{server.url}/search")

    asyncio.run(ask())
    assert [(one.path, one.headers.get("x-key")) for one in server.asked] == [
        ("/search", "secret"),
        ("/moved", "secret"),
    ]
