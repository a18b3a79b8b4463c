"""A receiver that takes all it is given and keeps nothing, in a process of its own: what a sink is measured against.

    python -m benchmarks.receiver syslog|webhook|bulk

prints its port and serves until its standard input ends.
"""

import json
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CREATED = {"create": {"status": 201}}


class Stream(socketserver.StreamRequestHandler):
    """Reads bytes away."""

    def handle(self) -> None:
        while self.request.recv(1 << 20):
            pass


class Hook(BaseHTTPRequestHandler):
    """Answers 204 to each alert."""

    protocol_version = "HTTP/1.1"
    # Without it an answer waits 40 ms for the other side's acknowledgement (Nagle's algorithm).
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Bulk(Hook):
    """Says of each document that it was created."""

    def do_POST(self) -> None:
        documents = self.rfile.read(int(self.headers["content-length"])).count(b"\n") // 2
        body = json.dumps({"errors": False, "items": [CREATED] * documents}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    kind = sys.argv[1]
    server: socketserver.TCPServer
    if kind == "syslog":
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stream)
        server.daemon_threads = True
    else:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Bulk if kind == "bulk" else Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
