"""What a library judges by: its catalogue, its checks and the versions that it stamps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

from curator_app import knowledge
from curator_app.domain.catalogue import Catalogue
from curator_app.domain.policy import Policy
from curator_app.domain.revision import Versions
from curator_app.domain.ruling import POLICY, WORDS, Ruling, newest
from curator_app.storage import rulings

if TYPE_CHECKING:
    from curator_app.domain.checks.engine import Engine
    from curator_app.domain.checks.word_changes import WordChanges
    from curator_app.storage.database import Connection


@dataclass(frozen=True)
class Rules:
    """The rules in force; an adoption puts another value in its place.

    Until a library has adopted a policy, the shipped one holds under the name that library.toml
    gives it; from then on the name is that of the ruling, whatever stands in the file.
    """

    catalogue: Catalogue
    versions: Versions
    rulings: tuple[Ruling, ...]

    @staticmethod
    def read(conn: Connection, stamped: Versions) -> Rules:
        """The rules of an open library whose file stamps these versions."""
        return Rules.of(tuple(rulings.every(conn)), stamped)

    @staticmethod
    def of(made: tuple[Ruling, ...], stamped: Versions) -> Rules:
        """The rules that follow from all rulings, oldest first."""
        shipped = knowledge.catalogue()
        ruling = newest(made, POLICY)
        policy = policy_of(ruling) if ruling else Policy(stamped.policy, {})
        same = not policy.contested and policy.version == shipped.policy_version
        catalogue = shipped if same else shipped.with_policy(policy)
        return Rules(catalogue, replace(stamped, policy=policy.version), made)

    def with_ruling(self, ruling: Ruling) -> Rules:
        """The rules after one more ruling."""
        return Rules.of((*self.rulings, ruling), self.versions)

    def names(self, kind: str) -> list[str]:
        """The names that versions of this kind had, oldest first."""
        return [ruling.version for ruling in self.rulings if ruling.kind == kind]

    @cached_property
    def words(self) -> WordChanges:
        """What the owner changed in the word lists."""
        from curator_app.domain.checks.word_changes import WordChanges

        ruling = newest(self.rulings, WORDS)
        return WordChanges.from_json(ruling.version, ruling.data) if ruling else WordChanges()

    @cached_property
    def engine(self) -> Engine:
        """The checks with the owner's words and policy; compiled when they are first asked for."""
        shipped = knowledge.checks()
        if not self.words.version and self.catalogue is shipped.catalogue:
            return shipped
        words = self.words.applied(shipped.words)
        return type(shipped)(shipped.rules, words, self.catalogue)


def policy_of(ruling: Ruling) -> Policy:
    """The policy that a ruling adopted."""
    return Policy(ruling.version, cast("Mapping[str, str]", ruling.data["contested"]))
