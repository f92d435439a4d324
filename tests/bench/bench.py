"""`make bench`: what a newcomer feels. Medians of seven runs, with the smallest and the largest.

Start: from exec to the first answer on an empty data folder. Memory: resident, idle with the collector on.
Weight: what a browser loads, as served. Ingestion: PutMetricData over HTTP as boto3 sends it (awsJson, gzip,
SigV4), batches of 1,000 datums, each acknowledged only when durable; requests are signed before the clock
starts, because the client's Python isn't what is measured.
"""

import gzip
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import ACCESS_KEY, BINARY, REGION, SECRET_KEY, Server, free_port  # noqa: E402

RUNS = 7
SERIES = 1000
MINUTES = 120
CONNECTIONS = 4
IDLE_SECS = 8


def row(name, values, unit, digits=1):
    print(f"  {name:<42} {statistics.median(values):>12,.{digits}f} {unit:<22} "
          f"(of {len(values)}: {min(values):,.{digits}f} to {max(values):,.{digits}f})", flush=True)


def start_millis(folder):
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen([BINARY, "serve", "--listen", f"127.0.0.1:{port}", "--data-dir", folder],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            break
        except OSError:
            time.sleep(0.0005)
    millis = (time.perf_counter() - started) * 1000
    process.terminate()
    process.wait()
    return millis


def resident_mib(server):
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024


def served_bytes(server):
    def get(path):
        request = urllib.request.Request(server.url + path, headers={"Accept-Encoding": "br"})
        with urllib.request.urlopen(request) as answer:
            return answer.read(), answer.headers.get("Content-Encoding")
    page = urllib.request.urlopen(server.url + "/").read().decode()
    paths = sorted(set(re.findall(r'(?:href|src)="([^"]+\.(?:js|wasm|css))"', page)))
    total = 0
    for path in paths:
        body, encoding = get("/" + path.removeprefix("./").removeprefix("/"))
        print(f"    {path}: {len(body):,} bytes ({encoding})")
        total += len(body)
    return total


def signed_requests(port, start_secs):
    """One signed request a minute of data: 1,000 series, one datum each."""
    signer = SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "monitoring", REGION)
    levels = [random.uniform(10, 1000) for _ in range(SERIES)]
    requests = []
    for minute in range(MINUTES):
        datums = []
        for series in range(SERIES):
            levels[series] += random.gauss(0, 1)
            datums.append({"MetricName": "Load", "Value": round(levels[series], 2), "Unit": "Percent",
                           "Dimensions": [{"Name": "host", "Value": f"host-{series:04}"}],
                           "Timestamp": start_secs + minute * 60})
        body = gzip.compress(json.dumps({"Namespace": "Bench", "MetricData": datums}).encode(), 6)
        request = AWSRequest("POST", f"http://127.0.0.1:{port}/", data=body, headers={
            "Content-Type": "application/x-amz-json-1.0", "Content-Encoding": "gzip",
            "X-Amz-Target": "GraniteServiceVersion20100801.PutMetricData", "x-amzn-query-mode": "true"})
        signer.add_auth(request)
        requests.append((body, dict(request.headers)))
    return requests


def ingest(port, requests):
    """Seconds until all of them are acknowledged, over a few connections."""
    queue, failures = list(reversed(requests)), []

    def work():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            try:
                body, headers = queue.pop()
            except IndexError:
                return
            connection.request("POST", "/", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200:
                failures.append(text)
                return

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures[0]
    return time.perf_counter() - started


def folder_bytes(folder):
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def main():
    print(f"Barograph on {os.cpu_count()} cores: medians of {RUNS} runs")
    starts = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            starts.append(start_millis(folder))
    row("start on an empty folder", starts, "ms")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        time.sleep(IDLE_SECS)
        memory = []
        for _ in range(RUNS):
            time.sleep(1)
            memory.append(resident_mib(server))
        row("idle memory (resident, collector on)", memory, "MiB")
        row("the app, as a browser loads it", [served_bytes(server) / 1000], "KB (brotli)")
        server.stop()
    rates, sizes = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder, "--no-collector")
            empty = folder_bytes(folder)
            start_secs = int(time.time()) // 60 * 60 - (MINUTES + 1) * 60
            requests = signed_requests(server.port, start_secs)
            datapoints = SERIES * MINUTES
            rates.append(datapoints / ingest(server.port, requests))
            server.stop()
            sizes.append((folder_bytes(folder) - empty) / datapoints)
    row("durable PutMetricData over HTTP", rates, "datapoints/s", 0)
    row("on disk after a clean stop", sizes, "bytes per datapoint")


if __name__ == "__main__":
    main()
