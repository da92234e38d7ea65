#!/usr/bin/env python3
# ruff: noqa: B905 - zip(strict=) would shut out Python 3.9, which many offices still have
"""Check the placement in this folder with nothing but Python 3:   python3 verify.py [FOLDER]

It believes no result. From the rules (certificate.json) and the frozen list (applicants.csv) it makes every order anew,
and asks of every child: may it be where it is, and did no wished place stay empty or go to a child ranked lower?
The public edition has no list; there ranks and birth windows are taken as printed, and what follows from them is checked.
Part 2 is the heart and can be read alone; part 1 makes the orders, part 3 goes through the folder.
Exit: 0 all holds, 1 something does not (child, school, rule are named), 2 cannot be read.

What the hashes prove: every file is the one sealed in certificate.json. Whoever changes a file can seal it anew: compare
the two numbers printed last with those the office published. The rules are read from certificate.json; the hash of
round.yaml, if it lies here, proves which text was sealed, not that both say the same: a person compares them. Points are
read from the list; that they follow from facts and sheet.yaml is for `xinju verify --facts --sheet`.

这个程序只用 Python 自带的功能：重新排序，逐个孩子核对安排。返回 0 全部成立，1 有不符，2 读不了。校验值只证明文件是封存的
原件；规则取自 certificate.json，与 round.yaml 是否一致请人工对照；末尾两个数请与公布的对照。
"""

import csv
import json
import sys
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from fractions import Fraction
from hashlib import sha256
from math import inf
from pathlib import Path

RULES = {
    "file": "文件与封存时一致 / the file is as sealed",
    "seed": "种子与事先公布的承诺一致 / the seed is the one promised",
    "list": "名单与事先公布的一致 / the list is the one published",
    "once": "每个孩子恰好一行 / one line for every child",
    "wish": "只安排到可以去的学校 / a child goes only where it may stand",
    "places": "不超过名额 / no more children than places",
    "order": "名次按规则产生 / the order follows the rules",
    "empty": "有空位应当安排 / no wished place stays empty",
    "lower": "名额不给名次更低的孩子 / no wished place goes to a child ranked lower",
    "best": "对孩子最好的稳定结果 / the children's best stable result",
    "reason": "理由、最低准入积分和差分属实 / reason, cut-off and missing points are true",
    "count": "合计属实 / the totals are true",
}
faults = []


def fault(rule, child, school, detail):
    faults.append(f"不符 FAULT · 儿童 child {child} · 学校 school {school} · 规则 rule {RULES[rule]} · {detail}")


