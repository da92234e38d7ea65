"""Two versions of a sheet over everybody: who gains and loses, what is paid, and with a round which places would change."""

from __future__ import annotations

import argparse
from pathlib import Path

from xinju.benefits.bridge import simulating
from xinju.benefits.bridge.simulating import Simulation
from xinju.benefits.bridge.towns import Towns, towns_beside
from xinju.cli.exit_codes import DONE, FOUND
from xinju.cli.inputs import day, days, open_book
from xinju.cli.speech import chosen, complain, language, print_json, print_table, progress
from xinju.documents.charts import Change, changes_svg
from xinju.engines.placement.ordering import RankingStopped
from xinju.packs.labels import labels_of

NAME = "simulate"
HELP = "两个版本对比:谁增谁减、名额如何变动 · two versions over everybody"
SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", type=Path, help="原分值表 · the sheet in force")
    parser.add_argument("new", type=Path, help="新分值表 · the new version")
    parser.add_argument("facts", type=Path, help="事实文件夹 · a folder of facts")
    parser.add_argument("--round", type=Path, dest="round_path", help="批次文件夹 · a round's folder")
    parser.add_argument("--service", help="批次按哪项服务排名 · the service that ranks the round")
    parser.add_argument("--on", type=day, metavar="DATE")
    parser.add_argument("--known", type=day, metavar="DATE")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=".xlsx, .svg")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    as_of, known_at = days(args)
    old, new = open_book(args.old), open_book(args.new)
    with progress() as bar:
        bar.add_task(chosen("两个版本计分、安排、对比", "scoring, placing, comparing"), total=None)
        try:
            found = simulating.simulate(
                old, new, args.facts, as_of=as_of, known_at=known_at, round_path=args.round_path, service=args.service
            )
        except RankingStopped as stopped:
            names = ", ".join(stopped.names)
            complain(f"无法排序:{names} 并列,须先抽签或核实。", f"cannot rank: {names} are tied.")
            return FOUND
    labels = {**labels_of(old.path, language()), **labels_of(new.path, language())}
    towns = towns_beside(new.path, language())
    if args.output is not None:
        args.output.write_bytes(_file(found, labels, towns, args.output, known_at))
        complain(f"已写入 {args.output}", f"written to {args.output}")
    if args.json:
        print_json({key: rows for key, (_, rows) in simulating.tables(found, labels, towns, language()).items()})
    elif args.output is None:
        _print(found, labels, towns)
    return DONE


def _file(found: Simulation, labels: dict[str, str], towns: Towns, path: Path, on) -> bytes:
    if path.suffix == ".svg":
        changed = [one for one in found.comparison.items if one.gain or one.lose]
        bars = [Change(labels.get(f"item:{one.key}", one.key), one.gain, one.lose) for one in changed]
        return changes_svg(chosen("增加与减少的人数", "who gains and who loses"), bars, "changes", language()).encode()
    return simulating.as_xlsx(found, labels, towns, language(), on)


def _print(found: Simulation, labels: dict[str, str], towns: Towns) -> None:
    for key, (heading, rows) in simulating.tables(found, labels, towns, language()).items():
        print(f"\n[{key}]")
        print_table(heading, simulating.text_rows(rows[:SHOWN]))
        if len(rows) > SHOWN:
            print(chosen(f"……另有 {len(rows) - SHOWN} 行,用 -o 写出", f"… {len(rows) - SHOWN} more; -o writes them"))
