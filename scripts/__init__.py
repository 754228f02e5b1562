"""What `make` calls: starting Airflow, walking the street through it, and stopping it again."""
