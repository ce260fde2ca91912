#!/usr/bin/env python3
"""How late confirms come while the HTTP API is sent rubbish, compared with quiet windows in the same run.

    bench/badinput.py [--windows 8] [--seconds 4] [--rate 500] [--senders 6] [--most 0] NAME=AMQP_PORT,HTTP_PORT ...

For each broker in turn: one client publishes persistent messages of 1 KiB to a durable queue at a steady rate and waits for
no confirm before the next; windows alternate between quiet ones and such in which processes send malformed bodies and
paths, wrong passwords, large bodies, costly patterns, and leave requests half sent or answers unread. The senders are as
nice as can be: they stand for other machines and must not take the publisher's processor. Printed are p50 and p99 of
all windows of a kind in microseconds, their ratio, and the requests answered.
"""
import argparse
import base64
import multiprocessing
import os
import random
import socket
import struct
import sys
import threading
import time

LOGIN = b"authorization: Basic " + base64.b64encode(b"guest:guest")
PATHS = ["/api/queues/%00/x", "/api/%2e%2e/x", "/api//queues", "/api/queues?page=-1", "/api/%zz", "/api/nothing/x",
         "/api/queues?sort=.&columns=,,.", "/api/vhosts/nowhere/permissions", "/api/queues/%2F/%C3", "/api/overview"]
PATTERNS = ["(a%3F){90}c", "(.*.*.*.*.*.*.*.*)c$", "((((((a*)*)*)*)*)*)*b", "["]
BODIES = [b"{bad", b"[" * 20000, b'{"durable":"yes"}', b'{"arguments":{"x-message-ttl":-1}}', b'{"a":' * 5000, b"\0\1\2"]
LARGE = b" " * (2 << 20)


