"""Finding case definitions and mandatory-PEM statements in a paper's own words.

The detector only proposes: it never tags. The method is that of criteria.md 5.
"""

from curator_app.domain.detection.engine import detect
from curator_app.domain.detection.proposal import ROLES, Proposal
from curator_app.domain.detection.rules import Detector

__all__ = ["ROLES", "Detector", "Proposal", "detect"]
