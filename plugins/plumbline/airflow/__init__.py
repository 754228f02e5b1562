"""What the DAG files share: which days a run is for, what a task does when it fails, and whom that wakes up."""
