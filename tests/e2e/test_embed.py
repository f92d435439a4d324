"""A dashboard, or one widget of it, inside somebody else's page."""

from selenium.webdriver.common.action_chains import ActionChains
from tab import metric_widget, poll, put_dashboard
from test_dashboards import text_widget
from test_widgets import figure_of, put_line


def test_the_embed_shows_widgets_and_nothing_around_them(page, server, cloudwatch):
    put_line(cloudwatch, "Story/Embed", "Load", [3, 4, 6, 5, 7, 6, 8])
    put_dashboard(cloudwatch, "embedded", [metric_widget("Load", [["Story/Embed", "Load"]]),
                                           text_widget("beside", x=12)], start="-PT15M")
    page.open(server.url + "/embed.html#dashboards/dashboard/embedded")
    figure_of(page)
    page.shows("beside", "main")
    assert not page.all("header.topbar, .toolbar, [aria-label='Widget actions']")
    for dark in (False, True):
        page.view(800, 400, scale=2, dark=dark).open(server.url + "/embed.html#dashboards/dashboard/embedded?widget=0")
        canvas = figure_of(page)
        page.hides("beside", "main")
        assert page.script("return document.documentElement.scrollHeight <= innerHeight")
        page.shot(f"embed-{'dark' if dark else 'light'}")
    # A brush zooms, as on the dashboard's own page; "back" is the way out.
    ActionChains(page.driver).move_to_element(canvas).click_and_hold().move_by_offset(120, 0).release().perform()
    poll(lambda: "start=20" in page.script("return location.hash"), "a range of its own")
    page.script("history.back()")
    poll(lambda: "start=" not in page.script("return location.hash"), "the range from before")
    page.open(server.url + "/embed.html#dashboards/dashboard/no-such")
    page.shows("There is no dashboard “no-such”")
    assert page.complaints(besides=("GetDashboard",)) == []
