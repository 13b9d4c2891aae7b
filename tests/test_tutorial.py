"""The tutorial, command by command, as its reader runs it."""

import re
import subprocess
import sys

from tests.conftest import ROOT


def test_every_command_of_the_tutorial_runs(tmp_path):
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    commands = 0
    for kind, file, content in blocks:
        if kind != "sh":
            (tmp_path / file).write_text(content, encoding="utf-8")
            continue
        for line in content.splitlines():
            command = [sys.executable, "-m", "sim", *line.removeprefix("sim ").split()]
            done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
            assert done.returncode == 0, (line, done.stderr)
            commands += 1
    assert commands == 9
    assert (tmp_path / "results" / "my-case-judged" / "report.html").stat().st_size > 100_000
    compared = tmp_path / "results" / "compare-my-case-us-india-PHL-USA-IND-USA" / "cases.csv"
    assert "PHL-USA" in compared.read_text()
