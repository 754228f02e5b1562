"""Airflow's connections, for plumbline.connections."""

from __future__ import annotations

from plumbline.connections import Connection, ConnectionMissing


def find_connection(connection_id: str) -> Connection:
    """A connection as Airflow keeps it: in a secrets backend, the environment or its own database."""
    from airflow.sdk import Connection as AirflowConnection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = AirflowConnection.get(connection_id)
    except AirflowNotFoundException:
        raise ConnectionMissing(connection_id) from None
    return Connection(
        id=connection_id,
        host=found.host or "",
        port=found.port or 0,
        login=found.login or "",
        password=found.password or "",
        extra=found.extra_dejson,
        uri=found.get_uri(),
    )
