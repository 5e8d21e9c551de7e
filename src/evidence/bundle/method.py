"""Vigie's measuring method, version 1 (docs/methodology.md, rules R1 to R8, R15, R16), for the records of one bundle.

Python's standard library alone; shares no code with the program that made the bundle.
"""

import bisect
import functools
from datetime import date, timedelta


def iso(ms):
    day, rest = divmod(ms, 86400000)
    seconds = rest // 1000
    return f"{date_of(day)}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest % 1000:03d}Z"


@functools.lru_cache(maxsize=None)
def date_of(day):
    return (date(1970, 1, 1) + timedelta(day)).isoformat()


def end_of(value):
    if value["kind"] == "observation":
        return value["at"] + value["ms"][4]
    return value["at"] + (value["ms"] if value["kind"] == "control" else 0)


class Rounds:
    """Control rounds by the instant they began (R15)."""

    def __init__(self):
        self.at, self.all = [], []

    def add(self, value):
        place = bisect.bisect_right(self.at, value["at"])
        self.at.insert(place, value["at"])
        self.all.insert(place, value)

    def effective(self, look, as_of):
        """What a look counts as: up, down, unknown or provisional; and why it is unknown."""
        if look["outcome"] != "down":
            return look["outcome"], "" if look["outcome"] == "up" else look.get("failure", {}).get("code", "")
        if not look.get("controlled", False):
            return "down", ""
        known = known_by(look)
        latest = look["at"] + 2.5 * max(look["every"], 5000)
        place = bisect.bisect_right(self.at, known)
        if place < len(self.all):
            decides = self.all[place]
            fine = decides["fine"] and decides["at"] <= latest and not self.offline_before(look, place)
            return ("down", "") if fine else ("unknown", "observer_offline")
        return ("unknown", "observer_offline") if as_of > latest + 10000 else ("provisional", "")

    def offline_before(self, look, place):
        """The last round before the look, or one that began during it, was not fine: a fine one after it proves nothing about the look."""
        failed = None
        for earlier in range(place - 1, -1, -1):
            if self.at[earlier] < look["at"] - 600000:
                return False
            if not self.all[earlier]["fine"]:
                failed = self.at[earlier]
                break
        if failed is None:
            return False
        for earlier in range(bisect.bisect_right(self.at, look["at"]) - 1, -1, -1):
            if self.at[earlier] + self.all[earlier]["ms"] <= look["at"]:
                return self.at[earlier] <= failed
        return True


def known_by(look):
    """R1, b: the instant by which we knew."""
    return look["at"] + look["ms"][4] + look["clock"][2]


