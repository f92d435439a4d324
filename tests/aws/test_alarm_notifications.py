"""From a metric to somebody's mailbox: alarms that publish to topics, as AWS's JSON and as a mail to read."""

import json
import re
import signal
from datetime import datetime, timezone

from receivers import HttpReceiver, eventually
from test_sns import FROM, get, post, subscribed

# A 10-second alarm looks at periods that ended up to 20 seconds ago, every 10 seconds.
EVALUATION_LIMIT_SECS = 60
KEYS = ["AlarmName", "AlarmDescription", "AWSAccountId", "AlarmConfigurationUpdatedTimestamp", "NewStateValue",
        "NewStateReason", "StateChangeTime", "Region", "AlarmArn", "OldStateValue", "ActionExecutedAfterMuteWindow",
        "OKActions", "AlarmActions", "InsufficientDataActions", "Trigger"]


def put_alarm(cloudwatch, name, topic):
    cloudwatch.put_metric_alarm(
        AlarmName=name, AlarmDescription="Too hot", Namespace="Story", MetricName="Heat", Statistic="Maximum",
        Dimensions=[{"Name": "Room", "Value": "a"}], Period=10, EvaluationPeriods=1, Threshold=21.0,
        ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic], OKActions=[topic])


def test_a_hot_metric_reaches_the_endpoint_and_the_mailbox(start_server, receiver, mailbox):
    server = start_server("--no-collector", "--allow-private-endpoints", "--smtp-url",
                          f"smtp://127.0.0.1:{mailbox.port}", "--smtp-from", FROM)
    sns, cloudwatch = server.client("sns"), server.client("cloudwatch")
    topic = sns.create_topic(Name="ops")["TopicArn"]
    subscribed(sns, topic, receiver)
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="person@example.com")
    link = re.search(r"http://\S+/confirmation\.html\?\S+", mailbox.next()[2].get_content()).group()
    post(link.split("?")[0], **dict(re.findall(r'name="(\w+)" value="([^"]*)"', get(link))))
    put_alarm(cloudwatch, "hot <room>", topic)

    def heat():
        cloudwatch.put_metric_data(Namespace="Story", MetricData=[{
            "MetricName": "Heat", "Dimensions": [{"Name": "Room", "Value": "a"}], "StorageResolution": 1,
            "Timestamp": datetime.now(timezone.utc), "Value": 30.0}])
        return [request for request in receiver.requests if "Notification" == request.kind]

    eventually(heat, "the alarm's message", EVALUATION_LIMIT_SECS)
    notification = receiver.next().json()
    assert notification["Subject"] == 'ALARM: "hot <room>" in US East (N. Virginia)'
    message = json.loads(notification["Message"])
    assert list(message) == KEYS
    assert message["AlarmName"] == "hot <room>" and message["AlarmDescription"] == "Too hot"
    assert (message["OldStateValue"], message["NewStateValue"]) == ("INSUFFICIENT_DATA", "ALARM")
    assert re.fullmatch(r"Threshold Crossed: 1 datapoint \[30\.0 \(\S+ \S+\)\] was greater than the threshold "
                        r"\(21\.0\)\.", message["NewStateReason"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000", message["StateChangeTime"])
    assert message["AlarmActions"] == [topic] and message["Region"] == "US East (N. Virginia)"
    trigger = message["Trigger"]
    assert trigger["Dimensions"] == [{"value": "a", "name": "Room"}] and trigger["Statistic"] == "MAXIMUM"
    assert (trigger["Period"], trigger["EvaluationPeriods"], trigger["Threshold"]) == (10, 1, 21.0)

    sender, recipients, mail = mailbox.next()
    assert recipients == ["person@example.com"] and sender == "alarms@example.com"
    assert mail["Subject"] == 'ALARM: "hot <room>" in US East (N. Virginia)'
    assert "hot <room>" in mail.get_content() and "Threshold Crossed" in mail.get_content()

    history = cloudwatch.describe_alarm_history(AlarmName="hot <room>", HistoryItemType="Action")
    assert history["AlarmHistoryItems"][0]["HistorySummary"] == f"Successfully executed action {topic}"


def test_an_alarm_s_message_outlives_kill_9(start_server, tmp_path):
    data_dir = tmp_path / "data"
    args = ("--no-collector", "--allow-private-endpoints")
    server = start_server(*args, data_dir=data_dir)
    sns, cloudwatch = server.client("sns"), server.client("cloudwatch")
    topic = sns.create_topic(Name="ops")["TopicArn"]
    receiver = HttpReceiver()
    policy = {"healthyRetryPolicy": {"numRetries": 50, "minDelayTarget": 1, "maxDelayTarget": 1}}
    subscribed(sns, topic, receiver, DeliveryPolicy=json.dumps(policy))
    receiver.close()
    put_alarm(cloudwatch, "hot", topic)
    cloudwatch.set_alarm_state(AlarmName="hot", StateValue="ALARM", StateReason="by hand")
    server.stop(signal.SIGKILL)

    receiver = HttpReceiver(receiver.port)
    server = start_server(*args, data_dir=data_dir)
    message = json.loads(receiver.next().json()["Message"])
    assert (message["NewStateValue"], message["NewStateReason"]) == ("ALARM", "by hand")
    assert receiver.requests == [], "once"
    receiver.close()
