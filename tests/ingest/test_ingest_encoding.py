import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.encoding import codec_of, declared_in, decode
from taskloom.ingest.errors import NotText

DATA = Path(__file__).parents[1] / "data" / "encodings"
PYTHON_NAMES = {
    "mac-centraleurope": "mac_latin2",
    "uhc": "cp949",
    "ibm852": "cp852",
    "ibm866": "cp866",
    "tis-620": "cp874",
}
# No codec for EUC-TW comes with Python; four accented letters do not tell two Baltic encodings apart.
UNTELLABLE = {"zh__euc-tw.txt", "lt__iso-8859-10.txt"}
SAMPLES = sorted(path for path in (DATA / "samples").iterdir() if path.name not in UNTELLABLE)
PAGES = sorted((DATA / "pages").iterdir())


def true_codec(sample: Path) -> str:
    label = sample.name.split("__")[1].rsplit(".", 1)[0].lower()
    return PYTHON_NAMES.get(label, f"{label}-be" if sample.suffix == ".be" else label)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_undeclared_text_is_read_as_written(sample: Path) -> None:
    data = sample.read_bytes()
    assert decode(data).text == data.decode(true_codec(sample)).removeprefix("\ufeff")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_pages_are_read_whatever_they_declare(page: Path) -> None:
    found = re.fullmatch(r"[a-zA-Z-]+_(\w+)_(?:declared|undeclared|misdeclared)\.html", page.name)
    assert found is not None
    data = page.read_bytes()
    assert decode(data).text == data.decode(found[1].replace("_", "-")).removeprefix("\ufeff")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=200))
def test_utf8_with_a_mark_survives_anything_declared(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode(), "shift_jis").text == text


@given(
    st.text(
        st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"),
        max_size=99,
    )
)
def test_declared_utf8_is_read_as_that(text: str) -> None:
    assert decode(text.encode(), "utf-8").text == text


def test_utf8_declared_as_latin_is_utf8() -> None:
    assert decode("Größe, naïve café".encode(), "iso-8859-1").text == "Größe, naïve café"


def test_latin_declared_as_utf8_is_latin() -> None:
    assert decode("Die Größe der Bücher für Jürgen".encode("cp1252"), "utf-8").text == "Die Größe der Bücher für Jürgen"


def test_latin_1_means_windows_1252() -> None:
    assert decode(b"\x93quoted\x94 \x80 5", "ISO-8859-1").text == "“quoted” € 5"


def test_a_few_broken_bytes_leave_utf8_what_it_is() -> None:
    data = "Käse, Brötchen, Äpfel und Übermut. ".encode() * 20 + b"\xff"
    assert decode(data).text == "Käse, Brötchen, Äpfel und Übermut. " * 20 + "\ufffd"


def test_one_broken_byte_leaves_a_short_page_the_utf8_it_declares() -> None:
    page = '<html><meta charset="utf-8"><p>The café in the old town of Évora, for naïve señors</p><p>caf{}</p>'
    data = page.encode().replace(b"{}", b"\xe9")
    assert decode(data).text == page.replace("{}", "\ufffd")
    assert decode("“Größe” für Jürgen, Käse, Öl".encode() + b" \xff, \xe9", "utf-8").text == (
        "“Größe” für Jürgen, Käse, Öl \ufffd, \ufffd"
    )


@pytest.mark.parametrize("cut", [1, 2])
def test_text_cut_off_inside_a_character_is_utf8(cut: int) -> None:
    data = "The café of José costs 5 €".encode()[:-cut]
    assert decode(data) == ("The café of José costs 5 \ufffd", "utf-8")


def test_latin_that_ends_as_a_sequence_begins_is_latin() -> None:
    assert decode("Da sta il caffè, e là la città".encode("cp1252")).text == "Da sta il caffè, e là la città"
    assert decode("В–Я".encode("cp1251"), "windows-1251").text == "В–Я"


def test_one_accented_word_is_western() -> None:
    assert decode(b"name;city\nJos\xe9;Le\xf3n\n").text == "name;city\nJosé;León\n"


@pytest.mark.parametrize(
    "text",
    [
        "Country;Area (m²);Density (/km²)\nFrance;551500;107\n",
        "Volume (m³)",
        "Town;Mean (°C)\nHoyle;12\n",
        "25 °C ± 2",
        "Fee\n£40\n",
        "Wine;Price\nChâteau Hoyle;£40\n",
        "Fee (€)\n€40\n",
        "10\xa0€",
        "1½ cups",
        "Width (µm)",
        "Salinity (‰)",
        "§ 12",
        "People\n5\xa0400\xa0000\n",
        "Name;People\nZürich;5\xa0400\nGenève;3\xa0200\n",
        "Größe (m²);12½",
        "2010–2015",
        "this – that",
        "Paris–Lyon",
        "the\xa0house of the\xa0rising sun is in New\xa0Orleans",
        "It’s the best – don’t say “no” to that house—which was big… and the rest",
        "O’Brien",
        "3 × 4",
        "£Sterling",
    ],
)
def test_symbols_that_stand_as_symbols_are_western(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1250", "Był to mąż Pawła, 100 zł"),
        ("iso8859_2", "już tu są, 5 zł"),
        ("iso8859_2", "Životní prostředí"),
        ("iso8859_2", "byť"),
        ("iso8859_2", "Co je to ž"),
        ("cp1253", "Θεσσαλονίκη 5"),
        ("cp1251", "§ 12 Іван"),
        ("cp1251", "Львів і Київ"),
        ("cp866", "Цена 40 руб."),
        ("cp1254", "İstanbul şehri ile bir Türk ağacı ve daha çok kış"),
        ("cp932", "エリア (m2)"),
        ("euc_jp", "日本語のテキスト"),
        ("iso2022_jp", "人口 (人)"),
        ("big5", "人口"),
    ],
)
def test_letters_of_other_encodings_are_no_symbols(codec: str, text: str) -> None:
    assert decode(text.encode(codec)).text == text


def test_utf7_is_never_honoured() -> None:
    assert decode(b"+ADw-script+AD4-", "utf-7").text == "+ADw-script+AD4-"


@pytest.mark.parametrize("label", ["utf-7", "base64", "rot13", "no-such-encoding", "unicode_escape", "idna"])
def test_labels_that_are_no_encodings_have_no_codec(label: str) -> None:
    assert codec_of(label) is None


@pytest.mark.parametrize(
    ("label", "codec"),
    [("latin1", "cp1252"), ("GBK", "gb18030"), ("Shift_JIS", "cp932"), ("x-sjis", "cp932")],
)
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str) -> None:
    assert codec_of(label) == codec


def test_a_declaration_is_found_in_markup_only() -> None:
    assert declared_in(b'<html><meta charset="koi8-r">') == "koi8-r"
    assert declared_in(b'Write <meta charset="koi8-r"> in the head') is None


def test_nuls_inside_text_are_dropped() -> None:
    assert decode(b"popula\x00tion was 12,345 and has been growing ever since\n").text.startswith("population")


def test_binary_is_not_text() -> None:
    with pytest.raises(NotText, match="control characters"):
        decode(bytes(range(256)) * 40)
