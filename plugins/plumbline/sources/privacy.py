"""Messages, manifests and quarantines quote files, and must not carry people or secrets along."""

from __future__ import annotations

import re

MAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)*")
# with a country's code, in brackets, or in the groups that people write; bare digits are ids and amounts
PHONE = re.compile(
    r"\+[1-9]\d{0,2}[ ./-]?(?:\(\d+\)[ ./-]?)?\d(?:[ ./-]?\d){5,12}"
    r"|\(\d{2,5}\)[ ./-]?\d(?:[ ./-]?\d){4,9}"
    r"|(?<![\w.])(?:00[1-9]\d{0,2}[ ./-](?:\(\d+\)[ ./-]?)?\d(?:[ ./-]?\d){5,12}"
    r"|0\d{2,4}[ /-]\d(?:[ -]?\d){4,8}"
    r"|\d{3}[-. ]\d{3}[-. ]\d{4})(?!\w)"
)
SECRET = re.compile(
    r"(?i)\b((?:access[_-]?token|refresh[_-]?token|api[_-]?key|client[_-]?secret|developer[_-]?token|password|passwd|pwd"
    r"|secret|token|authorization)[\"']?\s*[:=]\s*[\"']?(?:bearer\s+)?|bearer\s+)[^\s\"'&,;<>]+"
)
# what payment, shop, mail and cloud platforms begin their secrets with
KEY = re.compile(
    r"[srp]k_(?:live|test)_\w+|whsec_\w+|shp(?:at|ca|pa|ss)_\w+"
    r"|\b(?:pat-\w+-[\w-]+|EAA\w{20,}|AKIA\w{16}|ya29\.[\w-]+|eyJ[\w-]+\.[\w.-]+)"
)


def redacted(text: str) -> str:
    """The text with e-mail addresses, phone numbers and secrets replaced by words for them."""
    text = MAIL.sub("(e-mail address)", text)
    text = SECRET.sub(r"\1(secret)", KEY.sub("(secret)", text))
    return PHONE.sub("(phone number)", text)
