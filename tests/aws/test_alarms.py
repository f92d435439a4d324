"""Alarms as their users meet them: boto3 on all three protocols, the aws CLI, and a topic that is told."""

import json
import re
import time
from datetime import datetime, timezone

import botocore
import pytest
from botocore.exceptions import ClientError
from receivers import HttpReceiver, SmtpReceiver, eventually
from support import ACCESS_KEY, REGION, SECRET_KEY
from test_cli import Cli

ARN = f"arn:aws:cloudwatch:{REGION}:000000000000:alarm:"
TOPIC = f"arn:aws:sns:{REGION}:000000000000:ops"


@pytest.fixture(params=["json", "smithy-rpc-v2-cbor", "query"])
def client(request, server):
    """boto3 on each of the protocols that CloudWatch speaks."""
    client = server.client("cloudwatch")
    client._serializer = botocore.serialize.create_serializer(request.param)
    client._response_parser = botocore.parsers.create_parser(request.param)
    client.meta.service_model.__dict__["resolved_protocol"] = request.param
    client.protocol = request.param
    return client


@pytest.fixture
def names(client):
    """Names of a test's own: the server is shared."""
    return lambda name: f"{client.protocol}-{name}"


def simple(name, **changes):
    return {"AlarmName": name, "Namespace": "Story", "MetricName": "Latency", "Statistic": "Average", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 50.0, "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "ignore", **changes}


def refusal(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    error = refused.value.response["Error"]
    return f"{error['Code']}: {error.get('Message', '')}"


def test_every_setting_comes_back(client, names):
    settings = simple(
        names("all"), AlarmDescription="größer als <50> & mehr", ActionsEnabled=False, OKActions=[TOPIC],
        AlarmActions=[TOPIC, f"arn:aws:lambda:{REGION}:000000000000:function:page"], InsufficientDataActions=[],
        Dimensions=[{"Name": "Host", "Value": "h1"}], Unit="Milliseconds", EvaluationPeriods=3, DatapointsToAlarm=2,
        Threshold=0.1, EvaluateLowSampleCountPercentile="ignore", ExtendedStatistic="p99.9")
    del settings["Statistic"]
    client.put_metric_alarm(**settings, Tags=[{"Key": "team", "Value": "shop"}])
    answer = client.describe_alarms(AlarmNames=[names("all")])
    assert answer["CompositeAlarms"] == []
    alarm = answer["MetricAlarms"][0]
    assert {key: alarm[key] for key in settings} == settings
    assert alarm["StateValue"] == "INSUFFICIENT_DATA"
    assert alarm["StateReason"] == "Unchecked: Initial alarm creation"
    assert alarm["AlarmArn"] == ARN + names("all")
    assert alarm["StateUpdatedTimestamp"] == alarm["StateTransitionedTimestamp"]
    assert client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"] == [{"Key": "team", "Value": "shop"}]
    # Tags of an update are ignored.
    client.put_metric_alarm(**settings, Tags=[{"Key": "other", "Value": "x"}])
    assert len(client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]) == 1
    found = client.describe_alarms_for_metric(
        Namespace="Story", MetricName="Latency", Dimensions=settings["Dimensions"], ExtendedStatistic="p99.9")
    assert names("all") in [alarm["AlarmName"] for alarm in found["MetricAlarms"]]
    assert client.describe_alarms_for_metric(Namespace="Story", MetricName="Latency", Unit="Bytes") \
        ["MetricAlarms"] == []


def test_composite_alarms_follow_their_children(client, names):
    a, b, c, top = names("a"), names("b"), names("c 1"), names("top")
    for name in (a, b):
        client.put_metric_alarm(**simple(name))
    client.put_composite_alarm(AlarmName=c, AlarmRule=f"ALARM({a}) AND NOT OK(\"{ARN}{b}\")",
                               Tags=[{"Key": "team", "Value": "shop"}])
    client.put_composite_alarm(AlarmName=top, AlarmRule=f"AT_LEAST(50%, ALARM, ({a}, \"{c}\"))", AlarmActions=[])

    def state(name):
        answer = client.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm", "MetricAlarm"])
        return (answer["CompositeAlarms"] + answer["MetricAlarms"])[0]

    assert state(c)["StateValue"] == "OK"
    assert state(c)["StateReason"] == f"{ARN}{c} was created and its alarm rule evaluates to OK"
    assert client.list_tags_for_resource(ResourceARN=ARN + c)["Tags"] == [{"Key": "team", "Value": "shop"}]
    client.set_alarm_state(AlarmName=a, StateValue="ALARM", StateReason="a test", StateReasonData='{"a": 1}')
    assert [state(name)["StateValue"] for name in (c, top)] == ["ALARM", "ALARM"]
    assert state(c)["StateReason"].startswith(f"{ARN}{a} transitioned to ALARM at ")
    assert json.loads(state(c)["StateReasonData"])["triggeringAlarms"][0]["arn"] == ARN + a

    children = client.describe_alarms(ChildrenOfAlarmName=top)
    assert [alarm["AlarmName"] for alarm in children["MetricAlarms"] + children["CompositeAlarms"]] == [a, c]
    assert "MetricName" not in children["MetricAlarms"][0]
    parents = client.describe_alarms(ParentsOfAlarmName=a)["CompositeAlarms"]
    assert [alarm["AlarmName"] for alarm in parents] == [c, top]

    assert refusal(client.put_composite_alarm, AlarmName=c, AlarmRule=f"ALARM(\"{top}\")").endswith(
        f"in a circle: {c} -> {top} -> {c}")
    assert refusal(client.put_composite_alarm, AlarmName=names("bad"), AlarmRule="TRUE and FALSE") == (
        "ValidationError: Error in AlarmRule [Unsupported token 'and' at char 5, must be: <EOF>, 'AND', 'OR']")
    assert refusal(client.put_composite_alarm, AlarmName=names("bad"), AlarmRule="ALARM(nobody)") == (
        f"ValidationError: Could not save the composite alarm as alarms [{ARN}nobody] in the alarm rule do not exist")
    assert refusal(client.delete_alarms, AlarmNames=[a]) == (
        f"ValidationError: Cannot delete {a} as there are composite alarm(s) depending on it.")

    pages = client.get_paginator("describe_alarm_history").paginate(
        AlarmName=c, AlarmTypes=["CompositeAlarm"], ScanBy="TimestampAscending", PaginationConfig={"PageSize": 1})
    items = [item for page in pages for item in page["AlarmHistoryItems"]]
    assert [(item["HistoryItemType"], item["HistorySummary"]) for item in items] == [
        ("ConfigurationUpdate", f'Alarm "{c}" created'),
        ("StateUpdate", "Alarm updated from INSUFFICIENT_DATA to OK"),
        ("StateUpdate", "Alarm updated from OK to ALARM")]
    assert json.loads(items[0]["HistoryData"])["createdAlarm"]["alarmRule"].startswith(f"ALARM({a})")
    assert json.loads(items[2]["HistoryData"])["newState"]["stateReasonData"]["triggeringAlarms"]
    client.delete_alarms(AlarmNames=[top])
    client.delete_alarms(AlarmNames=[c, a, b, "unknown"])
    assert client.describe_alarms(AlarmNames=[a, b])["MetricAlarms"] == []


def test_refusals_have_codes_and_texts(client, names):
    name = names("refused")
    assert refusal(client.set_alarm_state, AlarmName=name, StateValue="OK", StateReason="").startswith(
        "ResourceNotFound")
    client.put_metric_alarm(**simple(name))
    assert refusal(client.set_alarm_state, AlarmName=name, StateValue="INVALID", StateReason="") == (
        "ValidationError: 1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: "
        "Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]")
    assert refusal(client.set_alarm_state, AlarmName=name, StateValue="OK", StateReason="",
                   StateReasonData="{").startswith("InvalidFormat")
    assert refusal(client.put_metric_alarm, **simple(name, Period=7)) == (
        "ValidationError: Period must be 10, 20, 30 or a multiple of 60")
    assert refusal(client.describe_alarms, NextToken="x").startswith("InvalidNextToken")
    assert refusal(client.describe_alarm_history, NextToken="x").startswith("InvalidNextToken")
    assert refusal(client.put_metric_alarm, **simple(name, Tags=[{"Key": "AWS:x", "Value": ""}])) == (
        'AccessDenied: The provided tag keys must not start with any case of "aws:"')
    assert refusal(client.put_metric_alarm, **simple(
        name, WarmUpConfiguration={"WarmUpPeriodDurationInMinutes": 5})) == (
        "ValidationError: The parameter WarmUpConfiguration is not supported.")
    assert refusal(client.put_composite_alarm, AlarmName=name, AlarmRule="TRUE").startswith("ValidationError: The name")


@pytest.fixture
def told(start_server):
    """A server with a topic, and an endpoint that is subscribed to it."""
    server = start_server("--no-collector", "--allow-private-endpoints")
    receiver = HttpReceiver()
    sns = server.client("sns")
    assert sns.create_topic(Name="ops")["TopicArn"] == TOPIC
    sns.subscribe(TopicArn=TOPIC, Protocol="http", Endpoint=receiver.url)
    invitation = eventually(lambda: receiver.requests and receiver.requests[0], "the invitation").json()
    sns.confirm_subscription(TopicArn=TOPIC, Token=invitation["Token"])
    yield server, receiver
    receiver.close()


def notifications(receiver):
    return [request.json() for request in receiver.requests if request.kind == "Notification"]


def test_a_topic_is_told_of_each_change_once(told):
    server, receiver = told
    cloudwatch = server.client("cloudwatch")
    now = time.time()
    cloudwatch.put_metric_data(Namespace="Story", MetricData=[
        {"MetricName": "Depth", "Timestamp": datetime.fromtimestamp(now - back, timezone.utc), "Value": 90.0,
         "StorageResolution": 1} for back in range(5, 125, 5)])
    cloudwatch.put_metric_alarm(**simple("deep", MetricName="Depth", Statistic="Maximum", Period=10,
                                         EvaluationPeriods=2, AlarmActions=[TOPIC], OKActions=[TOPIC]))
    first = eventually(lambda: notifications(receiver), "the notification", 40)[0]
    assert first["Subject"] == 'ALARM: "deep" in US East (N. Virginia)'
    message = json.loads(first["Message"])
    assert list(message) == [
        "AlarmName", "AlarmDescription", "AWSAccountId", "AlarmConfigurationUpdatedTimestamp", "NewStateValue",
        "NewStateReason", "StateChangeTime", "Region", "AlarmArn", "OldStateValue", "ActionExecutedAfterMuteWindow",
        "OKActions", "AlarmActions", "InsufficientDataActions", "Trigger"]
    assert message["NewStateReason"].startswith("Threshold Crossed: 2 datapoints [90.0 (")
    assert (message["OldStateValue"], message["Trigger"]["Statistic"]) == ("INSUFFICIENT_DATA", "MAXIMUM")
    cloudwatch.set_alarm_state(AlarmName="deep", StateValue="OK", StateReason="a test")
    cloudwatch.set_alarm_state(AlarmName="deep", StateValue="OK", StateReason="the same again")
    second = eventually(lambda: notifications(receiver)[1:], "the second notification")[0]
    assert json.loads(second["Message"])["NewStateReason"] == "a test"
    items = cloudwatch.describe_alarm_history(AlarmName="deep", HistoryItemType="Action")["AlarmHistoryItems"]
    assert items[-1]["HistorySummary"] == f"Successfully executed action {TOPIC}"
    data = json.loads(items[-1]["HistoryData"])
    assert (data["actionState"], data["notificationResource"], data["error"]) == ("Succeeded", TOPIC, None)
    assert json.loads(json.loads(data["publishedMessage"])["default"]) == message


def test_a_person_reads_a_sentence(start_server):
    mailbox = SmtpReceiver()
    server = start_server("--no-collector", "--allow-private-endpoints", "--smtp-url",
                          f"smtp://127.0.0.1:{mailbox.port}", "--smtp-from", "alarms@example.com")
    sns, cloudwatch = server.client("sns"), server.client("cloudwatch")
    sns.create_topic(Name="ops")
    sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint="person@example.com")
    token = re.search(r"Token=(\w+)", mailbox.next()[2].get_content(), re.IGNORECASE).group(1)
    sns.confirm_subscription(TopicArn=TOPIC, Token=token)
    cloudwatch.put_metric_alarm(**simple("slow", AlarmDescription="The shop is slow", AlarmActions=[TOPIC]))
    cloudwatch.set_alarm_state(AlarmName="slow", StateValue="ALARM", StateReason="a test")
    mail = mailbox.next()[2]
    assert mail["Subject"] == 'ALARM: "slow" in US East (N. Virginia)'
    text = mail.get_content().replace("\r\n", "\n")
    assert text.startswith('You are receiving this email because your Amazon CloudWatch Alarm "slow" in the US East '
                           '(N. Virginia) region has entered the ALARM state, because "a test" at "')
    assert "- Description:                The shop is slow\n" in text
    assert "- State Change:               INSUFFICIENT_DATA -> ALARM\n" in text
    mailbox.close()


