#!/usr/bin/env python3
# ruff: noqa: B905 - zip(strict=) would shut out Python 3.9, which many offices still have
"""Check the placement in this folder with nothing but Python 3:   python3 verify.py [FOLDER]

It believes no result. From the rules (certificate.json) and the frozen list (applicants.csv) it makes every order anew,
and then asks of every child: may it be where it is, and did no wished place stay empty or go to a child ranked lower?
The public edition has no frozen list; there the ranks are taken as printed and everything that follows from them is
checked. Last it prints two numbers: compare them with what the office published, for whoever changes a list can also
rewrite the hashes inside the folder.

Exit: 0 everything holds, 1 something does not (each fault names child, school and rule), 2 the folder cannot be read.

这个程序只用 Python 自带的功能:重新排序,逐个孩子核对分配结果。返回 0 表示全部成立,1 表示有不符,2 表示读不了。
"""

import csv
import json
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from fractions import Fraction
from hashlib import sha256
from heapq import heappop, heappush
from math import lcm
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


def fault(rule, child="-", school="-", detail=""):
    faults.append(f"不符 FAULT · 儿童 child {child} · 学校 school {school} · 规则 rule {RULES[rule]} · {detail}")


# --- 1. Making every order anew from keys, bands and lottery (full edition) ------------------------------------------


