"""Encryption of single values in rows: AES-256-GCM, with keys that can be replaced.

What a value is about is authenticated with it, so that a ciphertext that is moved to another row is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class Sealed(NamedTuple):
    """An encrypted value, and which key opens it."""

    key_id: str
    content: bytes
    """The nonce, the ciphertext, the tag."""


class CannotOpen(Exception):
    """The key is not there any more, or the value is not what was sealed for this row."""


class Keyring:
    """The keys for one purpose: the first of ``secrets`` encrypts, all of them decrypt.

    Each owner of values has keys of its own, derived from these: with random nonces, one key is good for some
    four thousand million values.
    """

    def __init__(self, secrets: Sequence[str], purpose: str) -> None:
        keys = [_derived(secret.encode(), f"twi {purpose}") for secret in secrets]
        self._keys = {_derived(key, "id")[:4].hex(): key for key in keys}
        self._newest = next(iter(self._keys))
        self._ciphers: dict[tuple[str, int], AESGCM] = {}

    def seal(self, plain: bytes, *, owner: int, about: str) -> Sealed:
        """Encrypt a value of ``owner`` for the row that ``about`` names."""
        key_id = self._newest
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._ciphers.get((key_id, owner)) or self._cipher(key_id, owner)
        return Sealed(key_id, nonce + cipher.encrypt(nonce, plain, f"{about};{key_id}".encode()))

    def open(self, sealed: Sealed, *, owner: int, about: str) -> bytes:
        """What was sealed; raises ``CannotOpen``."""
        key_id, content = sealed
        if key_id not in self._keys:
            raise CannotOpen(f"there is no key {key_id}")
        nonce, encrypted = content[:NONCE_BYTES], content[NONCE_BYTES:]
        try:
            return self._cipher(key_id, owner).decrypt(nonce, encrypted, f"{about};{key_id}".encode())
        except (InvalidTag, ValueError) as error:
            raise CannotOpen("the value does not belong to this row") from error

    def _cipher(self, key_id: str, owner: int) -> AESGCM:
        cipher = AESGCM(_derived(self._keys[key_id], f"of {owner}"))
        self._ciphers[key_id, owner] = cipher
        return cipher


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, purpose.encode(), hashlib.sha256)
