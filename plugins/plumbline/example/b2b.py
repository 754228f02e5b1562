"""Fennrik Metering, a second company made up for the purpose: it sells meters to companies, through deals alone.

No shop, no till, no orders, no cost of goods: what it wins is the value of its deals. Everything is in EUR and follows
from the table PROGRAMS, so that the return on each program can be worked out by hand.

python -m plumbline.example.b2b --out var/b2b
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from plumbline.example.amounts import accrue, cents, divide, scaled
from plumbline.example.clock import DAY, add_months, at_berlin, berlin_day, days_between, iso_berlin
from plumbline.example.exports.drop import Drop, csv_text

FIRST_DAY, LAST_DAY = date(2026, 4, 1), date(2026, 9, 30)
MONTHS = 6
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Program:
    """A program, how its leads come in, what it wins and loses, and what it costs; money in cents of EUR.

    `won` holds how many deals were won at which amount. `ad_day` is spent on `platform` every day, `monthly` on every
    month, `once` on the third month.
    """

    id: str
    name: str
    group: str
    source: str
    medium: str
    won: tuple[tuple[int, int], ...]
    lost: int
    open: int
    platform: str = ""
    ad_day: int = 0
    monthly: int = 0
    once: int = 0

    @property
    def campaign(self) -> str:
        """The campaign in links and on the ad platform."""
        return f"{self.name} 2026"


PROGRAMS: tuple[Program, ...] = (
    Program("webinars", "Webinars", "Content", "webinar", "event", ((4, 10_000_00), (4, 14_000_00)), 9, 5,
            monthly=4_000_00),
    Program("trade_fair", "Trade fair", "Events", "trade-fair", "event", ((4, 15_000_00), (2, 30_000_00)), 7, 3,
            once=60_000_00),
    Program("linkedin", "LinkedIn ads", "Paid", "linkedin", "paid_social", ((5, 12_000_00), (2, 22_500_00)), 14, 7,
            platform="linkedin", ad_day=250_00, monthly=4_000_00),
    Program("search", "Paid search", "Paid", "google", "cpc", ((6, 4_000_00), (6, 8_000_00)), 12, 6,
            platform="google", ad_day=200_00, monthly=3_900_00),
    Program("partners", "Partners", "Partners", "partner", "referral", ((5, 18_000_00),), 2, 3, monthly=2_500_00),
    Program("abm", "Named accounts", "Content", "abm", "email", ((1, 36_000_00), (1, 54_000_00)), 8, 4,
            monthly=20_000_00),
)  # fmt: skip
STAGES: tuple[tuple[str, int, int], ...] = (  # stage, per cent, days after the deal was made
    ("Discovery", 10, 0), ("Scoping", 25, 7), ("Proposal", 50, 18), ("Negotiation", 75, 30),
)  # fmt: skip
WON_AFTER, LOST_AFTER = 40, 25  # days
MID_MARKET, ENTERPRISE = "Mid-Market", "Enterprise"
REPS = (("U1", "Petra Vogt", MID_MARKET), ("U2", "Luca Marin", MID_MARKET), ("U3", "Ines Okafor", MID_MARKET),
        ("U4", "Tom Brandauer", ENTERPRISE), ("U5", "Sofie Lund", ENTERPRISE))  # fmt: skip
ENTERPRISE_AMOUNT = 15_000_00  # from here on a deal belongs to the enterprise team
TOWNS = ("Aalen", "Bregenz", "Chur", "Detmold", "Erfurt", "Fulda", "Gent", "Hanau", "Innsbruck", "Jena")
TRADES = ("Stadtwerke", "Molkerei", "Papierfabrik", "Klinikum", "Brauerei", "Rechenzentrum", "Flughafen", "Reederei",
          "Wohnbau", "Gießerei", "Spedition", "Kühlhaus")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A deal from an instant on; cents of EUR."""

    at: datetime
    stage: str
    percent: int
    amount: int


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal, the program that brought its lead, and everything that became of it."""

    number: int
    program: Program
    lead_at: datetime
    owner: str
    account: str
    changes: tuple[Change, ...]

    @property
    def id(self) -> str:
        """The CRM's id."""
        return f"D{self.number:04d}"


