"""The line that info=version prints."""

from typing import Any

import itsm_version

__all__ = ["version_line"]
