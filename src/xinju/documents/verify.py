#!/usr/bin/env python3
# ruff: noqa: B905 - zip(strict=) would shut out Python 3.9, which many offices still have
"""Check the placement in this folder with nothing but Python 3:   python3 verify.py [FOLDER]

It believes no result. From the rules (certificate.json) and the frozen list (applicants.csv) it makes every order anew,
and asks of every child: may it be where it is, and did no wished place stay empty or go to a child ranked lower?
The public edition has no list; there ranks and birth windows are taken as printed, and what follows from them is checked.
Part 2 is the heart and can be read alone; part 1 makes the orders, part 3 goes through the folder.
Exit: 0 all holds, 1 something does not (child, school, rule are named), 2 cannot be read.

What the hashes prove: that every file is the one sealed in certificate.json. Whoever changes a file can rewrite that,
so compare the two numbers printed last with those that the office published. round.yaml and schools.csv, if they lie
here, are the rules as the office wrote them; the hash proves that they are the sealed text, not that certificate.json
says the same: this program reads the rules there, and a person compares the two. Points (keys) are taken from the list.

这个程序只用 Python 自带的功能：重新排序，逐个孩子核对安排。返回 0 全部成立，1 有不符，2 读不了。
校验值只证明文件是封存时的原件；规则取自 certificate.json，与 round.yaml 是否一致请人工对照，末尾两个数请与公布的对照。
"""

