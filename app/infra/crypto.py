"""Keys, each for one purpose; proofs of who wrote something; encryption of single values in rows.

Encryption is AES-256-GCM, with keys that can be replaced. What a value is about is authenticated with it, so that
a ciphertext that is moved to another row is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
PROOF_BYTES = 32


def derived(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose. Those for other purposes, and the secret itself, cannot be told from it."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"twi {purpose}".encode()).derive(secret)


class NotGenuine(Exception):
    """Somebody else wrote this, or wrote it elsewhere."""


class Proofs:
    """Proves of bytes that a holder of the key wrote them, in that place. They are not secret."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, content: bytes, *, place: str) -> bytes:
        """The content with its proof."""
        return self._proof(content, place) + content

    def verified(self, signed: bytes, *, place: str) -> bytes:
        """The content that ``sign`` was given for this place; raises ``NotGenuine``."""
        proof, content = signed[:PROOF_BYTES], signed[PROOF_BYTES:]
        # The error must not say what would have been right: it is logged.
        if not hmac.compare_digest(proof, self._proof(content, place)):
            raise NotGenuine
        return content

    def _proof(self, content: bytes, place: str) -> bytes:
        name = place.encode()
        return hmac.digest(self._key, len(name).to_bytes(4) + name + content, hashlib.sha256)


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
        keys = [derived(secret.encode(), purpose) for secret in secrets]
        self._keys = {derived(key, "id")[:4].hex(): key for key in keys}
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
        cipher = AESGCM(derived(self._keys[key_id], f"of {owner}"))
        self._ciphers[key_id, owner] = cipher
        return cipher
