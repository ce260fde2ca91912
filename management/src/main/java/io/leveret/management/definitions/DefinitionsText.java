package io.leveret.management.definitions;

import io.leveret.management.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes a definitions file with a line for each object, so that tools that compare lines show what has changed. */
final class DefinitionsText {
    private DefinitionsText() {}

    /** The stream stays open. */
    static void write(OutputStream out, Map<String, Object> file) throws IOException {
        String before = "{\n";
        for (Map.Entry<String, Object> each : file.entrySet()) {
            put(out, before + "  " + Json.write(each.getKey()) + ": ");
            if (each.getValue() instanceof List<?> objects && !objects.isEmpty()) {
                lines(out, objects);
            } else {
                Json.write(out, each.getValue());
            }
            before = ",\n";
        }
        put(out, "\n}\n");
        out.flush();
    }

    private static void lines(OutputStream out, List<?> objects) throws IOException {
        String before = "[\n    ";
        for (Object object : objects) {
            put(out, before);
            put(out, Json.write(object));
            before = ",\n    ";
        }
        put(out, "\n  ]");
    }

    private static void put(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
