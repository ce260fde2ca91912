package io.leveret.management.ctl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What memory is used for, in the form that RabbitMQ's tools have. */
final class MemoryText {
    private static final Map<String, Double> UNITS = Map.ofEntries(
            Map.entry("bytes", 1.0),
            Map.entry("kb", 1e3),
            Map.entry("kilobytes", 1e3),
            Map.entry("mb", 1e6),
            Map.entry("megabytes", 1e6),
            Map.entry("gb", 1e9),
            Map.entry("gigabytes", 1e9),
            Map.entry("tb", 1e12),
            Map.entry("terabytes", 1e12),
            Map.entry("kib", 1024.0),
            Map.entry("mib", 1048576.0),
            Map.entry("gib", 1073741824.0),
            Map.entry("tib", 1099511627776.0));

    private MemoryText() {}

    /** Bytes of a unit. */
    static double unit(String name) throws BadUsage {
        Double bytes = UNITS.get(name.toLowerCase(Locale.ROOT));
        if (bytes == null) {
            throw new BadUsage(
                    "\"unit '" + name + "' is not supported. Please use one of: bytes, mb, mib, gb, gib, tb, tib\"");
        }
        return bytes;
    }

    /** A part of it. */
    private record Part(String name, long bytes) {}

    static Result breakdown(Invocation call) throws CommandFailure, BadUsage {
        String unit = call.options().valueOr("unit", "gb").toLowerCase(Locale.ROOT);
        Object memory = call.api()
                .object(ApiQuestions.path("nodes", call.node().name(), "memory"))
                .get("memory");
        List<Part> parts = new ArrayList<>();
        if (memory instanceof Map<?, ?> fields) {
            fields.forEach((name, bytes) -> {
                if (bytes instanceof Number number && !name.equals("strategy")) {
                    parts.add(new Part(name.toString(), number.longValue()));
                }
            });
        }
        parts.sort((one, other) -> Long.compare(other.bytes(), one.bytes()));
        double all = Math.max(1, parts.stream().mapToLong(Part::bytes).sum());
        StringBuilder text = new StringBuilder();
        Map<String, Object> json = new LinkedHashMap<>();
        for (Part part : parts) {
            double percentage = Math.round(part.bytes() * 10_000 / all) / 100.0;
            double size = Math.round(part.bytes() / unit(unit) * 10_000) / 10_000.0;
            text.append(part.name() + ": " + size + " " + unit + " (" + percentage + "%)\n");
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("bytes", part.bytes());
            each.put("percentage", percentage);
            json.put(part.name(), each);
        }
        return new Result.Value(text.append('\n').toString(), json);
    }
}
