"""The stores that Barograph is measured beside: itself, VictoriaMetrics and Prometheus, all on loopback.

Each knows how to start on an empty folder, to write its requests for the same data, and to ask the same
question. The two peers get Prometheus's remote write (protobuf, snappy), four samples for a statistic set.
"""

import json
import struct
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from load import cbor, decode, instant, signed
from support import TOOLS, Server, free_port

NAMESPACE = "Bench"


def host(number):
    return f"host-{number:04}"


def rack(number):
    return f"rack-{number // 100:02}"


# --- Barograph -------------------------------------------------------------------------------------------

def dimensions(number):
    return [{"Name": "host", "Value": host(number)}, {"Name": "rack", "Value": rack(number)}]


class Barograph:
    name = "Barograph"

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="bench-barograph-")
        self.server = Server(self.folder.name, "--no-collector")
        self.port, self.pid = self.server.port, self.server.process.pid

    def stop(self):
        self.server.stop()

    @staticmethod
    def prefix(metric_name, number):
        datum = cbor("MetricName") + cbor(metric_name) + cbor("Dimensions") + cbor(dimensions(number))
        return b"\xa4" + datum + cbor("Timestamp")

    @classmethod
    def sets(cls, metric_name, fleet, numbers, minutes):
        """The body of one call of statistic sets."""
        members = [cbor(name) for name in ("SampleCount", "Sum", "Minimum", "Maximum")]
        values = cbor("StatisticValues") + b"\xa4" + members[0] + struct.pack(">Bd", 0xfb, 12.0) + members[1]
        datums = []
        for number in numbers:
            prefix = cls.prefix(metric_name, number)
            sums, minima, maxima = fleet.sums[number], fleet.minima[number], fleet.maxima[number]
            for minute in minutes:
                datums += [prefix, instant(fleet.at(minute)), values, struct.pack(">Bd", 0xfb, sums[minute]),
                           members[2], struct.pack(">Bd", 0xfb, minima[minute]),
                           members[3], struct.pack(">Bd", 0xfb, maxima[minute])]
        return cls.body(b"".join(datums), len(numbers) * len(minutes))

    @classmethod
    def lists(cls, metric_name, member, datums):
        """The body of one call of `(number, at, value or values)`, for Value and for Values."""
        parts = [cls.prefix(metric_name, number) + instant(at) + cbor(member) + cbor(value)
                 for number, at, value in datums]
        return cls.body(b"".join(parts), len(parts))

    @staticmethod
    def body(datums, count):
        data = b"\x9a" + struct.pack(">I", count) + datums
        return cbor({"Namespace": NAMESPACE, "MetricData": data})

    def request(self, body):
        return signed(self.port, "PutMetricData", body)

    def queries(self, metric_name, numbers, stat, period, start, end):
        """One request for up to 500 metrics."""
        queries = [{"Id": f"m{number}", "MetricStat": {
            "Metric": {"Namespace": NAMESPACE, "MetricName": metric_name, "Dimensions": dimensions(number)},
            "Period": period, "Stat": stat}} for number in numbers]
        return self.get_metric_data(queries, start, end)

    def total(self, metric_name, numbers, stat, period, start, end):
        """The sum of all, by a search in each rack."""
        racks = sorted({rack(number) for number in numbers})
        queries = [{"Id": f"r{index}", "ReturnData": False, "Period": period, "Expression":
                    f"SUM(SEARCH('{{{NAMESPACE},host,rack}} MetricName=\"{metric_name}\" rack=\"{name}\"', "
                    f"'{stat}', {period}))"} for index, name in enumerate(racks)]
        total = "+".join(query["Id"] for query in queries)
        return self.get_metric_data([*queries, {"Id": "total", "Expression": total}], start, end)

    def get_metric_data(self, queries, start, end):
        body = {"StartTime": instant(start), "EndTime": instant(end), "ScanBy": "TimestampAscending",
                "MetricDataQueries": queries}
        return signed(self.port, "GetMetricData", cbor(body))

    @staticmethod
    def answer(body):
        """Values by instant and series: `{label: {secs: value}}`."""
        results = decode(body)["MetricDataResults"]
        return {result["Id"]: dict(zip(map(int, result["Timestamps"]), result["Values"])) for result in results}