def rows_of(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hash_of(path):
    return sha256(path.read_bytes()).hexdigest()


# --- 1. Making every order anew from keys, bands and lottery (full edition) ------------------------------------------


class Ranking:
    """The frozen list and the rules by which a child stands at a school."""

    def __init__(self, rules, listed, distances):
        self.rules = rules
        self.children = children = {row["application"]: row for row in listed if row["status"] == "applying"}
        self.apart = Counter(row["status"] for row in listed if row["status"] != "applying")
        self.schools = {school["code"]: school for school in rules["schools"]}
        self.pool_of = {code: school["pool"] for code, school in self.schools.items()}
        self.near, self.lines = defaultdict(list), {}
        for row in distances:
            self.near[row["origin"]].append((int(row["metres"]), row["school"]))
        names = [f"key{n + 1}" for n in range(len(rules["round"]["keys"]))]
        self.keys = {c: [None if row[k] == "?" else Fraction(row[k]) for k in names] for c, row in children.items()}
        first, drawn = {}, f"{rules['lottery']['seed']}{rules['round']['code']}"
        if rules["round"]["twins"] == "together":  # children of one birth share the number of their first application
            first = {row["twins"]: c for c, row in sorted(children.items(), reverse=True) if row["twins"]}
        tickets = {c: f"{drawn}{first.get(row['twins'], c)}" for c, row in children.items()}
        self.lottery = {c: sha256(ticket.encode()).hexdigest() for c, ticket in tickets.items()}

    def band_and_base(self, stage, child, code):
        """In the guaranteed stage no school is named, so only the child's own band counts."""
        code = None if stage["mechanism"] == "nearest" else code
        elder = stage["sibling"] if code else None
        bands = max(1, len(self.rules["round"]["bands"])) if stage["bands"] == "strict" else 1
        bands = 2 if stage["bands"] == "none" and elder and elder["band"] else bands
        own, *others = self.children[child]["band"].split(";")
        at = dict(one.split("=") for one in others) if code else {}
        band, base = bands if stage["bands"] == "none" else int(at.get(code, own)), 0
        if elder and self.children[child]["sibling_at"] == code:
            band, base = elder["band"] or band, Fraction(elder["base"])
        if stage["bands"] == "added_base":
            band, base = 1, base + Fraction(stage["base"][band - 1])
        if code and stage["catchment"] == "first" and not self.in_catchment(child, code):
            band += bands
        return band, base

    def is_in_window(self, child):
        windows, born = self.rules["round"]["windows"], self.children[child]["birth_date"]
        return not windows or any(first <= born <= last for first, last in windows)

    def in_catchment(self, child, code):
        return self.children[child]["community"] in self.schools[code]["communities"]

    def sort_key(self, stage, child, band, base):
        total, *rest = self.keys[child]
        keys = tuple((k is None, -(k or 0)) for k in (total + base, *rest))
        return (band, keys, self.lottery[child] if stage["ties"] == "lottery" else "")

    def batch(self, stage, remaining):
        """Whom a stage is open to: the birth windows, the least total, the first so many."""
        able = [c for c in remaining if self.is_in_window(c)]
        if stage["at_least"] is not None:
            able = [c for c in able if self.keys[c][0] >= Fraction(stage["at_least"])]
        if stage["top"] is not None:
            ranked = sorted(self.sort_key(stage, c, 1, 0) for c in able)
            able = [c for c in able if self.sort_key(stage, c, 1, 0) <= ranked[: stage["top"]][-1]]
        return able

    def wishes(self, stage, child, places, placed):
        """(number, school) of every wish that may stand; in the guaranteed stage the schools from near to far."""
        row = self.children[child]
        if stage["mechanism"] == "nearest":
            near = sorted(self.near.get(child) or self.near.get(row["community"], []))
            codes = [s for _, s in near if places.get(s) and self.may_stand(stage, child, s, places)]
            codes = codes[: codes.index(placed) + 1] if placed in codes else codes
            return list(enumerate(codes, 1))
        column = "wish" if stage["wish_list"] == 1 else "second"
        listed = [(n, row[f"{column}{n}"]) for n in range(1, len(row)) if row.get(f"{column}{n}")]
        return [(n, s) for n, s in listed[: stage["wishes"]] if self.may_stand(stage, child, s, places)]

    def may_stand(self, stage, child, code, places):
        line = (stage["line"] or {}).get(self.pool_of[code])
        is_near = stage["catchment"] != "only" or self.in_catchment(child, code)
        return code in places and is_near and (line is None or self.keys[child][0] >= Fraction(line))

    def standing(self, stage, remaining, places, pools, placed):
        """{child: [(wish, school, turn)]}; equal turns are tied."""
        found = [
            (child, number, code, self.sort_key(stage, child, *self.band_and_base(stage, child, code)))
            for child in self.batch(stage, remaining)
            for number, code in self.wishes(stage, child, places, placed.get(child))
        ]
        if stage["line_by_places"]:
            found = self.above_the_lines(stage, found, places, pools)
        first = stage["mechanism"] == "first_wish_first"
        turns = [(key[0], number, *key[1:]) if first else key for _, number, _, key in found]
        dense = {turn: n for n, turn in enumerate(sorted(set(turns)), 1)}
        entries = defaultdict(list)
        for (child, number, code, _), turn in zip(found, turns):
            entries[child].append((number, code, dense[turn]))
        return entries

    def text(self, child, base):
        total, *rest = self.keys[child]
        return " ".join("?" if key is None else str(key) for key in (total + base, *rest))

    def above_the_lines(self, stage, found, places, pools):
        """A pool's line stands after as many children as the pool has places; `lines` keeps (band, total, keys)."""
        best, above = defaultdict(dict), set()
        for child, _, code, key in found:
            mine = best[self.pool_of[code]]
            mine[child] = min((key, code), mine.get(child, (key, code)))
        for pool, mine in best.items():
            room = sum(n for code, n in places.items() if self.pool_of[code] == pool)
            most = len(mine) if pool is None else min(room, pools.get(pool, room))
            ranked = sorted((key, child, code) for child, (key, code) in mine.items())
            last = ranked[:most][-1:]
            above |= {(pool, child) for key, child, _ in ranked if last and key <= last[0][0]}
            if pool is not None and last and len(ranked) >= most:
                (band, *_), child, code = last[0]
                base = self.band_and_base(stage, child, code)[1]
                self.lines[stage["code"], pool] = band, self.keys[child][0] + base, self.text(child, base)
        return [one for one in found if (self.pool_of[one[2]], one[0]) in above]

    def gap_to_line(self, stage, child, code):
        """The points that are missing to a pool's line, told where both stand in one band."""
        pool, (band, base) = self.pool_of[code], self.band_and_base(stage, child, code)
        given = Fraction((stage["line"] or {}).get(pool, 0)) - self.keys[child][0]
        if given > 0:
            return str(given)
        last_band, line, _ = self.lines.get((stage["code"], pool), (None, 0, ""))
        gap = line - self.keys[child][0] - base
        return str(gap) if gap and band == last_band else ""


# --- 2. Checking a stage: who stood where, who was placed, how many places there were --------------------------------


class Stage:
    """One stage: `entries` {child: [(wish, school, turn)]}, `placed` {child: school} and the places there were."""

    def __init__(self, stage, entries, placed, places, pools, pool_of):
        self.stage, self.entries, self.placed, self.places = stage, entries, placed, places
        self.pools, self.pool_of = pools, pool_of
        self.mine = {c: next((e for e in wishes if e[1] == placed.get(c)), None) for c, wishes in entries.items()}
        self.admitted, self.in_pool = defaultdict(list), defaultdict(list)
        for child, code in placed.items():
            if self.mine.get(child) is None:
                self.fault("wish", child, code, "this child did not stand for this school")
            else:
                insort(self.admitted[code], (self.mine[child][2], child))
                insort(self.in_pool[pool_of[code]], (self.mine[child][2], child))

    def fault(self, rule, child, code, detail):
        fault(rule, child, code, f"stage {self.stage['code']}: {detail}")

    def has_place(self, code, turn):
        """Fewer children than there are places were called strictly before this turn."""
        own, pool = self.admitted[code], self.pool_of[code]
        has_room = bisect_left(self.in_pool[pool], (turn, "")) < self.pools.get(pool, inf)
        return has_room and bisect_left(own, (turn, "")) < self.places[code]

    def asked_before(self, child):
        """The wishes that had to fail before the child got its place; all of them if it got none."""
        mine, wishes = self.mine[child], self.entries[child]
        if self.stage["mechanism"] == "deferred_acceptance":
            return [one for one in wishes if mine is None or one[0] < mine[0]]
        return [one for one in wishes if mine is None or (one[2], one[0]) < (mine[2], mine[0])]

    def check_seats(self):
        for child, mine in self.mine.items():
            if mine and not self.has_place(mine[1], mine[2]):
                self.fault("places", child, mine[1], f"all its {self.places[mine[1]]} places are taken before")
            for _, code, turn in self.asked_before(child):
                if self.has_place(code, turn):
                    order, other = max(self.admitted[code], default=(0, ""))
                    what = f"child {other} of order {order} got in" if order > turn else "a place is free"
                    self.fault("lower" if order > turn else "empty", child, code, f"its order is {turn} and {what}")
        best = self.propose() if self.stage["mechanism"] == "deferred_acceptance" else self.placed
        for child in self.entries:
            if best.get(child) != self.placed.get(child):
                self.fault("best", child, best.get(child, "-"), f"here {self.placed.get(child, 'no place')}")

    def propose(self):
        """Children propose by wish; a school keeps its best and sends back the last group it need not keep."""
        waiting = {child: sorted(wishes, reverse=True) for child, wishes in self.entries.items()}
        held, free = defaultdict(list), list(self.entries)
        while free:
            child = free.pop()
            if waiting[child]:
                _, code, turn = waiting[child].pop()
                insort(held[code], (turn, child))
                last_group = bisect_left(held[code], (held[code][-1][0], ""))
                if last_group >= self.places[code]:
                    free += [other for _, other in held[code][last_group:]]
                    del held[code][last_group:]
        return {child: code for code, children in held.items() for _, child in children}

    def check_rows(self, printed, ranking):
        """The printed wishes, orders, ranks and reasons are those that the rules make."""
        due, turns = {}, defaultdict(list)
        for code, turn in sorted((code, turn) for wishes in self.entries.values() for _, code, turn in wishes):
            turns[code].append(turn)
        for child, wishes in self.entries.items():
            for number, code, turn in wishes:
                standing = number, turn, bisect_left(turns[code], turn) + 1
                due[child, code] = [*map(str, standing), *self.reason(child, (number, code, turn), ranking)]
        columns = ["wish", "order", "rank", *(("reason", "cutoff_keys", "missing") if ranking else ("result",))]
        shown = {(row["application"], row["school"]): [row[c] for c in columns] for row in printed if row["order"]}
        for name in sorted(name for name in shown.keys() | due.keys() if shown.get(name) != due.get(name)):
            here, made = shown.get(name, []), due.get(name, [])
            rule = "reason" if here[:3] == made[:3] else "order"
            self.fault(rule, *name, f"{', '.join(columns)}: {here or 'missing'}, by the rules {made or 'none'}")
        for row in (row for row in printed if ranking and row["reason"] == "below_line"):
            gap = ranking.gap_to_line(self.stage, row["application"], row["school"])
            if row["missing"] != gap:
                self.fault("reason", row["application"], row["school"], f"missing {row['missing']} is {gap}")

    def reason(self, child, this, ranking):
        """Reason, cut-off and missing points, by how the child stands against the last one admitted."""
        (number, code, turn), mine, taken = this, self.mine[child], self.admitted[this[1]]
        ended = "placed" if this == mine else "full" if this in self.asked_before(child) else "not_asked"
        if not ranking:
            return [ended]
        if ended != "full":
            earlier = "placed_at_better_wish" if mine[0] < number else "placed_in_earlier_turn"
            return ["placed" if this == mine else earlier, "", ""]
        if not taken or bisect_left(taken, (turn, "")) < self.places[code]:
            return ["pool_full" if self.places[code] else "no_places", "", ""]
        last = taken[-1][1]
        (band, base), (last_band, last_base) = (ranking.band_and_base(self.stage, c, code) for c in (child, last))
        cutoff, gap = ranking.text(last, last_base), ranking.keys[last][0] + last_base - ranking.keys[child][0] - base
        if band > last_band:
            return ["later_band", cutoff, ""]
        if self.stage["mechanism"] == "first_wish_first" and number > self.mine[last][0]:
            return ["wished_later", cutoff, ""]
        if gap > 0:
            return ["fewer_points", cutoff, str(gap)]
        return ["tied_then_lower_key" if ranking.text(child, base) != cutoff else "lost_lottery", cutoff, ""]

    def cutoffs(self, ranking):
        """The last child's keys per band of each full school; in the public edition only which schools are full."""
        for code, child in ((code, child) for code, taken in self.admitted.items() for _, child in taken):
            if not self.has_place(code, inf):
                band, base = ranking.band_and_base(self.stage, child, code) if ranking else ("", 0)
                keys = ranking.text(child, base).split() if ranking else []
                yield (self.stage["code"], code, band), ([*keys[:1], *keys] if ranking else True, child)


# --- 3. The stages in order, the totals, and the folder as a whole ---------------------------------------------------


def check_round(rules, printed, assigned, ranking):
    """Every stage over the children and places that the earlier ones left; then cut-offs and totals."""
    left = {school["code"]: school["places"] for school in rules["schools"]}
    pool_left = {pool["code"]: pool["places"] for pool in rules["pools"] if pool["places"] is not None}
    pool_of = {school["code"]: school["pool"] for school in rules["schools"]}
    remaining, overflow, cutoffs = set(assigned), [], {}
    for rule in rules["stages"]:
        rows = [row for row in printed if row["stage"] == rule["code"]]
        placed = {c: row["school"] for c, row in assigned.items() if row["stage"] == rule["code"]}
        limit = (left if rule["places"] is None else rule["places"]).items()
        places = {code: max(0, min(left[code], n)) for code, n in limit}
        entries = ranking.standing(rule, sorted(remaining), places, pool_left, placed) if ranking else defaultdict(list)
        for row in (row for row in rows if row["order"] and row["application"] in remaining and not ranking):
            entries[row["application"]].append((int(row["wish"]), row["school"], int(row["order"])))
        stage = Stage(rule, entries, placed, places, pool_left, pool_of)
        stage.check_seats()
        stage.check_rows(rows, ranking)
        cutoffs.update(stage.cutoffs(ranking))
        for code, taken in sorted(stage.admitted.items()):
            left[code] -= len(taken)
            above = {"stage": rule["code"], "school": code, "places": places[code], "admitted": len(taken)}
            overflow += [above] if len(taken) > places[code] else []
        pool_left = {pool: max(0, n - len(stage.in_pool[pool])) for pool, n in pool_left.items()}
        for child, mine in stage.mine.items():
            if mine and assigned[child]["wish"] != str(mine[0]):
                stage.fault("wish", child, mine[1], f"wish {assigned[child]['wish']} is {mine[0]}")
        remaining -= set(placed)
    for child in (child for child in sorted(remaining) if assigned[child]["school"]):
        fault("wish", child, assigned[child]["school"], "no stage of the round gave this place")
    check_cutoffs(rules, cutoffs, ranking)
    check_totals(rules, assigned, remaining, left, overflow, ranking)


def check_cutoffs(rules, cutoffs, ranking):
    """The published cut-offs and pool lines are those of the last children admitted."""
    shown = {
        (one["stage"], one["school"], one["band"] if ranking else ""): [one["total"], *one["keys"]] if ranking else True
        for one in rules["cutoffs"]
    }
    for name in sorted(shown.keys() | cutoffs.keys()):
        due, child = cutoffs.get(name, (None, "-"))
        if shown.get(name) != due:
            fault("reason", child, name[1], f"cut-off of {name}: printed {shown.get(name)}, by the rules {due}")
    lines = {(one["stage"], one["pool"]): " ".join(one.get("keys", [])) for one in rules["lines"]}
    if ranking and lines != {name: text for name, (_, _, text) in ranking.lines.items()}:
        fault("reason", "-", "-", f"the pools' lines are {ranking.lines}")


def check_totals(rules, assigned, remaining, left, overflow, ranking):
    outside = sum(not ranking.is_in_window(c) for c in assigned) if ranking else rules["counts"]["outside_window"]
    totals = {
        "applying": len(assigned),
        "placed": len(assigned) - len(remaining),
        "unplaced": len(remaining),
        "outside_window": outside,
        "shortfall": len(remaining) - outside if "nearest" in {rule["mechanism"] for rule in rules["stages"]} else None,
        "counted_apart": ranking.apart if ranking else rules["counts"]["counted_apart"],
        "left_over": {code: max(0, n) for code, n in left.items()},
        "overflow": overflow,
    }
    for name, due in totals.items():
        if {**rules["counts"], "overflow": rules["overflow"]}[name] != due:
            fault("count", "-", "-", f"{name} is printed otherwise than {due}")


def main(folder):
    rules = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    for name, due in rules["files"].items():
        if not (folder / name).is_file() or hash_of(folder / name) != due:
            fault("file", "-", "-", f"{name} is missing or was changed")
    seed, promise, published = (rules["lottery"][name] for name in ("seed", "commitment", "published_list"))
    if seed and promise and sha256(seed.encode()).hexdigest() != promise:
        fault("seed", "-", "-", "SHA-256(seed) is not the commitment")
    lines, is_full, frozen = rows_of(folder, "assignment.csv"), rules["edition"] == "full", rules["frozen_list"]
    if published not in (None, frozen) or (is_full and hash_of(folder / "applicants.csv") != frozen):
        fault("list", "-", "-", "applicants.csv is not the frozen list whose hash was published")
    ranking = Ranking(rules, rows_of(folder, "applicants.csv"), rows_of(folder, "distances.csv")) if is_full else None
    counted = Counter(row["application"] for row in lines)
    due = set(ranking.children) if ranking else set(counted)
    for child in sorted(due ^ set(counted) | {child for child, n in counted.items() if n > 1}):
        fault("once", child, "-", "missing, unknown or repeated in assignment.csv")
    assigned = {row["application"]: row for row in lines if row["application"] in due}
    check_round(rules, rows_of(folder, "ranks.csv"), assigned, ranking)
    print("\n".join(faults) or f"全部成立 Everything holds: {len(assigned)} children, edition {rules['edition']}.")
    print(f"certificate.json SHA-256 {hash_of(folder / 'certificate.json')}\napplicants.csv   SHA-256 {frozen}")
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"无法读取 cannot read the folder: {error!r}")
        sys.exit(2)
