package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.ControlTool.Outcome;
import io.leveret.it.harness.Eventually;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies and operator policies: which hold, what they come to with arguments, and when they begin to. */
class PoliciesIT {
    private static final long CONFIRM_MS = 10_000;

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private ControlTool ctl;
    private String vhost;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void vhost() throws Exception {
        ctl = broker.control();
        vhost = broker.name("policies");
        ctl.ok("add_vhost", vhost);
        ctl.ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        ConnectionFactory factory = broker.factory();
        factory.setVirtualHost(vhost);
        connection = factory.newConnection();
        channel = connection.createChannel();
        channel.confirmSelect();
    }

    @AfterEach
    void cleanUp() throws Exception {
        if (connection != null) {
            connection.abort();
        }
        if (vhost != null) {
            ctl.run("delete_vhost", vhost);
        }
    }

    private void policy(String name, String pattern, String definition, String... options) throws Exception {
        set("set_policy", name, pattern, definition, options);
    }

    private void operatorPolicy(String name, String pattern, String definition, String... options) throws Exception {
        set("set_operator_policy", name, pattern, definition, options);
    }

    private void set(String command, String name, String pattern, String definition, String... options)
            throws Exception {
        List<String> line = new ArrayList<>(List.of(command, "-p", vhost, name, pattern, definition));
        line.addAll(List.of(options));
        ctl.ok(line.toArray(String[]::new));
    }

    private void declare(String queue, String type, Map<String, Object> arguments) throws Exception {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put("x-queue-type", type);
        channel.queueDeclare(queue, true, false, false, all);
    }

    /** How many of these are refused. */
    private int publish(String queue, int count) throws Exception {
        int refused = 0;
        for (int i = 0; i < count; i++) {
            channel.basicPublish("", queue, null, new byte[1]);
            refused += channel.waitForConfirms(CONFIRM_MS) ? 0 : 1;
        }
        return refused;
    }

    private void holds(String queue, long messages) throws Exception {
        Eventually.equal(() -> channel.messageCount(queue), messages);
    }

