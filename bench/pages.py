#!/usr/bin/env python3
"""How long lists and metrics take with many queues, over HTTP.

    bench/pages.py [--queues 100000] [--rounds 30] NAME=http://USER:PASSWORD@HOST:PORT[,METRICS_PORT] ...

Makes a virtual host "pages" with that many durable queues at each broker (by POST /api/definitions), asks each page some
times over one connection, the brokers by turns, prints the median, the ninth of ten and the longest in milliseconds, and
deletes the virtual host, also when it fails. What is answered other than 200 is printed instead of times.
"""
import argparse
import base64
import http.client
import json
import sys
import time
import urllib.parse

PAGES = [
    ("first page", "/api/queues?page=1&page_size=100"),
    ("by name", "/api/queues/pages?page=1&page_size=100&sort=name&sort_reverse=true"),
    ("by messages", "/api/queues?page=1&page_size=100&sort=messages&sort_reverse=true"),
    ("pattern", "/api/queues?page=1&page_size=100&name=7.*7%24&use_regex=true"),
    ("last page", "/api/queues?page={last}&page_size=100"),
    ("one queue", "/api/queues/pages/q-000777"),
    ("overview", "/api/overview"),
]


class Broker:
    def __init__(self, target):
        self.name, url = target.split("=", 1)
        url, _, metrics = url.partition(",")
        parts = urllib.parse.urlsplit(url)
        self.host, self.port, self.metrics = parts.hostname, parts.port, int(metrics) if metrics else None
        login = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password)}"
        authorization = "Basic " + base64.b64encode(login.encode()).decode()
        self.headers = {"Authorization": authorization, "Content-Type": "application/json"}
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=900)

    def ask(self, verb, path, body=None):
        """Status and body."""
        self.connection.request(verb, path, None if body is None else json.dumps(body), self.headers)
        response = self.connection.getresponse()
        return response.status, response.read()

    def must(self, verb, path, body=None):
        status, answer = self.ask(verb, path, body)
        if status >= 300:
            sys.exit(f"{self.name}: {verb} {path}: {status} {answer[:200]}")
        return answer

    def fill(self, count):
        self.ask("DELETE", "/api/vhosts/pages")
        self.must("PUT", "/api/vhosts/pages", {})
        user = json.loads(self.must("GET", "/api/whoami"))["name"]
        self.must("PUT", f"/api/permissions/pages/{user}", {"configure": ".*", "write": ".*", "read": ".*"})
        queues = [{"name": f"q-{i:06d}", "durable": True, "auto_delete": False, "arguments": {}} for i in range(count)]
        started = time.monotonic()
        for at in range(0, count, 10_000):
            self.must("POST", "/api/definitions/pages", {"queues": queues[at : at + 10_000]})
        print(f"{self.name}: {count} queues imported in {time.monotonic() - started:.1f} s", flush=True)
        for i in range(0, count, max(1, count // 200)):
            message = {"properties": {}, "routing_key": f"q-{i:06d}", "payload": "x", "payload_encoding": "string"}
            self.must("POST", "/api/exchanges/pages/amq.default/publish", message)

    def timed(self, path):
        """Milliseconds, or the status that is not 200."""
        started = time.monotonic()
        status, _ = self.ask("GET", path)
        return (time.monotonic() - started) * 1000 if status == 200 else f"status {status}"

    def scrape(self):
        connection = http.client.HTTPConnection(self.host, self.metrics, timeout=900)
        started = time.monotonic()
        connection.request("GET", "/metrics")
        response = connection.getresponse()
        response.read()
        connection.close()
        return (time.monotonic() - started) * 1000 if response.status == 200 else f"status {response.status}"


def line(what, broker, times):
    told = [each for each in times if isinstance(each, str)]
    if told:
        print(f"{what:12} {broker.name:10} {told[0]}")
        return
    times.sort()
    ninth = times[int(len(times) * 0.9)]
    print(f"{what:12} {broker.name:10} {times[len(times) // 2]:9.1f} {ninth:9.1f} {times[-1]:9.1f}")


def measure(brokers, chosen):
    for broker in brokers:
        broker.fill(chosen.queues)
    # The brokers take their first samples of what was just made.
    time.sleep(15)
    for broker in brokers:
        broker.connection.close()  # they may have closed what was idle; the next question opens another
    print(f"{'ms':12} {'':10} {'median':>9} {'9 of 10':>9} {'longest':>9}")
    for what, path in PAGES:
        path = path.replace("{last}", str(max(1, chosen.queues // 100)))
        times = {broker.name: [] for broker in brokers}
        for _ in range(chosen.rounds):
            for broker in brokers:
                times[broker.name].append(broker.timed(path))
        for broker in brokers:
            line(what, broker, times[broker.name])
    for broker in brokers:
        if broker.metrics:
            line("metrics", broker, [broker.scrape() for _ in range(chosen.rounds)])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("target", nargs="+")
    options.add_argument("--queues", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=30)
    chosen = options.parse_args()
    brokers = [Broker(each) for each in chosen.target]
    try:
        measure(brokers, chosen)
    finally:
        for broker in brokers:
            broker.connection.close()
            broker.ask("DELETE", "/api/vhosts/pages")


main()
