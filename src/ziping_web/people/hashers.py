"""Passwords that the system makes: long, random, to be changed at the first sign-in. They need no slow hash, and a thousand are made at once."""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

__all__ = ["InitialHasher", "initial_password"]

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read for something else


class InitialHasher(PBKDF2PasswordHasher):
    """For ``initial_password`` only; a sign-in hashes anew with the usual one."""

    algorithm = "pbkdf2_initial"
    iterations = 2000

    def verify(self, password: str, encoded: str) -> bool:
        """A wrong password takes as long as with the usual hash: the time must not tell who has never signed in."""
        good = super().verify(password, encoded)
        if not good:
            make_password(password)
        return good


def initial_password() -> str:
    """Fourteen letters and digits, some 69 bits."""
    text = "".join(secrets.choice(_LETTERS) for _ in range(14))
    return f"{text[:5]}-{text[5:10]}-{text[10:]}"