    private List<String> shown(String... columns) throws Exception {
        List<String> line = new ArrayList<>(List.of("list_queues", "-p", vhost, "-s"));
        line.addAll(List.of(columns));
        return ctl.ok(line.toArray(String[]::new)).lines().sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void aLimitHoldsForQueuesThatAreThereAndThoseToComeUntilItIsCleared(String type) throws Exception {
        declare("q-old", type, Map.of());
        declare("other", type, Map.of());
        publish("q-old", 5);
        publish("other", 5);
        policy("limit", "^q-", "{\"max-length\":2}");
        holds("q-old", 2);
        declare("q-new", type, Map.of());
        publish("q-new", 5);
        holds("q-new", 2);
        holds("other", 5);
        policy("limit", "^q-", "{\"max-length\":1}");
        holds("q-old", 1);
        ctl.ok("clear_policy", "-p", vhost, "limit");
        publish("q-old", 3);
        holds("q-old", 4);
    }

    @ParameterizedTest
    @CsvSource({"classic, 3, 5, 3", "classic, 5, 3, 3", "quorum, 3, 5, 3", "quorum, 5, 3, 3"})
    void ofTwoLimitsTheLowerOneHolds(String type, int argument, int policy, long held) throws Exception {
        policy("limit", "^q", "{\"max-length\":" + policy + "}");
        declare("q", type, Map.of("x-max-length", argument));
        publish("q", 8);
        holds("q", held);
    }

    @ParameterizedTest
    @CsvSource({"classic, false", "quorum, true"})
    void theArgumentDecidesAboutOverflowOnClassicQueuesThePolicyOnQuorumQueues(String type, boolean refused)
            throws Exception {
        policy("limit", "^q", "{\"max-length\":1,\"overflow\":\"reject-publish\"}");
        declare("q", type, Map.of("x-overflow", "drop-head"));
        assertThat(publish("q", 6) > 0).isEqualTo(refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void rejectedMessagesGoWhereThePolicySays(String type) throws Exception {
        declare("grave", "classic", Map.of());
        declare("q", type, Map.of());
        declare("q-argument", type, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "nowhere"));
        policy("dlx", "^q", "{\"dead-letter-exchange\":\"\",\"dead-letter-routing-key\":\"grave\"}");
        for (String queue : List.of("q", "q-argument")) {
            publish(queue, 1);
            Eventually.equal(
                    () -> {
                        var got = channel.basicGet(queue, false);
                        if (got != null) {
                            channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
                        }
                        return got != null;
                    },
                    true);
        }
        holds("grave", 1);
        ctl.ok("clear_policy", "-p", vhost, "dlx");
        publish("q", 1);
        Eventually.equal(
                () -> {
                    var got = channel.basicGet("q", false);
                    if (got != null) {
                        channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
                    }
                    return got != null;
                },
                true);
        holds("q", 0);
        holds("grave", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void messagesThatComeLaterExpire(String type) throws Exception {
        declare("q", type, Map.of("x-message-ttl", 3_600_000));
        policy("ttl", "^q$", "{\"message-ttl\":100}");
        publish("q", 3);
        holds("q", 0);
        ctl.ok("clear_policy", "-p", vhost, "ttl");
        publish("q", 1);
        holds("q", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void anUnusedQueueGoes(String type) throws Exception {
        declare("q", type, Map.of());
        declare("other", type, Map.of());
        policy("expires", "^q$", "{\"expires\":200}");
        Eventually.equal(() -> shown("name"), List.of("other"));
    }

    @Test
    void theDeliveryLimitOfQuorumQueues() throws Exception {
        policy("limit", "^q", "{\"delivery-limit\":1}");
        declare("q", "quorum", Map.of());
        publish("q", 1);
        for (int delivery = 0; delivery < 2; delivery++) {
            Eventually.equal(
                    () -> {
                        var got = channel.basicGet("q", false);
                        if (got != null) {
                            channel.basicReject(got.getEnvelope().getDeliveryTag(), true);
                        }
                        return got != null;
                    },
                    true);
        }
        holds("q", 0);
    }

    @Test
    void thatOfTheHighestPriorityHoldsAlone() throws Exception {
        declare("q", "classic", Map.of());
        policy("low", "^q", "{\"max-length\":1}", "--priority", "1");
        policy("high", "q", "{\"max-length-bytes\":1000000}", "--priority", "2");
        assertThat(shown("name", "policy")).containsExactly("q\thigh");
        publish("q", 3);
        holds("q", 3);
        policy("high", "q", "{\"max-length-bytes\":1000000}", "--priority", "0");
        holds("q", 1);
        assertThat(shown("name", "policy")).containsExactly("q\tlow");
    }

    @Test
    void theOperatorsPolicyHoldsOverIt() throws Exception {
        declare("c", "classic", Map.of());
        declare("q", "quorum", Map.of());
        declare("x", "classic", Map.of());
        policy("p", "^[cq]$", "{\"overflow\":\"reject-publish\",\"max-length\":2}");
        operatorPolicy("o", "^[cqx]$", "{\"overflow\":\"drop-head\",\"max-length\":3}");
        assertThat(shown("name", "policy", "operator_policy", "effective_policy_definition"))
                .containsExactly(
                        "c\tp\to\t[{<<\"max-length\">>, 2}, {<<\"overflow\">>, drop-head}]",
                        "q\tp\to\t[{<<\"max-length\">>, 2}, {<<\"overflow\">>, drop-head}]",
                        "x\t\to\t[{<<\"max-length\">>, 3}, {<<\"overflow\">>, drop-head}]");
        assertThat(publish("c", 5)).isZero();
        holds("c", 2);
        publish("x", 5);
        holds("x", 3);
        ctl.ok("clear_operator_policy", "-p", vhost, "o");
        assertThat(shown("name", "operator_policy", "effective_policy_definition"))
                .contains("x\t\t[]", "c\t\t[{<<\"max-length\">>, 2}, {<<\"overflow\">>, reject-publish}]");
        assertThat(publish("c", 3)).isPositive();
    }

    @Test
    void aPolicyIsForWhatItIsAppliedToAndForTypesThatHaveItsKeys() throws Exception {
        declare("c", "classic", Map.of());
        declare("q", "quorum", Map.of());
        policy("p", ".", "{\"max-length\":2}", "--apply-to", "classic_queues", "--priority", "9");
        assertThat(shown("name", "policy")).containsExactly("c\tp", "q\t");
        policy("p", ".", "{\"max-length\":2}", "--apply-to", "quorum_queues", "--priority", "9");
        assertThat(shown("name", "policy")).containsExactly("c\t", "q\tp");
        for (String applyTo : List.of("exchanges", "streams")) {
            policy("p", ".", "{\"max-length\":2}", "--apply-to", applyTo, "--priority", "9");
            assertThat(shown("name", "policy")).containsExactly("c\t", "q\t");
        }
        policy("p", ".", "{\"max-length\":2,\"delivery-limit\":3}", "--priority", "9");
        policy("lower", ".", "{\"max-length\":5}");
        assertThat(shown("name", "policy")).containsExactly("c\tlower", "q\tp");
    }

    @Test
    void namesThatBeginOtherwiseAreLeftOut() throws Exception {
        declare("q", "classic", Map.of());
        declare("tmp.q", "classic", Map.of());
        policy("all-but", "^(?!tmp\\.).*", "{\"max-length\":1}");
        assertThat(shown("name", "policy")).containsExactly("q\tall-but", "tmp.q\t");
    }

    @Test
    void bothAreListedFromTheLowestPriorityOn() throws Exception {
        policy("b", "^q\"", "{\"overflow\":\"drop-head\",\"max-length\":2}", "--priority", "7");
        policy("a", ".", "{\"max-length\":1}", "--priority", "-7", "--apply-to", "queues");
        String header = "vhost\tname\tpattern\tapply-to\tdefinition\tpriority\n";
        assertThat(ctl.run("list_policies", "-p", vhost))
                .isEqualTo(new Outcome(
                        0,
                        "Listing policies for vhost \"" + vhost + "\" ...\n" + header + vhost
                                + "\ta\t.\tqueues\t{\"max-length\":1}\t-7\n" + vhost
                                + "\tb\t^q\"\tall\t{\"max-length\":2,\"overflow\":\"drop-head\"}\t7\n",
                        ""));
        operatorPolicy("o", ".", "{\"expires\":1000}");
        assertThat(ctl.run("list_operator_policies", "-p", vhost))
                .isEqualTo(new Outcome(
                        0,
                        "Listing operator policy overrides for vhost \"" + vhost + "\" ...\n" + header + vhost
                                + "\to\t.\tall\t{\"expires\":1000}\t0\n",
                        ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "set_policy | . | {} | no policy provided",
                "set_policy | . | {\"message-ttl\":-1} | -1 is not a valid message TTL",
                "set_policy | . | {\"max-length\":{\"a\":[1,\"b\"]}} | "
                        + "#{<<\"a\">> => [1,<<\"b\">>]} is not a valid maximum length",
                "set_policy | . | {\"other\":1,\"nonsense\":\"x\"} | "
                        + "[{<<\"nonsense\">>,<<\"x\">>},{<<\"other\">>,1}] are not recognised policy settings",
                "set_operator_policy | . | {\"dead-letter-exchange\":\"x\"} | "
                        + "[{<<\"dead-letter-exchange\">>,<<\"x\">>}] are not recognised policy settings",
                "set_policy | ( | {\"max-length\":1} | "
                        + "pattern should be regular expression but is invalid: {\"missing )\",1}",
                "set_policy | [a | {\"max-length\":1} | "
                        + "pattern should be regular expression but is invalid: {\"missing terminating ] for "
                        + "character class\",~2}",
                "set_policy | *a | {\"max-length\":1} | "
                        + "pattern should be regular expression but is invalid: {\"nothing to repeat\",0}"
            })
    void badOnesAreRefused(String command, String pattern, String definition, String reason) throws Exception {
        assertThat(ctl.run("-q", command, "-p", vhost, "p", pattern, definition))
                .isEqualTo(new Outcome(
                        69, "", "Error:\nValidation failed\n\n" + reason.replace("~", "\n" + " ".repeat(54)) + "\n\n"));
        assertThat(ctl.ok("list_policies", "-p", vhost, "-s").strip()).isEmpty();
    }

    @Test
    void whatIsNotThereCannotBeCleared() throws Exception {
        for (String command : List.of("clear_policy", "clear_operator_policy")) {
            assertThat(ctl.run("-q", command, "-p", vhost, "nosuch"))
                    .isEqualTo(new Outcome(69, "", "Error:\nParameter does not exist\n"));
        }
        assertThat(ctl.run("-q", "set_policy", "-p", vhost, "p", ".", "{\"max-length\":1}", "--apply-to", "bogus")
                        .err())
                .isEqualTo("Error:\nValidation failed\n\napply-to 'bogus' unrecognised; should be one of: 'queues',"
                        + " 'classic_queues',  'quorum_queues', 'streams', 'exchanges', or 'all'\n\n");
    }
}