import csv
import json
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from fractions import Fraction
from hashlib import sha256
from heapq import heappop, heappush
from math import inf, lcm
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

    def __init__(self, rules, children, distances):
        self.rules, self.children = rules, children
        self.schools = {school["code"]: school for school in rules["schools"]}
        self.near, self.lines = defaultdict(list), {}
        for row in distances:
            self.near[row["origin"]].append((int(row["metres"]), row["school"]))
        names = [f"key{n + 1}" for n in range(len(rules["round"]["keys"]))]
        exact = {c: [None if row[k] == "?" else Fraction(row[k]) for k in names] for c, row in children.items()}
        bases = [Fraction(b) for s in rules["stages"] for b in [*s["base"], (s["sibling"] or {"base": 0})["base"]]]
        self.scales = [lcm(*{k[n].denominator for k in exact.values() if k[n] is not None}) for n in range(len(names))]
        self.scales[0] = lcm(self.scales[0], *(base.denominator for base in bases))
        self.keys = {c: [k and int(k * s) for k, s in zip(keys, self.scales)] for c, keys in exact.items()}
        self.bands = {c: row["band"].split(";") for c, row in children.items()}
        first = {}  # children of one birth share the lottery number of their first application
        if rules["round"]["twins"] == "together":
            first = {children[c]["twins"]: c for c in sorted(children, reverse=True) if children[c]["twins"]}
        start = f"{rules['lottery']['seed']}{rules['round']['code']}"
        drawn = {c: f"{start}{first.get(row['twins'], c)}" for c, row in children.items()}
        self.lottery = {c: sha256(text.encode()).hexdigest() for c, text in drawn.items()}

    def band_and_base(self, stage, child, code):
        """In the guaranteed stage no school is named, so only the child's own band counts."""
        code = None if stage["mechanism"] == "nearest" else code
        elder, bands = stage["sibling"] if code else None, 1
        if stage["bands"] == "strict":
            bands = max(1, len(self.rules["round"]["bands"]))
        elif stage["bands"] == "none" and elder and elder["band"]:
            bands = 2
        at = dict(part.split("=") for part in self.bands[child][1:]) if code else {}
        band, base = bands if stage["bands"] == "none" else int(at.get(code, self.bands[child][0])), Fraction(0)
        if elder and self.children[child]["sibling_at"] == code:
            band, base = elder["band"] or band, Fraction(elder["base"])
        if stage["bands"] == "added_base":
            band, base = 1, base + Fraction(stage["base"][band - 1])
        if code and stage["catchment"] == "first" and not self.in_catchment(child, code):
            band += bands
        return band, int(base * self.scales[0])

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
        keys = [self.keys[child][0] + base, *self.keys[child][1:]]
        return " ".join("?" if key is None else str(Fraction(key, scale)) for key, scale in zip(keys, self.scales))

    def above_the_lines(self, stage, found, places, pools):
        """A pool's line stands after as many children as the pool has places; `lines` keeps (band, total, keys)."""
        pool_of = {code: school["pool"] for code, school in self.schools.items()}
        best, last, room = defaultdict(dict), {None: [()]}, Counter()
        for child, _, code, key in found:
            one = (key, child, code)
            best[pool_of[code]][child] = min(one, best[pool_of[code]].get(child, one))
        for code, n in places.items():
            room[pool_of[code]] += n
        for pool in best.keys() - {None}:
            most = min(room[pool], pools.get(pool, room[pool]))
            last[pool] = sorted(best[pool].values())[:most][-1:]
            if last[pool] and len(best[pool]) >= most:
                (band, *_), child, code = last[pool][0]
                base = self.band_and_base(stage, child, code)[1]
                self.lines[stage["code"], pool] = band, self.keys[child][0] + base, self.text(child, base)
        above = [(one, pool_of[one[2]], last[pool_of[one[2]]]) for one in found]
        return [one for one, pool, line in above if pool is None or line and best[pool][one[0]][0] <= line[0][0]]

    def gap_to_line(self, stage, child, code):
        """The points that are missing to a pool's line, told where both stand in one band."""
        pool, (band, base) = self.schools[code]["pool"], self.band_and_base(stage, child, code)
        given = Fraction((stage["line"] or {}).get(pool, 0)) - Fraction(self.keys[child][0], self.scales[0])
        if given > 0:
            return str(given)
        last_band, line, _ = self.lines.get((stage["code"], pool), (None, 0, ""))
        gap = line - self.keys[child][0] - base
        return str(Fraction(gap, self.scales[0])) if gap and band == last_band else ""


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
                self.admitted[code].append((self.mine[child][2], child))
                self.in_pool[pool_of[code]].append((self.mine[child][2], child))
        for taken in (*self.admitted.values(), *self.in_pool.values()):
            taken.sort()

    def fault(self, rule, child, code, detail):
        fault(rule, child, code, f"stage {self.stage['code']}: {detail}")

    def has_place(self, code, turn):
        """Fewer children than there are places were called strictly before this turn."""
        pool = self.pool_of[code]
        has_room = pool not in self.pools or bisect_left(self.in_pool[pool], (turn, "")) < self.pools[pool]
        return has_room and bisect_left(self.admitted[code], (turn, "")) < self.places[code]

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
        held, size, best, free = defaultdict(list), Counter(), {}, list(self.entries)
        while free:
            child = free.pop()
            if not waiting[child]:
                continue
            _, code, turn = waiting[child].pop()
            best[child] = code
            heappush(held[code], (-turn, child))
            size[code, turn] += 1
            while held[code] and len(held[code]) - size[code, -held[code][0][0]] >= self.places[code]:
                worst = held[code][0][0]
                while held[code] and held[code][0][0] == worst:
                    free.append(heappop(held[code])[1])
                    del best[free[-1]]
                del size[code, -worst]
        return best

    def check_rows(self, printed, ranking):
        """The printed wishes, orders, ranks and reasons are those that the rules make."""
        rows = {(row["application"], row["school"]): row for row in printed}
        made = {(child, one[1]): one for child, wishes in self.entries.items() for one in wishes}
        turns = defaultdict(list)
        for (_, code), (_, _, turn) in sorted(made.items(), key=lambda item: item[1][2]):
            turns[code].append(turn)
        for row in (row for row in printed if ranking and row["reason"] == "below_line"):
            due = ranking.gap_to_line(self.stage, row["application"], row["school"])
            if row["missing"] != due:
                self.fault("reason", row["application"], row["school"], f"missing {row['missing']} is {due}")
        for child, code in sorted(made.keys() | {name for name, row in rows.items() if row["order"]}):
            row, this = rows.get((child, code)), made.get((child, code))
            if not (row and row["order"] and this):
                self.fault("order", child, code, "its line is missing" if this else "it may not stand here")
                continue
            here = [row[name] for name in ("wish", "order", "rank")]
            due = [str(n) for n in (this[0], this[2], bisect_left(turns[code], this[2]) + 1)]
            if here != due:
                self.fault("order", child, code, f"wish, order, rank are {here}, by the rules {due}")
            here = [row[name] for name in (("reason", "cutoff_keys", "missing") if ranking else ("result",))]
            due = self.reason(child, this, ranking)
            if here != due:
                self.fault("reason", child, code, f"printed {here}, by the rules {due}")

    def reason(self, child, this, ranking):
        """Reason, cut-off and missing points, by how the child stands against the last one admitted."""
        (number, code, turn), mine, taken = this, self.mine[child], self.admitted[this[1]]
        ended = "placed" if this == mine else "full" if this in self.asked_before(child) else "not_asked"
        if not ranking:
            return [ended]
        if ended == "placed":
            return ["placed", "", ""]
        if ended == "not_asked":
            return ["placed_at_better_wish" if mine[0] < number else "placed_in_earlier_turn", "", ""]
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
            return ["fewer_points", cutoff, str(Fraction(gap, ranking.scales[0]))]
        return ["tied_then_lower_key" if ranking.text(child, base) != cutoff else "lost_lottery", cutoff, ""]

    def cutoffs(self, ranking):
        """The last child's keys per band of each full school; in the public edition only which schools are full."""
        for code, child in ((code, child) for code, taken in self.admitted.items() for _, child in taken):
            if not self.has_place(code, inf):
                band, base = ranking.band_and_base(self.stage, child, code) if ranking else ("", 0)
                keys = ranking.text(child, base) if ranking else ""
                yield (self.stage["code"], code, band), (" ".join([*keys.split()[:1], keys]), child)


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
        limit = left if rule["places"] is None else rule["places"]
        places = {code: max(0, min(left[code], n)) for code, n in limit.items()}
        pools = {pool: max(0, n) for pool, n in pool_left.items()}
        entries = defaultdict(list)
        if ranking:
            entries = ranking.standing(rule, sorted(remaining), places, pools, placed)
        for row in (row for row in rows if row["order"] and row["application"] in remaining and not ranking):
            entries[row["application"]].append((int(row["wish"]), row["school"], int(row["order"])))
        stage = Stage(rule, entries, placed, places, pools, pool_of)
        stage.check_seats()
        stage.check_rows(rows, ranking)
        cutoffs.update(stage.cutoffs(ranking))
        for code, taken in stage.admitted.items():
            overflow += [[rule["code"], code, len(taken)]] if len(taken) > places[code] else []
        for child, code in ((child, code) for child, code in placed.items() if stage.mine.get(child)):
            left[code] -= 1
            if pool_of[code] in pool_left:
                pool_left[pool_of[code]] -= 1
            if assigned[child]["wish"] != str(stage.mine[child][0]):
                stage.fault("wish", child, code, f"wish {assigned[child]['wish']} is {stage.mine[child][0]}")
        remaining -= set(placed)
    for child in (child for child in sorted(remaining) if assigned[child]["school"]):
        fault("wish", child, assigned[child]["school"], "no stage of the round gave this place")
    check_cutoffs(rules, cutoffs, ranking)
    check_totals(rules, assigned, remaining, left, overflow, ranking)


