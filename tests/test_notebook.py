"""The notebook for teaching, cell by cell, as a student runs it."""

import re

import pytest

from tests.conftest import ROOT

nbformat = pytest.importorskip("nbformat", reason="the extra dev is not installed")
nbclient = pytest.importorskip("nbclient", reason="the extra dev is not installed")
pytest.importorskip("ipykernel", reason="the extra dev is not installed")

NOTEBOOK = ROOT / "docs" / "teaching.ipynb"


def notebook():
    return nbformat.read(NOTEBOOK, as_version=4)


def test_every_cell_runs_and_the_figures_show(tmp_path):
    book = notebook()
    nbclient.NotebookClient(book, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    assert "Warning" not in "".join(output.get("text", "") for output in outputs)
    pictures = [
        output for output in outputs if any(kind.startswith("image/") for kind in output.get("data", ()))
    ]
    assert len(pictures) == 5


def test_it_is_kept_without_what_its_cells_put_out():
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in notebook().cells)


def test_its_links_lead_to_pages_that_are_there():
    text = "\n".join(cell.source for cell in notebook().cells if cell.cell_type == "markdown")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]
    assert len(links) > 5
    assert [link for link in links if not (NOTEBOOK.parent / link).is_file()] == []


def test_questions_are_numbered_in_turn():
    text = "\n".join(cell.source for cell in notebook().cells if cell.cell_type == "markdown")
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
