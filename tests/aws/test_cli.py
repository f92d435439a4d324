"""The real aws CLI against the real binary, pointed there as the README says: by a pasted profile."""

import json
import os
import subprocess
import time

import pytest
from support import ACCESS_KEY, BINARY, REGION, SECRET_KEY, TOOLS

AWS = str(TOOLS / "venv/bin/aws")


class Cli:
    """`aws --profile barograph …` with a configuration of its own."""

    def __init__(self, home, config):
        home.mkdir(exist_ok=True)
        (home / "config").write_text(config)
        self.env = {"PATH": os.environ["PATH"], "HOME": str(home), "AWS_CONFIG_FILE": str(home / "config"),
                    "AWS_SHARED_CREDENTIALS_FILE": str(home / "none"), "AWS_EC2_METADATA_DISABLED": "true"}

    def run(self, *args):
        return subprocess.run([AWS, "--profile", "barograph", "--output", "json", *args], env=self.env,
                              capture_output=True, text=True, timeout=60)

    def __call__(self, *args):
        done = self.run(*args)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def refused(self, *args):
        done = self.run(*args)
        assert done.returncode != 0, f"expected a refusal, got {done.stdout}"
        return done.stderr


@pytest.fixture(scope="module")
def aws(server, tmp_path_factory):
    return Cli(tmp_path_factory.mktemp("aws"), f"""[profile barograph]
aws_access_key_id = {ACCESS_KEY}
aws_secret_access_key = {SECRET_KEY}
region = {REGION}
endpoint_url = {server.url}
""")


def iso(secs):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(secs))


def test_the_profile_that_the_server_prints_works(start_server, tmp_path):
    server = start_server()
    printed = subprocess.run([BINARY, "credentials", "--data-dir", str(server.data_dir),
                              "--listen", f"127.0.0.1:{server.port}"], capture_output=True, text=True, timeout=20)
    assert printed.returncode == 0, printed.stderr
    aws = Cli(tmp_path / "home", printed.stdout)
    identity = aws("sts", "get-caller-identity")
    assert identity["Account"] == "000000000000"
    # The first start says the same lines.
    for line in printed.stdout.splitlines():
        if "aws_secret_access_key" in line:
            assert line.split("=")[1].strip() in server.output()


def test_data_sent_is_listed_and_read_back(aws):
    now = int(time.time()) // 60 * 60
    for value in (3, 5):
        aws("cloudwatch", "put-metric-data", "--namespace", "Cli/App", "--metric-name", "Latency",
            "--dimensions", "Service=web", "--value", str(value), "--unit", "Milliseconds",
            "--timestamp", iso(now - 60))
    listed = aws("cloudwatch", "list-metrics", "--namespace", "Cli/App")["Metrics"]
    assert listed == [{"Namespace": "Cli/App", "MetricName": "Latency",
                       "Dimensions": [{"Name": "Service", "Value": "web"}]}]
    queries = [
        {"Id": "m1", "MetricStat": {"Metric": listed[0], "Period": 60, "Stat": "Average"}},
        {"Id": "e1", "Expression": "m1 * 1000", "Label": "Microseconds"},
    ]
    results = aws("cloudwatch", "get-metric-data", "--metric-data-queries", json.dumps(queries),
                  "--start-time", iso(now - 600), "--end-time", iso(now + 60))["MetricDataResults"]
    by_id = {result["Id"]: result for result in results}
    assert by_id["m1"]["Values"] == [4.0] and by_id["m1"]["Label"] == "Latency"
    assert by_id["e1"]["Values"] == [4000.0] and by_id["e1"]["Label"] == "Microseconds"
    statistics = aws("cloudwatch", "get-metric-statistics", "--namespace", "Cli/App", "--metric-name", "Latency",
                     "--dimensions", "Name=Service,Value=web", "--start-time", iso(now - 600),
                     "--end-time", iso(now + 60), "--period", "60", "--statistics", "Sum", "Maximum", "SampleCount")
    assert [(point["Sum"], point["Maximum"], point["SampleCount"]) for point in statistics["Datapoints"]] == [
        (8.0, 5.0, 2.0)]


