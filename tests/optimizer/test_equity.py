"""The measures of inequality against hand-worked figures, a brute-force oracle and their axioms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer import equity
from optimizer.equity import (
    EquityInputError,
    cv,
    gini,
    kappa_for,
    kolm_pollak_ede,
    max_min_ratio,
    theil,
    theil_split,
)

amounts = st.lists(st.floats(0, 1e4, allow_subnormal=False), min_size=1, max_size=25)
weighted = st.lists(
    st.tuples(st.floats(0, 1e4, allow_subnormal=False), st.integers(0, 9)), min_size=1, max_size=15
).filter(lambda rows: any(weight for _, weight in rows))


def brute_gini(values: list[float]) -> float:
    """All n² differences, straight from the definition."""
    n, total = len(values), sum(values)
    if total == 0:
        return 0.0
    return sum(abs(a - b) for a in values for b in values) / (2 * n * total)


# --- figures worked by hand ---------------------------------------------------------------------


def test_gini_of_four_villages_by_hand() -> None:
    """0, 0, 100, 100: every other pair differs by 100, so G = 8·100 / (2·16·50) = 1/2."""
    assert gini([0, 0, 100, 100]) == pytest.approx(0.5)
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert gini([0, 0, 0, 7]) == pytest.approx(3 / 4)


def test_theil_by_hand_with_a_village_that_has_nothing() -> None:
    """0 and 2: the mean is 1, 0·ln 0 counts 0, so T = (2 ln 2) / 2 = ln 2."""
    assert theil([0, 2]) == pytest.approx(math.log(2))
    assert theil([1, 3]) == pytest.approx((0.5 * math.log(0.5) + 1.5 * math.log(1.5)) / 2)


def test_theil_split_by_hand() -> None:
    """Counties (1, 3) and (2, 2) have one mean: all inequality is within the first, which holds half."""
    within, between = theil_split([1, 3, 2, 2], ["a", "a", "b", "b"])
    assert between == pytest.approx(0, abs=1e-15)
    assert within == pytest.approx(0.5 * theil([1, 3]))
    assert theil_split([1, 1, 3, 3], ["a", "a", "b", "b"]) == pytest.approx((0, theil([1, 3])))


def test_a_county_with_nothing_at_all_has_no_share_but_counts_between() -> None:
    within, between = theil_split([0, 0, 5, 5], ["bare", "bare", "served", "served"])
    assert within == pytest.approx(0)
    assert between == pytest.approx(math.log(2))


def test_cv_and_ratio_by_hand() -> None:
    assert cv([1, 3]) == pytest.approx(0.5)
    assert max_min_ratio([40, 100]) == pytest.approx(2.5)
    assert max_min_ratio([0, 100]) is None


def test_kolm_pollak_by_hand() -> None:
    """Burdens 0 and ln 3 with κ = 1: ln((1 + 3) / 2) = ln 2."""
    assert kolm_pollak_ede([0, math.log(3)], 1.0) == pytest.approx(math.log(2))
    assert kappa_for([10, 30], 1.0) == pytest.approx(40 / 1000)
    assert kappa_for([10, 30], 0.5) == pytest.approx(20 / 1000)


def test_kolm_pollak_survives_exponents_that_no_float_holds() -> None:
    assert kolm_pollak_ede([0, 1e6], 5.0) == pytest.approx(1e6 - math.log(2) / 5)


def test_weights_count_like_repeated_people() -> None:
    assert gini([1, 5], [3, 1]) == pytest.approx(gini([1, 1, 1, 5]))
    assert theil([1, 5], [3, 1]) == pytest.approx(theil([1, 1, 1, 5]))
    assert cv([1, 5], [3, 1]) == pytest.approx(cv([1, 1, 1, 5]))
    assert kolm_pollak_ede([1, 5], 0.7, [3, 1]) == pytest.approx(kolm_pollak_ede([1, 1, 1, 5], 0.7))
    assert kappa_for([1, 5], 1, [3, 1]) == pytest.approx(kappa_for([1, 1, 1, 5], 1))
    assert max_min_ratio([1, 5, 9], [3, 1, 0]) == pytest.approx(5)
    assert theil_split([1, 5, 9], "aab", [3, 1, 0]) == pytest.approx(theil_split([1, 1, 1, 5], "aaaa"))


def test_whoever_has_no_weight_changes_nothing_however_much_he_has() -> None:
    """1e308 beside 1e-20: relative to it the others would have nothing."""
    values, weights = [1e-20, 3e-20, 1e308], [1, 1, 0]
    assert theil_split(values, "aab", weights) == pytest.approx(theil_split([1, 3], "aa"))
    assert gini(values, weights) == pytest.approx(gini([1, 3]))
    assert max_min_ratio(values, weights) == pytest.approx(3)
    assert kolm_pollak_ede([1, 3, 1e308], 1.0, weights) == pytest.approx(kolm_pollak_ede([1, 3], 1.0))


def test_amounts_too_small_for_their_weight_count_as_nothing() -> None:
    """The least number that there is, a tenth of it, and a ratio that no float holds."""
    assert theil_split([5e-324, 1], "ab", [0.1, 1])[0] == 0
    assert max_min_ratio([5e-324, 1]) is None
    assert max_min_ratio([1e-300, 1]) == pytest.approx(1e300)


@pytest.mark.parametrize("values", [[], [0.0], [0.0, 0.0, 0.0]])
def test_nobody_and_nothing_are_equal_not_nan(values: list[float]) -> None:
    assert (gini(values), theil(values), cv(values)) == (0, 0, 0)
    assert theil_split(values, ["a"] * len(values)) == (0, 0)
    assert max_min_ratio(values) == 1
    assert kolm_pollak_ede(values, 2.0) == 0
    assert kappa_for(values, 1.5) == 1.5


# --- properties ---------------------------------------------------------------------------------


@given(amounts)
def test_gini_agrees_with_all_pairs(values: list[float]) -> None:
    assert gini(values) == pytest.approx(brute_gini(values), abs=1e-9)


@given(weighted)
def test_integer_weights_are_repetition_for_gini_and_theil(rows: list[tuple[float, int]]) -> None:
    values, weights = zip(*rows, strict=True)
    people = np.repeat(values, weights)
    assert gini(values, weights) == pytest.approx(brute_gini(people.tolist()), abs=1e-9)
    assert theil(values, weights) == pytest.approx(theil(people), abs=1e-9)


@given(amounts, st.randoms(use_true_random=False))
def test_order_does_not_matter(values: list[float], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for measure in (gini, theil, cv, lambda v: kolm_pollak_ede(v, 0.01)):
        assert measure(shuffled) == pytest.approx(measure(values), rel=1e-9, abs=1e-9)


@given(st.lists(st.floats(0.01, 1e4), min_size=2, max_size=20), st.floats(1e-3, 1e3))
def test_gini_theil_and_cv_do_not_feel_the_unit(values: list[float], factor: float) -> None:
    scaled = [value * factor for value in values]
    for measure in (gini, theil, cv, max_min_ratio):
        assert measure(scaled) == pytest.approx(measure(values), rel=1e-6, abs=1e-9)


@given(amounts, st.floats(0.001, 1), st.floats(-100, 100))
def test_kolm_pollak_moves_with_everybody(burdens: list[float], kappa: float, shift: float) -> None:
    moved = kolm_pollak_ede([burden + shift for burden in burdens], kappa)
    assert moved == pytest.approx(kolm_pollak_ede(burdens, kappa) + shift, abs=1e-6)


@given(amounts, st.floats(0.001, 1))
def test_kolm_pollak_lies_between_the_mean_and_the_worst(burdens: list[float], kappa: float) -> None:
    ede = kolm_pollak_ede(burdens, kappa)
    assert np.mean(burdens) - 1e-6 <= ede <= max(burdens) + 1e-6


@given(st.lists(st.floats(0, 1e3), min_size=2, max_size=15), st.data())
def test_a_transfer_from_rich_to_poor_never_raises_them(values: list[float], data: st.DataObject) -> None:
    rich = data.draw(st.integers(0, len(values) - 1))
    poor = data.draw(st.integers(0, len(values) - 1))
    assume(values[rich] > values[poor])
    given_away = data.draw(st.floats(0, (values[rich] - values[poor]) / 2))
    after = list(values)
    after[rich] -= given_away
    after[poor] += given_away
    assert gini(after) <= gini(values) + 1e-9
    assert theil(after) <= theil(values) + 1e-9
    assert cv(after) <= cv(values) + 1e-9
    assert kolm_pollak_ede(after, 0.05) <= kolm_pollak_ede(values, 0.05) + 1e-9


@given(st.lists(st.tuples(st.floats(0, 1e4), st.sampled_from("abc"), st.integers(0, 4)), max_size=25))
def test_within_and_between_add_up_to_theil(rows: list[tuple[float, str, int]]) -> None:
    assume(not rows or any(weight for *_, weight in rows))
    values, groups, weights = ([row[part] for row in rows] for part in range(3))
    within, between = theil_split(values, groups, weights)
    assert within >= 0 and between >= 0
    assert within + between == pytest.approx(theil(values, weights), rel=1e-9, abs=1e-12)


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=20), st.floats(0.01, 10))
def test_kappa_undoes_the_unit(burdens: list[float], aversion: float) -> None:
    """Minutes or hours: κ·t, hence the equivalent read in one unit, is the same."""
    assume(max(burdens) > 1e-3)
    in_hours = [burden / 60 for burden in burdens]
    minutes = kolm_pollak_ede(burdens, kappa_for(burdens, aversion))
    hours = kolm_pollak_ede(in_hours, kappa_for(in_hours, aversion))
    assert hours * 60 == pytest.approx(minutes, rel=1e-6)


# --- refused, beside the nearest accepted -----------------------------------------------------------


@pytest.mark.parametrize("measure", [gini, theil, cv, max_min_ratio, lambda v: kappa_for(v, 1)])
def test_amounts_below_zero_are_refused_and_zero_is_not(measure: object) -> None:
    measure([0.0, 5.0])  # type: ignore[operator]
    with pytest.raises(EquityInputError, match=r"values holds -0\.1|burdens holds -0\.1"):
        measure([-0.1, 5.0])  # type: ignore[operator]


def test_kappa_and_aversion_of_zero_are_refused_and_just_above_are_not() -> None:
    assert kolm_pollak_ede([1, 3], 1e-9) == pytest.approx(2)
    assert kappa_for([1, 3], 1e-9) > 0
    for wrong in (0, -1, math.inf, math.nan):
        with pytest.raises(EquityInputError, match="kappa"):
            kolm_pollak_ede([1, 3], wrong)
        with pytest.raises(EquityInputError, match="aversion"):
            kappa_for([1, 3], wrong)


def test_lengths_that_differ_by_one_are_refused() -> None:
    gini([1, 2], [1, 1])
    theil_split([1, 2], ["a", "b"])
    with pytest.raises(EquityInputError, match="weights has 1 numbers, values has 2"):
        gini([1, 2], [1])
    with pytest.raises(EquityInputError, match="groups has 3 names, values has 2"):
        theil_split([1, 2], ["a", "b", "b"])


def test_weights_all_zero_are_refused_and_one_above_zero_is_enough() -> None:
    assert gini([1, 2], [0, 1]) == 0
    with pytest.raises(EquityInputError, match="all 0"):
        gini([1, 2], [0, 0])
    with pytest.raises(EquityInputError, match="weights holds -1"):
        gini([1, 2], [-1, 1])


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_what_is_not_a_number_is_refused(wrong: float) -> None:
    for call in (gini, theil, cv, max_min_ratio, lambda v: kolm_pollak_ede(v, 1.0)):
        with pytest.raises(EquityInputError, match="holds"):
            call([1.0, wrong])


def test_a_table_is_refused_where_a_list_is_wanted() -> None:
    with pytest.raises(EquityInputError, match="2 dimensions"):
        gini(np.ones((2, 2)))


def test_the_error_is_also_a_value_error_and_the_public_names_exist() -> None:
    assert issubclass(EquityInputError, ValueError)
    assert all(hasattr(equity, name) for name in equity.__all__)
