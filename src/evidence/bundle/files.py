"""Files of an evidence bundle of Vigie, and their hashes. Python's standard library alone."""

import hashlib
import json


class Bad(Exception):
    """The first thing that is wrong."""


def read(name):
    try:
        with open(name, "rb") as file:
            return file.read()
    except OSError as error:
        raise Bad(f"{name}: cannot be read ({error.strerror})") from None


def write(path, content):
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def canonical(value):
    """RFC 8785 for what stands in figures and records: keys here are ASCII."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(data):
    return hashlib.sha256(data).digest()
