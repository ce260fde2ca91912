package io.leveret.management.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The path of a request below {@code /api}, with its query, encoded piece by piece. */
public final class Target {
    private final StringBuilder text = new StringBuilder();
    private boolean hasQuery;

    private Target() {}

    /** A path of these segments, each taken as it is. */
    public static Target of(String... segments) {
        Target target = new Target();
        for (String segment : segments) {
            // A dot or two alone would be taken for a step in the path.
            String safe = segment.equals(".") || segment.equals("..") ? segment.replace(".", "%2E") : encoded(segment);
            target.text.append('/').append(safe);
        }
        return target;
    }

    /** Another with the same path and query. */
    public static Target copy(Target other) {
        Target target = new Target();
        target.text.append(other.text);
        target.hasQuery = other.hasQuery;
        return target;
    }

    /** Parameters behind the question mark: names and values by turns. */
    public Target with(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            with(namesAndValues[i], (Object) namesAndValues[i + 1]);
        }
        return this;
    }

    /** A parameter behind the question mark. */
    public Target with(String name, Object value) {
        text.append(hasQuery ? '&' : '?').append(encoded(name)).append('=').append(encoded(value.toString()));
        hasQuery = true;
        return this;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
