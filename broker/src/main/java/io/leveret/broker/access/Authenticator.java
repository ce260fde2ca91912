package io.leveret.broker.access;

import io.leveret.broker.access.SaslMechanism.Credentials;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Lets clients in, or not. Any thread; a call hashes one password and waits for nothing. */
public final class Authenticator {
    /**
     * As whom ANONYMOUS logs in, as with RabbitMQ's {@code anonymous_login_user} and {@code anonymous_login_pass}: the
     * password is checked, so changing the user's password ends anonymous logins.
     *
     * @param loopbackOnly whether other machines are refused, whoever the user is
     */
    public record AnonymousLogin(String user, String password, boolean loopbackOnly) {
        /** Leaves the password out. */
        @Override
        public String toString() {
            return "AnonymousLogin[user=" + user + ", loopbackOnly=" + loopbackOnly + "]";
        }
    }

    private static final int MAX_LOGGED_LENGTH = 255;
    private static final byte[] IPV4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final Users users;
    private final Supplier<? extends Collection<String>> loopbackUsers;
    private final Set<SaslMechanism> offered;
    private final AnonymousLogin anonymous;
    private final CertificateLogin byCertificate;
    private final LoginAttempts attempts = new LoginAttempts();

    /**
     * With the mechanisms to offer.
     *
     * @param loopbackUsers who may log in from this machine only, asked at each login
     * @param anonymous null if there is no such login: ANONYMOUS is then not offered
     * @param byCertificate null if there is no such login: EXTERNAL is then not offered
     */
    public Authenticator(
            Users users,
            Supplier<? extends Collection<String>> loopbackUsers,
            Set<SaslMechanism> mechanisms,
            AnonymousLogin anonymous,
            CertificateLogin byCertificate) {
        this.users = users;
        this.byCertificate = byCertificate;
        this.loopbackUsers = loopbackUsers;
        this.anonymous = anonymous;
        this.offered = EnumSet.noneOf(SaslMechanism.class);
        offered.addAll(mechanisms);
        if (anonymous == null) {
            offered.remove(SaslMechanism.ANONYMOUS);
        }
        if (byCertificate == null) {
            offered.remove(SaslMechanism.EXTERNAL);
        }
    }

    /** The names of what is offered to a client, with spaces between, for {@code connection.start}. */
    public String mechanisms(Peer peer) {
        return offered.stream()
                .filter(mechanism -> isOffered(mechanism, peer))
                .map(SaslMechanism::name)
                .collect(Collectors.joining(" "));
    }

    /** EXTERNAL is offered to who has shown no certificate, too: the refusal says more than its absence. */
    private boolean isOffered(SaslMechanism mechanism, Peer peer) {
        return offered.contains(mechanism) && (mechanism != SaslMechanism.EXTERNAL || peer.tls() != null);
    }

    /** What is counted of attempts. */
    public LoginAttempts attempts() {
        return attempts;
    }

    /** How many were let in. */
    public long accepted() {
        return attempts.accepted();
    }

    /** How many were not. */
    public long refused() {
        return attempts.refused();
    }

    /** Judges the response of {@code connection.start-ok}, and counts. */
    public Login authenticate(String mechanism, byte[] response, Peer peer) {
        return counted(LoginAttempts.AMQP, peer.address(), "", judge(mechanism, response, peer));
    }

    /** Judges a name and a password that came by another way than AMQP, and counts. */
    public Login authenticate(String name, String password, InetAddress from) {
        byte[] user = name.getBytes(StandardCharsets.UTF_8);
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        return counted(LoginAttempts.HTTP, from, name, logIn(SaslMechanism.PLAIN, new Credentials(user, secret), from));
    }

    private Login counted(String protocol, InetAddress from, String claimed, Login login) {
        String name = claimed;
        if (login instanceof Login.Accepted accepted) {
            name = accepted.user().name();
        } else if (login instanceof Login.Refused refused) {
            name = refused.userName();
        }
        attempts.count(protocol, from, name, login instanceof Login.Accepted);
        return login;
    }

    /**
     * Whether name and password are right, but this user may log in from this machine only. Hashes a password for such
     * a user alone, and counts nothing.
     */
    public boolean isKeptLocal(String name, String password, InetAddress from) {
        return loopbackUsers.get().contains(name)
                && !isLoopback(from)
                && users.authenticate(name, password.getBytes(StandardCharsets.UTF_8)) != null;
    }

