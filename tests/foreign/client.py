"""Asks the services as somebody does who has none of our code and none of our files.

Everything is learnt by reflection. Prints one JSON object with every answer, and writes the report
where it is told. Fails when the report's checksum does not agree with its bytes.

    client.py DATA SCORING REPORTING REPORT_FILE      (host:port three times, and a file)
"""

import hashlib
import json
import sys

import grpc
from google.protobuf import json_format
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from grpc_status import rpc_status

DEADLINE_SECONDS = 60
FORCE = "west-midlands"
INDICATOR = "recorded-crime-rate"
DETAILS = [
    error_details_pb2.ErrorInfo,
    error_details_pb2.BadRequest,
    error_details_pb2.ResourceInfo,
]


class Server:
    """A server, and what it says of itself."""

    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        self.descriptors = ProtoReflectionDescriptorDatabase(self.channel)
        self.pool = DescriptorPool(self.descriptors)

    def services(self):
        return sorted(self.descriptors.get_services())

    def call(self, path, **fields):
        """The messages of an answer, whether it is one or a stream."""
        service, name = path.split("/")
        method = self.pool.FindServiceByName(service).FindMethodByName(name)
        request, answer = map(GetMessageClass, (method.input_type, method.output_type))
        kind = self.channel.unary_stream if method.server_streaming else self.channel.unary_unary
        call = kind(
            f"/{path}",
            request_serializer=request.SerializeToString,
            response_deserializer=answer.FromString,
        )
        answers = call(request(**fields), timeout=DEADLINE_SECONDS)
        return list(answers) if method.server_streaming else [answers]

    def refusal(self, path, **fields):
        """Why a call is refused, with its details."""
        try:
            self.call(path, **fields)
        except grpc.RpcError as error:
            status = rpc_status.from_call(error)
            details = []
            for packed in status.details:
                kind = next(kind for kind in DETAILS if packed.Is(kind.DESCRIPTOR))
                detail = kind()
                packed.Unpack(detail)
                details.append({kind.DESCRIPTOR.name: as_json(detail)})
            return {"code": error.code().name, "message": status.message, "details": details}
        raise SystemExit(f"{path} was not refused: {fields}")


def as_json(message):
    return json_format.MessageToDict(message, always_print_fields_with_no_presence=True)


def run(scoring):
    """A run's end, and what it compared on the way."""
    events = scoring.call("peel.scoring.v1.InspectionRunService/RunInspection", force=FORCE)
    *progress, end = events
    compared = sorted((event.progress.indicator, event.progress.period) for event in progress)
    return {"compared": compared, "finished": as_json(end.finished)}


def report(reporting, path):
    """A report's header; its content goes into the file."""
    parts = reporting.call("peel.reporting.v1.ReportService/GetReport", force=FORCE)
    header, content = parts[0].header, b"".join(part.chunk for part in parts[1:])
    if hashlib.sha256(content).hexdigest() != header.sha256 or len(content) != header.size:
        raise SystemExit("the report's content is not what its header says")
    with open(path, "wb") as file:
        file.write(content)
    return as_json(header)


def main(data, scoring, reporting, report_path):
    data, scoring, reporting = map(Server, (data, scoring, reporting))
    compare = "peel.scoring.v1.ComparisonService/Compare"
    forces = "peel.data.v1.ReferenceService/ListForces"
    answers = {
        "services": sorted({*data.services(), *scoring.services(), *reporting.services()}),
        "forces": as_json(*data.call(forces)),
        "comparison": as_json(*scoring.call(compare, force=FORCE, indicator=INDICATOR)),
        "run": run(scoring),
        "report": report(reporting, report_path),
        "refused": {
            "unknown force": scoring.refusal(compare, force=FORCE[:-1], indicator=INDICATOR),
            "unknown indicator": scoring.refusal(compare, force=FORCE, indicator=INDICATOR + "s"),
            "nothing asked": scoring.refusal(compare),
            "unknown edition": data.refusal(forces, edition="2016"),
            "unknown force of a report": reporting.refusal(
                "peel.reporting.v1.ReportService/GetReport", force=FORCE[:-1]
            ),
        },
    }
    json.dump(answers, sys.stdout, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
