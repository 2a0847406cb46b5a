"""Bundled studies: found by id, copied whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from scenarios import bundled as module
from scenarios.bundled import StudyIdError, bundled, copy_bundled, find_study
from scenarios.errors import DestinationError, StudyNotFoundError
from scenarios.study import load_study
from tests.scenarios.study_text import STUDY


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with two bundled studies instead of the real ones."""
    place = tmp_path / "bundled"
    for name in ("eastbay", "westhill"):
        (place / name).mkdir(parents=True)
        (place / name / "study.yaml").write_text(STUDY.replace("eastbay", name), encoding="utf-8")
        (place / name / "counsel.csv").write_text("person_id\n", encoding="utf-8")
        (place / name / ".cache").mkdir()
    (place / "builder").mkdir()
    monkeypatch.setattr(module, "_PLACES", (tmp_path / "studies", place))
    return place


def test_the_checkout_has_both_cities_and_the_folder_is_the_id() -> None:
    found = bundled()
    assert list(found) == ["lianyungang", "weihai"]
    assert {load_study(folder).id: folder for folder in found.values()} == found


def test_only_folders_with_a_study_count(place: Path) -> None:
    assert bundled() == {"eastbay": place / "eastbay", "westhill": place / "westhill"}


def test_an_installed_wheel_keeps_them_inside_the_package(place: Path, tmp_path: Path) -> None:
    shutil.move(place / "eastbay", tmp_path / "studies" / "eastbay")
    assert bundled()["eastbay"] == tmp_path / "studies" / "eastbay"


def test_a_study_is_found_by_id_folder_or_file(place: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "study.yaml").write_text(STUDY, encoding="utf-8")
    assert find_study("westhill") == place / "westhill"
    assert find_study(str(mine)) == mine
    assert find_study(str(mine / "study.yaml")) == mine / "study.yaml"


def test_a_folder_of_that_name_on_disk_comes_first_when_it_is_a_study(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("eastbay").mkdir()
    assert find_study("eastbay") == place / "eastbay"
    (Path("eastbay") / "study.yaml").write_text(STUDY, encoding="utf-8")
    assert find_study("eastbay") == Path("eastbay")


@pytest.mark.parametrize("argument", ["eastbai", "", "no/such/path", "x" * 5000, "a\0b"])
def test_an_unknown_study_lists_the_bundled_ones(place: Path, tmp_path: Path, argument: str) -> None:
    if argument == "":
        os.chdir(tmp_path)
    with pytest.raises(StudyNotFoundError) as caught:
        find_study(argument)
    if argument == "eastbai":
        assert "Did you mean eastbay? Bundled: eastbay, westhill" in str(caught.value)


def test_a_folder_without_a_study_says_so(place: Path, tmp_path: Path) -> None:
    with pytest.raises(StudyNotFoundError, match=r"holds no study\.yaml"):
        find_study(str(tmp_path))


def test_an_installation_without_studies_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PLACES", (tmp_path / "none",))
    assert bundled() == {}
    with pytest.raises(StudyNotFoundError, match="no studies are bundled"):
        find_study("weihai")


@pytest.mark.parametrize("exists", [False, True])
def test_a_copy_is_a_study_without_hidden_files(place: Path, tmp_path: Path, exists: bool) -> None:
    destination = tmp_path / "new" / "mine"
    if exists:
        destination.mkdir(parents=True)
    assert copy_bundled("eastbay", destination) == "mine"
    assert sorted(path.name for path in destination.iterdir()) == ["counsel.csv", "study.yaml"]
    assert [path.name for path in destination.parent.iterdir()] == ["mine"], "nothing is left beside it"


@pytest.mark.parametrize(
    ("folder", "given", "wanted"),
    [
        ("mine", None, "mine"), ("我的研究", "qingdao", "qingdao"), ("mine", "other_2", "other_2"),
        ("2025", None, "2025"), ("no", None, "no"), ("2025-01-01", None, "2025-01-01"),
    ],
)  # fmt: skip
def test_a_copy_has_an_id_of_its_own(
    place: Path, tmp_path: Path, folder: str, given: str | None, wanted: str
) -> None:
    """Else its runs would go where those of the bundled study are; nothing else of the file changes."""
    destination = tmp_path / folder
    assert copy_bundled("eastbay", destination, new_id=given) == wanted
    assert load_study(destination).id == wanted
    ours, theirs = (
        (where / "study.yaml").read_text(encoding="utf-8").splitlines()
        for where in (destination, place / "eastbay")
    )
    assert [line for line in ours if line not in theirs] == [ours[1]]


def test_a_copy_into_the_folder_where_one_stands_is_named_after_it(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert copy_bundled("eastbay", Path()) == "here"


@pytest.mark.parametrize(
    ("folder", "given", "words"),
    [
        ("我的研究", None, "我的研究 cannot be the id of a study.*--id"),
        ("My Study", None, "My Study cannot be the id"),
        ("mine", "a/b", "a/b cannot be the id"),
        ("mine", "", "cannot be the id"),
        ("mine", "x" * 65, "cannot be the id"),
        ("mine", "mine\n", "cannot be the id"),
        ("eastbay", None, "eastbay is the id of a bundled study.*--id"),
        ("mine", "westhill", "westhill is the id of a bundled study"),
    ],
)
def test_an_id_that_is_none_or_taken_is_refused_and_nothing_is_written(
    place: Path, tmp_path: Path, folder: str, given: str | None, words: str
) -> None:
    with pytest.raises(StudyIdError, match=words):
        copy_bundled("eastbay", tmp_path / "new" / folder, new_id=given)
    assert not (tmp_path / "new").exists()


def test_a_copy_never_overwrites(place: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DestinationError, match="not empty"):
        copy_bundled("eastbay", taken)
    with pytest.raises(DestinationError, match="is a file"):
        copy_bundled("eastbay", taken / "note.txt")
    with pytest.raises(DestinationError, match="cannot be written"):
        copy_bundled("eastbay", taken / "note.txt" / "deeper")
    assert [path.name for path in taken.iterdir()] == ["note.txt"]
    assert (taken / "note.txt").read_text(encoding="utf-8") == "mine"


def test_a_copy_that_fails_leaves_nothing(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk halfway: neither the destination nor a half copy beside it remains."""
    destination = tmp_path / "new" / "mine"

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copystat", fail)
    with pytest.raises(DestinationError, match="No space left on device"):
        copy_bundled("eastbay", destination)
    assert list(destination.parent.iterdir()) == []


def test_an_unknown_id_is_not_copied(place: Path, tmp_path: Path) -> None:
    with pytest.raises(StudyNotFoundError, match="Did you mean westhill"):
        copy_bundled("westhil", tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
