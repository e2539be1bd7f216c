"""Discord's refusals as our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import hikari

from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.text import t

NO_ACCESS = frozenset({50001, 50013})
"""Discord's codes for a channel that cannot be seen, and for a permission that is missing there."""

UNDELIVERABLE = frozenset({50007, 50278})
"""Discord's codes for who takes no direct messages from the bot, and for who shares no guild with it."""
MESSAGE_GONE = 10008
CHANNEL_GONE = t("That channel is gone.")


@contextmanager
def explained() -> Iterator[None]:
    """Discord's refusals as our own. One without a code is a proxy's, and passes by itself."""
    try:
        yield
    except hikari.NotFoundError as error:
        if not error.code:
            raise
        gone = t("That message is gone.") if error.code == MESSAGE_GONE else CHANNEL_GONE
        raise NotFound(gone) from error
    except hikari.ForbiddenError as error:
        if error.code in UNDELIVERABLE:
            raise Forbidden(t("That person takes no direct messages from me.")) from error
        if error.code not in NO_ACCESS:
            raise
        raise Forbidden(t("I have no access to that channel.")) from error
    except hikari.BadRequestError as error:
        raise InvalidInput(t("Discord does not take that message.")) from error
