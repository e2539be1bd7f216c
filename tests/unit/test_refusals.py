"""Discord's refusals about members, as our own."""

from __future__ import annotations

from http import HTTPStatus

import hikari
import pytest

from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, UserError
from app.discord.ports.refusals import explained_about_members

URL = "/guilds/1/bans/2"


def refusal(status: int, code: int) -> hikari.ClientHTTPResponseError:
    match status:
        case 400:
            return hikari.BadRequestError(url=URL, headers={}, raw_body=b"", message="No", code=code)
        case 403:
            return hikari.ForbiddenError(url=URL, headers={}, raw_body=b"", message="No", code=code)
        case 404:
            return hikari.NotFoundError(url=URL, headers={}, raw_body=b"", message="No", code=code)
        case other:
            return hikari.ClientHTTPResponseError(
                url=URL, status=HTTPStatus(other), headers={}, raw_body=b"", message="No", code=code
            )


@pytest.mark.parametrize(
    ("status", "code", "kind", "said"),
    [
        (404, 10004, NotFound, "not in that server"),
        (404, 10007, NotFound, "That person is not in this server"),
        (404, 10011, NotFound, "That role is not in this server"),
        (404, 10013, NotFound, "knows nobody"),
        (404, 10026, NotFound, "not banned"),
        (400, 30035, Conflict, "no more bans"),
        (403, 50001, Forbidden, "no access"),
        (400, 50028, InvalidInput, "Everyone has that role"),
        (403, 60003, Forbidden, "two-factor"),
        (400, 50035, InvalidInput, "does not take that"),
        (400, 0, InvalidInput, "does not take that"),
    ],
)
def test_what_discord_refuses_is_told_in_words(
    status: int, code: int, kind: type[UserError], said: str
) -> None:
    with pytest.raises(kind, match=said), explained_about_members():
        raise refusal(status, code)


@pytest.mark.parametrize(("status", "code"), [(404, 0), (403, 0), (403, 50013), (403, 50007), (409, 0)])
def test_what_is_for_others_to_explain_passes(status: int, code: int) -> None:
    """A proxy's answers, and what takes more knowledge."""
    with pytest.raises(hikari.ClientHTTPResponseError), explained_about_members():
        raise refusal(status, code)
