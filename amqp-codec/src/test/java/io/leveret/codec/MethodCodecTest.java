package io.leveret.codec;

import static io.leveret.codec.Samples.contents;
import static io.leveret.codec.Samples.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MethodCodecTest {
    @Test
    void knowsEveryMethodOfTheProtocolAndItsExtensions() throws Exception {
        Set<Integer> keys = new HashSet<>();
        for (Class<?> type : Samples.methodTypes()) {
            Method method = Samples.method(type, new java.util.Random(1));
            keys.add(MethodDecoder.key(method.classId(), method.methodId()));
        }
        assertThat(Samples.methodTypes()).hasSize(66);
        assertThat(keys).hasSize(66);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Seeded.runs(60, random -> {
            for (Class<?> type : Samples.methodTypes()) {
                Method method = Samples.method(type, random);
                byte[] payload = payload(method);
                Method read = decode(payload);
                assertThat(read).isInstanceOf(type);
                assertThat(Samples.arguments(read)).isEqualTo(Samples.arguments(method));
            }
        });
    }

    @Test
    void readsWithinTheGivenBoundsOnly() throws Exception {
        byte[] payload = payload(new BasicMethod.Ack(7, true));
        ByteBuf around =
                Unpooled.buffer().writeBytes(wire(1, 2, 3)).writeBytes(payload).writeBytes(wire(0xCE, 9));
        int readerIndex = around.readerIndex();
        assertThat(MethodDecoder.decode(around, 3, payload.length)).isEqualTo(new BasicMethod.Ack(7, true));
        assertThat(around.readerIndex()).isEqualTo(readerIndex);
        assertThat(MethodDecoder.key(around, 3)).isEqualTo(MethodDecoder.BASIC_ACK);
    }

    @Test
    void damagedInputIsRefusedAndNeverReadBeyond() {
        Seeded.runs(200, random -> {
            for (Class<?> type : Samples.methodTypes()) {
                byte[] mutant = Samples.mutated(payload(Samples.method(type, random)), random);
                try {
                    // The buffer ends where the method does: a read beyond would be an IndexOutOfBoundsException.
                    payload(decode(mutant));
                } catch (AmqpException e) {
                    assertThat(e.endsConnection()).isTrue();
                }
            }
        });
    }

    @Test
    void everyPrefixIsRefused() {
        Seeded.runs(3, random -> {
            for (Class<?> type : Samples.methodTypes()) {
                byte[] payload = payload(Samples.method(type, random));
                for (int size = 0; size < payload.length; size++) {
                    byte[] prefix = java.util.Arrays.copyOf(payload, size);
                    assertThatThrownBy(() -> decode(prefix)).isInstanceOf(AmqpException.class);
                }
            }
        });
    }

    @Test
    void goldenConnectionMethods() {
        FieldTable properties =
                FieldTable.builder().string("product", "RabbitMQ").build();
        assertThat(payload(new ConnectionMethod.Start(0, 9, properties, "PLAIN", "en_US")))
                .isEqualTo(wire(
                        0,
                        10,
                        0,
                        10,
                        0,
                        9,
                        0,
                        0,
                        0,
                        21,
                        7,
                        "product",
                        "S",
                        0,
                        0,
                        0,
                        8,
                        "RabbitMQ",
                        0,
                        0,
                        0,
                        5,
                        "PLAIN",
                        0,
                        0,
                        0,
                        5,
                        "en_US"));
        assertThat(payload(new ConnectionMethod.Tune(2047, 131072, 60)))
                .isEqualTo(wire(0, 10, 0, 30, 7, 0xFF, 0, 2, 0, 0, 0, 60));
        assertThat(payload(new ConnectionMethod.Open("/"))).isEqualTo(wire(0, 10, 0, 40, 1, "/", 0, 0));
        assertThat(payload(new ConnectionMethod.OpenOk())).isEqualTo(wire(0, 10, 0, 41, 0));
        assertThat(payload(new ConnectionMethod.Close(320, "bye", 50, 10)))
                .isEqualTo(wire(0, 10, 0, 50, 1, 0x40, 3, "bye", 0, 50, 0, 10));
        assertThat(payload(new ChannelMethod.OpenOk())).isEqualTo(wire(0, 20, 0, 11, 0, 0, 0, 0));
        assertThat(payload(new AccessMethod.RequestOk(1))).isEqualTo(wire(0, 30, 0, 11, 0, 1));
    }

    @Test
    void goldenTopologyMethods() {
        assertThat(payload(new ExchangeMethod.Declare("e", "topic", false, true, false, true, false, FieldTable.EMPTY)))
                .isEqualTo(wire(0, 40, 0, 10, 0, 0, 1, "e", 5, "topic", 0b01010, 0, 0, 0, 0));
        assertThat(payload(new ExchangeMethod.UnbindOk())).isEqualTo(wire(0, 40, 0, 51));
        assertThat(payload(new QueueMethod.Declare("q", false, true, false, true, true, FieldTable.EMPTY)))
                .isEqualTo(wire(0, 50, 0, 10, 0, 0, 1, "q", 0b11010, 0, 0, 0, 0));
        assertThat(payload(new QueueMethod.DeclareOk("q", 0xFFFF_FFFFL, 2)))
                .isEqualTo(wire(0, 50, 0, 11, 1, "q", 255, 255, 255, 255, 0, 0, 0, 2));
        assertThat(payload(new QueueMethod.Unbind("q", "e", "k", FieldTable.EMPTY)))
                .isEqualTo(wire(0, 50, 0, 50, 0, 0, 1, "q", 1, "e", 1, "k", 0, 0, 0, 0));
    }

    @Test
    void goldenBasicMethods() {
        assertThat(payload(new BasicMethod.Publish("e", "key", false, true)))
                .isEqualTo(wire(0, 60, 0, 40, 0, 0, 1, "e", 3, "key", 2));
        assertThat(payload(new BasicMethod.Deliver("t", 258, true, "", "key")))
                .isEqualTo(wire(0, 60, 0, 60, 1, "t", 0, 0, 0, 0, 0, 0, 1, 2, 1, 0, 3, "key"));
        assertThat(payload(new BasicMethod.Qos(0, 300, true))).isEqualTo(wire(0, 60, 0, 10, 0, 0, 0, 0, 1, 44, 1));
        assertThat(payload(new BasicMethod.Nack(1, false, true)))
                .isEqualTo(wire(0, 60, 0, 120, 0, 0, 0, 0, 0, 0, 0, 1, 2));
        assertThat(payload(new BasicMethod.GetEmpty())).isEqualTo(wire(0, 60, 0, 72, 0));
        assertThat(payload(new ConfirmMethod.Select(true))).isEqualTo(wire(0, 85, 0, 10, 1));
        assertThat(payload(new TxMethod.RollbackOk())).isEqualTo(wire(0, 90, 0, 31));
    }

    // The texts of the next five were seen on the wire of RabbitMQ 4.0.5.

    @Test
    void argumentsThatDoNotFillTheFrameAreShown() {
        assertRefused(wire(0, 60, 0, 10, 0, 0), "FRAME_ERROR - cannot decode <<0,0>>", 60, 10);
        assertRefused(
                wire(0, 60, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0), "FRAME_ERROR - cannot decode <<0,0,0,0,0,0,0,0>>", 60, 10);
        assertRefused(wire(0, 20, 0, 11, "abc"), "FRAME_ERROR - cannot decode <<97,98,99>>", 20, 11);
        assertRefused(wire(0, 50, 0, 10, 0, 0, 255, "abc"), "FRAME_ERROR - cannot decode <<0,0,255,97,98,99>>", 50, 10);
        assertRefused(
                wire(0, 50, 0, 10, 0, 0, 7, "codec.q", 16, 0, 0, 0, 50, 1, "aV"),
                "FRAME_ERROR - cannot decode <<0,0,7,99,111,100,101,99,46,113,16,0,0,0,50,1,97,86>>",
                50,
                10);
    }

    @Test
    void longArgumentsAreShownAsFarAsTheReplyTextReaches() {
        AmqpException refusal = refusal(payloadOf(20, 20, new byte[70_000]));
        assertThat(WireStrings.cut(refusal.replyText()))
                .hasSize(255)
                .startsWith("FRAME_ERROR - cannot decode <<0,0,0,")
                .endsWith(",0,...");
    }

    @Test
    void malformedTextIsRefusedIfNoContentFollows() throws Exception {
        byte[] declare = wire(0, 50, 0, 10, 0, 0, 2);
        byte[] rest = {(byte) 0xFF, (byte) 0xFE, 0, 0, 0, 0, 0};
        assertRefused(join(declare, rest), "FRAME_ERROR - Malformed UTF-8 in shortstr", 0, 0);

        byte[] publish = join(wire(0, 60, 0, 40, 0, 0, 1, "e", 2), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
        assertThat(payload(decode(publish))).isEqualTo(publish);
    }

    @Test
    void unknownMethodsEndTheConnection() {
        assertRefused(wire(0, 60, 0, 200), "COMMAND_INVALID - unimplemented method", 60, 200);
        assertRefused(wire(0, 10, 0, 255), "COMMAND_INVALID - unimplemented method", 10, 255);
        assertRefused(wire(0, 99, 0, 1), "COMMAND_INVALID - unimplemented method", 99, 1);
    }

    @Test
    void aPayloadWithoutIndicesIsAnUnknownFrame() {
        assertRefused(wire(0, 20), "FRAME_ERROR - type 1, all octets = <<0,20>>: unknown_frame", 0, 0);
    }

    @Test
    void aMalformedTableIsASyntaxError() {
        assertRefused(
                wire(0, 50, 0, 10, 0, 0, 1, "q", 0, 0, 0, 0, 3, 1, "aZ"),
                "SYNTAX_ERROR - malformed table: unknown type octet 90",
                50,
                10);
    }

    @Test
    void longTextsOfErrorsAreCutOthersRefused() {
        byte[] cut = payload(new ConnectionMethod.Close(320, "x".repeat(256), 0, 0));
        assertThat(cut).isEqualTo(wire(0, 10, 0, 50, 1, 0x40, 255, "x".repeat(252) + "...", 0, 0, 0, 0));

        ByteBuf out = Unpooled.buffer();
        QueueMethod.Purge tooLong = new QueueMethod.Purge("x".repeat(256), false);
        assertThatThrownBy(() -> Frames.method(out, 1, tooLong)).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.readableBytes()).isZero();
    }

    private static void assertRefused(byte[] payload, String text, int classId, int methodId) {
        AmqpException refusal = refusal(payload);
        assertThat(refusal.replyText()).isEqualTo(text);
        assertThat(List.of(refusal.classId(), refusal.methodId())).isEqualTo(List.of(classId, methodId));
        assertThat(refusal.endsConnection()).isTrue();
    }

    private static AmqpException refusal(byte[] payload) {
        return catchThrowableOfType(AmqpException.class, () -> decode(payload));
    }

    private static Method decode(byte[] payload) throws AmqpException {
        return MethodDecoder.decode(Unpooled.wrappedBuffer(payload), 0, payload.length);
    }

    private static byte[] payload(Method method) {
        ByteBuf out = Unpooled.buffer();
        Frames.method(out, 1, method);
        return contents(out.slice(Frames.HEADER_SIZE, out.readableBytes() - Frames.OVERHEAD));
    }

    private static byte[] payloadOf(int classId, int methodId, byte[] arguments) {
        return join(wire(0, classId, 0, methodId), arguments);
    }

    private static byte[] join(byte[] first, byte[] second) {
        return contents(Unpooled.wrappedBuffer(first, second));
    }
}