class Ranking:
    """The frozen list and the rules by which a child stands at a school."""

    def __init__(self, rules, children, distances):
        self.rules, self.children = rules, children
        self.schools = {school["code"]: school for school in rules["schools"]}
        self.near = defaultdict(list)
        for row in distances:
            self.near[row["origin"]].append((int(row["metres"]), row["school"]))
        names = [f"key{n + 1}" for n in range(len(rules["round"]["keys"]))]
        exact = {c: [None if row[k] == "?" else Fraction(row[k]) for k in names] for c, row in children.items()}
        bases = [Fraction(b) for s in rules["stages"] for b in [*s["base"], (s["sibling"] or {"base": 0})["base"]]]
        self.scales = [lcm(*{k[n].denominator for k in exact.values() if k[n] is not None}) for n in range(len(names))]
        self.scales[0] = lcm(self.scales[0], *(base.denominator for base in bases))
        self.keys = {c: [k and int(k * s) for k, s in zip(keys, self.scales)] for c, keys in exact.items()}
        self.bands = {c: row["band"].split(";") for c, row in children.items()}
        self.unit = self.born_together()
        seed, code = rules["lottery"]["seed"], rules["round"]["code"]
        self.lottery = {c: sha256(f"{seed}{code}{u}".encode()).hexdigest() for c, u in self.unit.items()}

    def born_together(self):
        """Children of one birth share the lottery number of their first application."""
        first = {}
        if self.rules["round"]["twins"] == "together":
            for child in sorted(c for c in self.children if self.children[c]["twins"]):
                first.setdefault(self.children[child]["twins"], child)
        return {child: first.get(row["twins"], child) for child, row in self.children.items()}

    def band_and_base(self, stage, child, code):
        """Without a school (code None, the guaranteed stage) only the child's own band counts."""
        at = dict(part.split("=") for part in self.bands[child][1:]) if code else {}
        band, base, elder = int(at.get(code, self.bands[child][0])), Fraction(0), stage["sibling"] if code else None
        if elder and self.children[child]["sibling_at"] == code:
            band, base = elder["band"] or band, Fraction(elder["base"])
        if stage["bands"] == "added_base":
            band, base = 1, base + Fraction(stage["base"][band - 1])
        elif stage["bands"] == "none" and not (elder and elder["band"]):
            band = 1
        if code and stage["catchment"] == "first" and not self.in_catchment(child, code):
            band += max(1, len(self.rules["round"]["bands"]))
        return band, int(base * self.scales[0])

    def in_catchment(self, child, code):
        return self.children[child]["community"] in self.schools[code]["communities"]

    def sort_key(self, stage, child, band, base):
        total, *rest = self.keys[child]
        keys = tuple((k is None, -(k or 0)) for k in (total + base, *rest))
        return (band, keys, self.lottery[child] if stage["ties"] == "lottery" else "")

    def batch(self, stage, remaining):
        """Whom a stage is open to: the birth windows, the least total, the first so many."""
        windows = self.rules["round"]["windows"]
        born = {c: self.children[c]["birth_date"] for c in remaining}
        able = [c for c in remaining if not windows or any(a <= born[c] <= b for a, b in windows)]
        if stage["at_least"] is not None:
            able = [c for c in able if self.keys[c][0] >= Fraction(stage["at_least"]) * self.scales[0]]
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
        line = (stage["line"] or {}).get(self.schools[code]["pool"])
        return (
            code in places
            and (stage["catchment"] != "only" or self.in_catchment(child, code))
            and (line is None or self.keys[child][0] >= Fraction(line) * self.scales[0])
        )

    def standing(self, stage, remaining, places, pools, placed):
        """{child: [(wish, school, turn)]}; equal turns are tied."""
        found = []
        for child in self.batch(stage, remaining):
            for number, code in self.wishes(stage, child, places, placed.get(child)):
                named = None if stage["mechanism"] == "nearest" else code
                band, base = self.band_and_base(stage, child, named)
                key = self.sort_key(stage, child, band, base)
                found.append((child, number, code, key))
        if stage["line_by_places"]:
            found = self.above_the_lines(found, places, pools)
        first = stage["mechanism"] == "first_wish_first"
        turns = [(key[0], number, *key[1:]) if first else key for _, number, _, key in found]
        dense = {turn: n for n, turn in enumerate(sorted(set(turns)), 1)}
        entries = defaultdict(list)
        for (child, number, code, _), turn in zip(found, turns):
            entries[child].append((number, code, dense[turn]))
        return entries

    def beaten(self, stage, child, this, taken, entries, places):
        """Reason, cut-off and missing points of a wish that failed: how it stands against the last child admitted."""
        number, code, turn = this
        if bisect_left(taken, (turn, "")) < places[code]:
            return "pool_full", "", ""
        if not taken:
            return "no_places", "", ""
        last, named = taken[-1][1], None if stage["mechanism"] == "nearest" else code
        (band, base), (last_band, last_base) = (self.band_and_base(stage, c, named) for c in (child, last))
        own, theirs = ([self.keys[c][0] + b, *self.keys[c][1:]] for c, b in ((child, base), (last, last_base)))
        cutoff = " ".join("?" if k is None else str(Fraction(k, s)) for k, s in zip(theirs, self.scales))
        if band > last_band:
            return "later_band", cutoff, ""
        if stage["mechanism"] == "first_wish_first" and number > dict((s, n) for n, s, _ in entries[last])[code]:
            return "wished_later", cutoff, ""
        if own[0] < theirs[0]:
            return "fewer_points", cutoff, str(Fraction(theirs[0] - own[0], self.scales[0]))
        return "lost_lottery" if own == theirs else "tied_then_lower_key", cutoff, ""

    def above_the_lines(self, found, places, pools):
        """A pool's line stands after as many children as the pool has places."""
        best, room = defaultdict(dict), Counter()
        pool_of = {code: school["pool"] for code, school in self.schools.items()}
        for child, _, code, key in found:
            best[pool_of[code]][child] = min(key, best[pool_of[code]].get(child, key))
        for code, n in places.items():
            room[pool_of[code]] += n
        room = {pool: min(n, pools.get(pool, n)) for pool, n in room.items()}
        last = {pool: sorted(keys.values())[: room[pool]][-1:] for pool, keys in best.items()}
        return [
            one for one in found
            if pool_of[one[2]] is None or [best[pool_of[one[2]]][one[0]]] <= last[pool_of[one[2]]]
        ]  # fmt: skip


# --- 2. Checking a stage: who stood where, who was placed, how many places there were --------------------------------


