package io.leveret.management.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.metrics.TextFormat.Family;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JvmMetricsTest {
    @Test
    void theNamesAreThoseThatDashboardsForJvmsAskFor() {
        try (JvmMetrics jvm = new JvmMetrics()) {
            Map<String, Family> families = TextFormat.read(jvm.text());
            assertThat(families)
                    .containsKeys(
                            "jvm_memory_used_bytes",
                            "jvm_memory_committed_bytes",
                            "jvm_memory_max_bytes",
                            "jvm_buffer_memory_used_bytes",
                            "jvm_threads_live_threads",
                            "jvm_threads_states_threads",
                            "jvm_classes_loaded_classes",
                            "jvm_gc_memory_allocated_bytes_total",
                            "process_cpu_usage",
                            "system_cpu_usage",
                            "system_load_average_1m",
                            "process_files_open_files",
                            "process_files_max_files",
                            "process_start_time_seconds",
                            "process_uptime_seconds");
            assertThat(families.get("jvm_memory_used_bytes").samples())
                    .allSatisfy(sample -> assertThat(sample.labels()).containsKeys("area", "id"));
        }
    }
}
