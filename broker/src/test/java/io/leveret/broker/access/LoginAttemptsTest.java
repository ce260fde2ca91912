package io.leveret.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.access.LoginAttempts.Source;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Attempts to log in, by protocol and by source. */
class LoginAttemptsTest {
    private final InetAddress here = InetAddress.getLoopbackAddress();
    private final LoginAttempts attempts = new LoginAttempts();

    @Test
    void attemptsAreCountedByProtocol() {
        attempts.count(LoginAttempts.AMQP, here, "u", true);
        attempts.count(LoginAttempts.AMQP, here, "u", false);
        attempts.count(LoginAttempts.HTTP, here, "u", true);
        assertThat(attempts.byProtocol().keySet()).containsExactly("amqp091", "http");
        assertThat(attempts.byProtocol().get("amqp091").accepted()).isEqualTo(1);
        assertThat(attempts.byProtocol().get("amqp091").refused()).isEqualTo(1);
        assertThat(attempts.accepted()).isEqualTo(2);
        assertThat(attempts.bySource()).isEmpty();
        attempts.reset();
        assertThat(attempts.byProtocol()).isEmpty();
    }

    @Test
    void sourcesAreCountedIfThatIsWantedUpToABound() {
        attempts.trackSources(true);
        for (int i = 0; i < LoginAttempts.MOST_SOURCES + 10; i++) {
            attempts.count(LoginAttempts.HTTP, here, "u" + i, false);
        }
        attempts.count(LoginAttempts.HTTP, here, "u0", true);
        assertThat(attempts.bySource()).hasSize(LoginAttempts.MOST_SOURCES);
        LoginAttempts.Count first = attempts.bySource().get(new Source(here.getHostAddress(), "u0", "http"));
        assertThat(first.accepted()).isEqualTo(1);
        assertThat(first.refused()).isEqualTo(1);
        assertThat(attempts.refused()).isEqualTo(LoginAttempts.MOST_SOURCES + 10);
    }

    @Test
    void onlyTheRightPasswordFromElsewhereIsKeptLocal() throws UnknownHostException {
        Users users = new Users();
        users.add(new User("guest", PasswordHash.create("guest"), Set.of()));
        users.add(new User("u", PasswordHash.create("u"), Set.of()));
        Authenticator authenticator =
                new Authenticator(users, () -> Set.of("guest"), EnumSet.of(SaslMechanism.PLAIN), null, null);
        InetAddress elsewhere = InetAddress.getByName("192.0.2.1");
        assertThat(authenticator.isKeptLocal("guest", "guest", elsewhere)).isTrue();
        assertThat(authenticator.isKeptLocal("guest", "wrong", elsewhere)).isFalse();
        assertThat(authenticator.isKeptLocal("guest", "guest", here)).isFalse();
        assertThat(authenticator.isKeptLocal("u", "u", elsewhere)).isFalse();
        authenticator.authenticate("guest", "guest", elsewhere);
        authenticator.authenticate("u", "u", elsewhere);
        assertThat(authenticator.attempts().byProtocol().get("http").accepted()).isEqualTo(1);
        assertThat(authenticator.attempts().byProtocol().get("http").refused()).isEqualTo(1);
    }
}
