"""The company's own files: each is delivered whole again whenever it changes."""

from __future__ import annotations

from datetime import date

from plumbline.example.amounts import cents, scaled
from plumbline.example.catalogue import REPS
from plumbline.example.clock import days_between
from plumbline.example.company_records import (
    cost_snapshots,
    costs_known_on,
    program_snapshots,
    programs_known_on,
    rule_snapshots,
    rules_changed_on,
    rules_known_on,
    target_snapshots,
    targets,
    threshold_snapshots,
    thresholds_known_on,
)  # fmt: skip
from plumbline.example.crm import OWNERS
from plumbline.example.exports.drop import Drop, csv_text
from plumbline.example.simulation import World


def write(world: World, drop: Drop) -> None:
    """Every file on every day on which it changed."""
    first, last = world.first_day, world.last_day
    for day in program_snapshots(first, last):
        header = ("program_id", "name", "group", "goal", "starts_on", "ends_on", "owner", "channel")
        drop.put("company", day, "programs.csv", csv_text([header, *programs_known_on(day, first)]))
    for day in rule_snapshots(first, last):
        columns = ("rule_id", "priority", "kind", "pattern", "program_id")
        drop.put("company", day, "program_rules.csv", csv_text([columns, *rules_known_on(day, first)]))
        if day == rules_changed_on(first):
            drop.note_fault("rules changed", "company", day, "program_rules.csv", means="the past is re-attributed")
    for day in cost_snapshots(first, last):
        head = ("cost_id", "program_id", "kind", "vendor", "currency", "amount", "starts_on", "ends_on", "creator_id")
        drop.put("company", day, "costs.csv", csv_text([head, *(
            (c.id, c.program, c.kind, c.vendor, c.currency, cents(c.amount), c.starts_on, c.ends_on,
             c.creator)
            for c in costs_known_on(day, first, world.seed)
        )]))  # fmt: skip
    for day in threshold_snapshots(first, last):
        drop.put("company", day, "team_thresholds.csv", csv_text([("team", "valid_from", "threshold"), *(
            (team, since, scaled(percent, 2)) for team, since, percent, _ in thresholds_known_on(day, first)
        )]))  # fmt: skip
    for day in target_snapshots(first, last):
        drop.put("company", day, "targets.csv", csv_text([("measure", "month", "currency", "amount"), *(
            (measure, month, "EUR", cents(amount)) for measure, month, amount in targets(day, first)
        )]))  # fmt: skip
    drop.put("company", first, "sales_reps.csv", csv_text([("owner_id", "name", "team"), *(
        (OWNERS[name], name, team) for name, team in REPS
    )]))  # fmt: skip
    for day in days_between(first, last):
        _rates(world, drop, day)


def _rates(world: World, drop: Drop, day: date) -> None:
    """The day's rates; nothing on a weekend, but on the world's first day at least Friday's."""
    quoted = world.rates.quoted_on_or_before(day)
    if quoted == day or day == world.first_day:
        rows = [(quoted, currency, "EUR", scaled(rate, 6)) for currency, rate in world.rates.quoted[quoted].items()]
        drop.put("company", day, "fx_rates.csv", csv_text([("rate_date", "currency", "to_currency", "rate"), *rows]))
