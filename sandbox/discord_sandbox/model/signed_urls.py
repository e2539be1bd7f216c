"""Addresses of files. They are signed and end; whoever wants a file later asks for its message again.

Discord signs them anew in every answer and every event, also in embeds that were sent with an old one.
See "Signed Attachment CDN URLs" in its API reference.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from discord_sandbox.model.clock import Clock

LIFETIME = 86_400
_STEP = 3_600
"""Who asks twice within an hour gets the same."""

_MARK = b"/attachments/"
_IN_JSON = re.compile(
    rb'"(?P<name>(?:proxy_|icon_|proxy_icon_)?url)":"'
    rb'(?P<plain>(?P<base>https?://[^"/]+)/attachments/\d+/(?P<file>\d+)/[^"?]*)(?:\?[^"]*)?"'
)
_IN_TEXT = re.compile(r"/attachments/\d+/(?P<file>\d+)/")


class SignedUrls:
    """Signs addresses, and knows which were signed here and still hold."""

    def __init__(self, clock: Clock, secret: str) -> None:
        self._clock = clock
        self._secret = secret.encode()

    def sign(self, url: str) -> str:
        """The address of a file with the end of its life; others stay as they are."""
        found = _IN_TEXT.search(url)
        return f"{url.partition('?')[0]}?{self._query(found['file'])}" if found else url

    def refresh(self, data: bytes, base: str) -> bytes:
        """JSON in which the addresses of this world's files are signed; what somebody wrote stays as it is."""
        if _MARK not in data:
            return data
        here = base.encode()

        def signed(found: re.Match[bytes]) -> bytes:
            if found["base"] != here:
                return found[0]
            query = self._query(found["file"].decode()).encode()
            return b'"%b":"%b?%b"' % (found["name"], found["plain"], query)

        return _IN_JSON.sub(signed, data)

    def holds(self, file_id: str, query: Mapping[str, str]) -> bool:
        """Whether the file is given to whoever asks with this query."""
        end, issued = query.get("ex", ""), query.get("is", "")
        genuine = hmac.compare_digest(query.get("hm", "").encode(), self._seal(file_id, end, issued).encode())
        return genuine and int(end, 16) > self._clock.time()

    def _query(self, file_id: str) -> str:
        issued = int(self._clock.time()) // _STEP * _STEP
        first, last = f"{issued:x}", f"{issued + _STEP + LIFETIME:x}"
        return f"ex={last}&is={first}&hm={self._seal(file_id, last, first)}&"

    def _seal(self, file_id: str, end: str, issued: str) -> str:
        return hmac.new(self._secret, f"{file_id} {end} {issued}".encode(), hashlib.sha256).hexdigest()
