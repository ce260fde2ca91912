package io.leveret.management.cli;

import io.leveret.management.remote.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which messages of a queue are meant: the options, and what they become in requests. */
final class Filters {
    private static final List<String> NAMES = List.of("key", "exchange", "body", "state");

    private Filters() {}

    static Verb on(Verb verb) {
        return verb.option("--key", "KEY", "Only those with this routing key; * stands for anything.")
                .option("--exchange", "EXCHANGE", "Only those that were published to this exchange.")
                .options("--header", "NAME[=VALUE]", "Only those with this header.")
                .option("--body", "TEXT", "Only those whose body contains this.")
                .option("--state", "STATE", "Only those that are ready, unacked, leaving or damaged.");
    }

    /** As parameters behind the question mark. */
    static Target into(VerbCall call, Target target) {
        for (String name : NAMES) {
            if (call.option("--" + name) != null) {
                target.with(name, (Object) call.option("--" + name));
            }
        }
        call.options("--header").forEach(header -> target.with("header", (Object) header));
        return target;
    }

    /** As an object of a body. */
    static Map<String, Object> object(VerbCall call) {
        Map<String, Object> filter = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (call.option("--" + name) != null) {
                filter.put(name, call.option("--" + name));
            }
        }
        if (!call.options("--header").isEmpty()) {
            filter.put("headers", call.options("--header"));
        }
        return filter;
    }
}
