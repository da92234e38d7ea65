"""Runs compiled sheets on Spark: python score.py FOLDER, in Spark's own environment.

FOLDER/<case>/ holds sheet.sql and one Parquet file per table; the result goes to FOLDER/<case>/result.parquet.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cluster import HOST, standalone
from pyspark.sql import SparkSession


def session(address: str) -> SparkSession:
    # Without the flag the JVM never compiles the long methods that Spark generates: five times slower.
    flags = "-XX:-DontCompileHugeMethods"
    return (
        SparkSession.builder.master(address)
        .appName("xinju")
        .config("spark.driver.host", HOST)
        .config("spark.driver.bindAddress", HOST)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.executor.cores", "1")
        .config("spark.executor.extraJavaOptions", flags)
        .config("spark.driver.extraJavaOptions", flags)
        .getOrCreate()
    )


def score(spark: SparkSession, case: Path) -> None:
    for table in sorted(case.glob("*.parquet")):
        if table.name != "result.parquet":
            spark.read.parquet(str(table)).createOrReplaceTempView(table.stem)
    result = spark.sql((case / "sheet.sql").read_text(encoding="utf-8"))
    result.coalesce(1).write.mode("overwrite").parquet(str(case / "result.parquet"))


def main(folder: Path) -> None:
    os.environ["SPARK_LOCAL_IP"] = HOST
    with standalone(folder) as address:
        spark = session(address)
        for case in sorted(path for path in folder.iterdir() if (path / "sheet.sql").exists()):
            score(spark, case)
            print(f"{case.name} done", flush=True)
        spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
