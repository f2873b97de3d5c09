"""What deploy/ says of the programs is so. Run by scripts/check-deployment.

Keys, variables, ports and images in the manifests exist in the code, and so does every metric that the
dashboard and the alerts ask for.
"""

import json
import re
import subprocess
import tempfile
import tomllib
import unittest

import yaml

from known import (
    allowed,
    asked,
    attributes,
    built,
    default_port,
    DEPLOY,
    dockerfile,
    emitted,
    environment,
    OF_PROMETHEUS,
    open_addresses,
    panels,
    pods,
    PREFIX,
    program_of,
    rendered,
    rules,
    serves,
    service_ports,
    SERVICES,
    settings,
    version,
    WORKSPACE,
    wrong_addresses,
    wrong_image,
    wrong_variables,
)


class Kubernetes(unittest.TestCase):
    def each(self, check):
        """Calls `check` with every container of every overlay, its pod, and all documents."""
        overlays = rendered()
        self.assertEqual(set(overlays), {"development", "production"})
        for overlay, documents in overlays.items():
            for document, pod in pods(documents):
                for container in pod["spec"]["containers"]:
                    with self.subTest(overlay=overlay, name=document["metadata"]["name"]):
                        check(documents, pod["spec"], container)

    def test_every_variable_is_a_key_of_the_program(self):
        seen = set()

        def check(documents, _, container):
            program = program_of(container["image"])
            if program.startswith("peel"):
                found = environment(documents, container)
                self.assertEqual(wrong_variables(program, found), [])
                seen.update(found)

        self.each(check)
        self.assertIn("PEEL__STORE__URL_FILE", seen)
        self.assertIn("PEEL__REDIS__SENTINEL_MASTER", seen)

    def test_every_address_is_listened_at(self):
        def check(documents, pod, container):
            program = program_of(container["image"])
            if not program.startswith("peel"):
                return
            ports = service_ports(documents)
            found = environment(documents, container) | dict(enumerate(container.get("args", [])))
            self.assertEqual(wrong_addresses(program if serves(pod) else "", found, ports), [])
            if program in SERVICES and serves(pod):
                port = default_port(program)
                health = int(found["PEEL__LISTEN__HEALTH_ADDRESS"].removeprefix("0.0.0.0:"))
                self.assertEqual([each["containerPort"] for each in container["ports"]], [port, health])
                for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                    self.assertEqual(container[probe]["grpc"], {"port": health}, probe)
                self.assertEqual(ports[program], [port])

        self.each(check)

    def test_production_knows_its_callers_and_development_says_that_it_does_not(self):
        for overlay, documents in rendered().items():
            secured = overlay == "production"
            for document, pod in pods(documents):
                spec = pod["spec"]
                container = spec["containers"][0]
                if not program_of(container["image"]).startswith("peel"):
                    continue
                with self.subTest(overlay=overlay, name=document["metadata"]["name"]):
                    found = environment(documents, container)
                    self.assertEqual("PEEL__LISTEN__UNPROTECTED" in found, not secured)
                    # What brings tables up to date talks to the database alone.
                    if not secured or found.get("PEEL__STORE__MIGRATIONS") == "only":
                        continue
                    self.assertEqual(open_addresses(found | dict(enumerate(container.get("args", [])))), [])
                    files = [found[f"PEEL__TLS__{file}_FILE"] for file in ("CERTIFICATE", "KEY", "AUTHORITY")]
                    mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
                    folders = {file.rpartition("/")[0] for file in files}
                    volumes = {each["name"]: each for each in spec["volumes"]}
                    secrets = {volumes[mounts[folder]]["secret"]["secretName"] for folder in folders}
                    self.assertEqual(secrets, {f"{document['metadata']['name']}-tls"})

    def test_a_password_comes_from_a_file_and_from_no_variable(self):
        def check(documents, spec, container):
            found = environment(documents, container)
            mounts = {mount["mountPath"]: mount["name"] for mount in container.get("volumeMounts", [])}
            volumes = {each["name"]: each for each in spec.get("volumes", [])}
            for name, value in found.items():
                if name.startswith("PEEL__") and name.endswith("__URL_FILE"):
                    folder, _, file = value.rpartition("/")
                    self.assertIn("secret", volumes[mounts[folder]], name)
                    self.assertEqual(file, "url")
            if program_of(container["image"]).startswith("peel"):
                variables = [each["name"] for each in container.get("env", []) if "valueFrom" in each]
                self.assertEqual([name for name in variables if name.startswith("PEEL__")], [])

        self.each(check)

    def test_every_certificate_that_is_mounted_can_be_issued(self):
        issued = DEPLOY / "kubernetes" / "certificates" / "certificates.yaml"
        issued = [each for each in yaml.safe_load_all(issued.read_text()) if each["kind"] == "Certificate"]
        issued = {each["spec"]["secretName"]: each["spec"].get("dnsNames", []) for each in issued}
        mounted = {
            volume["secret"]["secretName"]
            for _, pod in pods(rendered()["production"])
            for volume in pod["spec"].get("volumes", [])
            if "secret" in volume and volume["secret"]["secretName"].endswith("-tls")
        }
        self.assertEqual(mounted, set(issued) - {"peel-authority"})
        for program in SERVICES:
            self.assertLessEqual({program, f"{program}-replicas"}, set(issued[f"{program}-tls"]))

    def test_one_job_changes_tables_and_no_service_does(self):
        documents = rendered()["production"]
        found = {
            document["metadata"]["name"]: (document["kind"], environment(documents, container), container)
            for document, pod in pods(documents)
            for container in pod["spec"]["containers"]
            if program_of(container["image"]) == "peel-data"
        }
        wanted = {
            name: (kind, values["PEEL__STORE__MIGRATIONS"]) for name, (kind, values, _) in found.items()
        }
        self.assertEqual(wanted, {"peel-data": ("Deployment", "elsewhere"), "peel-migrations": ("Job", "only")})

    def test_every_secret_that_is_named_can_be_copied_from_where_secrets_are_kept(self):
        copied = yaml.safe_load_all((DEPLOY / "kubernetes" / "external-secrets" / "secrets.yaml").read_text())
        copied = {
            (each["spec"]["target"]["name"], entry["secretKey"])
            for each in copied
            for entry in each["spec"]["data"]
        }
        named = {
            (reference["name"], reference["key"])
            for _, pod in pods(rendered()["production"])
            for container in pod["spec"]["containers"]
            for reference in (
                entry.get("valueFrom", {}).get("secretKeyRef") for entry in container.get("env", [])
            )
            if reference
        }
        # Those that are files: each is named by a variable, and is an entry of the Secret mounted there.
        for _, pod in pods(rendered()["production"]):
            volumes = {each["name"]: each.get("secret", {}) for each in pod["spec"].get("volumes", [])}
            for container in pod["spec"]["containers"]:
                found = environment(rendered()["production"], container)
                files = [value for name, value in found.items() if name.endswith("__URL_FILE")]
                for mount in container.get("volumeMounts", []):
                    entries = [file.rpartition("/")[2] for file in files if file.startswith(mount["mountPath"])]
                    named |= {(volumes[mount["name"]].get("secretName"), entry) for entry in entries}
        self.assertEqual(copied, named)

    def test_the_monitor_scrapes_the_port_that_has_metrics(self):
        monitor = yaml.safe_load((DEPLOY / "kubernetes" / "monitoring" / "service-monitor.yaml").read_text())
        wanted = monitor["spec"]["selector"]["matchLabels"]
        for overlay, documents in rendered().items():
            services = [each for each in documents if each["kind"] == "Service"]
            found = [each for each in services if wanted.items() <= each["metadata"]["labels"].items()]
            ports = [port["name"] for each in found for port in each["spec"]["ports"]]
            for endpoint in monitor["spec"]["endpoints"]:
                self.assertIn(endpoint["port"], ports, overlay)

    def test_a_drain_ends_before_the_pod_is_killed(self):
        def check(_, pod, container):
            program = program_of(container["image"])
            if program in SERVICES and serves(pod):
                pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
                drain = settings(SERVICES[program])["limits.drain_ms"] / 1000
                # And five seconds for the last telemetry, one for connections that are cut.
                self.assertGreater(pod["terminationGracePeriodSeconds"], pause + drain + 6)

        self.each(check)

    def test_every_image_is_built_or_of_a_version(self):
        self.each(lambda _documents, _pod, container: self.assertIsNone(wrong_image(container["image"])))

    def test_every_pod_is_restricted(self):
        def check(_, spec, container):
            own = container["securityContext"]
            self.assertIs(spec["automountServiceAccountToken"], False)
            self.assertIs(spec["securityContext"]["runAsNonRoot"], True)
            self.assertGreater(spec["securityContext"]["runAsUser"], 0)
            self.assertEqual(spec["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
            self.assertIs(own["allowPrivilegeEscalation"], False)
            self.assertIs(own["readOnlyRootFilesystem"], True)
            self.assertEqual(own["capabilities"], {"drop": ["ALL"]})
            self.assertEqual(set(container["resources"]["limits"]), {"cpu", "memory"})
            self.assertFalse({"hostNetwork", "hostPID", "hostIPC"} & spec.keys())
            self.assertTrue(all("hostPath" not in volume for volume in spec.get("volumes", [])))

        self.each(check)

    def test_every_reference_is_to_something_there(self):
        def check(documents, spec, container):
            names = {(each["kind"], each["metadata"]["name"]) for each in documents}
            self.assertIn(("ServiceAccount", spec["serviceAccountName"]), names)
            volumes = spec.get("volumes", [])
            for volume in volumes:
                if "configMap" in volume:
                    self.assertIn(("ConfigMap", volume["configMap"]["name"]), names)
                if "persistentVolumeClaim" in volume:
                    claim = volume["persistentVolumeClaim"]["claimName"]
                    self.assertIn(("PersistentVolumeClaim", claim), names)
            mounted = {mount["name"] for mount in container.get("volumeMounts", [])}
            self.assertEqual(mounted, {volume["name"] for volume in volumes})

        self.each(check)

    def test_what_selects_pods_finds_some(self):
        for overlay, documents in rendered().items():
            labels = [pod["metadata"]["labels"] for _, pod in pods(documents)]
            for document in documents:
                with self.subTest(overlay=overlay, document=document["metadata"]["name"]):
                    if document["kind"] in ("Service", "PodDisruptionBudget"):
                        selector = document["spec"]["selector"]
                        selector = selector.get("matchLabels", selector)
                        self.assertTrue(any(selector.items() <= each.items() for each in labels))
                    if document["kind"] == "HorizontalPodAutoscaler":
                        target = document["spec"]["scaleTargetRef"]["name"]
                        scaled = [each for each, _ in pods(documents) if each["metadata"]["name"] == target]
                        self.assertNotIn("replicas", scaled[0]["spec"])

    def test_no_secret_is_kept_here_only_named(self):
        for documents in rendered().values():
            self.assertFalse([each for each in documents if each["kind"] == "Secret"])

    def test_the_network_lets_through_what_the_services_call_and_nothing_back(self):
        for overlay, documents in rendered().items():
            pods_by_name = {
                pod["metadata"]["labels"]["app.kubernetes.io/name"]: pod["metadata"]["labels"]
                for _, pod in pods(documents)
            }
            denied = [each for each in documents if each["metadata"]["name"] == "default-deny"]
            self.assertEqual(denied[0]["spec"], {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
            calls = {
                ("peel-scoring", "peel-data"): 7701,
                ("peel-reporting", "peel-data"): 7701,
                ("peel-reporting", "peel-scoring"): 7702,
                ("peel", "peel-data"): 7701,
                ("peel", "peel-scoring"): 7702,
                ("peel", "peel-reporting"): 7703,
                ("peel-scoring", "redis"): 6379,
            }
            ports = {program: default_port(program) for program in SERVICES} | {"redis": 6379}
            for source in pods_by_name:
                for target, port in ports.items():
                    if source == target or target not in pods_by_name:
                        continue
                    with self.subTest(overlay=overlay, source=source, target=target):
                        self.assertEqual(
                            allowed(documents, pods_by_name[source], pods_by_name[target], port),
                            calls.get((source, target)) == port,
                        )
            for program in SERVICES:
                collector = pods_by_name["otel-collector"]
                self.assertTrue(allowed(documents, pods_by_name[program], collector, 4317))


class Compose(unittest.TestCase):
    def setUp(self):
        self.services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

    def test_variables_addresses_and_images_exist(self):
        known = {"redis": [6379], "postgres": [5432], "otel-collector": [4317, 9464]}
        ports = known | {program: [default_port(program)] for program in SERVICES}
        for name, service in self.services.items():
            with self.subTest(service=name):
                self.assertIsNone(wrong_image(service["image"]))
                if name in SERVICES:
                    found = service["environment"]
                    self.assertEqual(wrong_variables(name, found), [])
                    self.assertEqual(wrong_addresses(name, found, ports), [])
                    self.assertEqual(service["build"]["target"], name)
                    self.assertTrue(service["read_only"])
        self.assertLessEqual(set(SERVICES), set(self.services))

    def test_what_is_mounted_is_there(self):
        for name, service in self.services.items():
            for volume in service.get("volumes", []):
                if volume.startswith("./"):
                    with self.subTest(service=name, volume=volume):
                        self.assertTrue((DEPLOY / volume.split(":")[0]).is_file())

    def test_nothing_is_open_to_the_network(self):
        for name, service in self.services.items():
            for port in service.get("ports", []):
                self.assertTrue(port.startswith("127.0.0.1:"), f"{name} {port}")


class Images(unittest.TestCase):
    def test_one_is_built_for_each_program_with_its_port(self):
        stages = built()
        self.assertEqual(set(stages), {*SERVICES, "peel"})
        for program, stage in stages.items():
            self.assertIn(f'ENTRYPOINT ["/usr/bin/{program}"]', stage)
            self.assertIn(f"/programs/{program} ", stage)
            if program in SERVICES:
                self.assertIn(f"EXPOSE {default_port(program)}\n", stage)

    def test_they_are_built_by_the_toolchain_of_the_workspace_from_the_lock(self):
        toolchain = tomllib.loads((WORKSPACE / "rust-toolchain.toml").read_text())["toolchain"]
        self.assertIn(f"ARG RUST_VERSION={toolchain['channel']}\n", dockerfile())
        for command in re.findall(r"cargo (?:build|install)[^&]*", dockerfile()):
            self.assertIn("--locked", command)

    def test_they_run_as_nobody(self):
        self.assertRegex(dockerfile(), r"FROM scratch AS base\n(?s:.*?)USER 65532:65532\n")

    def test_what_they_are_built_from_reaches_the_build(self):
        ignored = (WORKSPACE / ".dockerignore").read_text()
        sent = set(re.findall(r"^!(\S+)$", ignored, flags=re.M))
        members = tomllib.loads((WORKSPACE / "Cargo.toml").read_text())["workspace"]["members"]
        self.assertLessEqual({member.split("/")[0] for member in members}, sent)
        self.assertTrue(all((WORKSPACE / name).exists() for name in sent))


class Observability(unittest.TestCase):
    def setUp(self):
        folder = DEPLOY / "observability"
        self.dashboard = json.loads((folder / "grafana" / "peel.json").read_text())
        self.collector = yaml.safe_load((folder / "collector.yaml").read_text())
        self.prometheus = yaml.safe_load((folder / "prometheus.yaml").read_text())

    def check(self, place, expression):
        metrics, labels = asked(expression)
        with self.subTest(place=place):
            self.assertTrue(metrics)
            self.assertEqual(metrics - emitted() - OF_PROMETHEUS, set())
            self.assertEqual(labels - attributes(), set())

    def test_the_instruments_are_found_in_the_code(self):
        self.assertGreater(len(emitted()), 12)
        self.assertIn("rpc_server_duration_milliseconds_bucket", emitted())

    def test_the_dashboard_asks_for_what_is_measured(self):
        expressions = list(panels(self.dashboard))
        self.assertGreater(len(expressions), 15)
        for place, expression in expressions:
            self.check(place, expression.replace("$__rate_interval", "5m"))

    def test_the_dashboard_asks_in_promql(self):
        expressions = [expression.replace("$__rate_interval", "5m") for _, expression in panels(self.dashboard)]
        recorded = [{"record": f"query{number}", "expr": each} for number, each in enumerate(expressions)]
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            yaml.safe_dump({"groups": [{"name": "dashboard", "rules": recorded}]}, file)
            file.flush()
            command = ["promtool", "check", "rules", file.name]
            checked = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_everything_that_is_measured_is_on_the_dashboard(self):
        shown = set().union(*(asked(expression)[0] for _, expression in panels(self.dashboard)))
        shown |= {name.removesuffix(part) for name in shown for part in ("_bucket", "_count", "_sum")}
        missing = {name for name in emitted() if name not in shown}
        missing = {name for name in missing if not re.sub(r"_(bucket|count|sum)$", "", name) in shown}
        self.assertEqual(missing, set())

    def test_the_alerts_ask_for_what_is_measured(self):
        for rule in rules():
            self.check(rule["alert"], rule["expr"])

    def test_every_alert_is_in_the_runbook_and_tested_both_ways(self):
        runbook = (WORKSPACE / "docs" / "runbook.md").read_text()
        entries = re.findall(r"^## (\w+)$", runbook, flags=re.M)
        self.assertEqual(sorted(entries), sorted(rule["alert"] for rule in rules()))
        tests = yaml.safe_load((DEPLOY / "observability" / "alerts.test.yaml").read_text())["tests"]
        cases = [case for test in tests for case in test["alert_rule_test"]]
        for rule in rules():
            with self.subTest(alert=rule["alert"]):
                anchor = f"docs/runbook.md#{rule['alert'].lower()}"
                self.assertEqual(rule["annotations"]["runbook"], anchor)
                of_rule = [case for case in cases if case["alertname"] == rule["alert"]]
                self.assertTrue(any(case.get("exp_alerts") for case in of_rule))
                self.assertTrue(any(not case.get("exp_alerts") for case in of_rule))

    def test_the_dashboard_names_alerts_that_exist(self):
        told = " ".join(panel.get("description", "") for panel in self.dashboard["panels"])
        named = set(re.findall(r"Alert: (\w+)", told))
        self.assertTrue(named)
        self.assertLessEqual(named, {rule["alert"] for rule in rules()})

    def test_the_collector_is_whole_and_prometheus_scrapes_it(self):
        service = self.collector["service"]
        for pipeline in service["pipelines"].values():
            for part in ("receivers", "processors", "exporters"):
                self.assertLessEqual(set(pipeline[part]), set(self.collector[part]))
        self.assertLessEqual(set(service["extensions"]), set(self.collector["extensions"]))
        port = self.collector["exporters"]["prometheus"]["endpoint"].rsplit(":", 1)[1]
        scrape = self.prometheus["scrape_configs"][0]
        self.assertEqual(scrape["static_configs"][0]["targets"], [f"otel-collector:{port}"])
        self.assertTrue(scrape["honor_labels"])


class Checks(unittest.TestCase):
    """The checks themselves see what is wrong."""

    def test_a_wrong_variable(self):
        wrong = {"PEEL__REDIS__URI": "", "PEEL__REDIS__URL": "", "PATH": ""}
        self.assertEqual(wrong_variables("peel-scoring", wrong), ["PEEL__REDIS__URI"])
        self.assertEqual(wrong_variables("peel-data", {"PEEL__REDIS__URL": ""}), ["PEEL__REDIS__URL"])
        self.assertEqual(wrong_variables("peel", {"PEEL__DATA__ADDRESS": ""}), ["PEEL__DATA__ADDRESS"])

    def test_a_wrong_address(self):
        found = {"PEEL__LISTEN__ADDRESS": "0.0.0.0:7702", "PEEL__DATA__ADDRESS": "http://peel-data:7702"}
        wrong = wrong_addresses("peel-scoring", found, {"peel-data": [7701]})
        self.assertEqual(wrong, ["PEEL__DATA__ADDRESS: nothing listens at peel-data:7702"])
        loopback = {"PEEL__LISTEN__ADDRESS": "127.0.0.1:7702"}
        self.assertEqual(len(wrong_addresses("peel-scoring", loopback, {})), 1)

    def test_a_wrong_image(self):
        self.assertIn("is not built", wrong_image(f"peel-scorer:{version()}"))
        self.assertIn("is not of version", wrong_image("registry.example.org/peel-data:9.9.9"))
        self.assertIn("names no version", wrong_image("redis:latest"))

    def test_a_wrong_metric(self):
        metrics, labels = asked('sum by (job) (rate(peel_cache_lookup_total{peel_fond="memory"}[5m])) > 0')
        self.assertEqual(metrics, {"peel_cache_lookup_total"})
        self.assertEqual(labels, {"job", "peel_fond"})
        self.assertFalse(metrics & emitted())
        self.assertEqual(labels - attributes(), {"peel_fond"})


if __name__ == "__main__":
    unittest.main()