    private Login judge(String mechanism, byte[] response, Peer peer) {
        SaslMechanism known = SaslMechanism.named(mechanism);
        if (known == null || !isOffered(known, peer)) {
            String text = "unknown authentication mechanism '" + loggable(mechanism) + "'";
            return new Login.Malformed(new AmqpException(ReplyCode.COMMAND_INVALID, text), text);
        }
        try {
            return switch (known) {
                case ANONYMOUS -> logInAnonymously(peer.address());
                case EXTERNAL -> logInByCertificate(peer);
                default -> logIn(known, known.credentials(response), peer.address());
            };
        } catch (AmqpException e) {
            return new Login.Malformed(e, e.getMessage());
        }
    }

    private Login logInAnonymously(InetAddress peer) {
        if (anonymous.loopbackOnly && !isLoopback(peer)) {
            return refused(SaslMechanism.ANONYMOUS, anonymous.user, "anonymous logins come via localhost only");
        }
        byte[] user = anonymous.user.getBytes(StandardCharsets.UTF_8);
        byte[] password = anonymous.password.getBytes(StandardCharsets.UTF_8);
        return logIn(SaslMechanism.ANONYMOUS, new Credentials(user, password), peer);
    }

    private Login logInByCertificate(Peer peer) {
        X509Certificate certificate = peer.tls().certificate();
        if (certificate == null) {
            return refused(SaslMechanism.EXTERNAL, "", "connection peer presented no TLS (x.509) certificate");
        }
        if (!byCertificate.verified()) {
            return refused(SaslMechanism.EXTERNAL, "", "TLS configuration is unsafe");
        }
        String claimed = byCertificate.name().in(certificate);
        if (claimed == null) {
            return refused(SaslMechanism.EXTERNAL, "", "no name found");
        }
        User user = users.get(claimed);
        String name = loggable(claimed);
        if (user == null) {
            return refused(SaslMechanism.EXTERNAL, name, "user '" + name + "' - invalid credentials");
        }
        return accepted(SaslMechanism.EXTERNAL, user, peer.address());
    }

    private Login logIn(SaslMechanism mechanism, Credentials credentials, InetAddress peer) {
        String name = loggable(new String(credentials.user(), StandardCharsets.UTF_8));
        if (credentials.password() == null) {
            return refused(mechanism, name, "user '" + name + "' - LOGIN and PASSWORD must be strings");
        }
        if (credentials.password().length == 0) {
            return refused(mechanism, name, "user '" + name + "' - a blank password is never right");
        }
        User user = users.authenticate(strictly(credentials.user()), credentials.password());
        if (user == null) {
            return refused(mechanism, name, "user '" + name + "' - invalid credentials");
        }
        return accepted(mechanism, user, peer);
    }

    private Login accepted(SaslMechanism mechanism, User user, InetAddress peer) {
        if (loopbackUsers.get().contains(user.name()) && !isLoopback(peer)) {
            String name = loggable(user.name());
            return refused(mechanism, name, "user '" + name + "' can only connect via localhost");
        }
        return new Login.Accepted(user);
    }

    private static Login refused(SaslMechanism mechanism, String name, String reason) {
        AmqpException answer = new AmqpException(
                        ReplyCode.ACCESS_REFUSED,
                        "Login was refused using authentication mechanism " + mechanism.name()
                                + ". For details see the broker logfile.")
                .endingConnection();
        return new Login.Refused(name, answer, mechanism.name() + " login refused: " + reason);
    }

    /** The name, or one that no user has if it is not UTF-8: a replacement character must not make it another's. */
    private static String strictly(byte[] name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    private static String loggable(String claimed) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < claimed.length() && i < MAX_LOGGED_LENGTH; i++) {
            char c = claimed.charAt(i);
            boolean breaksLines = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            text.append(breaksLines ? '?' : c);
        }
        return claimed.length() > MAX_LOGGED_LENGTH ? text.append("...").toString() : text.toString();
    }

    /** Whether an address is this machine's own: 127/8, ::1, 127/8 mapped into IPv6, or none at all. */
    static boolean isLoopback(InetAddress peer) {
        if (peer == null || peer.isLoopbackAddress()) {
            return true;
        }
        if (!(peer instanceof Inet6Address)) {
            return false;
        }
        byte[] address = peer.getAddress();
        for (int i = 0; i < IPV4_MAPPED.length; i++) {
            if (address[i] != IPV4_MAPPED[i]) {
                return false;
            }
        }
        return address[IPV4_MAPPED.length] == 127;
    }
}
