package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.AmqpException;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Ten seconds were agreed, so one is sent after five, and twenty are waited for. */
class HeartbeatsTest {
    private final ConnectionFixture client = new ConnectionFixture(1).open(10);

    @Test
    void oneIsSentForEachHalfIntervalInWhichNothingElseWas() throws AmqpException {
        client.transport.frames();
        for (int half = 1; half <= 3; half++) {
            client.advance(5_000);
            assertThat(client.transport.frames())
                    .as("half interval %s", half)
                    .hasSize(1)
                    .allMatch(frame -> frame.type() == Frames.HEARTBEAT && frame.channel() == 0);
        }
    }

    @Test
    void theFirstIsSentWhateverWasSentBefore() throws AmqpException {
        client.send(1, new ChannelMethod.Open());
        client.transport.frames();
        client.advance(5_000);
        assertThat(client.transport.frames()).hasSize(1).allMatch(frame -> frame.type() == Frames.HEARTBEAT);
    }

    @Test
    void whatElseIsSentStandsForAHeartbeat() throws AmqpException {
        client.advance(5_000);
        client.transport.frames();
        for (int channel = 1; channel <= 10; channel++) {
            client.send(channel, new ChannelMethod.Open());
            client.advance(5_000);
        }
        assertThat(client.transport.frames()).noneMatch(frame -> frame.type() == Frames.HEARTBEAT);
    }

    @Test
    void aClientThatIsSilentForTwoIntervalsIsDropped() {
        client.advance(19_999);
        assertThat(client.transport.closed).isFalse();
        client.advance(1);
        assertThat(client.transport.closed).isTrue();
    }

    @Test
    void anyByteKeepsAClient() {
        for (int i = 0; i < 10; i++) {
            client.advance(19_999);
            client.receive(heartbeat().readSlice(1));
            client.advance(19_999);
            client.receive(heartbeat().skipBytes(1));
        }
        assertThat(client.transport.closed).isFalse();
        client.advance(20_000);
        assertThat(client.transport.closed).isTrue();
    }

    @Test
    void aClientThatIsNotReadIsNotSilent() {
        client.connection.pauses().pause();
        client.advance(1_000_000);
        assertThat(client.transport.closed).isFalse();
    }

    @Test
    void aClientThatIsReadAgainHasItsTime() {
        client.connection.pauses().pause();
        client.advance(39_999);
        client.node.shards.turn(0, client.connection.pauses()::resume);
        client.advance(19_999);
        assertThat(client.transport.closed).isFalse();
        client.advance(20_001);
        assertThat(client.transport.closed).isTrue();
    }

    @Test
    void withoutAnIntervalThereAreNone() throws AmqpException {
        ConnectionFixture quiet = new ConnectionFixture(1).open(0);
        quiet.transport.frames();
        quiet.advance(1_000_000);
        assertThat(quiet.transport.closed).isFalse();
        assertThat(quiet.transport.frames()).isEmpty();
    }

    @Test
    void aClosedConnectionSendsNone() throws AmqpException {
        client.node.shards.turn(0, client.connection::transportClosed);
        client.transport.frames();
        client.advance(100_000);
        assertThat(client.transport.frames()).isEmpty();
        assertThat(client.node.shards.thread(0).alarms())
                .as("no wake-up is left")
                .isZero();
    }

    @Test
    void aClientThatDoesNotFinishTheHandshakeIsDropped() {
        ConnectionFixture idle = new ConnectionFixture(1).accepted();
        idle.advance(ConnectionFixture.HANDSHAKE_TIMEOUT_MS - 1);
        assertThat(idle.transport.closed).isFalse();
        idle.advance(1);
        assertThat(idle.transport.closed).isTrue();
    }

    private static ByteBuf heartbeat() {
        ByteBuf bytes = Unpooled.buffer();
        Frames.heartbeat(bytes);
        return bytes;
    }
}
