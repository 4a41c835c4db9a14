#!/usr/bin/env python3
"""What a pair of tunnel ends costs and adds, the one beside the other: bench/transfer.py ADIT [ADIT2].

Each round starts both ends of each candidate anew, in turn: CPU seconds of both processes per GB through the pair at 1 and at 4 streams, the
throughput, and the round trip of 64 bytes alone and beside two streams. Without a second program the candidates are the first one by its best transport and by
.NET's sockets (ADIT_TRANSPORT). Machines drift and others use them: compare the ratios, which are taken round by round, and look at their spread.
"""
import argparse
import os
import socket
import statistics
import subprocess
import tempfile
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")


def listen():
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", 0))
    s.listen(64)
    return s


def free_port():
    with listen() as s:
        return s.getsockname()[1]


class Target:
    """Throws away what a connection brings; one that begins with E is echoed."""

    def __init__(self):
        self.listener = listen()
        self.port = self.listener.getsockname()[1]
        self.received = 0
        self.done = threading.Semaphore(0)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            c, _ = self.listener.accept()
            c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(c,), daemon=True).start()

    def serve(self, c):
        buffer = bytearray(1 << 20)
        first = c.recv(1)
        try:
            if first == b"E":
                while n := c.recv_into(buffer):
                    c.sendall(memoryview(buffer)[:n])
            else:
                while c.recv_into(buffer):
                    pass
                self.done.release()
        except OSError:
            pass
        c.close()


class Pair:
    def __init__(self, program, transport, folder, target):
        env = dict(os.environ, ADIT_TRANSPORT=transport)
        tls, self.entry = free_port(), free_port()
        ca = f"{folder}/ca.pem"

        def end(*args):
            return subprocess.Popen([program, *args], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        self.ends = [
            end("server", "--listen", f"127.0.0.1:{tls}", "--target", f"127.0.0.1:{target.port}", "--cert", f"{folder}/server.pem",
                "--key", f"{folder}/server.key", "--ca", ca, "--allow-all"),
            end("client", "--listen", f"127.0.0.1:{self.entry}", "--target", f"127.0.0.1:{tls}", "--cert", f"{folder}/client.pem",
                "--key", f"{folder}/client.key", "--ca", ca, "--server-name", "localhost"),
        ]

    def connect(self):
        for _ in range(200):
            try:
                s = socket.create_connection(("127.0.0.1", self.entry))
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return s
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the pair does not start")

    def cpu(self):
        total = 0
        for p in self.ends:
            fields = open(f"/proc/{p.pid}/stat").read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def close(self):
        for p in self.ends:
            p.kill()
            p.wait()


def stream(pair, block, count):
    s = pair.connect()
    for _ in range(count):
        s.sendall(block)
    s.shutdown(socket.SHUT_WR)
    s.recv(1)
    s.close()


def transfer(pair, target, streams, megabytes):
    block = os.urandom(1 << 20)
    before, started = pair.cpu(), time.perf_counter()
    threads = [threading.Thread(target=stream, args=(pair, block, megabytes // streams)) for _ in range(streams)]
    for t in threads:
        t.start()
    for _ in threads:
        target.done.acquire()
    elapsed = time.perf_counter() - started
    for t in threads:
        t.join()
    gigabytes = megabytes * (1 << 20) / 1e9
    return (pair.cpu() - before) / gigabytes, gigabytes / elapsed


def ping(pair, count):
    s = pair.connect()
    s.sendall(b"E")
    message, times = bytes(64), []
    for _ in range(count):
        started = time.perf_counter()
        s.sendall(message)
        got = 0
        while got < 64:
            got += len(s.recv(64 - got))
        times.append((time.perf_counter() - started) * 1e6)
    s.close()
    times = sorted(times[count // 10:])
    return statistics.median(times), times[len(times) * 99 // 100]


def ping_beside_streams(pair, target, count):
    stop = threading.Event()
    block = bytes(1 << 18)

    def run():
        s = pair.connect()
        while not stop.is_set():
            s.sendall(block)
        s.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for t in threads:
        t.start()
    time.sleep(0.3)
    result = ping(pair, count)
    stop.set()
    for t in threads:
        t.join()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("other", nargs="?")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--pings", type=int, default=3000)
    args = parser.parse_args()
    candidates = [("A", args.program, "best"), ("B", args.other or args.program, "best" if args.other else "sockets")]
    figures = {name: {} for name, _, _ in candidates}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([args.program, "init", folder], check=True, stdout=subprocess.DEVNULL)
        for round in range(args.rounds):
            for name, program, transport in (candidates if round % 2 == 0 else candidates[::-1]):
                target = Target()
                pair = Pair(program, transport, folder, target)
                try:
                    ping(pair, 200)
                    row = figures[name]

                    def add(what, value):
                        row.setdefault(what, []).append(value)

                    for streams in (1, 4):
                        cpu, rate = transfer(pair, target, streams, args.megabytes)
                        add(f"CPU s/GB, {streams} stream(s)", cpu)
                        add(f"GB/s, {streams} stream(s)", rate)
                    median, p99 = ping(pair, args.pings)
                    add("round trip us, median", median)
                    add("round trip us, p99", p99)
                    median, p99 = ping_beside_streams(pair, target, args.pings // 3)
                    add("beside 2 streams us, median", median)
                    add("beside 2 streams us, p99", p99)
                finally:
                    pair.close()
    print(f"{'A / B, ' + str(args.rounds) + ' rounds':34} {'A median':>9} {'B median':>9}   ratio: min median max")
    for what, a in figures["A"].items():
        b = figures["B"][what]
        ratios = sorted(x / y for x, y in zip(a, b))
        print(f"{what:34} {statistics.median(a):9.3f} {statistics.median(b):9.3f}   {ratios[0]:.2f} {statistics.median(ratios):.2f} {ratios[-1]:.2f}")


main()
