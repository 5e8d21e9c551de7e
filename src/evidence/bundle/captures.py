"""Checks the captures of an evidence bundle of Vigie: what went over the wire in some of its looks (docs/evidence-format.md, "Captures").

A record of the log names a manifest by its SHA-256, and the manifest names bodies and certificates by theirs. evidence.warc.gz must be, record
by record and byte for byte, the WARC 1.1 file that these make. Python's standard library alone; shares no code with the program that made it.
"""

import base64
import hashlib
import ipaddress
import json
import os
import re
import urllib.parse
import zlib

from files import Bad, canonical, read, sha256
from method import iso

WARC = "evidence.warc.gz"
FOLDER = "proof/captures"
LARGEST = 16 * 1024 * 1024


def check_captures(values, is_own):
    """is_own knows the ids of the monitor that the figure is about: a capture of another one would be true and prove nothing."""
    notes = [value for value in values if value["kind"] == "capture" and is_own(value["body"]["monitorId"])]
    manifests = all_manifests({note["body"]["sha256"] for note in notes})
    members = list(gzip_members(read(WARC))) if os.path.exists(WARC) else []
    place, left_out, erased = 0, [], []
    for note in notes:
        manifest = manifests.get(note["body"]["sha256"])
        if manifest is None:
            left_out.append(note)
            continue
        try:
            count, missing = check_capture(members[place:], manifest, note)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise Bad(f"{FOLDER}/{note['body']['sha256']}.json: it has not the form of a capture") from error
        place += count
        erased += [(digest, note) for digest in missing]
    if place < len(members):
        raise Bad(f"{WARC}: record {place} belongs to no capture that the log names")
    tell_captures(values, len(notes), left_out, erased)


def check_capture(members, manifest, note):
    """How many records of the file the capture has, and which bodies are not in it."""
    said = [note["body"][key] for key in ("monitorId", "vantageId", "boot", "counter")] + [note["at"]]
    if said != [manifest[key] for key in ("monitorId", "vantageId", "boot", "counter", "at")]:
        raise Bad(f"{FOLDER}/{note['body']['sha256']}.json: not of the look that record {note['seq']} names")
    count = count_of(manifest)
    blobs = blobs_in(members[:count], manifest)
    for index, (what, expected) in enumerate(warc_records(manifest, blobs)):
        if index >= len(members) or members[index] != expected:
            raise Bad(f"{WARC}: the {what} of the look at {iso(note['at'])} is not what record {note['seq']} names")
    bodies = dict.fromkeys(hop["response"]["body"]["sha256"] for hop in manifest["hops"] if hop["response"])
    return count, [digest for digest in bodies if digest not in blobs]


def tell_captures(values, count, left_out, erased):
    if count > len(left_out):
        print(f"yes: {WARC} is what went over the wire in {count - len(left_out)} looks, as records name it")
    if left_out:
        print(f"note: {len(left_out)} captures that records name are not in this bundle (no room, or lost), of the looks at" +
              "".join(f"\n      {iso(note['at'])}" for note in left_out[:5]) + ("\n      …" if len(left_out) > 5 else ""))
    for digest, note in erased:
        why = [value for value in values if value["kind"] == "erasure" and digest in value["body"]["erased"]]
        print(f"note: the body {digest} of the look at {iso(note['at'])} was erased; its hash and its length remain: " +
              (f"record {why[0]['seq']} says why: {why[0]['body']['reason']}" if why else "no record under this checkpoint says why, a later one may"))


def all_manifests(named):
    manifests = {}
    for name in sorted(os.listdir(FOLDER)) if os.path.isdir(FOLDER) else []:
        path = f"{FOLDER}/{name}"
        raw = read(path)
        digest = sha256(raw).hex()
        if name != f"{digest}.json":
            raise Bad(f"{path}: not the capture of that name")
        if digest not in named:
            raise Bad(f"{path}: no record of records.bin names this capture")
        try:
            manifests[digest] = json.loads(raw)
            version = manifests[digest]["v"]
        except (KeyError, TypeError, ValueError) as error:
            raise Bad(f"{path}: it has not the form of a capture") from error
        if version != 1:
            raise Bad(f"{path}: of version {version}; this program reads version 1")
    return manifests


