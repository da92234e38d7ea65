"""Reading PDFs back: pages always, words where poppler's pdftotext is installed."""

import re
import shutil
import subprocess

import pytest


def pages_of(pdf: bytes) -> int:
    return int(re.search(rb"/Type/Pages/Count (\d+)", pdf)[1])


def words_of(pdf: bytes) -> str:
    """The text without line breaks and spaces, which differ with the layout."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())
