"""Airflow's object storage, for plumbline.storage: s3://connection_id@bucket/folder, and what its providers know."""

from __future__ import annotations

from typing import cast

from upath import UPath


def open_path(address: str) -> UPath:
    """The folder or file at an address, with the connection that it names or the provider's default."""
    from airflow.sdk import ObjectStoragePath

    return cast(UPath, ObjectStoragePath(address))  # it wraps a UPath and can do all that one can
