"""Say what is waited for, on standard error, where it takes longer than a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from checks.messages import Lang, Phrase

SECONDS = 1.0
"""After so long a line is printed; a terminal shows at once that something goes on."""


@contextmanager
def waiting(lang: Lang, phrase: Phrase, *, bars: bool = False) -> Iterator[None]:
    """Show what is waited for in this block, which must not print anything itself.

    A terminal shows a line with a moving sign, which is gone afterwards. Elsewhere a plain line
    is printed once, and only where it takes longer than a second; so it is, too, where the Hub's
    client draws its own `bars` for what it uploads.
    """
    text = phrase.text(lang)
    if sys.stderr.isatty() and not bars:
        from rich.console import Console  # a terminal alone has need of this
        from rich.markup import escape

        with Console(stderr=True).status(escape(text)):
            yield
        return
    late = threading.Timer(SECONDS, lambda: print(text, file=sys.stderr, flush=True))
    late.daemon = True
    late.start()
    try:
        yield
    finally:
        late.cancel()
        late.join()
