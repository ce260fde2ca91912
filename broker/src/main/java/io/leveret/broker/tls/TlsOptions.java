package io.leveret.broker.tls;

import io.leveret.broker.settings.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the settings of a TLS listener say: those below {@code ssl_options}, or below another prefix.
 *
 * @param prefix before the names of these settings, without the dot
 * @param caFile who signs clients' certificates; null if they are not asked for one
 * @param password of the key; null if it has none
 * @param protocols the JDK's names of the versions to serve; empty for 1.2 and 1.3
 * @param ciphers the JDK's names of cipher suites in the order of preference; empty for the JDK's own
 * @param honorCipherOrder whether the server's preference decides
 * @param depth how many certificates may stand between a client's and one of {@code caFile}
 */
public record TlsOptions(
        String prefix,
        Path certificateFile,
        Path keyFile,
        Path caFile,
        String password,
        PeerVerification verification,
        List<String> protocols,
        List<String> ciphers,
        boolean honorCipherOrder,
        int depth) {
    private static final Logger LOG = LoggerFactory.getLogger(TlsOptions.class);

    /** As for TLS 1.2 and 1.3; older versions are broken, and the JDK does not speak them. */
    private static final Map<String, String> PROTOCOLS = Map.of("tlsv1.2", "TLSv1.2", "tlsv1.3", "TLSv1.3");

    private static final Set<String> GONE = Set.of("tlsv1", "tlsv1.1", "sslv3");

    /** Before the settings of AMQP listeners. */
    public static final String AMQP = "ssl_options";

    /** Before those of the HTTP API. */
    public static final String HTTP = "management.ssl";

    /** Before those of the metrics. */
    public static final String METRICS = "prometheus.ssl";

    static final String CERTIFICATE = ".certfile";
    static final String KEY = ".keyfile";
    static final String AUTHORITIES = ".cacertfile";
    private static final String PASSWORD = ".password";
    private static final String VERSIONS = ".versions";
    private static final String CIPHERS = ".ciphers";

    /**
     * All that is wrong with what is set, its files included; for a listener that is to be served.
     *
     * @param now for certificates that have expired
     */
    public static List<TlsException> faults(Settings settings, String prefix, Instant now) {
        List<TlsException> faults = new ArrayList<>();
        String certificates = prefix + CERTIFICATE;
        String key = prefix + KEY;
        String password = settings.has(prefix + PASSWORD) ? settings.text(prefix + PASSWORD) : null;
        note(
                faults,
                () -> PemFile.read(certificates, file(settings, certificates)).certificates());
        note(faults, () -> PrivateKeys.read(PemFile.read(key, file(settings, key)), password));
        if (verification(settings, prefix) != PeerVerification.NONE) {
            String authorities = prefix + AUTHORITIES;
            note(
                    faults,
                    () -> PemFile.read(authorities, file(settings, authorities)).certificates());
        } else {
            readable(faults, settings, prefix + AUTHORITIES);
        }
        note(faults, () -> protocols(settings, prefix + VERSIONS));
        note(faults, () -> ciphers(settings, prefix + CIPHERS));
        if (faults.isEmpty()) {
            note(faults, () -> TlsContext.load(read(settings, prefix), now));
        }
        return faults;
    }

    /** Files that are named for a listener that is not to be served, and cannot be read. */
    public static List<TlsException> unreadable(Settings settings, String prefix) {
        List<TlsException> faults = new ArrayList<>();
        for (String name : List.of(CERTIFICATE, KEY, AUTHORITIES)) {
            readable(faults, settings, prefix + name);
        }
        return faults;
    }

    private static void readable(List<TlsException> faults, Settings settings, String key) {
        if (settings.has(key)) {
            note(faults, () -> PemFile.read(key, file(settings, key)));
        }
    }

    /** What may turn out to be wrong. */
    @FunctionalInterface
    private interface Look {
        Object look() throws TlsException;
    }

    private static void note(List<TlsException> faults, Look look) {
        try {
            look.look();
        } catch (TlsException e) {
            faults.add(e);
        }
    }

    /**
     * Reads them.
     *
     * @throws TlsException something is missing, or names nothing known
     */
    public static TlsOptions of(Settings settings, String prefix) throws TlsException {
        settings.below(prefix + VERSIONS).forEach((name, version) -> {
            if (GONE.contains(version.toLowerCase(Locale.ROOT))) {
                String key = prefix + VERSIONS + "." + name;
                LOG.warn("{} = {}: that version is not served, since it is broken", key, version);
            }
        });
        return read(settings, prefix);
    }

    private static TlsOptions read(Settings settings, String prefix) throws TlsException {
        PeerVerification verification = verification(settings, prefix);
        boolean wantsAuthority = verification != PeerVerification.NONE;
        return new TlsOptions(
                prefix,
                file(settings, prefix + CERTIFICATE),
                file(settings, prefix + KEY),
                wantsAuthority ? file(settings, prefix + AUTHORITIES) : null,
                settings.has(prefix + PASSWORD) ? settings.text(prefix + PASSWORD) : null,
                verification,
                protocols(settings, prefix + VERSIONS),
                ciphers(settings, prefix + CIPHERS),
                settings.bool(prefix + ".honor_cipher_order"),
                settings.integer(prefix + ".depth"));
    }

    private static PeerVerification verification(Settings settings, String prefix) {
        if (!settings.text(prefix + ".verify").equals("verify_peer")) {
            return PeerVerification.NONE;
        }
        return settings.bool(prefix + ".fail_if_no_peer_cert") ? PeerVerification.REQUIRED : PeerVerification.OPTIONAL;
    }

    private static Path file(Settings settings, String key) throws TlsException {
        if (!settings.has(key)) {
            throw new TlsException("", "a TLS listener is set, but " + key + " is not");
        }
        return Path.of(settings.text(key));
    }

    private static List<String> protocols(Settings settings, String versions) throws TlsException {
        Map<String, String> set = settings.below(versions);
        Set<String> protocols = new LinkedHashSet<>();
        for (Map.Entry<String, String> each : set.entrySet()) {
            String key = versions + "." + each.getKey();
            String name = each.getValue().toLowerCase(Locale.ROOT);
            if (PROTOCOLS.containsKey(name)) {
                protocols.add(PROTOCOLS.get(name));
            } else if (!GONE.contains(name)) {
                throw new TlsException(key, " = " + each.getValue() + ": expected tlsv1.2 or tlsv1.3");
            }
        }
        if (protocols.isEmpty() && !set.isEmpty()) {
            throw new TlsException(versions, " names no version that is served: tlsv1.2 or tlsv1.3");
        }
        return List.copyOf(protocols);
    }

    private static List<String> ciphers(Settings settings, String key) throws TlsException {
        List<String> ciphers = new ArrayList<>();
        for (Map.Entry<String, String> each : settings.below(key).entrySet()) {
            String cipher = CipherNames.jdkName(each.getValue());
            if (cipher == null) {
                throw new TlsException(
                        key + "." + each.getKey(),
                        " = " + each.getValue() + ": no cipher suite of that name is served");
            }
            ciphers.add(cipher);
        }
        return List.copyOf(ciphers);
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "TlsOptions[" + certificateFile + ", " + keyFile + ", " + caFile + ", " + verification + "]";
    }
}
