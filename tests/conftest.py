"""What every test may ask for: a running server and clients."""

import signal

import pytest
from receivers import HttpReceiver, SmtpReceiver
from support import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A server that all tests of a run share: each takes names of its own. No collector, so quiet."""
    running = Server(tmp_path_factory.mktemp("shared") / "data", "--no-collector")
    yield running
    assert running.stop() == 0, running.output()


@pytest.fixture
def start_server(tmp_path):
    """Starts servers of a test's own: `start_server("--flag", data_dir=…)`."""
    started = []

    def start(*args, data_dir=None, port=None):
        started.append(Server(data_dir or tmp_path / "data", *args, port=port))
        return started[-1]

    yield start
    for running in started:
        running.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def cloudwatch(server):
    return server.client("cloudwatch")


@pytest.fixture(scope="session")
def logs(server):
    return server.client("logs")


@pytest.fixture
def receiver():
    """An HTTP endpoint that keeps what it is told."""
    running = HttpReceiver()
    yield running
    running.close()


@pytest.fixture
def mailbox():
    """A mail server that keeps what it is given."""
    running = SmtpReceiver()
    yield running
    running.close()
