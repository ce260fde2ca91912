package io.leveret.codec;

import static io.leveret.codec.Samples.contents;
import static io.leveret.codec.Samples.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FramesTest {
    private final ByteBuf out = Unpooled.buffer(0);

    @Test
    void goldenMethodAndHeartbeat() {
        Frames.method(out, 258, new BasicMethod.Ack(5, true));
        Frames.heartbeat(out);
        assertThat(contents(out))
                .isEqualTo(wire(
                        1, 1, 2, 0, 0, 0, 13, 0, 60, 0, 80, 0, 0, 0, 0, 0, 0, 0, 5, 1, 0xCE, 8, 0, 0, 0, 0, 0, 0,
                        0xCE));
    }

    @Test
    void goldenContent() {
        byte[] content = wire(0x10, 0, 2, "hello");
        Frames.contentHeader(out, 1, content, 3);
        Frames.body(out, 1, content, 3, content.length, 4096);
        assertThat(contents(out))
                .isEqualTo(wire(
                        2, 0, 1, 0, 0, 0, 15, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0x10, 0, 2, 0xCE, 3, 0, 1, 0, 0, 0,
                        5, "hello", 0xCE));
    }

    @Test
    void bodiesAreCutToTheFrameSizeAllIncluded() {
        Frames.body(out, 1, wire("abcdef"), 1, 6, 10);
        assertThat(contents(out))
                .isEqualTo(wire(
                        3, 0, 1, 0, 0, 0, 2, "bc", 0xCE, 3, 0, 1, 0, 0, 0, 2, "de", 0xCE, 3, 0, 1, 0, 0, 0, 1, "f",
                        0xCE));
    }

    @Test
    void emptyBodiesNeedNoFrame() {
        Frames.body(out, 1, new byte[3], 3, 3, 4096);
        Frames.body(out, 1, new byte[3], 3, 3, 0);
        assertThat(out.isReadable()).isFalse();
    }

    @Test
    void aFrameWithoutRoomForAPayloadIsRefused() {
        assertThatThrownBy(() -> Frames.body(out, 1, new byte[3], 0, 3, 8))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bodiesOfAnySizeAndLimitComeTogetherAgain() {
        Seeded.runs(500, random -> {
            byte[] content = Samples.bytes(random, random.nextInt(2000));
            int offset = random.nextInt(content.length + 1);
            int frameMax = random.nextInt(5) == 0 ? 0 : 9 + random.nextInt(300);
            ByteBuf sent = Unpooled.buffer(0);
            Frames.body(sent, 7, content, offset, content.length, frameMax);
            ByteBuf body = Unpooled.buffer();
            new FrameDecoder(0).decode(sent, (type, channel, buffer, at, size) -> {
                assertThat(type).isEqualTo(Frames.BODY);
                assertThat(channel).isEqualTo(7);
                assertThat(size).isPositive();
                assertThat(frameMax == 0 || size + Frames.OVERHEAD <= frameMax).isTrue();
                body.writeBytes(buffer, at, size);
            });
            assertThat(contents(body)).isEqualTo(Arrays.copyOfRange(content, offset, content.length));
        });
    }

    // The texts of the rest were seen on the wire of RabbitMQ 4.0.5.

    @Test
    void unknownFramesAreShownAsErlangShowsThem() {
        assertUnknown("hello".getBytes(StandardCharsets.UTF_8), "all octets = <<\"hello\">>");
        assertUnknown(
                "hello world, this is long".getBytes(StandardCharsets.UTF_8),
                "first 16 octets = <<\"hello world, thi\">>");
        assertUnknown(hex("68c3a96c6c6f"), "all octets = <<\"héllo\"/utf8>>");
        assertUnknown(hex("68e96c6c6f"), "all octets = <<\"héllo\">>");
        assertUnknown(hex("68c3a9ff225c"), "all octets = <<\"hÃ©ÿ\\\"\\\\\">>");
        assertUnknown(hex("680a0d091b08"), "all octets = <<\"h\\n\\r\\t\\e\\b\">>");
        assertUnknown(hex("680b0c6c6c6f"), "all octets = <<\"h\\v\\fllo\">>");
        assertUnknown(hex("68a06c6c6f"), "all octets = <<\"h\u00A0llo\">>");
        assertUnknown(hex("68806c6c6f"), "all octets = <<104,128,108,108,111>>");
        assertUnknown(hex("687f6c6c6f"), "all octets = <<104,127,108,108,111>>");
        assertUnknown(hex("6801"), "all octets = <<104,1>>");
        assertUnknown(new byte[0], "all octets = <<>>");
        assertUnknown(
                "123456789012345é".getBytes(StandardCharsets.UTF_8), "first 16 octets = <<\"123456789012345Ã\">>");
    }

    @Test
    void unexpectedFramesAreShownToo() {
        AmqpException refusal = FrameErrors.unexpectedFrame(3, Unpooled.wrappedBuffer(wire("x")), 0, 1);
        assertThat(refusal.replyText()).isEqualTo("UNEXPECTED_FRAME - type 3, all octets = <<\"x\">>");
        assertThat(refusal.endsConnection()).isTrue();
    }

    @Test
    void protocolHeaders() {
        assertThat(ProtocolHeader.accepts(wire("AMQP", 0, 0, 9, 1))).isTrue();
        assertThat(ProtocolHeader.accepts(wire("AMQP", 1, 1, 0, 9))).isTrue();
        assertThat(ProtocolHeader.accepts(wire("AMQP", 0, 0, 9, 0))).isFalse();
        assertThat(ProtocolHeader.accepts(wire("AMQP", 1, 1, 8, 0))).isFalse();
        assertThat(ProtocolHeader.accepts(wire("AMQP", 3, 1, 0, 0))).isFalse();
        assertThat(ProtocolHeader.accepts(wire("GET / HT"))).isFalse();
        ProtocolHeader.write(out);
        assertThat(contents(out)).isEqualTo(wire("AMQP", 0, 0, 9, 1));
        assertThat(ProtocolHeader.accepts(out)).isTrue();
        assertThat(out.readableBytes()).isEqualTo(ProtocolHeader.SIZE);
        assertThatThrownBy(() -> ProtocolHeader.accepts(wire("AMQP"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusalsCarryTheirText() {
        AmqpException refusal = new AmqpException(ReplyCode.NOT_FOUND, "no queue 'q' in vhost '/'");
        assertThat(refusal.replyText()).isEqualTo("NOT_FOUND - no queue 'q' in vhost '/'");
        assertThat(refusal.endsConnection()).isFalse();
        AmqpException ending = refusal.endingConnection().causedBy(50, 10).causedBy(60, 40);
        assertThat(ending.replyText()).isEqualTo(refusal.replyText());
        assertThat(ending.endsConnection()).isTrue();
        assertThat(ending.classId()).isEqualTo(50);
        assertThat(ending.methodId()).isEqualTo(10);
        assertThat(new AmqpException(ReplyCode.INTERNAL_ERROR, "")
                        .causedBy(60, 40)
                        .replyText())
                .isEqualTo("INTERNAL_ERROR");
    }

    private static void assertUnknown(byte[] payload, String shown) {
        AmqpException refusal = FrameErrors.unknownFrame(9, Unpooled.wrappedBuffer(payload), 0, payload.length);
        assertThat(refusal.replyText()).isEqualTo("FRAME_ERROR - type 9, " + shown + ": unknown_frame");
    }

    private static byte[] hex(String digits) {
        return ByteBufUtil.decodeHexDump(digits);
    }
}
