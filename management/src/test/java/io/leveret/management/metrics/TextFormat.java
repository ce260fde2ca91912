package io.leveret.management.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format, version 0.0.4, and takes nothing for granted: names, escapes, that a family stands
 * together behind one TYPE and one HELP, that no series is there twice, that buckets grow.
 */
final class TextFormat {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");

    /** A line with a value; {@code name} with what a histogram or summary hangs on it. */
    record Sample(String name, Map<String, String> labels, double value) {}

    /** What stands between two TYPE lines. */
    record Family(String name, String type, List<Sample> samples) {}

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Map<String, String> helps = new LinkedHashMap<>();
    private final Set<String> series = new HashSet<>();
    private Family current;

    private TextFormat() {}

    /** The families of a text, by name. */
    static Map<String, Family> read(String text) {
        TextFormat format = new TextFormat();
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new AssertionError("the last line has no end");
        }
        for (String line : text.split("\n")) {
            format.line(line);
        }
        format.end();
        return format.families;
    }

    private void line(String line) {
        if (line.startsWith("# TYPE ")) {
            type(line.substring(7));
        } else if (line.startsWith("# HELP ")) {
            help(line.substring(7));
        } else if (!line.isEmpty() && !line.startsWith("#")) {
            sample(line);
        }
    }

    private void type(String rest) {
        String[] words = rest.split(" ");
        require(words.length == 2 && NAME.matcher(words[0]).matches() && TYPES.contains(words[1]), rest);
        current = new Family(words[0], words[1], new ArrayList<>());
        require(families.put(words[0], current) == null, "two families " + words[0]);
    }

    private void help(String rest) {
        int space = rest.indexOf(' ');
        require(space > 0, rest);
        require(helps.put(rest.substring(0, space), rest.substring(space + 1)) == null, "two helps: " + rest);
        require(!rest.replaceAll("\\\\[\\\\n]", "").contains("\\"), "an escape that is none: " + rest);
    }

    private void sample(String line) {
        Matcher name = NAME.matcher(line);
        require(name.lookingAt(), line);
        int at = name.end();
        Map<String, String> labels = new LinkedHashMap<>();
        if (line.charAt(at) == '{') {
            Matcher label = LABEL.matcher(line);
            do {
                require(label.find(at + 1) && label.start() == at + 1, line);
                require(labels.put(label.group(1), unescaped(label.group(2))) == null, line);
                at = label.end();
            } while (line.charAt(at) == ',' && line.charAt(at + 1) != '}');
            at += line.charAt(at) == ',' ? 1 : 0; // one comma behind the last is allowed
            require(line.charAt(at) == '}', line);
            at++;
        }
        require(line.charAt(at) == ' ', line);
        add(new Sample(name.group(), labels, value(line.substring(at + 1))), line);
    }

    private void add(Sample sample, String line) {
        require(current != null, line);
        require(names(current).contains(sample.name()), line + " stands in the family " + current.name());
        require(series.add(sample.name() + sample.labels()), "twice: " + line);
        require(!current.type().equals("counter") || sample.value() >= 0, line);
        current.samples().add(sample);
    }

    private static Set<String> names(Family family) {
        String name = family.name();
        return switch (family.type()) {
            case "histogram" -> Set.of(name + "_bucket", name + "_sum", name + "_count");
            case "summary" -> Set.of(name, name + "_sum", name + "_count");
            default -> Set.of(name);
        };
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    private static String unescaped(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                c = text.charAt(i) == 'n' ? '\n' : text.charAt(i);
            }
            result.append(c);
        }
        return result.toString();
    }

    private void end() {
        require(helps.keySet().equals(families.keySet()), "helps and types differ: " + helps.keySet());
        families.values().stream()
                .filter(family -> family.type().equals("histogram"))
                .forEach(TextFormat::histogram);
    }

    /** Buckets are in the order of their limits, count what is below, and end with all. */
    private static void histogram(Family family) {
        double limit = Double.NEGATIVE_INFINITY;
        double count = 0;
        double all = Double.NaN;
        for (Sample sample : family.samples()) {
            if (sample.name().endsWith("_bucket")) {
                double next = value(sample.labels().get("le"));
                require(next > limit || limit == Double.POSITIVE_INFINITY, family.name() + " le " + next);
                require(next <= limit || sample.value() >= count, family.name() + " shrinks at " + next);
                limit = next;
                count = sample.value();
                all = next == Double.POSITIVE_INFINITY ? count : all;
            } else if (sample.name().endsWith("_count")) {
                require(sample.value() == all, family.name() + ": +Inf is not the count");
            }
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
