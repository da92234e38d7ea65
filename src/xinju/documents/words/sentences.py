"""One sentence about a step of a statement: first the facts, then the sum, in any language, given its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from xinju.documents.figures import date_text
from xinju.documents.words import by_year
from xinju.documents.words.amounts import Amounts
from xinju.documents.words.reasons import Reasons, column_of, has_no_upper_end
from xinju.documents.words.shapes import Names, SpanShape, StepShape
from xinju.documents.words.what_to_tell import (
    UNITS,
    asks_for_any_record,
    form_of_bracket,
    form_of_having,
    is_not_chosen_yet,
    is_only_way,
    limits_that_matter,
    missing_files,
    parts_that_add,
    parts_that_compete,
    parts_that_decide,
    records_asked_for,
    unit_of_groups,
    unit_of_tally,
    what_was_asked,
)


@dataclass(frozen=True)
class Sentences:
    """Each `_code` gives (facts, sum); the sum is empty where the facts say all."""

    amounts: Amounts
    words: Mapping[str, str]
    whys: Mapping[str, str]
    ways: Mapping[str, str]
    names: Names

    @cached_property
    def reasons(self) -> Reasons:
        return Reasons(self.amounts, self.whys, self.names)

    def sentence(self, step: StepShape, unit: str) -> str:
        facts, total = self.tell(step, unit)
        return self._joined(facts, total or self.amount(step, unit)) + self._notes(step)

    def tell(self, step: StepShape, unit: str) -> tuple[str, str]:
        ways: dict[str, Callable[[StepShape, str], tuple[str, str]]] = {
            "const": self._const, "dated": self._dated, "open": self._open, "duration": self._duration, "tally": self._tally,
            "elapsed": self._elapsed, "plus": self._plus, "minus": self._minus, "times": self._times, "quotient": self._quotient, "least": self._best,
            "highest": self._best, "rounded": self._rounded, "bracket": self._bracket, "when": self._when,
            "rate": self._rate, "limited": self._limited, "chosen": self._chosen, "assigned": self._chosen, "each": self._each,
            "each_year": self._each_year, "decided": self._decided,
        }  # fmt: skip
        return ways[step.code](step, unit)

    def _decided(self, step: StepShape, unit: str) -> tuple[str, str]:
        facts, total = self.tell(step.parts[0], unit)
        return facts, (total or self.amount(step, unit)) + self._decision(step)

    def _decision(self, step: StepShape) -> str:
        """By whose decision, of which day, the text is read in this way."""
        facts: Mapping[str, Any] = step.facts
        code = str(facts["reading"])
        row = code.removeprefix("row_")
        told = self.ways.get(code) or self._say("reading_row" if row != code else f"reading_{code}", row=row)
        return self._say("decided", by=facts["by"], day=date_text(facts["day"], self.amounts.language), reading=told)

    def amount(self, step: StepShape, unit: str) -> str:
        return self.span(step.value, unit, has_no_upper_end(step))

    def span(self, value: SpanShape | None, unit: str, open_above: bool = False) -> str:
        if value is None:
            return self.amounts.counted(0, unit) if unit else self.words["nothing"]
        return self.amounts.span(value, unit, open_above)

    def figure(self, step: StepShape) -> str:
        return self.amount(step, "")

    def explained(self, step: StepShape) -> str:
        """Facts and sum of a part, without a unit."""
        facts, total = self.tell(step, "")
        return self._joined(facts, total)

    def named(self, step: StepShape) -> str:
        """The name that the sheet gives a part, with its figure; else the part explained."""
        label = self._label(step)
        return self.words["labelled"].format(label=label, n=self.figure(step)) if label else self.explained(step)

    def _subject(self, step: StepShape) -> str:
        """What a rule is about: an item or total by its name and figure, a measure with its facts."""
        return self.named(step) if step.name and self.names.item(step.name) else self.explained(step)

    def _label(self, step: StepShape) -> str:
        return (self.names.item(step.name) or self.names.measure(step.name)) if step.name else ""

    def _joined(self, facts: str, total: str) -> str:
        return self.words["then"].join(part for part in (facts, total) if part)

    def _say(self, key: str, **values: str) -> str:
        return self.words[key].format(**values)

    def _const(self, step: StepShape, unit: str) -> tuple[str, str]:
        return "", self.amount(step, unit)

    def _dated(self, step: StepShape, unit: str) -> tuple[str, str]:
        day = date_text(step.facts["as_of"], self.amounts.language)  # type: ignore[arg-type]
        label = self.names.measure(step.name) or self.words["figure"]
        return self._say("dated", label=label, day=day, n=self.figure(step)), ""

    def _open(self, step: StepShape, unit: str) -> tuple[str, str]:
        return self._say("cut_off", why=str(step.facts["why"])), self.amount(step, unit)

    def _duration(self, step: StepShape, unit: str) -> tuple[str, str]:
        return self._measured(step, self._length_of(step), UNITS[str(step.facts["unit"])]), ""

    def _length_of(self, step: StepShape) -> str:
        records = self.words["list"].join(self.names.record(key) or key for key in records_asked_for(step))
        return self.names.measure(step.name) or records or self.words["length"]

    def _measured(self, step: StepShape, label: str, unit: str) -> str:
        if "not_known" in step.facts:
            return self._say("not_known", label=label)
        excluded = self.reasons.groups(step.used)
        amount = self.amount(step, unit)
        said = self.words["list"].join(self.reasons.group(group) for group in excluded)
        if not excluded:
            return self._say("measured", label=label, amount=amount)
        if step.facts.get("unit") == "monthly_records" and step.value is not None:
            total = self.amounts.counted(step.value.low + sum(group.count for group in excluded), unit)
            return self._say("measured_less", label=label, amount=amount, total=total, excluded=said)
        return self._say("measured_beside", label=label, amount=amount, excluded=said)

    def _tally(self, step: StepShape, unit: str) -> tuple[str, str]:
        facts: Mapping[str, Any] = step.facts
        record, column, op = str(facts["record"]), facts["column"], facts["op"]
        label = self._tallied(step)
        if op in ("count", "sum"):
            return self._measured(step, self.names.measure(step.name) or label, unit_of_tally(facts)), ""
        if "not_known" in facts:
            return self._say("not_known", label=label), ""
        if step.value is None:
            return self._say("no_record", label=label), ""
        value = self.amounts.value(step.value.low, record, column, self.names)
        excluded = self.words["list"].join(self.reasons.group(group) for group in self.reasons.groups(step.used))
        key = "is_value_beside" if excluded else "is_value"
        return self._say(key, label=label, value=value, excluded=excluded), ""

    def _tallied(self, step: StepShape) -> str:
        facts: Mapping[str, Any] = step.facts
        record, column = str(facts["record"]), facts["column"]
        column_label = self._column(record, str(column)) if column and column not in ("person", "year") else ""
        return column_label or self.names.measure(step.name) or self.names.record(record) or record

    def _column(self, record: str, column: str) -> str:
        return self._say("column", record=self.names.record(record) or record, column=self.names.column(record, column))

    def _elapsed(self, step: StepShape, unit: str) -> tuple[str, str]:
        unsure = [part for key, part in zip(("since", "until"), step.parts, strict=False) if key not in step.facts]
        if unsure:
            return self.explained(unsure[0]), ""
        since = date_text(step.facts["since"], self.amounts.language)  # type: ignore[arg-type]
        amount = self.amount(step, str(step.facts["unit"]))
        if "until" not in step.facts:
            return self._say("elapsed", since=since, amount=amount), ""
        until = date_text(step.facts["until"], self.amounts.language)  # type: ignore[arg-type]
        return self._say("elapsed_between", since=since, until=until, amount=amount), ""

    def _plus(self, step: StepShape, unit: str) -> tuple[str, str]:
        parts = parts_that_add(step)
        best: Any = step.facts.get("best")
        if best is not None and best < len(parts):
            figures = [self._nested(self.named(part)) for part in parts]
            return "", self._say(
                "best_added", parts=self.words["list"].join(figures), n=str(best), amount=self.amount(step, unit)
            )
        if len(parts) < 2:
            return (self.named(parts[0]) if parts else ""), self.amount(step, unit)
        if any(self._label(part) for part in parts):
            return "", self._equation(" + ", [self.named(part) for part in parts], step, unit)
        facts = self.words["next"].join(self.explained(part) for part in parts if part.code != "const")
        return facts, self._equation(" + ", [self.figure(part) for part in parts], step, unit)

    def _minus(self, step: StepShape, unit: str) -> tuple[str, str]:
        return self._facts_of(step), self._equation(" − ", [self.figure(part) for part in step.parts], step, unit)

    def _times(self, step: StepShape, unit: str) -> tuple[str, str]:
        return self._facts_of(step), self._equation(" × ", [self.figure(part) for part in step.parts], step, unit)

    def _quotient(self, step: StepShape, unit: str) -> tuple[str, str]:
        if step.value is None:
            return self._facts_of(step), self.amount(step, unit)
        told = " ÷ ".join(self.figure(part) for part in step.parts)
        mode, to = self.words[f"mode_{step.facts['mode']}"], self.amounts.number(step.facts["step"])  # type: ignore[arg-type]
        return self._facts_of(step), self._say(
            "rounded", before=told, mode=mode, step=to, amount=self.amount(step, unit)
        )

    def _facts_of(self, step: StepShape) -> str:
        return self.words["next"].join(
            text for part in step.parts if part.code != "const" and (text := self.explained(part))
        )

    def _equation(self, sign: str, parts: Sequence[str], step: StepShape, unit: str) -> str:
        return f"{sign.join(parts)} = {self.amount(step, unit)}"

    def _best(self, step: StepShape, unit: str) -> tuple[str, str]:
        parts = parts_that_compete(step)
        if len(parts) == 1:
            facts, total = self.tell(parts[0], unit)
            return facts, total or (self.amount(step, unit) if unit else "")
        said = self.words["list"].join(self._nested(self.named(part)) for part in parts)
        return "", self._say(step.code, parts=said or self.words["nothing"], amount=self.amount(step, unit))

    def _nested(self, text: str) -> str:
        """In brackets where a part has commas of its own."""
        return self._say("nested", text=text) if self.words["comma"] in text or self.words["next"] in text else text

    def _rounded(self, step: StepShape, unit: str) -> tuple[str, str]:
        facts, total = self.tell(step.parts[0], "")
        if step.value == step.parts[0].value:
            return self.tell(step.parts[0], unit)
        mode = self.words[f"mode_{step.facts['mode']}"]
        to = self.amounts.number(step.facts["step"])  # type: ignore[arg-type]
        before = total or self.figure(step.parts[0])
        return facts, self._say("rounded", before=before, mode=mode, step=to, amount=self.amount(step, unit))

    def _bracket(self, step: StepShape, unit: str) -> tuple[str, str]:
        facts, amount = self._subject(step.parts[0]), self.amount(step, unit)
        form = form_of_bracket(step)
        if form == "bare":
            return facts, amount
        if form == "row":
            return facts, self._row(step, facts, unit)
        return facts, self._say(form, n=str(len(step.facts["rows"])), amount=amount)  # type: ignore[arg-type]

    def _row(self, step: StepShape, facts: str, unit: str) -> str:
        """The row that was found, and what it gives; a level or a flag is its own row."""
        of, then = step.parts
        within, total = self.tell(then, unit)
        given = self._joined(within, total or self.amount(then, unit)).replace(f"{facts}{self.words['then']}", "")
        record, column = column_of(of)
        if record and self.names.kind(record, column) in ("level", "flag"):
            return given
        rows: Sequence[Any] = step.facts["rows"]  # type: ignore[assignment]
        return self._say("row", bounds=self.amounts.bounds(rows[0], self.names, record, column), then=given)

    def _when(self, step: StepShape, unit: str) -> tuple[str, str]:
        asked = what_was_asked(step)
        condition = self.words["or"].join(self.condition(part) for part in asked.conditions)
        said = self._say(asked.verdict, condition=condition)
        if asked.verdict == "unsure":
            return said, self.amount(step, unit)
        facts, total = self.tell(step.parts[-1], unit)
        return said, self._joined(facts, total or self.amount(step, unit))

    def _rate(self, step: StepShape, unit: str) -> tuple[str, str]:
        of, facts = step.parts[0], step.facts
        said, amount = self._subject(of), self.amount(step, unit)
        if of.value is None:
            return said, amount
        points, per = self.amounts.number(facts["points"]), self.amounts.number(facts["per"])  # type: ignore[arg-type]
        if of.value.low != of.value.high or of.value.or_nothing:
            return said, self._say(
                "each_gives" if facts["per"] != 1 else "each_one_gives", per=per, points=points, amount=amount
            )
        return said, self._known_rate(facts, of.value.low, points, per, amount, step)

    def _known_rate(
        self, facts: Mapping[str, Any], measure: Fraction, points: str, per: str, amount: str, step: StepShape
    ) -> str:
        start, up_to = facts["start_after"], facts["up_to"]
        if measure <= start:
            return self._say("not_over", start=self.amounts.number(start), amount=amount) if start else amount
        top = measure if up_to is None else min(measure, up_to)
        units = top - start
        counted = self.amounts.number(top)
        if start:
            counted = f"({counted} − {self.amounts.number(start)})"
        at_most = self._say("only_up_to", n=self.amounts.number(top)) if top != measure else ""
        if facts["whole"] and (facts["per"] != 1 or units.denominator != 1):
            full = self.amounts.number(units // facts["per"])
            return at_most + self._say("full_units", n=counted, per=per, full=full, points=points, amount=amount)
        if facts["unit_step"] is not None and step.value is not None:
            each = self.amounts.number(step.value.low / units)
            return at_most + self._say("unit_first", n=counted, each=each, points=points, per=per, amount=amount)
        factor = points if facts["per"] == 1 else f"{points}/{per}"
        return f"{at_most}{counted} × {factor} = {amount}"

    def _limited(self, step: StepShape, unit: str) -> tuple[str, str]:
        of, facts = step.parts[0], step.facts
        said, total = self.tell(of, unit)
        if facts.get("void"):
            void = self._say("void", condition=self.condition(step.parts[1]), amount=self.amount(step, unit))
            return said, self.words["next"].join(part for part in (total, void) if part)
        total = total or self.amount(of, unit)
        for key, limit in limits_that_matter(step):
            total += self._say(key, limit=self.amounts.counted(limit, unit), amount=self.amount(step, unit))
        if facts.get("maybe_void"):
            total += self._say("maybe_void", condition=self.condition(step.parts[1]), amount=self.amount(step, unit))
        return said, total

    def _chosen(self, step: StepShape, unit: str) -> tuple[str, str]:
        facts: Mapping[str, Any] = step.facts
        if not step.parts:
            return self.words["no_option"], self.amount(step, unit)
        option = self._option(step, facts["selected"])
        said, total = self.tell(step.parts[0], unit)
        if is_only_way(step):
            return said, total or self.amount(step, unit)
        if is_not_chosen_yet(step):
            ways = self.words["list"].join(
                self._say("way", label=self._option(step, key), amount=self.span(span, unit))
                for key, span in facts["ways"]
            )
            return self._say("not_chosen", ways=ways), self.amount(step, unit)
        chosen = self._say("chosen" if facts["by"] == "choice" else "best_yet", option=option)
        return self.words["comma"].join(part for part in (chosen, said) if part), total or self.amount(step, unit)

    def _option(self, step: StepShape, key: str) -> str:
        if step.code == "assigned":
            return self._say("role_played", role=self.names.role(str(step.facts["choice"])), who=self.names.role(key))
        return self.names.option(str(step.facts["choice"]), key) or key

    def _each(self, step: StepShape, unit: str) -> tuple[str, str]:
        label = self.names.record(str(step.facts["record"])) or str(step.facts["record"])
        if "not_known" in step.facts:
            return self._say("not_known", label=label), self.amount(step, unit)
        excluded = self.words["list"].join(self.reasons.group(group) for group in self.reasons.groups(step.used))
        by: Any = step.facts["by"]
        amount = self.amounts.counted(len(step.parts), unit_of_groups(by))
        key = "measured_beside" if excluded else "measured"
        facts = self._say(key, label=label, amount=amount, excluded=excluded)
        if len(step.parts) < 2:
            return facts, self.amount(step, unit)
        return facts, self._together(self._of_groups(step), step, unit)

    def _together(self, figures: Sequence[str], step: StepShape, unit: str) -> str:
        """What each group or year gives, the best few or all of them added, or the highest."""
        best: Any = step.facts["best"]
        listed = self.words["list"].join(figures)
        if best is not None and best < len(figures):
            return self._say("best_added", parts=listed, n=str(best), amount=self.amount(step, unit))
        if step.facts["combine"] == "highest":
            return self._say("highest", parts=listed, amount=self.amount(step, unit))
        return self._equation(" + ", figures, step, unit)

    def _each_year(self, step: StepShape, unit: str) -> tuple[str, str]:
        """Every year with what was measured in it and what it gives, the earliest first."""
        measures = [by_year.measure(part) for part in step.parts]
        label = next((self._name_of(one) for one in measures if one is not None), "")
        excluded = self.words["list"].join(self.reasons.group(one) for one in self.reasons.groups(by_year.used(step)))
        facts = self._say("by_year_beside" if excluded else "by_year", label=label, excluded=excluded).strip()
        years = by_year.years(step, self.amounts, self.words)
        figures = [self._of_year(*year) for year in zip(years, step.parts, measures, strict=True)]
        return facts, self._together(figures[::-1], step, unit)

    def _name_of(self, measure: StepShape) -> str:
        if measure.code == "duration":
            return self._length_of(measure)
        return self.names.measure(measure.name) or self._tallied(measure)

    def _of_year(self, year: str, part: StepShape, measure: StepShape | None) -> str:
        unit = None if measure is None else by_year.unit(measure)
        if measure is None or unit is None:
            return self._say("of_group", group=year, n=self.figure(part))
        return self._say("of_year", year=year, amount=self.amount(measure, unit), n=self.figure(part))

    def _of_groups(self, step: StepShape) -> list[str]:
        """What each group gives, behind the year or the level that it stands for; other keys are numbers and names of records."""
        by: Any = step.facts["by"]
        record = str(step.facts["record"])
        figures = [self.figure(part) for part in step.parts]
        if len(by) != 1 or self.names.kind(record, by[0]) != "level" and by[0] != "year":
            return figures
        groups: Any = step.facts["groups"]
        is_year = by[0] == "year"
        keys = [
            self._say("year", n=str(key)) if is_year else self.amounts.value(key, record, by[0], self.names)
            for (key,) in groups
        ]
        return [self._say("of_group", group=key, n=figure) for key, figure in sorted(zip(keys, figures, strict=True))]

    def condition(self, step: StepShape) -> str:
        """A condition with what was found, or by the name that the district gives it."""
        label = self.names.condition(step.name) if step.name else ""
        if label:
            return label
        if step.code == "compare":
            return self._compare(step)
        if step.code == "ruled":
            return self.condition(step.parts[0]) + self._decision(step)
        if step.code == "not":
            inner = step.parts[0]
            key = "not_has" if inner.code == "compare" and asks_for_any_record(inner) else "not"
            return self._say(key, condition=self.condition(inner))
        return self.words["and" if step.code == "all" else "or"].join(
            self.condition(part) for part in parts_that_decide(step)
        )

    def _compare(self, step: StepShape) -> str:
        of, bounds = step.parts[0], step.facts["bounds"]
        if asks_for_any_record(step):
            label = self.names.record(str(of.facts["record"])) or str(of.facts["record"])
            return self._say(form_of_having(step), label=label)
        found = self.explained(of) if of.code in ("duration", "tally", "elapsed") else self.named(of)
        wanted = self.amounts.bounds(bounds, self.names, *column_of(of))  # type: ignore[arg-type]
        return self._say("compare", found=found, bounds=wanted)

    def _notes(self, step: StepShape) -> str:
        """Which department's file is missing, where that leaves the result open."""
        said = []
        for key in missing_files(step):
            department = self.names.department(key)
            note = "missing_file_of" if department else "missing_file"
            said.append(self._say(note, record=self.names.record(key) or key, department=department))
        return self._say("because", reasons=self.words["list"].join(said)) if said else ""
