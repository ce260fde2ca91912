package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What changes a running node: queues, connections, alarms, policies, limits, start and stop. */
class OperationCommandsTest {
    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    private void expect(int code, String command, String out, String err) {
        assertThat(line.ctl(command)).as(command).isEqualTo(code);
        assertThat(line.out()).as(command).isEqualTo(out);
        assertThat(line.err()).as(command).isEqualTo(err);
    }

    @Test
    void queuesAreDeletedAndPurged() {
        node.queues.add(FakeNode.queue("q", FieldTable.EMPTY, 5, 0, 1));
        expect(0, "purge_queue q", "Purging queue 'q' in vhost '/' ...\n", "");
        assertThat(node.done).containsExactly("purge q");
        expect(
                64,
                "delete_queue q --if-unused",
                "Deleting queue 'q' on vhost '/' if queue is unused ...\n",
                "Error:\nQueue is in use\n");
        expect(
                64,
                "delete_queue -e q",
                "Deleting queue 'q' on vhost '/' if queue is empty ...\n",
                "Error:\nQueue is not empty\n");
        expect(
                0,
                "delete_queue q",
                "Deleting queue 'q' on vhost '/' ...\nQueue was successfully deleted with 5 ready messages\n",
                "");
        expect(64, "delete_queue q", "Deleting queue 'q' on vhost '/' ...\n", "Error:\nQueue not found\n");
        expect(
                65,
                "purge_queue q",
                "Purging queue 'q' in vhost '/' ...\n",
                "Object (queue, stream, exchange, etc) was not found\n");
    }

    @Test
    void delayedMessagesAreCountedListedAndCancelled() {
        expect(0, "count_delayed_messages later", "2\n", "");
        expect(0, "list_delayed_messages later -s", "3\t1000\t30\n5\t2000\t50\n", "");
        expect(0, "list_delayed_messages later -s --most 1", "3\t1000\t30\n", "");
        expect(0, "list_delayed_messages later -s --from 4", "5\t2000\t50\n", "");
        expect(0, "cancel_delayed_message later 3 -s", "", "");
        assertThat(node.done).containsExactly("cancel 3");
        expect(65, "cancel_delayed_message later 4 -s", "", "Error:\nMessage not found\n");
        String none = "Error:\nNo exchange of this name that delays messages was found\n";
        expect(65, "count_delayed_messages other -s", "", none);
        expect(65, "list_delayed_messages other -s", "", none);
        expect(65, "cancel_delayed_message other 3 -s", "", none);
        assertThat(line.ctl("cancel_delayed_message later x")).isEqualTo(64);
        assertThat(line.ctl("list_delayed_messages later --from x")).isEqualTo(64);
    }

    @Test
    void connectionsAreClosed() {
        expect(
                0,
                "close_connection '<n@h.1.2.0>' 'Closed via rabbitmqctl'",
                "Closing connection <n@h.1.2.0>, reason: Closed via rabbitmqctl...\n",
                "");
        expect(
                69,
                "close_connection notapid foo",
                "Closing connection notapid, reason: foo...\n",
                "Error:\nError:\n{:invalid_pid_syntax, \"notapid\"}\n");
        expect(
                0,
                "close_all_connections -p v bye",
                "Closing all connections in vhost v, reason: bye...\nClosed 0 connections\n",
                "");
        assertThat(line.ctl("close_all_connections --global --limit 3 bye")).isZero();
        assertThat(line.ctl("close_all_user_connections guest bye")).isZero();
        assertThat(node.done)
                .containsExactly("close all v null 0 bye", "close all null null 3 bye", "close all null guest 0 bye");
    }

