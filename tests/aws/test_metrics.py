"""Metrics and tags over each of CloudWatch's three protocols: what is taken, what comes of it, and each refusal in
AWS's words."""

import signal
import time
from datetime import datetime, timedelta, timezone

import botocore
import pytest
from botocore.exceptions import ClientError
from support import ACCESS_KEY, REGION, SECRET_KEY
from test_cli import Cli, iso

PROTOCOLS = ["json", "query", "smithy-rpc-v2-cbor"]


@pytest.fixture(scope="module", params=PROTOCOLS)
def client(server, request):
    """A boto3 client that speaks one protocol, and lets the server do the checking."""
    client = server.client("cloudwatch", parameter_validation=False)
    client._serializer = botocore.serialize.create_serializer(request.param, include_validation=False)
    client._response_parser = botocore.parsers.create_parser(request.param)
    client.meta.service_model.__dict__["resolved_protocol"] = request.param
    client.seen = set()
    client.meta.events.register(
        "before-send.*", lambda request, **_: client.seen.add(str(request.headers.get("Content-Type"))))
    yield client
    kinds = {"json": "x-amz-json", "query": "x-www-form-urlencoded", "smithy-rpc-v2-cbor": "application/cbor"}
    assert all(kinds[request.param] in kind for kind in client.seen), client.seen


@pytest.fixture
def namespace(request):
    return "Story/" + "".join(c if c.isalnum() else "-" for c in request.node.name)


