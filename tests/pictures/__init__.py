"""The handout's and the README's pictures: real pages, real terminals, numbers on what matters."""

from tests.paths import ROOT

FOLDER = ROOT / "checks" / "handout" / "pictures"
LANGUAGES = ("en", "ko")
MAX_BYTES = 60_000
