"""The dashboard and the alerts over running programs: run by scripts/check-deployment with PEEL_PROGRAMS.

    PEEL_PROGRAMS=target/debug python -m unittest watched

Starts the three services with a Redis and a Prometheus that scrapes what they report, puts a load on them,
stops Redis, and puts every query of the dashboard to Prometheus: each must return data. So must everything
that an alert looks at.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import yaml

from collecting import Collector
from known import asked, DEPLOY, panels, rules

# The longest wait for anything, in seconds.
PATIENCE = 120

# Panels that are empty when all is well, and is it.
EMPTY = {"Replicas that have to ask for the newest revision"}


# How many ask at once, and for how many seconds.
CALLERS, LOAD_SECONDS = 4, 3

# What tells trouble from what is as it should be: without it, a series is there on a good day, too.
TROUBLE = re.compile(r'(?:rpc_grpc_status_code|peel_outcome|peel_cause|peel_following)=~?"[^"]*",?\s*')


def looked_at(expression):
    """The series that an alert looks at, those of a good day among them."""
    metrics, _ = asked(expression)
    found = re.findall(r"\b(" + "|".join(metrics) + r")\b(\{[^}]*\})?", expression)
    return {name + TROUBLE.sub("", labels) for name, labels in found}


def load(address, force, indicator):
    """Compares again and again, and says how often."""
    # Both are short, so that each is a field's number, its length and its bytes.
    request = b"".join(
        bytes([number << 3 | 2, len(text)]) + text.encode() for number, text in ((1, force), (2, indicator))
    )
    end = time.monotonic() + LOAD_SECONDS

    def ask(_):
        calls = 0
        with grpc.insecure_channel(address.removeprefix("http://")) as channel:
            compare = channel.unary_unary("/peel.scoring.v1.ComparisonService/Compare")
            while time.monotonic() < end:
                compare(request, timeout=10)
                calls += 1
        return calls

    with ThreadPoolExecutor(CALLERS) as callers:
        return sum(callers.map(ask, range(CALLERS)))


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def national_run():
    """What the CronJob of the national run types, without where the services are."""
    file = DEPLOY / "kubernetes" / "overlays" / "production" / "national-run.yaml"
    job = next(each for each in yaml.safe_load_all(file.read_text()) if each["kind"] == "CronJob")
    [container] = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    return [word for word in container["args"] if not word.startswith(("--server", "--quiet"))]


class Watched(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.collector = Collector()
        self.addCleanup(self.collector.stop)

    def start(self, name, command, environment=None, ready=None):
        """Starts a process, which ends with the test; waits for the line on its output that it is ready."""
        log = (self.folder / f"{name}.log").open("w+")
        self.addCleanup(log.close)
        process = subprocess.Popen(
            [str(word) for word in command],
            env=os.environ | (environment or {}),
            stdout=subprocess.PIPE if ready else log,
            stderr=log,
            text=True,
            cwd=self.folder,
        )

        def end():
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()

        self.addCleanup(end)
        if not ready:
            return process
        line = process.stdout.readline().strip()
        self.assertIn(ready, line, (self.folder / f"{name}.log").read_text())
        return line.split()[-1]

    def services(self, redis):
        programs = Path(os.environ["PEEL_PROGRAMS"]).resolve()
        common = {
            "PEEL__LISTEN__ADDRESS": "127.0.0.1:0",
            "PEEL__TELEMETRY__OTLP_ENDPOINT": f"http://127.0.0.1:{self.collector.otlp}",
            "OTEL_METRIC_EXPORT_INTERVAL": "1000",
        }

        def start(service, **own):
            environment = common | own
            return self.start(service, [programs / service], environment, "listening on")

        data = start("peel-data", PEEL__STORE__PATH=":memory:")
        scoring = start(
            "peel-scoring", PEEL__DATA__ADDRESS=data, PEEL__REDIS__URL=f"redis://127.0.0.1:{redis}"
        )
        reporting = start("peel-reporting", PEEL__DATA__ADDRESS=data, PEEL__SCORING__ADDRESS=scoring)
        addresses = {"data": data, "scoring": scoring, "reporting": reporting}
        servers = [f"--server={name}={address}" for name, address in addresses.items()]
        return scoring, lambda *words, code=0: self.assertEqual(
            subprocess.run(
                [programs / "peel", "--quiet", *servers, *words], capture_output=True, cwd=self.folder
            ).returncode,
            code,
            words,
        )

    def prometheus(self):
        """Starts one with the configuration of deploy/, but for where and how often it scrapes."""
        configuration = yaml.safe_load((DEPLOY / "observability" / "prometheus.yaml").read_text())
        configuration["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        scrape = configuration["scrape_configs"][0]
        scrape["static_configs"][0]["targets"] = [f"127.0.0.1:{self.collector.scraped}"]
        shutil.copy(DEPLOY / "observability" / "alerts.yaml", self.folder)
        (self.folder / "prometheus.yaml").write_text(yaml.safe_dump(configuration))
        address = f"127.0.0.1:{free_port()}"
        options = {"config.file": "prometheus.yaml", "storage.tsdb.path": "tsdb", "web.listen-address": address}
        self.start("prometheus", ["prometheus", *(f"--{name}={value}" for name, value in options.items())])

        def ask(path, **parameters):
            query = urllib.parse.urlencode(parameters)
            with urllib.request.urlopen(f"http://{address}/api/v1/{path}?{query}", timeout=10) as answer:
                return json.load(answer)["data"]

        return ask

    def until(self, what, holds):
        """Looks again and again whether something holds."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if holds():
                    return
            except OSError:
                pass  # Prometheus is not up yet.
            time.sleep(0.2)
        self.fail(f"{what}, not within {PATIENCE} s:\n{self.collector.page()}")

    def test_every_query_of_the_dashboard_returns_data_and_a_lost_redis_is_seen(self):
        redis = free_port()
        options = ["--port", redis, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        cache = self.start("redis", ["redis-server", *options])
        scoring, peel = self.services(redis)
        ask = self.prometheus()
        force, indicator = "west-midlands", "recorded-crime-rate"

        def told(query):
            return ask("query", query=query)["result"]

        def value(query):
            result = told(query)
            return float(result[0]["value"][1]) if result else None

        peel("inspect", force, f"--output={self.folder / 'reports'}")
        self.until("the first run is seen", lambda: value('sum(peel_inspection_runs_total{peel_outcome="completed"})'))
        # From here on a rate has two values to be made from.
        peel("inspect", force, f"--output={self.folder / 'reports'}")
        peel("compare", force, indicator)
        peel("compare", force, "no-such-indicator", code=64)
        peel(*national_run())
        self.until(
            "later runs are seen",
            lambda: value('sum(peel_inspection_runs_total{peel_outcome="completed"})') > 2,
        )
        self.until("a refusal is seen", lambda: told('rpc_server_duration_milliseconds_count{rpc_grpc_status_code!="0"}'))

        compared = 'sum(rpc_server_duration_milliseconds_count{rpc_method="Compare"})'
        before = value(compared)
        calls = load(scoring, force, indicator)
        self.assertGreater(calls, 100)
        self.until("every call of the load is counted, and none twice", lambda: value(compared) == before + calls)

        dashboard = json.loads((DEPLOY / "observability" / "grafana" / "peel.json").read_text())
        for title, expression in panels(dashboard):
            query = expression.replace("$__rate_interval", "5m").replace("$job", "peel/.*")
            with self.subTest(panel=title, query=query):
                if title in EMPTY:
                    self.assertEqual(told(query), [])
                else:
                    self.until(f"{title}: {query}", lambda: told(query))
        self.assertEqual(value("max(peel_cache_redis_asked)"), 1)
        self.until("no alert is left from the start", lambda: not ask("alerts")["alerts"])

        cache.kill()
        cache.wait()

        def noticed():
            # What is not in memory yet is looked for in Redis.
            peel("rank", indicator, "--as-of=3")
            peel("compare", force, indicator, "--as-of=4")
            pending = {alert["labels"]["alertname"] for alert in ask("alerts")["alerts"]}
            return "PeelCacheDown" in pending

        self.until("the lost Redis is an alert that waits for its ten minutes", noticed)

        for rule in rules():
            told(rule["expr"])
            for series in looked_at(rule["expr"]):
                with self.subTest(alert=rule["alert"], series=series):
                    self.until(f"{rule['alert']}: {series}", lambda: told(series))


if __name__ == "__main__":
    unittest.main()
