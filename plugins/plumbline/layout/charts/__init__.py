"""Marks without words: each chart is drawn as plain vectors, its labels are real text set beside it on the page."""
