package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.leveret.management.api.Api;
import io.leveret.management.audit.AuditLog;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What commands leave in the audit log. */
class AuditedCommandsTest {
    /** Commands that change nothing, besides those whose names say so. */
    private static final Set<String> READING = Set.of(
            "alarms",
            "authenticate_user",
            "autocomplete",
            "cluster_status",
            "decode",
            "directories",
            "discover_peers",
            "encode",
            "environment",
            "erlang_version",
            "hash_password",
            "is_booting",
            "is_enabled",
            "is_running",
            "list",
            "listeners",
            "log_location",
            "log_tail",
            "log_tail_stream",
            "memory_breakdown",
            "node_health_check",
            "os_env",
            "ping",
            "quorum_status",
            "report",
            "resolve_hostname",
            "server_version",
            "status",
            "tls_versions",
            "version",
            "wait");

    /** Commands that do nothing, whatever they are called. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "change_cluster_node_type",
            "eval_file",
            "exec",
            "force_boot",
            "force_reset",
            "force_standalone_khepri_boot",
            "forget_cluster_node",
            "add_member",
            "delete_member",
            "grow",
            "join_cluster",
            "observer",
            "post_upgrade",
            "rebalance",
            "reconcile_vhosts",
            "remote_shell",
            "rename_cluster_node",
            "reset",
            "restart_vhost",
            "rotate_logs",
            "set",
            "shrink",
            "update_cluster_nodes");

    private static final String READING_NAME = "(list|check|count|await|export)_.*";

    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);
    private final Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.LOGGER);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    private List<String> audited() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void eachCommandIsKnownToReadOrIsAudited() {
        CommandTable table = new ControlCommands(node, node, "1.2.3", () -> Api.routes(node)).table();
        assertThat(table.names())
                .allMatch(name -> AuditedCommands.has(name)
                        || READING.contains(name)
                        || WITHOUT_EFFECT.contains(name)
                        || name.matches(READING_NAME));
    }

    @Test
    void changesAreWrittenDownWithoutSecrets() {
        line.ctl("add_user bob hush");
        line.ctl("change_password bob hush");
        line.ctl("change_password nobody hush");
        line.ctl("set_permissions -p / bob .* .* .*");
        line.ctl("set_parameter --vhost v shovel s '{\"src-uri\":\"amqp://u:hush@h\"}'");
        line.ctl("set_global_parameter g '\"hush\"'");
        line.ctl("list_users");
        line.ctl("authenticate_user bob hush");
        String from = "user=\"rmq-cli\" from=control-channel action=";
        assertThat(audited())
                .containsExactly(
                        from + "\"add_user bob\" result=0",
                        from + "\"change_password bob\" result=0",
                        from + "\"change_password nobody\" result=67",
                        from + "\"set_permissions bob .* .* .* (vhost /)\" result=0",
                        from + "\"set_parameter shovel s (vhost v)\" result=69",
                        from + "\"set_global_parameter g\" result=0");
    }

    @Test
    void noNameForgesALine() {
        line.ctl("delete_user 'a\nuser=\"root\"\u2028'");
        assertThat(audited())
                .containsExactly("user=\"rmq-cli\" from=control-channel action=\"delete_user"
                        + " a\\nuser=\\\"root\\\"\\u2028\" result=0");
    }

    @Test
    void requestsOfTheApiThroughTheControlChannelAreWrittenDown() {
        line.run("leveret-api", "DELETE /users/guest?x=hush");
        line.run("leveret-api", "GET /users");
        assertThat(audited())
                .containsExactly(
                        "user=\"rmq-cli\" from=control-channel action=\"HTTP DELETE /api/users/guest\" result=204");
    }
}
