package io.leveret.broker.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy may say; the texts were got from RabbitMQ 4.0.5 by {@code set_policy}. */
class PolicyRulesTest {
    private static Policy policy(boolean operator, String pattern, String definition) {
        Map<String, Object> value = new HashMap<>();
        value.put("pattern", pattern);
        value.put("priority", 0L);
        value.put("definition", Json.read(definition));
        return PolicyRules.policy(operator, "p", value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{} | no policy provided",
                "{\"message-ttl\":-1} | -1 is not a valid message TTL",
                "{\"message-ttl\":\"a\"} | <<\"a\">> is not a valid message TTL",
                "{\"message-ttl\":1.5} | 1.5 is not a valid message TTL",
                "{\"expires\":0} | 0 is not a valid queue expiry",
                "{\"max-length\":null} | null is not a valid maximum length",
                "{\"max-length\":{\"a\":[1,\"b\",true]}} | "
                        + "#{<<\"a\">> => [1,<<\"b\">>,true]} is not a valid maximum length",
                "{\"max-length-bytes\":-1} | -1 is not a valid maximum length in bytes",
                "{\"max-in-memory-length\":-1} | -1 is not a valid maximum memory in bytes",
                "{\"overflow\":\"bogus\"} | <<\"bogus\">> is not a valid overflow value",
                "{\"queue-mode\":\"x\"} | <<\"x\">> is not a valid queue-mode value",
                "{\"queue-version\":3} | 3 is not a valid queue-version value",
                "{\"delivery-limit\":\"x\"} | <<\"x\">> is not a valid delivery limit",
                "{\"max-age\":\"5x\"} | <<\"5x\">> is not a valid max age",
                "{\"queue-leader-locator\":\"min-masters\"} | "
                        + "<<\"min-masters\">> is not a valid queue leader locator value",
                "{\"initial-cluster-size\":-1} | -1 is not a valid cluster size",
                "{\"stream-max-segment-size-bytes\":3000000001} | 3000000001 is not a valid segment size",
                "{\"stream-filter-size-bytes\":15} | 15 is not a valid filter size. Valid range is 16-255",
                "{\"dead-letter-strategy\":\"x\"} | <<\"x\">> is not a valid dead letter strategy",
                "{\"dead-letter-exchange\":5} | 5 is not a valid dead letter exchange name",
                "{\"dead-letter-routing-key\":5} | 5 is not a valid dead letter routing key",
                "{\"alternate-exchange\":true} | true is not a valid alternate exchange name",
                "{\"consumer-timeout\":-1} | -1 is not a valid consumer timeout",
                "{\"target-group-size\":0} | 0 is not a valid qq target count value",
                "{\"ha-mode\":\"all\"} | [{<<\"ha-mode\">>,<<\"all\">>}] are not recognised policy settings",
                "{\"nonsense\":1,\"max-length\":-1} | -1 is not a valid maximum length",
                "{\"other\":[1,{\"a\":\"b\"}],\"nonsense\":\"\u00e9\",\"max-length\":5} | "
                        + "[{<<\"nonsense\">>,<<\"\u00e9\"/utf8>>},"
                        + "{<<\"other\">>,[1,#{<<\"a\">> => <<\"b\">>}]}] are not recognised policy settings"
            })
    void badDefinitionsAreRefused(String definition, String text) {
        assertThatThrownBy(() -> policy(false, ".", definition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"delivery-limit\":-1}",
                "{\"max-age\":\"5D\"}",
                "{\"consumer-timeout\":0}",
                "{\"queue-master-locator\":\"min-masters\"}",
                "{\"max-length\":5,\"overflow\":\"reject-publish-dlx\"}",
                "{\"dead-letter-exchange\":\"\"}"
            })
    void goodDefinitionsAreTaken(String definition) {
        assertThat(policy(false, "", definition).definition()).isEqualTo(Json.read(definition));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"alternate-exchange\":\"x\"} | [{<<\"alternate-exchange\">>,<<\"x\">>}]",
                "{\"consumer-timeout\":5} | [{<<\"consumer-timeout\">>,5}]",
                "{\"dead-letter-exchange\":\"x\",\"max-length\":5} | [{<<\"dead-letter-exchange\">>,<<\"x\">>}]"
            })
    void theOperatorSaysLess(String definition, String unknown) {
        assertThatThrownBy(() -> policy(true, ".", definition))
                .hasMessage(unknown + " are not recognised policy settings");
        assertThat(policy(true, ".", "{\"target-group-size\":3,\"delivery-limit\":-1,\"queue-version\":2}")
                        .definition())
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "( | {\"missing )\",1}",
                "[a | {\"missing terminating ] for character class\",~2}",
                "*a | {\"nothing to repeat\",0}",
                ") | {\"unmatched parentheses\",~0}"
            })
    void whatIsNoExpressionIsRefusedInTheWordsOfPcre(String pattern, String reason) {
        assertThatThrownBy(() -> policy(false, pattern, "{\"max-length\":5}"))
                .hasMessage("pattern should be regular expression but is invalid: "
                        + reason.replace("~", "\n" + " ".repeat(54)));
    }

    @Test
    void whatRe2DoesNotKnowIsRefusedWithItsReason() {
        assertThatThrownBy(() -> policy(false, "(a)\\1", "{\"max-length\":5}"))
                .hasMessageStartingWith("pattern should be regular expression but is invalid: {\"invalid escape");
        assertThatThrownBy(() -> policy(false, "((a{900}){900}){900}", "{\"max-length\":5}"))
                .hasMessageContaining("repetitions");
    }

    @Test
    void otherFieldsAreCheckedToo() {
        Map<String, Object> value = new HashMap<>(Map.of("definition", Map.of("max-length", 1L)));
        assertThatThrownBy(() -> PolicyRules.policy(false, "p", value))
                .hasMessage("priority should be a number, actually was null");
        value.put("priority", 1L);
        assertThatThrownBy(() -> PolicyRules.policy(false, "p", value))
                .hasMessage("pattern should be a binary but was null");
        value.put("pattern", ".");
        assertThat(PolicyRules.policy(false, "p", value).applyTo()).isEqualTo("all");
        value.put("apply-to", "bogus");
        assertThatThrownBy(() -> PolicyRules.policy(false, "p", value))
                .hasMessage("apply-to 'bogus' unrecognised; should be one of: 'queues', 'classic_queues',"
                        + "  'quorum_queues', 'streams', 'exchanges', or 'all'");
    }
}
