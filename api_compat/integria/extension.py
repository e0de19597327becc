"""What apps of others build on to add ops to api.php; these names stay.

Import it in AppConfig.ready() at the earliest. Guide: docs/integrators/extending-api-php.md.
"""

from api_compat.integria import ops  # noqa: F401  (a name of ours is refused to others)
from api_compat.integria.call import Call
from api_compat.integria.registry import decimal, integer, op, rest, text
from api_compat.integria.render import Record, Rows, Value

__all__ = ["Call", "Record", "Rows", "Value", "decimal", "integer", "op", "rest", "text"]
