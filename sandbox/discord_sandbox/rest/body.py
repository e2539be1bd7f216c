"""Reading a request's body: JSON, or a form with JSON and files."""

from __future__ import annotations

from typing import Any

import orjson
from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from discord_sandbox.model.checks import at, problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.operations.uploads import Upload

LARGEST_REQUEST = 25 * 1024 * 1024
_FORM = "multipart/form-data"
_TYPES = ("application/x-www-form-urlencoded", _FORM, "application/json")
_UNREADABLE = (HttpProcessingError, web.RequestPayloadError, RuntimeError, ValueError)
"""How aiohttp puts it that a body is not what its headers say."""


async def read(http: web.BaseRequest) -> tuple[bytes, dict[str, Upload]]:
    """The JSON of the request, not read yet, and the files that came with it."""
    if not http.can_read_body:
        return b"", {}
    try:
        if http.content_type == _FORM:
            return await _read_form(http.clone(client_max_size=LARGEST_REQUEST))
        raw = await http.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiError(ErrorCode.REQUEST_TOO_LARGE) from error
    except _UNREADABLE as error:
        raise ApiError(ErrorCode.BAD_REQUEST) from error
    if raw and http.content_type not in _TYPES:
        raise _unexpected_type()
    return raw, {}


def _unexpected_type() -> ApiError:
    types = ", ".join(f"'{each}'" for each in _TYPES)
    message = f'Expected "Content-Type" header to be one of {{{types}}}.'
    return invalid_form(at(("_misc",), problem("CONTENT_TYPE_INVALID", message)))


async def _read_form(http: web.BaseRequest) -> tuple[bytes, dict[str, Upload]]:
    body = b"{}"
    files: dict[str, Upload] = {}
    size = 0
    async for part in await http.multipart():
        if not isinstance(part, BodyPartReader):
            raise ApiError(ErrorCode.BAD_REQUEST)
        content = bytes(await part.read(decode=True))
        size += len(content)
        if size > LARGEST_REQUEST:
            raise ApiError(ErrorCode.REQUEST_TOO_LARGE)
        if part.name == "payload_json":
            body = content
        elif part.name:
            files[part.name] = Upload(part.filename or part.name, content)
    return body, files


def parse(raw: bytes) -> Any:
    """The JSON that a request consists of; None when it has no body."""
    try:
        return orjson.loads(raw) if raw else None
    except orjson.JSONDecodeError as error:
        raise ApiError(ErrorCode.INVALID_JSON) from error
