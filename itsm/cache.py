"""Cache backends that keep JSON: what is read back from the store can only be data."""

import json
from typing import Any


class JsonSerializer:
    """Turns cached values into JSON for Redis and back; whole numbers stay numbers there."""

    def dumps(self, value: Any) -> bytes | int:
        """Return the value as stored. Redis increments only bare integers."""
        if type(value) is int:
            return value
        return json.dumps(value, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        """Return the stored value."""
        return json.loads(data)
