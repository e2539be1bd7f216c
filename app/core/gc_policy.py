"""When Python looks for garbage.

To look as often as usual while modules are imported takes a tenth of the start. Not to look at all leaves two
fifths of the objects behind, for good: classes with slots are made twice.
"""

from __future__ import annotations

import gc
from typing import Final

USUAL: Final = gc.get_threshold()
RARE: Final = 50_000
NEVER: Final = 2**31 - 1


def relax_gc() -> None:
    """Until ``freeze_startup``, look only at what is young, and only when there is much of it."""
    gc.set_threshold(RARE, NEVER)


def freeze_startup() -> None:
    """Look as usual from now on, passing over what is there already: it stays for good."""
    gc.freeze()
    gc.set_threshold(*USUAL)
