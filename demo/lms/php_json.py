"""JSON text as PHP's json_encode writes it: slashes escaped, no blanks."""

import json


def php_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")
