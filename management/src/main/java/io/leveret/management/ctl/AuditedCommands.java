package io.leveret.management.ctl;

import io.leveret.management.admin.Doer;
import io.leveret.management.audit.AuditLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which commands change something and so are written into the audit log, and how many of their arguments may be seen
 * there: passwords, hashes and values of parameters, which may hold addresses with passwords, may not.
 */
final class AuditedCommands {
    private static final int ALL = Integer.MAX_VALUE;
    private static final Map<String, Integer> SHOWN = new TreeMap<>();

    static {
        shown(0, "stop", "shutdown", "stop_app", "start_app", "clear_vhost_limits", "trace_on", "trace_off");
        shown(1, "add_user", "change_password", "clear_password", "delete_user");
        shown(1, "set_global_parameter", "clear_global_parameter");
        shown(2, "set_parameter", "clear_parameter");
        shown(ALL, "set_cluster_name", "enable_feature_flag", "set_vhost_tags", "set_permissions_globally");
        shown(0, "suspend_listeners", "resume_listeners", "drain", "revive", "force_gc");
        shown(ALL, "add_vhost", "delete_vhost", "update_vhost_metadata", "set_vhost_limits");
        shown(ALL, "set_user_tags", "set_user_limits", "clear_user_limits");
        shown(ALL, "set_permissions", "clear_permissions", "set_topic_permissions", "clear_topic_permissions");
        shown(ALL, "set_policy", "clear_policy", "set_operator_policy", "clear_operator_policy");
        shown(ALL, "delete_queue", "purge_queue", "cancel_delayed_message");
        shown(ALL, "close_connection", "close_all_connections", "close_all_user_connections");
        shown(ALL, "set_disk_free_limit", "set_vm_memory_high_watermark", "set_log_level");
        shown(ALL, "import_definitions", "eval", "enable", "disable");
    }

    private AuditedCommands() {}

    private static void shown(int arguments, String... commands) {
        for (String command : commands) {
            SHOWN.put(command, arguments);
        }
    }

    /** Whether a command changes something. */
    static boolean has(String command) {
        return SHOWN.containsKey(command);
    }

    /** Writes it down, if it changes something, done or not. */
    static void record(Command command, Arguments options, int exitCode) {
        if (!has(command.name())) {
            return;
        }
        List<String> given = options.positional();
        int most = SHOWN.get(command.name());
        List<String> shown = new ArrayList<>(List.of(command.name()));
        shown.addAll(given.subList(1, most == ALL ? given.size() : Math.min(given.size(), most + 1)));
        AuditLog.command(Doer.name(), shown, options.value("vhost"), exitCode);
    }
}
