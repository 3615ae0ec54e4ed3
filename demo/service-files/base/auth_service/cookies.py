"""Cookies of a login in progress."""
import hashlib
import hmac


class CookieSigner:
    def __init__(self, key: str) -> None:
        self.key = key.encode()

    def sign(self, value: str) -> str:
        return f"{value}.{hmac.new(self.key, value.encode(), hashlib.sha256).hexdigest()}"
