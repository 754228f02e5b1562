"""The bench of the sources' tests."""

from tests.sources.conftest import any_bench, bench, prepared_duckdb

__all__ = ["any_bench", "bench", "prepared_duckdb"]
