"""What a refresh and an edit must leave alone: the focus, what is being typed, rows, pictures, scroll."""

import time

from selenium.webdriver.common.keys import Keys
from tab import metric_widget, poll, put_dashboard
from test_dashboards import text_widget
from test_widgets import figure_of, put_line

MARK = "for (const element of document.querySelectorAll(arguments[0])) element.marked = true"
MARKED = "return [...document.querySelectorAll(arguments[0])].filter(element => element.marked).length"
COUNT_TICKS = """{
    window.ticks = 0;
    const original = window.fetch;
    window.fetch = (...call) => {
        if ((call[0].url || call[0]).toString().includes('service/')) window.ticks += 1;
        return original(...call);
    };
}"""


def refreshed(page):
    """Waits until the page has asked again and drawn what came."""
    before = page.script("return window.ticks")
    page.script("document.querySelector('[aria-label=\"Refresh (r)\"]').click()")
    poll(lambda: page.script("return window.ticks") > before, "another fetch")
    time.sleep(0.5)


def counting(page):
    page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": COUNT_TICKS})


def active(page):
    return page.driver.switch_to.active_element


def test_a_refresh_keeps_pictures_rows_the_focus_and_an_open_table(page, server, cloudwatch):
    for host in "abc":
        put_line(cloudwatch, "Story/Kept", "Load", [3, 4, 6, 5], dimensions=[("Host", host)])
    rows = [["Story/Kept", "Load", "Host", host] for host in "abc"]
    put_dashboard(cloudwatch, "kept", [metric_widget("Line", rows),
                                       metric_widget("Table", rows, y=6, view="table", stat="Maximum")], start="-PT15M")
    counting(page)
    page.view(1440, 1000).open(server.url + "/#dashboards/dashboard/kept?refresh=off")
    figure_of(page)
    page.shows("Table", "main")
    table_rows = poll(lambda: len(page.all(".metric-table tbody tr")) == 3 and 3, "three rows")
    page.script(MARK, "main canvas, .metric-table tbody tr, article")
    canvases = page.script(MARKED, "main canvas")
    # The way to the data behind a picture is seen only while it has the focus.
    data = poll(lambda: next(iter(page.all("main .chart-data__button")), None), "a way to the data")
    page.script("arguments[0].focus()", data)
    page.keys(Keys.ENTER)
    page.shows("Hide data table", "main")
    put_line(cloudwatch, "Story/Kept", "Load", [777], dimensions=[("Host", "b")])
    refreshed(page)
    page.shows("777", ".metric-table td")
    assert page.script(MARKED, "main canvas") == canvases > 0
    assert page.script(MARKED, ".metric-table tbody tr") == table_rows
    assert active(page) == data
    assert data.get_attribute("aria-expanded") == "true", "the data table stays open"
    assert page.complaints() == []


def test_log_lines_keep_their_scroll_and_what_is_opened_when_new_ones_come(page, server, cloudwatch, logs):
    group = "/story/kept"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="one")
    now = int(time.time() * 1000)
    events = [{"timestamp": now - 60_000 + index * 100, "message": f"line {index} of many"} for index in range(100)]
    logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=events)
    put_dashboard(cloudwatch, "lines", [{"type": "log", "x": 0, "y": 0, "width": 12, "height": 6, "properties": {
        "region": "us-east-1", "title": "Lines",
        "query": f"SOURCE '{group}' | fields @timestamp, @message | sort @timestamp desc | limit 60"}}], start="-PT15M")
    counting(page)
    page.open(server.url + "/#dashboards/dashboard/lines?refresh=off")
    page.shows("line 99 of many", "main")
    page.script("document.querySelector('.log-lines').scrollTop = 300")
    opened = page.all(".log-lines details")[20]
    page.script("arguments[0].open = true; arguments[0].marked = true", opened)
    page.script(MARK, ".log-lines li")
    marked = page.script(MARKED, ".log-lines li")
    logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=[
        {"timestamp": now - 5000, "message": "the newest line"}])
    refreshed(page)
    page.shows("the newest line", "main")
    # The oldest one made place for the newest.
    assert page.script(MARKED, ".log-lines li") >= marked - 1
    assert page.script("return arguments[0].open && arguments[0].marked", opened)
    assert page.script("return document.querySelector('.log-lines').scrollTop") >= 250
    assert page.complaints() == []


