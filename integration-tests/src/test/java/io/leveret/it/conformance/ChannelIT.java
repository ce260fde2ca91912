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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    @Test
    void aChannelOpensClosesAndOpensAgain() throws IOException {
        RawConnection connection = broker.raw();
        for (int i = 0; i < 3; i++) {
            connection.openChannel(1);
            connection.call(1, Methods.close(Methods.CHANNEL_CLOSE, 200, "bye"), Methods.CHANNEL_CLOSE_OK);
        }
    }

    @Test
    void aSecondOpenOfAnOpenChannelIsRefused() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.send(1, Methods.channelOpen());
        connection.expectClose(new Close(504, "CHANNEL_ERROR - second 'channel.open' seen", Methods.CHANNEL_OPEN));
    }

    @Test
    void aMethodOnAChannelThatWasNeverOpenedIsRefused() throws IOException {
        RawConnection connection = broker.raw();
        connection.send(1, Methods.queueDeclare("q"));
        connection.expectClose(new Close(504, "CHANNEL_ERROR - expected 'channel.open'", Methods.QUEUE_DECLARE));
    }

    @Test
    void aHeaderOrABodyOnAChannelThatWasNeverOpenedIsRefused() throws IOException {
        for (int type : new int[] {Frame.HEADER, Frame.BODY}) {
            RawConnection connection = broker.raw();
            connection.frame(type, 1, Methods.contentHeader(1).toBytes());
            connection.expectClose(
                    new Close(505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead", 0));
        }
    }

    @Test
    void aHeaderOrABodyOnChannelZeroIsRefused() throws IOException {
        for (int type : new int[] {Frame.HEADER, Frame.BODY}) {
            RawConnection connection = broker.raw();
            connection.frame(type, 0, Methods.contentHeader(1).toBytes());
            connection.expectClose(new Close(
                    505, "UNEXPECTED_FRAME - type " + type + ", all octets = <<0,60,0,0,0,0,0,0,0,0,0,1,0,0>>", 0));
        }
    }

    @Test
    void closeOnAChannelThatWasNeverOpenedIsRefused() throws IOException {
        RawConnection connection = broker.raw();
        connection.send(1, Methods.close(Methods.CHANNEL_CLOSE, 200, "bye"));
        connection.expectClose(new Close(504, "CHANNEL_ERROR - expected 'channel.open'", Methods.CHANNEL_CLOSE));
    }

    @Test
    void channelOpenOnChannelZeroIsRefused() throws IOException {
        RawConnection connection = broker.raw();
        connection.send(0, Methods.channelOpen());
        connection.expectClose(
                new Close(504, "CHANNEL_ERROR - unexpected method in connection state running", Methods.CHANNEL_OPEN));
    }

    @Test
    void aMethodOfAChannelOnChannelZeroIsRefused() throws IOException {
        RawConnection connection = broker.raw();
        connection.send(0, Methods.queueDeclare("q"));
        connection.expectClose(
                new Close(504, "CHANNEL_ERROR - unexpected method in connection state running", Methods.QUEUE_DECLARE));
    }

    @Test
    void aMethodOfTheConnectionOnAChannelIsRefused() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.send(1, Methods.close(Methods.CONNECTION_CLOSE, 200, "bye"));
        connection.expectClose(new Close(503, "COMMAND_INVALID - unimplemented method", Methods.CONNECTION_CLOSE));
    }

    @Test
    void aChannelAboveTheNegotiatedMaximumIsRefused() throws IOException {
        RawConnection connection = broker.raw(Login.guest().withTune(2, 131072, 0));
        connection.openChannel(1);
        connection.openChannel(2);
        connection.send(3, Methods.channelOpen());
        connection.expectClose(new Close(
                530, "NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)", 0));
    }

    @Test
    void aChannelErrorLeavesTheOtherChannelsAlone() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.openChannel(2);
        connection.send(1, Methods.queueDeclare("it-nope", Flag.PASSIVE));
        connection.expectChannelClose(
                1, new Close(404, "NOT_FOUND - no queue 'it-nope' in vhost '/'", Methods.QUEUE_DECLARE));
        connection.call(2, Methods.qos(0, 1, false), Methods.BASIC_QOS_OK);
        connection.openChannel(1);
        connection.call(1, Methods.qos(0, 1, false), Methods.BASIC_QOS_OK);
    }

    @Test
    void methodsBehindAChannelErrorAreIgnoredUntilCloseOk() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        String queue = broker.name("ignored");
        connection.send(1, Methods.queueDeclare("it-nope", Flag.PASSIVE));
        connection.send(1, Methods.queueDeclare(queue));
        connection.publish(1, Methods.publish("", queue), new byte[] {1});
        connection.expectChannelClose(
                1, new Close(404, "NOT_FOUND - no queue 'it-nope' in vhost '/'", Methods.QUEUE_DECLARE));
        connection.openChannel(1);
        connection.send(1, Methods.queueDeclare(queue, Flag.PASSIVE));
        connection.expectChannelClose(
                1, new Close(404, "NOT_FOUND - no queue '" + queue + "' in vhost '/'", Methods.QUEUE_DECLARE));
    }

    @Test
    void bothSidesMayCloseAChannelAtOnce() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.send(1, Methods.queueDeclare("it-nope", Flag.PASSIVE));
        connection.send(1, Methods.close(Methods.CHANNEL_CLOSE, 200, "bye"));
        connection.expect(1, Methods.CHANNEL_CLOSE);
        connection.expect(1, Methods.CHANNEL_CLOSE_OK);
        connection.send(1, Payload.method(Methods.CHANNEL_CLOSE_OK));
        connection.openChannel(1);
    }

    @Test
    void flowTrueIsAnswered() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.call(1, Payload.method(Methods.CHANNEL_FLOW).bits(true), Methods.CHANNEL_FLOW_OK);
    }

    @Test
    void flowFalseIsNotImplemented() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.send(1, Payload.method(Methods.CHANNEL_FLOW).bits(false));
        connection.expectClose(new Close(540, "NOT_IMPLEMENTED - active=false", Methods.CHANNEL_FLOW));
    }

    @Test
    void accessRequestIsAnsweredWithTicketOne() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        int ticket = connection
                .call(
                        1,
                        Payload.method(Methods.ACCESS_REQUEST)
                                .shortString("/data")
                                .bits(false, true, true, true, true),
                        Methods.ACCESS_REQUEST_OK)
                .int16();
        assertThat(ticket).isEqualTo(1);
    }
}
