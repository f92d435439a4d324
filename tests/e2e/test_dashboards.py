"""The list of dashboards, and editing one: everything a person does comes back, and can be undone."""

import json

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from tab import metric_widget, poll, put_dashboard


def body_of(cloudwatch, name):
    return json.loads(cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"])


def names(cloudwatch, prefix):
    entries = cloudwatch.list_dashboards(DashboardNamePrefix=prefix)["DashboardEntries"]
    return [entry["DashboardName"] for entry in entries]


def text_widget(markdown, x=0, y=0, width=6, height=4):
    return {"type": "text", "x": x, "y": y, "width": width, "height": height,
            "properties": {"markdown": markdown}}


def row_action(page, dashboard, action):
    page.press(f"Actions for {dashboard}")
    page.press(action)


def test_create_rename_duplicate_delete_and_undo(page, server, cloudwatch):
    page.open(server.url)
    page.press("Create dashboard")
    dialog = page.one("dialog[open]")
    page.fill("Name", "list-one", within=dialog)
    page.press("Create", within=dialog)
    page.shows("Nothing on this dashboard yet")
    page.open(server.url + "/#dashboards")
    page.shows("list-one")
    row_action(page, "list-one", "Rename…")
    page.fill("Name", "list-two", within=page.one("dialog[open]"))
    page.press("Rename", within=page.one("dialog[open]"))
    poll(lambda: names(cloudwatch, "list-") == ["list-two"], "the new name")
    row_action(page, "list-two", "Duplicate…")
    page.fill("Name", "list-three", within=page.one("dialog[open]"))
    page.press("Duplicate", within=page.one("dialog[open]"))
    poll(lambda: names(cloudwatch, "list-") == ["list-three", "list-two"], "the copy")
    page.open(server.url + "/#dashboards")
    row_action(page, "list-three", "Delete")
    poll(lambda: names(cloudwatch, "list-") == ["list-two"], "one less")
    page.press("Undo")
    poll(lambda: names(cloudwatch, "list-") == ["list-three", "list-two"], "it is back")
    page.fill("Find a dashboard", "two")
    page.hides("list-three", "main")
    page.shows("list-two", "main")
    cloudwatch.delete_dashboards(DashboardNames=["list-two", "list-three"])
    # The browser itself notes each answer that a name is free.
    assert page.complaints(besides=("GetDashboard",)) == []


def test_import_names_line_and_column(page, server, cloudwatch):
    page.open(server.url + "/#dashboards")
    page.press("Import JSON")
    dialog = page.one("dialog[open]")
    page.fill("Name", "imported", within=dialog)
    area = page.one("textarea", within=dialog)
    area.send_keys('{"widgets": [\n  {"type": "text" "x": 0}\n]}')
    poll(lambda: "line 2" in dialog.text.lower(), "the place of the error")
    area.send_keys(Keys.CONTROL, "a")
    area.send_keys('{"widgets": [], "start": "-PT3H"}')
    page.press("Import", within=dialog)
    poll(lambda: names(cloudwatch, "imported") == ["imported"], "the import")
    assert body_of(cloudwatch, "imported") == {"widgets": [], "start": "-PT3H"}
    cloudwatch.delete_dashboards(DashboardNames=["imported"])


def test_moving_and_undoing_keeps_every_other_byte(page, server, cloudwatch):
    body = ('{ "widgets":[\n {"type":"text","x":0,"y":0,"width":6,"height":4,"properties":{"markdown":"left"},'
            '"keep": 1.50},\n {"type":"text","x":6,"y":0,"width":6,"height":4,"properties":{"markdown":"right"}} ],'
            '\t"unknown" : {"a":[1e2, 3]} }')
    cloudwatch.put_dashboard(DashboardName="moving", DashboardBody=body)
    page.open(server.url + "/#dashboards/dashboard/moving?edit=1")
    page.shows("right", "main")
    cell = poll(lambda: next(iter(page.all("[aria-label^='Widget'], [data-widget]")), None), "a widget's cell")
    page.script("arguments[0].focus()", cell)
    page.keys(Keys.ARROW_DOWN)
    page.shows("Unsaved changes")
    page.chord(Keys.CONTROL, "s")
    page.shows("Saved on the server")
    moved = cloudwatch.get_dashboard(DashboardName="moving")["DashboardBody"]
    assert moved != body
    assert json.loads(moved)["widgets"][0]["y"] >= 1
    page.chord(Keys.CONTROL, "z")
    page.shows("Unsaved changes")
    page.chord(Keys.CONTROL, "s")
    poll(lambda: cloudwatch.get_dashboard(DashboardName="moving")["DashboardBody"] == body, "the very same bytes")
    cloudwatch.delete_dashboards(DashboardNames=["moving"])


def test_the_json_view_names_line_and_column_and_is_one_undoable_edit(page, server, cloudwatch):
    put_dashboard(cloudwatch, "json", [text_widget("before")])
    page.open(server.url + "/#dashboards/dashboard/json?edit=1")
    page.shows("before", "main")
    page.press("More")
    page.press("JSON view")
    dialog = page.one("dialog[open]")
    area = page.one("textarea", within=dialog)
    area.send_keys(Keys.CONTROL, "a")
    area.send_keys('{"widgets": [\n{"type": "text", "properties": {"markdown": 3}}\n]}')
    poll(lambda: "Should be string" in dialog.text and "2" in dialog.text, "AWS's message with its line")
    area.send_keys(Keys.CONTROL, "a")
    area.send_keys('{"widgets": [{"type": "text", "properties": {"markdown": "after"}}]}')
    page.press("Apply", within=dialog)
    page.shows("after", "main")
    page.chord(Keys.CONTROL, "z")
    page.shows("before", "main")
    cloudwatch.delete_dashboards(DashboardNames=["json"])


def test_a_draft_survives_a_reload(page, server, cloudwatch):
    put_dashboard(cloudwatch, "draft", [text_widget("kept")])
    page.open(server.url + "/#dashboards/dashboard/draft?edit=1")
    page.shows("kept", "main")
    cell = poll(lambda: next(iter(page.all("[aria-label^='Widget'], [data-widget]")), None), "a widget's cell")
    page.script("arguments[0].focus()", cell)
    page.keys(Keys.ARROW_RIGHT)
    page.shows("Unsaved changes")
    page.reload()
    page.shows("You have changes that were not saved")
    page.press("Restore draft")
    page.shows("Unsaved changes")
    page.chord(Keys.CONTROL, "s")
    page.shows("Saved on the server")
    assert body_of(cloudwatch, "draft")["widgets"][0]["x"] == 1
    cloudwatch.delete_dashboards(DashboardNames=["draft"])


def test_two_people_saving_are_asked(page, server, cloudwatch):
    put_dashboard(cloudwatch, "both", [text_widget("mine")])
    page.open(server.url + "/#dashboards/dashboard/both?edit=1")
    page.shows("mine", "main")
    put_dashboard(cloudwatch, "both", [text_widget("theirs")])
    cell = poll(lambda: next(iter(page.all("[aria-label^='Widget'], [data-widget]")), None), "a widget's cell")
    page.script("arguments[0].focus()", cell)
    page.keys(Keys.ARROW_RIGHT)
    page.chord(Keys.CONTROL, "s")
    page.shows("Changed elsewhere", "dialog[open]")
    page.press("Take theirs")
    page.shows("theirs", "main")
    cloudwatch.delete_dashboards(DashboardNames=["both"])


def test_a_widget_is_dragged_and_the_others_make_room(page, server, cloudwatch):
    put_dashboard(cloudwatch, "drag", [text_widget("one"), text_widget("two", x=6), metric_widget("g", [], y=4)])
    page.open(server.url + "/#dashboards/dashboard/drag?edit=1")
    page.shows("two", "main")
    grips = poll(lambda: page.driver.find_elements(By.CSS_SELECTOR, "[title='Drag to move']"), "grips")
    page.drag(grips[0], 400, 0)
    page.shows("Unsaved changes")
    page.chord(Keys.CONTROL, "s")
    page.shows("Saved on the server")
    widgets = body_of(cloudwatch, "drag")["widgets"]
    assert widgets[0]["x"] > 0, widgets
    cloudwatch.delete_dashboards(DashboardNames=["drag"])
