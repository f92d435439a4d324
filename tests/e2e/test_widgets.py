"""What widgets draw, and what they say when they can't."""

import time
from datetime import datetime, timezone

from tab import metric_widget, poll, put_dashboard

HOSTILE = "<img src=x onerror=window.hacked=1>\u202e\u0007" + "x" * 200
RECORD_CALLS = """{
    window.sent = [];
    const original = window.fetch;
    window.fetch = async (...call) => {
        const request = call[0] instanceof Request ? call[0].clone() : new Request(...call);
        window.sent.push(request.url + ' ' + new TextDecoder().decode(await request.arrayBuffer()));
        return original(...call);
    };
}"""

def put_line(cloudwatch, namespace, name, values, dimensions=(), unit="Count"):
    """A minute apart, ending a minute ago."""
    now = int(time.time()) // 60 * 60
    cloudwatch.put_metric_data(Namespace=namespace, MetricData=[
        {"MetricName": name, "Value": float(value), "Unit": unit,
         "Dimensions": [{"Name": key, "Value": text} for key, text in dimensions],
         "Timestamp": datetime.fromtimestamp(now - 60 * (len(values) - index), timezone.utc)}
        for index, value in enumerate(values)])


def figure_of(page):
    canvas = page.one("main canvas")
    poll(lambda: max(page.painted(one) for one in page.all("main canvas")) > 0.001, "a painted canvas")
    return canvas


