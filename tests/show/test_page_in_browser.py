"""Pages in a browser: read aloud, on a telephone, on paper, hovered and switched, in both languages."""

import re
from pathlib import Path

import pytest

import sim as house
from tests.conftest import CASE

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytest.importorskip("vl_convert", reason="the extra `page` is not installed")

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
LANGUAGES = ("en", "ar")
MAKERS = {
    "run": lambda **how: house.run(CASE, runs=20, **how),
    "assess": lambda **how: house.assess(CASE, **how),
    "contrast": lambda **how: house.contrast(CASE, CASE / "no_ukraine.toml", runs=20, **how),
}
MOST_PAGES, MOST_BYTES = 10, 5_000_000
WITHIN_MARGINS = 680
"""Width of A4 within its margins, in pixels of CSS."""

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium")


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=[(verb, lang) for verb in MAKERS for lang in LANGUAGES], ids="-".join)
def report(request, tmp_path_factory):
    """The page of a result in a language."""
    verb, lang = request.param
    folder = tmp_path_factory.mktemp(f"{verb}-{lang}") / "result"
    MAKERS[verb](out=folder, lang=lang)
    return folder / "report.html"


@pytest.fixture
def opened(browser, report):
    """Open the page at a width; nothing comes from elsewhere, and the console is told of no error."""
    told, pages = [], []

    def open_page(width=1200):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("request", lambda one: told.append(one.url) if re.match("https?:", one.url) else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.goto(report.as_uri())
        page.wait_for_function(
            "() => [...document.querySelectorAll('figure.charted')].every(f => f.classList.contains('live'))"
        )
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert told == []


def test_a_page_is_small(report):
    assert report.stat().st_size < MOST_BYTES


def test_a_page_can_be_read_aloud(opened):
    page = opened()
    page.evaluate("document.querySelectorAll('details.section').forEach(one => one.open = true)")
    violations = axe.Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []


def test_on_a_telephone_nothing_but_figures_and_tables_is_wider_than_it(opened):
    page = opened(390)
    page.evaluate("document.querySelectorAll('details.section').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for wide in page.locator(".wide, .drawn").all():
        assert wide.evaluate("one => one.getBoundingClientRect().width") <= 390


def test_on_paper_a_page_is_short_and_keeps_its_colours(opened, report):
    page = opened()
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= MOST_PAGES
    page.emulate_media(media="print")
    page.set_viewport_size({"width": WITHIN_MARGINS, "height": 1000})
    edges = "one => [one.getBoundingClientRect().left, one.getBoundingClientRect().right]"
    blocks = page.locator("section table, section svg, section p")
    sides = [block.evaluate(edges) for block in blocks.all() if block.is_visible()]
    assert all(left >= -1 and right <= WITHIN_MARGINS + 1 for left, right in sides)
    assert page.evaluate("getComputedStyle(document.documentElement).printColorAdjust") == "exact"
    assert all(not chart.is_visible() for chart in page.locator(".chart").all())
    assert all(
        head.evaluate("one => getComputedStyle(one).display") == "table-header-group"
        for head in page.locator("thead").all()
    )


def test_charts_are_hovered_and_switched(opened, report):
    page = opened()
    charts = page.locator("section figure.charted")
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        box = chart.locator(".canvas svg").bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.3)
        tooltip = page.locator("#vg-tooltip-element.visible")
        tooltip.wait_for()
        assert re.search(r"\b(19|20)\d\d\b", tooltip.inner_text())
        assert "undefined" not in tooltip.inner_text()
    for box in charts.locator("input[type=checkbox]").all():
        before = charts.first.locator(".canvas svg").inner_html()
        box.click()
        page.wait_for_timeout(200)
        assert charts.first.locator(".canvas svg").inner_html() != before


def test_a_cell_of_the_ladder_opens_the_events_it_rests_on(opened):
    page = opened()
    cells = page.locator("section table.ladder td details")
    if cells.count():
        cells.first.locator("summary").click()
        assert cells.first.locator("li").first.is_visible()
