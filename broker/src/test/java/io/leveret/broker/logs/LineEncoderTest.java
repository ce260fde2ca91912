package io.leveret.broker.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.leveret.management.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

class LineEncoderTest {
    private static final Instant TIME = Instant.parse("2026-11-20T12:34:56.789012Z");
    private static final String PLAIN = "$time [$level] $pid $msg";

    private final LoggerContext context = new LoggerContext();

    @Test
    void aLineHasTheFormOfRabbitMqs() {
        String line = line(style(false, "rfc3339_space", "lc", PLAIN, ""), event(Level.WARN, "a {} b", "x"));
        assertThat(line)
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:56\\.789012[+-]\\d\\d:\\d\\d \\[warning] <t-1> a x b\n");
        String time = line.substring(0, line.indexOf(" ["));
        assertThat(OffsetDateTime.parse(time, DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx"))
                        .toInstant())
                .isEqualTo(TIME);
    }

    @Test
    void nothingInAnEventMakesASecondLine() {
        LoggingEvent event =
                eventOf("t\n1", Level.ERROR, "a\r\n2026-01-01 [error]\u0000\u001b[31m\u0085b\u2028c\u2029d\u007f");
        assertThat(line(LineStyle.PLAIN, event))
                .endsWith(" [error] <t 1> a 2026-01-01 [error] [31m b c d \n")
                .hasLineCount(1);
        LineStyle json = style(true, "rfc3339_T", "lc", PLAIN, "");
        assertThat(line(json, event)).hasLineCount(1).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
    }

    @Test
    void anExceptionStandsInTheSameLine() {
        Exception cause = new IllegalStateException("why\nnot", new RuntimeException("inner"));
        LoggingEvent event = new LoggingEvent("", context.getLogger("l"), Level.ERROR, "failed", cause, null);
        String line = line(LineStyle.PLAIN, event);
        assertThat(line).hasLineCount(1).contains("failed | java.lang.IllegalStateException: why | not | at ", "inner");
        Map<?, ?> fields = (Map<?, ?>) Json.read(line(style(true, "epoch_secs", "lc", PLAIN, ""), event));
        assertThat((String) fields.get("exception")).startsWith("java.lang.IllegalStateException: why\nnot");
    }

    @Test
    void aLongMessageIsCut() {
        LineStyle style = new LineStyle(false, "epoch_secs", "lc", "$msg", "", 300);
        assertThat(line(style, event(Level.INFO, "x".repeat(1000))))
                .isEqualTo("x".repeat(300) + "... (700 more characters)\n");
    }

    @Test
    void jsonHasRabbitMqsFieldsAndThoseOfTheEvent() {
        LoggingEvent event = event(Level.INFO, "opened");
        event.setKeyValuePairs(
                new ArrayList<>(List.of(new KeyValuePair("user", "guest"), new KeyValuePair("msg", "no"))));
        String line = line(style(true, "epoch_usecs", "uc4", PLAIN, ""), event);
        assertThat(line)
                .isEqualTo("{\"time\":1795178096789012,\"level\":\"INFO\",\"msg\":\"opened\","
                        + "\"domain\":\"rabbitmq.connection\",\"pid\":\"t-1\","
                        + "\"logger\":\"io.leveret.broker.connection.AmqpConnection\",\"user\":\"guest\"}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "level time:ts msg:message *:- | [level, ts, message]",
                "msg pid:- logger:- | [msg, time, level, domain]",
                "nosuch msg *:- | [msg]",
                "'' | [time, level, msg, domain, pid, logger]"
            })
    void aMapNamesOrdersAndDropsFields(String map, String keys) {
        String line = line(style(true, "epoch_secs", "lc", PLAIN, map), event(Level.INFO, "m"));
        assertThat(((Map<?, ?>) Json.read(line)).keySet()).hasToString(keys);
    }

    @ParameterizedTest
    @CsvSource({
        "epoch_secs, lc, 1795178096 error",
        "epoch_usecs, uc, 1795178096789012 ERROR",
        "epoch_secs, lc3, 1795178096 err",
        "epoch_secs, uc3, 1795178096 ERR",
        "epoch_secs, lc4, 1795178096 erro",
        "epoch_secs, uc4, 1795178096 ERRO"
    })
    void timesAndLevelsHaveTheFormsOfTheSettings(String time, String level, String expected) {
        LineStyle style = style(false, time, level, "$time $level", "");
        assertThat(line(style, event(Level.ERROR, "m"))).isEqualTo(expected + "\n");
    }

    @Test
    void theLineIsMadeOfVariablesAndWhatStandsBetween() {
        LineStyle style = style(false, "epoch_secs", "lc", "$domain|$logger$ $nosuch: $msg!", "");
        assertThat(line(style, event(Level.INFO, "m")))
                .isEqualTo("rabbitmq.connection|io.leveret.broker.connection.AmqpConnection$ <unknown nosuch>: m!\n");
    }

    private LoggingEvent event(Level level, String message, Object... arguments) {
        return eventOf("t-1", level, message, arguments);
    }

    private LoggingEvent eventOf(String thread, Level level, String message, Object... arguments) {
        LoggingEvent event = new LoggingEvent(
                "", context.getLogger("io.leveret.broker.connection.AmqpConnection"), level, message, null, arguments);
        event.setInstant(TIME);
        event.setThreadName(thread);
        return event;
    }

    private static LineStyle style(boolean json, String time, String level, String format, String map) {
        return new LineStyle(json, time, level, format, map, 16_384);
    }

    private static String line(LineStyle style, LoggingEvent event) {
        return new String(new LineEncoder(style).encode(event), StandardCharsets.UTF_8);
    }
}
