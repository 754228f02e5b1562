"""make bench: what Plumbline's work costs, each figure beside a named peer that did the same in the same run."""
