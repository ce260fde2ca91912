#!/usr/bin/env python3
"""How many durable queues a broker declares in a second, pipelined over several channels of one connection.

    bench/declares.py HOST:PORT [COUNT [CHANNELS]]

Declares COUNT queues of one name's prefix, waits for all answers, prints the rate, and deletes them.
"""
import socket
import struct
import sys
import time


def short(text):
    raw = text.encode()
    return bytes([len(raw)]) + raw


def method(channel, class_id, method_id, arguments=b""):
    payload = struct.pack(">HH", class_id, method_id) + arguments
    return struct.pack(">BHI", 1, channel, len(payload)) + payload + b"\xce"


class Client:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.socket.sendall(b"AMQP\x00\x00\x09\x01")
        self.await_method(10, 10)
        login = b"\0guest\0guest"
        self.send(method(0, 10, 11, struct.pack(">I", 0) + short("PLAIN") + struct.pack(">I", len(login)) + login
                         + short("en_US")))
        self.await_method(10, 30)
        self.send(method(0, 10, 31, struct.pack(">HIH", 2047, 131072, 0)))
        self.send(method(0, 10, 40, short("/") + b"\0\0"))
        self.await_method(10, 41)

    def send(self, data):
        self.socket.sendall(data)

    def frame(self):
        while len(self.buffer) < 7 or len(self.buffer) < 8 + struct.unpack(">I", self.buffer[3:7])[0]:
            data = self.socket.recv(1 << 16)
            if not data:
                raise SystemExit("the broker closed the connection")
            self.buffer += data
        size = struct.unpack(">I", self.buffer[3:7])[0]
        payload = self.buffer[7:7 + size]
        self.buffer = self.buffer[8 + size:]
        return struct.unpack(">HH", payload[:4]), payload

    def await_method(self, class_id, method_id):
        while True:
            found, payload = self.frame()
            if found == (class_id, method_id):
                return
            if found in ((10, 50), (20, 40)):
                raise SystemExit("refused: %r" % payload)


def main():
    address = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    channels = int(sys.argv[3]) if len(sys.argv) > 3 else 16
    client = Client(address)
    for channel in range(1, channels + 1):
        client.send(method(channel, 20, 10, b"\0"))
        client.await_method(20, 11)
    names = ["declares.%d" % n for n in range(count)]
    for action, method_id, answer in (("declared", 10, 11), ("deleted", 40, 41)):
        began = time.time()
        data = b""
        for n, name in enumerate(names):
            bits = b"\x02" + struct.pack(">I", 0) if method_id == 10 else b"\0"
            data += method(1 + n % channels, 50, method_id, b"\0\0" + short(name) + bits)
        client.send(data)
        for _ in names:
            client.await_method(50, answer)
        print("%s %s: %d in %.2f s, %.0f/s" % (address, action, count, time.time() - began,
                                               count / (time.time() - began)))


main()
