"""A real SMTP server that writes down every mail that it takes, before it answers."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from email.parser import BytesParser
from pathlib import Path
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Counting:
    """Keeps recipient, Message-ID and digest of each mail as a line of `inbox`."""

    def __init__(self, inbox: Path) -> None:
        self.inbox = inbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Write it down, then answer."""
        content = cast(bytes, envelope.content)
        message_id = BytesParser().parsebytes(content, headersonly=True)["Message-ID"]
        line = json.dumps([envelope.rcpt_tos[0], message_id, hashlib.sha256(content).hexdigest()])
        with self.inbox.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        return "250 OK"


def serve(inbox: Path, port: int) -> None:
    """Until the process is ended."""
    Controller(Counting(inbox), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(3600)


def taken(inbox: Path) -> Counter[tuple[str, str]]:
    """How often each (recipient, Message-ID) was taken."""
    lines = inbox.read_text(encoding="utf-8").splitlines()
    return Counter((recipient, message_id) for recipient, message_id, _ in map(json.loads, lines))
