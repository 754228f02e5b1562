"""What the company has decided once, as the SQL's parameters (`:currency`): typed literals."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from plumbline.settings import Company


def sql_parameters(company: Company) -> dict[str, exp.Expr]:
    """Name to literal: an amount of money or a threshold as a decimal, a span of time as an interval."""
    return {
        "currency": exp.Literal.string(company.currency),
        "time_zone": exp.Literal.string(company.time_zone),
        "period_days": exp.Literal.number(company.period_days),
        "period_back": _days_interval(company.period_days - 1),
        "default_threshold": exp.cast(exp.Literal.string(str(company.default_threshold)), "decimal(5, 4)"),
        "default_model": exp.Literal.string(company.default_model),
        "order_lookback": _days_interval(company.lookback_days["order"]),
        "deal_lookback": _days_interval(company.lookback_days["deal"]),
        "click_window": _days_interval(company.click_window_days),
        "rate_valid_days": exp.Literal.number(company.rate_valid_days),
        "half_life_days": exp.Literal.number(company.half_life_days),
        "revenue_from": exp.Literal.string(company.revenue_from),
        "lead_link": exp.Literal.string(company.lead_link),
    }


def whole_numbers(parameters: Mapping[str, exp.Expr]) -> dict[str, int]:
    """Those that count days, as Python takes them."""
    return {
        name: int(literal.name)
        for name, literal in parameters.items()
        if isinstance(literal, exp.Literal) and not literal.is_string
    }


def _days_interval(days: int) -> exp.Expr:
    return exp.Interval(this=exp.Literal.string(str(days)), unit=exp.var("day"))
