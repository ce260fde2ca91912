package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.api.BuiltInPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts and codes are what RabbitMQ 4.0.5's {@code rabbitmq-plugins} was seen to have. */
class PluginCommandsTest {
    private final CommandLine line = new CommandLine(new FakeNode());

    private void expect(int code, String command, String out, String err) {
        assertThat(line.run("rabbitmq-plugins", command)).as(command).isEqualTo(code);
        assertThat(line.out()).as(command).isEqualTo(out);
        assertThat(line.err()).as(command).isEqualTo(err);
    }

    @Test
    void allThatIsBuiltInIsEnabled() {
        assertThat(BuiltInPlugin.names())
                .contains("rabbitmq_management", "rabbitmq_prometheus")
                .isSorted();
        for (String plugin : BuiltInPlugin.names()) {
            expect(0, "-q is_enabled " + plugin, "Plugin " + plugin + " is enabled on node n@h\n", "");
            assertThat(line.run("rabbitmq-plugins", "enable " + plugin)).isZero();
        }
    }

    @Test
    void whatIsNotIsNamed() {
        assertThat(line.run("rabbitmq-plugins", "-q is_enabled rabbitmq_management rabbitmq_mqtt nosuch"))
                .isEqualTo(69);
        assertThat(line.err())
                .startsWith("Error:\nPlugins rabbitmq_mqtt, nosuch are not enabled on node n@h."
                        + " Enabled plugins and dependencies: ");
    }

    @Test
    void thoseThatOthersNeedAreLeftOutIfOnlyThoseThatWereAskedForAreWanted() {
        expect(0, "-q list management -m", "rabbitmq_management\nrabbitmq_management_agent\n", "");
        expect(0, "-q list management -m -E", "rabbitmq_management\n", "");
        expect(0, "-q list management -m --enabled -e", "rabbitmq_management\n", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-e", "--implicitly-enabled"})
    void whatIsEnabledImplicitlyIsBesideWhatIsEnabled(String option) {
        expect(
                0,
                "-q list management " + option,
                "[E*] rabbitmq_management       4.0.5\n[e*] rabbitmq_management_agent 4.0.5\n",
                "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--verbose"})
    void verboseListsDescribe(String option) {
        expect(
                0,
                "-q list prometheus " + option,
                "[E*] rabbitmq_prometheus\n"
                        + "     Version:     \t4.0.5\n"
                        + "     Dependencies:\t[]\n"
                        + "     Description: \tMetrics for Prometheus\n",
                "");
        assertThat(line.run("rabbitmq-plugins", "list prometheus --formatter json " + option))
                .isZero();
        assertThat(line.out())
                .contains(
                        "\"format\":\"verbose\"", "\"dependencies\":[]", "\"description\":\"Metrics for Prometheus\"");
    }

    @Test
    void listsAreVerboseOrMinimal() {
        assertThat(line.run("rabbitmq-plugins", "list -m -v")).isEqualTo(65);
        assertThat(line.err())
                .startsWith("Error (argument validation): Bad argument: Cannot set both verbose and minimal\n");
    }
}
