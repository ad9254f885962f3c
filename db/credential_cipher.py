"""Encrypts credentials that are stored in the database, such as a client secret.

Fernet (AES-128-CBC with HMAC-SHA256) by the first key; texts encrypted by any of the keys can be
read, so that keys can be replaced.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_PURPOSE = b"salesgraph credentials 1"


class CredentialUnreadable(Exception):
    """No key reads the credential; the message says what to do."""


class CredentialCipher:
    """Encrypts with the first key and decrypts with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        fernets = [Fernet(key) for key in keys]
        self._first, self._fernet = fernets[0], MultiFernet(fernets)

    def encrypt(self, text: str) -> str:
        """The encrypted text, in base64."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, encrypted: str) -> str:
        """The text. Raises CredentialUnreadable."""
        try:
            return self._fernet.decrypt(encrypted).decode()
        except InvalidToken:
            raise CredentialUnreadable(
                "The stored credential was encrypted with another key. Add that key to"
                " SALESGRAPH_ENCRYPTION_KEYS, or enter the credential again."
            ) from None

    def is_current(self, encrypted: str) -> bool:
        """Whether the text is encrypted with the first key."""
        try:
            self._first.decrypt(encrypted)
        except InvalidToken:
            return False
        return True

    def renew(self, encrypted: str) -> str:
        """The same credential encrypted with the first key. Raises CredentialUnreadable."""
        return self.encrypt(self.decrypt(encrypted))


def derived_key(secret: str) -> str:
    """The key that is derived from the server's secret, for this use only."""
    return base64.urlsafe_b64encode(hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)).decode()
