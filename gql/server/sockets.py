"""The listening socket: opened here, or passed in by a service manager."""

import errno
import os
import resource
import socket

from db.operator_error import OperatorError
from gql.ip_addresses import url_host

_PRIVILEGED = 1024  # lowest port that needs no privileges
_FIRST_HANDED_OVER = 3  # file descriptor defined by systemd's socket activation
_OTHER_FILES = 250  # files that a process has open besides its client connections


class PortInUse(OperatorError):
    """The address cannot be used; the message says why, and which setting changes it."""


def claim_port(host: str, port: int) -> socket.socket:
    """Open the listening socket, before slow startup work begins. Raises PortInUse.

    A service manager that listens itself (systemd's socket activation) passes its socket in
    instead. Clients then wait during a restart, whereas otherwise their connections are refused.
    """
    handed_over = _inherited_socket()
    if handed_over is not None:
        return handed_over
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1)
    except OSError as error:
        listener.close()
        raise PortInUse(_refusal(host, port, error)) from error
    return listener


def _inherited_socket() -> socket.socket | None:
    """The socket passed in by a service manager, if any. Raises PortInUse if it is unusable."""
    is_ours = os.environ.pop("LISTEN_PID", None) == str(os.getpid())
    count = os.environ.pop("LISTEN_FDS", "")
    if not is_ours or not count.isdecimal() or not int(count):
        return None
    inherited = socket.socket(fileno=_FIRST_HANDED_OVER)
    is_listening = inherited.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    if int(count) > 1 or inherited.type != socket.SOCK_STREAM or not is_listening:
        raise PortInUse("Pass in exactly one socket, listening on a TCP port: ListenStream=8000.")
    inherited.set_inheritable(False)
    return inherited


def _refusal(host: str, port: int, error: OSError) -> str:
    place = f"{url_host(host)}:{port}"
    if error.errno == errno.EADDRINUSE:
        return f"{place} is in use by another program: stop that one, or set PORT to another port."
    if isinstance(error, PermissionError):
        return f"{place} needs privileges: set PORT to {_PRIVILEGED} or above."
    return f"Cannot listen on {place}, {error.strerror}: set HOST to an address of this machine."


def make_room(connections: int) -> int:
    """Raise the limit on open files, and return how many connections (up to `connections`) fit."""
    needed = connections + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(min(connections, soft - _OTHER_FILES), 1)
    return connections
