"""The tutorial, command by command, as its reader runs it."""

import re
import shlex

import pytest

from tests.conftest import ROOT


@pytest.mark.usefixtures("undrawn")
def test_every_command_of_the_tutorial_runs(sim, tmp_path):
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    commands = 0
    for kind, file, content in blocks:
        if kind != "sh":
            (tmp_path / file).write_text(content, encoding="utf-8")
            continue
        for line in content.splitlines():
            status, _, faults = sim(*shlex.split(line.removeprefix("sim ")))
            assert status == 0, (line, faults)
            commands += 1
    assert commands == 9
    page = (tmp_path / "results" / "my-case-judged" / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") > 5
    compared = tmp_path / "results" / "compare-my-case-us-india-PHL-USA-IND-USA" / "cases.csv"
    assert "PHL-USA" in compared.read_text()