def check_stage(stage, entries, placed, places, pools, pool_of):
    turn_at = {(c, s): turn for c, wishes in entries.items() for _, s, turn in wishes}
    admitted, in_pool = defaultdict(list), defaultdict(list)
    for child, code in placed.items():
        if (child, code) not in turn_at:
            fault("wish", child, code, f"stage {stage['code']}: this child did not stand for this school")
            continue
        admitted[code].append((turn_at[child, code], child))
        in_pool[pool_of[code]].append((turn_at[child, code], child))
    for taken in (*admitted.values(), *in_pool.values()):
        taken.sort()

    def has_place(code, turn):
        """Fewer children than places were called strictly before this turn."""
        pool = pool_of[code]
        room = pool not in pools or bisect_left(in_pool[pool], (turn, "")) < pools[pool]
        return room and bisect_left(admitted[code], (turn, "")) < places[code]

    for child, wishes in entries.items():
        mine = next((one for one in wishes if one[1] == placed.get(child)), None)
        if mine and not has_place(mine[1], mine[2]):
            fault(
                "places", child, mine[1], f"stage {stage['code']}: {places[mine[1]]} places went to children before it"
            )
        for _, code, turn in asked_before(stage, wishes, mine):
            if has_place(code, turn):
                last = admitted[code][-1] if admitted[code] else (0, "")
                rule = "lower" if last[0] > turn else "empty"
                got = f"child {last[1]} of order {last[0]} got it" if rule == "lower" else "a place is free"
                fault(rule, child, code, f"stage {stage['code']}: it has order {turn}, {got}")
    if stage["mechanism"] == "deferred_acceptance":
        best = propose(entries, places)
        for child in entries:
            if best.get(child) != placed.get(child):
                fault(
                    "best", child, best.get(child, "-"), f"stage {stage['code']}: here {placed.get(child, 'no place')}"
                )
    return admitted


def asked_before(stage, wishes, mine):
    """The wishes that had to fail before the child got its place; all of them if it got none."""
    if stage["mechanism"] == "deferred_acceptance":
        return [one for one in wishes if mine is None or one[0] < mine[0]]
    return [one for one in wishes if mine is None or (one[2], one[0]) < (mine[2], mine[0])]


def propose(entries, places):
    """Children propose by wish; a school keeps its best and sends back the last group it need not keep."""
    waiting = {child: sorted(wishes, reverse=True) for child, wishes in entries.items()}
    held, size, best, free = defaultdict(list), Counter(), {}, list(entries)
    while free:
        child = free.pop()
        if not waiting[child]:
            continue
        _, code, turn = waiting[child].pop()
        best[child] = code
        heappush(held[code], (-turn, child))
        size[code, turn] += 1
        while held[code] and len(held[code]) - size[code, -held[code][0][0]] >= places[code]:
            worst = -held[code][0][0]
            while held[code] and -held[code][0][0] == worst:
                free.append(heappop(held[code])[1])
                del best[free[-1]]
            del size[code, worst]
    return best


# --- 3. The printed ranks and reasons, the totals, and the folder as a whole -----------------------------------------


def check_ranks(stage, entries, printed):
    """The printed orders are those that the rules make, and ranks count through each school's candidates."""
    at_school = defaultdict(list)
    for _, code, turn in (one for wishes in entries.values() for one in wishes):
        at_school[code].append(turn)
    for turns in at_school.values():
        turns.sort()
    made = {(c, s): (n, turn) for c, wishes in entries.items() for n, s, turn in wishes}
    shown = {(row["application"], row["school"]): row for row in printed if row["order"]}
    for child, code in sorted(made.keys() | shown.keys()):
        row, due = shown.get((child, code)), made.get((child, code))
        here = row and (int(row["wish"]), int(row["order"]))
        if here != due:
            fault("order", child, code, f"stage {stage['code']}: (wish, order) printed {here}, by the rules {due}")
        elif int(row["rank"]) != bisect_left(at_school[code], due[1]) + 1:
            fault("order", child, code, f"stage {stage['code']}: rank {row['rank']} does not follow from the orders")


def check_reasons(stage, entries, printed, placed, admitted, places, ranking):
    for row in printed:
        child, code = row["application"], row["school"]
        wishes = entries.get(child, [])
        mine = next((one for one in wishes if one[1] == placed.get(child)), None)
        this = next((one for one in wishes if one[1] == code), None)
        if this is None:
            due = None if ranking else ("not_eligible",)
        elif this == mine:
            due = ("placed", "", "")
        elif this not in asked_before(stage, wishes, mine):
            due = ("placed_at_better_wish" if mine[0] < this[0] else "placed_in_earlier_turn", "", "")
        else:
            due = ranking.beaten(stage, child, this, admitted[code], entries, places) if ranking else ("full",)
        if ranking:
            here = (row["reason"], row["cutoff_keys"], row["missing"])
        else:
            here, due = (row["result"],), ("not_asked",) if due[0].startswith("placed_") else due[:1]
        if due and here != due:
            fault("reason", child, code, f"stage {stage['code']}: printed {here}, by the rules {due}")