def now():
    return datetime.fromtimestamp(int(time.time()) // 60 * 60, timezone.utc)


def ago(**span):
    return now() - timedelta(**span)


def refusal(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


SET = {"SampleCount": 1.0, "Sum": 1.0, "Minimum": 1.0, "Maximum": 1.0}
VALUE, COMBINATION, MISSING = "InvalidParameterValue", "InvalidParameterCombination", "MissingParameter"
DATUMS = [
    ({}, COMBINATION, "At least one of the parameters must be specified."),
    ({"Value": 1.0, "Values": [1.0]}, COMBINATION,
     "The parameters P.Value and P.Values are mutually exclusive and you have specified both."),
    ({"Value": 1.0, "StatisticValues": SET}, COMBINATION,
     "The parameters P.Value and P.StatisticValues are mutually exclusive and you have specified both."),
    ({"Counts": [1.0]}, COMBINATION, "The parameter values must appears when the counts parameter is specified."),
    ({"Values": [1.0, 2.0], "Counts": [1.0]}, VALUE, "The parameters P.Values and P.Counts must be of the same size."),
    ({"Values": [1.0], "Counts": [-1.0]}, VALUE, "The parameter P.Counts must contain only values greater than 0."),
    ({"Values": [float(value) for value in range(151)]}, VALUE,
     "The collection P.Values must not have a size greater than 150."),
    ({"StatisticValues": {**SET, "SampleCount": 0.0}}, VALUE,
     "The parameter P.StatisticValues.SampleCount must be greater than 0."),
    ({"StatisticValues": {**SET, "Minimum": 2.0}}, VALUE,
     "The parameter P.StatisticValues.Maximum must be greater than P.StatisticValues.Minimum."),
    ({"Value": 1.0, "StorageResolution": 2}, VALUE,
     "The parameter P.StorageResolution must be a value in the set [ 1, 60 ]."),
    ({"Value": 4.6970851655476665e108}, VALUE, "The value 4.6970851655476665E108 for parameter P.Value is invalid."),
    ({"Value": float("nan")}, VALUE, "The value NaN for parameter P.Value is invalid."),
    ({"Value": float("inf")}, VALUE, "The value Infinity for parameter P.Value is invalid."),
    ({"Value": float("-inf")}, VALUE, "The value -Infinity for parameter P.Value is invalid."),
    ({"Value": 1.0, "Unit": "Parsecs"}, VALUE, "The parameter P.Unit must be a value in the set [ Seconds, "),
    ({"Value": 1.0, "Dimensions": [{"Name": "a", "Value": "1"}, {"Name": "a", "Value": "2"}]}, VALUE,
     "No metric may specify the same dimension name twice."),
    ({"Value": 1.0, "Dimensions": [{"Name": f"d{i}", "Value": "1"} for i in range(31)]}, VALUE,
     "The collection P.Dimensions must not have a size greater than 30."),
    ({"Value": 1.0, "Dimensions": [{"Name": "a" * 256, "Value": "1"}]}, VALUE,
     "The parameter P.Dimensions.member.1.Name must be shorter than 256 characters."),
    ({"Value": 1.0, "MetricName": "m" * 256}, VALUE, "The parameter P.MetricName must be shorter than 256 characters."),
    ({"Value": 1.0, "Timestamp": ago(days=14, minutes=2)}, VALUE,
     "The parameter P.Timestamp must specify a time within the past two weeks."),
    ({"Value": 1.0, "Timestamp": ago(hours=-3)}, VALUE,
     "The parameter P.Timestamp must specify a time no more than two hours in the future."),
]


def test_a_refused_datum_is_refused_in_awss_words_and_nothing_is_kept(client, namespace):
    for members, code, message in DATUMS:
        datums = [{"MetricName": "Good", "Value": 1.0}, {"MetricName": "Bad", **members}]
        found_code, found, status = refusal(client.put_metric_data, Namespace=namespace, MetricData=datums)
        expected = message.replace("P.", "MetricData.member.2.")
        assert (found_code, status) == (code, 400), (members, found)
        assert found.startswith(expected) and (found == expected or message.endswith(", ")), (members, found)
    assert client.list_metrics(Namespace=namespace)["Metrics"] == []


def test_a_refused_call_is_refused_in_awss_words(client, namespace):
    datum = {"MetricName": "m", "Value": 1.0}
    put = client.put_metric_data
    assert refusal(put, Namespace="AWS/Mine", MetricData=[datum])[:2] == (
        VALUE, "The value AWS/ for parameter Namespace is invalid.")
    assert refusal(put, Namespace=namespace)[:2] == (
        MISSING, "At least one MetricDatum object must be present in the request.")
    assert refusal(put, MetricData=[datum])[:2] == (MISSING, "The parameter Namespace is required.")
    assert refusal(put, Namespace=namespace, MetricData=[datum] * 1001)[:2] == (
        VALUE, "The collection MetricData must not have a size greater than 1000.")
    entity = {"Entity": {"KeyAttributes": {"Type": "Elephant"}}, "MetricData": [datum]}
    assert refusal(put, Namespace=namespace, EntityMetricData=[entity])[:2] == (
        COMBINATION, "Field StrictEntityValidation is required when setting EntityMetricData")
    assert refusal(put, Namespace=namespace, EntityMetricData=[entity], StrictEntityValidation=True)[:2] == (
        VALUE, "InvalidTypeValue: Unknown entity type")
    assert client.list_metrics(Namespace=namespace)["Metrics"] == []


def test_every_statistic_of_every_kind_of_datum(client, namespace):
    at = ago(minutes=5)
    put = [("Counts", {"Values": [2.0, 10.0], "Counts": [2.0, 3.0], "Unit": "Milliseconds"}),
           ("Set", {"StatisticValues": {"SampleCount": 3.0, "Sum": 15.0, "Minimum": 1.0, "Maximum": 9.0}}),
           ("Negative", {"Values": [-1.0, 3.0]})]
    client.put_metric_data(Namespace=namespace, MetricData=[
        {"MetricName": name, "Timestamp": at, **members} for name, members in put])
    for value in [2.0, 10.0, 2.0, 10.0, 10.0]:
        client.put_metric_data(Namespace=namespace, MetricData=[{"MetricName": "Single", "Timestamp": at, "Value": value}])
    extended = {"p50": 9.874619498547638, "p90": 9.974797183077614, "tm90": 6.427655324937657,
                "wm90": 6.784889792443892, "tc90": 4.5, "ts90": 28.924448962219458, "IQM": 7.5604922241921155,
                "PR(2:10)": 100.0, "p0": 2.0, "p100": 10.0}

    def datapoint(name, names):
        [found] = client.get_metric_statistics(
            Namespace=namespace, MetricName=name, StartTime=at, EndTime=now(), Period=60,
            Statistics=["Average", "Sum", "Minimum", "Maximum", "SampleCount"], ExtendedStatistics=names)["Datapoints"]
        return found

    for name, unit in [("Counts", "Milliseconds"), ("Single", "None")]:
        found = datapoint(name, list(extended))
        assert found == {"Timestamp": at, "SampleCount": 5.0, "Average": 6.8, "Sum": 34.0, "Minimum": 2.0,
                         "Maximum": 10.0, "Unit": unit, "ExtendedStatistics": extended}, name
    assert datapoint("Set", ["p0", "p50", "p100", "tm99"])["ExtendedStatistics"] == {"p0": 1.0, "p100": 9.0}
    assert datapoint("Negative", ["p0", "p50", "p100", "IQM"])["ExtendedStatistics"] == {"p0": -1.0, "p100": 3.0}
    queries = [{"Id": f"q{number}", "MetricStat": {"Metric": {"Namespace": namespace, "MetricName": "Counts"},
                                                  "Period": 300, "Stat": stat}}
               for number, stat in enumerate(extended)]
    results = client.get_metric_data(MetricDataQueries=queries, StartTime=ago(minutes=20), EndTime=ago(minutes=-5))
    assert [result["Values"] for result in results["MetricDataResults"]] == [[value] for value in extended.values()]


STATISTICS = [
    ({"Period": 7}, VALUE, "The parameter Period must be a value in the set [1, 5, 10, 20, 30]."),
    ({"Period": 90}, VALUE, "The parameter Period must be a multiple of 60."),
    ({"Statistics": ["Median"]}, VALUE, "The parameter Statistics.member.1.<list element> must be a value in the set "
     "[SampleCount, Average, Sum, Minimum, Maximum]."),
    ({"Statistics": [], "ExtendedStatistics": ["p50", "p101"]}, VALUE,
     "The value p101 for parameter ExtendedStatistics.member.2.<list element> is not supported."),
    ({"Statistics": [], "ExtendedStatistics": ["PR(-1:0)"]}, VALUE,
     "The value PR(-1:0) for parameter ExtendedStatistics.member.1.<list element> is not supported."),
    ({"Statistics": []}, COMBINATION, "Must specify either Statistics or ExtendedStatistics"),
    ({"EndTime": ago(days=1)}, VALUE, "The parameter StartTime must be less than the parameter EndTime."),
    ({"Period": 1}, COMBINATION, "You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may "
     "reduce the datapoints requested by increasing Period, or decreasing the time range."),
    ({"MetricName": ""}, MISSING, "The parameter MetricName is required."),
]


def test_get_metric_statistics_refuses_in_awss_words(client, namespace):
    good = {"Namespace": namespace, "MetricName": "m", "StartTime": ago(days=1), "EndTime": now(), "Period": 60,
            "Statistics": ["Sum"]}
    assert client.get_metric_statistics(**good)["Datapoints"] == []
    for members, code, message in STATISTICS:
        assert refusal(client.get_metric_statistics, **{**good, **members}) == (code, message, 400), members


def test_list_metrics_filters_and_refuses(client, namespace):
    dimensions = [{"Name": "Side", "Value": "left & <right>"}, {"Name": "Host", "Value": "a"}]
    client.put_metric_data(Namespace=namespace, MetricData=[
        {"MetricName": "Old", "Value": 1.0, "Timestamp": ago(hours=4)},
        {"MetricName": "New", "Value": 1.0, "Dimensions": dimensions}])

    def names(**filters):
        return [metric["MetricName"] for metric in client.list_metrics(Namespace=namespace, **filters)["Metrics"]]

    assert names() == ["New", "Old"]
    assert names(RecentlyActive="PT3H") == ["New"]
    assert names(Dimensions=[{"Name": "Side", "Value": "left & <right>"}]) == ["New"]
    assert names(Dimensions=[{"Name": "Side"}, {"Name": "Host", "Value": "b"}]) == []
    assert names(MetricName="Old") == ["Old"]
    linked = client.list_metrics(Namespace=namespace, IncludeLinkedAccounts=True)
    assert linked["OwningAccounts"] == ["000000000000"] * 2
    assert names(IncludeLinkedAccounts=True, OwningAccount="111111111111") == []
    for members, message in [
            ({"RecentlyActive": "PT1H"}, "Request parameter recentlyActive value is invalid"),
            ({"NextToken": "bad"}, "Request parameter NextToken is invalid"),
            ({"Dimensions": [{"Name": f"d{i}"} for i in range(11)]},
             "The collection Dimensions must not have a size greater than 10.")]:
        assert refusal(client.list_metrics, **members) == (VALUE, message, 400)


def test_alarms_and_dashboards_have_tags(client, namespace):
    name = namespace.replace("/", "_")
    client.put_metric_alarm(
        AlarmName=name, Namespace=namespace, MetricName="m", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1.0, ComparisonOperator="GreaterThanThreshold", Tags=[{"Key": "born", "Value": "with it"}])
    client.put_dashboard(DashboardName=name, DashboardBody='{"widgets": []}',
                         Tags=[{"Key": "born", "Value": "with it"}])
    alarm = client.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["AlarmArn"]
    dashboard = client.list_dashboards(DashboardNamePrefix=name)["DashboardEntries"][0]["DashboardArn"]
    for arn in (alarm, dashboard):
        assert client.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "born", "Value": "with it"}]
        client.untag_resource(ResourceARN=arn, TagKeys=["born"])
        assert client.list_tags_for_resource(ResourceARN=arn)["Tags"] == []
        client.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "shop"}, {"Key": "env", "Value": ""}])
        client.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "web"}])
        assert client.list_tags_for_resource(ResourceARN=arn)["Tags"] == [
            {"Key": "env", "Value": ""}, {"Key": "team", "Value": "web"}]
        client.untag_resource(ResourceARN=arn, TagKeys=["env", "none"])
        assert client.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "team", "Value": "web"}]
    many = [{"Key": f"k{number}", "Value": "v"} for number in range(50)]
    assert refusal(client.tag_resource, ResourceARN=alarm, Tags=many) == (
        VALUE, "A resource can have at most 50 tags.", 400)
    client.delete_alarms(AlarmNames=[name])
    client.delete_dashboards(DashboardNames=[name])
    for call in (lambda arn: refusal(client.list_tags_for_resource, ResourceARN=arn),
                 lambda arn: refusal(client.tag_resource, ResourceARN=arn, Tags=many[:1]),
                 lambda arn: refusal(client.untag_resource, ResourceARN=arn, TagKeys=["team"])):
        for arn in (alarm, dashboard):
            assert call(arn) == ("ResourceNotFoundException", "Unknown", 404)
        assert call("nothing") == (VALUE, "The value nothing for parameter ResourceARN is invalid.", 400)


