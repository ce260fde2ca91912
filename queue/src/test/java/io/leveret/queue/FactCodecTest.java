package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FactCodecTest {
    private static final RemovalReason[] REASONS = RemovalReason.values();

    @Test
    void everyFactComesBackAsItWas() {
        Seeds.run(20_000, random -> {
            Fact fact = anyFact(random);
            boolean purge = fact instanceof Fact.Purged;
            int room = purge ? FactEncoder.maxPurgedBytes(((Fact.Purged) fact).except().length) : FactEncoder.MAX_BYTES;
            ByteBuffer bytes = ByteBuffer.allocate(room);
            FactEncoder.encode(fact, bytes);
            bytes.flip();
            int length = bytes.remaining();
            Fact decoded = decodeOrFail(bytes);
            assertThat(bytes.remaining()).isZero();
            if (fact instanceof Fact.Purged purged) {
                assertThat(((Fact.Purged) decoded).upToId()).isEqualTo(purged.upToId());
                assertThat(((Fact.Purged) decoded).except()).isEqualTo(purged.except());
            } else {
                assertThat(decoded).isEqualTo(fact);
            }
            int cut = random.nextInt(length);
            assertThatThrownBy(() -> FactDecoder.decode(bytes.slice(0, cut)))
                    .isInstanceOf(MalformedFactException.class);
        });
    }

    @Test
    void bytesAtRandomAreAFactOrRefused() {
        Seeds.run(20_000, random -> {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            if (noise.length > 1) {
                noise[0] = FactEncoder.VERSION;
                noise[1] = (byte) random.nextInt(9);
            }
            try {
                Fact fact = FactDecoder.decode(ByteBuffer.wrap(noise));
                ByteBuffer again = ByteBuffer.allocate(1024);
                FactEncoder.encode(fact, again);
            } catch (MalformedFactException refused) {
                assertThat(refused).hasMessageMatching(".+");
            }
        });
    }

    @Test
    void theFormatIsWhatItWas() {
        assertThat(hexOf(new Fact.Enqueued(300, 9, 1000, Fact.NEVER, 0, 0))).isEqualTo("0101ac020900e807");
        assertThat(hexOf(new Fact.Enqueued(1, 255, 0, 5, -2, 3)))
                .isEqualTo("010101ff03000000000000000005fffffffffffffffe03");
        assertThat(hexOf(new Fact.Settled(1))).isEqualTo("010201");
        assertThat(hexOf(new Fact.Returned(1, false))).isEqualTo("010301");
        assertThat(hexOf(new Fact.Returned(1, true))).isEqualTo("010401");
        assertThat(hexOf(new Fact.Removed(1, RemovalReason.EXPIRED))).isEqualTo("01050101");
        assertThat(hexOf(new Fact.Removed(1, RemovalReason.MAXLEN))).isEqualTo("01050102");
        assertThat(hexOf(new Fact.Removed(1, RemovalReason.REJECTED))).isEqualTo("01050103");
        assertThat(hexOf(new Fact.Removed(1, RemovalReason.DELIVERY_LIMIT))).isEqualTo("01050104");
        assertThat(hexOf(new Fact.Purged(10, new long[] {2, 3, 10}))).isEqualTo("01060a03020107");
        assertThat(hexOf(new Fact.DeliverableUpTo(Long.MAX_VALUE))).isEqualTo("0107ffffffffffffffff7f");
    }

    @Test
    void whatIsNotAFactIsSaidToBeWrong() {
        assertRefused("", "cut short");
        assertRefused("020201", "unknown version 2");
        assertRefused("010801", "unknown kind 8");
        assertRefused("010200", "message id 0");
        assertRefused("0102ffffffffffffffffff01", "more than 63 bits");
        assertRefused("01050109", "unknown reason 9");
        assertRefused("0101010008", "unknown flags 8");
        assertRefused("01010100008080808008", "2147483648 bytes");
        assertRefused("01010100020000000000000000000001", "of publisher 0");
        assertRefused("01060a7f01", "127 exceptions");
        assertRefused("01060a020300", "not ascending");
        assertRefused("01060a02030801", "not ascending");
    }

    private static Fact anyFact(Random random) {
        long id = 1 + (random.nextLong() >>> 1 + random.nextInt(62));
        id = id < 0 ? Long.MAX_VALUE : id;
        return switch (random.nextInt(6)) {
            case 0 -> {
                boolean tracked = random.nextBoolean();
                long expiresAtMs = random.nextBoolean() ? Fact.NEVER : random.nextLong();
                int size = random.nextInt() >>> 1 + random.nextInt(30);
                long publisherId = tracked ? random.nextLong() | 1 : 0;
                yield new Fact.Enqueued(id, random.nextInt(256), size, expiresAtMs, publisherId, tracked ? id : 0);
            }
            case 1 -> new Fact.Settled(id);
            case 2 -> new Fact.Returned(id, random.nextBoolean());
            case 3 -> new Fact.Removed(id, REASONS[random.nextInt(REASONS.length)]);
            case 4 ->
                new Fact.Purged(
                        id,
                        random.longs(random.nextInt(20), 0, id)
                                .map(n -> n + 1)
                                .sorted()
                                .distinct()
                                .toArray());
            default -> new Fact.DeliverableUpTo(id);
        };
    }

    private static Fact decodeOrFail(ByteBuffer bytes) {
        try {
            return FactDecoder.decode(bytes);
        } catch (MalformedFactException e) {
            throw new AssertionError(e);
        }
    }

    private static String hexOf(Fact fact) {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        FactEncoder.encode(fact, bytes);
        return HexFormat.of().formatHex(bytes.array(), 0, bytes.position());
    }

    private static void assertRefused(String hex, String why) {
        assertThatThrownBy(
                        () -> FactDecoder.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
                .isInstanceOf(MalformedFactException.class)
                .hasMessageContaining(why);
    }
}
