"""What the store's benches send and ask: series, CBOR both ways, raw HTTP, signatures.

Requests are bytes before the clock starts, and answers are read but not decoded until it has stopped: the
client's Python isn't what is measured.
"""

import datetime
import hashlib
import hmac
import math
import random
import socket
import struct
import threading
import time
from array import array

from support import ACCESS_KEY, REGION, SECRET_KEY

DATAPOINTS_PER_CALL = 1000
CONNECTIONS = 10
"""How many calls one connection may be ahead of the slowest: Prometheus refuses what is an hour late."""
MAX_AHEAD = 5


class Fleet:
    """Statistic sets of twelve samples a minute, of a load that wanders, with as many digits as metrics have."""

    def __init__(self, series, minutes, start_secs):
        self.series, self.minutes, self.start_secs = series, minutes, start_secs
        rng = random.Random(7)
        self.sums, self.minima, self.maxima = [], [], []
        for number in range(series):
            digits = (2, 0, 0, 3)[number % 4]
            phase = rng.random() * 6.28
            sums, minima, maxima = array("d"), array("d"), array("d")
            for minute in range(minutes):
                wave = math.sin(minute / 229 + phase) * 20 + 50
                low = round(wave - 5 * rng.random(), digits)
                high = round(wave + 8 * rng.random(), digits)
                sums.append(round(12 * (low + (high - low) * rng.random()), digits))
                minima.append(low)
                maxima.append(high)
            self.sums.append(sums)
            self.minima.append(minima)
            self.maxima.append(maxima)

    def at(self, minute):
        return self.start_secs + minute * 60

    def calls(self):
        """Per connection, the calls in order: each `(series numbers, minutes)` of 1,000 datapoints."""
        share = self.series // CONNECTIONS
        minutes = max(1, DATAPOINTS_PER_CALL // share)
        return [[(range(connection * share, (connection + 1) * share),
                  range(first, min(first + minutes, self.minutes)))
                 for first in range(0, self.minutes, minutes)] for connection in range(CONNECTIONS)]


# --- CBOR ------------------------------------------------------------------------------------------------

def head(major, count):
    if count < 24:
        return bytes([major << 5 | count])
    if count < 256:
        return bytes([major << 5 | 24, count])
    if count < 65536:
        return struct.pack(">BH", major << 5 | 25, count)
    return struct.pack(">BI", major << 5 | 26, count)


def cbor(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, bytes):  # Encoded already.
        return value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, float):
        return struct.pack(">Bd", 0xfb, value)
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())
    return head(4, len(value)) + b"".join(map(cbor, value))


def instant(secs):
    return b"\xc1" + struct.pack(">BI", 0x1a, secs)


def decode(data):
    def read(at):
        major, info = data[at] >> 5, data[at] & 31
        at += 1
        if info < 24:
            count = info
        elif info < 28:
            size = 1 << (info - 24)
            count = int.from_bytes(data[at:at + size], "big")
            at += size
        if major == 7:
            return ({20: False, 21: True, 22: None}[info] if info < 24 else
                    struct.unpack(">d" if info == 27 else ">f" if info == 26 else ">e", data[at - size:at])[0]), at
        if major in (0, 1):
            return (count if major == 0 else -1 - count), at
        if major in (2, 3):
            if info == 31:
                parts = []
                while data[at] != 0xff:
                    part, at = read(at)
                    parts.append(part)
                return "".join(parts), at + 1
            text = data[at:at + count]
            return (text.decode() if major == 3 else text), at + count
        if major == 6:
            return read(at)
        items = []
        while (data[at] != 0xff) if info == 31 else len(items) < count * (major - 3):
            item, at = read(at)
            items.append(item)
        at += info == 31
        return (items if major == 4 else dict(zip(items[::2], items[1::2]))), at
    return read(0)[0]


# --- HTTP ------------------------------------------------------------------------------------------------

class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def call(self, request):
        """Sends a whole request and returns the answer's status and body."""
        self.socket.sendall(request)
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        headers, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        status = int(headers[9:12])
        lower = headers.lower()
        if b"transfer-encoding: chunked" in lower:
            return status, self._chunks()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15:].split(b"\r\n", 1)[0]) if at >= 0 else 0
        parts, have = [self.buffer], len(self.buffer)
        while have < length:
            parts.append(self.socket.recv(1 << 20))
            have += len(parts[-1])
        body = b"".join(parts)
        self.buffer = body[length:]
        return status, body[:length]

    def _chunks(self):
        parts = []
        while True:
            while b"\r\n" not in self.buffer:
                self._more()
            size, self.buffer = self.buffer.split(b"\r\n", 1)
            size = int(size, 16)
            while len(self.buffer) < size + 2:
                self._more()
            parts.append(self.buffer[:size])
            self.buffer = self.buffer[size + 2:]
            if size == 0:
                return b"".join(parts)

    def _more(self):
        more = self.socket.recv(1 << 20)
        if not more:
            raise ConnectionError("the server closed the connection")
        self.buffer += more


def signing_key(day):
    key = ("AWS4" + SECRET_KEY).encode()
    for part in (day, REGION, "monitoring", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def signed(port, operation, body):
    """The bytes of a signed rpc-v2-cbor request."""
    now = datetime.datetime.now(datetime.timezone.utc)
    day, stamp = now.strftime("%Y%m%d"), now.strftime("%Y%m%dT%H%M%SZ")
    path = f"/service/GraniteServiceVersion20100801/operation/{operation}"
    names = "content-type;host;smithy-protocol;x-amz-date"
    canonical = (f"POST\n{path}\n\ncontent-type:application/cbor\nhost:127.0.0.1:{port}\n"
                 f"smithy-protocol:rpc-v2-cbor\nx-amz-date:{stamp}\n\n{names}\n{hashlib.sha256(body).hexdigest()}")
    scope = f"{day}/{REGION}/monitoring/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(signing_key(day), text.encode(), hashlib.sha256).hexdigest()
    return (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/cbor\r\n"
            f"smithy-protocol: rpc-v2-cbor\r\nX-Amz-Date: {stamp}\r\nContent-Length: {len(body)}\r\n"
            f"Authorization: AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{scope}, SignedHeaders={names}, "
            f"Signature={signature}\r\n\r\n").encode() + body


def send_all(port, requests_by_connection):
    """Seconds until every request of every connection is acknowledged."""
    done = [0] * len(requests_by_connection)
    failures = []
    turn = threading.Condition()

    def work(number, requests):
        connection = Connection(port)
        for request in requests:
            with turn:
                turn.wait_for(lambda: failures or done[number] <= min(done) + MAX_AHEAD)
            if failures:
                return
            try:
                status, body = connection.call(request)
            except OSError as error:
                status, body = 0, str(error).encode()
            if status not in (200, 204):
                failures.append((status, body[:500]))
            with turn:
                done[number] += 1
                turn.notify_all()
        with turn:
            done[number] = 1 << 60
            turn.notify_all()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(requests_by_connection)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures[0]
    return time.perf_counter() - started
