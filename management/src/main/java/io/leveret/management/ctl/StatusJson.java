package io.leveret.management.ctl;

import io.leveret.management.admin.NodeAdmin.NodeStatus;
import io.leveret.management.api.BuiltInPlugin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The status of a node for machines, with the fields that RabbitMQ has; those of Erlang alone are left out. What only
 * the HTTP API knows is there while the broker runs.
 */
final class StatusJson {
    private StatusJson() {}

    static Map<String, Object> of(Invocation call, NodeStatus status, List<String> alarms) throws CommandFailure {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", status.pid());
        json.put("os", System.getProperty("os.name"));
        json.put("uptime", status.uptimeSeconds());
        json.put("rabbitmq_version", NodeCommands.RABBITMQ_VERSION);
        json.put("product_name", "Leveret");
        json.put("product_version", status.version());
        json.put("node", status.node());
        json.put("running", call.broker() != null);
        json.put("is_under_maintenance", call.node().maintenance());
        json.put("active_plugins", BuiltInPlugin.names());
        json.put("data_directory", status.dataDirectory());
        json.put("alarms", alarms);
        json.put("tags", List.of());
        json.put("vm_memory_high_watermark_limit", status.memoryLimitBytes());
        json.put("disk_free", status.diskFreeBytes());
        json.put("disk_free_limit", status.diskLimitBytes());
        json.put("totals", totals(call, status));
        List<Object> listeners = new ArrayList<>();
        status.listeners().forEach(each -> listeners.add(ListenerCommands.json(each, status.node())));
        json.put("listeners", listeners);
        if (call.broker() != null) {
            json.put("memory", memory(call, status));
            putNode(call, json);
        }
        return json;
    }

    private static Map<String, Object> totals(Invocation call, NodeStatus status) {
        Map<String, Object> totals = new LinkedHashMap<>();
        totals.put(
                "virtual_host_count",
                call.broker() == null ? 0 : call.broker().vhosts().list().size());
        totals.put("connection_count", status.connections());
        totals.put("queue_count", status.queues());
        return totals;
    }

    private static Object memory(Invocation call, NodeStatus status) throws CommandFailure {
        return call.api()
                .object(ApiQuestions.path("nodes", status.node(), "memory"))
                .get("memory");
    }

    private static void putNode(Invocation call, Map<String, Object> json) throws CommandFailure {
        Map<?, ?> node =
                call.api().object(ApiQuestions.path("nodes", call.node().name()));
        Map<String, Object> descriptors = new LinkedHashMap<>();
        descriptors.put("total_used", node.get("fd_used"));
        descriptors.put("total_limit", node.get("fd_total"));
        descriptors.put("sockets_used", node.get("sockets_used"));
        descriptors.put("sockets_limit", node.get("sockets_total"));
        json.put("file_descriptors", descriptors);
        Map<String, Object> processes = new LinkedHashMap<>();
        processes.put("used", node.get("proc_used"));
        processes.put("limit", node.get("proc_total"));
        json.put("processes", processes);
        json.put("run_queue", node.get("run_queue"));
        json.put("config_files", node.get("config_files"));
        json.put("log_files", node.get("log_files"));
        json.put("vm_memory_calculation_strategy", node.get("mem_calculation_strategy"));
    }
}
