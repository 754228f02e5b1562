"""What GA4, HubSpot, Salesforce, Shopify and Stripe are known for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.quirks.cases import Kind, Quirk, check

GA4 = Kind(
    "preamble: \"#\"\nskip: \"day ilike 'grand total%' or source ilike 'grand total%'\"",
    """
    day: {heading: Date, type: date, format: "%Y%m%d", required: true}
    source: {heading: [Session source / medium, Session source]}
    sessions: {heading: Sessions, type: integer}
    rate: {heading: Engagement rate, type: decimal, optional: true, at_least: 0, at_most: 1}
    """,
)
GA4_HEAD = (
    "# ----------------------------------------\n# Traffic acquisition\n# Start date: 20261028\n# End date: 20261029\n"
)
HUBSPOT = Kind(
    "decimal: point",
    """
    deal_id: {heading: Record ID, required: true}
    stage: {heading: Deal Stage}
    probability: {heading: Deal probability, type: probability_fraction}
    amount: {heading: Amount, type: decimal}
    closes_at: {heading: Close Date, type: timestamp, zone: Europe/Berlin}
    """,
)
SALESFORCE = Kind(
    'encoding: latin-1\nfooter: ["Confidential Information", "Copyright"]\nskip: "name ilike \'grand total%\'"',
    """
    name: {heading: Opportunity Name, required: true}
    stage: {heading: Stage}
    probability: {heading: Probability (%), type: probability_percent}
    amount: {heading: Amount, type: money}
    closes_on: {heading: Close Date, type: date}
    """,
)
SALESFORCE_HEAD = '"Opportunity Name","Stage","Probability (%)","Amount","Close Date"\n'
SHOPIFY = Kind(
    "decimal: point",
    """
    order_id: {heading: Name, required: true}
    total: {heading: Total, type: decimal}
    ordered_at: {heading: Created at, type: timestamp, required: true}
    item: {heading: Lineitem name}
    quantity: {heading: Lineitem quantity, type: integer}
    zip: {heading: Billing Zip}
    """,
    "select order_id, max(total) as total, min(ordered_at) as ordered_at, sum(quantity) as quantity,"
    " any_value(ltrim(zip, '''')) as zip from export group by all",
)
SHOPIFY_HEAD = "Name,Total,Created at,Lineitem name,Lineitem quantity,Billing Zip\n"
STRIPE = Kind(
    "decimal: point\nskip: \"status <> 'Paid' and status <> 'Refunded'\"",
    """
    payment_id: {heading: id, required: true}
    created_at: {heading: Created (UTC), type: timestamp, zone: UTC, required: true}
    amount: {heading: Amount, type: decimal, required: true}
    refunded: {heading: Amount Refunded, type: decimal}
    currency: {heading: Currency, type: currency, required: true}
    status: {heading: Status, required: true}
    """,
)

QUIRKS = [
    # GA4
    Quirk(
        "a block of # lines, a blank line, the grand total first, dates without dashes, rates as fractions",
        GA4,
        f"{GA4_HEAD}\nDate,Session source,Sessions,Engagement rate\nGrand total,,30,0.6\n"
        "20261028,google,10,0.6667\n20261029,google,20,0.5\n",
        [("2026-10-28", "google", "10", "0.66670000"), ("2026-10-29", "google", "20", "0.50000000")],
    ),
    Quirk(
        "a second table below another block",
        GA4,
        f"{GA4_HEAD}\nDate,Session source,Sessions\n20261028,google,10\n\n{GA4_HEAD}\nDate,Session source,Sessions\n"
        "20261028,bing,99\n",
        [("2026-10-28", "google", "10", None)],
    ),
    Quirk(
        "a block in French",
        GA4,
        "# Acquisition de trafic\n# Date de début : 20261028\n\nDate,Session source,Sessions\n20261028,google,10\n",
        [("2026-10-28", "google", "10", None)],
    ),
    Quirk(
        "(not set), (other), Unassigned and (direct) / (none) are values",
        GA4,
        "Date,Session source / medium,Sessions\n20261028,(not set),1\n20261028,(other),2\n20261028,Unassigned,3\n"
        "20261028,(direct) / (none),4\n",
        [
            ("2026-10-28", "(not set)", "1", None),
            ("2026-10-28", "(other)", "2", None),
            ("2026-10-28", "Unassigned", "3", None),
            ("2026-10-28", "(direct) / (none)", "4", None),
        ],
    ),
    Quirk(
        "a rate above 1 is on another scale: put aside",
        GA4,
        "Date,Session source,Sessions,Engagement rate\n20261028,a,1,0.5\n20261028,b,1,66.67\n",
        [("2026-10-28", "a", "1", "0.50000000")],
        [(3, "Engagement rate", "66.67")],
    ),
    # HubSpot
    Quirk(
        "all in quotes, labels for stages, minutes in the exporting user's zone, 0.6 as a binary double",
        HUBSPOT,
        '"Record ID","Deal Name","Deal Stage","Deal probability","Amount","Close Date"\n'
        '"901","A","Presentation Scheduled","0.59999999999999997780","1500","2026-10-29 09:30"\n',
        [("901", "Presentation Scheduled", "0.6000", "1500.00000000", "2026-10-29 08:30:00+00")],
    ),
    # Salesforce
    Quirk(
        "ISO-8859-1 that is Windows' code page: ü and €",
        SALESFORCE,
        (SALESFORCE_HEAD + '"Müller","Proposal","60","€1,200.50","2026-12-01"\n').encode("cp1252"),
        [("Müller", "Proposal", "0.6000", "1200.50000000", "2026-12-01")],
    ),
    Quirk(
        "UTF-8 where Latin-1 was said",
        SALESFORCE,
        SALESFORCE_HEAD + '"Müller","Proposal","60","1200.50","2026-12-01"\n',
        [("Müller", "Proposal", "0.6000", "1200.50000000", "2026-12-01")],
    ),
    Quirk(
        "a formatted report: a title above, Grand Totals and a footer below",
        SALESFORCE,
        '"Open pipeline"\n"As of 30/10/2026"\n\n' + SALESFORCE_HEAD + '"A","Proposal","60","10.00","2026-12-01"\n'
        '"Grand Totals (1 record)","","","10.00",""\n\n"Confidential Information - Do Not Distribute"\n'
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n',
        [("A", "Proposal", "0.6000", "10.00000000", "2026-12-01")],
    ),
    Quirk(
        "numbers and dates of a German user",
        SALESFORCE,
        SALESFORCE_HEAD.replace(",", ";") + '"A";"Proposal";"60";"EUR 1.200,50";"31.12.2026"\n',
        [("A", "Proposal", "0.6000", "1200.50000000", "2026-12-31")],
    ),
    Quirk(
        "an id of 15 characters and its form of 18 are one record",
        Kind("", "id: {heading: Id, required: true}", "select distinct salesforce_id(id) as id from export"),
        "Id\n001A0000006Vm9r\n001A0000006Vm9rIAC\n",
        [("001A0000006Vm9rIAC",)],
    ),
    # Shopify
    Quirk(
        "a row a line item: the order's own columns on the first row alone, a zip with an apostrophe",
        SHOPIFY,
        f"{SHOPIFY_HEAD}#1001,59.90,2025-10-07 09:50:26 +0200,Cape,1,'10115\n"
        "#1001,,2025-10-07 09:50:26 +0200,Fangs,2,\n#1002,5.00,2025-10-07 10:00:00 +0200,Fangs,1,'04109\n",
        [
            ("#1001", "59.90000000", "2025-10-07 07:50:26+00", "3", "10115"),
            ("#1002", "5.00000000", "2025-10-07 08:00:00+00", "1", "04109"),
        ],
    ),
    # Stripe
    Quirk(
        "failed payments, minutes in UTC, a refund as a column, currency in lower case",
        STRIPE,
        "id,Created (UTC),Amount,Amount Refunded,Currency,Status\nch_1,2026-10-29 23:59,59.90,9.90,eur,Paid\n"
        "ch_2,2026-10-29 23:58,59.90,0.00,eur,Failed\n",
        [("ch_1", "2026-10-29 23:59:00+00", "59.90000000", "9.90000000", "EUR", "Paid")],
    ),
]


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.name)
def test_a_quirk(quirk: Quirk, tmp_path: Path) -> None:
    check(quirk, tmp_path)


def test_what_stands_behind_the_table_is_told(tmp_path: Path) -> None:
    quirk = next(quirk for quirk in QUIRKS if quirk.name.startswith("a second table"))
    reading = check(quirk, tmp_path)
    assert reading.file.notice == (
        "not read: 7 lines behind the table, from line 9 ('# ----------------------------------------')"
    )
