"""What the code knows, and what deploy/ says, for cross_checks.py.

The keys that the code knows are those of deploy/configuration/, which
services/peel/tests/configuration.rs makes from the code. PEEL_RENDERED names a folder with what
kustomize made of each overlay.
"""

import os
import re
import tomllib
from functools import cache
from pathlib import Path

import yaml

WORKSPACE = Path(__file__).resolve().parents[2]
DEPLOY = WORKSPACE / "deploy"
SERVICES = {"peel-data": "data", "peel-scoring": "scoring", "peel-reporting": "reporting"}
PREFIX = "PEEL__"

# Keys that a variable sets but not the file of every service: see docs/configuration.md.
COMMAND_LINE = {"listen", "tls", "access", "store", "editions", "cache", "redis", "telemetry", "limits"}

# Metrics of Prometheus itself.
OF_PROMETHEUS = {"up"}


@cache
def settings(service):
    """Every key of a service, `section.key`, with its default; none for one without."""
    text = (DEPLOY / "configuration" / f"{service}.toml").read_text()
    keys = {
        f"{section}.{key}": value
        for section, values in tomllib.loads(text).items()
        for key, value in values.items()
    }
    section = None
    for line in text.splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = heading[1]
        elif absent := re.fullmatch(r"#(\w+) =", line):
            keys[f"{section}.{absent[1]}"] = None
    return keys


def key_of(variable):
    return variable.removeprefix(PREFIX).lower().replace("__", ".", 1)


def known_keys(program):
    if program in SERVICES:
        return set(settings(SERVICES[program]))
    every = set().union(*(settings(service) for service in SERVICES.values()))
    return {key for key in every if key.split(".")[0] in COMMAND_LINE}


def default_port(program):
    return int(settings(SERVICES[program])["listen.address"].rsplit(":", 1)[1])


def wrong_variables(program, environment):
    """Variables that the program would refuse."""
    known = known_keys(program)
    names = [name for name in environment if name.startswith(PREFIX)]
    return [name for name in names if key_of(name) not in known]


def wrong_addresses(program, environment, ports):
    """Addresses at which nothing of ours listens. `ports`: of each name in the network."""
    wrong = []
    if program in SERVICES:
        listen = environment.get("PEEL__LISTEN__ADDRESS", "")
        if listen != f"0.0.0.0:{default_port(program)}":
            wrong.append(f"{program} listens on {listen!r}")
    for name, value in environment.items():
        for host, port in re.findall(r"(?:https?|redis)://([\w.-]+):(\d+)", str(value)):
            if int(port) not in ports.get(host, ()):
                wrong.append(f"{name}: nothing listens at {host}:{port}")
    return wrong


def open_addresses(environment):
    """The addresses of services of ours that are called in plaintext."""
    return [value for value in environment.values() if "http://peel-" in str(value)]


def program_of(image):
    return image.split("/")[-1].split(":")[0]


@cache
def dockerfile():
    return (DEPLOY / "Dockerfile").read_text()


@cache
def built():
    """The programs that an image is built of: the last stages, each with an entry point."""
    stages = re.split(r"^FROM ", dockerfile(), flags=re.M)[1:]
    return {
        stage.split("\n")[0].split(" AS ")[1].strip(): stage
        for stage in stages
        if "ENTRYPOINT" in stage
    }


@cache
def version():
    return tomllib.loads((WORKSPACE / "Cargo.toml").read_text())["workspace"]["package"]["version"]


def wrong_image(image):
    """Why an image of ours would not be found; none if it would."""
    program, tag = program_of(image), image.partition(":")[2]
    if not program.startswith("peel"):
        return None if re.match(r"v?\d", tag) else f"{image} names no version"
    if program not in built():
        return f"{image} is not built by deploy/Dockerfile"
    return None if tag == version() else f"{image} is not of version {version()}"


@cache
def sources():
    """The sources that measure something."""
    files = [*WORKSPACE.glob("crates/*/src/**/*.rs"), *WORKSPACE.glob("services/*/src/**/*.rs")]
    return [text for text in (file.read_text() for file in files) if "opentelemetry" in text]


