package io.leveret.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireStringsTest {
    @Test
    void anyBytesSurvive() {
        Seeded.runs(20_000, random -> {
            byte[] bytes = Samples.bytes(random, random.nextInt(20));
            if (random.nextBoolean()) {
                byte[] text = (Samples.text(random) + "\uD83D\uDE80\uFFFD").getBytes(StandardCharsets.UTF_8);
                bytes = Samples.mutated(text, random);
            }
            String decoded = WireStrings.decode(bytes, 0, bytes.length);
            assertThat(WireStrings.encode(decoded)).isEqualTo(bytes);
            assertThat(WireStrings.decode(Unpooled.copiedBuffer(bytes), 0, bytes.length))
                    .isEqualTo(decoded);
            boolean wellFormed = java.util.Arrays.equals(
                    new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
            assertThat(WireStrings.isWellFormed(decoded)).isEqualTo(wellFormed);
            if (bytes.length <= 255) {
                ByteBuf out = Unpooled.buffer();
                WireStrings.writeShort(out, decoded);
                assertThat(out.readUnsignedByte()).isEqualTo((short) bytes.length);
                assertThat(WireStrings.decode(out, 1, bytes.length)).isEqualTo(decoded);
                assertThat(out.readableBytes()).isEqualTo(bytes.length);
            }
        });
    }

    @Test
    void longerThan255BytesIsRefused() {
        ByteBuf out = Unpooled.buffer();
        WireStrings.writeShort(out, "x".repeat(255));
        assertThat(out.readableBytes()).isEqualTo(256);
        assertThatThrownBy(() -> WireStrings.writeShort(out, "x".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WireStrings.writeShort(out, "é".repeat(128)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(out.readableBytes()).isEqualTo(256);
    }

    @Test
    void replyTextsAreCutBetweenCharacters() {
        assertThat(WireStrings.cut("x".repeat(255))).isEqualTo("x".repeat(255));
        assertThat(WireStrings.cut("x".repeat(256))).isEqualTo("x".repeat(252) + "...");
        assertThat(WireStrings.cut("x" + "é".repeat(127))).isEqualTo("x" + "é".repeat(127));
        assertThat(WireStrings.cut("x" + "é".repeat(128))).isEqualTo("x" + "é".repeat(125) + "...");
        assertThat(WireStrings.cut("xx" + "\uD83D\uDE80".repeat(70)))
                .isEqualTo("xx" + "\uD83D\uDE80".repeat(62) + "...");
    }

    @Test
    void cutTextsStayWellFormed() {
        Seeded.runs(2000, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                text.append(Samples.text(random));
            }
            String cut = WireStrings.cut(text.toString());
            assertThat(WireStrings.encode(cut)).hasSizeLessThanOrEqualTo(255);
            assertThat(WireStrings.isWellFormed(cut)).isTrue();
            assertThat(text.toString()).startsWith(cut.substring(0, Math.max(0, cut.length() - 3)));
        });
    }
}
