package io.leveret.codec;

import static io.leveret.codec.Samples.contents;
import static io.leveret.codec.Samples.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagePropertiesTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        Seeded.runs(3000, random -> {
            String[] texts = new String[10];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = random.nextBoolean() ? Samples.text(random) : null;
            }
            FieldTable headers = random.nextBoolean() ? Samples.table(random, 3) : null;
            Integer mode = random.nextBoolean() ? (Integer) random.nextInt(256) : null;
            Integer priority = random.nextBoolean() ? (Integer) random.nextInt(256) : null;
            Long timestamp = random.nextBoolean() ? (Long) random.nextLong() : null;
            byte[] encoded = MessageProperties.builder()
                    .contentType(texts[0])
                    .contentEncoding(texts[1])
                    .headers(headers)
                    .deliveryMode(mode)
                    .priority(priority)
                    .correlationId(texts[2])
                    .replyTo(texts[3])
                    .expiration(texts[4])
                    .messageId(texts[5])
                    .timestamp(timestamp)
                    .type(texts[6])
                    .userId(texts[7])
                    .appId(texts[8])
                    .clusterId(texts[9])
                    .build();
            validate(encoded);

            byte[] content = Arrays.copyOf(encoded, encoded.length + random.nextInt(20));
            MessageProperties read = new MessageProperties(content, encoded.length);
            assertThat(all(read))
                    .isEqualTo(Arrays.asList(
                            texts[0], texts[1], headers, mode, priority, texts[2], texts[3], texts[4], texts[5],
                            timestamp, texts[6], texts[7], texts[8], texts[9]));
            assertThat(MessageProperties.deliveryMode(content, encoded.length)).isEqualTo(mode == null ? 0 : mode);
            assertThat(MessageProperties.priority(content, encoded.length)).isEqualTo(priority == null ? 0 : priority);
            assertThat(read.toBuilder().build()).isEqualTo(encoded);
        });
    }

    @Test
    void goldenBytes() {
        byte[] encoded = MessageProperties.builder()
                .contentType("text/plain")
                .headers(FieldTable.builder().integer("n", 1).build())
                .deliveryMode(2)
                .timestamp(258L)
                .clusterId("c")
                .build();
        assertThat(encoded)
                .isEqualTo(wire(
                        0b10110000,
                        0b01000100,
                        10,
                        "text/plain",
                        0,
                        0,
                        0,
                        7,
                        1,
                        "n",
                        "I",
                        0,
                        0,
                        0,
                        1,
                        2,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        1,
                        2,
                        1,
                        "c"));
        assertThat(MessageProperties.flags(encoded))
                .isEqualTo(MessageProperties.CONTENT_TYPE
                        | MessageProperties.HEADERS
                        | MessageProperties.DELIVERY_MODE
                        | MessageProperties.TIMESTAMP
                        | MessageProperties.CLUSTER_ID);
    }

    @Test
    void flagsStandInTheOrderOfTheSpecification() {
        assertThat(MessageProperties.builder().contentType("").build()).isEqualTo(wire(0x80, 0, 0));
        assertThat(MessageProperties.builder().contentEncoding("").build()).isEqualTo(wire(0x40, 0, 0));
        assertThat(MessageProperties.builder().headers(FieldTable.EMPTY).build())
                .isEqualTo(wire(0x20, 0, 0, 0, 0, 0));
        assertThat(MessageProperties.builder().deliveryMode(1).build()).isEqualTo(wire(0x10, 0, 1));
        assertThat(MessageProperties.builder().priority(9).build()).isEqualTo(wire(0x08, 0, 9));
        assertThat(MessageProperties.builder().correlationId("").build()).isEqualTo(wire(0x04, 0, 0));
        assertThat(MessageProperties.builder().replyTo("").build()).isEqualTo(wire(0x02, 0, 0));
        assertThat(MessageProperties.builder().expiration("").build()).isEqualTo(wire(0x01, 0, 0));
        assertThat(MessageProperties.builder().messageId("").build()).isEqualTo(wire(0, 0x80, 0));
        assertThat(MessageProperties.builder().type("").build()).isEqualTo(wire(0, 0x20, 0));
        assertThat(MessageProperties.builder().userId("").build()).isEqualTo(wire(0, 0x10, 0));
        assertThat(MessageProperties.builder().appId("").build()).isEqualTo(wire(0, 0x08, 0));
        assertThat(MessageProperties.builder().clusterId("").build()).isEqualTo(wire(0, 0x04, 0));
        assertThat(MessageProperties.builder().build()).isEqualTo(wire(0, 0));
    }

    @Test
    void headersAreReplacedAndAllElseStays() {
        Seeded.runs(2000, random -> {
            byte[] before = Samples.properties(random).build();
            FieldTable headers = random.nextInt(4) == 0 ? null : Samples.table(random, 2);
            byte[] after = MessageProperties.withHeaders(before, headers);
            validate(after);
            MessageProperties view = new MessageProperties(before, before.length);
            assertThat(after).isEqualTo(view.toBuilder().headers(headers).build());
            assertThat(MessageProperties.withHeaders(Arrays.copyOf(before, before.length + 5), before.length, headers))
                    .isEqualTo(after);
        });
    }

    @Test
    void replacingHeadersKeepsBytesThatAreNotText() {
        byte[] before = contents(Unpooled.wrappedBuffer(wire(0xA0, 1, 1), new byte[] {(byte) 0xFF, 0, 0, 0, 0}));
        FieldTable headers = FieldTable.builder().bool("a", true).build();
        assertThat(MessageProperties.withHeaders(before, headers))
                .isEqualTo(contents(Unpooled.wrappedBuffer(
                        wire(0xA0, 1, 1), new byte[] {(byte) 0xFF}, wire(0, 0, 0, 4, 1, "a", "t", 1))));
    }

    @Test
    void whatRabbitMqTakesIsTaken() throws Exception {
        validate(wire(0, 0));
        validate(wire(0, 1));
        validate(wire(0, 2));
        validate(wire(0x80, 0, 1, 0xFF));
    }

    @Test
    void whatRabbitMqStumblesOverIsRefusedInItsWords() {
        byte[][] malformed = {
            {},
            {0},
            {(byte) 0x80, 0},
            {0, 0, 'x', 'x'},
            {0, 1, 0, 0},
            {0x10, 0},
            {0, 0x40, 1, 2, 3},
            {0x20, 0, 0, 0, 0},
            {0x20, 0, 0, 0, 0, 1},
            {0x20, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
            {(byte) 0x80, 0, 5, 'a'},
            {0x20, 0, 0, 0, 0, 3, 1, 'a', 'Z'}
        };
        for (byte[] bytes : malformed) {
            AmqpException refusal = catchThrowableOfType(AmqpException.class, () -> validate(bytes));
            assertThat(refusal).as(Arrays.toString(bytes)).isNotNull();
            assertThat(refusal.replyText()).isEqualTo("INTERNAL_ERROR");
            assertThat(refusal.endsConnection()).isTrue();
        }
    }

    @Test
    void headersBeyondTheLimitsAreRefusedWithAReason() {
        FieldTable.Builder headers = FieldTable.builder();
        for (int i = 0; i <= FieldTable.MAX_ENTRIES; i++) {
            headers.value("h", FieldValue.VOID);
        }
        byte[] encoded = MessageProperties.builder().headers(headers.build()).build();
        AmqpException refusal = catchThrowableOfType(AmqpException.class, () -> validate(encoded));
        assertThat(refusal.replyText()).isEqualTo("SYNTAX_ERROR - malformed table: more than 4096 entries");
    }

    @Test
    void whatIsValidCanBeReadWhateverItIs() {
        Seeded.runs(20_000, random -> {
            byte[] mutant = Samples.mutated(Samples.properties(random).build(), random);
            boolean valid = true;
            try {
                validate(mutant);
            } catch (AmqpException e) {
                valid = false;
            }
            if (valid) {
                MessageProperties read = new MessageProperties(mutant, mutant.length);
                assertThat(all(read)).hasSize(14);
                validate(read.toBuilder().build());
            } else if (mutant.length >= 2) {
                readOrRefuse(new MessageProperties(mutant, mutant.length));
            }
        });
    }

    @Test
    void readersOfUncheckedBytesStayWithinThem() {
        byte[] endless = {0x20, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
        assertThatThrownBy(() -> new MessageProperties(endless, endless.length).headers())
                .isInstanceOf(IllegalArgumentException.class);
        byte[] bodyBehind = {0x08, 0, 7};
        assertThatThrownBy(() -> MessageProperties.priority(bodyBehind, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void buildersRefuseWhatDoesNotFit() {
        assertThatThrownBy(() -> MessageProperties.builder().priority(256))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MessageProperties.builder().deliveryMode(-1))
                .isInstanceOf(IllegalArgumentException.class);
        PropertiesBuilder tooLong = MessageProperties.builder().appId("x".repeat(256));
        assertThatThrownBy(tooLong::build).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MessageProperties(new byte[4], 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MessageProperties(new byte[4], 5)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void readOrRefuse(MessageProperties malformed) {
        try {
            all(malformed);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s).*(runs past the end|malformed table).*");
        }
    }

    private static void validate(byte[] bytes) throws AmqpException {
        MessageProperties.validate(bytes, 0, bytes.length);
    }

    private static List<Object> all(MessageProperties read) {
        List<Object> values = new ArrayList<>();
        values.add(read.contentType());
        values.add(read.contentEncoding());
        values.add(read.headers());
        values.add(read.deliveryMode());
        values.add(read.priority());
        values.add(read.correlationId());
        values.add(read.replyTo());
        values.add(read.expiration());
        values.add(read.messageId());
        values.add(read.timestamp());
        values.add(read.type());
        values.add(read.userId());
        values.add(read.appId());
        values.add(read.clusterId());
        return values;
    }
}
