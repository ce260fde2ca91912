package io.leveret.management.definitions;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import java.util.List;

/** The name of the cluster: a global parameter, or what the node says. */
final class ClusterName {
    private ClusterName() {}

    static String of(NodeAdmin node, List<Parameter> globalParameters) {
        for (Parameter each : globalParameters) {
            if (each.name().equals("cluster_name") && Json.read(each.value()) instanceof String name) {
                return name;
            }
        }
        return node.defaultClusterName();
    }
}
