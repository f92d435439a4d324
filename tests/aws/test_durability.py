"""An acknowledged write survives kill -9, over HTTP and with the real binary."""

import random
import signal
import threading
import time
from datetime import datetime, timezone

KILLS = 5


def test_nothing_acknowledged_is_lost(start_server, tmp_path):
    data_dir = tmp_path / "data"
    acknowledged = 0
    base = int(time.time()) // 60 * 60 - 3600
    server = start_server("--no-collector", data_dir=data_dir)
    for round_number in range(KILLS):
        stop = threading.Event()
        counts = []

        def write(client, worker):
            count = 0
            while not stop.is_set():
                try:
                    client.put_metric_data(Namespace="Kill", MetricData=[
                        {"MetricName": "Count", "Timestamp": datetime.fromtimestamp(base, timezone.utc), "Value": 1.0},
                        {"MetricName": "Other", "Timestamp": datetime.fromtimestamp(base, timezone.utc), "Value": 2.0}])
                    count += 1
                except Exception:
                    break
            counts.append(count)

        workers = [threading.Thread(target=write, args=(server.client("cloudwatch"), index)) for index in range(4)]
        for worker in workers:
            worker.start()
        time.sleep(random.uniform(0.3, 1.0))
        server.stop(signal.SIGKILL)
        stop.set()
        for worker in workers:
            worker.join()
        acknowledged += sum(counts)
        server = start_server("--no-collector", data_dir=data_dir)
        answer = server.client("cloudwatch").get_metric_statistics(
            Namespace="Kill", MetricName="Count", StartTime=datetime.fromtimestamp(base, timezone.utc),
            EndTime=datetime.fromtimestamp(base + 60, timezone.utc), Period=60, Statistics=["Sum"])
        stored = answer["Datapoints"][0]["Sum"]
        # What was under way when the server died may have been kept without an answer: one for each writer.
        assert acknowledged <= stored <= acknowledged + 4 * (round_number + 1)
        assert counts and max(counts) > 0, "something was written in this round"
        acknowledged = int(stored)


def test_a_locked_data_folder_is_a_clear_sentence(start_server, tmp_path):
    first = start_server("--no-collector", data_dir=tmp_path / "one")
    try:
        start_server("--no-collector", data_dir=tmp_path / "one")
    except AssertionError as refusal:
        assert "is in use by another barograph" in str(refusal)
    else:
        raise AssertionError("two servers share a data folder")
    assert first.client("sts").get_caller_identity()["Account"] == "000000000000"


def test_sigterm_ends_it_cleanly_and_all_is_there_again(start_server, tmp_path):
    server = start_server("--no-collector", data_dir=tmp_path / "one")
    server.client("cloudwatch").put_dashboard(DashboardName="kept", DashboardBody='{"widgets":[]}')
    assert server.stop() == 0
    again = start_server("--no-collector", data_dir=tmp_path / "one")
    assert again.client("cloudwatch").get_dashboard(DashboardName="kept")["DashboardBody"] == '{"widgets":[]}'


def test_only_loopback_may_be_bound(start_server, tmp_path):
    import subprocess
    from support import BINARY
    done = subprocess.run([BINARY, "serve", "--listen", "0.0.0.0:10132", "--data-dir", str(tmp_path / "x")],
                          capture_output=True, text=True, timeout=20)
    assert done.returncode != 0 and "loopback" in done.stderr
