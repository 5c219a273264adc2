import pytest

from taskloom.corpus.words import apart, query_words


def test_stop_words_are_left_out() -> None:
    assert query_words("Who is the governor of Maine?").terms == ("governor", "main")


def test_a_query_of_stop_words_alone_keeps_them() -> None:
    assert query_words("The Who").terms == ("the", "who")


def test_accents_and_case_are_folded() -> None:
    assert query_words("Olazábal").terms == query_words("OLAZABAL").terms


@pytest.mark.parametrize("query", ["", "  ", "?!", "\x00"])
def test_a_query_without_words_has_none(query: str) -> None:
    assert query_words(query).terms == ()


def test_signs_of_scripts_without_spaces_stand_apart() -> None:
    assert apart("日本 ab").split() == ["日", "本", "ab"]