def gzip_members(data):
    """What each member of a gzip file (RFC 1952) holds; members have the plain header of ten bytes."""
    count = 0
    while data:
        unpack = zlib.decompressobj(31)
        try:
            content = unpack.decompress(data, LARGEST) if data[2:4] == b"\x08\x00" else b""
        except zlib.error:
            content = b""
        if not unpack.eof:
            raise Bad(f"{WARC}: the gzip member after {count} others is damaged")
        yield content
        data = unpack.unused_data
        count += 1


def count_of(manifest):
    hops = manifest["hops"]
    per_hop = sum(1 + (hop["request"] is not None) + (hop["response"] is not None) + bool(hop["chain"]) for hop in hops)
    return 2 + len(manifest["lookups"]) + per_hop + (manifest["controls"] is not None)


def blobs_in(members, manifest):
    """Bodies and certificates that the file holds, by their SHA-256: only those that the manifest names count."""
    responses = [hop["response"] for hop in manifest["hops"] if hop["response"]]
    named = {digest for hop in manifest["hops"] for digest in hop["chain"]} | {one["body"]["sha256"] for one in responses}
    blobs = {}
    for member in members:
        block = member[member.find(b"\r\n\r\n") + 4 : -4]
        found = [block[len(one["head"]) :] for one in responses if len(block) == len(one["head"]) + one["body"]["length"]]
        if block.startswith(b"-----BEGIN CERTIFICATE-----"):
            found += [base64.b64decode(text) for text in re.findall(rb"-----BEGIN CERTIFICATE-----([^-]*)-----END", block)]
        blobs.update({sha256(one).hex(): one for one in found if sha256(one).hex() in named})
    return blobs


# --- what the WARC file of a capture is: ISO 28500, with the fields in the order that Vigie writes ---------------------------------------


def warc_records(manifest, blobs):
    """Pairs of what a record is and its bytes."""
    identity = [manifest[key] for key in ("vantageId", "boot", "counter")]
    name = lambda *part: warc_id(["vigie", *identity, *part])  # noqa: E731
    hops = manifest["hops"]
    about = [("WARC-Target-URI", bare(hops[0]["url"]))] if hops else []
    look = {"at": manifest["at"], "boot": manifest["boot"], "counter": manifest["counter"], "monitor": manifest["monitorId"],
            "vantage": manifest["vantageId"]}
    yield warc_record("warcinfo", name("info"), manifest["at"], [], "application/warc-fields", maker_fields(manifest))
    yield warc_record("metadata", name("look"), manifest["at"], about, "application/json", canonical(look).encode())
    for place, lookup in enumerate(manifest["lookups"]):
        target = f"dns:{urllib.parse.quote(lookup['name'], safe=component)}?type={lookup['type']}"
        fields = [("WARC-Target-URI", target), *address(lookup["resolver"])]
        yield warc_record("resource", name("lookup", place), lookup["at"], fields, "text/dns", dns_lines(lookup))
    for place, hop in enumerate(hops):
        yield from hop_records(hop, place, lambda part, place=place: name("hop", place, part), blobs)
    controls = manifest["controls"]
    if controls is not None:
        fields = [*about, ("WARC-Concurrent-To", f"<{name('look')}>")]
        yield warc_record("metadata", name("controls"), controls["at"], fields, "application/json", canonical(controls).encode())


