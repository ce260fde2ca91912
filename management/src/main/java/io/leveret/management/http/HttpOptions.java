package io.leveret.management.http;

import java.util.List;

/**
 * How the API is served.
 *
 * @param binds where it listens
 * @param pathPrefix before all paths, "" or as {@code /prefix}
 * @param maxBodyBytes of a request
 * @param threads most that serve requests
 */
public record HttpOptions(List<Bind> binds, String pathPrefix, long maxBodyBytes, int threads) {
    /**
     * An address.
     *
     * @param host null for all
     * @param port 0 for any that is free
     * @param required whether a port that is taken is an error; else it is left out with a warning
     */
    public record Bind(String host, int port, boolean required) {}
}
