"""Chromium, and `dist/` on a static host."""

import functools
import http.server
import threading

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from support import ROOT
from tab import Page


@pytest.fixture(scope="session")
def driver(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     "--disable-dev-shm-usage", "--window-size=1440,900", "--hide-scrollbars",
                     f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option("prefs", {"download.default_directory": str(tmp_path_factory.mktemp("down"))})
    running = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield running
    running.quit()


@pytest.fixture
def page(driver):
    """A fresh tab as a newcomer has it: nothing stored, 1440 by 900, light."""
    page = Page(driver)
    driver.get("about:blank")
    for entry in driver.get_log("browser"):
        del entry
    page.view(1440, 900)
    yield page
    page.offline(False)
    origin = page.script("return location.origin")
    driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})


@pytest.fixture(scope="session")
def static_site():
    """`dist/` on a plain static host, under a path."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}

        def translate_path(self, path):
            return super().translate_path(path.removeprefix("/some/path"))

        def log_message(self, *arguments):
            pass

    handler = functools.partial(Quiet, directory=str(ROOT / "dist"))
    host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{host.server_port}/some/path/"
    host.shutdown()
