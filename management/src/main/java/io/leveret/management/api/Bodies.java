package io.leveret.management.api;

import io.leveret.management.http.ApiException;
import io.leveret.management.http.Fields;
import java.util.ArrayList;
import java.util.List;

/** What RabbitMQ asks of bodies besides types. */
final class Bodies {
    private Bodies() {}

    /**
     * Checks that fields are there.
     *
     * @throws ApiException 400, with the names of all that are not
     */
    static Fields requireAll(Fields fields, String... names) throws ApiException {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            if (!fields.has(name)) {
                missing.add("{key_missing," + name + "}");
            }
        }
        if (!missing.isEmpty()) {
            throw ApiException.badRequest("[" + String.join(",", missing) + "]");
        }
        return fields;
    }

    /**
     * Checks that a field {@code node}, if there is one, names this node.
     *
     * @throws ApiException 400: there is no other
     */
    static void requireNode(Fields fields, String node) throws ApiException {
        Object wanted = fields.get("node");
        if (wanted != null && !wanted.equals(node)) {
            throw ApiException.badRequest("Node " + wanted + " could not be contacted");
        }
    }
}
