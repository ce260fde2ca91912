package io.leveret.management.cli;

import io.leveret.management.control.TargetNode;
import io.leveret.management.remote.Carrier;
import io.leveret.management.remote.ControlCarrier;
import io.leveret.management.remote.HttpCarrier;
import io.leveret.management.remote.NodeUnreachableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Which node a command is for, and the way there. */
final class Destination {
    private static final String DEFAULT_USER = "guest";

    private Destination() {}

    /** The way that the options name; without any, to the only node of this user on this machine. */
    static Carrier of(VerbCall call) throws VerbFailure, NodeUnreachableException {
        boolean here = call.has("--node") || call.has("--data");
        if (here && call.has("--url") || call.has("--node") && call.has("--data")) {
            throw VerbFailure.usage("only one of --node, --data and --url can be meant");
        }
        String url = here ? null : call.option("--url", call.terminal().variable("LEVERET_URL"));
        return url == null ? local(call) : remote(call, url);
    }

    private static Carrier local(VerbCall call) throws NodeUnreachableException {
        try {
            if (call.has("--data")) {
                return new ControlCarrier(TargetNode.socketIn(Path.of(call.option("--data"))));
            }
            Map<String, String> environment = new LinkedHashMap<>();
            for (String name : new String[] {"HOME", "RABBITMQ_NODENAME"}) {
                String value = call.terminal().variable(name);
                if (value != null) {
                    environment.put(name, value);
                }
            }
            return new ControlCarrier(new TargetNode(environment, call.option("--node")).socket());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            boolean absent = e instanceof NoSuchFileException;
            throw new NodeUnreachableException(absent ? "no node runs there: there is no " + why : why, e);
        }
    }

    private static Carrier remote(VerbCall call, String text) throws VerbFailure {
        URI url = url(text);
        String user = DEFAULT_USER;
        String password = null;
        if (url.getRawUserInfo() != null) {
            String[] parts = url.getRawUserInfo().split(":", 2);
            user = decoded(parts[0]);
            password = parts.length == 2 ? decoded(parts[1]) : null;
        }
        if (password == null) {
            password = password(call, user, url);
        }
        try {
            URI bare = new URI(url.getScheme(), null, url.getHost(), url.getPort(), url.getPath(), null, null);
            String ca = call.option("--ca");
            return new HttpCarrier(bare, user, password, ca == null ? null : trust(Path.of(ca)));
        } catch (URISyntaxException e) {
            throw VerbFailure.usage("--url takes http://user@host:15672");
        } catch (IOException | GeneralSecurityException e) {
            throw VerbFailure.usage(
                    "the certificates in " + call.option("--ca") + " cannot be used: " + e.getMessage());
        }
    }

    private static URI url(String text) throws VerbFailure {
        try {
            URI url = new URI(text);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw VerbFailure.usage("--url takes http://user@host:15672"); // and does not repeat a password
        }
        throw VerbFailure.usage("--url takes http://user@host:15672");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String password(VerbCall call, String user, URI url) throws VerbFailure {
        String given = call.terminal().variable("LEVERET_PASSWORD");
        if (given == null && url.getRawUserInfo() == null) {
            return DEFAULT_USER;
        }
        if (given == null) {
            given = call.terminal().password("Password of " + Cells.safe(user) + " at " + url.getHost() + ": ");
        }
        if (given == null) {
            throw VerbFailure.usage("a password is wanted: set LEVERET_PASSWORD");
        }
        return given;
    }

    private static SSLContext trust(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
