package io.leveret.broker.data;

import java.util.regex.Pattern;

/**
 * The name of a node, {@code NAME@HOST}, by RabbitMQ's rules for short names.
 *
 * @param name the part before the at sign
 * @param host the short name of the host, without a domain unless it was given with one
 */
public record NodeName(String name, String host) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,255}");

    /** Checks both parts. */
    public NodeName {
        if (!NAME.matcher(name).matches() || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("\"" + name + "@" + host + "\" is not a node name; expected NAME@HOST");
        }
    }

    /**
     * Reads {@code NAME@HOST}, or {@code NAME}, which is on this host.
     *
     * @param localHost the host's name, of which the part before the first dot is used
     * @throws IllegalArgumentException when it is neither; the text is for the operator
     */
    public static NodeName parse(String text, String localHost) {
        int at = text.indexOf('@');
        return at < 0
                ? new NodeName(text, shortName(localHost))
                : new NodeName(text.substring(0, at), text.substring(at + 1));
    }

    private static String shortName(String host) {
        int dot = host.indexOf('.');
        return dot < 0 ? host : host.substring(0, dot);
    }

    /** {@code NAME@HOST}. */
    @Override
    public String toString() {
        return name + "@" + host;
    }
}
