select team, valid_from, threshold from export
