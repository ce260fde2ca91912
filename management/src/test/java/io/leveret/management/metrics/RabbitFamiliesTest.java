package io.leveret.management.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.metrics.TextFormat.Family;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Families have the names, types and labels of RabbitMQ 4.0.5; those that differ are listed here, all of them. */
class RabbitFamiliesTest {
    /** A family as RabbitMQ has it; labels as sets with bars between, - for none, ? if they were not seen. */
    private record Known(String type, String aggregated, String perObject) {}

    /** Beyond RabbitMQ 4.0.5: what dashboards of other versions ask for. */
    private static final Set<String> BEYOND = Set.of(
            "rabbitmq_message_size_bytes",
            "leveret_disk_sync_seconds",
            "rabbitmq_process_open_tcp_sockets",
            "rabbitmq_process_max_tcp_sockets",
            "rabbitmq_queue_info",
            "rabbitmq_auth_attempts_detailed_total",
            "rabbitmq_auth_attempts_detailed_succeeded_total",
            "rabbitmq_auth_attempts_detailed_failed_total");

    /** What is counted by fewer objects than RabbitMQ counts it by, and the labels that are left. */
    private static final Map<String, String> FEWER_LABELS = Map.ofEntries(
            Map.entry("rabbitmq_queue_messages_published_total", "queue,queue_vhost"),
            Map.entry("rabbitmq_queue_exchange_messages_published_total", "exchange,vhost"),
            Map.entry("rabbitmq_channel_messages_published_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_messages_confirmed_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_messages_unroutable_returned_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_messages_unroutable_dropped_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_get_ack_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_get_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_messages_delivered_ack_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_messages_delivered_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_messages_redelivered_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_messages_acked_total", "channel,vhost"),
            Map.entry("rabbitmq_channel_get_empty_total", "channel,vhost"));

    /** Erlang's, those of storage and consensus of another kind, and what is not counted here. */
    private static final Set<String> ABSENT = Set.of(
            "rabbitmq_erlang_processes_used",
            "rabbitmq_erlang_processes_limit",
            "rabbitmq_erlang_gc_runs_total",
            "rabbitmq_erlang_gc_reclaimed_bytes_total",
            "rabbitmq_erlang_scheduler_context_switches_total",
            "rabbitmq_erlang_scheduler_run_queue",
            "rabbitmq_erlang_net_ticktime_seconds",
            "rabbitmq_io_seek_ops_total",
            "rabbitmq_io_seek_time_seconds_total",
            "rabbitmq_io_reopen_ops_total",
            "rabbitmq_schema_db_ram_tx_total",
            "rabbitmq_schema_db_disk_tx_total",
            "rabbitmq_msg_store_read_total",
            "rabbitmq_msg_store_write_total",
            "rabbitmq_queue_index_read_ops_total",
            "rabbitmq_queue_index_write_ops_total",
            "rabbitmq_raft_term_total",
            "rabbitmq_raft_log_snapshot_index",
            "rabbitmq_raft_log_last_applied_index",
            "rabbitmq_raft_log_commit_index",
            "rabbitmq_raft_log_last_written_index",
            "rabbitmq_raft_entry_commit_latency_seconds",
            "rabbitmq_queue_process_reductions_total",
            "rabbitmq_channel_process_reductions_total",
            "rabbitmq_connection_process_reductions_total",
            "rabbitmq_queue_consumer_capacity",
            "rabbitmq_queue_consumer_utilisation",
            "rabbitmq_queue_messages_ram_bytes",
            "rabbitmq_queue_messages_ready_ram",
            "rabbitmq_queue_messages_unacked_ram",
            "rabbitmq_queue_messages_persistent",
            "rabbitmq_queue_messages_persistent_bytes",
            "rabbitmq_queue_messages_paged_out_bytes",
            "rabbitmq_queue_head_message_timestamp",
            "rabbitmq_stream_segments",
            "rabbitmq_stream_consumer_max_offset_lag",
            "telemetry_scrape_encoded_size_bytes");

    private static Map<String, Known> known() throws IOException {
        Map<String, Known> known = new LinkedHashMap<>();
        try (InputStream stream = RabbitFamiliesTest.class.getResourceAsStream("/metrics/rabbitmq-4.0.5.txt")) {
            new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(row -> known.put(row[0], new Known(row[1], row[2], row[3])));
        }
        return known;
    }

    private static void compare(Endpoint endpoint) throws Exception {
        Map<String, Known> known = known();
        for (Family family : ScrapedText.of(endpoint, SomeFigures.some()).values()) {
            if (BEYOND.contains(family.name())) {
                assertThat(known).doesNotContainKey(family.name());
                continue;
            }
            Known like = known.get(family.name());
            assertThat(like).as("RabbitMQ has no " + family.name()).isNotNull();
            assertThat(family.type()).as(family.name()).isEqualTo(like.type());
            assertThat(labels(family)).as(family.name() + endpoint).isSubsetOf(expected(endpoint, family.name(), like));
        }
    }

    private static Set<String> labels(Family family) {
        return family.samples().stream()
                .map(sample -> sample.labels().isEmpty()
                        ? "-"
                        : String.join(",", new TreeSet<>(sample.labels().keySet())))
                .collect(Collectors.toSet());
    }

    private static Set<String> expected(Endpoint endpoint, String name, Known like) {
        Set<String> labels = new TreeSet<>(
                Arrays.asList((endpoint == Endpoint.PER_OBJECT ? like.perObject() : like.aggregated()).split("\\|")));
        if (endpoint == Endpoint.PER_OBJECT && FEWER_LABELS.containsKey(name)) {
            return Set.of(FEWER_LABELS.get(name));
        }
        if (labels.contains("?")) {
            labels.add("-");
        }
        if (name.equals("rabbitmq_identity_info")) { // of 4.1 and later, like the two below
            return Set.of("rabbitmq_cluster,rabbitmq_cluster_permanent_id,rabbitmq_endpoint,rabbitmq_node");
        }
        if (name.equals("rabbitmq_build_info")) {
            return Set.of("erlang_version,product_name,product_version,prometheus_client_version,"
                    + "prometheus_plugin_version,rabbitmq_version");
        }
        return labels;
    }

    @Test
    void aggregatedFamiliesAreRabbitMqs() throws Exception {
        compare(Endpoint.AGGREGATED);
    }

    @Test
    void familiesOfEachObjectAreRabbitMqs() throws Exception {
        compare(Endpoint.PER_OBJECT);
    }

    @Test
    void whatRabbitMqHasBesidesIsListed() throws Exception {
        Set<String> absent = new TreeSet<>(known().keySet());
        absent.removeAll(ScrapedText.of(Endpoint.AGGREGATED, SomeFigures.some()).keySet());
        absent.remove("process_start_time_seconds"); // Micrometer's
        assertThat(absent).isEqualTo(new TreeSet<>(ABSENT));
    }
}
