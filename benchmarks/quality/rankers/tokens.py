"""The tokens of the word-based peers: English stems, Chinese characters and their pairs."""

import re
from itertools import pairwise

import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS

HAN = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
"""A regular expression of one Chinese character."""

# Words of two characters or more, as in bm25s and scikit-learn, but ending where Chinese begins.
_PIECES = re.compile(rf"{HAN}+|(?:(?!{HAN})\w){{2,}}")
_HAN = re.compile(HAN)
_STOP_WORDS = frozenset(STOPWORDS_EN_PLUS)
_stem = Stemmer.Stemmer("english").stemWord


def tokenize(text: str) -> list[str]:
    """The tokens of `text`; of English text those that bm25s makes with stop words and stems."""
    tokens: list[str] = []
    for piece in _PIECES.findall(text.lower()):
        if _HAN.match(piece):
            tokens += piece
            tokens += map("".join, pairwise(piece))
        elif piece not in _STOP_WORDS:
            tokens.append(_stem(piece))
    return tokens