    @ParameterizedTest
    @CsvSource({
        "set_vm_memory_high_watermark 0.4, memory 0.4, to 0.4 ...",
        "set_vm_memory_high_watermark 0.000000001, memory 1.0E-9, to 0.000000001 ...",
        "set_vm_memory_high_watermark absolute 1GB, memory bytes 1000000000, to 1GB bytes ...",
        "set_disk_free_limit 50MB, disk bytes 50000000, to 50MB bytes ...",
        "set_disk_free_limit 2GiB, disk bytes 2147483648, to 2GiB bytes ...",
        "set_disk_free_limit 12345, disk bytes 12345, to 12345 bytes ...",
        "set_disk_free_limit mem_relative 1.5, disk 1.5, to 1.5 times the total RAM ..."
    })
    void limitsOfAlarmsAreSet(String command, String done, String banner) {
        assertThat(line.ctl(command)).isZero();
        assertThat(node.done).containsExactly(done);
        assertThat(line.out()).endsWith(" on n@h " + banner + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set_vm_memory_high_watermark abc",
                "set_vm_memory_high_watermark 1.5",
                "set_vm_memory_high_watermark relative 0.4",
                "set_disk_free_limit abc",
                "set_disk_free_limit mem_relative x",
                "set_disk_free_limit 99999999999999TB"
            })
    void badLimitsAreRefused(String command) {
        assertThat(line.ctl(command)).isEqualTo(65);
        assertThat(line.out()).isEmpty();
        assertThat(line.err()).startsWith("Error (argument validation): Bad argument.");
        assertThat(node.done).isEmpty();
    }

    @Test
    void theBrokerStopsAndStarts() {
        expect(0, "stop_app", "Stopping rabbit application on node n@h ...\n", "");
        assertThat(node.running).isFalse();
        assertThat(line.run("rabbitmq-diagnostics", "check_running")).isEqualTo(69);
        assertThat(line.ctl("await_startup --timeout 0")).isEqualTo(75);
        assertThat(line.ctl("status")).isZero();
        assertThat(line.out()).contains("Broker: stopped");
        expect(0, "start_app", "Starting node n@h ...\n", "");
        expect(0, "await_startup", "", "");
        expect(0, "stop", "Stopping and halting node n@h ...\n", "");
        assertThat(node.done).containsExactly("stop");
    }

    @Test
    void theStatusNamesQueuesThatLostMessages() {
        assertThat(line.ctl("status")).isZero();
        assertThat(line.out()).contains("Alarms\n\n(none)\n");
        for (int i = 10; i < 32; i++) {
            node.damagedQueues.add("queue 'q" + i + "' in vhost '/'");
        }
        assertThat(line.ctl("status")).isZero();
        assertThat(line.out())
                .contains("Alarms\n\nMessages of queue 'q10' in vhost '/' were lost by damage on disk\n")
                .contains("'q29'")
                .doesNotContain("'q30'")
                .contains("Messages of 2 more queues were lost by damage on disk\n\nMemory");
    }

    @Test
    void evalKnowsWhatTestSuitesUse() {
        expect(0, "eval 'rabbit_alarm:set_alarm({{resource_limit, disk, node()}, []}).'", "ok\n", "");
        expect(0, "eval 'rabbit_alarm:set_alarm({{resource_limit, memory, node()}, []}).'", "ok\n", "");
        assertThat(node.alarms).containsExactly(Resource.MEMORY, Resource.DISK);
        expect(0, "eval 'rabbit_alarm:clear_alarm({resource_limit, disk, node()}).'", "ok\n", "");
        assertThat(node.alarms).containsExactly(Resource.MEMORY);
        expect(0, "eval 'ssl:clear_pem_cache().'", "ok\n", "");
        assertThat(node.done).contains("look at certificates");
        expect(0, "eval 'application:set_env(rabbit, channel_max, 48).'", "ok\n", "");
        expect(0, "eval 'application:get_env(rabbit, channel_max).'", "{ok,48}\n", "");
        String get = "eval '{ok, V} = application:get_env(rabbit, loopback_users), V.'";
        expect(0, get, "[<<\"guest\">>]\n", "");
        expect(0, "eval 'application:set_env(rabbit, loopback_users, []).'", "ok\n", "");
        expect(0, get, "[]\n", "");
        expect(0, "eval 'application:set_env(rabbit, loopback_users, [<<\"a b\">>, <<\"c\">>]).'", "ok\n", "");
        assertThat(node.loopbackUsers).isEqualTo(List.of("a b", "c"));
        expect(0, get, "[<<\"a b\">>,<<\"c\">>]\n", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 + 1.",
                "foo(",
                "application:set_env(rabbit, loopback_users, [guest]).",
                "application:set_env(rabbit, loopback_users, [<<\"a\">><<\"b\">>]).",
                "init:stop()."
            })
    void evalRefusesAllElse(String expression) {
        assertThat(line.ctl("eval '" + expression + "'")).isEqualTo(69);
        assertThat(node.loopbackUsers).containsExactly("guest");
        assertThat(node.done).isEmpty();
    }

