"""The true answers, told by the world that made the exports and by the log of what was delivered when.

`known` is the business day by whose deliveries a question is answered: a day itself (as reported) or the
last one (latest).
"""
