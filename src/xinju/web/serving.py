"""The web server: granian with a few threads, on loopback unless told otherwise."""

import errno
import multiprocessing
import socket

from django.conf import settings

LOOPBACK = "127.0.0.1"


class PortTaken(Exception):
    """Another program listens on the port; the message is one line for the person who started this one."""


def refuse_taken_port(port: int, host: str = LOOPBACK) -> None:
    """Raise PortTaken when nobody can listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise PortTaken(f"port {port} is taken or not allowed: choose another with --port") from error


def serve(port: int, host: str = LOOPBACK) -> None:
    """Serve the pages until the process is told to stop; raises PortTaken before anything starts."""
    # An eighth of a second to import, for one command of many.
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    refuse_taken_port(port, host)
    # A fork has the typesetter's and the database's locks of a process that used them before, but not their threads: it
    # would wait for ever at the first PDF.
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        target=settings.WSGI_APPLICATION.replace(".application", ":application"),
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
