"""The page in a browser: every control, both languages, many visitors, and what goes wrong."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from sim.scenario.load import load
from tests.conftest import CASE

pytest.importorskip("solara", reason="the extra `dashboard` is not installed")
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

CHROMIUM = "/usr/bin/chromium"
OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)

pytestmark = pytest.mark.skipif(not os.path.exists(CHROMIUM), reason="there is no Chromium")  # noqa: PTH110

sync_api.expect.set_options(timeout=60_000)
expect = sync_api.expect

SETTLED = """() => {
    const status = document.querySelector("[role=status]");
    const drawn = document.querySelector(".sim-picture img") && !document.querySelector(".sim-stale");
    return status && !status.dataset.running && drawn;
}"""


@contextmanager
def served(*arguments, cwd=None):
    """A dashboard of its own, and its address; it ends with status 130 and says no more than that."""
    command = [sys.executable, "-P", "-m", "sim", "dashboard", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd)
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address, process.stderr.read()
        yield address[0]
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "interrupted\n")


@pytest.fixture(scope="module")
def address():
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """Open the page as a new visitor, or in a tab beside one; all is from here, and no error is told."""
    wrong, contexts = [], []

    def open_page(search="", beside=None, **options):
        if beside is None:
            contexts.append(browser.new_context(accept_downloads=True, **options))
        page = (contexts[-1] if beside is None else beside.context).new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url) if is_elsewhere(request.url) else None)
        page.goto(f"{address}/{search}")
        return page

    def is_elsewhere(url):
        return not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


def settle(page):
    page.wait_for_function(SETTLED)
    return page


def answer(page):
    return page.locator(".sim-answer").all_inner_texts()


def answer_after(page, act):
    """What the page answers once what was done has changed it."""
    before = answer(page)
    act()
    page.wait_for_function(
        "before => Array.from(document.querySelectorAll('.sim-answer'), p => p.innerText).join() !== before",
        arg=",".join(before),
    )
    settle(page)
    return answer(page)


def switch(page, shock):
    return page.locator(".sim-switches label", has_text=shock).locator("input")


def number(page, label):
    return page.locator(".sim-quantities li", has_text=label).locator("input[type=text]")


def write(page, label, text):
    number(page, label).fill(text)
    number(page, label).press("Enter")


def view(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_shocks_threats_interest_and_parameters_move_what_is_seen(visit):
    page = settle(visit())
    first = answer(page)
    assert "China-Russia, 2025, in 500 lives" in first[0]
    assert "Observed in 2025: on the way." in first[0]
    switched = answer_after(page, lambda: switch(page, "Ukraine crisis").click())
    assert answer_after(page, lambda: switch(page, "Ukraine crisis").click()) == first != switched
    page.get_by_role("button", name="Threats at the start").click()
    feared = answer_after(page, lambda: write(page, "Russia of the United States", "0.6"))
    page.get_by_role("button", name="What the two share").click()
    shared = answer_after(page, lambda: write(page, "shared interest", "0.9"))
    page.get_by_role("button", name="Parameters of the model").click()
    moved = answer_after(page, lambda: write(page, "how surely motive", "5"))
    assert len({*first, *switched, *feared, *shared, *moved}) == 5
    slider = page.locator(".sim-quantities li", has_text="shared interest").locator("input[type=range]")
    slid = answer_after(page, lambda: slider.fill("0.2"))
    expect(number(page, "shared interest")).to_have_value("0.2")
    assert slid != moved
    back = page.locator(".sim-quantities li", has_text="shared interest").locator("button")
    answer_after(page, back.click)
    assert answer_after(page, page.get_by_role("button", name="Back to the case as it is").click) == first


def test_two_variants_stand_side_by_side_paired_life_by_life(visit):
    page = settle(visit())
    answer_after(page, lambda: switch(page, "Ukraine crisis").click())
    both = answer_after(page, page.get_by_role("button", name="two side by side").click)
    assert len(both) == 3
    assert "Life by life" in both[2]
    # Pictures come after the words, one by one.
    expect(page.locator(".sim-picture img")).to_have_count(3)
    expect(page.locator(".sim-cells")).to_have_count(2)
    page.get_by_role("button", name="first variant").click()
    page.wait_for_function("() => document.querySelectorAll('.sim-switches .sim-changed').length === 0")
    same = answer_after(page, lambda: switch(page, "Ukraine crisis").click())
    assert same[2] == "In 2025 no life of the second variant differs from its twin."
    assert len(answer_after(page, page.get_by_role("button", name="one variant").click)) == 1


def test_another_case_pair_and_number_of_lives_can_be_chosen(visit):
    page = settle(visit())
    pair = page.get_by_label("Pair or group")
    assert "China-United States" in answer_after(page, lambda: pair.select_option("CHN-USA"))[0]
    lives = page.get_by_label("Lives", exact=True)

    def fill(text):
        lives.fill(text)
        lives.press("Enter")

    assert "in 60 lives" in answer_after(page, lambda: fill("60"))[0]
    fill("many")
    expect(page.get_by_role("alert")).to_contain_text("whole number")
    case = page.get_by_label("Case", exact=True)
    page.wait_for_function("() => document.querySelectorAll('.sim-choice select')[0].options.length > 5")
    assert "China-Pakistan" in answer_after(page, lambda: case.select_option("china_pakistan"))[0]
    expect(page).to_have_title(load(CASE.parent / "china_pakistan").scenario.title.en)


def test_one_life_is_played_year_by_year(visit):
    page = settle(visit())
    view(page, "One life")
    year = page.locator(".sim-player output")
    page.locator(".sim-player input").press("End")
    page.wait_for_function("() => /2025/.test(document.querySelector('.sim-answer').innerText)")
    page.get_by_role("button", name="A year back").click()
    page.wait_for_function("() => /2024/.test(document.querySelector('.sim-answer').innerText)")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => /2025/.test(document.querySelector('.sim-answer').innerText)")
    expect(year).to_have_text("2025")
    page.get_by_role("button", name="7 common defence policy, 2014").click()
    page.wait_for_function("() => /2014/.test(document.querySelector('.sim-answer').innerText)")
    assert "Ukraine" in answer(page)[0]
    perceived, weighed, why = page.locator(".sim-rows").all()
    for table, rows in ((perceived, 3), (weighed, 7), (why, 7)):
        expect(table.locator("tbody tr")).to_have_count(rows)
    before = page.locator(".sim-cells").inner_html()
    page.get_by_role("button", name="Another life").click()
    page.wait_for_function("before => document.querySelector('.sim-cells').innerHTML !== before", arg=before)
    expect(page.get_by_label("Life", exact=True)).to_have_value("2")


def test_a_cell_shows_the_events_it_rests_on_with_their_sources(visit):
    page = settle(visit())
    view(page, "Evidence")
    page.get_by_role("button", name="4 joint exercises, 2015").click()
    page.get_by_role("heading", name="4 joint exercises, 2015").wait_for()
    events = page.locator(".sim-events li")
    events.first.wait_for()
    assert all(len(text.split("\n")) >= 3 for text in events.all_inner_texts())
    page.get_by_role("button", name="6 joint deployment and bases, 1995").click()
    page.get_by_text("No event counts here.").wait_for()


def test_the_variant_the_figure_and_the_numbers_can_be_saved(visit, case_folder):
    page = settle(visit())
    answer_after(page, lambda: switch(page, "Ukraine crisis").click())
    view(page, "Save")

    def saved(label):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        return download.value.suggested_filename, download.value.path().read_bytes()

    name, scenario = saved("Save the variant (TOML)")
    (case_folder / name).write_bytes(scenario)
    dropped = {shock.id for shock in load(CASE).scenario.shocks} - {
        shock.id for shock in load(case_folder / name).scenario.shocks
    }
    assert dropped == {"ukraine-2014"}
    page.get_by_role("button", name="stages", exact=True).click()
    assert saved("Save the figure (SVG)")[1].startswith(b"<?xml")
    assert saved("Save the figure (PDF)")[1].startswith(b"%PDF")
    name, numbers = saved("Save the numbers (CSV)")
    assert name == "russia-china-CHN-RUS.csv"
    assert numbers.decode().startswith("year,pair,none,early")


def test_in_arabic_the_page_is_mirrored_and_names_are_arabic(visit):
    page = settle(visit("?lang=ar&case=us_india&pair=IND-USA"))
    scenario = load(CASE.parent / "us_india").scenario
    india = next(state.name.ar for state in scenario.states if state.code == "IND")
    assert page.locator("html").get_attribute("lang") == "ar"
    assert page.title() == page.locator("h1").inner_text() == scenario.title.ar
    assert india in answer(page)[0]
    controls, main = (page.locator(where).bounding_box() for where in (".sim-controls", ".sim-main"))
    assert controls["x"] > main["x"]
    page.locator(".sim-views .sim-tabs button").nth(1).click()
    expect(page.locator(".sim-rows").first).to_contain_text(india)
    page.get_by_role("button", name="English").click()
    page.wait_for_function("() => document.documentElement.dir === 'ltr'")
    expect(page.locator("h1")).to_have_text(scenario.title.en)


def test_a_scenario_that_cannot_be_read_is_told_and_another_opened(visit, small):
    page = visit("?case=rusia_china")
    alert = page.get_by_role("alert").first
    alert.wait_for()
    assert "did you mean russia_china" in alert.inner_text()
    field = page.get_by_label("or a scenario of your own")
    field.fill(str(small / "scenario.toml"))
    field.press("Enter")
    assert "Aland-Beland" in answer(settle(page))[0]
    broken = small / "broken.toml"
    broken.write_text('name = "broken"\nextends = "scenario.toml"\nruns = "many"\n')
    field.fill(str(broken))
    field.press("Enter")
    alert.wait_for()
    expect(alert).to_contain_text("runs")


def test_an_unknown_pair_and_a_text_that_is_no_number_are_told(visit):
    page = visit("?pair=CHN-RUX")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "CHN-RUS" in alert.inner_text()
    page.get_by_label("Pair or group").select_option("CHN-USA")
    before = answer(settle(page))
    page.get_by_role("button", name="Threats at the start").click()
    write(page, "China of the United States", "much")
    alert.wait_for()
    expect(number(page, "China of the United States")).to_have_attribute("aria-invalid", "true")
    assert answer(page) == before
    page.locator(".sim-back").click()
    page.wait_for_function("() => !document.querySelector('[role=alert]')")
    expect(number(page, "China of the United States")).to_have_value("0.25")


def test_a_run_in_progress_can_be_given_up(visit):
    page = settle(visit("?case=asean"))
    lives = page.get_by_label("Lives", exact=True)
    lives.fill("5000")
    lives.press("Enter")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text(re.compile(r"Stopped: [\d,]+ of 5,000 lives")).wait_for()
    time.sleep(1)
    expect(page.get_by_role("status")).to_have_text(re.compile("^Stopped"))
    lives.fill("8")
    lives.press("Enter")
    page.get_by_text("8 lives", exact=True).wait_for()
    group = load(CASE.parent / "asean").scenario.parties[-1]
    assert (
        "in 8 lives" in answer_after(page, lambda: page.get_by_label("Pair or group").select_option(group))[0]
    )
    view(page, "Evidence")
    page.get_by_text("Choose a cell").wait_for()
    view(page, "One life")
    page.get_by_text("choose a pair").wait_for()


def test_ten_visitors_at_once_see_each_their_own(visit):
    here, there = visit(), visit()
    pages = [here, there, *(visit(beside=page) for page in [here, there] * 4)]
    for n, page in enumerate(pages):
        page.locator(".sim-switches input").nth(n).click()
    for n, page in enumerate(pages):
        page.wait_for_function("() => document.querySelectorAll('.sim-switches .sim-changed').length === 1")
        expect(page.locator(".sim-switches input").nth(n)).not_to_be_checked()
    assert len({answer(settle(page))[0] for page in pages}) > 5


def test_on_a_narrow_screen_nothing_passes_the_margin(visit):
    page = settle(visit(viewport={"width": 390, "height": 840}))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("One life", "Evidence", "Save"):
        view(page, name)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_port_that_is_taken_is_refused(address, sim):
    status, _, errors = sim("dashboard", "--port", address.rpartition(":")[2])
    assert status == 2
    assert "--port" in errors


def test_it_listens_on_this_machine_alone(address):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(address, headers={"Host": "elsewhere.example"}))
    assert refused.value.code == 400
