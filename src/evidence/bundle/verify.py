"""Checks what an evidence bundle of Vigie says, with nothing but Python's standard library; verify.sh calls it.

The formats are described in Vigie's docs/evidence-format.md. Beside it, method.py is the method, and captures.py checks what was exchanged.
It shares no code with the program that made the bundle.
"""

import base64
import bisect
import gc
import json
import os
import re
import sys
from datetime import datetime, timezone

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from captures import check_captures  # noqa: E402
from files import Bad, canonical, read, sha256, write  # noqa: E402
from method import Configurations, derive, end_of, iso  # noqa: E402


def strict_base64(text, what):
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if not raw or base64.b64encode(raw).decode() != text:
        raise Bad(f"{what}: not base64")
    return raw


# --- files ------------------------------------------------------------------------------------------------------------------------


def check_files():
    listed = {line[66:] for line in read("SHA256SUMS").decode("utf-8", "replace").splitlines()}
    for folder, _, names in os.walk("."):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), ".")
            if path not in listed and path != "SHA256SUMS":
                raise Bad(f"{path}: not among the files that were packed")
    for name in ("figure.json", "observations.csv", "records.bin", "proof/checkpoint", "proof/records.proof", "proof/records.marks", "key"):
        if name not in listed:
            raise Bad(f"{name}: missing in SHA256SUMS")


# --- the checkpoint: c2sp.org/signed-note, c2sp.org/tlog-checkpoint ----------------------------------------------------------------


def verifier_key(line):
    """Name, key ID and the 32 bytes of an Ed25519 key."""
    found = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+(\S+)", line)
    if not found:
        raise Bad(f"key: not <name>+<8 hex digits>+<base64>: {line[:80]}")
    name, key_id, encoded = found.groups()
    raw = strict_base64(encoded, "key")
    if len(raw) != 33 or raw[0] != 1:
        raise Bad("key: not an Ed25519 key (type 1, 32 bytes)")
    if sha256(name.encode() + b"\n" + raw)[:4].hex() != key_id:
        raise Bad(f"key: {key_id} is not the ID of this name and key")
    return name, bytes.fromhex(key_id), raw[1:]


def known_keys(given):
    text = read("key").decode("utf-8", "replace") if not given else read(given).decode() if os.path.isfile(given) else given
    keys = [verifier_key(line) for line in text.splitlines() if line]
    if not keys:
        raise Bad("key: holds no key")
    return keys


def checkpoint(name):
    """Origin, size and root; the signed text; (name, key ID, signature) of every line."""
    note = read(name).decode("utf-8", "replace")
    end = note.rfind("\n\n") + 1
    lines = note[:end].split("\n")
    if end == 0 or not note.endswith("\n") or len(lines) < 4 or not re.fullmatch(r"0|[1-9]\d{0,15}", lines[1]):
        raise Bad(f"{name}: not a checkpoint")
    signatures = []
    for line in note[end + 1 : -1].split("\n"):
        found = re.fullmatch(r"\u2014 (\S+) (\S+)", line)
        if not found:
            raise Bad(f"{name}: not a signature line: {line[:80]}")
        raw = strict_base64(found[2], f"{name}: a signature")
        signatures.append((found[1], raw[:4], raw[4:]))
    root = strict_base64(lines[2], f"{name}: the root")
    return {"origin": lines[0], "size": int(lines[1]), "root": root, "text": note[:end], "signatures": signatures}