def check_cutoffs(rules, cutoffs, ranking):
    """The published cut-offs and pool lines are those of the last children admitted."""
    shown = {
        (one["stage"], one["school"], one["band"] if ranking else ""): " ".join([one["total"], *one.get("keys", [])])
        for one in rules["cutoffs"]
    }
    for name in sorted(shown.keys() | cutoffs.keys()):
        due, child = cutoffs.get(name, ("no cut-off", "-"))
        if name not in shown or (due != shown[name] and ranking) or name not in cutoffs:
            fault("reason", child, name[1], f"cut-off of {name}: printed {shown.get(name)}, by the rules {due}")
    lines = {(one["stage"], one["pool"]): " ".join(one.get("keys", [])) for one in rules["lines"]}
    if ranking and lines != {name: text for name, (_, _, text) in ranking.lines.items()}:
        fault("reason", "-", "-", f"the pools' lines are {ranking.lines}")


def check_totals(rules, assigned, remaining, left, overflow, ranking):
    guaranteed = any(rule["mechanism"] == "nearest" for rule in rules["stages"])
    outside = sum(not ranking.is_in_window(c) for c in assigned) if ranking else rules["counts"]["outside_window"]
    totals = {
        "applying": len(assigned),
        "placed": len(assigned) - len(remaining),
        "unplaced": len(remaining),
        "outside_window": outside,
        "shortfall": len(remaining) - outside if guaranteed else None,
        "left_over": {code: max(0, n) for code, n in left.items()},
        "overflow": sorted(overflow),
    }
    listed = sorted([one["stage"], one["school"], one["admitted"]] for one in rules["overflow"])
    for name, due in totals.items():
        if {**rules["counts"], "overflow": listed}[name] != due:
            fault("count", "-", "-", f"{name} is printed otherwise than {due}")


def main(folder):
    rules = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    for name, due in rules["files"].items():
        if not (folder / name).is_file() or hash_of(folder / name) != due:
            fault("file", "-", "-", f"{name} is missing or was changed")
    seed, promise, published = (rules["lottery"][name] for name in ("seed", "commitment", "published_list"))
    if seed and promise and sha256(seed.encode()).hexdigest() != promise:
        fault("seed", "-", "-", "SHA-256(seed) is not the commitment")
    if published not in (None, rules["frozen_list"]):
        fault("list", "-", "-", "applicants.csv is not the list whose hash was published")
    lines, ranking = rows_of(folder, "assignment.csv"), None
    assigned = {row["application"]: row for row in lines}
    due = set(assigned)
    if rules["edition"] == "full":
        if hash_of(folder / "applicants.csv") != rules["frozen_list"]:
            fault("list", "-", "-", "applicants.csv is not the frozen list")
        listed = rows_of(folder, "applicants.csv")
        children = {row["application"]: row for row in listed if row["status"] == "applying"}
        ranking, due = Ranking(rules, children, rows_of(folder, "distances.csv")), set(children)
        apart = Counter(row["status"] for row in listed if row["status"] != "applying")
        if apart != rules["counts"]["counted_apart"]:
            fault("count", "-", "-", f"counted apart are {dict(apart)}")
    repeated = [child for child, n in Counter(row["application"] for row in lines).items() if n > 1]
    for child in sorted({*(due ^ set(assigned)), *repeated}):
        fault("once", child, "-", "missing, unknown or repeated in assignment.csv")
    known = {child: row for child, row in assigned.items() if child in due}
    check_round(rules, rows_of(folder, "ranks.csv"), known, ranking)
    print("\n".join(faults) or f"全部成立 Everything holds: {len(assigned)} children, edition {rules['edition']}.")
    print(f"certificate.json SHA-256 {hash_of(folder / 'certificate.json')}")
    print(f"applicants.csv   SHA-256 {rules['frozen_list']}")
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"无法读取 cannot read the folder: {error!r}")
        sys.exit(2)
