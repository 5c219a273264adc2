import pytest

from taskloom.ingest.language import detect, plainly_other

TEXTS = {
    "en": "The committee met in Paris and it was decided that the games are to be held with no delay.",
    "de": "Die Stadt liegt an der Donau und ist für ihre Universität bekannt, die auch nicht klein ist.",
    "fr": "La ville est située sur le fleuve et elle est connue pour son université avec les arts.",
    "es": "La ciudad está en el valle y fue fundada por los romanos, pero no se sabe más.",
    "it": "La città è una delle più antiche della regione e non si conosce il suo fondatore.",
    "pt": "A cidade foi fundada em um vale e não se sabe mais do que isso, mas os rios são grandes.",
    "nl": "De stad ligt aan het water en is bekend om zijn markt, maar er zijn ook musea.",
    "pl": "Miasto leży nad rzeką i jest znane z tego, że nie ma w nim już żadnej fabryki od lat.",
    "tr": "Bu şehir bir nehir kıyısında ve çok eski olarak bilinir, daha sonra da büyük oldu.",
    "ru": "Этот город был основан на реке и известен тем, что в нём не было ни одной фабрики.",
    "uk": "Це місто було засноване на річці, і воно відоме тим, що в ньому є також університет.",
    "el": "Η πόλη είναι γνωστή για το πανεπιστήμιο και τα μουσεία της.",
    "he": "העיר ידועה בזכות האוניברסיטה והמוזיאונים שלה",
    "ar": "المدينة معروفة بجامعتها ومتاحفها في كل العالم من زمن بعيد وهذا هو ما قيل",
    "ja": "この都市は川のほとりにあり、大学で知られている。",
    "ko": "이 도시는 강가에 있으며 대학으로 유명하다.",
    "zh": "这座城市位于河边，以大学闻名。",
    "th": "เมืองนี้ตั้งอยู่ริมแม่น้ำและมีชื่อเสียง",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_sentence_is_enough(code: str) -> None:
    assert detect(TEXTS[code]) == code


@pytest.mark.parametrize("text", ["", "12 345", "Q4", "Tiger Woods Ernie Els Vijay Singh Retief Goosen", "x" * 50_000])
def test_figures_and_names_tell_nothing(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("What is the length of it?", "de", "en"),
        ("Where does it rise from the hills that it is named for?", "it", "en"),
        ("What is the length of it?", "en", None),
        ("What is the length of it?", "xx", None),
        ("Wer gewann the Voice of Germany?", "de", None),
        ("Hvem var den første som ble valgt av det norske folk?", "da", None),
        ("東京都の人口は何人か", "zh", None),
        ("萨勒河有多长？它在哪里？", "de", "zh"),
        ("413 km", "de", None),
    ],
)
def test_a_sentence_is_plainly_in_another_language_or_leaves_a_doubt(
    text: str, language: str, other: str | None
) -> None:
    assert plainly_other(text, language) == other
