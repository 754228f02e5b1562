select week, currency, contribution from export
