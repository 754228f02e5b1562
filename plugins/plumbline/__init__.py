"""Plumbline: marketing's claims held against the till."""
