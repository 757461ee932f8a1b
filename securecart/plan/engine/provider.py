"""A stand-in for a provider: it takes what the program says, and answers as the embedded runtime does.

It keeps nothing: what exists is what the engine says. It makes no calls, so what only AWS would refuse, it accepts.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Final, NoReturn

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from securecart.comparison.differences import differences
from securecart.comparison.model import Certainty
from securecart.comparison.replacement import ReplacementJudge
from securecart.plan import urns
from securecart.plan.embedded import outputs, properties
from securecart.plan.embedded.providers import Provider
from securecart.plan.model import Plan, Resource

_NOTHING: Final = Plan(stacks=())
_OUTSIDE: Final = "a plan depends on nothing outside the repository: make it a setting"


class StandInProvider(provider_pb2_grpc.ResourceProviderServicer):
    """One provider of a stack, as the engine configures it. The methods are named by Pulumi's protocol.

    Args:
        package: what it stands in for: `aws`, for instance.
    """

    def __init__(self, package: str) -> None:
        self._package = package
        self._provider = Provider()

    def Handshake(  # noqa: N802
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Agree on secrets, which are handed back as they came."""
        del request, context
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:  # noqa: N802
        """Be of the version that the program's SDK asks for."""
        del request, context
        return plugin_pb2.PluginInfo(version=version(f"pulumi-{self._package}"))

    def CheckConfig(  # noqa: N802
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Take the provider's own inputs as they are."""
        del context
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(  # noqa: N802
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Another Region is another provider; anything else is the same one."""
        return self.Diff(request, context)

    def Configure(  # noqa: N802
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Learn Region, account and tags."""
        del context
        self._provider = Provider.of(properties.Reader().properties(request.args))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Check(  # noqa: N802
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Take the inputs as they are."""
        del context
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(  # noqa: N802
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Name the inputs that changed, and those of them whose change is known to replace the resource."""
        del context
        old, new = request.old_inputs.fields, request.news.fields
        names = {name for name in {*old, *new} if not name.startswith("__")}
        changed = sorted(name for name in names if old.get(name) != new.get(name))
        before, after = self._declared(request.urn, request.old_inputs), self._declared(request.urn, request.news)
        changes = [change for change in differences(before.inputs, after.inputs) if _top(change.path) in changed]
        found = ReplacementJudge(_NOTHING).judge(before, after, changes)
        certain = found.properties if found and found.certainty is Certainty.CERTAIN else ()
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE,
            diffs=changed,
            replaces=sorted({_top(path) for path in certain}),
        )

    def Create(  # noqa: N802
        self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CreateResponse:
        """Hand back the inputs and what a deployment would add: placeholders, or unknown at a preview."""
        del context
        made, wire = self._deployed(request.urn, request.properties, preview=request.preview)
        return provider_pb2.CreateResponse(id="" if request.preview else made.id or "", properties=wire)

    def Update(  # noqa: N802
        self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.UpdateResponse:
        """Hand back the new inputs, and the outputs that the resource has had: an update keeps who it is."""
        del context
        _, wire = self._deployed(request.urn, request.news, preview=False)
        return provider_pb2.UpdateResponse(properties=wire)

    def Read(  # noqa: N802
        self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ReadResponse:
        """Say at a refresh that nothing has drifted; refuse to read what the program did not make."""
        if not request.HasField("inputs"):
            _refuse(context, f"the program reads {_type(request.urn)} {request.id!r} from the cloud; {_OUTSIDE}")
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:  # noqa: N802
        """Nothing is there to be deleted."""
        del request, context
        return empty_pb2.Empty()

    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> NoReturn:  # noqa: N802
        """Refuse a data source."""
        _refuse(context, f"the program calls the data source {request.tok}; {_OUTSIDE}")

    def Call(self, request: provider_pb2.CallRequest, context: grpc.ServicerContext) -> NoReturn:  # noqa: N802
        """Refuse a provider's method."""
        _refuse(context, f"the program calls the provider's method {request.tok}; {_OUTSIDE}")

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:  # noqa: N802
        """Nothing takes so long that it would have to be stopped."""
        del request, context
        return empty_pb2.Empty()

    def _deployed(self, urn: str, inputs: struct_pb2.Struct, *, preview: bool) -> tuple[Resource, struct_pb2.Struct]:
        made, wire = outputs.deployed(self._declared(urn, inputs), self._provider, inputs)
        if preview:
            for name in made.computed:
                wire.fields[name].string_value = properties.UNKNOWN
        return made, wire

    def _declared(self, urn: str, inputs: struct_pb2.Struct) -> Resource:
        read = properties.Reader().properties(inputs)
        region = read.get("region", self._provider.region)
        return Resource(
            urn=urn, type=_type(urn), name=urns.name(urn), parent=None, custom=True, region=region, inputs=read
        )


def _top(path: str) -> str:
    """The property that a path leads into."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _type(urn: str) -> str:
    return urns.qualified_type(urn).rsplit("$", 1)[-1]


def _refuse(context: grpc.ServicerContext, reason: str) -> NoReturn:
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, reason)
    raise AssertionError
