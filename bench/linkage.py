"""Many records, one person: quality on two kinds of noise, time and memory for millions, one new record against millions.

    python bench/linkage.py quality [--records 500000] [--answers 3000]
    python bench/linkage.py speed   [--records 2000000] [--runs 3]
    python bench/linkage.py one     [--records 3500000]

Peers in the same run: exact match of the number as written, five rules on cleaned values, and Splink 5 by itself on
cleaned values (a usual setting, no labels). `--folder` keeps the invented records for the next run. The febrl sets are in
bench/linkage_febrl.py.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT.parent / "src")]

from linkage_febrl import pairwise  # noqa: E402
from linkage_noise import COLUMNS, FIRST, SECOND, records  # noqa: E402
from linkage_peers import exact_number, five_rules, splink_alone  # noqa: E402
from scoring import report, run  # noqa: E402

from xinju.engines.linkage.cleaning import clean  # noqa: E402
from xinju.engines.linkage.clusters import components  # noqa: E402
from xinju.engines.linkage.comparing import compare_one  # noqa: E402
from xinju.engines.linkage.index import build, candidates_for  # noqa: E402
from xinju.engines.linkage.linking import Linked, link  # noqa: E402
from xinju.engines.linkage.model import Model  # noqa: E402
from xinju.engines.linkage.particulars import Particulars  # noqa: E402
from xinju.engines.linkage.refitting import Reviewed, refit, with_answered_thresholds  # noqa: E402
from xinju.engines.linkage.scheme import PEOPLE  # noqa: E402
from xinju.engines.linkage.training import train  # noqa: E402
from xinju.vault.keyring import Keyring  # noqa: E402
from xinju.vault.sealing import Column, Seal  # noqa: E402

NOISES = {"first": FIRST, "second": SECOND}
DECIDED = ("same_number", "two_people", "twins", "kin_not_self")  # rules that leave nothing to a weight


def invented(folder: str, count: int, noise: str) -> str:
    """Path of so many invented records with that noise, made once for a folder."""
    path = f"{folder}/people-{noise}-{count}.parquet"
    if not Path(path).exists():
        table, truth = records(count, NOISES[noise], seed=7)
        pq.write_table(table.append_column("person", pa.array(truth, pa.int32())), path)
    return path


@contextmanager
def loaded(path: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The records as columns in memory, as the registry hands them over; nothing of the truth among them."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE written AS SELECT {', '.join(COLUMNS)} FROM '{path}'")
        yield connection


def told(name: str, found: np.ndarray, true: np.ndarray) -> None:
    precision, recall, both = pairwise(found, true)
    print(f"  {name:<34} precision {precision:.6f}  recall {recall:.4f}  F1 {both:.4f}", flush=True)


def quality(path: str, answers: int) -> None:
    who = pq.read_table(path, columns=["key", "person"])
    truth = dict(zip(who["key"].to_pylist(), who["person"].to_pylist(), strict=True))
    with loaded(path) as connection:
        clean(connection, "written", "cleaned")
        for name, peer in (
            ("exact number", exact_number),
            ("five rules", five_rules),
            ("Splink 5, no labels", splink_alone),
        ):
            judged(name, peer(connection), truth)
        model = train(connection, "cleaned")
        outcome("ours, no labels", link(connection, "cleaned", model), truth)
        learned = with_answers(connection, model, truth, answers)
        outcome(f"ours, {answers} answers by clerks", link(connection, "cleaned", learned), truth)


def judged(name: str, clusters: pa.Table, truth: dict[str, int]) -> None:
    told(
        name,
        clusters["cluster"].to_numpy(zero_copy_only=False),
        np.array([truth[key] for key in clusters["key"].to_pylist()]),
    )


def with_answers(connection: duckdb.DuckDBPyConnection, model: Model, truth: dict[str, int], answers: int) -> Model:
    """Clerks answer what the untaught model was unsure of: half from its grey zone, the rest from above and below it."""
    every = replace(model, merge_at=1000.0, clerk_at=-8.0)
    pairs = [pair for pair in link(connection, "cleaned", every).pairs.to_pylist() if pair["rule"] not in DECIDED]
    random.Random(3).shuffle(pairs)
    zones = ((-99, 3, answers // 4), (3, 16, answers // 2), (16, 99, answers // 4))
    chosen = [pair for low, high, most in zones for pair in [p for p in pairs if low <= p["weight"] < high][:most]]
    said = [
        Reviewed(
            {c.code: pair[c.code] for c in PEOPLE.comparisons},
            truth[pair["left"]] == truth[pair["right"]],
            is_bound=bool(pair["rule"] or pair["conflict"]),
        )
        for pair in chosen
    ]
    fitted = refit(model, said)
    found = link(connection, "cleaned", replace(fitted, merge_at=1000.0, clerk_at=-4.0)).pairs.to_pylist()
    free = [pair["weight"] for pair in found if pair["rule"] in (None, "same_number") and not pair["conflict"]]
    return with_answered_thresholds(fitted, free, said)  # as the registry's run does


def outcome(name: str, linked: Linked, truth: dict[str, int]) -> None:
    judged(name, linked.clusters, truth)
    place = {key: number for number, key in enumerate(truth)}
    cluster = dict(zip(linked.clusters["key"].to_pylist(), linked.clusters["cluster"].to_pylist(), strict=True))
    asked = [
        (p["left"], p["right"])
        for p in linked.pairs.select(["left", "right", "outcome"]).to_pylist()
        if p["outcome"] == "clerk"
    ]
    answered = [pair for pair in asked if truth[pair[0]] == truth[pair[1]]]
    edges = np.array([(place[a], place[b]) for a, b in (*answered, *cluster.items())])
    root = components(edges[:, 0], edges[:, 1], len(truth))
    both = np.char.add(np.char.add(root.astype(str), "|"), np.array(list(truth.values())).astype(str))
    recall = pairwise(both, np.array(list(truth.values())))[1]
    touched = len({key for pair in asked for key in pair}) / len(truth)
    questions = len({tuple(sorted((cluster[a], cluster[b]))) for a, b in asked}) / len(truth)
    print(
        f"  {'':<34} clerk: {touched:.2%} of records, {questions:.2%} questions, then recall {recall:.4f}", flush=True
    )


def ours(path: str, model: Model) -> dict[str, float]:
    with loaded(path) as connection:
        start = time.perf_counter()
        clean(connection, "written", "cleaned")
        connection.execute("DROP TABLE written")
        cleaned = time.perf_counter()
        link(connection, "cleaned", model)
        linked = time.perf_counter()
        return {"clean": cleaned - start, "link": linked - cleaned}


def theirs(path: str) -> dict[str, float]:
    with loaded(path) as connection:
        clean(connection, "written", "cleaned")
        connection.execute("DROP TABLE written")
        times: dict[str, float] = {}
        splink_alone(connection, times)
        return times


def speed(path: str, runs: int, folder: str) -> None:
    with loaded(invented(folder, 100_000, "first")) as connection:
        clean(connection, "written", "cleaned")
        start = time.perf_counter()
        model = train(connection, "cleaned")
        print(f"  training once, from 100,000 records: {time.perf_counter() - start:.1f} s")
    (Path(folder) / "model.json").write_text(json.dumps(model.as_plain()))
    found: dict[str, list[dict]] = {"ours": [], "theirs": []}
    for _ in range(runs):
        for name in found:
            found[name].append(
                run(str(Path(__file__)), "--child", name, "--path", path, "--model", f"{folder}/model.json")
            )
    middle = {}
    for name, each in found.items():
        parts = {part: median(one["parts"][part] for one in each) for part in each[0]["parts"]}
        middle[name] = parts | {
            "whole": median(sum(one["parts"].values()) for one in each),
            "peak": max(one["peak_mb"] for one in each),
        }
        print(
            f"  {name:<8}" + "  ".join(f"{part} {seconds:,.1f}" for part, seconds in middle[name].items()), flush=True
        )
    whole, scored = middle["theirs"]["whole"], middle["theirs"]["predict"] + middle["theirs"]["cluster"]
    print(
        f"  ours is {middle['ours']['whole'] / whole:.2f} × Splink alone, {middle['ours']['whole'] / scored:.2f} × without its training"
    )


def decryption(count: int, tried: int = 50_000) -> float:
    """Seconds of processor time to open number, phone and address of so many records, from fifty thousand of them."""
    with tempfile.TemporaryDirectory() as folder:
        seal = Seal(Keyring(Path(folder), demo=True), Column("people", "number"))
        rows = list(enumerate(seal.seal_many((row, f"value {row:012}") for row in range(tried))))
        start = time.process_time()
        seal.open_many(rows)
        return (time.process_time() - start) * 3 * count / tried


def one(path: str, folder: str, asked: int = 400) -> None:
    with loaded(invented(folder, 100_000, "first")) as connection:
        clean(connection, "written", "cleaned")
        model = train(connection, "cleaned")
    with loaded(path) as connection:
        clean(connection, "written", "cleaned")
        connection.execute("DROP TABLE written")
        start = time.perf_counter()
        index = build(connection, "cleaned", model)
        print(f"  index of {index.rows.num_rows:,} records: {time.perf_counter() - start:.1f} s")
    new = records(asked, FIRST, seed=99)[0].to_pylist()
    known = [
        row | {"key": f"again-{place}"}
        for place, row in enumerate(pq.read_table(path, columns=list(COLUMNS)).slice(0, asked).to_pylist())
    ]
    for name, rows in (("unknown people", new), ("known people", known)):
        times, sizes = [], []
        for row in rows:
            start = time.perf_counter()
            found = candidates_for(Particulars(**row), index)
            compare_one(Particulars(**row), found, model)
            times.append(time.perf_counter() - start)
            sizes.append(len(found))
        late = sorted(times)[int(len(times) * 0.95)]
        print(
            f"  {name}: median {median(times) * 1e3:.1f} ms, 95 of 100 within {late * 1e3:.1f} ms, {median(sizes)} candidates"
        )


def child(name: str, path: str, model: str) -> None:
    parts = ours(path, Model.from_plain(json.loads(Path(model).read_text()))) if name == "ours" else theirs(path)
    report({}, parts=parts)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("job", nargs="?", choices=("quality", "speed", "one"))
    parser.add_argument("--records", type=int)
    parser.add_argument("--answers", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder")
    parser.add_argument("--child")
    parser.add_argument("--path")
    parser.add_argument("--model")
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen.child, chosen.path, chosen.model)
        return
    with tempfile.TemporaryDirectory() as own:
        folder = chosen.folder or own
        if chosen.job == "quality":
            for noise in NOISES:
                count = chosen.records or 500_000
                print(f"{count:,} records, {noise} kind of noise:", flush=True)
                quality(invented(folder, count, noise), chosen.answers)
        elif chosen.job == "speed":
            count = chosen.records or 2_000_000
            print(f"{count:,} records, seconds (peak in MB):", flush=True)
            speed(invented(folder, count, "first"), chosen.runs, folder)
            print(f"  beside it: opening three sealed columns, {decryption(count):.0f} s of processor time", flush=True)
        else:
            one(invented(folder, chosen.records or 3_500_000, "first"), folder)


if __name__ == "__main__":
    main()
