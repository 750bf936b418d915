"""Numbers are right in every usual notation, exactly up to the tolerance."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.answers import AnswerTooLong, NumericCheck, check_numeric


def check(
    given: str,
    answer: str = "0",
    tolerance: str = "0",
    unit: str = "",
    units: list[str] | None = None,
) -> NumericCheck:
    return check_numeric(
        given,
        answer=Decimal(answer),
        tolerance=Decimal(tolerance),
        unit=unit,
        accepted_units=units or [],
    )


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1024", "1024"),
        ("1,024", "1024"),
        ("1 024", "1024"),
        ("1_024", "1024"),
        ("1'024", "1024"),
        ("1，024", "1024"),
        ("12,345,678.5", "12345678.5"),
        ("１０２４", "1024"),
        ("０．５", "1/2"),
        ("-0.5", "-1/2"),
        ("−0.5", "-1/2"),
        ("－0.5", "-1/2"),
        ("+7", "7"),
        (".5", "1/2"),
        ("5.", "5"),
        ("5。", "5"),
        ("007", "7"),
        ("1e-3", "1/1000"),
        ("2.5E+3", "2500"),
        ("1/3", "1/3"),
        ("-1/3", "-1/3"),
        ("1,000/3", "1000/3"),
        ("1⁄3", "1/3"),
        ("½", "1/2"),
        ("25%", "1/4"),
        ("25 ％", "1/4"),
        ("3×10^4", "30000"),
        ("3*10^4", "30000"),
        ("3 x 10^{-4}", "3/10000"),
        ("3×10⁴", "30000"),
        ("3·10⁻⁴", "3/10000"),
        ("3*10**4", "30000"),
        ("10^4", "10000"),
        ("-10⁴", "-10000"),
        ("≈ 3.5", "7/2"),
        ("约3.5", "7/2"),
        ("= 3.5", "7/2"),
        ("3万", "30000"),
        ("1.2亿", "120000000"),
        ("1万亿", "1000000000000"),
        ("三", None),
        ("  42  ", "42"),
    ],
)
def test_a_number_is_read(typed: str, value: str | None) -> None:
    assert check(typed).value == (Fraction(value) if value else None)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "MB",
        "nan",
        "inf",
        "-Infinity",
        "1e999999999",
        "1e61",
        "1e-61",
        "10^999999999",
        "3×10^99999999999999999999",
        "9" * 61,
        "1/0",
        "1/0.0",
        "1/",
        "1,02",
        "1,0240",
        "0,123",
        "1,024,5",
        "1.2.3",
        "1½",
        "2^10",
        "--5",
        "5 6",
        "٣",
    ],
)
def test_what_is_not_a_number_is_told_so(typed: str) -> None:
    assert check(typed, answer="5", tolerance="1000000") == NumericCheck("not_a_number", None)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("3.5", "right"),
        ("3.5 MB", "right"),
        ("3.5MB", "right"),
        ("≈ 3.5 mb", "right"),
        ("3.5 ＭＢ。", "right"),
        ("3.5 megabytes", "right"),
        ("3.5兆字节", "right"),
        ("3.5 GB", "unit"),
        ("99 GB", "unit"),
        ("3.6 MB", "value"),
        ("3.5%", "value"),
    ],
)
def test_a_unit_may_be_left_out_but_not_be_wrong(typed: str, reason: str) -> None:
    found = check(typed, "3.5", "0.05", unit="MB", units=["megabytes", "兆字节"])

    assert found.reason == reason
    assert found.correct == (reason == "right")


def test_a_word_after_the_number_does_no_harm_where_the_card_has_no_unit() -> None:
    assert check("156 parameters", "156").reason == "right"
    assert check("156个参数", "156").reason == "right"
    assert check("157 parameters", "156").reason == "value"
    assert check("156 = 12 × 13", "156").reason == "not_a_number"


@pytest.mark.parametrize(
    ("typed", "unit", "answer", "reason"),
    [
        ("28%", "%", "28", "right"),
        ("28 ％", "%", "28", "right"),
        ("28", "%", "28", "right"),
        ("0.28", "%", "28", "value"),
        ("25%", "", "0.25", "right"),
        ("25%", "", "25", "value"),
        ("90°", "°", "90", "right"),
        ("90度", "°", "90", "unit"),
        ("30万", "万", "30", "right"),
        ("30万个", "个", "300000", "right"),
        ("5 m", "", "5", "right"),
        ("0x10", "", "0", "unit"),
        ("1e5e5", "", "100000", "unit"),
        ("1万亿亿", "", "1000000000000", "unit"),
    ],
)
def test_percent_and_wan_may_be_units_or_factors(
    typed: str, unit: str, answer: str, reason: str
) -> None:
    assert check(typed, answer, unit=unit).reason == reason


@pytest.mark.parametrize(
    ("typed", "correct"),
    [("0.9", True), ("1.1", True), ("0.8999999999999999999", False), ("1.1000000001", False)],
)
def test_both_ends_of_the_tolerance_are_right(typed: str, correct: bool) -> None:  # noqa: FBT001
    assert check(typed, "1", "0.1").correct == correct


def test_an_answer_beyond_two_thousand_characters_is_refused() -> None:
    assert check(" " * 2000).reason == "not_a_number"
    with pytest.raises(AnswerTooLong):
        check("1" * 2001)


numbers = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**4)
decimals = st.decimals(min_value=-(10**6), max_value=10**6, places=4)


@given(numbers, decimals, st.decimals(min_value=0, max_value=100, places=3))
def test_a_fraction_is_right_exactly_within_the_tolerance(
    typed: Fraction, answer: Decimal, tolerance: Decimal
) -> None:
    found = check(f"{typed.numerator}/{typed.denominator}", str(answer), str(tolerance))

    # Cross-multiplied whole numbers, so that no rounding can decide.
    scale = 10**4
    whole_answer, whole_tolerance = int(answer * scale), int(tolerance * scale)
    distance = abs(typed.numerator * scale - whole_answer * typed.denominator)
    assert found.correct == (distance <= whole_tolerance * typed.denominator)


@given(decimals, st.sampled_from(["{:,f}", "{:f}", "{:e}", "{:E}", "≈{:f}"]))
def test_every_notation_of_a_decimal_is_right_without_tolerance(
    number: Decimal, notation: str
) -> None:
    assert check(notation.format(number), str(number)).correct


@given(st.integers(-9999, 9999), st.integers(-20, 20), st.integers(1, 999))
def test_a_power_of_ten_and_a_divisor_are_computed_exactly(
    mantissa: int, power: int, divisor: int
) -> None:
    expected = Fraction(mantissa) * Fraction(10) ** power / divisor

    assert check(f"{mantissa}×10^{power}/{divisor}").value == expected


@given(st.text(alphabet="0123456789+-.,/eE×^*%万亿 ≈MB'_()½⁴", max_size=30))
def test_any_text_gets_an_answer(typed: str) -> None:
    found = check(typed, "5")

    assert (found.value is None) == (found.reason == "not_a_number")
