"""A solver's final answer as it comes: its wrapping taken off, and whether it answers at all."""

import re

LONGEST_REPLY = 300
"""Characters a final answer may have (the reply protocol)."""

_WRAPPING = re.compile(r"\\boxed\{([^{}]*)\}|</?answer>|\*\*|__|`+|^#{1,6}\s+|^>\s+", re.IGNORECASE | re.MULTILINE)
_LEAD = re.compile(
    r"(?:so|thus|therefore|hence|well|ok|okay|sure|yes)?[,:]?\s*(?:the\s+|my\s+)?(?:(?:final|correct|short|right|best)\s+)?"
    r"answer(?:\s+to\s+(?:your|the|this)\s+question)?\s*(?:is|was|are|would\s+be|[:=])\s*:?\s*",
    re.IGNORECASE,
)
_QUOTES = re.compile(r"""(["'“”‘’«»„*_]+)(.*?)(["'“”‘’«»*_]+)""", re.DOTALL)
_NO_ANSWER = re.compile(
    r"(?:unknown|n/?a|not\s+(?:available|found|known|specified|stated|applicable|given|sure|provided|mentioned|disclosed)|"
    r"none\s+found|no\s+(?:answer|information|data|idea|result)s?|undetermined|unclear|cannot\s+be\s+determined|unanswerable|"
    r"i\s+don'?t\s+know|unable\s+to\s+(?:determine|find|answer)|idk|null|nan|[-–—.?!\s]*)",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\bi(?:['’]m| am)\s+(?:sorry|unable|not\s+(?:sure|aware|able|certain|familiar))\b|"
    r"\bi\s+(?:do\s*n[o'’]t|don['’]?t|did\s*n[o'’]t|did\s+not|could\s*n[o'’]t|couldn['’]?t|can\s*not|can['’]?t|could\s+not|do\s+not|was\s+unable|"
    r"was\s*n[o'’]t\s+able|am\s+unable|have\s+no|apologi[sz]e|have\s+not|haven['’]?t)\b|"
    r"\b(?:could\s+not|couldn['’]t|cannot|can['’]t)\s+(?:be\s+(?:found|determined|answered|verified)|find|determine)|"
    r"\bas\s+an\s+ai\b|\b(?:there\s+is|there['’]s|found|have|provides?|is)\s+(?:no|not\s+enough|insufficient)\s+(?:\w+\s+)?(?:information|data|record|evidence|answer)\b|"
    r"\bno\s+(?:reliable\s+|relevant\s+|specific\s+)?information\b|"
    r"\b(?:is|are|was|were)\s+(?:unknown|unclear|not\s+(?:known|clear|available|specified|publicly|provided|mentioned))\b|"
    r"\bunable\s+to\s+(?:find|determine|locate|answer|provide)\b|\bapologies\b|\bplease\s+(?:provide|clarify|specify)\b",
    re.IGNORECASE,
)


def unwrapped(reply: str) -> str:
    """Take off what wraps an answer: Markdown, tags, 'The answer is', quotes round all of it, a closing
    point.
    """
    text = _WRAPPING.sub(lambda match: match[1] or "", reply).strip()
    lead = _LEAD.match(text)
    if lead is not None:
        text = text[lead.end() :]
    text = text.strip()
    quoted = _QUOTES.fullmatch(text.rstrip("."))
    if quoted is not None and not any(sign in quoted[2] for sign in quoted[1]):
        text = quoted[2].strip()
    if text.endswith(".") and not text.endswith(".."):
        text = text[:-1]
    return text.strip()


def gives_nothing(text: str) -> bool:
    """Tell whether an unwrapped reply is empty or a word for 'no answer'."""
    return _NO_ANSWER.fullmatch(text) is not None


def declines(text: str) -> bool:
    """Tell whether a reply says that it does not know or found nothing."""
    return _REFUSAL.search(text) is not None
