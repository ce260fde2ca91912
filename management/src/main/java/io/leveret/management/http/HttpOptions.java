package io.leveret.management.http;

import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * How the API is served.
 *
 * @param binds where it listens
 * @param pathPrefix before all paths, "" or as {@code /prefix}
 * @param maxBodyBytes of a request
 * @param threads most that serve requests
 * @param policy what browsers are told
 */
public record HttpOptions(List<Bind> binds, String pathPrefix, long maxBodyBytes, int threads, HttpPolicy policy) {
    /** With the usual policy. */
    public HttpOptions(List<Bind> binds, String pathPrefix, long maxBodyBytes, int threads) {
        this(binds, pathPrefix, maxBodyBytes, threads, HttpPolicy.USUAL);
    }

    /**
     * An address.
     *
     * @param host null for all
     * @param port 0 for any that is free
     * @param required whether a port that is taken is an error; else it is left out with a warning
     * @param tls makes the server's end of each new connection, of the certificates of that moment; null for no TLS
     * @param mostConnections that are open at a time, at least one
     */
    public record Bind(String host, int port, boolean required, Supplier<SSLEngine> tls, int mostConnections) {
        /** As many as with RabbitMQ 4.0.5 when nothing is set. */
        public static final int USUAL_CONNECTIONS = 1024;

        /** One without TLS. */
        public Bind(String host, int port, boolean required) {
            this(host, port, required, null, USUAL_CONNECTIONS);
        }
    }
}
