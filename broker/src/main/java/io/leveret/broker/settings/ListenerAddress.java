package io.leveret.broker.settings;

/**
 * Where a listener is bound.
 *
 * @param name the last segment of its key, such as {@code default}
 * @param host an IPv4 or IPv6 address without brackets; empty for all interfaces
 * @param port 0 to 65535; 0 lets the system choose
 * @param explicit whether an operator set it: such a port that is taken is fatal
 */
public record ListenerAddress(String name, String host, int port, boolean explicit) {
    /**
     * Reads {@code port}, {@code address:port} or {@code [IPv6 address]:port}. Names are not resolved.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static ListenerAddress parse(String name, String text, boolean explicit) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return new ListenerAddress(name, "", port(text), explicit);
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (!IpLiteral.isV6(host)) {
                throw new IllegalArgumentException(text);
            }
        } else if (!IpLiteral.isV4(host)) {
            throw new IllegalArgumentException(text);
        }
        return new ListenerAddress(name, host, port(text.substring(colon + 1)), explicit);
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(text);
        }
        int port = Integer.parseInt(text);
        if (port > 65_535) {
            throw new IllegalArgumentException(text);
        }
        return port;
    }
}
