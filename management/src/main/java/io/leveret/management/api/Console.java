package io.leveret.management.api;

import io.leveret.management.http.StaticFiles;
import java.util.List;
import java.util.Map;

/** The files of the console: its own, and the two libraries that it uses, as they come in their jars. */
public final class Console {
    /** Scripts, styles and requests of this server alone, nothing inline, and in no frame. */
    private static final Map<String, String> HEADERS = Map.of(
            "content-security-policy",
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "x-content-type-options",
            "nosniff",
            "referrer-policy",
            "no-referrer",
            "cache-control",
            "no-cache");

    private Console() {}

    /** All of them. */
    public static List<StaticFiles> files() {
        return List.of(new StaticFiles("/", "/console", HEADERS));
    }
}
