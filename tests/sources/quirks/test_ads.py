"""What TikTok, Meta and Google Ads are known for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.quirks.cases import Kind, Quirk, check

TIKTOK = Kind(
    'decimal: point\nnulls: ["-", "--", "<5"]\nskip: "name ilike \'total%\' or name = \'-\'"',
    """
    day: {heading: [By Day, Date, Day, 일별], type: date, required: true}
    ad_id: {heading: [Ad ID, 광고 ID], optional: true}
    name: {heading: [Ad name, 광고 이름], required: true}
    currency: {heading: Currency, type: currency, from_field: spend}
    spend: {heading: [Cost, Total cost, Spend, "Cost ({currency})", 비용], type: decimal}
    impressions: {heading: [Impressions, Impression], type: integer, optional: true}
    rate: {heading: CTR (destination), type: percent, optional: true}
    """,
    "select day, ad_id, name, currency, sum(spend) as spend, sum(impressions) as impressions, max(rate) as rate"
    " from export group by all",
)
ID = "7002238017842757633"
SPENT = ("Montant dépensé", "Importe gastado", "Besteed bedrag", "المبلغ الذي تم إنفاقه")
META = Kind(
    "skip: \"coalesce(campaign, '') = ''\"\nperiods: [Reporting starts, Reporting ends, Week, Month]",
    """
    day: {heading: [Day, Jour, Día, Dag, اليوم], type: date, required: true}
    campaign: {heading: [Campaign name, Nom de la campagne, Nombre de la campaña, Campagnenaam, اسم الحملة]}
    currency: {type: currency, from_field: spend, required: true}
    spend: {heading: ["Amount spent ({currency})", SPENT], type: decimal}
    impressions: {heading: [Impressions, Impresiones, Weergaven, مرات الظهور], type: integer, optional: true}
    """.replace("SPENT", ", ".join(f'"{words} ({{currency}})"' for words in SPENT)),
    "select day, campaign, currency, sum(spend) as spend, sum(impressions) as impressions from export group by all",
)
GOOGLE = Kind(
    "skip: \"regexp_matches(day, '(?i)^(total|gesamt)')\"\nperiods: [Week, Month, Woche, Monat, Semaine]",
    """
    day: {heading: [Day, Jour, Tag], type: date, required: true}
    campaign: {heading: [Campaign, Campagne, Kampagne], required: true}
    currency: {heading: [Currency code, Code de devise, Währungscode], type: currency, required: true}
    spend: {heading: [Cost, Coût, Kosten], type: decimal}
    clicks: {heading: [Clicks, Clics, Klicks], type: integer}
    conversions: {heading: Conversions, type: decimal, optional: true}
    """,
)
GOOGLE_EN = "Day,Campaign,Currency code,Cost,Clicks,Conversions\n"
PREAMBLE = 'Campaign report\n"September 1, 2026 - September 30, 2026"\n'

QUIRKS = [
    # TikTok Ads
    Quirk(
        "the heading stands in row 1, whatever its order and case",
        TIKTOK,
        "COST,ad name,Currency,By Day\n12.5,Clip,USD,2026-10-29\n",
        [("2026-10-29", None, "Clip", "USD", "12.50000000", None, None)],
    ),
    *(
        Quirk(
            f"heading drift: {day}, {cost}, {shown}",
            TIKTOK,
            f"{day},Ad Name,{cost},{shown},Currency\n2026-10-29,Clip,3.00,7,USD\n",
            [("2026-10-29", None, "Clip", "USD", "3.00000000", "7", None)],
        )
        for day, cost, shown in [
            ("Date", "Cost", "Impression"),
            ("Day", "Total cost", "Impressions"),
            ("By Day", "Spend", "IMPRESSIONS"),
            ("by day", "Cost (USD)", "Impression"),
        ]
    ),
    Quirk(
        "the currency stands in the heading alone",
        TIKTOK,
        "Date,Ad name,Cost (IDR)\n2026-10-29,Clip,56873\n",
        [("2026-10-29", None, "Clip", "IDR", "56873.00000000", None, None)],
    ),
    Quirk(
        "Korean headings",
        TIKTOK,
        f"일별,광고 이름,광고 ID,비용,Currency\n2026-10-29,클립,{ID},1000,KRW\n",
        [("2026-10-29", ID, "클립", "KRW", "1000.00000000", None, None)],
    ),
    Quirk(
        "no value is not zero: -, --, <5 and nothing",
        TIKTOK,
        "Date,Ad name,Cost,Impressions,CTR (destination),Currency\n"
        "2026-10-29,A,-,<5,--,USD\n2026-10-29,B,0.00,,0.00%,USD\n",
        [
            ("2026-10-29", None, "A", "USD", None, None, None),
            ("2026-10-29", None, "B", "USD", "0.00000000", None, "0.000000"),
        ],
    ),
    Quirk(
        "percent with its sign and without",
        TIKTOK,
        "Date,Ad name,Cost,CTR (destination),Currency\n2026-10-29,A,1,1.23,USD\n2026-10-29,B,1,1.23%,USD\n",
        [("2026-10-29", None, name, "USD", "1.00000000", None, "1.230000") for name in "AB"],
    ),
    Quirk(
        "thousands within quotes",
        TIKTOK,
        'Date,Ad name,Cost,Impressions,Currency\n2026-10-29,A,"1,234.50","45,678",USD\n',
        [("2026-10-29", None, "A", "USD", "1234.50000000", "45678", None)],
    ),
    Quirk(
        "totals are rows that are never added",
        TIKTOK,
        "Date,Ad name,Cost,Currency\n-,Total of 1 ad,9.00,USD\n2026-10-29,A,4.50,USD\n-,-,9.00,USD\n",
        [("2026-10-29", None, "A", "USD", "4.50000000", None, None)],
    ),
    Quirk(
        "names without ids: the same ad twice on a day is summed",
        TIKTOK,
        "Date,Ad name,Cost,Impressions,Currency\n2026-10-29,A,4.50,10,USD\n2026-10-29,A,0.25,1,USD\n",
        [("2026-10-29", None, "A", "USD", "4.75000000", "11", None)],
    ),
    Quirk(
        "an id beyond 2^53 keeps its last digit",
        TIKTOK,
        f"Date,Ad ID,Ad name,Cost,Currency\n2026-10-29,{ID},A,1,USD\n",
        [("2026-10-29", ID, "A", "USD", "1.00000000", None, None)],
    ),
    # Meta Ads
    Quirk(
        "Meta: the currency in the heading, a byte-order mark, the totals row first with no names",
        META,
        "\ufeffReporting starts,Reporting ends,Campaign name,Day,Amount spent (USD),Impressions\n"
        "2026-10-29,2026-10-29,,,30.25,300\n2026-10-29,2026-10-29,Fright,2026-10-29,30.25,300\n",
        [("2026-10-29", "Fright", "USD", "30.25000000", "300")],
    ),
    Quirk(
        "Meta: the totals row last",
        META,
        "Campaign name,Day,Amount spent (EUR)\nFright,2026-10-29,2.50\n,,2.50\n",
        [("2026-10-29", "Fright", "EUR", "2.50000000", None)],
    ),
    Quirk(
        "Meta in French: ; and 1 234,56 and 01/08/2026",
        META,
        "Jour;Nom de la campagne;Montant dépensé (USD);Impressions\n"
        "01/08/2026;Été | FR;1 234,56;1 200\n31/08/2026;Été | FR;1\u202f000,00;900\n",
        [
            ("2026-08-01", "Été | FR", "USD", "1234.56000000", "1200"),
            ("2026-08-31", "Été | FR", "USD", "1000.00000000", "900"),
        ],
    ),
    Quirk(
        "Meta in Spanish",
        META,
        "Día,Nombre de la campaña,Importe gastado (PEN),Impresiones\n2026-10-29,Miedo,12.50,100\n",
        [("2026-10-29", "Miedo", "PEN", "12.50000000", "100")],
    ),
    Quirk(
        "Meta in Dutch: 1.200 is a thousand where 12,50 says so",
        META,
        'Dag,Campagnenaam,Besteed bedrag (EUR),Weergaven\n2026-10-29,Schrik,"12,50",1.200\n',
        [("2026-10-29", "Schrik", "EUR", "12.50000000", "1200")],
    ),
    Quirk(
        "Meta in Arabic",
        META,
        "اليوم,اسم الحملة,المبلغ الذي تم إنفاقه (AED),مرات الظهور\n2026-10-29,هالوين,7.25,10\n",
        [("2026-10-29", "هالوين", "AED", "7.25000000", "10")],
    ),
    Quirk(
        "Meta without Day: its rows are of a period",
        META,
        "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n2026-10-01,2026-10-31,Fright,900.00\n",
        message="a.csv: Its rows are of a whole period ('Reporting starts', 'Reporting ends' in line 1), where each has"
        " to be of one day.",
    ),
    Quirk(
        "Meta by platform and placement: the rows of a day are summed",
        META,
        "Day,Campaign name,Platform,Placement,Amount spent (USD),Impressions\n"
        "2026-10-29,Fright,facebook,feed,1.50,10\n2026-10-29,Fright,instagram,reels,2.25,20\n",
        [("2026-10-29", "Fright", "USD", "3.75000000", "30")],
    ),
    # Google Ads
    Quirk(
        "Google: two lines above the table, totals below it, ` --` for nothing, 1,234.56, fractional conversions",
        GOOGLE,
        PREAMBLE + GOOGLE_EN + '2026-09-01,Brand,EUR,"1,234.56",90,1.33\n2026-09-02,Brand,EUR, --,0, --\n'
        'Total: Account,--,EUR,"1,234.56",90,1.33\nTotal: Campaigns,--,EUR,"1,234.56",90,1.33\n',
        [
            ("2026-09-01", "Brand", "EUR", "1234.56000000", "90", "1.33000000"),
            ("2026-09-02", "Brand", "EUR", None, "0", None),
        ],
    ),
    Quirk(
        "Google for Excel: UTF-16 with its mark, tabs between columns",
        GOOGLE,
        (PREAMBLE + GOOGLE_EN + "2026-09-01,Brand,EUR,1.50,9,0.50\n").replace(",", "\t").encode("utf-16"),
        [("2026-09-01", "Brand", "EUR", "1.50000000", "9", "0.50000000")],
    ),
    Quirk(
        "the same, big end first",
        GOOGLE,
        b"\xfe\xff"
        + (PREAMBLE + GOOGLE_EN + "2026-09-01,Brand,EUR,1.50,9,0.50\n").replace(",", "\t").encode("utf-16-be"),
        [("2026-09-01", "Brand", "EUR", "1.50000000", "9", "0.50000000")],
    ),
    Quirk(
        "Google in French: Coût, 1 234,56 with a no-break space, Total : campagnes",
        GOOGLE,
        "Rapport\n1 sept. 2026\nJour,Campagne,Code de devise,Coût,Clics,Conversions\n"
        '2026-09-01,Marque,EUR,"1\u00a0234,56",1\u00a0100,"0,50"\nTotal : campagnes,--,EUR,"1\u00a0234,56",90,"0,50"\n',
        [("2026-09-01", "Marque", "EUR", "1234.56000000", "1100", "0.50000000")],
    ),
    Quirk(
        "Google in German: Kosten, 1.234,56, 30.09.2026, Gesamt",
        GOOGLE,
        "Kampagnenbericht\n1.–30. September 2026\nTag;Kampagne;Währungscode;Kosten;Klicks;Conversions\n"
        "30.09.2026;Marke;EUR;1.234,56;1.100;0,50\nGesamt: Konto; --;EUR;1.234,56;1.100;0,50\n",
        [("2026-09-30", "Marke", "EUR", "1234.56000000", "1100", "0.50000000")],
    ),
    Quirk(
        "campaign names full of | ; and tabs' look-alikes",
        GOOGLE,
        GOOGLE_EN + "2026-09-01,DE | Brand | Exact | 2026; new,EUR,1.00,1,0\n",
        [("2026-09-01", "DE | Brand | Exact | 2026; new", "EUR", "1.00000000", "1", "0.00000000")],
    ),
    Quirk(
        "Google by week: refused",
        GOOGLE,
        PREAMBLE + "Week,Campaign,Currency code,Cost,Clicks\n2026-08-31,Brand,EUR,10.00,1\n",
        message="a.csv: Its rows are of a whole period ('Week' in line 3), where each has to be of one day.",
    ),
    Quirk(
        "03/04/2026 all over the column: refused with both readings",
        GOOGLE,
        "Day,Campaign,Currency code,Cost,Clicks\n05/05/2026,Brand,EUR,1.50,1\n03/04/2026,Brand,EUR,1.50,1\n",
        message="a.csv: Line 3, field Day: '03/04/2026' is 3 April 2026 (%d/%m/%Y) or 4 March 2026 (%m/%d/%Y), and"
        " nothing in the file tells which.",
    ),
    Quirk(
        "04/13/2026 in the column tells",
        GOOGLE,
        "Day,Campaign,Currency code,Cost,Clicks\n03/04/2026,Brand,EUR,1.50,1\n04/13/2026,Brand,EUR,1.50,1\n",
        [
            ("2026-03-04", "Brand", "EUR", "1.50000000", "1", None),
            ("2026-04-13", "Brand", "EUR", "1.50000000", "1", None),
        ],
    ),
]


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.name)
def test_a_quirk(quirk: Quirk, tmp_path: Path) -> None:
    check(quirk, tmp_path)
