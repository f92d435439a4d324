"""`make bench-memory`: the server's resident memory, printed each minute, while it takes 50,000 datapoints/s.

Every datapoint is a new one: 10,000 series are filled minute by minute from nearly two weeks back, five of
their minutes each second. So tails fill, chunks are sealed and rolled up, and the folder grows all the time;
memory must not. An hour is the default; `--minutes 5` shows the trend.
"""

import argparse
import random
import re
import struct
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from load import Connection, cbor, instant, signed  # noqa: E402
from peers import Barograph  # noqa: E402
from support import Server  # noqa: E402

SERIES, CALL = 10_000, 1000
DATAPOINTS_PER_SECOND = 50_000
CONNECTIONS = 4
"""How many different loads a series shows, so that making requests costs the client little."""
LOADS = 64


class Body:
    """The call of 1,000 series; instants and values are put into place."""

    def __init__(self, first):
        parts, self.instants, self.values = [], [], []
        at = 0
        for number in range(first, first + CALL):
            before = Barograph.prefix("Load", number)
            parts += [before, instant(0), cbor("Value"), struct.pack(">Bd", 0xfb, 0.0)]
            self.instants.append(at + len(before) + 2)
            self.values.append(at + len(before) + len(instant(0)) + len(cbor("Value")) + 1)
            at += sum(map(len, parts[-4:]))
        body = Barograph.body(b"".join(parts), CALL)
        start = len(body) - at
        # The namespace and the count come first, the datums last.
        self.bytes = bytearray(body)
        self.instants = [start + place for place in self.instants]
        self.values = [start + place for place in self.values]

    def at(self, secs, load):
        data = self.bytes
        stamp = struct.pack(">I", secs)
        for place in self.instants:
            data[place:place + 4] = stamp
        for place, value in zip(self.values, load):
            data[place:place + 8] = value
        return bytes(data)


def resident_mib(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024


def send(port, number, bodies, loads, start_secs, began, end, sent, failures):
    """Every `CONNECTIONS`th call, at its time or as soon after as the server lets."""
    connection = Connection(port)
    call = number
    while time.monotonic() < end and not failures:
        ahead = began + call * CALL / DATAPOINTS_PER_SECOND - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        minute, part = divmod(call, len(bodies))
        body = bodies[part].at(start_secs + minute * 60, loads[(minute * 7 + part) % LOADS])
        status, answer = connection.call(signed(port, "PutMetricData", body))
        if status != 200:
            failures.append((status, answer[:500]))
        sent[number] += CALL
        call += CONNECTIONS


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    rng = random.Random(5)
    loads = [[struct.pack(">d", round(rng.gauss(50, 15), 2)) for _ in range(CALL)] for _ in range(LOADS)]
    bodies = [Body(first) for first in range(0, SERIES, CALL)]
    with tempfile.TemporaryDirectory(prefix="bench-memory-") as folder:
        server = Server(folder, "--no-collector")
        start_secs = int(time.time()) // 60 * 60 - 14 * 86_400 + 3600
        began = time.monotonic()
        end, sent, failures = began + options.minutes * 60, [0] * CONNECTIONS, []
        arguments = [(server.port, number, bodies if number == 0 else [Body(first) for first in range(0, SERIES, CALL)],
                      loads, start_secs, began, end, sent, failures) for number in range(CONNECTIONS)]
        threads = [threading.Thread(target=send, args=each) for each in arguments]
        print(f"{DATAPOINTS_PER_SECOND:,} datapoints/s wanted, {SERIES:,} series, {options.minutes:g} minutes")
        for thread in threads:
            thread.start()
        minute = 0
        while time.monotonic() < end and not failures:
            minute += 1
            time.sleep(max(0.0, min(began + minute * 60, end) - time.monotonic()))
            passed = time.monotonic() - began
            size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
            print(f"  {passed / 60:6.1f} min  {resident_mib(server.process.pid):8.1f} MiB resident  "
                  f"{sum(sent) / passed:9,.0f} datapoints/s  {size / max(sum(sent), 1):6.2f} bytes/datapoint on disk",
                  flush=True)
        for thread in threads:
            thread.join()
        assert not failures, failures[0]
        server.stop()


if __name__ == "__main__":
    main()
