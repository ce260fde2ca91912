package io.leveret.broker.node;

import io.leveret.broker.admin.Parameters;
import io.leveret.management.json.Json;

/** The name that clients are told of the cluster: the one an administrator gave it, else that of the settings. */
record ClusterName(String byDefault, Parameters parameters) {
    String get() {
        String given = parameters.clusterName();
        return given != null && Json.read(given) instanceof String name ? name : byDefault;
    }
}
