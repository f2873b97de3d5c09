"""A client of peel, with a deadline for everything, retries that help, and pages.

    pip install grpcio grpcio-reflection grpcio-status
    python client.py 127.0.0.1:7700 west-midlands recorded-crime-rate

Messages are learnt by reflection, so it needs no generated code; stubs made of proto/ by grpcio-tools are
called with the same deadlines and retries. For TLS, `grpc.secure_channel` takes the place of the channel.
"""

import random
import sys
import time
import uuid

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0


def detail(error, kind):
    """What a refusal says in a message of one kind (ErrorInfo, RetryInfo, BadRequest); none if nothing."""
    status = rpc_status.from_call(error)
    for packed in status.details if status else ():
        if packed.Is(kind.DESCRIPTOR):
            found = kind()
            packed.Unpack(found)
            return found
    return None


def reason(error):
    """Why a call was refused, as programs are told: see docs/api.md."""
    info = detail(error, error_details_pb2.ErrorInfo)
    return info.reason if info else error.code().name


def wait_before_retry(error, tries):
    """Seconds to wait before another try; none where another would not help."""
    asked = detail(error, error_details_pb2.RetryInfo)
    if asked:
        shortest = asked.retry_delay.ToTimedelta().total_seconds()
        return shortest * random.uniform(1, 1.5)
    if error.code() == grpc.StatusCode.UNAVAILABLE:
        return min(FIRST_WAIT * 2**tries, LONGEST_WAIT) * random.uniform(0.5, 1)
    return None


class Peel:
    """Services at one address."""

    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        self.pool = DescriptorPool(ProtoReflectionDescriptorDatabase(self.channel))
        # Retries are a tenth of all calls at most, once the first ten are used up: many clients that try
        # again at once keep a service down.
        self.retries_left = 10.0

    def call(self, path, seconds=10.0, **fields):
        """The answer to a call, or the list of answers where they stream, within `seconds` in all.

        Every method may be called again: those that write by the same `request_id` or `run`, which is among
        the fields and so the same in every try.
        """
        end = time.monotonic() + seconds
        tries = 0
        while True:
            try:
                answer = self._try(path, end, fields)
                self.retries_left = min(self.retries_left + 0.1, 10.0)
                return answer
            except grpc.RpcError as error:
                wait = wait_before_retry(error, tries)
                if wait is None or self.retries_left < 1 or time.monotonic() + wait > end:
                    raise
                print(f"{path}: {reason(error)}, again in {wait:.2f} s", file=sys.stderr, flush=True)
                tries += 1
                self.retries_left -= 1
                time.sleep(wait)

    def _try(self, path, end, fields):
        service, name = path.split("/")
        method = self.pool.FindServiceByName(service).FindMethodByName(name)
        request, answer = map(GetMessageClass, (method.input_type, method.output_type))
        kind = self.channel.unary_stream if method.server_streaming else self.channel.unary_unary
        call = kind(f"/{path}", request.SerializeToString, answer.FromString)
        answers = call(request(**fields), timeout=max(end - time.monotonic(), 0))
        return list(answers) if method.server_streaming else answers

    def pages(self, path, items, **fields):
        """Every item of a list, page after page."""
        token = ""
        while True:
            page = self.call(path, page_token=token, **fields)
            yield from getattr(page, items)
            token = page.next_page_token
            if not token:
                return


def main(address, force, indicator):
    peel = Peel(address)
    forces = list(peel.pages("peel.data.v1.ReferenceService/ListForces", "forces", page_size=20))
    print(f"{len(forces)} forces")

    try:
        answer = peel.call("peel.scoring.v1.ComparisonService/Compare", force=force, indicator=indicator)
    except grpc.RpcError as error:
        # The reason is for programs, the message for people.
        sys.exit(f"{reason(error)}: {error.details()}")
    comparison = answer.comparison
    for unit in comparison.units:
        place = f"rank {unit.rank} of {comparison.included_units}, {unit.band}"
        print(f"{unit.unit.name}: {unit.value:.{comparison.decimals}f} {comparison.unit}, {place}")

    # Chosen before the first try: however often this is sent, it is one run.
    run = uuid.uuid4().hex
    *_, last = peel.call(
        "peel.scoring.v1.InspectionRunService/RunInspection", seconds=60, force=force, run=run
    )
    print(f"run {last.finished.outcome}, {last.finished.comparisons} comparisons")


if __name__ == "__main__":
    main(*sys.argv[1:])
