package io.leveret.management.cli;

import static io.leveret.management.http.Verb.GET;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints messages where they wait. */
final class StoredMessages {
    private static final long PAGE = 100;
    private static final int SHOWN_BODY_CHARACTERS = 60;
    private static final int SHOWN_BODY_BYTES = 300;
    private static final List<Column> COLUMNS = List.of(
            Column.of("id"),
            Column.of("state"),
            Column.of("exchange"),
            Column.of("key", "routing_key"),
            Column.of("size", "payload_bytes"),
            Column.of("body"));

    private StoredMessages() {}

    /** Pages are asked for until enough was found; a page may be empty though more follow. */
    static int list(VerbCall call, Target source, long most) throws VerbFailure, NodeUnreachableException {
        boolean whole = call.output().equals("json");
        RowWriter rows = RowWriter.of(
                call.output(), COLUMNS, whole, true, call.terminal().out());
        Progress progress = new Progress(call, "looked at");
        String cursor = "";
        long left = most;
        long looked = 0;
        while (cursor != null && left > 0) {
            Target target = Filters.into(call, Target.copy(source)).with("limit", (Object) Math.min(left, PAGE));
            if (!whole) {
                target.with("truncate", (Object) SHOWN_BODY_BYTES);
            }
            if (!cursor.isEmpty()) {
                target.with("cursor", (Object) cursor);
            }
            Object page = call.ask(GET, target, null, QueueVerbs.subject(call, call.argument(0)));
            List<?> messages = Values.at(page, "messages") instanceof List<?> found ? found : List.of();
            messages.forEach(message -> rows.row(whole ? message : shortened(message)));
            left -= messages.size();
            looked += Values.number(page, "looked");
            progress.show(looked, 0);
            cursor = Values.at(page, "cursor") instanceof String next ? next : null;
        }
        progress.end();
        rows.end();
        return Exit.OK;
    }

    /** A message with the beginning of its body. */
    private static Object shortened(Object message) {
        Map<String, Object> row = new LinkedHashMap<>();
        if (message instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> row.put(name.toString(), value));
        }
        String body = Values.text(message, "payload");
        boolean cut = body.length() > SHOWN_BODY_CHARACTERS;
        String kind = "base64".equals(Values.at(message, "payload_encoding")) ? "(base64) " : "";
        row.put("body", kind + (cut ? body.substring(0, SHOWN_BODY_CHARACTERS) + "..." : body));
        return row;
    }

    static int show(VerbCall call, Target target, String subject) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> message = call.find(target);
        if (message == null) {
            throw new VerbFailure(Exit.DATA, "there is no " + subject);
        }
        return Details.of(message).print(call, message);
    }
}
