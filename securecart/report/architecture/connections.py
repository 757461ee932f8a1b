"""What connects Regions with each other, and with the warehouse and stores."""

from __future__ import annotations

from collections.abc import Iterator

from securecart.preview.findings import plural
from securecart.proof.estate.model import Estate, Instance
from securecart.report.architecture.model import Line, LineGroup, Mark


def connections(estate: Estate) -> tuple[LineGroup, ...]:
    """Groups of databases, tables, content, networks and what is outside of AWS; those that there are."""
    groups = (
        LineGroup(title="RDS", note="replicated from the writer", lines=tuple(_databases(estate))),
        LineGroup(title="DynamoDB", note="written in every Region", lines=tuple(_tables(estate))),
        LineGroup(title="S3", note="replicated content", lines=tuple(_buckets(estate))),
        LineGroup(title="VPC peering", lines=tuple(_private_paths(estate))),
        LineGroup(title="Warehouse", lines=tuple(_warehouse(estate))),
        LineGroup(title="Stores", note="with an Outpost", lines=tuple(_stores(estate))),
    )
    return tuple(group for group in groups if group.lines)


def _databases(estate: Estate) -> Iterator[Line]:
    for writer in estate.instances.values():
        if writer.source is not None:
            continue
        following = [each for each in estate.instances.values() if _follows(estate, each, writer)]
        stops = {writer.region: Mark.WRITER}
        stops |= {each.region: Mark.FOLLOWER for each in following}
        stops = dict.fromkeys(writer.backup_regions, Mark.BACKUPS) | stops
        flows = dict.fromkeys((writer.region, region) for region in stops if region != writer.region)
        yield Line(title=writer.identifier, stops=stops, flows=tuple(flows))


def _follows(estate: Estate, instance: Instance, writer: Instance) -> bool:
    """Whether an instance of another Region follows a writer; not by way of one that does."""
    source = estate.instances.get(instance.source or "")
    return source is writer and instance.region != writer.region


def _tables(estate: Estate) -> Iterator[Line]:
    for table in estate.tables.values():
        yield Line(title=table.name, stops=dict.fromkeys(sorted(table.regions), Mark.REPLICA))


def _buckets(estate: Estate) -> Iterator[Line]:
    named = {bucket.name: bucket for bucket in estate.buckets.values()}
    for bucket in estate.buckets.values():
        for source in (named[name] for name in bucket.copied_from if name in named):
            yield Line(
                title=source.declared.name,
                stops={source.region: Mark.WRITER, bucket.region: Mark.FOLLOWER},
                flows=((source.region, bucket.region),),
            )


def _private_paths(estate: Estate) -> Iterator[Line]:
    for path in estate.private_paths:
        title = f"does not work: {path.obstacle}" if path.obstacle else " and ".join(sorted(path.regions))
        yield Line(title=title, stops=dict.fromkeys(sorted(path.regions), Mark.ENDPOINT))


def _warehouse(estate: Estate) -> Iterator[Line]:
    for line in estate.lines:
        title = f"{line.kind.value} {line.location}".strip()
        yield Line(title=title, stops=dict.fromkeys(line.regions, Mark.ENDPOINT))


def _stores(estate: Estate) -> Iterator[Line]:
    for store in estate.stores:
        title = f"{store.name}, {plural(store.tasks, 'task')}"
        yield Line(title=title, stops={store.region: Mark.ENDPOINT})
