"""What `make` calls: starting Airflow, walking the street through it, and stopping it again."""

import plumbline.airflow  # noqa: F401  ids of connections and object stores mean the same here as in the DAGs
