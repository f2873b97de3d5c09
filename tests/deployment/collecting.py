"""A collector as far as metrics go: OTLP in, what Prometheus scrapes out, named as the exporter for
Prometheus of the OpenTelemetry collector names them. The collector itself is in no registry that tests
install from."""

import re
import threading
from concurrent import futures
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2, metrics_service_pb2_grpc

UNITS = {"ms": "_milliseconds", "s": "_seconds", "By": "_bytes"}


def plain(value):
    kind = value.WhichOneof("value")
    read = getattr(value, kind)
    return str(read).lower() if kind == "bool_value" else str(read)


def labels(attributes):
    return {re.sub(r"\W", "_", each.key): plain(each.value) for each in attributes}


def number(point):
    return getattr(point, point.WhichOneof("value"))


def samples(metric):
    """The name, labels and value of everything that one metric says."""
    name = metric.name.replace(".", "_") + UNITS.get(metric.unit, "")
    kind = metric.WhichOneof("data")
    data = getattr(metric, kind)
    for point in data.data_points:
        own = labels(point.attributes)
        if kind == "gauge":
            yield name, own, number(point)
        elif kind == "sum":
            yield name + ("_total" if data.is_monotonic else ""), own, number(point)
        elif kind == "histogram":
            bounds = [*map(repr, point.explicit_bounds), "+Inf"]
            below = 0
            for bound, count in zip(bounds, point.bucket_counts, strict=True):
                below += count
                yield f"{name}_bucket", own | {"le": re.sub(r"\.0$", "", bound)}, below
            yield f"{name}_sum", own, point.sum
            yield f"{name}_count", own, point.count
        else:
            raise ValueError(f"{metric.name} is a {kind}")


class Collector(metrics_service_pb2_grpc.MetricsServiceServicer):
    """Keeps the last value of every series; `otlp` and `scraped` are its ports on this machine."""

    def __init__(self):
        self.lock = threading.Lock()
        self.series = {}
        self.grpc = grpc.server(futures.ThreadPoolExecutor(4))
        metrics_service_pb2_grpc.add_MetricsServiceServicer_to_server(self, self.grpc)
        self.otlp = self.grpc.add_insecure_port("127.0.0.1:0")
        self.grpc.start()
        collector = self

        class Page(BaseHTTPRequestHandler):
            def do_GET(self):
                body = collector.page().encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.scraped = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def Export(self, request, _context):
        for resource in request.resource_metrics:
            of = labels(resource.resource.attributes)
            process = {
                "job": f"{of['service_namespace']}/{of['service_name']}",
                "instance": of["service_instance_id"],
            }
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for name, own, value in samples(metric):
                        key = (name, tuple(sorted((own | process).items())))
                        with self.lock:
                            self.series[key] = value
        return metrics_service_pb2.ExportMetricsServiceResponse()

    def page(self):
        with self.lock:
            series = sorted(self.series.items())
        lines = (
            "{}{{{}}} {}\n".format(name, ",".join(f'{label}="{value}"' for label, value in own), value)
            for (name, own), value in series
        )
        return "".join(lines)

    def stop(self):
        self.grpc.stop(None)
        self.http.shutdown()
