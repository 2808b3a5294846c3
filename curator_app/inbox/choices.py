"""What the owner chose for an inbox: periods, saved filters, mail accounts (without secrets)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from curator_app.domain.correspondence import Template
from curator_app.domain.inbox_query import SavedFilter, query_from_json, query_to_json
from curator_app.domain.retention import USUAL, Periods
from curator_app.inbox.session import Session

_PERIODS, _FILTERS, _ACCOUNTS = "periods", "filters", "accounts"
_TEMPLATES, _BY_ITSELF = "templates", "by_itself"


class Choices:
    """Settings of an inbox; they lie encrypted in it, because even a filter's name can tell."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def periods(self) -> Periods:
        """How long what is kept."""
        return USUAL.changed(self._get(_PERIODS, {}))

    def set_periods(self, values: Mapping[str, Any]) -> Periods:
        """Change periods by name; raises BadValue."""
        new = self.periods().changed(values)
        self._set(_PERIODS, new.to_json())
        return new

    def runs_by_itself(self) -> bool:
        """Whether what is due goes when the inbox is opened, without a question."""
        return bool(self._get(_BY_ITSELF, False))

    def set_runs_by_itself(self, wanted: bool) -> None:
        """Let what is due go by itself, or ask each time."""
        self._set(_BY_ITSELF, wanted)

    def filters(self) -> list[SavedFilter]:
        """The saved filters, in their owner's order."""
        found = self._get(_FILTERS, [])
        return [SavedFilter(item["name"], query_from_json(item["query"])) for item in found]

    def set_filters(self, filters: Sequence[SavedFilter]) -> None:
        """Keep these filters, in this order."""
        form = [{"name": item.name, "query": query_to_json(item.query)} for item in filters]
        self._set(_FILTERS, form)

    def templates(self) -> list[Template] | None:
        """The owner's replies that are written once, None while there are only the usual ones."""
        found = self._get(_TEMPLATES, None)
        return None if found is None else [Template(**item) for item in found]

    def set_templates(self, templates: Sequence[Template]) -> None:
        """Keep these templates, in this order."""
        self._set(_TEMPLATES, [vars(item) for item in templates])

    def accounts(self) -> dict[str, dict[str, Any]]:
        """The settings of mail accounts and feeds by name; passwords are in the keyring."""
        return dict(self._get(_ACCOUNTS, {}))

    def set_account(self, name: str, settings: Mapping[str, Any] | None) -> None:
        """Keep the settings of an account, or forget it (None)."""
        found = self.accounts()
        found.pop(name, None)
        if settings is not None:
            found[name] = dict(settings)
        self._set(_ACCOUNTS, found)

    def _get(self, name: str, usual: Any) -> Any:
        with self._session.read() as db:
            row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else usual

    def _set(self, name: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False).encode()
        with self._session.write() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, text))
            self._session.log(db, "settings")
