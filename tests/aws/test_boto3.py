"""boto3 as agents and scripts use it: pagination, gzip, typed errors, and every live protocol."""

import json
import subprocess
import time
from datetime import datetime, timedelta, timezone

import boto3
import botocore
import pytest
import urllib3
from botocore.exceptions import ClientError
from support import ACCESS_KEY, REGION, SECRET_KEY, TOOLS


def minute_ago(minutes):
    return datetime.fromtimestamp(int(time.time()) // 60 * 60, timezone.utc) - timedelta(minutes=minutes)


def code(error):
    return error.value.response["Error"]["Code"]


def test_a_large_body_travels_gzipped(cloudwatch):
    datums = [{"MetricName": f"Counter{index:04}", "Timestamp": minute_ago(1), "Value": float(index)}
              for index in range(1000)]
    cloudwatch.put_metric_data(Namespace="Boto/Gzip", MetricData=datums)
    pages = list(cloudwatch.get_paginator("list_metrics").paginate(Namespace="Boto/Gzip"))
    assert [len(page["Metrics"]) for page in pages] == [500, 500]
    names = [metric["MetricName"] for page in pages for metric in page["Metrics"]]
    assert names == [datum["MetricName"] for datum in datums]


def test_get_metric_data_pages_and_keeps_the_asked_order(cloudwatch):
    cloudwatch.put_metric_data(Namespace="Boto/Paging", MetricData=[
        {"MetricName": "Value", "Timestamp": minute_ago(10 - index), "Value": float(index)} for index in range(5)])
    query = {"Id": "m1", "MetricStat": {
        "Metric": {"Namespace": "Boto/Paging", "MetricName": "Value"}, "Period": 60, "Stat": "Sum"}}
    pages = list(cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=[query], StartTime=minute_ago(30), EndTime=minute_ago(0), MaxDatapoints=2,
        ScanBy="TimestampAscending"))
    results = [page["MetricDataResults"][0] for page in pages]
    assert [result["Values"] for result in results] == [[0.0, 1.0], [2.0, 3.0], [4.0]]
    assert [result["StatusCode"] for result in results] == ["PartialData", "PartialData", "Complete"]


def test_errors_have_the_codes_that_scripts_catch(cloudwatch, logs):
    with pytest.raises(ClientError) as error:
        cloudwatch.get_dashboard(DashboardName="nowhere")
    assert code(error) == "ResourceNotFound"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    with pytest.raises(ClientError) as error:
        cloudwatch.put_metric_data(Namespace="AWS/Mine", MetricData=[{"MetricName": "x", "Value": 1}])
    assert code(error) == "InvalidParameterValue"
    assert error.value.response["Error"]["Message"] == "The value AWS/ for parameter Namespace is invalid."
    with pytest.raises(logs.exceptions.ResourceNotFoundException) as error:
        logs.get_log_events(logGroupName="nowhere", logStreamName="nothing")
    assert "does not exist" in str(error.value)


def test_an_unsupported_function_or_statistic_is_refused_by_name(cloudwatch):
    with pytest.raises(ClientError) as error:
        cloudwatch.get_metric_data(
            MetricDataQueries=[{"Id": "e1", "Expression": "SERVICE_QUOTA(m1)"}],
            StartTime=minute_ago(5), EndTime=minute_ago(0))
    assert code(error) == "ValidationError" and "SERVICE_QUOTA" in str(error.value) and "e1" in str(error.value)
    with pytest.raises(ClientError) as error:
        cloudwatch.get_metric_data(MetricDataQueries=[{"Id": "m1", "MetricStat": {
            "Metric": {"Namespace": "A", "MetricName": "b"}, "Period": 60, "Stat": "p101"}}],
            StartTime=minute_ago(5), EndTime=minute_ago(0))
    assert code(error) == "ValidationError" and "MetricStat.Stat is not a valid statistic" in str(error.value)


def test_an_alarm_is_evaluated_by_the_ticker(start_server):
    server = start_server("--no-collector")
    cloudwatch = server.client("cloudwatch")
    cloudwatch.put_metric_data(Namespace="Boto/Alarm", MetricData=[
        {"MetricName": "Depth", "Timestamp": datetime.fromtimestamp(time.time() - back, timezone.utc), "Value": 90.0,
         "StorageResolution": 1} for back in range(5, 125, 5)])
    cloudwatch.put_metric_alarm(
        AlarmName="deep", Namespace="Boto/Alarm", MetricName="Depth", Statistic="Maximum", Period=10,
        EvaluationPeriods=2, Threshold=50.0, ComparisonOperator="GreaterThanThreshold")
    limit = time.monotonic() + 40
    while time.monotonic() < limit:
        alarm = cloudwatch.describe_alarms(AlarmNames=["deep"])["MetricAlarms"][0]
        if alarm["StateValue"] != "INSUFFICIENT_DATA":
            break
        time.sleep(0.5)
    assert alarm["StateValue"] == "ALARM", alarm
    assert alarm["StateReason"].startswith("Threshold Crossed: 2 datapoints [90.0 ("), alarm["StateReason"]
    assert json.loads(alarm["StateReasonData"])["threshold"] == 50.0