    @Test
    void policiesAreSetListedAndCleared() {
        expect(
                0,
                "set_policy --priority 1 pol '^q' '{\"message-ttl\":1000}'",
                "Setting policy \"pol\" for pattern \"^q\" to \"{\"message-ttl\":1000}\" with priority \"1\" for vhost"
                        + " \"/\" ...\n",
                "");
        assertThat(node.parameters)
                .containsExactly(new Parameter(
                        "/",
                        "policy",
                        "pol",
                        "{\"pattern\":\"^q\",\"apply-to\":\"all\",\"definition\":{\"message-ttl\":1000},"
                                + "\"priority\":1}"));
        expect(
                0,
                "list_policies",
                "Listing policies for vhost \"/\" ...\nvhost\tname\tpattern\tapply-to\tdefinition\tpriority\n"
                        + "/\tpol\t^q\tall\t{\"message-ttl\":1000}\t1\n",
                "");
        expect(0, "clear_policy pol", "Clearing policy \"pol\" on vhost \"/\" ...\n", "");
        expect(
                69,
                "clear_policy pol",
                "Clearing policy \"pol\" on vhost \"/\" ...\n",
                "Error:\nParameter does not exist\n");
        expect(0, "-q set_operator_policy op . '{\"max-length\":10}' --apply-to queues", "", "");
        expect(0, "list_operator_policies -s", "/\top\t.\tqueues\t{\"max-length\":10}\t0\n", "");
    }

    @Test
    void policiesThatAreNotJsonOrHaveABadPriorityAreRefused() {
        assertThat(line.ctl("-q set_policy p . garbage")).isEqualTo(69);
        assertThat(line.err())
                .isEqualTo("Error:\nCould not parse JSON document:"
                        + " {error,{failed_to_decode_json,<<\"garbage\">>}}\n");
        assertThat(line.ctl("-q set_policy p . '{\"max-length\":1}' --priority x"))
                .isEqualTo(64);
        assertThat(line.err())
                .startsWith("Error (argument validation): Invalid options for this command:\n--priority : x\n");
        assertThat(node.parameters).isEmpty();
    }

    @Test
    void policiesAreListedFromTheLowestPriorityWithTheirKeysByName() {
        expect(0, "-q set_policy a . '{\"overflow\":\"drop-head\",\"max-length\":1}' --priority 5", "", "");
        expect(0, "-q set_policy b . '{\"max-length\":2}' --priority -5", "", "");
        expect(
                0,
                "list_policies -s",
                "/\tb\t.\tall\t{\"max-length\":2}\t-5\n"
                        + "/\ta\t.\tall\t{\"max-length\":1,\"overflow\":\"drop-head\"}\t5\n",
                "");
    }

