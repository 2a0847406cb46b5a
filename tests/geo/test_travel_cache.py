"""Travel times kept on disk."""

from __future__ import annotations

import io
import os
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo import RoadNetwork, TravelTimes, travel_cache, travel_times
from geo import travel as travel_module
from tests.geo.test_travel import LIMITS, line, places

ROADS = [(0, 1, 4.0, 0), (1, 2, 0.0, 1), (2, 0, 7.0, 1)]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often minutes are really computed."""
    counted: list[int] = []
    compute = travel_module._all_pairs

    def counting(*args: object) -> object:
        counted.append(1)
        return compute(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(travel_module, "_all_pairs", counting)
    return counted


def times(cache: Path | None, network: RoadNetwork | None = None, **changes: float) -> TravelTimes:
    return travel_times(
        line(4, ROADS) if network is None else network,
        origins=places("o", [0, 2]),
        destinations=places("d", [1, 2, 3]).assign(lat=37.2 + changes.pop("north", 0.0)),
        **(LIMITS | changes),
        cache=cache,
    )


def same(one: TravelTimes, other: TravelTimes) -> bool:
    return one.table().equals(other.table()) and one.unreachable == other.unreachable


def test_the_second_time_is_read_from_disk(tmp_path: Path, runs: list[int]) -> None:
    """All of the result is the same, unreachable places included; one file, no leftovers."""
    first, second = times(tmp_path / "new" / "cache"), times(tmp_path / "new" / "cache")
    assert same(first, second)
    assert second.unreachable == ("d2",)
    assert len(runs) == 1
    assert [path.suffix for path in (tmp_path / "new" / "cache").iterdir()] == [".npz"]


@pytest.mark.parametrize(
    "changes", [{"cutoff_minutes": 119.0}, {"snap_limit_km": 4.0}, {"access_kmh": 19.0}, {"north": 1e-9}]
)
def test_any_other_input_is_computed(tmp_path: Path, runs: list[int], changes: dict[str, float]) -> None:
    """Limits and places are part of the hash."""
    times(tmp_path)
    times(tmp_path, **changes)
    assert len(runs) == 2


def test_other_roads_are_computed(tmp_path: Path, runs: list[int]) -> None:
    """A minute more, or the same minutes the other way round."""
    times(tmp_path)
    times(tmp_path, line(4, [(0, 1, 4.1, 0), *ROADS[1:]]))
    times(tmp_path, line(4, [ROADS[0], (2, 1, 0.0, 1), (0, 2, 7.0, 1)]))
    assert len(runs) == 3


def test_ids_are_part_of_the_hash() -> None:
    """Ids that merely run together alike are not the same."""
    network = line(2, [])
    here = pd.DataFrame({"id": ["a", "bc"], "lon": 122.0, "lat": 37.2})
    assert travel_cache.key(network, here, here, [1.0]) != travel_cache.key(
        network, here.assign(id=["ab", "c"]), here, [1.0]
    )


def damaged(content: bytes) -> list[bytes]:
    arrays = dict(np.load(io.BytesIO(content)))
    variants = [
        {name: array for name, array in arrays.items() if name != "minutes"},
        arrays | {"origin": arrays["origin"] + 7},
        arrays | {"destination": arrays["destination"] - 9},
        arrays | {"minutes": arrays["minutes"][:-1]},
        arrays | {"minutes": arrays["minutes"] * np.nan},
        arrays | {"round_trip": arrays["round_trip"].astype(object)},
        arrays | {"origin": arrays["origin"].astype(np.int64)},
    ]
    written = []
    for variant in variants:
        buffer = io.BytesIO()
        np.savez(buffer, **variant)
        written.append(buffer.getvalue())
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 0xFF
    return [*written, b"", content[: len(content) // 2], bytes(flipped), b"not a zip", pickle.dumps(arrays)]


def test_a_damaged_file_is_computed_again_and_replaced(tmp_path: Path, runs: list[int]) -> None:
    """Cut short, altered, of another shape, or pickled: never an error, never a wrong minute."""
    expected = times(tmp_path)
    (path,) = tmp_path.iterdir()
    content = path.read_bytes()
    for number, bad in enumerate(damaged(content)):
        path.write_bytes(bad)
        assert same(times(tmp_path), expected)
        assert len(runs) == number + 2
    assert same(times(tmp_path), expected)
    assert len(runs) == number + 2


def test_a_pickle_is_never_loaded(tmp_path: Path, runs: list[int]) -> None:
    """A file of objects could run code."""
    times(tmp_path)
    (path,) = tmp_path.iterdir()

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str, ...]]:
            return Path.touch, (tmp_path / "sprung",)  # type: ignore[return-value]

    names = ("origin", "destination", "minutes", "round_trip")
    with path.open("wb") as file:
        np.savez(file, **{name: np.array([Trap()], dtype=object) for name in names})
    times(tmp_path)
    assert len(runs) == 2
    assert not (tmp_path / "sprung").exists()


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """The minutes are there all the same."""
    (tmp_path / "file").write_text("in the way")
    assert same(times(tmp_path / "file"), times(None))


def test_a_failure_while_writing_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither half a result under its name nor a temporary file."""

    def stop(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(travel_cache.np, "savez_compressed", stop)
    with pytest.raises(KeyboardInterrupt):
        times(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_when_the_cache_answers(tmp_path: Path) -> None:
    """A bar that was begun is ended."""
    times(tmp_path)
    seen: list[tuple[int, ...]] = []
    travel_times(
        line(4, ROADS), origins=places("o", [0, 2]), destinations=places("d", [1, 2, 3]), **LIMITS,
        cache=tmp_path, progress=lambda *at: seen.append(at),
    )  # fmt: skip
    assert seen == [(2, 2)]


# --- sweeping

A_DAY = 86_400.0


def results(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix == ".npz"}


def aged(path: Path, seconds: float) -> Path:
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_the_results_used_last_are_kept_and_one_more_is_deleted(tmp_path: Path, runs: list[int]) -> None:
    """As many as are kept fit; then the one unused for longest goes, not the oldest: that was read again."""
    for number in range(travel_cache.KEPT):
        before = results(tmp_path)
        times(tmp_path, cutoff_minutes=100.0 + number)
        (new,) = results(tmp_path) - before
        aged(tmp_path / new, 1000.0 - number)
    assert len(results(tmp_path)) == travel_cache.KEPT
    times(tmp_path, cutoff_minutes=100.0)
    assert len(runs) == travel_cache.KEPT
    times(tmp_path, cutoff_minutes=99.0)
    assert len(results(tmp_path)) == travel_cache.KEPT
    for cutoff in (99.0, 100.0, 102.0):
        times(tmp_path, cutoff_minutes=cutoff)
    assert len(runs) == travel_cache.KEPT + 1
    times(tmp_path, cutoff_minutes=101.0)
    assert len(runs) == travel_cache.KEPT + 2


def test_what_is_not_the_caches_is_never_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the user's, however old; and what another process may still be writing."""
    monkeypatch.setattr(travel_cache, "KEPT", 1)
    kept = ["thesis.npz", "notes.tmp", f"{'0' * 63}.npz", ".travel-young.tmp"]
    gone = [f"{'0' * 64}.npz", ".travel-old.tmp"]
    for name in (*kept, *gone):
        (tmp_path / name).write_text("mine")
        aged(tmp_path / name, A_DAY - 60 if "young" in name else A_DAY + 60)
    times(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left >= set(kept)
    assert not left & set(gone)
    assert len(left) == len(kept) + 1


def test_the_result_just_saved_stays_even_if_the_clock_of_the_others_is_ahead(tmp_path: Path) -> None:
    """Else a folder from another machine would keep a cache from ever holding anything new."""
    for digit in "0123456789":
        (tmp_path / f"{digit * 64}.npz").write_text("")
        aged(tmp_path / f"{digit * 64}.npz", -A_DAY)
    times(tmp_path)
    assert results(tmp_path) - {f"{digit * 64}.npz" for digit in "0123456789"}
    assert len(results(tmp_path)) == travel_cache.KEPT


@pytest.mark.parametrize("refusal", [FileNotFoundError, PermissionError])
def test_a_file_that_another_process_has_swept_or_still_reads_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: type[OSError]
) -> None:
    """Gone between listing and deleting, or open where open files cannot be deleted."""
    monkeypatch.setattr(travel_cache, "KEPT", 1)

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise refusal(path)

    times(tmp_path)
    monkeypatch.setattr(Path, "unlink", refuse)
    assert same(times(tmp_path, cutoff_minutes=99.0), times(None, cutoff_minutes=99.0))


def test_many_at_once_get_right_minutes_while_the_cache_is_swept_under_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each asks for limits of its own, again and again; only two results are kept."""
    monkeypatch.setattr(travel_cache, "KEPT", 2)
    cutoffs = [3.0 + number % 6 for number in range(60)]
    expected = {cutoff: times(None, cutoff_minutes=cutoff) for cutoff in set(cutoffs)}
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda cutoff: times(tmp_path, cutoff_minutes=cutoff), cutoffs))
    assert all(same(one, expected[cutoff]) for one, cutoff in zip(found, cutoffs, strict=True))
    times(tmp_path, cutoff_minutes=50.0)
    assert len(results(tmp_path)) == 2
