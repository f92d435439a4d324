"""`make bench-store`: the metrics store beside VictoriaMetrics and Prometheus (Debian's packages), in one run,
on the same data, over HTTP on loopback. Medians, alternating; the ratios are of medians.

Ingestion: 1,000 series, a day of statistic sets of 60 s (count, sum, minimum, maximum), 1,000 datapoints a
call, ten connections. Barograph acknowledges a call when it is on the disk; VictoriaMetrics does before, and
loses it on kill -9. The peers get the same numbers as four samples a datapoint, by remote write.

Queries: what a graph asks, each answer compared with the others' before its time counts. p99 comes from
single values (for the peers: quantile_over_time of raw samples) and from lists of values (for the peers:
classic histogram buckets as fine as CloudWatch's, a tenth wide).
"""

import argparse
import math
import os
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from load import Connection, Fleet, send_all  # noqa: E402
from peers import Barograph, Prometheus, VictoriaMetrics, ask, labels, remote_write, sample  # noqa: E402

DAY_MINUTES = 1440
P99_SERIES, P99_MINUTES, VALUES = 100, 360, 12
HOUR = 3600
MAX_QUERIES = 500
MAX_BYTES = 8.2
FIRST_BUCKET, LAST_BUCKET = 24, 80


def folder_bytes(store):
    return sum(path.stat().st_size for path in Path(store.folder.name).rglob("*") if path.is_file())


def row(what, by_name, unit, digits, more_is_better=False, at_most=None):
    """One line of the table. The ratio says how many times better Barograph is than the best of the others, or
    than what it may take at most."""
    medians = {name: statistics.median(values) for name, values in by_name.items()}
    own = medians[Barograph.name]
    others = [value for name, value in medians.items() if name != Barograph.name]
    ratio = own / max(others) if more_is_better else (at_most or min(others)) / own
    cells = "".join(f"{medians[name]:>16,.{digits}f}" for name in medians)
    print(f"  {what:<44}{cells}  {unit:<14} x {ratio:.2f}{'' if ratio >= 1 else '   BEHIND'}", flush=True)


# --- Ingestion -------------------------------------------------------------------------------------------

def ingest(fleet, runs):
    """The rates and sizes of several runs, and the stores of the last one, still running."""
    kinds = [Barograph, VictoriaMetrics, Prometheus]
    print("  encoding the requests …", flush=True)
    own = [[Barograph.sets("Load", fleet, *call) for call in calls] for calls in fleet.calls()]
    peers = [[VictoriaMetrics.sets("Load", fleet, *call) for call in calls] for calls in fleet.calls()]
    datapoints = fleet.series * fleet.minutes
    rates, sizes = {kind.name: [] for kind in kinds}, {kind.name: [] for kind in kinds}
    stores = []
    for run in range(runs):
        stores = []
        for kind in kinds if run % 2 == 0 else kinds[::-1]:
            store = kind()
            empty = folder_bytes(store)
            bodies = own if kind is Barograph else peers
            requests = [[store.request(body) for body in calls] for calls in bodies]
            rates[kind.name].append(datapoints / send_all(store.port, requests))
            if run < runs - 1:
                store.stop()
                sizes[kind.name].append((folder_bytes(store) - empty) / datapoints)
            stores.append(store)
        stores.sort(key=lambda store: kinds.index(type(store)))
    row("ingestion", rates, "datapoints/s", 0, more_is_better=True)
    if runs > 1:
        row("on disk after a clean stop (at most 8.2)", sizes, "bytes", 2, at_most=MAX_BYTES)
    return stores


# --- Percentiles -----------------------------------------------------------------------------------------

def latencies(fleet, rng):
    """Twelve log-normal values for each series and minute."""
    return [[[round(math.exp(rng.gauss(4.5, 0.5)), 1) for _ in range(VALUES)] for _ in range(P99_MINUTES)]
            for _ in range(P99_SERIES)]


def bucket(value):
    return min(max(math.floor(math.log(value) / math.log(1.1)) + 1, FIRST_BUCKET), LAST_BUCKET)


def send_percentile_data(stores, fleet):
    values = latencies(fleet, random.Random(11))
    first = fleet.minutes - P99_MINUTES
    for store in stores:
        calls = []
        counters = [[0] * (LAST_BUCKET - FIRST_BUCKET + 1) for _ in range(P99_SERIES)]
        for minute in range(P99_MINUTES):
            at = fleet.at(first + minute)
            if isinstance(store, Barograph):
                rows = range(P99_SERIES)
                calls.append(store.lists("Latency", "Values", [(n, at, values[n][minute]) for n in rows]))
                calls.append(store.lists("Heat", "Value", [(n, at, values[n][minute][0]) for n in rows]))
                continue
            series = [(labels("Heat", n), sample(at, values[n][minute][0])) for n in range(P99_SERIES)]
            for number in range(P99_SERIES):
                for value in values[number][minute]:
                    for index in range(bucket(value) - FIRST_BUCKET, LAST_BUCKET - FIRST_BUCKET + 1):
                        counters[number][index] += 1
                series += [(labels("Latency_bucket", number, le=f"{1.1 ** (FIRST_BUCKET + index):.6f}"),
                            sample(at, float(count))) for index, count in enumerate(counters[number])]
            calls.append(remote_write(series))
        send_all(store.port, [[store.request(body) for body in calls]])


# --- Queries ---------------------------------------------------------------------------------------------

