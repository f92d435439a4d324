"""Chromium's tab as a person uses it: by what is seen, by role and name."""

import json
import time
from pathlib import Path

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

SHOTS = Path(__file__).parent / "shots"
PATIENCE_SECS = 15


def poll(question, what):
    """Asks until the answer is true, and returns it."""
    limit = time.monotonic() + PATIENCE_SECS
    while True:
        try:
            answer = question()
        except StaleElementReferenceException:
            answer = None
        if answer:
            return answer
        if limit < time.monotonic():
            raise AssertionError(f"waited {PATIENCE_SECS} s for {what}")
        time.sleep(0.05)


class Page:
    """The one open tab."""

    def __init__(self, driver):
        self.driver = driver

    def open(self, url):
        self.driver.get("about:blank")
        self.driver.get(url)
        return self

    def reload(self):
        self.driver.refresh()

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def all(self, css, within=None):
        return (within or self.driver).find_elements(By.CSS_SELECTOR, css)

    def one(self, css, within=None):
        """The first visible element."""
        return poll(lambda: next((e for e in self.all(css, within) if e.is_displayed()), None), css)

    def gone(self, css):
        poll(lambda: not [e for e in self.all(css) if e.is_displayed()], f"no {css}")

    def text(self, css="body"):
        return self.one(css).text

    def shows(self, text, css="body"):
        return poll(lambda: any(text in e.text for e in self.all(css)) or None, f"{text!r} in {css}")

    def hides(self, text, css="body"):
        poll(lambda: not any(text in e.text for e in self.all(css)), f"no {text!r} in {css}")

    def named(self, name, css="button, a, [role=menuitem], [role=tab], summary, label", within=None):
        """What a person would call by this name: its label or its text."""
        def find():
            for element in self.all(css, within):
                label = element.get_attribute("aria-label") or element.text
                if element.is_displayed() and label.strip() == name:
                    return element
            return None
        return poll(find, f"something named {name!r}")

    def press(self, name, within=None):
        self.named(name, within=within).click()

    def fill(self, label, text, within=None):
        """Types into the field with this label."""
        field = poll(lambda: self.script("""
            const scope = arguments[1] || document;
            for (const field of scope.querySelectorAll('input, textarea, select')) {
                const names = [field.getAttribute('aria-label'), field.getAttribute('placeholder'),
                               ...[...(field.labels || [])].map(label => label.innerText.trim().split('\\n')[0])];
                if (names.includes(arguments[0]) && field.offsetParent !== null) return field;
            }""", label, within), f"a field {label!r}")
        if field.tag_name == "select":
            for option in field.find_elements(By.TAG_NAME, "option"):
                if option.text == text:
                    option.click()
            return field
        field.click()
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(Keys.DELETE)
        field.send_keys(text)
        return field

    def keys(self, *keys):
        actions = ActionChains(self.driver)
        for key in keys:
            actions.send_keys(key)
        actions.perform()

    def chord(self, *keys):
        actions = ActionChains(self.driver)
        for key in keys[:-1]:
            actions.key_down(key)
        actions.send_keys(keys[-1])
        for key in reversed(keys[:-1]):
            actions.key_up(key)
        actions.perform()

    def drag(self, element, right_px, down_px):
        ActionChains(self.driver).move_to_element(element).click_and_hold().move_by_offset(
            right_px // 2, down_px // 2).move_by_offset(
            right_px - right_px // 2, down_px - down_px // 2).pause(0.1).release().perform()

    def view(self, width, height, scale=1, dark=False, touch=False):
        """The window's size in CSS pixels, the device-pixel ratio and the system's colour scheme."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": touch})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        return self

    def shot(self, name, path=None):
        """A picture of what is visible, to be looked at."""
        SHOTS.mkdir(exist_ok=True)
        target = path or SHOTS / f"{name}.png"
        time.sleep(0.3)
        self.driver.save_screenshot(str(target))
        return target

    def offline(self, yes):
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
            "offline": yes, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})

    def complaints(self, besides=()):
        """What the console holds of errors, but for what a story expects."""
        entries = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
        return [entry for entry in entries if not any(word in entry for word in besides)]

    def painted(self, canvas):
        """The share of a canvas's pixels that aren't blank."""
        return self.script("""
            const canvas = arguments[0];
            if (!canvas.width || !canvas.height) return 0;
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let count = 0;
            for (let index = 3; index < data.length; index += 4) if (data[index]) count += 1;
            return count / (data.length / 4);""", canvas)


def metric_widget(title, metrics, y=0, **properties):
    """A line graph's JSON."""
    return {"type": "metric", "x": 0, "y": y, "width": 12, "height": 6, "properties": {
        "title": title, "region": "us-east-1", "metrics": metrics, "period": 60, "stat": "Average", **properties}}


def put_dashboard(cloudwatch, name, widgets, **top):
    cloudwatch.put_dashboard(DashboardName=name, DashboardBody=json.dumps({"widgets": widgets, **top}))
