"""The dashboard and the alerts over running programs: run by scripts/check-deployment with PEEL_PROGRAMS.

    PEEL_PROGRAMS=target/debug python -m unittest watched

Starts the three services with a Redis and a Prometheus that scrapes what they report, asks them things,
stops Redis, and puts every query of the dashboard to Prometheus: each must return data.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

import yaml

from collecting import Collector
from known import DEPLOY, panels

# The longest wait for anything, in seconds.
PATIENCE = 120

# Panels that are empty when all is well, and is it.
EMPTY = {"Replicas that have to ask for the newest revision"}


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
        return lambda *words, code=0: self.assertEqual(
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
        peel = self.services(redis)
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


if __name__ == "__main__":
    unittest.main()
