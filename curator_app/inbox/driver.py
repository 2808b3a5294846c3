"""SQLCipher's driver, which comes without types."""

from __future__ import annotations

from typing import Any

from sqlcipher3 import dbapi2

driver: Any = dbapi2
DriverError: type[Exception] = driver.Error
Connection = Any
"""A connection of the driver."""