def test_the_newest_client_speaks_cbor(server):
    """What the Rust, Go, Swift and PHP SDKs send: botocore's own CBOR serializer and parser."""
    client = server.client("cloudwatch")
    client._serializer = botocore.serialize.create_serializer("smithy-rpc-v2-cbor")
    client._response_parser = botocore.parsers.create_parser("smithy-rpc-v2-cbor")
    client.meta.service_model.__dict__["resolved_protocol"] = "smithy-rpc-v2-cbor"
    client.put_metric_data(Namespace="Boto/Cbor", MetricData=[
        {"MetricName": "Value", "Timestamp": minute_ago(2), "Values": [1.0, 2.5], "Counts": [3.0, 1.0]}])
    answer = client.get_metric_statistics(
        Namespace="Boto/Cbor", MetricName="Value", StartTime=minute_ago(5), EndTime=minute_ago(0), Period=60,
        Statistics=["Sum", "Average"])
    assert answer["ResponseMetadata"]["HTTPHeaders"]["smithy-protocol"] == "rpc-v2-cbor"
    assert [(point["Sum"], point["Average"]) for point in answer["Datapoints"]] == [(5.5, 1.375)]
    assert answer["Datapoints"][0]["Timestamp"] == minute_ago(2)
    with pytest.raises(ClientError) as error:
        client.get_dashboard(DashboardName="nowhere")
    assert code(error) == "ResourceNotFound"


QUERY_SCRIPT = """
import json, sys, boto3
from botocore.config import Config
url, key, secret, region = sys.argv[1:5]
client = boto3.client("cloudwatch", endpoint_url=url, region_name=region, aws_access_key_id=key,
                      aws_secret_access_key=secret, config=Config(retries={"max_attempts": 0}))
seen = {}
client.meta.events.register("before-send.*", lambda request, **_: seen.update(type=request.headers["Content-Type"]))
client.put_metric_data(Namespace="Boto/Query", MetricData=[
    {"MetricName": "Value", "Dimensions": [{"Name": "Side", "Value": "left & <right>"}], "Values": [1.0, 2.5],
     "Counts": [3.0, 1.0], "Unit": "Count"}])
metrics = client.list_metrics(Namespace="Boto/Query")["Metrics"]
client.put_metric_alarm(AlarmName="query", Namespace="Boto/Query", MetricName="Value", Statistic="Sum", Period=60,
    EvaluationPeriods=1, Threshold=2.5, ComparisonOperator="GreaterThanThreshold", AlarmActions=[])
alarm = client.describe_alarms(AlarmNames=["query"])["MetricAlarms"][0]
try:
    client.get_dashboard(DashboardName="nowhere")
except client.exceptions.ClientError as error:
    refused = [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
print(json.dumps({"type": str(seen["type"]), "metrics": metrics, "refused": refused, "threshold": alarm["Threshold"],
                  "actions": alarm["AlarmActions"], "updated": alarm["StateUpdatedTimestamp"].isoformat()}))
"""


def test_older_clients_speak_query(server):
    done = subprocess.run(
        [str(TOOLS / "venv-query/bin/python"), "-c", QUERY_SCRIPT, server.url, ACCESS_KEY, SECRET_KEY, REGION],
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert "x-www-form-urlencoded" in answer["type"]
    assert answer["metrics"] == [{"Namespace": "Boto/Query", "MetricName": "Value",
                                  "Dimensions": [{"Name": "Side", "Value": "left & <right>"}]}]
    assert answer["refused"] == ["ResourceNotFound", 404]
    assert (answer["threshold"], answer["actions"]) == (2.5, [])
    assert answer["updated"].startswith("20")


def test_a_presigned_address_works(server):
    sts = server.client("sts")
    url = sts.generate_presigned_url("get_caller_identity", HttpMethod="GET")
    answer = urllib3.request("GET", url)
    assert answer.status == 200 and b"<Account>000000000000</Account>" in answer.data
    spoilt = urllib3.request("GET", url.replace("X-Amz-Signature=", "X-Amz-Signature=0"))
    assert spoilt.status == 403 and b"SignatureDoesNotMatch" in spoilt.data


def test_log_events_page_both_ways(logs):
    logs.create_log_group(logGroupName="/boto/pages")
    logs.create_log_stream(logGroupName="/boto/pages", logStreamName="s")
    base = int(time.time() * 1000) - 60_000
    logs.put_log_events(logGroupName="/boto/pages", logStreamName="s", logEvents=[
        {"timestamp": base + index, "message": f"event {index}"} for index in range(25)])
    arguments = {"logGroupName": "/boto/pages", "logStreamName": "s", "limit": 10}
    newest = logs.get_log_events(**arguments)
    assert [event["message"] for event in newest["events"]] == [f"event {index}" for index in range(15, 25)]
    older = logs.get_log_events(**arguments, nextToken=newest["nextBackwardToken"])
    assert [event["message"] for event in older["events"]] == [f"event {index}" for index in range(5, 15)]
    end = logs.get_log_events(**arguments, startFromHead=True, nextToken=newest["nextForwardToken"])
    assert end["events"] == [] and end["nextForwardToken"] == newest["nextForwardToken"]
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName="/boto/pages", PaginationConfig={"PageSize": 10})
    assert [event["message"] for page in pages for event in page["events"]] == [f"event {i}" for i in range(25)]
