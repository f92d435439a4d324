"""A newcomer's first minutes: the live dashboard, and the same app without a server."""

import os
import time

from support import ROOT
from tab import poll

# The picture in the README is made anew with this set to the seconds of data that it should show.
SCREENSHOT_AFTER_SECS = os.environ.get("SCREENSHOT_AFTER_SECS")
SIZES = [("phone", 400, 860, 2), ("desk", 1440, 1000, 1), ("sharp", 1440, 1000, 2), ("wall", 3840, 2160, 1)]


def test_the_first_start_shows_this_machine_moving(page, start_server):
    server = start_server()
    page.open(server.url)
    page.press("This-machine")
    page.shows("CPU", "main")
    poll(lambda: "No datapoints" not in page.text("main"), "datapoints in every widget")
    poll(lambda: sum(page.painted(canvas) > 0.001 for canvas in page.all("main canvas")) >= 3, "painted charts")
    poll(lambda: "OK" in page.text("main") or "No data" in page.text("main"), "the alarms' states in words")
    poll(lambda: "barograph" in page.text("main").lower(), "the server's own log lines")
    if SCREENSHOT_AFTER_SECS:
        time.sleep(float(SCREENSHOT_AFTER_SECS))
        page.view(1440, 1120, 2)
        time.sleep(2)
        page.shot("readme", ROOT / "tests/e2e/screenshot.png")
    for dark in (False, True):
        for name, width, height, scale in SIZES:
            page.view(width, height, scale, dark)
            page.shot(f"this-machine-{name}-{'dark' if dark else 'light'}")
            assert page.script("return document.documentElement.scrollWidth <= innerWidth"), f"overflow at {width}"
    assert page.complaints() == []


def test_a_static_host_has_demonstration_data_and_keeps_dashboards_in_the_browser(page, static_site):
    page.open(static_site)
    page.shows("Demonstration data")
    page.press("Create dashboard")
    page.fill("Name", "mine", within=page.one("dialog[open]"))
    page.press("Create", within=page.one("dialog[open]"))
    page.shows("Saved in this browser")
    page.open(static_site + "#dashboards")
    page.shows("mine", "main")
    page.reload()
    page.shows("mine", "main")
    demonstration = next(link for link in page.all("main a") if "mine" not in link.text and link.text.strip())
    demonstration.click()
    poll(lambda: sum(page.painted(canvas) > 0.001 for canvas in page.all("main canvas")) >= 2, "painted charts")
    page.view(1440, 1000)
    page.shot("demonstration")
