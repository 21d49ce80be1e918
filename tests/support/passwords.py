"""Passwords of people in tests: hashed as in use, at a cost that is none."""

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Django's argon2 at the least that argon2 allows; the full cost is a fifth of a second and 100 MB a time."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def hash_quickly() -> None:
    """Let this process hash quickly. What another hashed at full cost it knows too: a hash tells its own cost."""
    settings.PASSWORD_HASHERS = [f"{QuickArgon2.__module__}.{QuickArgon2.__qualname__}"]
