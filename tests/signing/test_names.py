"""The table of names, row by row."""

import pytest

from signing.names import NameMatch, compare_names

MATCH, NEAR, NO = NameMatch.MATCH, NameMatch.NEAR_MISS, NameMatch.MISMATCH


@pytest.mark.parametrize(
    ("found", "expected", "answer"),
    [
        (("Jürgen", "Groß"), ("Juergen", "Gross"), MATCH),
        (("Ju\u0308rgen", "Groß"), ("J\u00fcrgen", "GROSS"), MATCH),
        (("ﬁona", "Stein"), ("Fiona", "Stein"), MATCH),
        (("Zoë", "Łukaszewicz"), ("Zoe", "Lukaszewicz"), MATCH),
        (("Jürgen", "Groß Weiß"), ("Jürgen", "Groß-Weiß"), MATCH),
        (("Seán", "O'Brien"), ("Seán", "O’Brien"), MATCH),
        (("Dr. Eva", "Stein"), ("Eva", "Stein"), MATCH),
        (("Eva", "Dr. jur. Stein"), ("Eva", "Stein"), MATCH),
        (("Maximilian Jürgen", "Groß"), ("Jürgen Maximilian", "Groß"), MATCH),
        (("Groß", "Jürgen"), ("Jürgen", "Groß"), MATCH),
        (("Jürgen Groß", ""), ("Jürgen", "Groß"), MATCH),
        (("Jürgen", "Groß"), ("Jürgen Maximilian", "Groß"), NEAR),
        (("Jürgen Groß", ""), ("Jürgen Maximilian", "Groß"), NEAR),
        (("Jürgen", "Groß"), ("Jürgen", "Groß-Weiß"), NEAR),
        (("Hans", "Muller"), ("Hans", "Müller"), NEAR),
        (("Hans", "Meier"), ("Hans", "Meyer"), NEAR),
        (("Hans", "Meire"), ("Hans", "Meier"), NEAR),
        (("Hans", "Meiers"), ("Hans", "Meier"), NEAR),
        (("Meyer", "Hans"), ("Hans", "Meier"), NEAR),
        (("Hans", "Li"), ("Hans", "Lu"), NO),
        (("Anna", "Meier"), ("Hans", "Meier"), NO),
        (("Hans", "Schulz"), ("Hans", "Meier"), NO),
        (("Иван", "Петров"), ("Ivan", "Petrov"), NO),
        (("", ""), ("Hans", "Meier"), NO),
        (("Dr.", ""), ("Hans", "Meier"), NO),
        (("Hans", "Meier"), ("", "Meier"), NO),
    ],
)
def test_each_row_of_the_table(found: tuple[str, str], expected: tuple[str, str], answer: NameMatch) -> None:
    assert compare_names(*found, expected_given_name=expected[0], expected_surname=expected[1]) is answer


@pytest.mark.parametrize(
    ("surname", "birth_name", "answer"),
    [
        ("Klein", "Klein", MATCH),
        ("Schulz-Klein", "Klein", MATCH),
        ("Klein-Schulz", "Klein", MATCH),
        ("Klein", None, NO),
        ("Kleine", "Kleiner", NEAR),
    ],
)
def test_a_birth_name_of_the_record_counts(surname: str, birth_name: str | None, answer: NameMatch) -> None:
    assert compare_names("Eva", surname, expected_given_name="Eva", expected_surname="Schulz", birth_name=birth_name) is answer
