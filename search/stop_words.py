"""Plain words that say nothing, left out of what is searched: in each language unless there is nothing else in that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.languages import DEFAULT
from index.schema import SPOKEN
from index.stopwords import STOP_WORDS_OF, WORDS_ELSEWHERE
from search.query import Bool, Node, Term
from search.stems import stems_in


def without_stop_words(node: Node, languages: Sequence[str]) -> Node:
    """A level of a query, for an archive that holds these languages, without its plain stop words.

    A stop word of any of the languages is left out in all, since it would be rare, and so weigh much, where it is
    none; one that is a word of other languages (*die*, *war*) only in those where it is a stop word. Where that would
    leave nothing of the level in some language, all of it is looked for there.
    """
    if not isinstance(node, Bool) or len(node.should) + len(node.must) < 2:
        return node
    bare = [
        language
        for language in languages
        if not node.must and all(_is_stop_word(child, language, languages) for child in node.should)
    ]
    found = (_kept(child, bare, languages) for child in node.should)
    kept = tuple(child for child in found if child is not None)
    if len(kept) == 1 and not node.must and not node.must_not:
        return kept[0]
    return Bool(node.must, kept, node.must_not)


def _kept(node: Node, bare: Sequence[str], languages: Sequence[str]) -> Node | None:
    """A clause as it is looked for in the languages that are `bare`, or in which it is no stop word; None when there
    are none. Fields that are in no language count as of the default one."""
    kept = [language for language in languages if language in bare or not _is_stop_word(node, language, languages)]
    if not isinstance(node, Term) or len(kept) == len(languages):
        return node
    fields = node.fields if DEFAULT in kept else tuple(name for name in node.fields if name in SPOKEN)
    if not kept or not fields:
        return None
    return replace(node, stems=stems_in(node.surfaces[0], kept), fields=fields)


def _is_stop_word(node: Node, language: str, languages: Sequence[str]) -> bool:
    if not isinstance(node, Term) or node.exact:
        return False
    word = node.surfaces[0]
    return word in STOP_WORDS_OF[language] or (
        word not in WORDS_ELSEWHERE and any(word in STOP_WORDS_OF[other] for other in languages)
    )
