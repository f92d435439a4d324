"""Searches, anomaly bands and extended statistics in widgets, computed in the page."""

import time
from datetime import datetime, timezone

from tab import metric_widget, put_dashboard

MINUTE = 60
HOUR = 3600


def put(cloudwatch, namespace, *datums):
    cloudwatch.put_metric_data(Namespace=namespace, MetricData=[
        {"MetricName": name, "Timestamp": datetime.fromtimestamp(at, timezone.utc), **value,
         "Dimensions": [{"Name": key, "Value": text} for key, text in dimensions]}
        for name, dimensions, at, value in datums])


def minutes_ago(minutes):
    return int(time.time()) // MINUTE * MINUTE - minutes * MINUTE


def test_a_search_draws_what_it_finds(page, server, cloudwatch):
    put(cloudwatch, "Story/Search", *[
        ("Busy", [("host", host)], minutes_ago(minute), {"Value": value})
        for host, value in [("web-1", 10), ("web-2", 20), ("db-1", 40)] for minute in range(2, 8)])
    put_dashboard(cloudwatch, "search", [metric_widget("Found", [
        [{"expression": "SEARCH('{Story/Search,host} web', 'Average', 60)", "id": "e1",
          "label": "${PROP('Dim.host')} at most ${MAX}"}],
        [{"expression": "SUM(e1)", "id": "e2", "label": "together ${LAST}"}]], view="table")], start="-PT1H")
    page.open(server.url + "/#dashboards/dashboard/search")
    page.shows("web-1 at most 10", "main")
    page.shows("web-2 at most 20", "main")
    page.shows("together 30", "main")
    assert "db-1" not in page.one("main").text
    assert page.complaints() == []


def test_a_band_is_learnt_and_a_percentile_is_drawn(page, server, cloudwatch):
    now = int(time.time()) // HOUR * HOUR
    put(cloudwatch, "Story/Band", *[("Steady", [], now - hour * HOUR, {"Value": 7}) for hour in range(1, 60)])
    put(cloudwatch, "Story/Band", ("Latency", [], minutes_ago(3), {"Values": [1, 100], "Counts": [9, 1]}))
    put_dashboard(cloudwatch, "band", [
        metric_widget("Band", [
            ["Story/Band", "Steady", {"id": "m1", "period": 3600, "visible": False}],
            [{"expression": "ANOMALY_DETECTION_BAND(m1)", "id": "ad", "label": "band ${MAX}"}]], view="table"),
        metric_widget("Slowest", [["Story/Band", "Latency", {"stat": "p100", "label": "p100 ${MAX}"}]], y=6,
                      view="table"),
    ], start="-PT3H", periodOverride="inherit")
    page.open(server.url + "/#dashboards/dashboard/band")
    page.shows("band 7", "main")
    page.shows("p100 100", "main")
    assert page.complaints() == []