@cache
def emitted():
    """The names that the collector's exporter for Prometheus gives to every instrument in the code."""
    units = {"ms": "_milliseconds", "s": "_seconds", "By": "_bytes"}
    kinds = r"[uif]64_(observable_counter|counter|observable_gauge|gauge|histogram|up_down_counter)"
    pattern = re.compile(r"\." + kinds + r'\(\s*"([\w.]+)"\s*,?\s*\)(.*?)\.build\(\)', re.S)
    names = set()
    for source in sources():
        for kind, name, chain in pattern.findall(source):
            unit = re.search(r'with_unit\("([^"]+)"\)', chain)
            name = name.replace(".", "_") + (units.get(unit[1], "") if unit else "")
            if kind.endswith("histogram"):
                names |= {f"{name}_{part}" for part in ("bucket", "sum", "count")}
            elif kind in ("counter", "observable_counter"):
                names.add(f"{name}_total")
            else:
                names.add(name)
    return names


@cache
def attributes():
    """The labels that the code's attributes become, and those that the collector and PromQL add."""
    names = set()
    for source in sources():
        names |= set(re.findall(r'KeyValue::new\(\s*"([\w.]+)"', source))
    return {name.replace(".", "_") for name in names} | {"job", "instance", "le"}


def asked(expression):
    """The metrics and the labels that a PromQL expression asks for."""
    expression = re.sub(r'"[^"]*"', '""', expression)
    labels = set()
    for group in re.findall(r"\{([^}]*)\}", expression):
        labels |= set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", group))
    for group in re.findall(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)", expression):
        labels |= set(re.findall(r"\w+", group))
    expression = re.sub(r"\b(?:by|on|without|ignoring)\s*\([^)]*\)", " ", expression)
    expression = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", expression)
    words = re.findall(r"[a-zA-Z_]\w*(?!\w*\s*\()", expression)
    keywords = {"or", "and", "unless", "offset", "bool"}
    metrics = {word for word in words if word not in keywords and not re.fullmatch(r"[smhd]|\d.*", word)}
    return metrics, labels


def panels(dashboard):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


@cache
def rules():
    groups = yaml.safe_load((DEPLOY / "observability" / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


@cache
def rendered():
    folder = Path(os.environ["PEEL_RENDERED"])
    return {
        file.stem: [document for document in yaml.safe_load_all(file.read_text()) if document]
        for file in sorted(folder.glob("*.yaml"))
    }


def pods(documents):
    """The kind, name and pod of everything that runs."""
    for document in documents:
        spec = document.get("spec", {})
        if document["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if "template" in spec:
            yield document, spec["template"]


def serves(pod):
    """Whether a pod answers calls; one of a job does its work and ends."""
    return pod.get("restartPolicy", "Always") == "Always"


def environment(documents, container):
    """What a container finds in its environment; a value by reference as an empty text."""
    maps = {
        document["metadata"]["name"]: document["data"]
        for document in documents
        if document["kind"] == "ConfigMap"
    }
    values = {}
    for source in container.get("envFrom", []):
        values |= maps[source["configMapRef"]["name"]]
    values |= {entry["name"]: entry.get("value", "") for entry in container.get("env", [])}
    return values


def service_ports(documents):
    return {
        document["metadata"]["name"]: [port["port"] for port in document["spec"]["ports"]]
        for document in documents
        if document["kind"] == "Service"
    }


def selects(selector, labels):
    """Whether a policy's selector takes a pod with these labels."""
    wanted = selector.get("matchLabels", {}).items() <= labels.items()
    return wanted and all(
        expression["operator"] == "In" and labels.get(expression["key"]) in expression["values"]
        for expression in selector.get("matchExpressions", [])
    )


def allowed(documents, source, target, port):
    """Whether the policies let a pod labelled `source` reach one labelled `target` at a port."""

    def let(direction, side, pod, other):
        return any(
            selects(policy["spec"]["podSelector"], pod)
            and any(
                any(selects(peer.get("podSelector", {}), other) for peer in rule[side] if "podSelector" in peer)
                and any(open_port["port"] == port for open_port in rule["ports"])
                for rule in policy["spec"].get(direction, [])
            )
            for policy in documents
            if policy["kind"] == "NetworkPolicy"
        )

    return let("egress", "to", source, target) and let("ingress", "from", target, source)
