"""In which language a text is, where nobody says so: told only when it is long enough and the answer is clear.

py3langid (naive Bayes over byte sequences; Lui and Baldwin, "langid.py: an off-the-shelf language identification tool",
ACL 2012) knows 140 languages; it is asked about all of them, and its answer counts where it is sure and the language
is one that makes a difference here. It is not asked where the function words of a text tell that it is English, as most
are, or that it can be in no other of these languages.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index.folding import fold
from index.languages import DEFAULT, OTHERS
from index.stopwords import STOP_WORDS, STOP_WORDS_OF, WORDS_ELSEWHERE

_READ = 1_200
"""Characters that are looked at."""
_ASKED = 500
"""Characters that the library is asked about, which takes it a microsecond each."""
_FEWEST_WORDS = 20
_FEWEST_LETTERS = 80
_LOOKED_AT = 32
"""The first words, among which those of English are counted; then among all."""
_SHARE, _ENOUGH = 10, 10
_CLEAR_SHARE, _CLEAR_ENOUGH = 20, 5
"""A text is English that has one different function word of English in so many words, but no more than so many are
asked for; and likewise of words that are so in English alone."""
_SURE = 0.9
_UNSPACED = ("ja", "ko", "th", "zh")
_TOLD = frozenset((DEFAULT, *OTHERS, *_UNSPACED))
_SAME = {"ary": "ar", "arz": "ar", "nn": "no", "wuu": "zh", "yue": "zh"}
_ENGLISH = STOP_WORDS.difference(("all", "by", "can", "my", "to"), *(STOP_WORDS_OF[code] for code in OTHERS))
"""Function words of no other language; those of the first line are so in Polish, Czech and Turkish."""
_FOREIGN = frozenset(chain.from_iterable(STOP_WORDS_OF[code] for code in OTHERS)) - STOP_WORDS - WORDS_ELSEWHERE


def detected(*texts: str) -> str | None:
    """The language of some texts together, or None."""
    text = " ".join([text[:_READ] for text in texts if text])
    words = text[:_READ].split(None, _LOOKED_AT)[:_LOOKED_AT]
    if len(words) < _FEWEST_WORDS and sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        return None
    if text.isascii() or len(text.encode("utf-8")) < len(text) * 1.05:
        if is_plainly_english(words):
            return DEFAULT
        words = text[:_READ].split()
        if is_plainly_english(words):
            return DEFAULT
        if len(_FOREIGN.intersection(words)) <= len(STOP_WORDS.intersection(words)):
            return None
    sure: Counter[str] = Counter()
    for language, probability in _identifier().rank(text[:_ASKED]):
        sure[_SAME.get(language, language)] += probability
    [(language, probability)] = sure.most_common(1)
    if probability < _SURE or language not in _TOLD:
        return None
    return language if language in _UNSPACED or _has_its_words(words, language) else None


def _has_its_words(words: list[str], language: str) -> bool:
    """Whether a text has more function words of a language than of English, where it is another: names and addresses
    in an English text are not its language."""
    folded = list(map(fold, words))
    own, english = (sum(map(STOP_WORDS_OF[code].__contains__, folded)) for code in (language, DEFAULT))
    return language == DEFAULT or own > english


def is_plainly_english(words: list[str]) -> bool:
    """Whether it needs no library to tell that some words of a text are English, and hardly of another language too."""
    found = STOP_WORDS.intersection(words)
    return (
        len(found) >= min(len(words) // _SHARE, _ENOUGH)
        and len(found & _ENGLISH) >= min(len(words) // _CLEAR_SHARE, _CLEAR_ENOUGH)
        and len(found) >= 3 * len(_FOREIGN.intersection(words))
    )


@cache
def _identifier() -> LanguageIdentifier:
    """Loaded when it is asked for first: it takes 80 MB."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
