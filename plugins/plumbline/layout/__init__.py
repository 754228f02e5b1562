"""What pages are made of, and how they are drawn, laid out and written as a PDF; it knows nothing of marts."""
