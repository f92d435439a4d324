"""What notifications are sent to: a real HTTP endpoint and a real SMTP server, both on free loopback ports."""

import email
import email.policy
import json
import threading
import time
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from support import free_port

ARRIVAL_LIMIT_SECS = 20


def eventually(get, what, limit_secs=ARRIVAL_LIMIT_SECS):
    """What `get` gives once it isn't nothing."""
    limit = time.monotonic() + limit_secs
    while time.monotonic() < limit:
        found = get()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} didn't come within {limit_secs} s")


class Request:
    def __init__(self, path, headers, body):
        self.path, self.headers, self.body = path, headers, body

    def json(self):
        return json.loads(self.body)

    @property
    def kind(self):
        return self.headers["x-amz-sns-message-type"]


class HttpReceiver:
    """Keeps what is posted to it; answers 200, or what `statuses` says as long as it says something."""

    def __init__(self, port=None, tls=None):
        self.requests, self.statuses = [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                receiver.requests.append(Request(self.path, dict(self.headers.items()), body))
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port or free_port()), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
            self.url = f"https://localhost:{self.port}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def next(self, kind="Notification"):
        """Takes the oldest message of a kind, waiting for it."""
        def first():
            return next((request for request in self.requests if request.kind == kind), None)
        found = eventually(first, f"a {kind}")
        self.requests.remove(found)
        return found

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class SmtpReceiver:
    """A mail server that takes everything, from whom it knows: `user` has a name and a password, if given."""

    def __init__(self, port=None, tls=None, user=None):
        self.mails = []
        self.port = port or free_port()

        def authenticate(_server, _session, _envelope, _mechanism, data):
            return AuthResult(success=(data.login.decode(), data.password.decode()) == user, handled=False)

        # It can't see that the whole connection is encrypted, and warns.
        asked = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if user else {}
        warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ssl_context=tls, **asked)
        self.controller.start()

    async def handle_DATA(self, _server, _session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, mail))
        return "250 OK"

    def next(self):
        """Sender, recipients and the mail, of the oldest."""
        eventually(lambda: self.mails, "a mail")
        return self.mails.pop(0)

    def close(self):
        self.controller.stop()
