"""What is Airflow's: the days of a run, what a task does when it fails, whom that wakes up, where secrets are kept.

Importing it, as every DAG file does, lets the rest of Plumbline resolve ids of connections and addresses of object
stores the way Airflow does. Airflow itself is imported only when one of them is asked for.
"""

import plumbline.connections
import plumbline.storage
from plumbline.airflow.connections import find_connection
from plumbline.airflow.storage import open_path

plumbline.connections.register(find_connection)
plumbline.storage.register(open_path)
