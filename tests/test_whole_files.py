"""Files that come to stand whole or not at all."""

import pytest

from sim.files import whole


def test_a_file_replaces_another_only_once_it_is_whole(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    with whole(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError("wrong")])
def test_what_is_given_up_leaves_nothing(tmp_path, fault):
    with pytest.raises((KeyboardInterrupt, ValueError)), whole(tmp_path / "a.csv") as file:
        file.write(b"half")
        raise fault
    assert list(tmp_path.iterdir()) == []


def test_a_fault_names_the_file_it_is_of(tmp_path):
    with pytest.raises(OSError, match="No space left") as full, whole(tmp_path / "a.csv"):
        raise OSError(28, "No space left on device")
    assert full.value.filename == str(tmp_path / "a.csv")
    with pytest.raises(FileNotFoundError) as lost, whole(tmp_path / "a.csv"):
        (tmp_path / "nowhere").read_bytes()
    assert lost.value.filename == str(tmp_path / "nowhere")


def test_two_files_of_one_stem_do_not_meet(tmp_path):
    with whole(tmp_path / "a.svg") as one, whole(tmp_path / "a.png") as other:
        one.write(b"svg")
        other.write(b"png")
    assert (tmp_path / "a.svg").read_bytes() + (tmp_path / "a.png").read_bytes() == b"svgpng"