def test_dashboards_come_back_byte_for_byte(aws):
    body = '{\n\t"widgets": [ {"type":"text","properties":{"markdown":"# Häl\\u00e9"},"x":0,"y":0, "extra": 1e400} ]}'
    answer = aws("cloudwatch", "put-dashboard", "--dashboard-name", "cli", "--dashboard-body", body)
    assert answer["DashboardValidationMessages"][0]["DataPath"] == "/widgets/0"
    assert aws("cloudwatch", "get-dashboard", "--dashboard-name", "cli")["DashboardBody"] == body
    names = [entry["DashboardName"] for entry in aws("cloudwatch", "list-dashboards")["DashboardEntries"]]
    assert "cli" in names
    aws("cloudwatch", "delete-dashboards", "--dashboard-names", "cli")
    assert "ResourceNotFound" in aws.refused("cloudwatch", "get-dashboard", "--dashboard-name", "cli")


def test_an_invalid_dashboard_is_refused_with_its_place(aws):
    error = aws.refused("cloudwatch", "put-dashboard", "--dashboard-name", "bad",
                        "--dashboard-body", '{"widgets":[{"type":"text","properties":{}}]}')
    assert "InvalidParameterInput" in error
    assert "/widgets/0/properties" in error and "Should have required property 'markdown'" in error


def test_alarms(aws):
    aws("cloudwatch", "put-metric-alarm", "--alarm-name", "cli-high", "--namespace", "Cli/App",
        "--metric-name", "Latency", "--statistic", "Average", "--period", "60", "--evaluation-periods", "3",
        "--datapoints-to-alarm", "2", "--threshold", "10", "--comparison-operator", "GreaterThanThreshold",
        "--treat-missing-data", "notBreaching")
    alarm = aws("cloudwatch", "describe-alarms", "--alarm-names", "cli-high")["MetricAlarms"][0]
    assert alarm["AlarmArn"] == f"arn:aws:cloudwatch:{REGION}:000000000000:alarm:cli-high"
    assert alarm["DatapointsToAlarm"] == 2 and alarm["ActionsEnabled"] is True
    aws("cloudwatch", "set-alarm-state", "--alarm-name", "cli-high", "--state-value", "ALARM",
        "--state-reason", "said so")
    alarm = aws("cloudwatch", "describe-alarms", "--alarm-names", "cli-high")["MetricAlarms"][0]
    # Unless the ticker has looked at it in between: without data breaching, that is OK.
    assert (alarm["StateValue"], alarm["StateReason"]) == ("ALARM", "said so") or alarm["StateValue"] == "OK"
    aws("cloudwatch", "delete-alarms", "--alarm-names", "cli-high", "never-there")
    assert aws("cloudwatch", "describe-alarms", "--alarm-names", "cli-high")["MetricAlarms"] == []


def test_logs(aws):
    group, stream = "/cli/app", "one"
    aws("logs", "create-log-group", "--log-group-name", group)
    aws("logs", "create-log-stream", "--log-group-name", group, "--log-stream-name", stream)
    now = int(time.time() * 1000)
    events = [{"timestamp": now - 2000, "message": "ERROR first"}, {"timestamp": now - 1000, "message": "fine"},
              {"timestamp": now, "message": "ERROR second"}]
    aws("logs", "put-log-events", "--log-group-name", group, "--log-stream-name", stream,
        "--log-events", json.dumps(events))
    got = aws("logs", "get-log-events", "--log-group-name", group, "--log-stream-name", stream)
    assert [event["message"] for event in got["events"]] == ["ERROR first", "fine", "ERROR second"]
    found = aws("logs", "filter-log-events", "--log-group-name", group, "--filter-pattern", "ERROR")
    assert [event["message"] for event in found["events"]] == ["ERROR first", "ERROR second"]
    refused = aws.refused("logs", "filter-log-events", "--log-group-name", group, "--filter-pattern", "{ $.a = 1 }")
    assert "InvalidParameterException" in refused
    assert aws("logs", "describe-log-streams", "--log-group-name", group)["logStreams"][0]["logStreamName"] == stream
    aws("logs", "delete-log-stream", "--log-group-name", group, "--log-stream-name", stream)
    aws("logs", "delete-log-group", "--log-group-name", group)
    groups = aws("logs", "describe-log-groups", "--log-group-name-prefix", group)["logGroups"]
    assert groups == []


def test_a_wrong_secret_is_refused(aws, server, tmp_path):
    wrong = Cli(tmp_path, f"""[profile barograph]
aws_access_key_id = {ACCESS_KEY}
aws_secret_access_key = not-the-secret
region = {REGION}
endpoint_url = {server.url}
""")
    assert "signature" in wrong.refused("cloudwatch", "list-metrics")
