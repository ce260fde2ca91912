package io.leveret.management.http;

import java.util.Map;

/**
 * Files that are part of the program, served to anyone.
 *
 * @param path below which they are served, as {@code /} or {@code /lib}
 * @param resource the directory on the class path
 * @param headers that answers with them carry
 */
public record StaticFiles(String path, String resource, Map<String, String> headers) {
    /** Copies the headers. */
    public StaticFiles {
        headers = Map.copyOf(headers);
    }
}
