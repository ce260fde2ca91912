package io.leveret.broker.tls;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Finds cipher suites by OpenSSL's names, as {@code ECDHE-RSA-AES256-GCM-SHA384}, or by those of the registry. */
final class CipherNames {
    private static final Pattern OPENSSL = Pattern.compile(
            "(?:(ECDHE|DHE|ECDH)-(RSA|ECDSA|DSS)-)?(AES|CHACHA20)(128|256)?(-GCM)?-(SHA|SHA256|SHA384|POLY1305)");

    private CipherNames() {}

    /** The JDK's name, which is the registry's; null if the JDK has no such cipher suite. */
    static String jdkName(String name) {
        String candidate = name.startsWith("TLS_") ? name : translated(name);
        return candidate != null && supported(candidate) ? candidate : null;
    }

    private static String translated(String openssl) {
        Matcher matcher = OPENSSL.matcher(openssl);
        if (!matcher.matches()) {
            return null;
        }
        String exchange = matcher.group(1) == null ? "RSA" : matcher.group(1) + "_" + matcher.group(2);
        if (matcher.group(3).equals("CHACHA20")) {
            return "TLS_" + exchange + "_WITH_CHACHA20_POLY1305_SHA256";
        }
        String mode = matcher.group(5) == null ? "_CBC_" : "_GCM_";
        return "TLS_" + exchange + "_WITH_AES_" + matcher.group(4) + mode + matcher.group(6);
    }

    private static boolean supported(String name) {
        try {
            return Arrays.asList(
                            SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites())
                    .contains(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
