"""The symbols of windows-1252 where they stand as symbols: 'm²', '25 °C', '£40', '5 400', '“so”'.

The same bytes are letters in other encodings, but not in such places: a letter has letters beside it.
"""

import re

from taskloom.ingest.tongues import TONGUES

__all__ = ["without_symbols"]

_WORD = re.compile(r"[^\W\d_]+")
_ALONE = r"(?<![^\W\d_])"  # no letter before
_ENDS = r"(?![^\W\d_])"  # no letter after
_SYMBOL = re.compile(
    rf"""
    (?<=[\w)\]/²])²{_ENDS}                                                # m²  R²  (x)²
    | (?<![^\W_])(?:[cdkmnµ]?m|dam|hm|ft|in|yd|mi|s|x)³{_ENDS}            # m³  ft³: no word that ends in it
    | (?<=[\d)])[¹³]{_ENDS}                                               # 10³
    | (?:^|(?<=[\d(;,\t"-])|(?<=\d[ ]))[¼½¾]{_ENDS} | {_ALONE}[¼½¾](?=[ -][a-z])  # 1½  ½ cup
    | (?<![^\W\dnN_])°(?:[CFKNSEWO]\b|{_ENDS})                            # 25 °C  n° 5  5°N
    | (?<=[\d.nN])º{_ENDS}
    | (?<![a-zß-ÿ])[£€¥](?:(?=[kKmMb]n?\b)|(?!\.\s){_ENDS})               # £40  US€5  (£m)
    | (?<=\d)¢{_ENDS}
    | {_ALONE}[§¶]{_ENDS}
    | (?<=\d)´
    | {_ALONE}±{_ENDS}
    | {_ALONE}‰{_ENDS}
    | {_ALONE}µ[mgslLAVWFMSHTk][a-zA-Z]{{0,2}}{_ENDS}                     # µm  µmol  µSv
    | (?<=\d)[ \xa0]?[×÷][ \xa0]?(?=\d)
    | (?<=[\w)])[®™]{_ENDS}
    | {_ALONE}[©•·†‡]{_ENDS}
    | (?<=[\d%€£$°²³½.,:;)«–—§])\xa0(?=\S)                                # 5 400 000  10 %  § 12
    | (?<=[^\W\d_])\xa0(?=[\d€£$(»–—°?!])                                 # page 5
    | (?<=[a-z])\xa0(?=[A-Z])                                             # Mr Smith
    | (?:^|(?<=[;,\t"|]))\xa0+(?:$|(?=[;,\t"|]))                          # a cell of nothing else
    | (?<=[\s\d%)])[–—](?=[\s\d$£€(])                                     # 2010–2015  this – that
    | (?<=[a-z])[–—](?=[A-Z][a-z])                                        # Paris–Lyon
    | (?<=[a-z])’(?:s|t|ll|re|ve|d|m)\b                                   # it’s
    | \b[ODL]’(?=[A-Z])                                                   # O’Brien
    | {_ALONE}[“‘](?=\w)
    | (?<=[\w.,!?)])(?:”|(?<=[\d.,!?)s])’){_ENDS}
    | …{_ENDS}
    """,
    re.VERBOSE | re.MULTILINE,
)
_QUOTED = re.compile(r"«([^«»\n]*)»")
# Where most words are ASCII, a symbol may touch letters.
_IN_ENGLISH = re.compile(r"(?<=[a-z])[’–—\xa0](?=[A-Za-z])|(?<=[a-z])[’”¹³†‡]" + _ENDS)


def without_symbols(sample: bytes) -> bytes:
    """The sample without those of its bytes that are symbols in windows-1252, by where they stand."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return sample
    rest = _QUOTED.sub(r" \1 ", _SYMBOL.sub(" ", text))
    if _is_english(text):
        rest = _IN_ENGLISH.sub(" ", rest)
    return rest.encode("cp1252")


def _is_english(text: str) -> bool:
    words = _WORD.findall(text.lower())
    return len(words) > 4 and sum(word in TONGUES[0].words for word in words) > 0.15 * len(words)
