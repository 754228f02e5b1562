"""Reading the marts: which rows, inside which scope, in one order; reports are made of nothing else."""
