package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.it.harness.Close;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.RawConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

@LeveretOnly("it starts and stops the broker")
class LifecycleIT {
    @Test
    void anOrderlyStopClosesConnectionsWithAReason() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("stop")) {
            leveret.start();
            try (RawConnection connection = RawConnection.open(leveret.target(), Login.guest())) {
                connection.openChannel(1);
                leveret.terminate();
                connection.expectClose(new Close(
                        320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", 0));
            }
            assertThat(leveret.awaitEnd()).as("exit code").isIn(0, 143);
        }
    }

    @Test
    void theLogHasNothingBelowTheLevelThatIsSet() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("log-level")) {
            leveret.start("log.console.level=warning");
            try (RawConnection connection = RawConnection.open(leveret.target(), Login.guest())) {
                connection.openChannel(1);
            }
            leveret.terminate();
            leveret.awaitEnd();
            assertThat(leveret.log()).doesNotContain("[info]");
        }
    }

    @Test
    void aPortThatIsTakenIsRefused() throws Exception {
        try (ServerSocket taken = new ServerSocket(LeveretProcess.freePort(), 1, InetAddress.getLoopbackAddress());
                LeveretProcess leveret = LeveretProcess.create("port")) {
            LeveretProcess.Refused refused = leveret.startRefused(taken.getLocalPort());
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.output()).contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aDataDirectoryThatIsInUseIsRefused() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("first")) {
            leveret.start();
            try (LeveretProcess second = leveret.onSameData()) {
                LeveretProcess.Refused refused = second.startRefused(LeveretProcess.freePort());
                assertThat(refused.exitCode()).isNotZero();
                assertThat(refused.output()).contains(leveret.data().toString());
            }
            try (RawConnection connection = RawConnection.open(leveret.target(), Login.guest())) {
                connection.openChannel(1);
            }
        }
    }

    @Test
    void anUnknownSettingIsRefusedByNameWithTheNearestKnownOne() {
        try (LeveretProcess leveret = LeveretProcess.create("unknown-setting")) {
            LeveretProcess.Refused refused = leveret.startRefused(LeveretProcess.freePort(), "hartbeat=30");
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.output()).contains("hartbeat").contains("heartbeat");
        }
    }

    @Test
    void aBadValueIsRefusedWithItsKey() {
        try (LeveretProcess leveret = LeveretProcess.create("bad-value")) {
            LeveretProcess.Refused refused = leveret.startRefused(LeveretProcess.freePort(), "heartbeat=soon");
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.output()).contains("heartbeat").contains("soon");
        }
    }
}
