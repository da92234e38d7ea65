"""The febrl sets through the same machinery, with a scheme of their own: a smoke test against tuning to one generator.

    python bench/linkage_febrl.py --peer PYTHON      (an environment with bench/peers/requirements-linkage.in)

The sets (Christen 2008) hold Australian names and addresses. Their columns stand in ours by kind: given name in `name`,
surname in `family`, social security number in `number`, birth, street in `place`, suburb in `kin`, postcode in `door`,
house number in `unit`. Training sees no label.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from xinju.engines.linkage.levels import Crosswise, Lacks, Same, Within  # noqa: E402
from xinju.engines.linkage.linking import link  # noqa: E402
from xinju.engines.linkage.particulars import CLEANED  # noqa: E402
from xinju.engines.linkage.scheme import Block, Comparison, Level, Scheme  # noqa: E402
from xinju.engines.linkage.training import Training, train  # noqa: E402

STANDS_IN = {
    "key": "key", "name": "given_name", "family": "surname", "number": "soc_sec_id", "birth": "date_of_birth",
    "place": "address_1", "kin": "suburb", "door": "postcode", "unit": "street_number", "phone": "address_2",
}  # fmt: skip
QUOTED = {"febrl3": 0.997, "febrl4": 0.9998}


def _compared(field: str, *edits: int, crosswise: str = "") -> Comparison:
    levels = [Level("same", Same(field)), *(Level(f"within_{n}", Within(field, n, shortest=n + 2)) for n in edits)]
    if crosswise:
        levels.append(Level("exchanged", Crosswise(field, crosswise)))
    return Comparison(field, Lacks(field), tuple(levels))


SCHEME = Scheme(
    comparisons=(
        _compared("name", 1, 2, 3, crosswise="family"), _compared("family", 1, 2, 3, crosswise="name"), _compared("number", 1, 2),
        _compared("birth", 1, 2), _compared("place", 1, 2, 4), _compared("phone", 2), _compared("kin", 1, 3), _compared("door", 1, 2),
        _compared("unit", 1),
    ),
    rules=(),
    blocks=(
        Block("number", ("number",)), Block("birth", ("birth",)), Block("names", ("name", "family")),
        Block("given_postcode", ("name", "door")), Block("surname_postcode", ("family", "door")), Block("street", ("place",)),
        Block("house_postcode", ("unit", "door")), Block("house_suburb", ("unit", "kin")), Block("given_suburb", ("name", "kin")),
        Block("surname_suburb", ("family", "kin")),
    ),
    training=(("birth",), ("door", "kin"), ("number",)),
    certain=(("number",),),
    exclusive=(),
)  # fmt: skip


def f1(path: str) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs found above weight 0 (as likely as not), clusters joined."""
    with duckdb.connect() as connection:
        columns = ", ".join(f"{STANDS_IN[name]} AS {name}" if name in STANDS_IN else _nothing(name) for name in CLEANED)
        connection.execute(f"CREATE TABLE cleaned AS SELECT {columns} FROM '{path}'")
        how = Training(crowd=10**9, pairs=5e6, em_pairs=1e7, recall=0.85, common=1.0, frequent=1.0)
        model = replace(train(connection, "cleaned", SCHEME, how), merge_at=0.0, clerk_at=0.0)
        connection.register("found", link(connection, "cleaned", model, SCHEME).clusters)
        rows = connection.sql(f"SELECT cluster, person FROM found JOIN '{path}' USING (key)").fetchnumpy()
    return pairwise(rows["cluster"], rows["person"])


def _nothing(name: str) -> str:
    kinds = {
        "commonness": "0",
        "numbered": "FALSE",
        "dated": "FALSE",
        "deceased": "FALSE",
        "born": "CAST(NULL AS SMALLINT)",
    }
    return f"{kinds.get(name, 'CAST(NULL AS VARCHAR)')} AS {name}"


def splink_f1(path: str) -> tuple[float, float, float]:
    """The same by Splink itself, with the comparisons of its own febrl example, joined above a chance of one half."""
    fields = ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode")
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="key",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number"),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        ],
        blocking_rules_to_generate_predictions=[
            *(block_on(field) for field in fields[2:4]),
            block_on("given_name", "surname"),
            *(block_on(name, "postcode") for name in fields[:2]),
            block_on("street_number", "postcode"),
        ],
    )
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE febrl AS SELECT * FROM '{path}'")
        linker = Linker(DuckDBAPI(connection).register("febrl"), settings, log_level=None)
        linker.training.estimate_probability_two_random_records_match([block_on("soc_sec_id")], recall=0.85)
        linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
        for rule in (("date_of_birth",), ("given_name", "surname"), ("postcode",)):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
        found = linker.inference.predict(threshold_match_probability=0.5)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_probability=0.5)
        rows = connection.sql(f"SELECT cluster_id, person FROM {clusters.physical_name}").fetchnumpy()
    return pairwise(rows["cluster_id"], rows["person"])


def pairwise(found: np.ndarray, true: np.ndarray) -> tuple[float, float, float]:
    both = _pairs(np.char.add(np.char.add(found.astype(str), "|"), true.astype(str)))
    precision, recall = both / max(_pairs(found), 1), both / _pairs(true)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _pairs(labels: np.ndarray) -> int:
    counts = np.unique(labels.astype(str), return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", required=True, help="python with recordlinkage installed")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(__file__).resolve().parent / "peers" / "linkage_febrl.py"
        subprocess.run([chosen.peer, str(script), folder], check=True)
        for name, quoted in QUOTED.items():
            for who, work in (("ours", f1), ("Splink", splink_f1)):
                precision, recall, both = work(f"{folder}/{name}.parquet")
                print(f"{name} {who}: precision {precision:.5f}, recall {recall:.5f}, F1 {both:.5f}", flush=True)
            print(f"{name} Splink elsewhere: F1 {quoted}", flush=True)


if __name__ == "__main__":
    main()
