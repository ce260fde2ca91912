package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.management.admin.MessagesAdmin.Filter;
import io.leveret.management.admin.MessagesAdmin.State;
import io.leveret.queue.Fact;
import io.leveret.queue.Message;
import io.leveret.queue.QueueView;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageMatchTest {
    private static final QueueView.Entry ENTRY = entry(QueueView.State.READY, message("the body ü\n.*end"));

    private static Message message(String body) {
        FieldTable headers = FieldTable.builder()
                .string("tenant", "a=b")
                .longInteger("n", 7)
                .bool("b", true)
                .string("empty", "")
                .build();
        byte[] properties = MessageProperties.builder().headers(headers).build();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(properties, properties.length + bytes.length);
        System.arraycopy(bytes, 0, content, properties.length, bytes.length);
        byte[] address = "\u0006orders\u0009eu.(new).".getBytes(StandardCharsets.UTF_8);
        return new Message(address, content, properties.length, Message.NO_TTL, 0, true);
    }

    private static QueueView.Entry entry(QueueView.State state, Message message) {
        return new QueueView.Entry(1, 0, state, 9, Fact.NEVER, false, 0, message);
    }

    private static boolean matches(String key, String exchange, List<String> headers, String body) {
        return new MessageMatch(new Filter(key, exchange, headers, body, null)).matches(ENTRY);
    }

    @ParameterizedTest
    @CsvSource({
        "eu.(new)., true",
        "eu.(new), false",
        "eu.*, true",
        "*new*, true",
        "*, true",
        "**, true",
        "*., true",
        "eu.*x, false",
        "*u.(new)., true",
        "EU.*, false",
        "e*(*)*, true",
        "'', true",
    })
    void aStarInAKeyStandsForAnything(String key, boolean expected) {
        assertThat(matches(key, null, List.of(), null)).isEqualTo(expected);
    }

    @Test
    void allThatIsAskedMustHold() {
        assertThat(matches(null, null, List.of(), null)).isTrue();
        assertThat(matches("eu.*", "orders", List.of("n=7", "tenant"), "body")).isTrue();
        assertThat(matches("eu.*", "orders", List.of("n=7", "none"), "body")).isFalse();
        assertThat(matches("eu.*", "other", List.of(), null)).isFalse();
    }

    /** Of two letters, so that beginnings of what is looked for come again and again. */
    @Test
    void aBodyHoldsWhatItHolds() {
        Random random = new Random(7);
        for (int run = 0; run < 5_000; run++) {
            String body = letters(random, random.nextInt(30));
            String wanted = letters(random, 1 + random.nextInt(6));
            boolean found = new MessageMatch(new Filter(null, null, List.of(), wanted, null))
                    .matches(entry(QueueView.State.READY, message(body)));
            assertThat(found).as("%s in %s", wanted, body).isEqualTo(body.contains(wanted));
        }
    }

    private static String letters(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(random.nextBoolean() ? 'x' : 'y');
        }
        return text.toString();
    }

    /** As many steps as the product of both lengths, 20,000,000,000, would take many seconds. */
    @Test
    void whatIsLookedForMakesASearchNoSlower() {
        String body = "x".repeat(1_000_000);
        MessageMatch match = new MessageMatch(new Filter(null, null, List.of(), "x".repeat(20_000) + "y", null));
        QueueView.Entry entry = entry(QueueView.State.READY, message(body));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long beganNanos = threads.getCurrentThreadCpuTime();
        assertThat(match.matches(entry)).isFalse();
        assertThat(threads.getCurrentThreadCpuTime() - beganNanos).isLessThan(TimeUnit.SECONDS.toNanos(3));
    }

    @Test
    void headersAreComparedAsText() {
        for (String header : List.of("tenant", "tenant=a=b", "n=7", "b=true", "empty=", "empty")) {
            assertThat(matches(null, null, List.of(header), null)).as(header).isTrue();
        }
        for (String header : List.of("tenant=a", "n=8", "n=", "b=1", "")) {
            assertThat(matches(null, null, List.of(header), null)).as(header).isFalse();
        }
    }

    @Test
    void bodiesAreSearchedByteByByte() {
        for (String text : List.of("the", "ü\n", ".*end", "the body ü\n.*end")) {
            assertThat(matches(null, null, List.of(), text)).as(text).isTrue();
        }
        for (String text : List.of("The", "endx", "tenant")) {
            assertThat(matches(null, null, List.of(), text)).as(text).isFalse();
        }
    }

    @Test
    void whatCannotBeReadIsFoundByItsStateAlone() {
        QueueView.Entry damaged = entry(QueueView.State.DAMAGED, null);
        assertThat(new MessageMatch(Filter.ALL).matches(damaged)).isTrue();
        assertThat(new MessageMatch(new Filter(null, null, List.of(), null, State.DAMAGED)).matches(damaged))
                .isTrue();
        assertThat(new MessageMatch(new Filter(null, null, List.of(), null, State.READY)).matches(damaged))
                .isFalse();
        assertThat(new MessageMatch(new Filter("*", null, List.of(), null, null)).matches(damaged))
                .isFalse();
    }
}