def check_round(rules, printed, assigned, ranking):
    """Every stage over the children and places that the earlier ones left; then the totals."""
    left = {school["code"]: school["places"] for school in rules["schools"]}
    left_in_pool = {pool["code"]: pool["places"] for pool in rules["pools"] if pool["places"] is not None}
    pool_of = {school["code"]: school["pool"] for school in rules["schools"]}
    remaining, overflow = set(assigned), []
    for stage in rules["stages"]:
        rows = [row for row in printed if row["stage"] == stage["code"]]
        placed = {c: row["school"] for c, row in assigned.items() if row["stage"] == stage["code"]}
        limit = left if stage["places"] is None else stage["places"]
        places = {code: max(0, min(left[code], n)) for code, n in limit.items()}
        pools = {pool: max(0, n) for pool, n in left_in_pool.items()}
        if ranking:
            entries = ranking.standing(stage, sorted(remaining), places, pools, placed)
        else:
            entries = defaultdict(list)
            for row in (row for row in rows if row["order"] and row["application"] in remaining):
                entries[row["application"]].append((int(row["wish"]), row["school"], int(row["order"])))
        check_ranks(stage, entries, rows)
        admitted = check_stage(stage, entries, placed, places, pools, pool_of)
        check_reasons(stage, entries, rows, placed, admitted, places, ranking)
        overflow += [[stage["code"], code, len(taken)] for code, taken in admitted.items() if len(taken) > places[code]]
        for code in placed.values():
            left[code] -= 1
            if pool_of[code] in left_in_pool:
                left_in_pool[pool_of[code]] -= 1
        remaining -= set(placed)
    said = [[over["stage"], over["school"], over["admitted"]] for over in rules["overflow"]]
    guaranteed = any(stage["mechanism"] == "nearest" for stage in rules["stages"])
    totals = {
        "applying": len(assigned),
        "placed": len(assigned) - len(remaining),
        "unplaced": len(remaining),
        "shortfall": len(remaining) if guaranteed else None,
        "left_over": {code: max(0, n) for code, n in left.items()},
    }
    wrong = {name: due for name, due in totals.items() if rules["counts"][name] != due}
    if wrong or sorted(said) != sorted(overflow):
        fault("count", detail=f"certificate.json differs from {wrong or overflow}")


def rows_of(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hash_of(path):
    return sha256(path.read_bytes()).hexdigest()


def main(folder):
    rules = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    for name, due in rules["files"].items():
        if not (folder / name).is_file() or hash_of(folder / name) != due:
            fault("file", detail=f"{name} is missing or was changed")
    lottery = rules["lottery"]
    if lottery["commitment"] and sha256((lottery["seed"] or "").encode()).hexdigest() != lottery["commitment"]:
        fault("seed", detail="SHA-256(seed) is not the commitment")
    if lottery["published_list"] not in (None, rules["frozen_list"]):
        fault("list", detail="applicants.csv is not the list whose hash was published")
    lines = rows_of(folder, "assignment.csv")
    assigned, ranking = {row["application"]: row for row in lines}, None
    due = set(assigned)
    if rules["edition"] == "full":
        listed = rows_of(folder, "applicants.csv")
        if hash_of(folder / "applicants.csv") != rules["frozen_list"]:
            fault("list", detail="applicants.csv is not the frozen list")
        children = {row["application"]: row for row in listed if row["status"] == "applying"}
        ranking = Ranking(rules, children, rows_of(folder, "distances.csv"))
        due = set(children)
    for child in sorted(due ^ set(assigned)) + [
        c for c, n in Counter(r["application"] for r in lines).items() if n > 1
    ]:
        fault("once", child, detail="missing, unknown or repeated in assignment.csv")
    known = {child: row for child, row in assigned.items() if child in due}
    check_round(rules, rows_of(folder, "ranks.csv"), known, ranking)
    print("\n".join(faults) or f"全部成立 Everything holds: {len(assigned)} children, edition {rules['edition']}.")
    print(
        f"certificate.json SHA-256 {hash_of(folder / 'certificate.json')}\nfrozen list SHA-256 {rules['frozen_list']}"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"无法读取 cannot read the folder: {error!r}")
        sys.exit(2)
