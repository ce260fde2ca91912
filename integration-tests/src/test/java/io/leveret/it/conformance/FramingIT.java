package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.Frame;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.Methods.Flag;
import io.leveret.it.harness.Payload;
import io.leveret.it.harness.RawConnection;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FramingIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private RawConnection withChannel() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        return connection;
    }

    @Test
    void anUnknownFrameTypeIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.frame(9, 0, new byte[] {1, 2, 3});
        connection.expectClose(new Close(501, "FRAME_ERROR - type 9, all octets = <<1,2,3>>: unknown_frame", 0));
    }

    @Test
    void anUnknownFrameTypeOnAChannelIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.frame(9, 1, new byte[] {1, 2, 3});
        connection.expectClose(new Close(501, "FRAME_ERROR - type 9, all octets = <<1,2,3>>: unknown_frame", 0));
    }

    @Test
    void aWrongEndOctetIsRefused() throws IOException {
        RawConnection connection = withChannel();
        byte[] frame = new Frame(Frame.METHOD, 1, Methods.qos(0, 1, false).toBytes()).toBytes();
        frame[frame.length - 1] = 0;
        connection.write(frame);
        connection.expectClose(new Close(
                501,
                "FRAME_ERROR - type 1, all octets = <<0,60,0,10,0,0,0,0,0,1,0>>: {invalid_frame_end_marker,0}",
                0));
    }

    @Test
    void aFrameAboveFrameMaxIsRefused() throws IOException {
        RawConnection connection = broker.raw(Login.guest().withTune(2047, 4096, 0));
        connection.openChannel(1);
        connection.frame(Frame.BODY, 1, new byte[4097]);
        connection.expectClose(
                new Close(501, "FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,4097,4088}", 0));
    }

    @Test
    void aFrameOfExactlyFrameMaxIsTaken() throws IOException {
        RawConnection connection = broker.raw(Login.guest().withTune(2047, 4096, 0));
        connection.openChannel(1);
        String queue = broker.name("frame");
        connection.call(1, Methods.queueDeclare(queue), Methods.QUEUE_DECLARE_OK);
        byte[] body = new byte[4096 - 8];
        Arrays.fill(body, (byte) 7);
        connection.publish(1, Methods.publish("", queue), body);
        connection.call(1, Methods.get(queue, Flag.NO_ACK), Methods.BASIC_GET_OK);
        assertThat(connection.expectContent(1)).isEqualTo(body);
    }

    @Test
    void theServerKeepsToFrameMaxWhenItDelivers() throws IOException {
        RawConnection connection = broker.raw(Login.guest().withTune(2047, 4096, 0));
        connection.openChannel(1);
        String queue = broker.name("frame");
        connection.call(1, Methods.queueDeclare(queue), Methods.QUEUE_DECLARE_OK);
        connection.send(1, Methods.publish("", queue));
        connection.frame(Frame.HEADER, 1, Methods.contentHeader(10_000).toBytes());
        for (int left = 10_000; left > 0; left -= 1000) {
            connection.frame(Frame.BODY, 1, new byte[1000]);
        }
        connection.call(1, Methods.get(queue, Flag.NO_ACK), Methods.BASIC_GET_OK);
        assertThat(connection.read().type()).isEqualTo(Frame.HEADER);
        assertThat(connection.read().payload()).hasSize(4088);
        assertThat(connection.read().payload()).hasSize(4088);
        assertThat(connection.read().payload()).hasSize(1824);
    }

    @Test
    void anUnknownClassIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Payload.method(999 << 16 | 10));
        connection.expectCloseOrEnd(503);
    }

    @Test
    void anUnknownMethodOfAKnownClassIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Payload.method(60 << 16 | 999));
        connection.expectCloseOrEnd(503);
    }

    @Test
    void aMethodThatOnlyTheServerSendsIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(
                1,
                Payload.method(Methods.QUEUE_DECLARE_OK)
                        .shortString("q")
                        .int32(0)
                        .int32(0));
        connection.expectClose(new Close(503, "COMMAND_INVALID - unimplemented method", Methods.QUEUE_DECLARE_OK));
    }

    @Test
    void aTruncatedMethodIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Payload.method(Methods.QUEUE_DECLARE).int16(0).int8(200));
        connection.expectClose(new Close(501, "FRAME_ERROR - cannot decode <<0,0,200>>", Methods.QUEUE_DECLARE));
    }

    @Test
    void anAckThatIsTooShortIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Payload.method(Methods.BASIC_ACK).int32(0).int32(1));
        connection.expectClose(new Close(501, "FRAME_ERROR - cannot decode <<0,0,0,0,0,0,0,1>>", Methods.BASIC_ACK));
    }

    @Test
    void anAckThatIsTooLongIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(
                1,
                Payload.method(Methods.BASIC_ACK).int32(0).int32(1).bits(true).int8(7));
        connection.expectClose(
                new Close(501, "FRAME_ERROR - cannot decode <<0,0,0,0,0,0,0,1,1,7>>", Methods.BASIC_ACK));
    }

    @Test
    void aMethodFrameWithoutAMethodIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.frame(Frame.METHOD, 1, new byte[] {0});
        connection.expectClose(new Close(501, "FRAME_ERROR - type 1, all octets = <<0>>: unknown_frame", 0));
    }

    @Test
    void aTableThatIsNoTableIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(
                1,
                Payload.method(Methods.QUEUE_DECLARE)
                        .int16(0)
                        .shortString("q")
                        .bits(false)
                        .longString(new byte[] {1, 'k', '?', 0}));
        connection.expectCloseOrEnd(501, 502);
    }

    @Test
    void aMethodWhereAHeaderMustFollowIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Methods.publish("", "nowhere"));
        connection.send(1, Methods.qos(0, 1, false));
        connection.expectClose(new Close(
                505,
                "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead",
                Methods.BASIC_PUBLISH));
    }

    @Test
    void aBodyWhereAHeaderMustFollowIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Methods.publish("", "nowhere"));
        connection.frame(Frame.BODY, 1, new byte[] {1});
        connection.expectClose(new Close(
                505,
                "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead",
                Methods.BASIC_PUBLISH));
    }

    @Test
    void aMethodWhereABodyMustFollowIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Methods.publish("", "nowhere"));
        connection.frame(Frame.HEADER, 1, Methods.contentHeader(5).toBytes());
        connection.send(1, Methods.qos(0, 1, false));
        connection.expectClose(new Close(
                505,
                "UNEXPECTED_FRAME - expected content body, got non content body frame instead",
                Methods.BASIC_PUBLISH));
    }

    @Test
    void aSecondHeaderWhereABodyMustFollowIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Methods.publish("", "nowhere"));
        connection.frame(Frame.HEADER, 1, Methods.contentHeader(5).toBytes());
        connection.frame(Frame.HEADER, 1, Methods.contentHeader(5).toBytes());
        connection.expectClose(new Close(
                505,
                "UNEXPECTED_FRAME - expected content body, got non content body frame instead",
                Methods.BASIC_PUBLISH));
    }

    @Test
    void aHeaderWithoutAMethodIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.frame(Frame.HEADER, 1, Methods.contentHeader(5).toBytes());
        connection.expectClose(
                new Close(505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead", 0));
    }

    @Test
    void aBodyWithoutAMethodIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.frame(Frame.BODY, 1, new byte[] {1});
        connection.expectClose(
                new Close(505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead", 0));
    }

    @Test
    void aHeaderOfAnotherClassIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Methods.publish("", "nowhere"));
        connection.frame(Frame.HEADER, 1, Methods.contentHeader(50, 5).toBytes());
        connection.expectClose(new Close(
                505,
                "UNEXPECTED_FRAME - expected content header for class 60, got one for class 50 instead",
                Methods.BASIC_PUBLISH));
    }

    @Test
    void aBodyLongerThanItsHeaderSaysIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Methods.publish("", "nowhere"));
        connection.frame(Frame.HEADER, 1, Methods.contentHeader(2).toBytes());
        connection.frame(Frame.BODY, 1, new byte[] {1, 2, 3});
        // RabbitMQ notices at the next frame only: it still waits for the body to end.
        connection.send(1, Methods.qos(0, 1, false));
        connection.expectCloseOrEnd(501, 505);
    }

    @Test
    void aTruncatedHeaderIsRefused() throws IOException {
        RawConnection connection = withChannel();
        connection.send(1, Methods.publish("", "nowhere"));
        connection.frame(Frame.HEADER, 1, new byte[] {0, 60});
        connection.expectClose(new Close(501, "FRAME_ERROR - type 2, all octets = <<0,60>>: unknown_frame", 0));
    }

    @Test
    void framesBehindTheServersCloseAreIgnoredUntilCloseOk() throws IOException {
        RawConnection connection = withChannel();
        String queue = broker.name("ignored");
        connection.send(1, Methods.channelOpen());
        connection.send(1, Methods.queueDeclare(queue));
        connection.frame(9, 1, new byte[] {1});
        connection.readClose();
        connection.send(1, Methods.queueDeclare(queue));
        connection.send(0, Payload.method(Methods.CONNECTION_CLOSE_OK));
        connection.expectEnd();
        RawConnection other = withChannel();
        other.send(1, Methods.queueDeclare(queue, Flag.PASSIVE));
        other.expectChannelClose(
                1, new Close(404, "NOT_FOUND - no queue '" + queue + "' in vhost '/'", Methods.QUEUE_DECLARE));
    }
}
