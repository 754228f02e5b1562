"""A patient reader of the exports: what a careful person with nothing but the files and the definitions would find.

Slow and plain on purpose, and written without the example's own code, so that the truth is held against the files.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

BERLIN, LOS_ANGELES = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")
ABSENT = {"", "undefined", "null", "(not set)"}
CENT = Decimal("0.01")
Row = dict[str, str]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def berlin(text: str) -> date:
    return instant(text).astimezone(BERLIN).date()


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def folded(text: str | None) -> str:
    value = (text or "").strip().lower()
    return "" if value in ABSENT else value


def like(pattern: str, value: str) -> bool:
    return bool(re.fullmatch(re.escape(pattern).replace("%", ".*").replace("_", "."), value, re.DOTALL))


class Exports:
    """The drop folder, read whole; every row with the day on which its file was delivered."""

    def __init__(self, drop: Path) -> None:
        self.drop = drop

    def files(self, system: str, stem: str) -> Iterator[tuple[date, Path]]:
        for folder in sorted((self.drop / system).iterdir()):
            for path in sorted(folder.glob(f"{stem}*")):
                yield date.fromisoformat(folder.name), path

    def rows(self, system: str, stem: str) -> list[tuple[date, Row]]:
        found = []
        for delivered, path in self.files(system, stem):
            with path.open(encoding="utf-8", newline="") as lines:
                found += [(delivered, row) for row in csv.DictReader(lines)]
        return found

    def versions(self, system: str, stem: str, key: str, stamp: str) -> dict[str, list[tuple[date, Row]]]:
        """Rows by id, oldest knowledge first."""
        found: dict[str, list[tuple[date, Row]]] = defaultdict(list)
        for delivered, row in self.rows(system, stem):
            found[row[key]].append((delivered, row))
        for rows in found.values():
            rows.sort(key=lambda pair: (pair[0], pair[1][stamp] or ""))
        return found

    @cached_property
    def history(self) -> dict[str, list[tuple[date, Row]]]:
        found: dict[str, list[tuple[date, Row]]] = defaultdict(list)
        for delivered, row in self.rows("salesforce", "OpportunityHistory_"):
            found[row["OpportunityId"]].append((delivered, row))
        return found

    @cached_property
    def deals(self) -> dict[str, list[tuple[date, Row]]]:
        return self.versions("salesforce", "Opportunity_", "Id", "SystemModstamp")

    @cached_property
    def members(self) -> dict[str, list[tuple[date, Row]]]:
        return self.versions("salesforce", "CampaignMember_", "Id", "SystemModstamp")

    @cached_property
    def leads_of(self) -> dict[str, list[tuple[date, Row]]]:
        """The rows by which leads joined a deal, with the day on which that was first known."""
        found: dict[str, dict[str, tuple[date, Row]]] = defaultdict(dict)
        for lead, rows in self.versions("salesforce", "Lead_", "Id", "SystemModstamp").items():
            for delivered, row in rows:
                if row["ConvertedOpportunityId"]:
                    found[row["ConvertedOpportunityId"]].setdefault(lead, (delivered, row))
        return {deal: list(leads.values()) for deal, leads in found.items()}

    @cached_property
    def members_of(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for member, rows in self.members.items():
            found[rows[0][1]["LeadId"]].add(member)
        return found

    @cached_property
    def campaign_names(self) -> dict[str, str]:
        return {row["Id"]: row["Name"] for _, row in self.rows("salesforce", "Campaign_")}

    def company(self, name: str, known: date) -> list[Row]:
        """A company file as it stood."""
        path = [path for delivered, path in self.company_files if delivered <= known and path.stem == name][-1]
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    @cached_property
    def company_files(self) -> list[tuple[date, Path]]:
        return list(self.files("company", ""))

    @cached_property
    def quoted(self) -> dict[tuple[date, str], Decimal]:
        return {
            (date.fromisoformat(row["rate_date"]), row["currency"]): Decimal(row["rate"])
            for _, row in self.rows("company", "fx_rates")
        }

    def euros(self, amount: str | Decimal, currency: str, day: date) -> Decimal:
        if currency == "EUR":
            return cents(Decimal(amount))
        back = next(n for n in range(5) if (day - timedelta(days=n), currency) in self.quoted)
        return cents(Decimal(amount) * self.quoted[day - timedelta(days=back), currency])

    @cached_property
    def orders(self) -> dict[str, list[tuple[date, Row]]]:
        found = self.versions("till", "orders_", "Order ID", "Updated at")
        return {order: rows for order, rows in found.items() if rows[0][1]["Updated at"] not in (None, "ok", "")}

    @cached_property
    def returns(self) -> dict[str, list[tuple[date, Row]]]:
        found: dict[str, list[tuple[date, Row]]] = defaultdict(list)
        for delivered, row in self.rows("till", "returns_"):
            found[row["Order ID"]].append((delivered, row))
        return found

    @cached_property
    def ad_reports(self) -> dict[date, list[Row]]:
        """TikTok's exports by the day of delivery."""
        found = {}
        for delivered, path in self.files("tiktok_ads", "TikTok"):
            with path.open(encoding="utf-8", newline="") as lines:
                found[delivered] = list(csv.DictReader(lines))
        return found

    def ads(self, day: date, known: date = date.max) -> list[Row]:
        """TikTok's rows of a day as the latest export until a day of knowing had them."""
        reports = [day + timedelta(days=n) for n in range(7)]
        latest = max(one for one in reports if one in self.ad_reports and one <= known)
        return [row for row in self.ad_reports[latest] if day.isoformat() in (row.get("By Day"), row.get("Date"))]

    def purchases(self, day: date) -> list[dict[str, object]]:
        """GA4's events of a day, of the fullest file."""
        path = [path for _, path in self.files("ga4", f"events_{day:%Y%m%d}")][-1]
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Rules:
    """The company's rules as known on a day."""

    def __init__(self, exports: Exports, known: date) -> None:
        self.found: dict[tuple[tuple[str, str], ...], str | None] = {}
        rules = exports.company("program_rules", known)
        self.rules = sorted(rules, key=lambda rule: (int(rule["priority"]), rule["rule_id"]))

    def first(self, said: list[tuple[str, str]]) -> str | None:
        key = tuple(said)
        if key not in self.found:
            fitting = (
                rule["program_id"]
                for rule in self.rules
                if any(rule["kind"] == kind and like(rule["pattern"], value) for kind, value in said)
            )
            self.found[key] = next(fitting, None)
        return self.found[key]

    def visit(self, source: str, medium: str, campaign: str, click_ids: list[str]) -> tuple[str, bool]:
        """Program, and whether the visit was direct."""
        said = [("click_id", name) for name in click_ids]
        if campaign:
            said.append(("utm_campaign", campaign))
        if source and medium:
            said.append(("utm_source_medium", f"{source} / {medium}"))
        return self.first(said) or "unattributed", not (source or medium or campaign or click_ids)