def _changes(first_day: date, made_on: int, amount: int, outcome: str) -> tuple[Change, ...]:
    """What a deal goes through: its amount is a guess until the proposal; open ones stay in negotiation."""
    end = {"Won": WON_AFTER, "Lost": LOST_AFTER}.get(outcome, 999)
    steps = [(stage, percent, after) for stage, percent, after in STAGES if after < end]
    if outcome:
        steps.append((outcome, 100 if outcome == "Won" else 0, end))
    return tuple(
        Change(at_berlin(first_day + DAY * (made_on + after), 33_000 + 600 * place), stage, percent,
               amount if after >= STAGES[2][2] else amount * 8 // 10)
        for place, (stage, percent, after) in enumerate(steps)
    )  # fmt: skip


def deals(first_day: date) -> list[Deal]:
    """Every deal of the two quarters, in the order of their numbers."""
    made: list[Deal] = []
    for program in PROGRAMS:
        won = [amount for count, amount in program.won for _ in range(count)]
        typical = sum(won) // len(won) // 1_000_00 * 1_000_00
        outcomes = [(amount, "Won") for amount in won] + [(typical, "Lost")] * program.lost
        outcomes += [(typical, "")] * program.open
        for place, (amount, outcome) in enumerate(outcomes):
            number = len(made) + 1
            # the won and the lost are spread over 125 days, so that they are closed; the open ones come after them
            made_on = 10 + place * 41 % 125 if outcome else 135 + place * 17 % 40
            team = ENTERPRISE if amount >= ENTERPRISE_AMOUNT else MID_MARKET
            owners = [owner for owner, _, of in REPS if of == team]
            account = f"{TRADES[number % len(TRADES)]} {TOWNS[number // len(TRADES) % len(TOWNS)]}"
            made.append(
                Deal(number, program, at_berlin(first_day + DAY * (made_on - 6), 36_000 + 60 * number),
                     owners[number % len(owners)], account, _changes(first_day, made_on, amount, outcome))
            )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost beside the ads, spread evenly over a month; cents of EUR."""

    id: str
    program: str
    kind: str
    amount: int
    starts_on: date
    ends_on: date


def costs(first_day: date) -> list[Cost]:
    """Every cost of the two quarters."""
    booked = []
    for number in range(MONTHS):
        starts = add_months(first_day, number)
        ends = add_months(first_day, number + 1) - DAY
        for program in PROGRAMS:
            amount = program.monthly + (program.once if number == 2 else 0)
            kind = "production" if program.once else "agency"
            if amount:
                booked.append(Cost(f"{program.id}-{number + 1}", program.id, kind, amount, starts, ends))
    return booked


def _crm(drop: Drop, first_day: date, last_day: date) -> None:
    """Leads, deals and changes by the day on which they changed; every day has its files, some without rows."""
    rows: dict[str, dict[date, list[Row]]] = {name: defaultdict(list) for name in CRM_FILES}
    for deal in deals(first_day):
        lead = f"L{deal.number:04d}"
        made_at = deal.changes[0].at
        link = (deal.program.source, deal.program.medium, deal.program.campaign)
        for at, status, deal_id, converted in (
            (deal.lead_at, "New", "", ""), (made_at, "Converted", deal.id, berlin_day(made_at)),
        ):  # fmt: skip
            rows["leads"][berlin_day(at)].append(
                (lead, iso_berlin(deal.lead_at), status, deal.account, deal_id, converted, *link, iso_berlin(at))
            )
        for place, change in enumerate(deal.changes):
            day, told = berlin_day(change.at), iso_berlin(change.at)
            rows["deals"][day].append(
                (deal.id, f"{deal.account}: meters", deal.account, deal.owner, change.stage, "EUR", iso_berlin(made_at),
                 told)
            )  # fmt: skip
            rows["deal_changes"][day].append(
                (f"{deal.id}-{place}", deal.id, told, change.stage, cents(change.amount), change.percent,
                 berlin_day(made_at) + WON_AFTER * DAY)
            )  # fmt: skip
    for day in days_between(first_day, last_day):
        for name, heading in CRM_FILES.items():
            drop.put("crm", day, f"{name}_{day}.csv", csv_text([heading.split(","), *sorted(rows[name][day], key=str)]))


CRM_FILES = {
    "leads": "Lead ID,Created at,Status,Company,Deal ID,Converted on,utm_source,utm_medium,utm_campaign,Modified at",
    "deals": "Deal ID,Deal name,Company,Owner ID,Stage,Currency,Created at,Modified at",
    "deal_changes": "Change ID,Deal ID,Changed at,Stage,Amount,Probability,Close date",
}


def _ads(drop: Drop, day: date) -> None:
    rows = [
        (day, f"{program.platform}-fennrik", program.platform, program.campaign, "EUR", cents(program.ad_day),
         program.ad_day // 2, program.ad_day // 200)
        for program in PROGRAMS if program.ad_day
    ]  # fmt: skip
    heading = ("Day", "Account", "Platform", "Campaign", "Currency", "Spend", "Impressions", "Clicks")
    drop.put("ads", day, f"ad_spend_{day}.csv", csv_text([heading, *rows]))


def _company(drop: Drop, first_day: date) -> None:
    """The company's own lists: all of them on the first day, the costs again whenever a month's are booked."""
    drop.put("company", first_day, "programs.csv", csv_text([
        ("program_id", "name", "group", "goal", "starts_on", "ends_on", "owner"),
        *((p.id, p.name, p.group, "leads", first_day, "", "Marta Keil") for p in PROGRAMS),
    ]))  # fmt: skip
    links = [("utm_source_medium", f"{p.source} / {p.medium}", p.id) for p in PROGRAMS]
    ads = [("ad_campaign", p.campaign.lower(), p.id) for p in PROGRAMS if p.ad_day]
    drop.put("company", first_day, "program_rules.csv", csv_text([
        ("rule_id", "priority", "kind", "pattern", "program_id"),
        *((f"R{number:02d}", 10, *rule) for number, rule in enumerate((*links, *ads), 1)),
    ]))  # fmt: skip
    drop.put("company", first_day, "sales_reps.csv", csv_text([("owner_id", "name", "team"), *REPS]))
    drop.put("company", first_day, "team_thresholds.csv", csv_text([
        ("team", "valid_from", "threshold"), (MID_MARKET, first_day, "0.60"), (ENTERPRISE, first_day, "0.70"),
    ]))  # fmt: skip
    for number in range(MONTHS):
        day = add_months(first_day, number)
        drop.put("company", day, "costs.csv", csv_text([
            ("cost_id", "program_id", "kind", "vendor", "currency", "amount", "starts_on", "ends_on"),
            *((c.id, c.program, c.kind, "", "EUR", cents(c.amount), c.starts_on, c.ends_on)
              for c in costs(first_day) if c.starts_on <= day),
        ]))  # fmt: skip


def roi(first_day: date, last_day: date) -> Iterator[Row]:
    """Program, deals won, cents won, cents spent up to the last day, and (won − cost) / cost; then the total."""
    sums = {program.id: [0, 0, 0] for program in PROGRAMS}
    for deal in deals(first_day):
        last = deal.changes[-1]
        if last.stage == "Won" and berlin_day(last.at) <= last_day:
            sums[deal.program.id][0] += 1
            sums[deal.program.id][1] += last.amount
    for program in PROGRAMS:
        sums[program.id][2] += program.ad_day * ((last_day - first_day).days + 1)
    for booked in costs(first_day):
        days = accrue(booked.amount, booked.starts_on, booked.ends_on)
        sums[booked.program][2] += sum(amount for day, amount in days if day <= last_day)
    sums["total"] = [sum(column) for column in zip(*sums.values(), strict=True)]
    for program_id, (count, won, cost) in sums.items():
        yield program_id, count, cents(won), cents(cost), scaled(divide((won - cost) * 10**6, cost), 6) if cost else ""


def write_b2b(folder: Path, first_day: date = FIRST_DAY, last_day: date = LAST_DAY) -> None:
    """Write the exports of first_day..last_day below a folder, and the ROI by program into truth/roi.csv.

    The company lives for two quarters from `first_day`, the first of a month; exports end on `last_day`.
    """
    end = add_months(first_day.replace(day=1), MONTHS) - DAY
    if first_day.day != 1 or not first_day <= last_day <= end:
        raise ValueError(
            f"From {first_day} to {last_day} there is no whole world: the company lives for six months from the first"
            f" day of a month. Nothing was written. Begin on {first_day.replace(day=1)} and end on {end} or earlier."
        )
    drop = Drop(folder, last_day)
    _crm(drop, first_day, last_day)
    for day in days_between(first_day, last_day):
        _ads(drop, day)
    _company(drop, first_day)
    truth = folder / "truth"
    truth.mkdir(parents=True, exist_ok=True)
    heading = ("program_id", "won_deals", "won_revenue", "cost", "roi")
    (truth / "roi.csv").write_text(csv_text([heading, *roi(first_day, last_day)]), encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="the drop folder to write into")
    write_b2b(parser.parse_args().out)


if __name__ == "__main__":
    main()
