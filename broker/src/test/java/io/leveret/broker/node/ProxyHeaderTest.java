package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.Seeded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /** Reads it as it comes octet by octet; what follows must stay. */
    private static ProxyHeader read(byte[] header) {
        ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < header.length - 1; i++) {
            in.writeByte(header[i]);
            assertThat(ProxyHeader.read(in)).as("after " + (i + 1) + " octets").isNull();
            assertThat(in.readerIndex()).isZero();
        }
        in.writeByte(header[header.length - 1]);
        in.writeBytes(ascii("AMQP"));
        ProxyHeader read = ProxyHeader.read(in);
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("AMQP");
        return read;
    }

    private static ProxyHeader of(String source, int sourcePort, String destination, int destinationPort) {
        return new ProxyHeader(
                new InetSocketAddress(source, sourcePort), new InetSocketAddress(destination, destinationPort));
    }

    @Test
    void aLineOfTextNamesBothEnds() {
        assertThat(read(ascii("PROXY TCP4 192.0.2.7 192.0.2.8 4711 5672\r\n")))
                .isEqualTo(of("192.0.2.7", 4711, "192.0.2.8", 5672));
        assertThat(read(ascii("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n"))).isEqualTo(of("2001:db8::1", 1, "::1", 65535));
        assertThat(read(ascii("PROXY UNKNOWN\r\n")).source()).isNull();
        assertThat(read(ascii("PROXY UNKNOWN whatever it is\r\n")).source()).isNull();
    }

    @Test
    void theBinaryFormNamesBothEnds() {
        assertThat(read(hex(SIGNATURE + "2111000c" + "c0000207" + "c0000208" + "1267" + "1628")))
                .isEqualTo(of("192.0.2.7", 4711, "192.0.2.8", 5672));
        String one = "20010db8000000000000000000000001";
        assertThat(read(hex(SIGNATURE + "21210024" + one + one + "0001" + "0002")))
                .isEqualTo(of("2001:db8::1", 1, "2001:db8::1", 2));
        assertThat(read(hex(SIGNATURE + "2111000f" + "c0000207" + "c0000208" + "1267" + "1628" + "040000")))
                .as("with more behind the addresses")
                .isEqualTo(of("192.0.2.7", 4711, "192.0.2.8", 5672));
        assertThat(read(hex(SIGNATURE + "20000000")).source()).as("LOCAL").isNull();
        assertThat(read(hex(SIGNATURE + "21000000")).source()).as("no family").isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AMQP\0\0\t\1",
                "PROXY TCP4 dead.beef 1.2.3.4 1 2\r\n",
                "PROXY TCP4 localhost 1.2.3.4 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n",
                "PROXY \n",
                "PROXYX"
            })
    void whatIsMalformedIsRefused(String text) {
        assertThatThrownBy(() -> ProxyHeader.read(Unpooled.wrappedBuffer(ascii(text))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineWithoutAnEndIsRefusedInTime() {
        assertThatThrownBy(() -> ProxyHeader.read(Unpooled.wrappedBuffer(ascii("PROXY " + "x".repeat(101)))))
                .hasMessageContaining("does not end");
        assertThatThrownBy(() -> ProxyHeader.read(Unpooled.wrappedBuffer(hex(SIGNATURE + "21110004" + "c0000207"))))
                .hasMessageContaining("too short");
        assertThatThrownBy(() -> ProxyHeader.read(Unpooled.wrappedBuffer(hex(SIGNATURE + "31110000"))))
                .hasMessageContaining("version");
    }

    @Test
    void damagedHeadersAreRefusedAndNothingElse() {
        Seeded.run(2_000, random -> {
            byte[] header = random.nextBoolean()
                    ? ascii("PROXY TCP4 192.0.2.7 192.0.2.8 4711 5672\r\n")
                    : hex(SIGNATURE + "2111000c" + "c0000207" + "c0000208" + "1267" + "1628");
            for (int i = random.nextInt(4); i >= 0; i--) {
                header[random.nextInt(header.length)] = (byte) random.nextInt();
            }
            ByteBuf in = Unpooled.wrappedBuffer(header, 0, random.nextInt(header.length + 1));
            try {
                ProxyHeader.read(in);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching(".+");
            }
        });
    }
}
