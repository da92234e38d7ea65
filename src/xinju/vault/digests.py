"""Plain SM3 digests, by the same provider as everything else in the vault."""

from cryptography.hazmat.primitives.hashes import SM3, Hash


def sm3(message: bytes) -> str:
    """The SM3 digest (GB/T 32905) as 64 hexadecimal digits."""
    digest = Hash(SM3())
    digest.update(message)
    return digest.finalize().hex()
