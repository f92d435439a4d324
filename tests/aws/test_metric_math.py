"""GetMetricData as scripts and dashboards use it: expressions, searches, bands and labels, by boto3 and the aws CLI."""

import json
import os
import subprocess
import time
from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError
from support import ACCESS_KEY, REGION, SECRET_KEY, TOOLS

# One instant for the whole run, so that no minute passes between putting and asking.
NOW = datetime.fromtimestamp(int(time.time()) // 3600 * 3600, timezone.utc)


def minute_ago(minutes):
    return NOW - timedelta(minutes=minutes)


def stat(id, namespace, name, stat="Sum", period=60, dimensions=(), **more):
    metric = {"Namespace": namespace, "MetricName": name,
              "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions]}
    return {"Id": id, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}, **more}


def get(client, *queries, start=30, end=0, **more):
    return client.get_metric_data(MetricDataQueries=list(queries), StartTime=minute_ago(start), EndTime=minute_ago(end),
                                  **{"ScanBy": "TimestampAscending", **more})


def rows(answer):
    return [(result["Id"], result["Label"], result["Values"]) for result in answer["MetricDataResults"]]


def put(client, namespace, *datums):
    client.put_metric_data(Namespace=namespace, MetricData=[
        {"MetricName": name, "Timestamp": minute_ago(minutes), "Value": value,
         "Dimensions": [{"Name": key, "Value": text} for key, text in dimensions]}
        for name, dimensions, minutes, value in datums])


@pytest.fixture(scope="module")
def shop(cloudwatch):
    """A small shop's metrics: errors of two hosts, requests of one, with a gap."""
    a, b = [("host", "web-1")], [("host", "web-2")]
    put(cloudwatch, "Shop",
        ("RequestCount", a, 5, 100), ("RequestCount", a, 4, 0), ("RequestCount", a, 3, 50),
        ("ErrorCount", a, 5, 10), ("ErrorCount", a, 4, 3), ("ErrorCount", a, 3, 5),
        ("ErrorCount", b, 5, 1), ("ErrorCount", b, 3, 2))
    return cloudwatch


WEB_1 = [("host", "web-1")]


def test_expressions_refer_to_each_other_in_any_order(shop):
    answer = get(shop,
                 {"Id": "percent", "Expression": "rate * 100", "Label": "Error rate"},
                 {"Id": "rate", "Expression": "errors / requests", "ReturnData": False},
                 stat("errors", "Shop", "ErrorCount", dimensions=WEB_1, ReturnData=False),
                 stat("requests", "Shop", "RequestCount", dimensions=WEB_1))
    # A division by 0 is no datapoint.
    assert rows(answer) == [("requests", "RequestCount", [100, 0, 50]), ("percent", "Error rate", [10, 10])]
    assert [result["StatusCode"] for result in answer["MetricDataResults"]] == ["Complete", "Complete"]
    assert answer["Messages"] == []


def test_a_search_finds_metrics_and_math_goes_on_with_them(shop):
    errors = "SEARCH('{Shop,host} MetricName=\"ErrorCount\"', 'Sum', 60)"
    answer = get(shop,
                 {"Id": "each", "Expression": errors},
                 {"Id": "filled", "Expression": f"FILL({errors}, 0)", "Label": "Filled with 0:"},
                 {"Id": "total", "Expression": "SUM(each)"},
                 {"Id": "worst", "Expression": "SORT(each, MAX, DESC, 1)"},
                 {"Id": "count", "Expression": "SUM(SEARCH('host=web NOT Error', 'SampleCount'))", "Period": 60},
                 start=6, end=2)
    assert rows(answer) == [
        ("each", "web-1", [10, 3, 5]), ("each", "web-2", [1, 2]),
        ("filled", "Filled with 0: web-1", [0, 10, 3, 5]), ("filled", "Filled with 0: web-2", [0, 1, 0, 2]),
        ("total", "total", [11, 3, 7]),
        ("worst", "web-1", [10, 3, 5]),
        ("count", "count", [1, 1, 1]),
    ]


def test_labels_tell_what_the_datapoints_do(shop):
    label = "${PROP('Dim.host')} ${PROP('MetricName')} up to ${MAX}, last ${LAST} at ${LAST_TIME}"
    answer = get(shop, {"Id": "each", "Expression": "SEARCH('{Shop,host} ErrorCount', 'Sum', 60)", "Label": label},
                 stat("m1", "Shop", "RequestCount", dimensions=WEB_1, Label="${LABEL} ${SUM} in ${PROP('Region')}"),
                 LabelOptions={"Timezone": "+0200"})
    at = (minute_ago(3) + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M:%S")
    assert [row[1] for row in rows(answer)] == [
        "RequestCount 150 in us-east-1",
        f"web-1 ErrorCount up to 10, last 5 at {at}", f"web-2 ErrorCount up to 2, last 2 at {at}"]


def test_a_band_is_learnt_from_two_weeks(cloudwatch):
    # Quiet but for the same hour of each day, as it was for 13 days; today nothing came.
    hours = range(1, 13 * 24)
    put(cloudwatch, "Band", *[("Jobs", [], hour * 60, 500 if hour % 24 == 0 else 5) for hour in hours])
    answer = get(cloudwatch,
                 stat("jobs", "Band", "Jobs", period=3600),
                 {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(jobs, 2)"},
                 {"Id": "low", "Expression": "FILL(jobs, 0) < LAST(band)"},
                 start=120, end=-60)
    assert rows(answer) == [
        ("jobs", "Jobs", [5, 5]),
        ("band", "Jobs (expected, upper)", [5, 5, 500]), ("band", "Jobs (expected, lower)", [5, 5, 500]),
        ("low", "low", [0, 0, 1])]


def test_pages_keep_results_whole(shop):
    queries = [stat("m1", "Shop", "ErrorCount", dimensions=WEB_1), {"Id": "e1", "Expression": "RUNNING_SUM(m1)"}]
    pages = list(shop.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries, StartTime=minute_ago(30), EndTime=NOW, MaxDatapoints=2))
    values = {"m1": [], "e1": []}
    for page in pages:
        for result in page["MetricDataResults"]:
            values[result["Id"]] += result["Values"]
    # Newest first, the sums over all datapoints.
    assert values == {"m1": [5, 3, 10], "e1": [18, 13, 10]}
    assert len(pages) == 3


@pytest.mark.parametrize("query, message", [
    ({"Expression": "NOPE(1)"}, "Error in expression 'e1': Function 'NOPE' not found"),
    ({"Expression": "m1 + 1"}, "Error in expression 'e1': ID 'm1' not found"),
    ({"Expression": "e1"}, "Error in expression 'e1': the ids refer to each other in a circle: e1 -> e1"),
    ({"Expression": "LAMBDA(\"f\")"}, "Error in expression 'e1': Function 'LAMBDA' is not supported"),
    ({"Expression": "SEARCH('{A', 'Sum', 60)"}, "Error in expression 'e1': expected ',' or '}', found the end "
                                               "(character 11)"),
    ({"Expression": "SEARCH('a', 'Sum')"}, "Error in expression 'e1': Period is a required field when using SEARCH "
                                           "function within an expression"),
    ({"Expression": "SEARCH('a', 'Typo', 60)"}, "Error in expression 'e1': Typo is not a valid statistic"),
    ({"Expression": "TIME_SERIES(1)", "Label": "${NOPE}"},
     "The dynamic value ${NOPE} in parameter MetricDataQueries.member.1.Label is not known, or is more than a label "
     "can have."),
])
def test_refusals_name_the_id_and_the_fault(cloudwatch, query, message):
    with pytest.raises(ClientError) as error:
        get(cloudwatch, {"Id": "e1", **query})
    assert error.value.response["Error"] == {**error.value.response["Error"], "Code": "ValidationError",
                                             "Message": message}


def test_another_account_is_refused_clearly(shop):
    answer = get(shop, stat("m1", "Shop", "ErrorCount", dimensions=WEB_1, AccountId="111111111111"))
    [result] = answer["MetricDataResults"]
    assert result["StatusCode"] == "Forbidden" and result["Values"] == []
    assert "linked" in result["Messages"][0]["Value"]


def test_the_cli_searches(server, shop):
    query = [{"Id": "e1", "Expression": "SORT(SEARCH('{Shop,host} Error', 'Maximum', 60), SUM, ASC)"}]
    output = subprocess.run(
        [str(TOOLS / "venv/bin/aws"), "--endpoint-url", server.url, "--region", REGION, "--output", "json",
         "cloudwatch", "get-metric-data", "--metric-data-queries", json.dumps(query),
         "--start-time", minute_ago(30).isoformat(), "--end-time", NOW.isoformat()],
        env={**os.environ, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
             "AWS_EC2_METADATA_DISABLED": "true"}, capture_output=True, text=True, check=True).stdout
    assert [(result["Label"], result["Values"]) for result in json.loads(output)["MetricDataResults"]] == [
        ("web-2", [2.0, 1.0]), ("web-1", [5.0, 3.0, 10.0])]
