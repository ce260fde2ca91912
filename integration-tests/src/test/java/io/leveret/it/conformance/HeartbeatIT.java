package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.Frame;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.RawConnection;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HeartbeatIT {
    private static final byte[] NOTHING = {};

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    @Test
    void theServerSendsHeartbeatsWhenItHasNothingElseToSay() throws IOException {
        RawConnection connection = broker.raw(Login.guest().withTune(2047, 131072, 2));
        Frame frame = connection.readAny(RawConnection.DEADLINE); // it would be dropped before
        assertThat(frame.type()).isEqualTo(Frame.HEARTBEAT);
        assertThat(frame.channel()).isZero();
        assertThat(frame.payload()).isEmpty();
    }

    @Test
    void aClientThatIsSilentForTwoIntervalsIsDropped() throws IOException {
        long startNanos = System.nanoTime();
        RawConnection connection = broker.raw(Login.guest().withTune(2047, 131072, 1));
        connection.drainToEnd(Duration.ofSeconds(10));
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThanOrEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void aClientThatSendsHeartbeatsStays() throws IOException {
        RawConnection connection = broker.raw(Login.guest().withTune(2047, 131072, 3));
        for (int i = 0; i < 6; i++) {
            // The server's own heartbeats are the clock: two in an interval, so this takes three.
            assertThat(connection.readAny(RawConnection.DEADLINE).type()).isEqualTo(Frame.HEARTBEAT);
            connection.frame(Frame.HEARTBEAT, 0, NOTHING);
        }
        connection.openChannel(1);
    }

    @Test
    void aHeartbeatOnAnotherChannelIsRefused() throws IOException {
        RawConnection connection = broker.raw();
        connection.frame(Frame.HEARTBEAT, 1, NOTHING);
        connection.expectClose(new Close(505, "UNEXPECTED_FRAME - type 8, all octets = <<>>", 0));
    }

    @Test
    void aHeartbeatWithAPayloadIsRefused() throws IOException {
        RawConnection connection = broker.raw();
        connection.frame(Frame.HEARTBEAT, 0, new byte[] {1});
        connection.expectClose(new Close(501, "FRAME_ERROR - type 8, all octets = <<1>>: unknown_frame", 0));
    }
}
