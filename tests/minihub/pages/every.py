"""An address of each kind of page, and a repo that makes trouble."""

from __future__ import annotations

from huggingface_hub import CommitOperationAdd, HfApi

PAGES = (
    "/",
    "/models",
    "/models?pipeline_tag=token-classification&language=en",
    "/models?search=no-such-model",
    "/datasets",
    "/spaces",
    "/tour-lab",
    "/tour-lab/ner-small-en",
    "/acme-speech/speaker-check",
    "/tour-lab/ner-small-en/tree/main",
    "/tour-lab/pocket-gpt/blob/main/config.json",
    "/tour-lab/pocket-gpt/blob/main/model.safetensors",
    "/tour-lab/pocket-gpt/commits/main",
    "/datasets/tour-lab/many-voices",
    "/datasets/rivertext/newsroom-sentences/tree/main/data",
    "/spaces/tour-lab/ner-playground",
    "/spaces/tour-lab/ner-playground/blob/main/index.html",
)
REFUSED = (
    "/nobody",
    "/nobody/nothing",
    "/tour-lab/ner-small-en/tree/no-such-branch",
    "/tour-lab/ner-small-en/blob/main/no-such-file",
    "/acme-speech/speaker-check/blob/main/README.md",
    "/models?sort=colour",
)

EVIL_HTML = "<!doctype html><title>x</title><script>document.title = 'broken in'</script>"
EVIL_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title = \'broken in\'">'
    "<script>document.title = 'broken in'</script></svg>"
)
EVIL_CARD = """\
---
license: mit
pipeline_tag: text-classification
tags: ["<script>document.title = 'broken in'</script>", "\\"><img src=x onerror=alert(1)>"]
widget:
  - text: "<img src=x onerror=\\"document.title = 'broken in'\\">"
    example_title: "</h3><script>document.title = 'broken in'</script>"
    output: [{label: "<b>bold</b>", score: 0.9}]
---

# A card <script>document.title = 'broken in'</script>

<script>document.title = 'broken in'</script>
<img src=x onerror="document.title = 'broken in'">
<svg onload="document.title = 'broken in'"><circle r="9"/></svg>
<iframe srcdoc="<script>parent.document.title = 'broken in'</script>"></iframe>
<form action="/api/repos/delete" method="post"><button autofocus>Press me</button></form>
<style>body { display: none !important }</style>
<base href="https://example.org/">
<meta http-equiv="refresh" content="0; url=https://example.org/">
<a href="javascript:document.title='broken in'" onclick="document.title='broken in'">click me</a>
<details open ontoggle="document.title = 'broken in'"><summary>s</summary></details>
<p style="position: fixed; inset: 0" id="main" class="skip">over everything</p>

[markdown click](javascript:document.title='broken%20in') and
[data](data:text/html,<script>alert(1)</script>) and
[entity](&#106;avascript&#58;document.title='broken in') and
![tracker](https://example.org/pixel.png) and ![up](../../../../models) and
![picture](picture.svg) and [page](page.html) and [way out](../../../ada)

##### A deep heading

| a | b |
| --- | --- |
| <script>1</script> | `<script>` |
"""


def commit(api: HfApi, repo: str, files: dict[str, bytes | str], message: str) -> str:
    """Push files in one commit; its sha."""
    operations = [
        CommitOperationAdd(path, data.encode() if isinstance(data, str) else data)
        for path, data in files.items()
    ]
    return api.create_commit(repo, operations, commit_message=message).oid


def make_evil(api: HfApi, repo: str) -> str:
    """Make a repo whose every file and word attacks; return its last commit."""
    files: dict[str, bytes | str] = {
        "README.md": EVIL_CARD,
        "page.html": EVIL_HTML,
        "picture.svg": EVIL_SVG,
        "notes/<script>alert(1)</script>.txt": "<script>document.title = 'broken in'</script>\n",
    }
    return commit(api, repo, files, "<script>document.title = 'broken in'</script>")
