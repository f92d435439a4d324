"""`make bench-page`: what a person feels of the page, by the real binary in a real Chromium.

First chart: from the call of the address until the frame with the first painted chart is out; cold in a browser
that has never been anywhere, warm at the second visit. A tick: what the main thread works (its CPU time) for one
refresh, with the dashboard "This machine" and with 100 line graphs that all have a new datapoint and are all seen.
Memory: JavaScript's heap after a collection, and Wasm's.

With `--other BINARY` both are measured by turns, and the ratio is printed: the machine's mood then falls on both.
"""

import argparse
import math
import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402
from browser import chromium, main_thread_millis, memory_mb  # noqa: E402
from tab import metric_widget, poll, put_dashboard  # noqa: E402

# For the collector to have drawn some of its 10-second datapoints.
COLLECT_SECS = 35
# Time for the browser to keep compiled code, as it does after a visit of some seconds.
VISIT_SECS = 3
TICKS, BATCHES = 63, 7
TICK_SECS = 1.0
WIDGETS, ACROSS = 100, 6
# Tall enough that all of the generated widgets are seen: what is off screen is not fetched.
TALL = (1920, 3600)
LIMITS = {"first chart, cold": 1000, "first chart, warm": 300}


class Build:
    """One binary with its server and what was measured of it."""

    def __init__(self, name, binary, stack):
        self.name, self.found = name, {}
        support.BINARY = binary
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        self.server = support.Server(Path(folder) / "data")
        stack.callback(self.server.stop)
        self.cloudwatch = self.server.client("cloudwatch")
        generate(self.cloudwatch)

    def keep(self, what, value):
        self.found.setdefault(what, []).append(value)

    def address(self, dashboard):
        return f"{self.server.url}/#dashboards/dashboard/{dashboard}?refresh=off"


def generate(cloudwatch):
    """100 line graphs of one metric each, three hours of it."""
    widgets = []
    for index in range(WIDGETS):
        widget = metric_widget(f"Widget {index}", [["Bench", "Load", "host", f"host-{index:03}"]])
        place = {"x": index % ACROSS * 4, "y": index // ACROSS * 3, "width": 4, "height": 3}
        widgets.append({**widget, **place})
    start = int(time.time()) // 60 * 60 - 180 * 60
    for minute in range(180):
        put_datapoints(cloudwatch, start + minute * 60)
    put_dashboard(cloudwatch, "generated", widgets)


def put_datapoints(cloudwatch, secs):
    cloudwatch.put_metric_data(Namespace="Bench", MetricData=[{
        "MetricName": "Load", "Value": 50 + 40 * math.sin(secs / 700 + index), "Timestamp": secs,
        "Dimensions": [{"Name": "host", "Value": f"host-{index:03}"}]} for index in range(WIDGETS)])


def first_chart_millis(page, url):
    page.open(url)
    return poll(lambda: page.script("return window.barographBench.firstChart"), "a painted chart")


def visit(build):
    """The first and the second visit."""
    url = build.address("This-machine")
    with chromium() as page:
        build.keep("first chart, cold", first_chart_millis(page, url))
        time.sleep(VISIT_SECS)
        heap, wasm = memory_mb(page)
        build.keep("JavaScript heap, opened", heap)
        build.keep("Wasm memory, opened", wasm)
        build.keep("first chart, warm", first_chart_millis(page, url))


def painted(page):
    return sum(page.painted(canvas) > 0.001 for canvas in page.all("main canvas"))


def tick(builds, dashboard, what, charts, size):
    """Refreshes by turns, batch by batch."""
    with ExitStack() as stack:
        pages = []
        for build in builds:
            page = stack.enter_context(chromium(*size))
            page.open(build.address(dashboard))
            poll(lambda page=page: painted(page) >= charts, f"{charts} painted charts")
            time.sleep(VISIT_SECS)
            pages.append((build, page))
        for _ in range(BATCHES):
            for build, page in pages:
                before = main_thread_millis(page)
                for _ in range(TICKS // BATCHES):
                    put_datapoints(build.cloudwatch, int(time.time()))
                    page.keys("r")
                    time.sleep(TICK_SECS)
                build.keep(f"a tick, {what}", (main_thread_millis(page) - before) / (TICKS // BATCHES))
        for build, page in pages:
            heap, wasm = memory_mb(page)
            build.keep(f"JavaScript heap, {TICKS} ticks of {what}", heap)
            build.keep(f"Wasm memory, {TICKS} ticks of {what}", wasm)


def show(builds):
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
    print(f"The page on {os.cpu_count()} cores, load {load}: medians (smallest to largest)")
    print(f"  {'':<46}" + "".join(f"{build.name:>30}" for build in builds) + ("   ratio" if len(builds) > 1 else ""))
    for what in builds[0].found:
        unit = "MB" if "memory" in what or "heap" in what else "ms"
        medians = [statistics.median(build.found[what]) for build in builds]
        cells = []
        for build, median in zip(builds, medians):
            values = build.found[what]
            spread = f"({min(values):.1f} to {max(values):.1f})" if len(values) > 1 else ""
            cells.append(f"{median:>9.1f} {unit} {spread:>17}")
        ratio = f"{medians[0] / medians[1]:>8.2f}" if len(builds) > 1 else ""
        limit = LIMITS.get(what)
        verdict = "" if limit is None else f"   of at most {limit}" + ("" if medians[0] <= limit else ": TOO SLOW")
        print(f"  {what:<46}" + "".join(cells) + ratio + verdict)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--other", help="a second binary, measured by turns with this one")
    arguments.add_argument("--runs", type=int, default=7, help="visits of each")
    given = arguments.parse_args()
    with ExitStack() as stack:
        builds = [Build("this", support.BINARY, stack)]
        if given.other:
            builds.append(Build("other", given.other, stack))
        time.sleep(COLLECT_SECS)
        for run in range(given.runs):
            for build in builds if run % 2 == 0 else builds[::-1]:
                visit(build)
        tick(builds, "This-machine", '"This machine"', 3, (1440, 900))
        tick(builds, "generated", f"{WIDGETS} widgets", WIDGETS, TALL)
        show(builds)


if __name__ == "__main__":
    main()
