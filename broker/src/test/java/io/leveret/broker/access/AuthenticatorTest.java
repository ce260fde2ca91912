package io.leveret.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.access.Authenticator.AnonymousLogin;
import io.leveret.broker.tls.CertificateName;
import io.leveret.broker.tls.TestCertificate;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RabbitMQ 4.0.5 answered to the same responses, unless a comment says otherwise. */
class AuthenticatorTest {
    private static final Peer HERE = at("127.0.0.1");
    private static final Peer ELSEWHERE = at("192.0.2.7");

    private final Users users = new Users();
    private final Authenticator authenticator = authenticator(new AnonymousLogin("guest", "guest", true));

    AuthenticatorTest() {
        users.add(new User("guest", PasswordHash.create("guest"), Set.of("administrator")));
        users.add(new User("j\u00fcrgen", PasswordHash.create("\u043f\u0430\u0440\u043e\u043b\u044c"), Set.of()));
    }

    private Authenticator authenticator(AnonymousLogin anonymous) {
        return new Authenticator(users, () -> Set.of("guest"), EnumSet.allOf(SaslMechanism.class), anonymous, null);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Peer at(String text) {
        return new Peer(address(text), null);
    }

    private Login plain(String response, Peer peer) {
        return authenticator.authenticate("PLAIN", response.getBytes(StandardCharsets.UTF_8), peer);
    }

    private Login amqplain(FieldTable table) {
        byte[] withLength = table.toBytes();
        return authenticator.authenticate("AMQPLAIN", withLength, HERE);
    }

    private static void assertAccepted(Login outcome, String name) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Login.Accepted.class,
                        accepted -> assertThat(accepted.user().name()).isEqualTo(name));
    }

    private static void assertRefused(Login outcome, String mechanism, String logText) {
        assertThat(outcome).isInstanceOfSatisfying(Login.Refused.class, refused -> {
            assertThat(refused.answer().replyText())
                    .isEqualTo("ACCESS_REFUSED - Login was refused using authentication mechanism " + mechanism
                            + ". For details see the broker logfile.");
            assertThat(refused.answer().code()).isEqualTo(ReplyCode.ACCESS_REFUSED);
            assertThat(refused.answer().endsConnection()).isTrue();
            assertThat(refused.answer().classId()).isZero();
            assertThat(refused.logText())
                    .startsWith(mechanism + " login refused: ")
                    .contains(logText);
        });
    }

    private static void assertMalformed(Login outcome, ReplyCode code, String logText) {
        assertThat(outcome).isInstanceOfSatisfying(Login.Malformed.class, malformed -> {
            assertThat(malformed.cause().code()).isEqualTo(code);
            assertThat(malformed.logText()).contains(logText);
        });
    }

    @Test
    void plainLetsTheRightPasswordIn() {
        assertAccepted(plain("\0guest\0guest", HERE), "guest");
        assertAccepted(plain("\0j\u00fcrgen\0\u043f\u0430\u0440\u043e\u043b\u044c", ELSEWHERE), "j\u00fcrgen");
    }

    @Test
    void plainRefusesOthers() {
        assertRefused(plain("\0guest\0wrong", HERE), "PLAIN", "user 'guest' - invalid credentials");
        assertRefused(plain("\0nobody\0guest", HERE), "PLAIN", "user 'nobody' - invalid credentials");
        assertRefused(plain("\0guest\0", HERE), "PLAIN", "user 'guest' - a blank password");
        assertRefused(plain("\0\0x", HERE), "PLAIN", "user '' - invalid credentials");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\0", "\0guest", "guest", "guest\0guest", "x\0guest\0guest", "\0guest\0guest\0", "\0a\0b\0c"
            })
    void plainOfWrongForm(String response) {
        assertMalformed(plain(response, HERE), ReplyCode.SYNTAX_ERROR, "PLAIN response of " + response.length());
    }

    @Test
    void namesThatAreNotUtf8AreNobodys() {
        users.add(new User("\ufffd", PasswordHash.create("x"), Set.of()));
        Login outcome = authenticator.authenticate("PLAIN", new byte[] {0, (byte) 0xff, 0, 'x'}, HERE);
        assertRefused(outcome, "PLAIN", "invalid credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOO", "plain", "", "EXTERNAL", "RABBIT-CR-DEMO", "PLAIN "})
    void unknownMechanisms(String mechanism) {
        Login outcome = authenticator.authenticate(mechanism, "\0guest\0guest".getBytes(StandardCharsets.UTF_8), HERE);
        assertMalformed(outcome, ReplyCode.COMMAND_INVALID, "unknown authentication mechanism '" + mechanism + "'");
    }

    @Test
    void amqplain() {
        FieldTable right = FieldTable.builder()
                .string("LOGIN", "guest")
                .string("PASSWORD", "guest")
                .build();
        assertAccepted(amqplain(right), "guest");
        assertRefused(
                amqplain(FieldTable.builder()
                        .string("LOGIN", "guest")
                        .string("PASSWORD", "x")
                        .build()),
                "AMQPLAIN",
                "user 'guest' - invalid credentials");
        assertRefused(
                amqplain(FieldTable.builder()
                        .string("LOGIN", "guest")
                        .string("PASSWORD", "")
                        .build()),
                "AMQPLAIN",
                "blank");
        assertRefused(
                amqplain(FieldTable.builder()
                        .string("LOGIN", "guest")
                        .integer("PASSWORD", 1)
                        .build()),
                "AMQPLAIN",
                "must be strings");
        // The first of two fields of one name counts.
        assertRefused(
                amqplain(FieldTable.builder()
                        .value("LOGIN", FieldValue.of("nope"))
                        .value("LOGIN", FieldValue.of("guest"))
                        .string("PASSWORD", "guest")
                        .build()),
                "AMQPLAIN",
                "user 'nope' - invalid credentials");
    }

    @Test
    void amqplainOfWrongForm() {
        assertMalformed(amqplain(FieldTable.EMPTY), ReplyCode.SYNTAX_ERROR, "missing LOGIN or PASSWORD");
        assertMalformed(
                amqplain(FieldTable.builder().string("LOGIN", "guest").build()),
                ReplyCode.SYNTAX_ERROR,
                "missing LOGIN or PASSWORD");
        assertMalformed(
                amqplain(FieldTable.builder()
                        .string("login", "guest")
                        .string("password", "guest")
                        .build()),
                ReplyCode.SYNTAX_ERROR,
                "missing LOGIN or PASSWORD");
        assertMalformed(
                amqplain(FieldTable.builder()
                        .integer("LOGIN", 1)
                        .integer("PASSWORD", 1)
                        .build()),
                ReplyCode.SYNTAX_ERROR,
                "unsupported type");
        assertMalformed(
                authenticator.authenticate("AMQPLAIN", new byte[] {5, 'L', 'O', 'G'}, HERE),
                ReplyCode.SYNTAX_ERROR,
                "AMQPLAIN response of 4 bytes");
    }

    @Test
    void anonymousIsTheConfiguredUser() {
        assertAccepted(authenticator.authenticate("ANONYMOUS", new byte[0], HERE), "guest");
        assertAccepted(authenticator.authenticate("ANONYMOUS", new byte[] {'x'}, new Peer(null, null)), "guest");
        assertThat(authenticator.mechanisms(HERE)).isEqualTo("AMQPLAIN ANONYMOUS PLAIN");
        users.put(new User("guest", PasswordHash.create("changed"), Set.of()));
        assertRefused(authenticator.authenticate("ANONYMOUS", new byte[0], HERE), "ANONYMOUS", "invalid credentials");
    }

    /** RabbitMQ lets other machines in if the user is not one of the loopback users; here that is a setting. */
    @Test
    void anonymousFromElsewhere() {
        assertRefused(authenticator.authenticate("ANONYMOUS", new byte[0], ELSEWHERE), "ANONYMOUS", "localhost");
        users.add(new User("device", PasswordHash.create("d"), Set.of()));
        assertRefused(
                authenticator(new AnonymousLogin("device", "d", true))
                        .authenticate("ANONYMOUS", new byte[0], ELSEWHERE),
                "ANONYMOUS",
                "localhost");
        assertAccepted(
                authenticator(new AnonymousLogin("device", "d", false))
                        .authenticate("ANONYMOUS", new byte[0], ELSEWHERE),
                "device");
        assertRefused(
                authenticator(new AnonymousLogin("guest", "guest", false))
                        .authenticate("ANONYMOUS", new byte[0], ELSEWHERE),
                "ANONYMOUS",
                "user 'guest' can only connect via localhost");
    }

    @Test
    void anonymousWithoutUserIsNotOffered() {
        Authenticator without = authenticator(null);
        assertThat(without.mechanisms(HERE)).isEqualTo("AMQPLAIN PLAIN");
        assertMalformed(
                without.authenticate("ANONYMOUS", new byte[0], HERE),
                ReplyCode.COMMAND_INVALID,
                "unknown authentication mechanism 'ANONYMOUS'");
    }

    @Test
    void aCertificateLogsInWhoItNames() throws Exception {
        CertificateName commonName = new CertificateName(CertificateName.From.COMMON_NAME, 2, 0);
        Authenticator verified = byCertificate(new CertificateLogin(commonName, true));
        Peer guest = new Peer(HERE.address(), tls("guest"));
        assertThat(verified.mechanisms(guest)).isEqualTo("AMQPLAIN EXTERNAL PLAIN");
        assertThat(verified.mechanisms(HERE)).as("in the clear").isEqualTo("AMQPLAIN PLAIN");
        assertAccepted(external(verified, guest), "guest");
        assertRefused(
                external(verified, new Peer(ELSEWHERE.address(), tls("guest"))),
                "EXTERNAL",
                "user 'guest' can only connect via localhost");
        assertRefused(
                external(verified, new Peer(HERE.address(), tls("nobody"))),
                "EXTERNAL",
                "user 'nobody' - invalid credentials");
        assertRefused(external(verified, new Peer(HERE.address(), tls(null))), "EXTERNAL", "no name found");
        assertRefused(
                external(verified, new Peer(HERE.address(), new TlsPeer(null, "TLSv1.3", "c"))),
                "EXTERNAL",
                "connection peer presented no TLS (x.509) certificate");
        assertRefused(
                external(byCertificate(new CertificateLogin(commonName, false)), guest),
                "EXTERNAL",
                "TLS configuration is unsafe");
        assertMalformed(external(verified, HERE), ReplyCode.COMMAND_INVALID, "unknown authentication mechanism");
        assertThat(verified.accepted()).isEqualTo(1);
        assertThat(verified.refused()).isEqualTo(5);
    }

    private Authenticator byCertificate(CertificateLogin login) {
        return new Authenticator(users, () -> Set.of("guest"), EnumSet.allOf(SaslMechanism.class), null, login);
    }

    private static Login external(Authenticator authenticator, Peer peer) {
        return authenticator.authenticate("EXTERNAL", new byte[0], peer);
    }

    /** A handshake in which the client has shown a certificate with this common name, or with none. */
    private static TlsPeer tls(String commonName) throws GeneralSecurityException {
        TestCertificate certificate =
                new TestCertificate().part(commonName == null ? "2.5.4.10" : "2.5.4.3", "" + commonName);
        return new TlsPeer(certificate.make(), "TLSv1.3", "TLS_AES_256_GCM_SHA384");
    }

    @Test
    void loopbackUsersStayHere() {
        assertRefused(plain("\0guest\0guest", ELSEWHERE), "PLAIN", "user 'guest' can only connect via localhost");
        // Only who knows the password learns it, and only from the log.
        assertRefused(plain("\0guest\0wrong", ELSEWHERE), "PLAIN", "invalid credentials");
        assertAccepted(plain("\0guest\0guest", new Peer(null, null)), "guest");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true", "127.1.2.3, true", "::1, true", "::ffff:127.0.0.1, true", "10.0.0.1, false",
        "128.0.0.1, false", "::2, false", "::ffff:10.0.0.1, false", "fe80::7f00:1, false", "0.0.0.0, false"
    })
    void loopbackAddresses(String text, boolean loopback) {
        assertThat(Authenticator.isLoopback(address(text))).isEqualTo(loopback);
    }

    /** The JDK turns mapped addresses into IPv4 ones, except those that are made from bytes with a scope. */
    @Test
    void mappedLoopbackThatStayedIpv6() throws UnknownHostException {
        byte[] bytes = new byte[16];
        Arrays.fill(bytes, 10, 12, (byte) -1);
        bytes[12] = 127;
        bytes[15] = 1;
        Inet6Address mapped = Inet6Address.getByAddress("mapped", bytes, 0);
        assertThat(mapped.isLoopbackAddress()).isFalse();
        assertThat(Authenticator.isLoopback(mapped)).isTrue();
        bytes[12] = 10;
        assertThat(Authenticator.isLoopback(Inet6Address.getByAddress("mapped", bytes, 0)))
                .isFalse();
    }

    @Test
    void textsHoldNoSecretAndStayOnTheirLine() {
        String secret = "hunter2";
        for (String response : new String[] {
            "\0guest\0" + secret,
            "\0guest\0" + secret + "\0",
            secret,
            "\0a\nb\r\u2028\u001b[31m\0" + secret,
            "\0" + "n".repeat(4000) + "\0" + secret
        }) {
            String text = plain(response, ELSEWHERE).toString();
            assertThat(text).doesNotContain(secret).doesNotContain("\n", "\r", "\u2028", "\u001b");
            assertThat(text.length()).isLessThan(1_500);
        }
        assertThat(new AnonymousLogin("guest", secret, true).toString()).doesNotContain(secret);
        byte[] tableOfTheWrongForm = ("\u0005LOGINx\u0008PASSWORDS" + secret).getBytes(StandardCharsets.UTF_8);
        assertThat(authenticator
                        .authenticate("AMQPLAIN", tableOfTheWrongForm, HERE)
                        .toString())
                .doesNotContain(secret);
    }

    @Test
    void anyBytesGetAnOutcome() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] right = FieldTable.builder()
                .string("LOGIN", "guest")
                .string("PASSWORD", "guest")
                .build()
                .toBytes();
        for (int i = 0; i < 20_000; i++) {
            byte[] response = Arrays.copyOf(right, random.nextInt(right.length + 5));
            for (int n = random.nextInt(4); n > 0 && response.length > 0; n--) {
                response[random.nextInt(response.length)] = (byte) random.nextInt(256);
            }
            String mechanism = random.nextBoolean() ? "AMQPLAIN" : "PLAIN";
            assertThat(authenticator.authenticate(mechanism, response, HERE))
                    .as("seed %d", seed)
                    .isNotNull();
        }
    }
}