    @Test
    void parametersAndLimits() {
        expect(0, "-q set_global_parameter g '{\"a\":1}'", "", "");
        expect(0, "list_global_parameters -q", "name\tvalue\ng\t{\"a\":1}\n", "");
        expect(0, "-q clear_global_parameter g", "", "");
        expect(69, "-q clear_global_parameter g", "", "Error:\nParameter does not exist\n");
        expect(
                69,
                "-q set_parameter federation-upstream x '{}'",
                "",
                "Error:\nValidation failed\n\ncomponent federation-upstream not found\n\n");
        expect(
                0,
                "set_vhost_limits '{\"max-queues\":10}'",
                "Setting vhost limits to \"{\"max-queues\":10}\" for vhost \"/\" ...\n",
                "");
        expect(0, "list_vhost_limits", "Listing limits for vhost \"/\" ...\n{\"max-queues\":10}\n", "");
        expect(0, "clear_vhost_limits", "Clearing vhost \"/\" limits ...\n", "");
        expect(0, "list_vhost_limits", "Listing limits for vhost \"/\" ...\n\n", "");
        expect(0, "-q set_user_limits guest '{\"max-connections\":5}'", "", "");
        expect(0, "list_user_limits", "Listing limits for user \"guest\" ...\n{\"max-connections\":5}\n", "");
        expect(0, "clear_user_limits guest all", "Clearing all limits for user \"guest\" ...\n", "");
        expect(0, "list_user_limits -q", "{}\n", "");
        expect(0, "-q set_user_limits guest '{\"max-connections\":5}'", "", "");
        expect(0, "-q set_user_limits guest '{\"max-channels\":6}'", "", "");
        expect(
                0,
                "list_user_limits --global",
                "Listing limits for all users ...\nuser\tlimits\n"
                        + "guest\t{\"max-channels\":6,\"max-connections\":5}\n",
                "");
        expect(69, "-q set_user_limits nosuch '{}'", "", "Error:\n{:no_such_user, \"nosuch\"}\n");
        expect(65, "-q list_vhost_limits -p nosuch", "", "Virtual host 'nosuch' does not exist\n");
    }

    @Test
    void healthChecks() {
        assertThat(line.run("rabbitmq-diagnostics", "check_running")).isZero();
        assertThat(line.out())
                .isEqualTo("Checking if RabbitMQ is running on node n@h ...\n"
                        + "RabbitMQ on node n@h is fully booted and running\n");
        assertThat(line.run("rabbitmq-diagnostics", "check_local_alarms")).isZero();
        assertThat(line.out()).endsWith("Node n@h reported no local alarms\n");
        node.alarms.add(Resource.DISK);
        assertThat(line.run("rabbitmq-diagnostics", "-q check_local_alarms")).isEqualTo(69);
        assertThat(line.err()).contains("Free disk space alarm on node n@h");
        assertThat(line.run("rabbitmq-diagnostics", "-q listeners")).isZero();
        assertThat(line.out()).isEqualTo("Interface: [::], port: 5672, protocol: amqp, purpose: AMQP 0-9-1\n");
        assertThat(line.run("rabbitmq-diagnostics", "-q listeners --formatter json"))
                .isZero();
        assertThat(line.out()).startsWith("{\"listeners\":[{\"node\":\"n@h\",\"port\":5672,");
        assertThat(line.run("rabbitmq-diagnostics", "-q check_port_listener 5672"))
                .isZero();
        assertThat(line.run("rabbitmq-diagnostics", "-q check_port_listener 1")).isEqualTo(69);
        assertThat(line.err())
                .isEqualTo("No listener for port 1 is active on node n@h."
                        + " Found listeners that use the following ports: 5672\n");
        assertThat(line.run("rabbitmq-diagnostics", "-q check_protocol_listener amqp"))
                .isZero();
        assertThat(line.run("rabbitmq-diagnostics", "-q check_protocol_listener AMQP091 --formatter json"))
                .isZero();
        assertThat(line.out()).isEqualTo("{\"node\":\"n@h\",\"protocol\":\"amqp\",\"result\":\"ok\"}\n");
        assertThat(line.run("rabbitmq-diagnostics", "-q check_protocol_listener https"))
                .isEqualTo(69);
        assertThat(line.err())
                .startsWith("Error:\nNo listener for protocol https is active on node n@h. Found listeners for the")
                .contains("amqp");
        assertThat(line.run("rabbitmq-diagnostics", "-q check_port_listener x")).isEqualTo(65);
        assertThat(line.run("rabbitmq-diagnostics", "-q check_protocol_listener mqtt"))
                .isEqualTo(69);
        assertThat(line.ctl("ping -q")).isZero();
        assertThat(line.out()).isEqualTo("Ping succeeded\n");
    }

