package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.Fields;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.Payload;
import io.leveret.it.harness.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeIT {
    private static final List<String> CAPABILITIES = List.of(
            "publisher_confirms",
            "exchange_exchange_bindings",
            "basic.nack",
            "consumer_cancel_notify",
            "connection.blocked",
            "consumer_priorities",
            "authentication_failure_close",
            "per_consumer_qos",
            "direct_reply_to");

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    @ParameterizedTest
    @ValueSource(strings = {"AMQP\0\0\10\0", "AMQP\1\1\0\12", "AMQP\0\1\0\0x", "GARBAGE!", "\0\0\0\0\0\0\0\0"})
    void aWrongProtocolHeaderIsAnsweredWithAKnownOneAndTheConnectionEnds(String header) throws IOException {
        RawConnection socket = broker.socket();
        socket.write(Arrays.copyOf(header.getBytes(StandardCharsets.ISO_8859_1), 8));
        // RabbitMQ 4 names AMQP 1.0 with SASL, whatever the client began with; Leveret names what it speaks.
        byte[] expected =
                broker.target().leveret() ? RawConnection.PROTOCOL_HEADER : new byte[] {'A', 'M', 'Q', 'P', 3, 1, 0, 0};
        assertThat(socket.readProtocolHeader()).isEqualTo(expected);
        socket.expectEnd();
    }

    @Test
    void theHeaderOfAmqp09IsTakenAsAmqp091() throws IOException {
        RawConnection socket = broker.socket();
        socket.write(new byte[] {'A', 'M', 'Q', 'P', 1, 1, 0, 9});
        Fields start = socket.expect(0, Methods.CONNECTION_START);
        assertThat(start.int8()).isZero();
        assertThat(start.int8()).isEqualTo(9);
    }

    @Test
    void theHeaderMayArriveOctetByOctet() throws IOException {
        RawConnection socket = broker.socket();
        for (byte octet : RawConnection.PROTOCOL_HEADER) {
            socket.write(new byte[] {octet});
        }
        socket.expect(0, Methods.CONNECTION_START);
    }

    @Test
    void startNamesVersionPropertiesMechanismsAndLocale() throws IOException {
        RawConnection socket = broker.socket();
        socket.write(RawConnection.PROTOCOL_HEADER);
        Fields start = socket.expect(0, Methods.CONNECTION_START);
        assertThat(start.int8()).isZero();
        assertThat(start.int8()).isEqualTo(9);
        Map<String, Object> properties = start.table();
        assertThat(properties).containsEntry("product", "RabbitMQ").containsEntry("version", "4.0.5");
        assertThat(properties).containsKeys("platform", "copyright", "information", "cluster_name");
        assertThat(start.longString().split(" ")).containsExactlyInAnyOrder("ANONYMOUS", "PLAIN", "AMQPLAIN");
        assertThat(start.longString()).isEqualTo("en_US");
    }

    @Test
    void theServerHasExactlyTheNineCapabilities() throws IOException {
        RawConnection socket = broker.socket();
        socket.write(RawConnection.PROTOCOL_HEADER);
        Fields start = socket.expect(0, Methods.CONNECTION_START);
        start.int16();
        Object capabilities = start.table().get("capabilities");
        assertThat(capabilities).isInstanceOf(Map.class);
        assertThat(((Map<?, ?>) capabilities).keySet().toArray()).containsExactlyInAnyOrder(CAPABILITIES.toArray());
        assertThat(((Map<?, ?>) capabilities).values().stream()).allMatch(Boolean.TRUE::equals);
    }

    @Test
    @LeveretOnly("the property is Leveret's own")
    void theServerSaysTheVersionOfLeveretToo() throws IOException {
        RawConnection socket = broker.socket();
        socket.write(RawConnection.PROTOCOL_HEADER);
        Fields start = socket.expect(0, Methods.CONNECTION_START);
        start.int16();
        assertThat(start.table()).containsKey("leveret_version");
    }

    @Test
    void tuneProposes2047ChannelsFramesOf128KibAndOneMinute() throws IOException {
        RawConnection socket = broker.socket();
        socket.start(Login.guest());
        Fields tune = socket.expect(0, Methods.CONNECTION_TUNE);
        assertThat(tune.int16()).isEqualTo(2047);
        assertThat(tune.int32()).isEqualTo(131072);
        assertThat(tune.int16()).isEqualTo(60);
    }

    /** RabbitMQ tells its log the reason and ends the stream after 3 s; Leveret may say it. */
    @ParameterizedTest
    @CsvSource({"2048, 131072", "0, 131072", "2047, 131073", "2047, 0", "2047, 4095"})
    void limitsAboveTheServersOrBelowTheMinimumEndTheConnection(int channelMax, long frameMax) throws IOException {
        RawConnection socket = broker.socket();
        socket.logIn(Login.guest().withTune(channelMax, frameMax, 0));
        socket.openVhost("/");
        socket.expectCloseOrEnd(530);
    }

    @Test
    void lowerValuesAreTaken() throws IOException {
        RawConnection connection = broker.raw(Login.guest().withTune(1, 4096, 0));
        connection.openChannel(1);
    }

    @Test
    void anUnknownVhostIsRefused() throws IOException {
        RawConnection socket = broker.socket();
        socket.logIn(Login.guest());
        socket.openVhost("nope-vh");
        socket.expectClose(new Close(530, "NOT_ALLOWED - vhost nope-vh not found", Methods.CONNECTION_OPEN));
    }

    @Test
    void tuneOkBeforeStartOkEndsTheConnection() throws IOException {
        RawConnection socket = broker.socket();
        socket.write(RawConnection.PROTOCOL_HEADER);
        socket.expect(0, Methods.CONNECTION_START);
        socket.tuneOk(2047, 131072, 0);
        socket.expectEnd();
    }

    @Test
    void openBeforeTuneOkEndsTheConnection() throws IOException {
        RawConnection socket = broker.socket();
        socket.start(Login.guest());
        socket.expect(0, Methods.CONNECTION_TUNE);
        socket.openVhost("/");
        socket.expectEnd();
    }

    @Test
    void aChannelBeforeOpenOkIsRefused() throws IOException {
        RawConnection socket = broker.socket();
        socket.logIn(Login.guest());
        socket.send(1, Methods.channelOpen());
        socket.expectClose(new Close(505, "UNEXPECTED_FRAME - type 1, all octets = <<0,20,0,10,0>>", 0));
    }

    @Test
    void aSecondStartOkIsRefused() throws IOException {
        RawConnection connection = broker.raw();
        connection.startOk(Login.guest());
        connection.expectClose(new Close(
                504, "CHANNEL_ERROR - unexpected method in connection state running", Methods.CONNECTION_START_OK));
    }

    @Test
    void closeBeforeOpenIsRefused() throws IOException {
        RawConnection socket = broker.socket();
        socket.logIn(Login.guest());
        socket.send(0, Methods.close(Methods.CONNECTION_CLOSE, 200, "bye"));
        socket.expectClose(new Close(
                504, "CHANNEL_ERROR - unexpected method in connection state opening", Methods.CONNECTION_CLOSE));
    }

    @Test
    void aFrameAboveTheLimitBeforeLoginEndsTheConnection() throws IOException {
        RawConnection socket = broker.socket();
        socket.write(RawConnection.PROTOCOL_HEADER);
        socket.expect(0, Methods.CONNECTION_START);
        socket.write(new Payload()
                .int8(1)
                .int16(0)
                .int32(1_000_000)
                .raw(new byte[100])
                .toBytes());
        socket.expectEnd();
    }

    @Test
    void anOrderlyCloseIsAnswered() throws IOException {
        RawConnection connection = broker.raw();
        connection.send(0, Methods.close(Methods.CONNECTION_CLOSE, 200, "bye"));
        connection.expect(0, Methods.CONNECTION_CLOSE_OK);
    }
}
