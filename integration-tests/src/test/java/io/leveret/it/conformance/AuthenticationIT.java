package io.leveret.it.conformance;

import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.Payload;
import io.leveret.it.harness.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuthenticationIT {
    private static final byte[] NOTHING = {};

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    @Test
    void plainLogsIn() throws IOException {
        broker.raw(Login.guest().with("PLAIN", Login.plain("guest", "guest")));
    }

    @Test
    void amqplainLogsInWithATableThatHasNoLength() throws IOException {
        broker.raw(Login.guest().with("AMQPLAIN", amqplain("guest")));
    }

    @Test
    void anonymousLogsIn() throws IOException {
        broker.raw(Login.guest().with("ANONYMOUS", NOTHING));
    }

    @Test
    void aWrongPasswordIsToldToAClientThatCanHearIt() throws IOException {
        refuses(Login.guest().with("PLAIN", Login.plain("guest", "wrong")), "PLAIN");
    }

    @Test
    void anUnknownUserIsToldTheSameAsAWrongPassword() throws IOException {
        refuses(Login.guest().with("PLAIN", Login.plain("nobody", "guest")), "PLAIN");
    }

    @Test
    void aWrongPasswordInAmqplainIsToldWithThatMechanism() throws IOException {
        refuses(Login.guest().with("AMQPLAIN", amqplain("wrong")), "AMQPLAIN");
    }

    private void refuses(Login login, String mechanism) throws IOException {
        RawConnection socket = broker.socket();
        socket.start(login);
        socket.expectClose(new Close(
                403,
                "ACCESS_REFUSED - Login was refused using authentication mechanism " + mechanism
                        + ". For details see the broker logfile.",
                0));
    }

    @Test
    void aWrongPasswordEndsTheConnectionOfAClientThatCannotHearIt() throws IOException {
        RawConnection socket = broker.socket();
        socket.start(Login.guest().with("PLAIN", Login.plain("guest", "wrong")).withCapabilities(Map.of()));
        socket.expectEnd();
    }

    @Test
    void anUnknownMechanismEndsTheConnection() throws IOException {
        RawConnection socket = broker.socket();
        socket.start(Login.guest().with("NOPE", NOTHING));
        socket.expectEnd();
    }

    @Test
    void aResponseThatIsNoPlainResponseIsRefused() throws IOException {
        RawConnection socket = broker.socket();
        socket.start(Login.guest().with("PLAIN", new byte[] {'x'}));
        socket.expectEnd();
    }

    private static byte[] amqplain(String password) {
        byte[] table = new Payload()
                .table(Map.of("LOGIN", "guest", "PASSWORD", password))
                .toBytes();
        return Arrays.copyOfRange(table, 4, table.length);
    }

    @Test
    void aNewSecretForPlainIsTaken() throws IOException {
        RawConnection connection = broker.raw();
        connection.call(
                0,
                Payload.method(Methods.CONNECTION_UPDATE_SECRET)
                        .longString("guest".getBytes(StandardCharsets.UTF_8))
                        .shortString("refresh"),
                Methods.CONNECTION_UPDATE_SECRET_OK);
        connection.openChannel(1);
    }
}
