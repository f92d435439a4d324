"""Chromium for benchmarks: a fresh profile each, and what its DevTools count."""

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from tab import Page  # noqa: E402

# Runs before the page's own scripts. It keeps the Wasm memory, and notes when a canvas in the page first had
# something drawn on it and the frame with it was out (a message comes after the frame's painting).
WATCH = """
    window.barographBench = {firstChart: null, memory: null};
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const original = WebAssembly[name];
        WebAssembly[name] = async (...args) => {
            const made = await original.apply(WebAssembly, args);
            window.barographBench.memory = (made.instance || made).exports.memory;
            return made;
        };
    }
    for (const name of ['stroke', 'fill']) {
        const original = CanvasRenderingContext2D.prototype[name];
        CanvasRenderingContext2D.prototype[name] = function (...args) {
            original.apply(this, args);
            if (!this.canvas.closest('main')) return;
            CanvasRenderingContext2D.prototype[name] = original;
            requestAnimationFrame(() => {
                const {port1, port2} = new MessageChannel();
                port1.onmessage = () => { window.barographBench.firstChart ??= performance.now(); };
                port2.postMessage(null);
            });
        };
    }
"""


@contextmanager
def chromium(width=1440, height=900):
    """A page in a browser that has never been anywhere."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                         "--disable-background-networking", "--disable-component-update", "--disable-sync",
                         "--disable-dev-shm-usage", "--hide-scrollbars", f"--window-size={width},{height}",
                         f"--user-data-dir={profile}"):
            options.add_argument(argument)
        driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        try:
            page = Page(driver).view(width, height)
            driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
            driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
            yield page
        finally:
            driver.quit()


def main_thread_millis(page):
    """What the page's main thread has worked so far, by its own CPU clock."""
    return counters(page)["TaskDuration"] * 1000


def memory_mb(page):
    """JavaScript's heap after a collection, and Wasm's memory, in MB of 1,000,000 bytes."""
    page.driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
    heap = counters(page)["JSHeapUsedSize"]
    wasm = page.script("return window.barographBench.memory.buffer.byteLength")
    return heap / 1e6, wasm / 1e6


def counters(page):
    metrics = page.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}
