"""From rows to statistics and back: one module a topic, one function a computed mart. No statistics of their own."""
