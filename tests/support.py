"""The real binary on a free loopback port with a data folder of its own, for stories and AWS clients."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config

ROOT = Path(__file__).resolve().parent.parent
BINARY = os.environ.get("BAROGRAPH", str(ROOT / "target/release/barograph"))
TOOLS = Path(os.environ.get("BAROGRAPH_TOOLS", Path.home() / ".cache/barograph-build"))
ACCESS_KEY, SECRET_KEY = "BAROGRAPHTESTKEY0001", "a-secret-that-only-the-tests-know-0123456789"
REGION = "us-east-1"
START_LIMIT_SECS = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One running `barograph serve`."""

    def __init__(self, data_dir, *args, port=None):
        self.data_dir = Path(data_dir)
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", f"127.0.0.1:{self.port}", "--data-dir", str(data_dir),
             "--access-key", f"{ACCESS_KEY}:{SECRET_KEY}", *args],
            stdout=self.log, stderr=subprocess.STDOUT)
        self._wait_until_it_answers()

    def _wait_until_it_answers(self):
        limit = time.monotonic() + START_LIMIT_SECS
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                raise AssertionError(f"barograph ended at once:\n{self.output()}")
            try:
                urllib.request.urlopen(self.url + "/healthz", timeout=2).read()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise AssertionError(f"barograph did not answer within {START_LIMIT_SECS} s:\n{self.output()}")

    def output(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def stop(self, with_signal=signal.SIGTERM):
        """Ends the server and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        return self.process.wait(timeout=15)

    def client(self, service, **settings):
        return boto3.client(
            service, endpoint_url=self.url, region_name=REGION, aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=settings.pop("secret", SECRET_KEY),
            config=Config(retries={"max_attempts": 0}, **settings))
