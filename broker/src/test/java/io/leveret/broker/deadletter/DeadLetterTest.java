package io.leveret.broker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.RoutingKeys;
import io.leveret.queue.Message;
import io.leveret.queue.RemovalReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final byte[] BODY = {1, 2, 3};

    private static Message message(FieldTable headers, String expiration, byte[] annotations) {
        byte[] properties = MessageProperties.builder()
                .headers(headers)
                .expiration(expiration)
                .messageId("id")
                .build();
        byte[] content = new byte[properties.length + BODY.length];
        System.arraycopy(properties, 0, content, 0, properties.length);
        System.arraycopy(BODY, 0, content, properties.length, BODY.length);
        byte[] address = "\1x\3key".getBytes(StandardCharsets.US_ASCII);
        long ttlMs = expiration == null ? Message.NO_TTL : Long.parseLong(expiration);
        return new Message(address, content, properties.length, ttlMs, 7, true, annotations);
    }

    private static DeadLetter die(Message message, RemovalReason reason, String queue, String key) {
        return DeadLetter.of(message, reason, new DeadLetter.Origin(queue, "dlx", key), 5_999);
    }

    private static List<String> keys(RoutingKeys keys) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            all.add(keys.get(i));
        }
        return all;
    }

    private static FieldTable headersOf(DeadLetter letter) {
        Message message = letter.message();
        return new MessageProperties(message.content(), message.propertiesLength()).headers();
    }

    private static FieldTable death(DeadLetter letter, int index) {
        return headersOf(letter).array("x-death").get(index).asTable();
    }

    @Test
    void bodyPriorityAndPropertiesStayTheExpirationGoes() {
        DeadLetter letter = die(message(null, "60", null), RemovalReason.EXPIRED, "q", null);
        Message sent = letter.message();
        MessageProperties properties = new MessageProperties(sent.content(), sent.propertiesLength());
        assertThat(properties.expiration()).isNull();
        assertThat(properties.messageId()).isEqualTo("id");
        assertThat(sent.ttlMs()).isEqualTo(Message.NO_TTL);
        assertThat(sent.priority()).isEqualTo(7);
        assertThat(sent.persistent()).isTrue();
        assertThat(sent.content()).endsWith(BODY);
        assertThat(sent.address()).isEqualTo("\3dlx\3key".getBytes(StandardCharsets.US_ASCII));
        assertThat(death(letter, 0).string("original-expiration")).isEqualTo("60");
        assertThat(death(letter, 0).get("time")).isEqualTo(FieldValue.ofTimestamp(5));
    }

    @Test
    void headersAreSortedAndEachStandsOnce() {
        FieldTable headers = FieldTable.builder()
                .string("z", "1")
                .string("x-last-death-queue", "made up")
                .string("A", "2")
                .build();
        DeadLetter letter = die(message(headers, null, null), RemovalReason.REJECTED, "q", null);
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, FieldValue> entry : headersOf(letter)) {
            names.add(entry.getKey());
        }
        assertThat(names)
                .containsExactly(
                        "A",
                        "x-death",
                        "x-first-death-exchange",
                        "x-first-death-queue",
                        "x-first-death-reason",
                        "x-last-death-exchange",
                        "x-last-death-queue",
                        "x-last-death-reason",
                        "z");
        assertThat(headersOf(letter).string("x-last-death-queue")).isEqualTo("q");
    }

    @Test
    void theSecondDeathOfAKindIsCounted() {
        Message first = die(message(null, null, null), RemovalReason.REJECTED, "q", null)
                .message();
        Message second = die(first, RemovalReason.EXPIRED, "r", null).message();
        DeadLetter third = die(second, RemovalReason.REJECTED, "q", null);
        assertThat(third.queues()).containsExactly("q", "r");
        assertThat(death(third, 0).integer("count")).isEqualTo(2);
        assertThat(death(third, 1).integer("count")).isEqualTo(1);
        assertThat(headersOf(third).string("x-first-death-exchange")).isEqualTo("x");
        assertThat(headersOf(third).string("x-last-death-exchange")).isEqualTo("dlx");
    }

    @Test
    void copiesAreRoutedToAndBlindOnesNotShown() {
        byte[] notes = new RoutingNotes(false, List.of("cc", "bcc"), List.of("bcc")).toBytes();
        FieldTable headers =
                FieldTable.builder().array("CC", List.of(FieldValue.of("cc"))).build();
        DeadLetter first = die(message(headers, null, notes), RemovalReason.REJECTED, "q", null);
        assertThat(keys(first.routingKeys())).containsExactly("key", "cc", "bcc");
        assertThat(death(first, 0).array("routing-keys")).containsExactly(FieldValue.of("key"), FieldValue.of("cc"));
        DeadLetter second = die(first.message(), RemovalReason.REJECTED, "r", null);
        assertThat(keys(second.routingKeys())).containsExactly("key", "cc", "bcc");
        assertThat(death(second, 0).array("routing-keys")).containsExactly(FieldValue.of("key"), FieldValue.of("cc"));
    }

    @Test
    void aKeyOfTheQueueTakesThePlaceOfAllOthers() {
        FieldTable headers =
                FieldTable.builder().array("CC", List.of(FieldValue.of("cc"))).build();
        DeadLetter first = die(message(headers, null, null), RemovalReason.REJECTED, "q", "other");
        assertThat(keys(first.routingKeys())).containsExactly("other");
        DeadLetter second = die(first.message(), RemovalReason.REJECTED, "r", null);
        assertThat(keys(second.routingKeys())).containsExactly("other");
        assertThat(death(second, 0).array("routing-keys")).containsExactly(FieldValue.of("other"));
    }

    @Test
    void deathsThatAClientMadeUpDoNotCount() {
        FieldTable headers = FieldTable.builder()
                .array("x-death", List.of(FieldValue.of("nonsense")))
                .build();
        DeadLetter letter = die(message(headers, null, null), RemovalReason.EXPIRED, "q", null);
        assertThat(letter.queues()).containsExactly("q");
        assertThat(death(letter, 0).integer("count")).isEqualTo(1);
    }

    @Test
    void aCircleIsOneThatNobodyRejected() {
        DeadLetter expired = die(message(null, null, null), RemovalReason.EXPIRED, "a", null);
        assertThat(expired.isCycle("a")).isTrue();
        assertThat(expired.isCycle("b")).isFalse();
        DeadLetter rejected = die(expired.message(), RemovalReason.REJECTED, "b", null);
        assertThat(rejected.isCycle("b")).isFalse();
        assertThat(rejected.isCycle("a")).isFalse();
        DeadLetter again = die(rejected.message(), RemovalReason.EXPIRED, "c", null);
        assertThat(again.isCycle("c")).isTrue();
        assertThat(again.isCycle("a")).as("it was rejected since").isFalse();
    }

    @Test
    void notesAreReadAsTheyWereWritten() {
        RoutingNotes notes = new RoutingNotes(true, List.of("", "k".repeat(70_000), "\udcff"), List.of("b"));
        assertThat(RoutingNotes.of(notes.toBytes())).isEqualTo(notes);
    }
}
