"""`make bench-math`: metric math in the browser's Wasm beside hand-written loops over typed arrays.

Both in one page of a real Chromium, by turns; medians, and the ratio. The Wasm is `metric_math` built as the app
is built. An evaluation takes the whole way: the plan's queries, missing datapoints and divisions by zero looked
for, a new series as the result; the loop knows that there is none of that. Where times are compared, each metric
has a column of them of its own, a million instants that are found to be the same.
"""

import http.server
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

LIMIT_SECS = 300
PAGE = b'<!doctype html><title>bench-math</title><script type="module" src="bench_math.js"></script>'
TYPES = {".js": "text/javascript", ".wasm": "application/wasm"}


def serve(files):
    """A server for the page, and what the page posts."""
    posted, is_posted = [], threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self, body, kind):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            # With these the clock of the page is a fine one.
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            file = files.get(self.path.strip("/"))
            if file:
                self.answer(file.read_bytes(), TYPES[file.suffix])
            else:
                self.answer(PAGE, "text/html")

        def do_POST(self):
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.answer(b"", "text/plain")
            is_posted.set()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, posted, is_posted


def main(wasm, chromium):
    files = {"bench_math.js": Path(__file__).with_name("bench_math.js"), "bench_math.wasm": Path(wasm)}
    server, posted, is_posted = serve(files)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             f"--user-data-dir={profile}", f"http://127.0.0.1:{server.server_port}/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if not is_posted.wait(LIMIT_SECS):
                sys.exit(f"the page gave no result within {LIMIT_SECS} s")
        finally:
            browser.terminate()
            browser.wait()
    [found] = posted
    print(f"Metric math on {found['points']:,} datapoints, medians of {found['runs']} runs (best)")
    print(f"  {'expression':<30}{'Wasm':>17}{'loop, new array':>20}{'ratio':>7}{'loop, kept array':>21}{'ratio':>7}")
    for row in found["results"]:
        wasm, fresh, kept = row["wasm"], row["js"], row["jsKept"]
        print(f"  {row['expression']:<30}" + "".join(
            f"{time['median']:>{width}.2f} ({time['best']:.2f}) ms" + ratio
            for time, width, ratio in [
                (wasm, 7, ""),
                (fresh, 10, f"{wasm['median'] / fresh['median']:>7.2f}"),
                (kept, 11, f"{wasm['median'] / kept['median']:>7.2f}"),
            ]))


if __name__ == "__main__":
    main(*sys.argv[1:])