    @Test
    void checksTellMachinesTheirResult() {
        String[][] expected = {
            {"ping", "{\"message\":\"Ping succeeded\"}"},
            {"check_running", "{\"message\":\"RabbitMQ on node n@h is fully booted and running\"}"},
            {"is_running", "{\"message\":\"RabbitMQ on node n@h is fully booted and running\",\"result\":true}"},
            {"check_local_alarms", "{\"result\":\"ok\"}"},
            {"check_virtual_hosts", "{\"result\":\"ok\"}"},
            {"check_certificate_expiration --unit weeks", "{\"result\":\"ok\"}"},
            {"alarms", "{\"alarms\":[],\"node\":\"n@h\",\"result\":\"ok\"}"},
            {"server_version", "{\"result\":\"ok\",\"value\":\"4.0.5\"}"},
            {"check_port_listener 5672", "{\"node\":\"n@h\",\"port\":\"5672\",\"result\":\"ok\"}"},
        };
        for (String[] each : expected) {
            assertThat(line.run("rabbitmq-diagnostics", each[0] + " --formatter json"))
                    .as(each[0])
                    .isZero();
            assertThat(line.out()).as(each[0]).isEqualTo(each[1] + "\n");
        }
        assertThat(line.run("rabbitmq-diagnostics", "check_certificate_expiration --unit hours"))
                .isEqualTo(64);
        assertThat(line.run("rabbitmq-diagnostics", "check_certificate_expiration --within 0"))
                .isEqualTo(64);
    }

    @Test
    void whoMistypesIsToldWhatWasMeant() {
        expect(64, "list_queue", "", "\nCommand 'list_queue' not found. \nDid you mean 'list_queues'? \n\n");
        expect(64, "ad_user", "", "\nCommand 'ad_user' not found. \nDid you mean 'add_user'? \n\n");
        assertThat(line.ctl("xyzxyz")).isEqualTo(64);
        assertThat(line.err()).startsWith("\nCommand 'xyzxyz' not found. \n\nUsage\n");
    }

