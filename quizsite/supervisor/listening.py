"""Where the web server listens, and the address by which people reach it."""

import errno
import ipaddress
import socket
from dataclasses import dataclass


class CannotListen(Exception):
    """The host or port cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Address:
    """The host and port the server is bound to, and the names that visitors may use for it."""

    host: str
    port: int
    names: tuple[str, ...]

    @property
    def is_every_interface(self) -> bool:
        ip = _ip(self.host)
        return ip is not None and ip.is_unspecified

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The configured names; one address that was asked for by name is admitted with them."""
        host = _bracketed(self.host)
        return self.names if self.is_every_interface or host in self.names else (*self.names, host)

    @property
    def reachable_host(self) -> str:
        """A host to connect to from this machine."""
        if self.is_every_interface:
            return "::1" if ":" in self.host else "127.0.0.1"
        return self.host

    @property
    def known_host(self) -> str:
        """A Host header that the site accepts."""
        return next((name for name in self.allowed_hosts if name[:1] not in ".*"), "localhost")

    @property
    def url(self) -> str:
        host = self.known_host if self.is_every_interface else _bracketed(self.host)
        return f"http://{host}:{self.port}/"

    @property
    def admits_nobody_else(self) -> bool:
        """Open to the network, but every name that visitors might use for it is refused."""
        return self.is_every_interface and all(_is_local(name) for name in self.names)


def listen(host: str, port: int) -> socket.socket:
    """Open the port now, so that a taken one is told before any work; raises CannotListen."""
    if not 0 <= port <= 65535:
        raise CannotListen(f"{port} is no port. Choose one from 1 to 65535, say PORT=8000.")
    try:
        family, kind, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise CannotListen(f"There is no host named {host!r}. HOST=127.0.0.1 is usual.") from error
    listener = socket.socket(family, kind)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise CannotListen(_explain(error, host, port)) from error
    return listener


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another, say PORT={port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than you have. Choose one above 1023, say PORT=8000."
    return f"Cannot listen on {host} port {port}: {error.strerror}."


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_local(name: str) -> bool:
    ip = _ip(name)
    return name == "localhost" if ip is None else ip.is_loopback


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