Touch = tuple[datetime, str, str, bool, str]  # instant, digest of the id, program, direct, campaign


def order_touches(order: Row, rules: Rules) -> list[Touch]:
    at, key, touches = instant(order["Ordered at"]), order["Order ID"], []
    seen = [("last", order["Visit at"], order["Landing page"])]
    if order["First visit at"] != order["Visit at"]:
        seen.append(("first", order["First visit at"], order["First landing page"]))
    for name, when, page in seen:
        if when and timedelta(0) <= at - instant(when) <= timedelta(days=30):
            query = parse_qs(urlsplit(page).query)
            utm = [folded(query.get(f"utm_{word}", [""])[0]) for word in ("source", "medium", "campaign")]
            program, direct = rules.visit(*utm, [name for name in ("ttclid", "gclid") if name in query])
            touches.append((instant(when), md5(f"visit:{name}:{key}"), program, direct, utm[2]))
    program_of_code = rules.first([("discount_code", folded(order["Discount code"]))])
    if program_of_code:
        touches.append((at, md5(f"code:{key}"), program_of_code, False, ""))
    return sorted(touches)


def deal_touches(exports: Exports, deal: str, known: date, rules: Rules) -> list[Touch]:
    created = instant(exports.deals[deal][0][1]["CreatedDate"])
    touches: list[Touch] = []
    for joined, lead in exports.leads_of.get(deal, []):
        if joined > known:
            continue
        clicks = [name for name in ("ttclid", "gclid") if lead[f"{name}__c"]]
        utm = [folded(lead[f"utm_{word}__c"]) for word in ("source", "medium", "campaign")]
        program, direct = rules.visit(*utm, clicks)
        touches.append((instant(lead["CreatedDate"]), md5(f"lead:{lead['Id']}"), program, direct, ""))
        for member in exports.members_of[lead["Id"]]:
            rows = [row for delivered, row in exports.members[member] if delivered <= known]
            if rows and rows[-1]["HasResponded"] == "true" and rows[-1]["IsDeleted"] == "false":
                answered = datetime.fromisoformat(rows[-1]["FirstRespondedDate"]).replace(tzinfo=UTC)
                name = exports.campaign_names[rows[-1]["CampaignId"]]
                served = rules.first([("crm_campaign", folded(name))])
                if served:
                    touches.append((answered, md5(f"member:{member}"), served, False, ""))
    return sorted(one for one in touches if timedelta(0) <= created - one[0] <= timedelta(days=180))


def last_non_direct(touches: list[Touch]) -> Touch | None:
    return next((touch for touch in reversed(touches) if not touch[3]), None)


def program(touches: list[Touch]) -> str:
    touch = last_non_direct(touches)
    return touch[2] if touch else "unattributed"
