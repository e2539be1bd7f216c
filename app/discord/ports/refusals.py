"""Discord's refusals as our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import hikari

from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, UserError
from app.core.i18n import Text, t

MISSING_PERMISSIONS = 50013
"""Discord's code for a permission or a rank that is missing."""
NO_ACCESS = frozenset({50001, MISSING_PERMISSIONS})
"""Discord's codes for a channel that cannot be seen, and for a permission that is missing there."""
UNDELIVERABLE = frozenset({50007, 50278})
"""Discord's codes for who takes no direct messages from the bot, and for who shares no guild with it."""
ABOUT_MEMBERS: dict[int, tuple[type[UserError], Text]] = {
    10004: (NotFound, t("I am not in that server any more.")),
    10007: (NotFound, t("That person is not in this server.")),
    10011: (NotFound, t("That role is not in this server.")),
    10013: (NotFound, t("Discord knows nobody by that id.")),
    10026: (NotFound, t("That person is not banned here.")),
    30035: (Conflict, t("Discord takes no more bans of people who are not in this server.")),
    50001: (Forbidden, t("I have no access to that server.")),
    50028: (InvalidInput, t("Everyone has that role.")),
    60003: (
        Forbidden,
        t(
            "This server asks its moderators for two-factor authentication, and my owner has none switched on."
        ),
    ),
}
"""Discord's codes for what concerns members, as our own refusals."""

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
        if error.code not in NO_ACCESS:
            raise
        raise Forbidden(t("I have no access to that channel.")) from error
    except hikari.BadRequestError as error:
        raise InvalidInput(t("Discord does not take that message.")) from error


@contextmanager
def explained_about_members() -> Iterator[None]:
    """The same for what is done to members. A permission that is missing is left to who knows which it is."""
    try:
        yield
    except hikari.ClientHTTPResponseError as error:
        if (refusal := ABOUT_MEMBERS.get(error.code)) is not None:
            kind, text = refusal
            raise kind(text) from error
        if isinstance(error, hikari.BadRequestError):
            raise InvalidInput(t("Discord does not take that.")) from error
        raise
