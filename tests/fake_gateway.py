"""An SMS gateway on this machine that behaves well or badly, as told; it checks signatures and knows ids that it took before."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = b"a secret of the tests"


class FakeGateway:
    """`manner`: good, slow (never answers), drips (a byte now and then, without end), cut (hangs up), no (200 that means no), or a status.

    `taken` holds what was accepted, by id; `asked` counts every request that came in whole.
    """

    def __init__(self) -> None:
        self.manner: str | int = "good"
        self.taken: dict[str, dict[str, str]] = {}
        self.asked = 0
        self.ends = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        # It looks this often, in seconds, whether it is to close
        threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/send"

    def close(self) -> None:
        self.ends.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """What it says to a request when it behaves well."""
        right = hmac.new(SECRET, headers.get("X-Timestamp", "").encode() + b"\n" + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, headers.get("X-Signature", "")):
            return 401, {"code": "signature"}
        said = json.loads(body)
        if said["id"] in self.taken:
            return 409, {"code": "duplicate"}
        self.taken[said["id"]] = said
        return 200, {"code": "0"}

    def _handler(gateway) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.asked += 1
                if gateway.manner == "slow":
                    gateway.ends.wait(30)
                elif gateway.manner == "drips":
                    self._drip()
                elif gateway.manner == "cut":
                    self.connection.close()
                elif gateway.manner == "no":
                    self._say(200, {"code": "balance"})
                elif isinstance(gateway.manner, int):
                    self._say(gateway.manner, {"code": "x"})
                else:
                    self._say(*gateway.answer(dict(self.headers), body))

            def _say(self, status: int, said: dict[str, str]) -> None:
                text = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def _drip(self) -> None:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while not gateway.ends.wait(0.1):
                    try:
                        self.wfile.write(b" ")
                    except OSError:
                        return

            def log_message(self, *args: object) -> None:
                pass

        return Handler


def until(true, seconds: float = 5) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