def test_metric_math_is_computed_in_the_page(page, server, cloudwatch):
    put_line(cloudwatch, "Story/Math", "Hits", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    put_line(cloudwatch, "Story/Math", "All", [20] * 10)
    put_dashboard(cloudwatch, "math", [metric_widget("Share", [
        ["Story/Math", "Hits", {"id": "m1", "visible": False}], ["Story/Math", "All", {"id": "m2", "visible": False}],
        [{"expression": "m1 / m2 * 100", "id": "e1", "label": "share"}]], view="singleValue")], start="-PT1H")
    page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": RECORD_CALLS})
    page.open(server.url + "/#dashboards/dashboard/math")
    page.shows("50", "main")
    page.shows("share", "main")
    asked = [call for call in page.script("return window.sent") if "GetMetricData" in call]
    assert asked and all("Hits" in call and "All" in call for call in asked)
    assert not any("Expression" in call or "m1 / m2" in call for call in asked), "raw metrics only"
    assert page.complaints() == []


def test_a_line_graph_has_gaps_a_legend_and_a_data_table(page, server, cloudwatch):
    put_line(cloudwatch, "Story/Line", "Load", [3, 4, 6, 5, 7, 9, 8])
    put_dashboard(cloudwatch, "line", [metric_widget("Load", [["Story/Line", "Load"]])], start="-PT15M")
    page.open(server.url + "/#dashboards/dashboard/line")
    figure_of(page)
    page.shows("Load", "main")
    label = poll(lambda: next((e.get_attribute("aria-label") for e in page.all("main [aria-label]")
                               if "highest" in (e.get_attribute("aria-label") or "")), None), "a description")
    assert "Load" in label and "9" in label
    assert page.complaints() == []


def test_an_empty_graph_says_which_part_matches_nothing(page, server, cloudwatch):
    put_line(cloudwatch, "Story/Empty", "Known", [1], dimensions=[("Host", "a")])
    put_dashboard(cloudwatch, "empty", [
        metric_widget("No such", [["Story/Empty", "Known", "Host", "b"]]),
        metric_widget("Refused", [[{"expression": "INSIGHT_RULE_METRIC('r', 'Sum')", "id": "e1"}]], y=6),
        metric_widget("Finds nothing", [[{"expression": "SEARCH('{Story/Empty,Shop} x', 'Sum', 60)", "id": "e1"}]], y=12),
    ], start="-PT15M")
    page.view(1440, 1400).open(server.url + "/#dashboards/dashboard/empty")
    page.shows("Host", "main")
    page.shows("INSIGHT_RULE_METRIC", "main")
    page.shows("No datapoints come of SEARCH", "main")


def test_searches_percentiles_and_bands_are_drawn(page, server, cloudwatch):
    for host, value in [("a", 5), ("b", 7)]:
        put_line(cloudwatch, "Story/Search", "Load", [value] * 5, dimensions=[("Host", host)])
    put_dashboard(cloudwatch, "search", [
        metric_widget("Found", [[{"expression": "SEARCH('{Story/Search,Host} Load', 'p90', 60)", "id": "e1"}]]),
        metric_widget("Trimmed", [["Story/Search", "Load", "Host", "b", {"stat": "TM(10%:90%)", "id": "m1"}],
                                  [{"expression": "ANOMALY_DETECTION_BAND(m1)", "id": "band"}]], y=6),
    ], start="-PT15M")
    page.view(1440, 1400).open(server.url + "/#dashboards/dashboard/search")
    figure_of(page)
    labels = poll(lambda: [label for e in page.all("main [aria-label]")
                           if "highest" in (label := e.get_attribute("aria-label") or "")][1:] and
                  " ".join(e.get_attribute("aria-label") or "" for e in page.all("main [aria-label]")), "two drawn graphs")
    assert "5" in labels and "7" in labels
    assert page.complaints() == []


def test_hostile_names_are_harmless_text(page, server, cloudwatch, logs):
    put_line(cloudwatch, "Story/Hostile", "<b>bold</b>", [1, 2, 3], dimensions=[("d", "<script>window.hacked=1</script>")])
    logs.create_log_group(logGroupName="/story/hostile")
    logs.create_log_stream(logGroupName="/story/hostile", logStreamName="s")
    logs.put_log_events(logGroupName="/story/hostile", logStreamName="s", logEvents=[
        {"timestamp": int(time.time() * 1000) - 60_000, "message": HOSTILE + "\x1b[31m" + "y" * 10_000}])
    cloudwatch.put_metric_alarm(
        AlarmName="<i>alarm</i>", Namespace="Story/Hostile", MetricName="m", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold")
    put_dashboard(cloudwatch, "hostile", [
        metric_widget(HOSTILE, [["Story/Hostile", "<b>bold</b>", "d", "<script>window.hacked=1</script>",
                                 {"label": HOSTILE}]]),
        {"type": "text", "x": 12, "y": 0, "width": 12, "height": 6,
         "properties": {"markdown": "<img src=x onerror=window.hacked=1>\n\n[bad](javascript:window.hacked=1)"}},
        {"type": "alarm", "x": 0, "y": 6, "width": 12, "height": 6, "properties": {
            "alarms": ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:<i>alarm</i>"]}},
        {"type": "log", "x": 12, "y": 6, "width": 12, "height": 6, "properties": {
            "region": "us-east-1", "query": "SOURCE '/story/hostile' | fields @timestamp, @message"}},
        {"type": "<u>odd</u>", "x": 0, "y": 12, "width": 24, "height": 3, "properties": {}},
    ], start="-PT15M")
    page.view(1440, 1200).open(server.url + "/#dashboards/dashboard/hostile")
    page.shows("onerror", "main")
    page.shows("<i>alarm</i>", "main")
    page.shows("<u>odd</u>", "main")
    page.one("details.log-line").click()
    page.shows("yyyyy", "details.log-line")
    figure_of(page)
    page.shot("hostile")
    for tag in ("main img", "main script", "main i", "main b", "main u", "a[href^=javascript]"):
        assert not page.all(tag), tag
    assert page.script("return window.hacked") is None
    # Control and bidi characters don't reach the page, nor does a line of 10,000 characters.
    text = page.script("return document.body.textContent")
    assert "\u202e" not in text and "\x1b" not in text and "\x07" not in text
    assert page.script("return document.documentElement.scrollWidth <= innerWidth")


def test_a_lost_server_leaves_the_picture_and_says_why(page, start_server):
    server = start_server("--no-collector")
    cloudwatch = server.client("cloudwatch")
    put_line(cloudwatch, "Story/Lost", "Depth", [5, 6, 7, 8])
    put_dashboard(cloudwatch, "lost", [metric_widget("Depth", [["Story/Lost", "Depth"]])], start="-PT15M")
    page.open(server.url + "/#dashboards/dashboard/lost?refresh=10")
    figure_of(page)
    server.stop()
    page.press("Refresh (r)")
    page.shows("Server gone")
    poll(lambda: page.all("main [data-load=stale], main [data-state=stale], main .WidgetFrame [role=status]")
         or "can’t be reached" in page.text() or "network" in page.text().lower(), "the cause on the widget")
    assert max(page.painted(canvas) for canvas in page.all("main canvas")) > 0.001, "the last good picture stays"
    start_server("--no-collector", data_dir=server.data_dir, port=server.port)
    page.hides("Server gone")


def test_data_sent_by_a_client_is_added_in_the_browser_and_drawn(page, server, cloudwatch):
    put_line(cloudwatch, "Story/Shop", "Orders", [3, 4, 5, 6], dimensions=[("Shop", "north")])
    put_dashboard(cloudwatch, "shop", [], start="-PT15M")
    page.open(server.url + "/#dashboards/dashboard/shop?edit=1")
    page.press("Add widget")
    page.press("Line graph")
    dialog = page.one("dialog[open]")
    page.press("Browse", within=dialog)
    page.fill("Search metrics", "Orders", within=dialog)
    row = poll(lambda: next((row for row in page.all("tr", dialog) if "north" in row.text), None), "the metric")
    page.press("Add", within=row)
    page.press("Apply", within=dialog)
    figure_of(page)
    page.shows("Orders", "main")
    page.chord("\ue009", "s")
    page.shows("Saved on the server")
    body = cloudwatch.get_dashboard(DashboardName="shop")["DashboardBody"]
    assert '"Story/Shop"' in body and '"Orders"' in body and '"north"' in body


def test_a_composite_alarm_stands_among_the_others(page, server, cloudwatch):
    cloudwatch.put_metric_alarm(
        AlarmName="story-child", Namespace="Story/Composite", MetricName="m", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold")
    cloudwatch.put_composite_alarm(AlarmName="story-both", AlarmRule='NOT ALARM("story-child")')
    arns = [f"arn:aws:cloudwatch:us-east-1:000000000000:alarm:{name}" for name in ("story-child", "story-both")]
    put_dashboard(cloudwatch, "composite", [
        {"type": "alarm", "x": 0, "y": 0, "width": 12, "height": 6, "properties": {"alarms": arns}}])
    page.open(server.url + "/#dashboards/dashboard/composite")
    page.shows("story-child", "main")
    page.shows("story-both", "main")
    next(tile for tile in page.all("main .alarm-tile") if "story-both" in tile.text).click()
    page.shows('NOT ALARM("story-child")', "dialog")
    assert page.complaints() == []
