"""A sheet's SQL on Spark local[2], Parquet to Parquet, in the environment of Spark: python scoring_spark.py FACTS SQL OUT.

The environment is the one that `python3 dev.py test --spark` makes (.venv-spark); Java 17 must be on the machine. Does one run for
every line of its input and answers with the run's seconds; at the end of the input with the peak memory of its Java process.
What is timed is reading FACTS and writing the folder OUT, not the start of Spark.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession


def session() -> SparkSession:
    # Without the flag the JVM never compiles the long methods that Spark generates.
    return (
        SparkSession.builder.master("local[2]")
        .appName("xinju-bench")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.extraJavaOptions", "-XX:-DontCompileHugeMethods")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )


def peak_mb(spark: SparkSession) -> float:
    """The most memory that Spark's Java process held, as the kernel counts it."""
    process = spark._jvm.java.lang.ProcessHandle.current().pid()
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main(facts: str, query: str, out: str) -> None:
    spark = session()
    spark.sparkContext.setLogLevel("ERROR")
    spark.read.parquet(facts).createOrReplaceTempView("r_applicant")
    text = Path(query).read_text(encoding="utf-8")
    for _ in sys.stdin:
        start = time.perf_counter()
        spark.sql(text).write.mode("overwrite").parquet(out)
        print(time.perf_counter() - start, flush=True)
    print(json.dumps({"peak_mb": peak_mb(spark)}))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
