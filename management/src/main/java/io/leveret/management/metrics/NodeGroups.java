package io.leveret.management.metrics;

import static io.leveret.management.metrics.Metric.counter;
import static io.leveret.management.metrics.Metric.gauge;
import static io.leveret.management.metrics.Metric.untyped;

import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.Churn;
import io.leveret.management.admin.FiguresAdmin.DiskCalls;
import io.leveret.management.admin.FiguresAdmin.DiskTraffic;
import io.leveret.management.admin.FiguresAdmin.Objects;
import java.util.List;
import java.util.Set;

/** What is told of the node. */
final class NodeGroups {
    static final MetricGroup<FiguresAdmin> CHURN = MetricGroup.single(
            "connection_churn_metrics",
            List.of(
                    churn("connections_opened_total", "Connections that were opened", Churn.CONNECTION_CREATED),
                    churn("connections_closed_total", "Connections that ended", Churn.CONNECTION_CLOSED),
                    churn("channels_opened_total", "Channels that were opened", Churn.CHANNEL_CREATED),
                    churn("channels_closed_total", "Channels that ended", Churn.CHANNEL_CLOSED),
                    churn("queues_declared_total", "Declarations of queues, new ones or not", Churn.QUEUE_DECLARED),
                    churn("queues_created_total", "Queues that were made", Churn.QUEUE_CREATED),
                    churn("queues_deleted_total", "Queues that were deleted", Churn.QUEUE_DELETED)));

    static final MetricGroup<NodeReading> USE = MetricGroup.single(
            "node_coarse_metrics",
            List.of(
                    gauge("process_open_fds", "File descriptors that are open", NodeReading::openFiles),
                    gauge(
                            "process_open_tcp_sockets",
                            "Sockets of clients that are open",
                            node -> node.status().connections()),
                    gauge(
                            "process_resident_memory_bytes",
                            "Memory in use, as it is measured for the memory alarm",
                            node -> node.status().memoryUsedBytes()),
                    gauge(
                            "disk_space_available_bytes",
                            "Bytes that are free where the data is",
                            node -> node.status().diskFreeBytes())));

    static final MetricGroup<NodeReading> LIMITS = MetricGroup.single(
            "node_metrics",
            List.of(
                    gauge("process_max_fds", "File descriptors that may be open", NodeReading::mostFiles),
                    gauge(
                            "process_max_tcp_sockets",
                            "Sockets that may be open: each is a file descriptor",
                            NodeReading::mostFiles),
                    gauge(
                            "resident_memory_limit_bytes",
                            "Memory in use above which publishers are stopped",
                            node -> node.status().memoryLimitBytes()),
                    gauge(
                            "disk_space_available_limit_bytes",
                            "Free bytes below which publishers are stopped",
                            node -> node.status().diskLimitBytes()),
                    gauge("erlang_uptime_seconds", "How long the process has run", NodeReading::uptimeSeconds)));

    static final MetricGroup<DiskTraffic> DISK = MetricGroup.single(
            "node_persister_metrics",
            List.of(
                    counter(
                            "io_read_ops_total",
                            "Reads of log, segments and scratch files",
                            disk -> disk.reads().count()),
                    counter(
                            "io_read_bytes_total",
                            "Bytes read of log, segments and scratch files",
                            disk -> disk.reads().bytes()),
                    counter(
                            "io_write_ops_total",
                            "Writes to log, segments and scratch files",
                            disk -> disk.writes().count()),
                    counter(
                            "io_write_bytes_total",
                            "Bytes written to log, segments and scratch files",
                            disk -> disk.writes().bytes()),
                    counter(
                            "io_sync_ops_total",
                            "Syncs of log, segments and scratch files",
                            disk -> disk.syncs().count()),
                    counter("io_read_time_seconds_total", "Time that reads took", disk -> seconds(disk.reads())),
                    counter("io_write_time_seconds_total", "Time that writes took", disk -> seconds(disk.writes())),
                    counter("io_sync_time_seconds_total", "Time that syncs took", disk -> seconds(disk.syncs()))));

    /** RabbitMQ tells them besides its groups. */
    static final MetricGroup<Objects> TOTALS = MetricGroup.single(
            "",
            List.of(
                    gauge("connections", "Connections that are open", Objects::connections),
                    gauge("channels", "Channels that are open", Objects::channels),
                    gauge("consumers", "Consumers of all queues", Objects::consumers),
                    gauge("queues", "Queues of all virtual hosts", Objects::queues)));

    static final MetricGroup<Set<Resource>> ALARMS = MetricGroup.single(
            "",
            List.of(
                    untyped(
                            "alarms_file_descriptor_limit",
                            "1 while file descriptors are short; no alarm is raised for them here",
                            raised -> 0),
                    untyped(
                            "alarms_free_disk_space_watermark",
                            "1 while disk space is short",
                            raised -> raised.contains(Resource.DISK) ? 1 : 0),
                    untyped(
                            "alarms_memory_used_watermark",
                            "1 while memory is short",
                            raised -> raised.contains(Resource.MEMORY) ? 1 : 0),
                    gauge(
                            "unreachable_cluster_peers_count",
                            "Nodes of the cluster that cannot be reached",
                            raised -> 0)));

    private NodeGroups() {}

    private static double seconds(DiskCalls calls) {
        return calls.nanos() / 1e9;
    }

    private static Metric<FiguresAdmin> churn(String name, String help, Churn churn) {
        return counter(name, help, figures -> (double) figures.churn(churn));
    }
}