    @Test
    void portsAreTriedOut() throws Exception {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            node.listeners.clear();
            node.listeners.add(new io.leveret.management.admin.NodeAdmin.Listener("::", socket.getLocalPort(), "amqp"));
            assertThat(line.run("rabbitmq-diagnostics", "check_port_connectivity"))
                    .isZero();
            assertThat(line.out()).contains("Successfully connected to ports " + socket.getLocalPort());
        }
        assertThat(line.run("rabbitmq-diagnostics", "check_port_connectivity")).isEqualTo(69);
    }

    @Test
    void pluginsAreToldTruthfully() {
        assertThat(line.run("rabbitmq-plugins", "list -m -q")).isZero();
        assertThat(line.out()).contains("rabbitmq_management\n", "rabbitmq_web_dispatch\n");
        assertThat(line.run("rabbitmq-plugins", "list prom|agent")).isZero();
        assertThat(line.out())
                .isEqualTo("Listing plugins with pattern \"prom|agent\" ...\n"
                        + " Configured: E = explicitly enabled; e = implicitly enabled\n"
                        + " | Status: * = running on n@h\n |/\n"
                        + "[e*] rabbitmq_management_agent 4.0.5\n[E*] rabbitmq_prometheus       4.0.5\n");
        assertThat(line.run("rabbitmq-plugins", "list prom -q --formatter json"))
                .isZero();
        assertThat(line.out())
                .isEqualTo("{\"status\":\"running\",\"format\":\"normal\",\"plugins\":[{\"enabled\":\"enabled\","
                        + "\"name\":\"rabbitmq_prometheus\",\"running\":true,\"version\":\"4.0.5\","
                        + "\"running_version\":\"4.0.5\"}]}\n");
        assertThat(line.run("rabbitmq-plugins", "list (")).isEqualTo(65);
        assertThat(line.run("rabbitmq-plugins", "enable rabbitmq_management rabbitmq_prometheus --offline"))
                .isZero();
        assertThat(line.out())
                .startsWith("Enabling plugins on node n@h:\nrabbitmq_management\nrabbitmq_prometheus\n"
                        + "The following plugins have been configured:\n  rabbitmq_auth_mechanism_ssl\n")
                .endsWith("Applying plugin configuration to n@h...\nPlugin configuration unchanged.\n");
        assertThat(line.run("rabbitmq-plugins", "enable")).isEqualTo(64);
        assertThat(line.run("rabbitmq-plugins", "-q disable rabbitmq_shovel")).isZero();
        assertThat(line.run("rabbitmq-plugins", "-q disable rabbitmq_management"))
                .isEqualTo(69);
        assertThat(line.run("rabbitmq-plugins", "is_enabled rabbitmq_management rabbitmq_prometheus"))
                .isZero();
        assertThat(line.out())
                .isEqualTo("Asking node n@h if plugins rabbitmq_management, rabbitmq_prometheus are enabled...\n"
                        + "Plugins rabbitmq_management, rabbitmq_prometheus are enabled on node n@h\n");
        assertThat(line.run("rabbitmq-plugins", "-q enable rabbitmq_shovel")).isEqualTo(70);
        assertThat(line.err()).isEqualTo("Error:\n{:plugins_not_found, [:rabbitmq_shovel]}\n");
        assertThat(line.run("rabbitmq-plugins", "-q is_enabled rabbitmq_shovel"))
                .isEqualTo(69);
    }

    @Test
    void theLogsLevelIsSetWhileTheBrokerIsStoppedToo() {
        node.running = false;
        expect(0, "set_log_level debug", "Setting log level to \"debug\" ...\n", "");
        assertThat(node.done).containsExactly("log level debug");
        expect(
                69,
                "set_log_level loud",
                "",
                "Error:\nlevel loud is not supported. Try one of debug, info, warning, error, critical, none\n");
    }

    @Test
    void theLogIsShownByItsPlacesItsEndAndItsNextLines() {
        assertThat(line.run("rabbitmq-diagnostics", "log_location")).isZero();
        assertThat(line.out()).isEqualTo("Log file location(s) on node n@h ...\n/var/log/n@h.log\n");
        assertThat(line.run("rabbitmq-diagnostics", "log_location --all -s")).isZero();
        assertThat(line.out()).isEqualTo("/var/log/n@h.log\n<stderr>\n");
        assertThat(line.run("rabbitmq-diagnostics", "log_tail")).isZero();
        assertThat(line.out()).isEqualTo("Last 50 log lines on node n@h ...\nfirst\nsecond\n");
        assertThat(line.run("rabbitmq-diagnostics", "log_tail -N 1 --formatter json"))
                .isZero();
        assertThat(line.out()).contains("{\"message\":\"second\"}").doesNotContain("first");
        assertThat(line.run("rabbitmq-diagnostics", "log_tail -N x")).isEqualTo(64);
        assertThat(line.run("rabbitmq-diagnostics", "log_tail_stream -d 1")).isZero();
        assertThat(line.out()).isEqualTo("Streaming logs from node n@h for 1 seconds ...\nthird\n");
        assertThat(node.done).containsExactly("followed");
    }
}