class Series:
    """The looks of one monitor, folded in one after another (R1 to R8)."""

    def __init__(self, monitor):
        self.monitor, self.run, self.open, self.last_onset, self.outages = monitor, None, None, None, {}

    def count(self, look, outcome, rules):
        if outcome == "unknown" or (self.run and look["at"] <= self.run["at"]):
            return
        grown = self.extend(look, outcome)
        (self.down if outcome == "down" else self.up)(look, grown, rules)

    def extend(self, look, outcome):
        """R2 to R4. Returns by how much the time that is certain grew."""
        run, begun = self.run, look["at"] - look["clock"][2]
        here = {"at": look["at"], "every": look["every"], "span": look["span"]}
        if run is None:
            self.run = {**here, "outcome": outcome, "after": None, "lo": known_by(look), "hi": known_by(look), "looks": 1, "gap": 0, "a": begun}
            return 0
        a = max(begun, run["a"])
        near = look["span"] == run["span"] and look["at"] - run["at"] <= 2.5 * max(look["every"], run["every"])
        if near and run["outcome"] == outcome:
            grown = max(a - run["hi"], 0)
            run.update(here, hi=run["hi"] + grown, looks=run["looks"] + 1, a=a)
            return grown
        lo = max(known_by(look), run["hi"])
        if outcome == "down" and self.open is None and self.last_onset is not None:
            lo = max(lo, self.last_onset + 1)
        gap = 0 if near else lo - run["hi"]
        self.run = {**here, "outcome": outcome, "after": run["a"], "lo": lo, "hi": lo, "looks": 1, "gap": gap, "a": a}
        return 0

    def down(self, look, grown, rules):
        run = self.run
        if self.open is None:
            self.last_onset = run["lo"]
            self.open = {"after": run["after"], "by": run["lo"], "min": 0, "unobserved": 0, "gaps": 0, "flaps": 0, "looks": 0,
                         "confirmed": False, "cause": look.get("failure")}
        elif run["looks"] == 1:
            self.gap(1)
        self.open["min"] += grown
        self.open["looks"] += 1
        self.open.update(seen=look["at"], a=run["a"])
        if run["looks"] >= rules["confirmDown"]:
            self.open["confirmed"] = True
        self.note(None)

    def up(self, _look, _grown, rules):
        run, still = self.run, self.open
        if still is None:
            return
        if run["looks"] < rules["confirmUp"]:
            if run["looks"] == 1:
                still["flaps"] += 1
                self.gap(1)
            self.note(None)
            return
        if run["looks"] > 1:
            still["flaps"] -= 1
            self.gap(-1)
        self.note({"after": max(still["a"], still["by"]), "by": run["lo"]})
        self.open = None

    def gap(self, sign):
        if self.run["gap"] > 0:
            self.open["gaps"] += sign
            self.open["unobserved"] += sign * self.run["gap"]

    def note(self, recovery):
        """The outage as it stands, in the words of the API."""
        now = self.open
        cause = now["cause"] and {key: now["cause"][key] for key in ("phase", "code", "message")}
        self.outages[now["by"]] = {
            "monitorId": self.monitor,
            "onset": {"after": now["after"] if now["after"] is None else iso(now["after"]), "by": iso(now["by"])},
            "recovery": recovery and {"after": iso(recovery["after"]), "by": iso(recovery["by"])},
            "ongoing": recovery is None,
            "minMs": now["min"],
            "maxMs": None if recovery is None or now["after"] is None else recovery["by"] - now["after"],
            "unobservedMs": now["unobserved"],
            "flaps": now["flaps"],
            "incidentsMax": 1 + now["gaps"] + now["flaps"],
            "looks": now["looks"],
            "lastSeenDownAt": iso(now["seen"]),
            "confirmed": now["confirmed"],
            "cause": cause,
        }


class Configurations:
    """Rules of confirmation, and which monitor an earlier id belongs to."""

    def __init__(self):
        self.rules, self.successors = {}, {}

    def take(self, body):
        monitors = [monitor for service in body.get("services", []) for monitor in service.get("monitors", [])]
        for monitor in monitors:
            self.rules[monitor["id"]] = monitor["rules"]
            for former in monitor.get("formerly", []):
                self.successors[former] = monitor["id"]
        for monitor in monitors:
            self.successors.pop(monitor["id"], None)

    def current(self, monitor):
        for _ in range(len(self.successors) + 1):
            if monitor not in self.successors:
                break
            monitor = self.successors[monitor]
        return monitor

    def rules_of(self, monitor):
        return self.rules.get(self.current(monitor), {"confirmDown": 2, "confirmUp": 1})


def derive(values, monitor):
    """The outages of one monitor, by onset, and its looks. A failed look waits for the control round after it, and later looks with it."""
    final = Configurations()
    for value in values:
        if value["kind"] == "config":
            final.take(value["body"])
    known, rounds, series, waiting, looks = Configurations(), Rounds(), Series(monitor), [], []

    def settle(as_of):
        while waiting:
            outcome, _ = rounds.effective(waiting[0], as_of)
            if outcome == "provisional":
                return
            look = waiting.pop(0)
            series.count(look, outcome, known.rules_of(look["monitor"]))

    for value in values:
        if value["kind"] == "config":
            known.take(value["body"])
        elif value["kind"] == "control":
            rounds.add(value)
            settle(end_of(value))
        elif value["kind"] == "observation" and final.current(value["monitor"]) == monitor:
            settle(end_of(value))
            looks.append(value)
            waiting.append(value)
            settle(end_of(value))
    settle(end_of(values[-1]))
    return series.outages, looks, rounds
