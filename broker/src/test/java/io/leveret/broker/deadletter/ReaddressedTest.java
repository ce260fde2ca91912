package io.leveret.broker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.queue.Message;
import io.leveret.queue.RemovalReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What dead letters become on their way back. */
class ReaddressedTest {
    private static Message message(FieldTable headers, String expiration) {
        byte[] properties = MessageProperties.builder()
                .headers(headers)
                .expiration(expiration)
                .messageId("id")
                .deliveryMode(2)
                .build();
        byte[] content = java.util.Arrays.copyOf(properties, properties.length + 2);
        content[properties.length] = 'o';
        content[properties.length + 1] = 'k';
        long ttlMs = expiration == null ? Message.NO_TTL : Long.parseLong(expiration);
        return new Message(DeadLetter.address("orders", "eu.new"), content, properties.length, ttlMs, 3, true, null);
    }

    private static Message die(Message message, RemovalReason reason, String queue, String key) {
        return DeadLetter.of(message, reason, new DeadLetter.Origin(queue, "dlx", key), 5_000)
                .message();
    }

    private static MessageProperties properties(Message message) {
        return new MessageProperties(message.content(), message.propertiesLength());
    }

    private static String body(Message message) {
        int from = message.propertiesLength();
        return new String(message.content(), from, message.bodySize());
    }

    @Test
    void theFirstDeathIsFoundBehindLaterOnes() {
        Message twice = die(
                die(message(null, null), RemovalReason.REJECTED, "work", "dead"), RemovalReason.EXPIRED, "retry", null);
        assertThat(FirstDeath.of(twice, false)).contains(new FirstDeath("work", "orders", List.of("eu.new")));
        Message again = die(twice, RemovalReason.REJECTED, "work", null);
        assertThat(FirstDeath.of(again, false)).contains(new FirstDeath("work", "orders", List.of("eu.new")));
    }

    @Test
    void whatAClientWroteCountsOnlyIfItIsTrusted() {
        FieldTable forged = FieldTable.builder()
                .array(
                        "x-death",
                        List.of(FieldValue.of(FieldTable.builder()
                                .string("queue", "payments")
                                .string("reason", "rejected")
                                .string("exchange", "")
                                .array("routing-keys", List.of(FieldValue.of("payments")))
                                .build())))
                .build();
        assertThat(FirstDeath.of(message(forged, null), false)).isEmpty();
        assertThat(FirstDeath.of(message(forged, null), true))
                .contains(new FirstDeath("payments", "", List.of("payments")));
    }

    @Test
    void whatCannotBeReadIsNoDeath() {
        for (FieldTable headers : List.of(
                FieldTable.builder().string("x-death", "no list").build(),
                FieldTable.builder().array("x-death", List.of()).build(),
                FieldTable.builder()
                        .array("x-death", List.of(FieldValue.of("no table")))
                        .build(),
                FieldTable.builder()
                        .array("x-death", List.of(FieldValue.of(FieldTable.EMPTY)))
                        .build())) {
            assertThat(FirstDeath.of(message(headers, null), true)).isEmpty();
        }
        assertThat(FirstDeath.of(message(null, null), true)).isEmpty();
    }

    @Test
    void whatIsRevivedIsAsItWasButForItsExpiration() {
        FieldTable headers = FieldTable.builder().string("tenant", "a").build();
        Message dead = die(message(headers, "60"), RemovalReason.EXPIRED, "work", "dead");
        assertThat(dead.routingKey()).isEqualTo("dead");
        FirstDeath death = FirstDeath.of(dead, false).orElseThrow();
        Message revived = Readdressed.revived(dead, death, false);
        assertThat(revived.exchange()).isEqualTo("orders");
        assertThat(revived.routingKey()).isEqualTo("eu.new");
        assertThat(properties(revived).headers()).isEqualTo(headers);
        assertThat(properties(revived).messageId()).isEqualTo("id");
        assertThat(properties(revived).expiration()).isNull();
        assertThat(revived.ttlMs()).isEqualTo(Message.NO_TTL);
        assertThat(revived.priority()).isEqualTo(3);
        assertThat(revived.persistent()).isTrue();
        assertThat(revived.bodyId()).isZero();
        assertThat(body(revived)).isEqualTo("ok");
        assertThat(FirstDeath.of(revived, true)).isEmpty();
    }

    @Test
    void noHeadersAreLeftWhereNoneWere() {
        Message dead = die(message(null, null), RemovalReason.REJECTED, "work", null);
        Message revived = Readdressed.revived(dead, FirstDeath.of(dead, false).orElseThrow(), false);
        assertThat(properties(revived).headers()).isNull();
        assertThat(revived.content()).isEqualTo(message(null, null).content());
        assertThat(revived.annotations()).isNull();
    }

    @Test
    void deathsThatAreKeptCountOn() {
        Message dead = die(message(null, null), RemovalReason.REJECTED, "work", null);
        Message revived = Readdressed.revived(dead, FirstDeath.of(dead, false).orElseThrow(), true);
        assertThat(properties(revived).headers()).isEqualTo(properties(dead).headers());
        Message again = die(revived, RemovalReason.REJECTED, "work", null);
        FieldTable entry = properties(again).headers().array("x-death").get(0).asTable();
        assertThat(entry.integer("count")).isEqualTo(2);
    }

    @Test
    void carbonCopiesComeBackWithTheKey() {
        FieldTable headers = FieldTable.builder()
                .array("CC", List.of(FieldValue.of("audit")))
                .build();
        Message dead = die(message(headers, null), RemovalReason.REJECTED, "work", "dead");
        assertThat(RoutingNotes.routingKeys(dead).size())
                .as("the key replaced them")
                .isEqualTo(1);
        Message revived = Readdressed.revived(dead, FirstDeath.of(dead, false).orElseThrow(), false);
        assertThat(RoutingNotes.routingKeys(revived).size()).isEqualTo(2);
        assertThat(RoutingNotes.routingKeys(revived).get(1)).isEqualTo("audit");
    }

    @Test
    void anotherAddressReplacesAllKeys() {
        FieldTable headers = FieldTable.builder()
                .array("CC", List.of(FieldValue.of("audit")))
                .build();
        Message moved = Readdressed.to(message(headers, "60"), "x", "k");
        assertThat(moved.exchange()).isEqualTo("x");
        assertThat(RoutingNotes.routingKeys(moved).size()).isEqualTo(1);
        assertThat(moved.ttlMs()).isEqualTo(60);
        Message dead = die(message(headers, null), RemovalReason.REJECTED, "work", null);
        Message onward = Readdressed.to(dead, "x", "k");
        assertThat(FirstDeath.of(onward, false))
                .as("its deaths stay this broker's")
                .isPresent();
    }
}
