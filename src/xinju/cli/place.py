"""Rank and place a round's children; write the certificate in two editions and the lists for the office."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from xinju.benefits.bridge import lists, official, placing, results, sentences, sources
from xinju.benefits.bridge.letter_texts import LETTERS_FILE
from xinju.benefits.bridge.mechanisms import MECHANISMS_FILE, mechanisms_bytes, mechanisms_report
from xinju.benefits.bridge.wishing import WISHING_FILE, wishing_bytes
from xinju.benefits.bridge.words import rules as rule_words
from xinju.cli.exit_codes import DONE, FOUND
from xinju.cli.inputs import day, today
from xinju.cli.speech import chosen, complain, language, print_json, print_table, progress
from xinju.engines.placement.ordering import RankingStopped
from xinju.packs.applicant_lists import Intake, rejects_csv
from xinju.packs.problems import say

NAME = "place"
HELP = "排名、安排学位、写出核验文件夹 · rank, place, certificate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("round", type=Path, help="批次文件夹或 round.yaml · the round's folder or its round.yaml")
    parser.add_argument("--applicants", type=Path, help="名单,默认批次旁的 applicants.csv · the list of applicants")
    parser.add_argument("--facts", type=Path, help="事实文件夹;没有则用名单中的 key1、key2… · folder of facts")
    parser.add_argument("--sheet", type=Path, help="计分标准 · the score sheet, with --facts")
    parser.add_argument("--service", help="计分标准中的服务,默认唯一有排序项的 · the sheet's service that ranks")
    parser.add_argument("--on", type=day, metavar="DATE", help="积分截止日 · points as of this day (YYYY-MM-DD)")
    parser.add_argument("--known", type=day, metavar="DATE", help="截至哪天已知的事实 · facts as known on this day")
    parser.add_argument("--seed", help="抽签种子 · the lottery's seed, drawn after the list is frozen")
    parser.add_argument("--freeze", action="store_true", help="只公布名单指纹 · only tell the frozen list's hash")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="结果文件夹 · folder for the result")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    if args.output is None and not args.freeze:
        complain("请用 -o 指明结果文件夹。", "say with -o DIR where the result is to be written.")
        return 2
    if (args.facts is None) != (args.sheet is None):
        complain("--facts 与 --sheet 要一起给。", "--facts and --sheet go together.")
        return 2
    with progress() as bar:
        steps = bar.add_task(chosen("读取", "reading"), total=4)
        case = official.load_case(
            args.round,
            args.applicants,
            facts=args.facts,
            sheet=args.sheet,
            service=args.service,
            as_of=args.on or today(),
            known_at=args.known or today(),
            seed=args.seed,
        )
        bar.update(steps, advance=1, description=chosen("排名、安排、核验", "ranking, placing, checking"))
        hashed = placing.frozen_hash(case.round, case.entries, case.descending)
        if args.freeze:
            bar.update(steps, completed=4)
            return _tell_frozen(hashed, args.json)
        try:
            result = placing.run(case.round, case.entries, case.descending, case.inputs)
        except RankingStopped as stopped:
            return _tell_stopped(stopped, hashed)
        bar.update(steps, advance=1, description=chosen("写出文件", "writing"))
        read = results.read_results(result.full)
        office = lists.office_files(read, case.families, language(), today())
        others = mechanisms_report(result)
        office |= {WISHING_FILE: wishing_bytes(result), MECHANISMS_FILE: mechanisms_bytes(others)}
        if case.intake.rejects:
            office["rejected.csv"] = rejects_csv(case.intake, language())
        for name, rejected in case.rejected_facts.items():
            office[f"rejected-{name}.csv"] = rejected.as_csv(language())
        beside = sources.round_path(args.round).with_name(LETTERS_FILE)
        if beside.is_file():
            office[LETTERS_FILE] = beside.read_bytes()
        placing.write(result, args.output, office)
        bar.update(steps, completed=4, description=chosen("完成", "done"))
    for name, rejected in case.rejected_facts.items():
        complain(
            f"事实 {name}：{len(rejected.rows)} 行有误，未计入，见 office/rejected-{name}.csv",
            f"facts {name}: {len(rejected.rows)} faulty rows do not count, see office/rejected-{name}.csv",
        )
    return _tell(result, read, case.intake, others, args)


def _tell_frozen(hashed: str, as_json: bool) -> int:
    if as_json:
        print_json({"frozen_list": hashed})
    else:
        print(chosen(f"名单指纹(先公布,再抽种子):{hashed}", f"hash of the frozen list (publish, then draw): {hashed}"))
    return DONE


def _tell_stopped(stopped: RankingStopped, hashed: str) -> int:
    names = "、".join(stopped.names)
    if stopped.position is None:
        complain(
            f"{names} 各排序项相同,需要抽签:先公布名单指纹 {hashed},再用 --seed 给出抽出的种子。",
            f"{names} are equal in every key and need the lottery: publish the hash of the frozen list {hashed}, "
            "then give the drawn seed with --seed.",
        )
    else:
        complain(
            f"{names} 的前 {stopped.position} 项相同,第 {stopped.position + 1} 项未知:请先核实。",
            f"{names} are equal up to key {stopped.position}, and key {stopped.position + 1} is not known: clarify first.",
        )
    return FOUND


def _tell(
    result: placing.Result, read: results.Results, intake: Intake, others: Sequence[dict], args: argparse.Namespace
) -> int:
    for problem in [*(p for reject in intake.rejects for p in reject.problems), *intake.notices]:
        complain(say(problem, language()))
    for one in result.ranking.to_clarify:
        complain(f"{one.application}：{sentences.question(one, result.round.key_names, language())}")
    counts = read.rules["counts"]
    summary = {
        "folder": str(args.output),
        "applying": counts["applying"],
        "placed": counts["placed"],
        "unplaced": counts["unplaced"],
        "not_ranked": dict(read.rules["not_ranked"]),
        "to_clarify": [one.application for one in result.ranking.to_clarify],
        "rejected": len(intake.rejects),
        "frozen_list": read.rules["frozen_list"],
        "certificate": placing.content_hash(result.full["certificate.json"]),
        "other_mechanisms": list(others),
    }
    if args.json:
        print_json(summary)
    else:
        _print_summary(summary, lists.school_labels(language()), list(lists.school_rows(read, language())))
    return FOUND if result.ranking.to_clarify or intake.rejects else DONE


def _print_summary(summary: dict, labels: Sequence[str], schools: Sequence[Sequence[object]]) -> None:
    print_table(labels, [["" if cell is None else str(cell).replace("\n", " / ") for cell in row] for row in schools])
    refused = sum(summary["not_ranked"].values())
    print(
        chosen(
            f"参加 {summary['applying']} 人,安排 {summary['placed']} 人,未安排 {summary['unplaced']} 人,"
            f"未参加排名 {refused} 人,待核实 {len(summary['to_clarify'])} 人,名单退回 {summary['rejected']} 行。",
            f"{summary['applying']} applying, {summary['placed']} placed, {summary['unplaced']} not placed, "
            f"{refused} not ranked, {len(summary['to_clarify'])} to clarify, {summary['rejected']} rows rejected.",
        )
    )
    for other in summary["other_mechanisms"]:
        print(rule_words.compared(other, language()))
    print(chosen(f"文件夹:{summary['folder']}", f"folder: {summary['folder']}"))
    print(chosen(f"名单指纹:{summary['frozen_list']}", f"frozen list: {summary['frozen_list']}"))
    print(chosen(f"核验文件指纹:{summary['certificate']}", f"certificate: {summary['certificate']}"))
