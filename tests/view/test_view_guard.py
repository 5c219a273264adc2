"""Who is answered: loopback names only, no other site, and changes only with this server's token."""

from __future__ import annotations

import re

import pytest
from served import Site

from taskloom.store.reviews import Reviews


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "192.168.0.1", "localhost.", "[", ""])
def test_another_host_is_refused(site: Site, host: str) -> None:
    assert site.get("/tasks", Host=host).status == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:9999", "[::1]:1"])
def test_loopback_names_are_answered(site: Site, host: str) -> None:
    assert site.get("/tasks", Host=host).status == 200


def test_another_site_may_link_and_no_more(site: Site) -> None:
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert site.get("/tasks", **link).status == 200
    for kind in ({"Sec_Fetch_Dest": "iframe"}, {"Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}):
        assert site.get("/tasks", **{**link, **kind}).status == 403
    assert site.get("/record/x", Sec_Fetch_Site="same-site", Sec_Fetch_Mode="cors").status == 403


def test_a_change_needs_origin_and_token(site: Site) -> None:
    form = site.get("/tasks").text
    task = re.findall(r'href="/task/(\w+)', form)[0]
    page = site.get(f"/task/{task}").text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    fields = {"task": task, "opinion": "reject", "token": token}
    assert site.post("/review", fields).status == 403
    assert site.post("/review", fields, Origin="http://evil.example").status == 403
    assert site.post("/review", fields, Origin="null").status == 403
    assert site.post("/review", fields, Origin=site.address, Sec_Fetch_Site="cross-site").status == 403
    assert site.post("/review", {**fields, "token": "guessed"}, Origin=site.address).status == 403
    assert site.get(f"/review?task={task}&opinion=reject&token={token}").status == 200
    assert Reviews(site.run.folder).last() == {}
    assert site.post("/review", fields, Origin=site.address).status == 303
    assert set(Reviews(site.run.folder).last()) == {task}


def test_a_form_longer_than_any_of_ours_is_refused(site: Site) -> None:
    assert site.post("/review", {"comment": "x" * 300_000}, Origin=site.address).status == 413


@pytest.mark.parametrize(
    "path", ["/", "/tasks", "/nothing", "/assets/view.js", "/assets/../guard.py", "/plot/kinds.svg"]
)
def test_every_answer_carries_the_policy(site: Site, path: str) -> None:
    headers = site.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';") and "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


def test_only_pictures_of_the_corpus_are_handed_out(site: Site) -> None:
    for path in ("/source/..%2f..%2frun.sqlite", "/source/run.sqlite", f"/source/{'0' * 64}"):
        assert site.get(path).status == 404
    digests = [path.name for path in (site.run.folder / "corpus/documents").iterdir()]
    types = [answer.headers["content-type"] for one in digests if (answer := site.get(f"/source/{one}")).status == 200]
    assert types == ["image/png"]


def test_an_address_full_of_nonsense_is_a_page(site: Site) -> None:
    assert site.get("/tasks?page=99999999999999&hops=%00&kind=%F0%9F&sort=x&order=y&q=%22(*)%5E").status == 200
    assert site.get("/tasks?page=7000").status == 200
    assert site.get("/task/t_none").status == 404
    assert site.get("/review/99").status == 404
    assert site.get("/review/99/1").status == 404