def test_samples_and_tags_outlive_kill_9(start_server, tmp_path):
    """Single values of one minute from several calls, with a kill between them, make one distribution."""
    data_dir, at = tmp_path / "kept", ago(minutes=5)
    for values in ([2.0], [10.0, 2.0], [10.0, 10.0]):
        server = start_server("--no-collector", data_dir=data_dir)
        client = server.client("cloudwatch")
        client.put_metric_data(Namespace="Kept", MetricData=[
            {"MetricName": "Latency", "Timestamp": at, "Values": values}])
        client.put_dashboard(DashboardName="kept", DashboardBody='{"widgets": []}')
        arn = client.list_dashboards()["DashboardEntries"][0]["DashboardArn"]
        client.tag_resource(ResourceARN=arn, Tags=[{"Key": f"k{values[0]}", "Value": "v"}])
        server.stop(signal.SIGKILL)
    client = start_server("--no-collector", data_dir=data_dir).client("cloudwatch")
    [found] = client.get_metric_statistics(
        Namespace="Kept", MetricName="Latency", StartTime=at, EndTime=now(), Period=60,
        ExtendedStatistics=["p50", "tm90", "PR(:5)"])["Datapoints"]
    assert found["ExtendedStatistics"] == {
        "p50": 9.874619498547638, "tm90": 6.427655324937657, "PR(:5)": 40.0}
    assert [tag["Key"] for tag in client.list_tags_for_resource(ResourceARN=arn)["Tags"]] == ["k10.0", "k2.0"]


