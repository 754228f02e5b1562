"""The example world: a small company that never existed, its vendors' exports, and the true answers.

Nothing here is shared with the pipeline: the answers come from what the world did, not from reading its exports.
"""