def test_actions_are_held_back_while_the_suppressor_is_in_alarm(told):
    server, receiver = told
    cloudwatch = server.client("cloudwatch")
    for name in ("child", "maintenance"):
        cloudwatch.put_metric_alarm(**simple(name))
    cloudwatch.set_alarm_state(AlarmName="child", StateValue="OK", StateReason="")
    cloudwatch.put_composite_alarm(
        AlarmName="parent", AlarmRule="ALARM(child)", AlarmActions=[TOPIC], ActionsSuppressor="maintenance",
        ActionsSuppressorWaitPeriod=2, ActionsSuppressorExtensionPeriod=1)

    def parent():
        return cloudwatch.describe_alarms(AlarmNames=["parent"], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"][0]

    eventually(lambda: "ActionsSuppressedBy" not in parent(), "the end of the first wait")
    cloudwatch.set_alarm_state(AlarmName="child", StateValue="ALARM", StateReason="")
    assert parent()["ActionsSuppressedBy"] == "WaitPeriod"
    assert parent()["ActionsSuppressedReason"] == "Actions suppressed by WaitPeriod"
    cloudwatch.set_alarm_state(AlarmName="maintenance", StateValue="ALARM", StateReason="")
    assert parent()["ActionsSuppressedBy"] == "Alarm"
    # Longer than the wait would have lasted.
    time.sleep(3)
    assert notifications(receiver) == []
    cloudwatch.set_alarm_state(AlarmName="maintenance", StateValue="OK", StateReason="")
    assert parent()["ActionsSuppressedBy"] == "ExtensionPeriod"
    # By its own clock, not by the ticks of ten seconds.
    told_at = time.monotonic()
    message = json.loads(eventually(lambda: notifications(receiver), "the notification", 8)[0]["Message"])
    assert 0.5 < time.monotonic() - told_at < 6
    assert (message["AlarmName"], message["NewStateValue"], message["OldStateValue"]) == ("parent", "ALARM", "OK")
    assert message["TriggeringChildren"][0]["Arn"] == ARN + "child"
    assert "ActionsSuppressedBy" not in parent()


def test_the_aws_cli_works_with_alarms(start_server, tmp_path):
    server = start_server("--no-collector")
    aws = Cli(tmp_path / "aws", f"""[profile barograph]
aws_access_key_id = {ACCESS_KEY}
aws_secret_access_key = {SECRET_KEY}
region = {REGION}
endpoint_url = {server.url}
""")
    aws("cloudwatch", "put-metric-alarm", "--alarm-name", "cpu", "--namespace", "Story", "--metric-name", "CPU",
        "--statistic", "Average", "--period", "60", "--evaluation-periods", "1", "--threshold", "80",
        "--comparison-operator", "GreaterThanThreshold", "--treat-missing-data", "ignore",
        "--alarm-actions", f"arn:aws:automate:{REGION}:ec2:reboot")
    aws("cloudwatch", "put-composite-alarm", "--alarm-name", "any", "--alarm-rule", "ALARM(cpu)")
    aws("cloudwatch", "set-alarm-state", "--alarm-name", "cpu", "--state-value", "ALARM", "--state-reason", "test")
    both = aws("cloudwatch", "describe-alarms", "--alarm-types", "CompositeAlarm", "MetricAlarm",
               "--state-value", "ALARM")
    assert [alarm["AlarmName"] for alarm in both["CompositeAlarms"] + both["MetricAlarms"]] == ["any", "cpu"]
    history = aws("cloudwatch", "describe-alarm-history", "--alarm-name", "cpu")["AlarmHistoryItems"]
    assert [item["HistoryItemType"] for item in history] == ["Action", "StateUpdate", "ConfigurationUpdate"]
    assert json.loads(history[0]["HistoryData"])["error"] == "Actions of automate can't be executed by this server"
    aws("cloudwatch", "disable-alarm-actions", "--alarm-names", "cpu", "any")
    for alarm in ("cpu", "any"):
        found = aws("cloudwatch", "describe-alarms", "--alarm-names", alarm, "--alarm-types", "CompositeAlarm",
                    "MetricAlarm")
        assert (found["CompositeAlarms"] + found["MetricAlarms"])[0]["ActionsEnabled"] is False
    assert "in a circle" in aws.refused("cloudwatch", "put-composite-alarm", "--alarm-name", "any", "--alarm-rule",
                                        "ALARM(any)")
    aws("cloudwatch", "delete-alarms", "--alarm-names", "cpu", "any")
    assert aws("cloudwatch", "describe-alarms")["MetricAlarms"] == []
