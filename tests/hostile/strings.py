"""Hostile strings: a list made by hand, and any number of others from a seed. They are bytes, as a URL carries them.

The strings made by hand are those that break search boxes elsewhere: what a grammar cannot close, what an expansion
cannot bear, what a page must not repeat as it stands, and what is no text. Those from a seed mix pieces of the box's
language, words of the archive and any character there is, and bend what was made by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import cycle, islice, pairwise
from random import Random

from index.schema import BOX_FIELDS
from index.settings import Settings

_LIMITS = Settings()
FIELDS = (*BOX_FIELDS, "year", "date")

GRAMMAR = (
    "~9", "word~9", "word~99999", "war~~~2", "~", "*e*", "?*?*?*", "*", "**", "* *", "a*", "NOT OR x",
    "NOT NOT NOT x", "AND", "x AND", "OR OR x", "AND NOT OR (x", "a AND OR b", "x NOT", "- - -x", "--x", "-(-x",
    "-\"", "[a TO z]", "{a TO z}", "[* TO *]", "field:[1 TO", "author:(((", "author:", "author:author:author:x",
    "title:(topic:(type:(x))))", "title:(a OR topic:\"b)", ":x", "::::", "title::x", "nothing:x",
    "(a OR (b AND (c NOT (d", ")))x(((", "()", "( ) ( )", "\"", "\"\"", "\"\" \"", "\"`x", "\"x\"~99999999999",
    "\"x y\"~", "“x„ «y\"", "'", "`", "a\"b\"c", "+x -x +x", "x^99", "x^", "\\", "\\\"", "x\\", "!", "&& || !",
    "the and of not to", "the", "a", "date:99999..", "date:..", "date:2024-99", "date:0000-00-00..9999-12-31",
    "date:2024-02-30", "year:2024..2020", "year:-1", "year:٢٠٢٤", "year:2024..2025..2026", "date:\"2024\"",
    "year:(2024)", "kind:x language:y",
)  # fmt: skip
"""What the language of the box does not foresee."""

INJECTIONS = (
    "' OR 1=1 --", "'; DROP TABLE documents; --", "<script>alert(1)</script>", "\"><svg onload=alert(1)>",
    "{{7*7}}", "{% for x in y %}", "${jndi:ldap://x/y}", "$(reboot)", "; cat /etc/passwd",
    "../../../../etc/passwd", "%s%n%x%d", "{0.__class__}", "%(x)s", "x\r\nSet-Cookie: a=b", "x\r\n\r\n<html>",
    "=cmd|' /C calc'!A0", "<!--", "]]>", "&lt;&#x0;",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>", "</mark><mark>",
    "javascript:x", "(a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "[[:alpha:]", "(?P<x>", ".*.*.*.*.*x",
    "\\p{L}{1,9999}", "a{99999}", "$^", "&q=x&size=-1", "#", "?", "%", "%00", "%zz", "None", "null", "NaN", "-1",
    "1e999", "0x7f", "true", "__proto__",
)  # fmt: skip
"""What another program behind the box might take for its own language."""

UNICODE = (
    "\0", "a\0b", "\x1f\x1f", "\x7f\x80\x9f", "\u200b", "\ufeff", "\u202eabc\u202c", "\u2066x\u2069 \u200fy",
    "\u2028\u2029", "🙂", "👩‍👩‍👧‍👦 🏳️‍🌈", "🇫🇷" * 300, "e" + "\u0301" * 2000, "\u0301" * 900,
    "Z̸̢̛͔a̷̡͝l̵̰͐g̶̪̈́o̶͈͝", "ﷺ" * 500, "İıſßŒ", "\ufdfa" * 400, "ᄀ" * 900, "각" * 600, "中" * 1300,
    "ไ" * 1300, "नमस्ते" * 150, "مرحبا بالعالم", "٢٠٢٤", "\ufffe\uffff", "\U0010ffff", "\U000e0041" * 300,
    "ａｕｔｈｏｒ：ｘ", "а" * 60, "ʼ’'`´", "―—–-−", "½²㎏", "\u00ad" * 300 + "x", "ℵ*", "é*", "中*文", "\u3000",
    "\u1680\u180e", "x\u0344~2",
)  # fmt: skip
"""Characters that are more, or less, than they seem."""

BROKEN = (
    b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xed\xa0\x80\xed\xb0\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80",
    b"\xe2\x82", b"x\x80y", b"\xf4\x90\x80\x80", b"caf\xe9", b"\x80" * 2000, b'"\xff"', b"\xff*", b"author:\xff",
    bytes(range(256)),
)  # fmt: skip
"""What is no UTF-8, lone surrogates among it."""


def hand_made(words: Sequence[str]) -> list[bytes]:
    """The strings made by hand; `words` are common words of the archive, the commonest first."""
    texts = [*GRAMMAR, *INJECTIONS, *UNICODE, *_large(words), *_expansions(words)]
    return [text.encode("utf-8") for text in texts] + list(BROKEN)


def _large(words: Sequence[str]) -> list[str]:
    """Much of everything."""
    return [
        "(" * 2000, ")" * 2000, "(" * 2000 + "x" + ")" * 2000, "(x " * 1000, "title:(" * 400, "-(" * 1500,
        "((x) OR " * 400, _fill(words, 5_000), " ".join(words[: _LIMITS.query_words]),
        " ".join(reversed(words[: _LIMITS.query_words])), " OR ".join(words[:400]), " AND ".join(words[:400]),
        " NOT ".join(words[:400]), " -".join(words[:400]), '"' * 501, '" "' * 501, f'"{_fill(words, 500)}"',
        f'"{_fill(words, 500)}"~99', f'"{_fill(words[:2], 600)}"~99', f'"{_fill(words[:1], 600)}"',
        " ".join(f'"{one} {two}"~99' for one, two in pairwise(words[:60])),
        " ".join(f'"{one} {two}"' for one, two in pairwise(words[:500])), _fill(words[:3], 512), "-" * 4000,
        "- " * 2000, "~" * 4000, "*" * 4000, ":" * 4000, "\\" * 4000, " " * 4000, "\n" * 4000, "." * 4000,
        "a." * 2000, "a-" * 2000, "1,1" * 1300, "a'" * 2000, "x" * 4096, "x" * 100_000, "x " * 50_000,
        "é" * 4096, "NOT " * 1000 + "x", "OR " * 1000 + "x", "AND " * 1000 + "x", "title:" * 600 + "x",
        "date:2024 " * 400, " ".join(f"year:{year}" for year in range(1600, 2000)),
        " ".join(f"author:{word}" for word in words[:300]), " ".join(f"{word}qx" for word in words[:400]),
        " ".join(f"{word[::-1]}" for word in words[100:500]),
        " ".join(f"{one}{two}" for one, two in zip(words[200:400], words[50:250], strict=False)),
    ]  # fmt: skip


def _expansions(words: Sequence[str]) -> list[str]:
    """Words known in part, as many as are obeyed and more, and those that fit the most terms."""
    heads = list(dict.fromkeys(word[:2] for word in words))[:100]
    middles = list(dict.fromkeys(word[1:4] for word in words if len(word) > 5))[:100]
    return [
        "a*" * 60 + "b", "a*a*a*a*a*a*a*a*a*a*a*b", "*a*b*c*d*", "*e*t*a*", "*ing", "*ion*", "***a***b***c***",
        "e*e*e*e", "*e*e*e", " ".join(f"{head}*" for head in heads), " ".join(f"title:{head}*" for head in heads),
        "in* " * 80, " ".join(f"*{middle}*" for middle in middles), " ".join(f"*{middle}" for middle in middles),
        "*ent* " * 80, " ".join(f"*{'*'.join(middle)}*" for middle in middles),
        " ".join(f"{word[:1]}*{word[2:3]}*{word[3:]}*" for word in words[200:290]),
        " ".join(f"{word}~" for word in words[100:200]), " ".join(f"{word}~1" for word in words[:100]),
        " ".join(f"{word[:2]}~2" for word in words[:100]), " ".join(f"-{head}*" for head in heads),
        " AND ".join(f"{head}*" for head in heads),
        " OR ".join(f"({head}* {word}~)" for head, word in zip(heads, words, strict=False)), "x" * 2000 + "*",
        "x" * 2000 + "~2", "*" + "x" * 3000 + "*", '"in*"', '"attack*"~5', "author:a*b*c* author:mi*",
    ]  # fmt: skip


def _fill(words: Sequence[str], count: int) -> str:
    return " ".join(islice(cycle(words), count))


def some_strings(rng: Random, count: int, words: Sequence[str]) -> list[bytes]:
    """Hostile strings of every kind in turn."""
    made = hand_made(words)
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: _sentence(rng, words).encode("utf-8"),
        lambda: _expanded(rng, words).encode("utf-8"),
        lambda: _characters(rng).encode("utf-8", "surrogatepass"),
        lambda: _bent(rng, rng.choice(made)),
        lambda: _bent(rng, _sentence(rng, words).encode("utf-8")),
        lambda: _nested(rng, words, rng.randint(1, 60)).encode("utf-8"),
        lambda: rng.randbytes(rng.randint(1, 200)),
        lambda: " ".join(rng.choices(words, k=rng.choice((1, 3, 10, 100, 600)))).encode("utf-8"),
    )
    return [kinds[number % len(kinds)]() for number in range(count)]


def _sentence(rng: Random, words: Sequence[str]) -> str:
    """Pieces of the language with words between them."""
    marks = ['"', "(", ")", "-", "~", "*", ":", "AND", "OR", "NOT", "..", "~2", " ", " ", "2024", "?", "'", "&", "\\"]
    forms = [*marks, *(f"{name}:" for name in FIELDS), *rng.sample(GRAMMAR, 8), *rng.choices(words, k=20)]
    joint = rng.choice((" ", " ", ""))
    return joint.join(rng.choices(forms, k=rng.choice((2, 4, 8, 30, 200))))


def _expanded(rng: Random, words: Sequence[str]) -> str:
    """Words known in part."""

    def part() -> str:
        word = rng.choice(words)
        first, last = sorted(rng.choices(range(len(word) + 1), k=2))
        inner = (f"*{word[first:last]}*", f"{word[:first]}*{word[last:]}")
        return rng.choice((f"{word[:2]}*", *inner, f"{word}~", f"{word}x~2"))

    return " ".join(part() for _ in range(rng.choice((1, 2, 5, 20, 80))))


def _characters(rng: Random) -> str:
    """Any characters, from one block or from everywhere, lone surrogates too."""
    start = rng.choice((rng.randrange(sys.maxunicode - 256), rng.choice((0, 0x300, 0x600, 0x2000, 0xD800))))
    stop = start + 256 if rng.random() < 0.8 else sys.maxunicode
    return "".join(chr(rng.randint(start, stop)) for _ in range(rng.choice((1, 5, 50, 500))))


def _bent(rng: Random, text: bytes) -> bytes:
    """A string with bytes lost, doubled, exchanged or put in."""
    for _ in range(rng.randint(1, 4)):
        first, last = sorted(rng.choices(range(len(text) + 1), k=2))
        text = rng.choice((
            text[:first] + text[last:], text[:last] + text[first:], text[first:] + text[:first],
            text[:first] + rng.choice((b"*", b'"', b"(", b")", b"~", b"-", b" ", b"\xff", b" OR ")) + text[first:],
            text[:first] + rng.choice(GRAMMAR).encode() + text[last:],
        ))[:20_000]  # fmt: skip
    return text


def _nested(rng: Random, words: Sequence[str], depth: int) -> str:
    """Groups in groups, not all of them closed."""
    text = rng.choice(words)
    for _ in range(depth):
        name = rng.choice(("", "", "-", "NOT ", *(f"{name}:" for name in FIELDS)))
        operator = rng.choice((" ", " AND ", " OR ", " NOT "))
        text = f"{name}({rng.choice(words)}{operator}{text}" + rng.choice(")))))  ")
    return text
