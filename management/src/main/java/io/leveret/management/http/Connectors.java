package io.leveret.management.http;

import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The library's sockets, in the clear and with TLS. */
final class Connectors {
    /** A name may hold any character: a slash, a backslash, a tab (RabbitMQ 4.0.5 behaviour). */
    private static final UriCompliance NAMES = UriCompliance.from(UriCompliance.AMBIGUOUS_VIOLATIONS)
            .with("names", UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS);

    private Connectors() {}

    /** A socket for an address, not opened yet. */
    static ServerConnector of(Server server, HttpOptions.Bind bind) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(NAMES);
        HttpConnectionFactory clear = new HttpConnectionFactory(http);
        ServerConnector connector;
        if (bind.tls() == null) {
            connector = new ServerConnector(server, 1, 1, clear);
        } else {
            http.addCustomizer(new SecureRequestCustomizer(false)); // clients may call the node by any of its names
            SslConnectionFactory tls = new SslConnectionFactory(new Engines(bind.tls()), clear.getProtocol());
            connector = new ServerConnector(server, 1, 1, tls, clear);
        }
        connector.setHost(bind.host());
        connector.setPort(bind.port());
        MostConnections.of(connector, bind.mostConnections());
        return connector;
    }

    /** Asks for an engine at each connection, so that certificates are those of the moment; reads no files. */
    private static final class Engines extends SslContextFactory.Server {
        private final Supplier<SSLEngine> engines;

        Engines(Supplier<SSLEngine> engines) {
            this.engines = engines;
            try {
                setSslContext(SSLContext.getDefault()); // never asked for an engine; without one it looks for files
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no TLS", e);
            }
        }

        @Override
        public SSLEngine newSSLEngine() {
            return engines.get();
        }

        @Override
        public SSLEngine newSSLEngine(String host, int port) {
            return engines.get();
        }

        @Override
        public SSLEngine newSSLEngine(InetSocketAddress address) {
            return engines.get();
        }
    }
}
