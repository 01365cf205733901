"""The handout of whoever runs the Hub, at `/lab`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minihub import Handout, MiniHub
from tests.minihub.conftest import Raw

TEXT = """\
# The lab in {lang}

Go to [the models]({url}/models) or to [part 1](#c1).

<a id="c1"></a>

### c1: Look

<!-- browser -->

1. Press **Files**.

<details><summary>Trouble?</summary>

![Two files](/lab/pictures/files.en.webp)

</details>

<script>alert(1)</script>
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniHub]:
    folder = tmp_path_factory.mktemp("handout")
    pictures = folder / "pictures"
    pictures.mkdir()
    (pictures / "files.en.webp").write_bytes(b"RIFF")
    (pictures / "card.en.svg").write_text("<svg/>")
    (pictures / "notes.txt").write_text("not a picture")
    (folder / "secret.svg").write_text("not in the folder")
    handout = Handout(lambda lang, url: TEXT.format(lang=lang, url=url), pictures)
    with MiniHub(handout=handout) as running:
        yield running


def page(hub: MiniHub, path: str = "/lab", **headers: str) -> str:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Raw(hub.url)("GET", path, headers=sent).body.decode()


def test_the_text_is_in_the_readers_language_and_names_the_address_that_was_asked(
    hub: MiniHub,
) -> None:
    korean = page(hub, Accept_Language="ko-KR,ko;q=0.9")
    assert "The lab in ko</h2>" in korean
    assert "The lab in en</h2>" in page(hub, "/lab?lang=en", Accept_Language="ko")
    port = hub.url.rpartition(":")[2]
    assert f'href="http://localhost:{port}/models"' in page(hub, Host=f"localhost:{port}")


def test_links_lead_to_its_parts_and_pictures(hub: MiniHub) -> None:
    text = page(hub)
    assert 'href="#card-c1"' in text
    assert '<a id="card-c1"' in text
    assert '<img src="/lab/pictures/files.en.webp" alt="Two files">' in text
    assert "<details><summary>Trouble?</summary>" in text
    assert "<script>" not in text


def test_the_header_leads_to_it(hub: MiniHub) -> None:
    assert '<a href="/lab">The lab</a>' in page(hub, "/?lang=en")
    assert '<a href="/lab">실습</a>' in page(hub, "/?lang=ko")
    assert '<a href="/lab" aria-current="page">' in page(hub)


@pytest.mark.parametrize(
    ("name", "kind"), [("files.en.webp", "image/webp"), ("card.en.svg", "image/svg+xml")]
)
def test_a_picture(hub: MiniHub, name: str, kind: str) -> None:
    answer = Raw(hub.url)("GET", f"/lab/pictures/{name}")
    assert (answer.status, answer.headers["content-type"]) == (200, kind)


@pytest.mark.parametrize(
    "name", ["nothing.webp", "notes.txt", "..%2Fsecret.svg", "..%5Csecret.svg", "%2Fetc%2Fpasswd"]
)
def test_nothing_else_is_served(hub: MiniHub, name: str) -> None:
    assert Raw(hub.url)("GET", f"/lab/pictures/{name}").status == 404


def test_without_a_handout_there_is_no_such_page(tmp_path: Path) -> None:
    with MiniHub(tmp_path) as plain:
        assert Raw(plain.url)("GET", "/lab").status == 404
        assert '"/lab"' not in page(plain, "/")
        plain.add_user("lab")
        assert Raw(plain.url)("GET", "/lab").status == 200
