"""Object stores as Airflow knows them, through the drop and the landing store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from airflow.sdk import ObjectStoragePath
from airflow.sdk.io import attach
from fsspec.implementations.memory import MemoryFileSystem

import plumbline.airflow  # noqa: F401  registers Airflow's object storage
from plumbline.days import Days
from plumbline.sources.definition import Field, Source
from plumbline.sources.drop import find_exports, whereabouts
from plumbline.sources.landing import land, local_copy
from plumbline.storage import open_path

DAY = date(2026, 10, 30)
FILES = "shop/{delivery_day}/orders.csv"
SOURCE = Source("tills", Path("."), FILES, "till_order", (Field("a"),), "till", "Tills")


def test_an_address_with_a_scheme_is_airflows_a_folder_is_not(tmp_path: Path) -> None:
    path = open_path("s3://our_aws@exports/shop")
    assert isinstance(path, ObjectStoragePath)
    assert (path.conn_id, path.protocol, path.path) == ("our_aws", "s3", "exports/shop")
    assert not isinstance(open_path(str(tmp_path)), ObjectStoragePath)


def test_exports_in_an_object_store_are_found_landed_and_read_back() -> None:
    store = MemoryFileSystem()
    attach("memory", fs=store)
    store.pipe({f"/drop/shop/{DAY}/orders.csv": b"far away", f"/drop/shop/{DAY}/other.csv": b"-"})
    (export,) = find_exports("memory://drop", SOURCE, Days(DAY, DAY))
    assert (export.name, export.delivery_day, export.path.read_bytes()) == (f"shop/{DAY}/orders.csv", DAY, b"far away")
    landed = land("memory://landing", SOURCE, export)
    assert land("memory://landing", SOURCE, export) == landed
    with local_copy("memory://landing", landed.landed_path) as copy:
        assert copy.read_bytes() == b"far away"
    missing = Days(DAY.replace(day=29), DAY.replace(day=29))
    assert find_exports("memory://drop", SOURCE, missing) == []
    assert "there is no folder memory://drop/shop/2026-10-29" in whereabouts("memory://drop", SOURCE, missing.first)