# --- Prometheus's protocol -------------------------------------------------------------------------------

def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(tag, data):
    return bytes([tag]) + varint(len(data)) + data


def labels(name, number, **more):
    pairs = sorted({"__name__": name, "host": host(number), "rack": rack(number), **more}.items())
    return b"".join(field(0x0a, field(0x0a, key.encode()) + field(0x12, value.encode())) for key, value in pairs)


def sample(at, value):
    body = b"\x09" + struct.pack("<d", value) + b"\x10" + varint(at * 1000)
    return field(0x12, body)


def snappy(data):
    """The block format with literals only: valid, and nobody's time to unpack."""
    parts = [varint(len(data))]
    for first in range(0, len(data), 65536):
        piece = data[first:first + 65536]
        parts += [struct.pack("<BH", 61 << 2, len(piece) - 1), piece]
    return b"".join(parts)


def remote_write(series):
    """The body for `(labels, samples)` of each series."""
    return snappy(b"".join(field(0x0a, names + samples) for names, samples in series))


class Peer:
    command, write_path = None, "/api/v1/write"

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix=f"bench-{self.name.lower()}-")
        self.port = free_port()
        places = {"programs": TOOLS / "peers/usr/bin", "folder": self.folder.name, "port": self.port}
        arguments = [argument.format(**places) for argument in self.command]
        self.prepare()
        self.process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        limit = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.health}", timeout=2).read()
                return
            except OSError:
                assert time.monotonic() < limit, f"{self.name} doesn't start"
                time.sleep(0.05)

    def prepare(self):
        pass

    def stop(self):
        self.process.terminate()
        self.process.wait()

    @staticmethod
    def sets(metric_name, fleet, numbers, minutes):
        series = []
        for number in numbers:
            columns = [("count", None), ("sum", fleet.sums), ("min", fleet.minima), ("max", fleet.maxima)]
            for name, column in columns:
                samples = [sample(fleet.at(minute), column[number][minute] if column else 12.0)
                           for minute in minutes]
                series.append((labels(f"{metric_name}_{name}", number), b"".join(samples)))
        return remote_write(series)

    def request(self, body):
        return (f"POST {self.write_path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                "Content-Type: application/x-protobuf\r\nContent-Encoding: snappy\r\n"
                f"X-Prometheus-Remote-Write-Version: 0.1.0\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body

    def query(self, expression, step, start, end):
        """A range query whose last window ends at the slot's end, as CloudWatch's slots do."""
        parameters = {"query": expression, "start": start, "end": end, "step": step, **self.parameters}
        return (f"GET /api/v1/query_range?{urllib.parse.urlencode(parameters)} HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{self.port}\r\n\r\n").encode()

    @staticmethod
    def answer(body):
        return {result["metric"].get("host", "total"): {int(at): float(value) for at, value in result["values"]}
                for result in json.loads(body)["data"]["result"]}


class VictoriaMetrics(Peer):
    name = "VictoriaMetrics"
    health = "/health"
    # Its cache of answers is left out: it would answer a repeated question without computing it.
    parameters = {"nocache": "1"}
    command = ["{programs}/victoria-metrics", "-storageDataPath={folder}", "-httpListenAddr=127.0.0.1:{port}",
               "-retentionPeriod=12", "-loggerLevel=ERROR"]


class Prometheus(Peer):
    name = "Prometheus"
    health = "/-/ready"
    parameters = {}
    command = ["{programs}/prometheus", "--config.file={folder}/prometheus.yml", "--storage.tsdb.path={folder}/data",
               "--web.listen-address=127.0.0.1:{port}", "--web.enable-remote-write-receiver",
               "--storage.tsdb.retention.time=60d", "--log.level=error"]

    def prepare(self):
        (Path(self.folder.name) / "prometheus.yml").write_text("{}\n")


def ask(store, connection, request):
    """Milliseconds until the whole answer is there, and the answer."""
    started = time.perf_counter()
    status, body = connection.call(request)
    millis = (time.perf_counter() - started) * 1000
    assert status == 200, (store.name, status, body[:500])
    return millis, store.answer(body)