def questions(fleet):
    """Name, Barograph's query, the peers' expression and step, how far answers may differ."""
    start, end = fleet.at(0), fleet.at(fleet.minutes)
    late = end - 3 * HOUR
    hundred = range(200, 300)
    return [
        ("1 series x 1 day", ("Load", [417], "Sum", 60, start, end),
         ('Load_sum{host="host-0417"}', 60), 1e-9),
        ("100 series x 3 h by 5 min", ("Load", hundred, "Sum", 300, late, end),
         ('sum_over_time(Load_sum{rack="rack-02"}[5m])', 300), 1e-9),
        ("sum over 1,000 series x 1 day by 5 min", ("Load", range(fleet.series), "Sum", 300, start, end),
         ("sum(sum_over_time(Load_sum[5m]))", 300), 1e-9),
        ("p99 of single values, 100 series x 3 h by 5 min", ("Heat", range(100), "p99", 300, late, end),
         ('quantile_over_time(0.99, Heat{rack="rack-00"}[5m])', 300), 0.15),
        ("p99 of lists of values, 100 series x 3 h by 5 min", ("Latency", range(100), "p99", 300, late, end),
         ('histogram_quantile(0.99, sum by (host, le) (increase(Latency_bucket{rack="rack-00"}[5m])))', 300), 0.35),
    ]


def requests_for(store, own, peer):
    if isinstance(store, Barograph):
        return (store.queries if len(own[1]) <= MAX_QUERIES else store.total)(*own)
    (expression, step), (start, end) = peer, own[4:6]
    # The instant at which a window back covers exactly the slot that CloudWatch stamps with its start.
    shift = step - 1 if step > 60 else 0
    return store.query(expression, step, start + shift, end - step + shift)


def values_of(answer, shift):
    return {at - shift: value for line in answer.values() for at, value in line.items()}


def compare(what, reference, found, shift, tolerance):
    assert len(found) == len(reference), f"{what}: {len(found)} series instead of {len(reference)}"
    far = 0
    ours, theirs = values_of(reference, 0), values_of(found, shift)
    common = ours.keys() & theirs.keys()
    assert len(common) >= 0.95 * len(ours), f"{what}: {len(common)} of {len(ours)} instants"
    if len(reference) == 1:
        far = sum(abs(ours[at] - theirs[at]) > tolerance * abs(ours[at]) for at in common)
    else:
        totals = [sum(sum(line.values()) for line in answer.values()) for answer in (reference, found)]
        far = abs(totals[0] / totals[1] - 1) > max(tolerance, 0.02 if tolerance > 1e-6 else 0)
    assert not far, f"{what}: the answers differ"


def query(stores, questions, runs):
    time.sleep(10)  # What each does in the background after the last write.
    for what, own, peer, tolerance in questions:
        shift = peer[1] - 1 if peer[1] > 60 else 0
        times = {store.name: [] for store in stores}
        answers, connections = {}, {store.name: Connection(store.port) for store in stores}
        for run in range(runs + 2):
            for store in stores:
                request = requests_for(store, own, peer)
                millis, answers[store.name] = ask(store, connections[store.name], request)
                if run >= 2:
                    times[store.name].append(millis)
        for store in stores[1:]:
            compare(f"{what}, {store.name}", answers[Barograph.name], answers[store.name], shift, tolerance)
        row(what, times, "ms", 2)


def distribution_bytes(fleet):
    """Bytes of a datapoint with and without how its twelve values lie, on the same statistic sets."""
    rng, sizes = random.Random(13), []
    minutes = min(fleet.minutes, 480)
    values = [[[round(math.exp(rng.gauss(4.5, 0.5)), 1) for _ in range(VALUES)] for _ in range(minutes)]
              for _ in range(P99_SERIES)]
    for member in ("StatisticValues", "Values"):
        store = Barograph()
        empty = folder_bytes(store)
        calls = []
        for minute in range(minutes):
            datums = [(n, fleet.at(minute), values[n][minute]) for n in range(P99_SERIES)]
            if member == "StatisticValues":
                datums = [(n, at, {"SampleCount": float(len(v)), "Sum": float(sum(v)), "Minimum": min(v),
                                   "Maximum": max(v)}) for n, at, v in datums]
            calls.append(store.request(store.lists("Latency", member, datums)))
        send_all(store.port, [calls])
        store.stop()
        sizes.append((folder_bytes(store) - empty) / (P99_SERIES * minutes))
    print(f"  {'statistic sets of log-normal values':<44}{sizes[0]:>16,.2f}{'':>34}bytes/datapoint")
    print(f"  {'their distributions besides':<44}{sizes[1] - sizes[0]:>16,.2f}{'':>34}bytes/datapoint")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7, help="of each ingestion")
    parser.add_argument("--query-runs", type=int, default=15, help="of each query")
    parser.add_argument("--series", type=int, default=1000)
    parser.add_argument("--minutes", type=int, default=DAY_MINUTES)
    options = parser.parse_args()
    print(f"Medians of {options.runs} ingestions and {options.query_runs} queries on {os.cpu_count()} cores "
          f"(load {os.getloadavg()[0]:.1f} of others). x: how many times better than the better peer.")
    start = int(time.time()) // HOUR * HOUR - options.minutes * 60
    fleet = Fleet(options.series, options.minutes, start)
    print(f"  {'':<44}{'Barograph':>16}{'VictoriaMetrics':>16}{'Prometheus':>16}", flush=True)
    by_load, by_percentile = questions(fleet)[:3], questions(fleet)[3:]
    stores = ingest(fleet, options.runs)
    query(stores, by_load, options.query_runs)
    for store in stores:
        store.stop()
    # On new folders: Prometheus takes nothing that is an hour older than its newest.
    stores = [kind() for kind in (Barograph, VictoriaMetrics, Prometheus)]
    send_percentile_data(stores, fleet)
    query(stores, by_percentile, options.query_runs)
    for store in stores:
        store.stop()
    distribution_bytes(fleet)


if __name__ == "__main__":
    main()