def test_the_aws_cli_takes_percentiles_and_tags(server, tmp_path):
    aws = Cli(tmp_path / "aws", f"""[profile barograph]
aws_access_key_id = {ACCESS_KEY}
aws_secret_access_key = {SECRET_KEY}
region = {REGION}
endpoint_url = {server.url}
""")
    at = int(time.time()) // 60 * 60 - 300
    aws("cloudwatch", "put-metric-data", "--namespace", "Cli/Samples", "--metric-data",
        f"MetricName=Latency,Timestamp={iso(at)},Values=2,10,Counts=2,3,Unit=Milliseconds,StorageResolution=1")
    asked = ["cloudwatch", "get-metric-statistics", "--namespace", "Cli/Samples", "--metric-name", "Latency",
             "--start-time", iso(at), "--end-time", iso(at + 60), "--period", "60"]
    [found] = aws(*asked, "--extended-statistics", "p50", "TM(:90%)", "PR(:5)")["Datapoints"]
    assert found["ExtendedStatistics"] == {
        "p50": 9.874619498547638, "TM(:90%)": 6.427655324937657, "PR(:5)": 40.0}
    assert found["Unit"] == "Milliseconds"
    assert ("(InvalidParameterValue) when calling the GetMetricStatistics operation: The value p101 for parameter "
            "ExtendedStatistics.member.1.<list element> is not supported.") in aws.refused(
                *asked, "--extended-statistics", "p101")
    aws("cloudwatch", "put-metric-alarm", "--alarm-name", "cli-tagged", "--namespace", "Cli/Samples", "--metric-name",
        "Latency", "--extended-statistic", "p99", "--period", "60", "--evaluation-periods", "1", "--threshold", "1",
        "--comparison-operator", "GreaterThanThreshold", "--tags", "Key=team,Value=shop")
    arn = aws("cloudwatch", "describe-alarms", "--alarm-names", "cli-tagged")["MetricAlarms"][0]["AlarmArn"]
    aws("cloudwatch", "tag-resource", "--resource-arn", arn, "--tags", "Key=env,Value=test")
    aws("cloudwatch", "untag-resource", "--resource-arn", arn, "--tag-keys", "team")
    assert aws("cloudwatch", "list-tags-for-resource", "--resource-arn", arn)["Tags"] == [
        {"Key": "env", "Value": "test"}]
    assert "ResourceNotFoundException" in aws.refused(
        "cloudwatch", "list-tags-for-resource", "--resource-arn", arn + "-not")
