"""Sessions in Redis, spoken to in its own protocol."""
from __future__ import annotations

import socket


def encode(*words: str) -> bytes:
    """A command as an array of bulk strings."""
    parts = [f"*{len(words)}\r\n".encode()]
    for word in words:
        data = word.encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
    return b"".join(parts)


class SessionStore:
    def __init__(self, host: str, port: int, password: str | None) -> None:
        self.address = (host, port)
        self.password = password

    def is_reachable(self) -> bool:
        try:
            with socket.create_connection(self.address, timeout=2) as connection:
                if self.password:
                    connection.sendall(encode("AUTH", self.password))
                    connection.recv(64)
                connection.sendall(encode("PING"))
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
