"""Sentences about results, in the language asked for: for letters, lists, pages and the command line alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import ModuleType

from xinju.benefits.bridge.ranking import ToClarify
from xinju.benefits.bridge.results import Child, Place, Results, Wish
from xinju.benefits.bridge.words import en, zh
from xinju.documents.figures import Language, date_text, points_text
from xinju.documents.words import rounding_en, rounding_zh


def words_in(language: Language) -> ModuleType:
    return en if language == "en" else zh


def ways_to_round(language: Language) -> Mapping[str, str]:
    """What each way to round does, where a text does not say it."""
    return rounding_en.WAYS if language == "en" else rounding_zh.WAYS


def why(wish: Wish, language: Language) -> str:
    """Why a wish was met or not, in one sentence."""
    missing = "" if wish.missing is None else points_text(wish.missing)
    return words_in(language).REASONS[wish.reason].format(**{"wish": wish.number, "missing": missing, **wish.values})


def result(results: Results, child: Child, language: Language) -> str:
    """The headline: where the child is placed, or that it is not."""
    words = words_in(language)
    if child.refused:
        return words.RESULTS["refused"].format(why=words.REFUSED[child.refused])
    if child.school is None:
        return words.RESULTS["unplaced"]
    return words.RESULTS["placed"].format(school=results.schools[child.school].name)


def explanation(child: Child, language: Language) -> str:
    words = words_in(language)
    if child.refused:
        return words.EXPLANATIONS["refused"].format(why=words.REFUSED[child.refused])
    return words.EXPLANATIONS["unplaced" if child.school is None else "placed"]


def key_text(results: Results, position: int, key: Fraction | None, language: Language) -> str:
    """One rank key as people read it."""
    value = results.key_value(position, key)
    if value is None:
        return words_in(language).NOTHING
    return date_text(value, language) if isinstance(value, date) else points_text(value)


def keys_text(results: Results, keys: Sequence[Fraction | None], lottery: str, language: Language) -> str:
    """A whole key in one line: each part with its name, the lottery number's first eight characters."""
    words = words_in(language)
    parts = [f"{results.key_names[n]} {key_text(results, n, key, language)}" for n, key in enumerate(keys)]
    if lottery:
        parts.append(f"{words.HEADINGS['lottery']} {lottery[:8]}")
    return " · ".join(parts)


def cutoff_text(results: Results, place: Place, language: Language) -> str:
    """A school's cut-offs in one text, one line for each stage and band; a school that is not full has none."""
    if not place.cutoffs:
        return words_in(language).NOT_FULL
    bands = results.rules["round"]["bands"]
    lines = []
    for cut in place.cutoffs:
        stage = results.stage_names[cut.stage] + "：" if len(results.stage_names) > 1 else ""
        band = bands[cut.band - 1] + "：" if len(bands) > 1 and cut.band <= len(bands) else ""
        lines.append(f"{stage}{band}{keys_text(results, cut.keys, cut.lottery, language)}")
    return "\n".join(lines)


def question(one: ToClarify, key_names: Sequence[str], language: Language) -> str:
    """What has to be clarified about a child, in one sentence."""
    return (
        words_in(language)
        .QUESTIONS[one.code]
        .format(
            name="" if one.key is None else key_names[one.key],
            low="" if one.low is None else points_text(one.low),
            high="" if one.high is None else points_text(one.high),
            against=one.against,
            **dict(zip(("first", "second"), (ways_to_round(language)[way] for way in one.ways), strict=False)),
        )
    )