def prepare(work, given):
    """Writes what openssl takes."""
    check_files()
    print("yes: the files are those that were packed")
    keys = known_keys(given)
    head = checkpoint("proof/checkpoint")
    for name, key_id, raw in keys:
        for line_name, line_id, signature in head["signatures"]:
            if (line_name, line_id) != (name, key_id):
                continue
            # SubjectPublicKeyInfo of RFC 8410.
            der = bytes.fromhex("302a300506032b6570032100") + raw
            write(f"{work}/key.pem", f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n")
            write(f"{work}/key-name", f"{name}+{key_id.hex()}")
            write(f"{work}/text", head["text"])
            write(f"{work}/signature", signature)
            write(f"{work}/stamps", "".join(stamps()))
            return
    raise Bad(f"proof/checkpoint: not signed by {' or '.join(name + '+' + key_id.hex() for name, key_id, _ in keys)}")


# --- time stamps: RFC 3161 ----------------------------------------------------------------------------------------------------------


def stamps():
    """Lines for the shell: file, what it is over, its time in whole seconds."""
    for folder, data in (("proof/tokens", "proof/checkpoint"), ("proof/before", "proof/before/checkpoint")):
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            if name == "checkpoint":
                continue
            path = f"{folder}/{name}"
            if sha256(read(path)).hex() + ".tst" != name:
                raise Bad(f"{path}: not the token of that name")
            yield f"{path} {data} {int(token_time(path).timestamp())}\n"


def token_time(path):
    def inside(data):
        """The values within a DER value: (tag, content)."""
        at = 0
        while at < len(data):
            tag, length, at = data[at], data[at + 1], at + 2
            if length & 0x80:
                count = length & 0x7F
                length, at = int.from_bytes(data[at : at + count], "big"), at + count
            yield tag, data[at : at + length]
            at += length

    try:
        [(_, content_info)] = inside(read(path))
        [(_, signed_data)] = inside(list(inside(content_info))[1][1])
        encapsulated = list(inside(signed_data))[2][1]
        [(_, octets)] = inside(list(inside(encapsulated))[1][1])
        [(_, info)] = inside(octets)
        text = list(inside(info))[4][1].decode()
        return datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
    except (ValueError, IndexError):
        raise Bad(f"{path}: not a time-stamp token") from None


# --- the records and the tree: RFC 6962 section 2.1 -----------------------------------------------------------------------------------


def all_records():
    """The records' bytes and what they say, in the order of the log."""
    data, at, raws, values, newest = read("records.bin"), 0, [], [], -1
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise Bad(f"records.bin: cut short after record {newest}")
        raw = data[at + 2 : end]
        try:
            value = json.loads(raw)
            seq = value["seq"]
            fine = value["v"] == 1 and type(seq) is int and seq > newest and type(value["kind"]) is str
        except (ValueError, TypeError, KeyError):
            fine = False
        if not fine:
            raise Bad(f"records.bin: what follows record {newest} is not a record of version 1 that comes after it")
        newest = seq
        raws.append(raw)
        values.append(whole(value) if "whole" in value else value)
        at = end
    if not values:
        raise Bad("records.bin: holds no record")
    return raws, values


def whole(digest):
    """The record that the log holds by its digest alone, because it is long."""
    raw = read(f"whole/{int(digest['seq'])}.json")
    if len(raw) != digest["whole"]["length"] or sha256(raw).hex() != digest["whole"]["sha256"]:
        raise Bad(f"whole/{digest['seq']}.json: not the record whose digest the log holds")
    return json.loads(raw)


def describe(value):
    at = value.get("at")
    what = f"{value['kind']} of {value['monitor']}" if value["kind"] == "observation" else value["kind"]
    return f"record {value['seq']} ({what}{', ' + iso(at) if type(at) is int else ''})"


def check_tree(raws, values, size, root):
    leaves = [sha256(b"\x00" + raw) for raw in raws]
    seqs = [value["seq"] for value in values]
    proof = read("proof/records.proof")
    marks = read("proof/records.marks")
    used = 0

    def root_of(low, high, first, end):
        nonlocal used
        if first == end:
            part = proof[used : used + 32]
            used += 32
            return part
        if high - low == 1:
            return leaves[first]
        half = 1 << ((high - low - 1).bit_length() - 1)
        split = bisect.bisect_left(seqs, low + half, first, end)
        return sha256(b"\x01" + root_of(low, low + half, first, split) + root_of(low + half, high, split, end))

    if seqs[-1] != size - 1:
        raise Bad(f"records.bin: record {size - 1}, the last one of the tree, is missing")
    if root_of(0, size, 0, len(seqs)) == root and used == len(proof):
        return
    for index, leaf in enumerate(leaves):
        if marks[index * 4 : index * 4 + 4] != leaf[:4]:
            raise Bad(f"records.bin: {describe(values[index])} is not the one in the tree of the checkpoint")
    raise Bad("proof/records.proof: the records and this proof do not lead to the root of the checkpoint")


def check_anchors(values):
    """Each record names the newest token before it; known from the first token that is here on, the newest one before the first look."""
    tokens = [value["body"].get("sha256") if value["kind"] == "token" else None for value in values]
    newest = "not known" if any(tokens) else None
    for value, token in zip(values, tokens):
        if newest not in ("not known", value.get("anchor")):
            raise Bad(f"records.bin: {describe(value)} names the time stamp {value.get('anchor')}, and the newest one before it is {newest}")
        newest = token or newest


# --- the figure and the table ------------------------------------------------------------------------------------------------------------


def base32_id(digest):
    bits = int.from_bytes(digest, "big") >> (256 - 65)
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[bits >> (5 * place) & 31] for place in range(12, -1, -1))