def test_what_is_typed_in_the_editor_outlives_a_refresh_and_the_redrawing(page, server, cloudwatch):
    put_line(cloudwatch, "Story/Typed", "Load", [3, 4, 6, 5])
    put_dashboard(cloudwatch, "typed", [metric_widget("Typed", [
        ["Story/Typed", "Load", {"id": "m1"}], [{"expression": "m1 * 2", "id": "e1"}]])], start="-PT15M")
    counting(page)
    page.open(server.url + "/#dashboards/dashboard/typed?edit=1&refresh=off")
    figure_of(page)
    page.press("Widget actions")
    page.press("Edit")
    dialog = page.one("dialog[open]")
    label = page.one("input[aria-label=Label]", dialog)
    page.script(MARK, "dialog input, dialog canvas")
    marked = page.script(MARKED, "dialog input, dialog canvas")
    label.click()
    label.send_keys("abcdef")
    page.shows("abcdef", "dialog[open]")
    # In the middle of the word, each letter goes where the caret is.
    page.keys(Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_LEFT, "x", "y")
    assert label.get_attribute("value") == "abcxydef"
    page.script("document.querySelector('[aria-label=\"Refresh (r)\"]').click()")
    time.sleep(1)
    page.keys("z")
    assert active(page) == label
    assert label.get_attribute("value") == "abcxyzdef"
    assert page.script(MARKED, "dialog input, dialog canvas") == marked
    page.shows("abcxyzdef", "dialog[open]")
    page.press("Apply", within=dialog)
    page.gone("dialog[open]")
    page.shows("abcxyzdef", "main")
    assert page.complaints() == []


def test_an_edit_leaves_the_other_widgets_as_they_are(page, server, cloudwatch):
    put_line(cloudwatch, "Story/Others", "Load", [3, 4, 6, 5])
    put_dashboard(cloudwatch, "others", [metric_widget("One", [["Story/Others", "Load"]]),
                                         text_widget("beside", x=12)], start="-PT15M")
    page.open(server.url + "/#dashboards/dashboard/others?edit=1")
    canvas = figure_of(page)
    page.script("arguments[0].marked = true; arguments[0].closest('article').marked = true", canvas)
    cell = next(cell for cell in page.all("[aria-label^='Widget'], [data-widget]") if "beside" in cell.text)
    page.script("arguments[0].focus()", cell)
    page.keys(Keys.ARROW_DOWN)
    page.shows("Unsaved changes")
    assert active(page) == cell, "the moved widget keeps the focus"
    page.press("Add widget")
    page.press("Text")
    page.press("Apply", within=page.one("dialog[open]"))
    poll(lambda: len(page.all("main article")) == 3, "a third widget")
    page.chord(Keys.CONTROL, "z")
    poll(lambda: len(page.all("main article")) == 2, "it is gone again")
    assert page.script("return arguments[0].marked && arguments[0].isConnected", canvas)
    assert page.script(MARKED, "main article") == 1
    assert page.complaints() == []


def test_a_dialog_gives_the_focus_back_and_a_search_keeps_its_words(page, server, cloudwatch):
    for name in ("find-one", "find-two", "other"):
        put_dashboard(cloudwatch, name, [])
    page.open(server.url + "/#dashboards")
    page.shows("find-one", "main")
    search = page.fill("Find a dashboard", "FIND")
    page.hides("other", "main")
    page.script(MARK, "main tbody tr")
    page.press("Actions for find-two")
    page.press("Delete")
    page.hides("find-two", "main tbody")
    assert search.get_attribute("value") == "FIND"
    assert page.script(MARKED, "main tbody tr") == 1, "the row that stays is the one that was there"
    opener = page.named("Create dashboard")
    opener.click()
    page.one("dialog[open]")
    page.keys(Keys.ESCAPE)
    page.gone("dialog[open]")
    poll(lambda: active(page) == opener, "the focus back where it was")
    cloudwatch.delete_dashboards(DashboardNames=["find-one", "other"])
    assert page.complaints() == []


def test_a_page_keeps_its_scroll_over_a_refresh(page, server, cloudwatch):
    put_line(cloudwatch, "Story/Scroll", "Load", [3, 4, 6, 5])
    put_dashboard(cloudwatch, "scroll", [metric_widget(f"Graph {index}", [["Story/Scroll", "Load"]], y=6 * index)
                                         for index in range(8)], start="-PT15M")
    counting(page)
    page.open(server.url + "/#dashboards/dashboard/scroll?refresh=off")
    figure_of(page)
    page.script("const last = [...document.querySelectorAll('main article')].at(-1); last.scrollIntoView()")
    poll(lambda: page.script("""const last = [...document.querySelectorAll('main article')].at(-1);
        return last.querySelectorAll('canvas').length > 0"""), "the last graph is drawn when it is in sight")
    top = page.script("return document.scrollingElement.scrollTop || document.querySelector('main').scrollTop")
    refreshed(page)
    assert page.script("return document.scrollingElement.scrollTop || document.querySelector('main').scrollTop") == top > 0
    assert page.complaints() == []