def one(port, rng, left):
    """Sends one bad request; whether it was answered."""
    kind = rng.randrange(8)
    body, login, line = b"", LOGIN, "GET " + rng.choice(PATHS)
    if kind in (1, 2):
        body, line = rng.choice(BODIES), "PUT /api/queues/%2F/bad"
    elif kind == 3:
        login = b"authorization: Basic " + base64.b64encode(b"guest:wrong%d" % rng.randrange(10**6))
        line = "GET /api/overview"
    elif kind == 4:
        line = "GET /api/queues?use_regex=true&name=" + rng.choice(PATTERNS)
    elif kind == 5 and rng.random() < 0.1:
        body, line = LARGE, "POST /api/definitions"
    waits = kind < 6
    head = (line + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n").encode() + login
    head += b"\r\ncontent-length: %d\r\n\r\n" % (len(body) if waits else 5000) if body or not waits else b"\r\n\r\n"
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    try:
        client.sendall(head + body)
        if waits:
            while client.recv(65536):
                pass
            client.close()
            return True
    except OSError:
        client.close()
        return False
    left.append(client)
    if len(left) > 20:
        left.pop(0).close()
    return False


def send(port, seed, on, over, answered, pause):
    os.nice(19)
    rng, left = random.Random(seed), []
    while not over.is_set():
        if not on.wait(0.2):
            continue
        time.sleep(pause)
        try:
            if one(port, rng, left):
                with answered.get_lock():
                    answered.value += 1
        except OSError:
            time.sleep(0.01)


class Publisher:
    """Raw frames, so that the client costs little."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.socket.sendall(b"AMQP\0\0\x09\x01")
        self.until(10, 10)
        self.send(0, 10, 11, struct.pack(">I", 0) + b"\x05PLAIN" + struct.pack(">I", 12) + b"\0guest\0guest\x05en_US")
        self.until(10, 30)
        self.send(0, 10, 31, struct.pack(">HIH", 2047, 131072, 0))
        self.send(0, 10, 40, b"\x01/\0\0")
        self.until(10, 41)
        self.send(1, 20, 10, b"\0")
        self.until(20, 11)
        limit = b"\x0cx-max-lengthI" + struct.pack(">I", 1000)
        self.send(1, 50, 10, b"\0\0" + b"\x09badinput1" + b"\x02" + struct.pack(">I", len(limit)) + limit)
        self.until(50, 11)
        self.send(1, 85, 10, b"\0")
        self.until(85, 11)
        header = struct.pack(">HHQH", 60, 0, 1024, 0x1000) + b"\x02"
        self.message = (self.frame(1, 1, struct.pack(">HH", 60, 40) + b"\0\0\0\x09badinput1\0")
                        + self.frame(2, 1, header) + self.frame(3, 1, b"x" * 1024))
        self.next = 1
        self.sent = {}

    @staticmethod
    def frame(kind, channel, payload):
        return struct.pack(">BHI", kind, channel, len(payload)) + payload + b"\xce"

    def send(self, channel, class_id, method_id, arguments):
        self.socket.sendall(self.frame(1, channel, struct.pack(">HH", class_id, method_id) + arguments))

    def frames(self):
        while True:
            while len(self.buffer) >= 8:
                size = struct.unpack(">I", self.buffer[3:7])[0]
                if len(self.buffer) < size + 8:
                    break
                payload, self.buffer = self.buffer[7:7 + size], self.buffer[size + 8:]
                yield payload
            data = self.socket.recv(65536)
            if not data:
                sys.exit("the broker closed the connection")
            self.buffer += data

    def until(self, class_id, method_id):
        for payload in self.frames():
            if payload[:4] == struct.pack(">HH", 10, 50):
                sys.exit(f"refused: {payload}")
            if payload[:4] == struct.pack(">HH", class_id, method_id):
                return

    def window(self, seconds, rate):
        """Latencies in microseconds."""
        count, latencies = int(seconds * rate), []
        first, self.sent = self.next, {}

        def hear():
            unheard = first
            for payload in self.frames():
                if payload[:4] == struct.pack(">HH", 60, 80):
                    tag, multiple = struct.unpack(">QB", payload[4:13])
                    now = time.perf_counter()
                    for each in range(unheard, tag + 1) if multiple else (tag,):
                        if each in self.sent:
                            latencies.append((now - self.sent.pop(each)) * 1e6)
                    unheard = tag + 1 if multiple else unheard
                if len(latencies) == count:
                    return

        hearing = threading.Thread(target=hear)
        hearing.start()
        begun = time.perf_counter()
        for i in range(count):
            wait = begun + i / rate - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            self.sent[self.next] = time.perf_counter()
            self.next += 1
            self.socket.sendall(self.message)
        hearing.join()
        if len(latencies) < count:
            sys.exit("confirms are missing")
        return latencies


def percentile(values, part):
    return sorted(values)[int(len(values) * part)]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("target", nargs="+")
    options.add_argument("--windows", type=int, default=8)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--rate", type=int, default=500)
    options.add_argument("--senders", type=int, default=6)
    options.add_argument("--most", type=float, default=0, help="requests a second, about; 0 for as many as are answered")
    chosen = options.parse_args()
    print(f"{'':12} {'quiet p50':>10} {'p99':>9} {'bad p50':>10} {'p99':>9} {'ratios':>12} {'answered/s':>11}")
    for target in chosen.target:
        name, ports = target.split("=")
        amqp, http = map(int, ports.split(","))
        on, over, answered = multiprocessing.Event(), multiprocessing.Event(), multiprocessing.Value("l", 0)
        pause = chosen.senders / chosen.most if chosen.most else 0
        senders = [multiprocessing.Process(target=send, daemon=True, args=(http, i, on, over, answered, pause))
                   for i in range(chosen.senders)]
        for each in senders:
            each.start()
        publisher = Publisher(amqp)
        publisher.window(2, chosen.rate)
        quiet, bad = [], []
        for _ in range(chosen.windows):
            quiet += publisher.window(chosen.seconds, chosen.rate)
            on.set()
            bad += publisher.window(chosen.seconds, chosen.rate)
            on.clear()
            time.sleep(0.5)
        over.set()
        for each in senders:
            each.join()
        figures = [percentile(values, part) for values in (quiet, bad) for part in (0.5, 0.99)]
        ratios = f"{figures[2] / figures[0]:.2f} {figures[3] / figures[1]:.2f}"
        rate = answered.value / chosen.windows / chosen.seconds
        print(f"{name:12} {figures[0]:10.0f} {figures[1]:9.0f} {figures[2]:10.0f} {figures[3]:9.0f} {ratios:>12} {rate:11.0f}")


main()