def load_figure():
    raw = read("figure.json")
    try:
        figure = json.loads(raw)
        content = {key: figure[key] for key in figure if key != "id"}
        fine = (canonical(figure) + "\n").encode() == raw and figure["format"] == 1 and figure["question"]["kind"] == "outage"
    except (ValueError, TypeError, KeyError):
        fine = False
    if not fine:
        raise Bad("figure.json: not a figure in its one form (RFC 8785, format 1)")
    if base32_id(sha256(canonical(content).encode())) != figure["id"]:
        raise Bad("figure.json: it was changed: its id is not that of its content")
    return figure


def subject_of(monitor, configurations):
    """What was looked at, by the newest configuration that has the monitor."""
    for body in reversed(configurations):
        for service in body.get("services", []):
            for found in service.get("monitors", []):
                if found["id"] == monitor:
                    if type(service.get("id")) is not str or type(found.get("url")) is not str:
                        return None
                    return {"serviceId": service["id"], "service": service.get("name", {}), "monitor": found.get("name", {}), "url": found["url"]}
    return None


def check_figure(figure, head, values, outages):
    question, result = figure["question"], figure["result"]
    tree = {"origin": head["origin"], "size": head["size"], "root": base64.b64encode(head["root"]).decode()}
    onset = datetime.strptime(result["onset"]["by"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    at = int(onset.timestamp()) * 1000 + onset.microsecond // 1000
    derived = outages.get(at)
    if derived is None:
        raise Bad(f"figure.json: the records show no outage that began by {result['onset']['by']}")
    software = [{key: text for key, text in value["body"].items() if type(text) is str} for value in values if value["kind"] == "software"]
    bodies = [value["body"] for value in values if value["kind"] == "config"]
    site = bodies[-1].get("site", {}) if bodies else {}
    for what, said, found in [
        *((f"tree.{key}", figure["tree"].get(key), tree[key]) for key in tree),
        ("asOf", figure["asOf"], iso(end_of(values[-1]))),
        ("method", figure["method"], 1),
        ("question.outageId", question["outageId"], result["id"]),
        ("question.monitorId", question["monitorId"], result["monitorId"]),
        ("software", figure["software"], software[-1] if software else None),
        ("question.timeZone", question["timeZone"], site.get("timeZone", "UTC")),
        ("subject", figure["subject"], subject_of(question["monitorId"], bodies)),
        ("licence", figure["licence"], site.get("licence")),
        *((f"result.{key}", result.get(key), derived[key]) for key in derived),
    ]:
        if said != found:
            raise Bad(f"figure.json: {what} is {json.dumps(said)}, and the records give {json.dumps(found)}")
    plain = f"{onset:%Y%m%dT%H%M%S}"
    if not re.fullmatch(rf"[a-z0-9-]+-{plain}(?:{at % 1000:03d})?Z", result["id"]):
        raise Bad(f"figure.json: the id {result['id']} is not that of an outage that began by {result['onset']['by']}")


def check_table(looks, rounds, as_of):
    rows = ["seq,at,scheduledAt,durationMs,uncertaintyMs,everyMs,outcome,rawOutcome,reason,code,status"]
    for look in looks:
        outcome, reason = rounds.effective(look, as_of)
        cells = (look["seq"], iso(look["at"]), iso(look["slot"]), look["ms"][4], look["clock"][2], look["every"], outcome,
                 look["outcome"], reason, look.get("failure", {}).get("code", ""), look.get("status", ""))
        rows.append(",".join(map(str, cells)))
    said = read("observations.csv").decode("utf-8", "replace").split("\n")
    for index, row in enumerate([*rows, ""]):
        if index >= len(said) or said[index] != row:
            raise Bad(f"observations.csv: line {index + 1} is not what the records say: {row}")
    if len(said) != len(rows) + 1:
        raise Bad(f"observations.csv: line {len(rows) + 1} belongs to no record")


def holes(looks):
    """Slots of a plain interval that no look here was made for."""
    slots = sorted({look["slot"]: look["every"] for look in looks if not look.get("recheck", False)}.items())
    return [(before, after) for (before, every), (after, _) in zip(slots, slots[1:]) if after - before > every]


def check_records(work, key, roots):
    # A hundred thousand values that all stay: looking for garbage among them takes a quarter of the time.
    gc.disable()
    head = checkpoint("proof/checkpoint")
    raws, values = all_records()
    check_tree(raws, values, head["size"], head["root"])
    print(f"yes: {len(values)} records of {head['size']} are in the tree of proof/checkpoint")
    check_anchors(values)
    figure = load_figure()
    outages, looks, rounds = derive(values, figure["question"]["monitorId"])
    check_figure(figure, head, values, outages)
    check_table(looks, rounds, end_of(values[-1]))
    result = figure["result"]
    upper = "no upper bound" if result["maxMs"] is None else f"at most {result['maxMs']} ms"
    print(f"yes: figure {figure['id']} follows from them: {result['id']} lasted at least {result['minMs']} ms, {upper}")
    over = result["recovery"] is not None and looks[-1]["seq"] == head["size"] - 1
    found = holes(looks[:-1] if over else looks)
    print(f"note: {len(looks)} looks; {len(found)} times a scheduled look is not among them" + "".join(
        f"\n      between {iso(before)} and {iso(after)}" for before, after in found[:10]) + ("\n      …" if len(found) > 10 else ""))
    final = Configurations()
    for value in values:
        if value["kind"] == "config":
            final.take(value["body"])
    check_captures(values, lambda monitor: final.current(monitor) == figure["question"]["monitorId"])
    tell(work, key, roots)


def tell(work, key, roots):
    tokens = [line.split() for line in read(f"{work}/stamps").decode().splitlines()]
    times = lambda part: [iso(int(at) * 1000) for path, _, at in tokens if path.startswith(part)]
    existed, begun = times("proof/tokens/"), times("proof/before/")
    print("\nTrusted:")
    print("  the log's key: " + ("as given by --key" if key else "the bundle's own file; bring it from elsewhere with --key"))
    if tokens:
        print("  the time-stamp authorities: " + ("as given by --roots" if roots else "the bundle's own certificates; bring them with --roots"))
    print("Proved, given that:")
    print("  these records are in the signed log, unchanged, and the figure follows from them by the published method")
    print(f"  they existed at {existed[0]}" if existed else "  NOT when: no time stamp is over this checkpoint; they existed when you received this")
    if begun:
        print(f"  they were not finished before {begun[0]}")
    print("Not proved: that the probe told the truth when it recorded; that nobody runs a second log, or left looks of this monitor out of")
    print("  this bundle (the note above lists the slots without one); that users met what the probe met; why it happened.")
    print("This is not a bailiff's report.")


def main(arguments):
    step, *rest = arguments
    steps = {"prepare": prepare, "records": check_records}
    try:
        steps[step](*rest)
    except Bad as bad:
        print(f"NO: {bad}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
