"""A cipher for tests in which no credential matters."""

from db.credential_cipher import CredentialCipher, derived_key

CIPHER = CredentialCipher([derived_key("a secret of the tests, 32 bytes and more")])