def hop_records(hop, place, name, blobs):
    target = [("WARC-Target-URI", bare(hop["url"])), *address(hop["address"])]
    exchanged = [name(part) for part in ("request", "response") if hop[part] is not None]

    def record(part, kind, fields, content_type, block):
        beside = [("WARC-Concurrent-To", f"<{other}>") for other in exchanged if other != name(part)]
        return warc_record(kind, name(part), hop["at"], [*target, *beside, *fields], content_type, block)

    if hop["request"] is not None:
        yield record("request", "request", [], "application/http;msgtype=request", hop["request"].encode("latin1"))
    if hop["response"] is not None:
        head, (block, fields) = hop["response"]["head"], answer(hop["response"], blobs)
        if head.startswith("HTTP/") and head.endswith("\r\n\r\n"):
            yield record("response", "response", fields, "application/http;msgtype=response", block)
        else:
            yield record("response", "resource", fields, "application/octet-stream", block)
    if hop["chain"]:
        pem = b"".join(certificate(blobs[digest]) for digest in hop["chain"] if digest in blobs)
        yield record("chain", "metadata", [], "application/pem-certificate-chain", pem)
    story = {"hop": place, **{key: hop[key] for key in ("failure", "tls") if hop[key] is not None}}
    yield record("story", "metadata", [], "application/json", canonical(story).encode())


def answer(response, blobs):
    """The block of an answer and the fields about it. Of an erased body the head and the digest remain."""
    head, body = response["head"], response["body"]
    kept = blobs.get(body["sha256"])
    reason = "unspecified" if kept is None else response["truncated"]
    coded = re.search(r"(?:^|[\r\n])transfer-encoding:", head, re.IGNORECASE)
    fields = [] if coded else [("WARC-Payload-Digest", f"sha256:{body['sha256']}")]
    return head.encode("latin1") + (kept or b""), fields + ([("WARC-Truncated", reason)] if reason else [])


def warc_record(kind, record_id, at, fields, content_type, block):
    every = [("WARC-Type", kind), ("WARC-Record-ID", f"<{record_id}>"), ("WARC-Date", iso(at)), *fields,
             ("WARC-Block-Digest", f"sha256:{sha256(block).hex()}"), ("Content-Type", content_type), ("Content-Length", str(len(block)))]
    head = "WARC/1.1\r\n" + "".join(f"{field}: {value}\r\n" for field, value in every) + "\r\n"
    return f"{kind} ({content_type})", head.encode() + block + b"\r\n\r\n"


def warc_id(parts):
    """A UUID of version 8 (RFC 9562 section 5.8)."""
    raw = bytearray(hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).digest()[:16])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    return "urn:uuid:" + re.sub(r"^(.{8})(.{4})(.{4})(.{4})(.{12})$", r"\1-\2-\3-\4-\5", raw.hex())


def maker_fields(manifest):
    maker = manifest["maker"]
    fields = [("software", maker["software"]), ("format", "WARC File Format 1.1"),
              ("description", f"One look at {manifest['monitorId']} from {manifest['vantageId']}")]
    fields += [("operator", maker["operator"])] if maker["operator"] is not None else []
    return "".join(f"{field}: {value}\r\n" for field, value in fields).encode()


def dns_lines(lookup):
    rcode = "no answer" if lookup["rcode"] is None else lookup["rcode"]
    lines = [f"; {escaped(lookup['name'])} {lookup['type']}, resolver {escaped(lookup['resolver'])}, {rcode}"]
    lines += [f"{escaped(one['name'])}. {one['ttl']} IN {one['type']} {escaped(one['data'])}" for one in lookup["answers"]]
    return "".join(f"{line}\n" for line in lines).encode()


def escaped(text):
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: f"\\{ord(found[0]):03d}", text)


def certificate(der):
    text = base64.b64encode(der).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return ("-----BEGIN CERTIFICATE-----\n" + "\n".join(lines) + "\n-----END CERTIFICATE-----\n").encode()


def bare(url):
    """Without a user name or a password; the manifest has the rest as the file has it."""
    return re.sub(r"^([a-z][a-z0-9+.-]*://)[^/?#@]*@", r"\1", url)


def address(text):
    try:
        return [("WARC-IP-Address", text)] if text is not None and ipaddress.ip_address(text) else []
    except ValueError:
        return []


component = "!~*'()"
