package io.leveret.management.metrics;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Who it is that is scraped. Dashboards join every figure with these two samples, so there is one row of each.
 *
 * @param version of Leveret
 */
record Identity(String node, String cluster, String clusterId, String version) {
    /** The version of RabbitMQ whose metrics these are like. */
    private static final String RABBITMQ_VERSION = "4.0.5";

    /** Of what there is only where RabbitMQ itself runs. */
    private static final String NONE = "n/a";

    private static final String PREFIX = "rabbitmq_";

    /** The global parameter with the id of a cluster; a definitions file of RabbitMQ's has it. */
    private static final String CLUSTER_ID = "internal_cluster_id";

    private static final int ID_BYTES = 16;

    static Identity of(NodeAdmin node, String version, ParametersAdmin parameters) {
        return new Identity(
                node.name(),
                global(parameters, ParametersAdmin.CLUSTER_NAME).orElseGet(node::defaultClusterName),
                global(parameters, CLUSTER_ID).orElseGet(() -> "rabbitmq-cluster-id-" + idOf(node.name())),
                version);
    }

    private static Optional<String> global(ParametersAdmin parameters, String name) {
        for (Parameter each : parameters.list()) {
            if (each.component().equals(ParametersAdmin.GLOBAL) && each.name().equals(name)) {
                return Json.read(each.value()) instanceof String text ? Optional.of(text) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Of the length that RabbitMQ's random ones have; the same for as long as the node keeps its name. */
    private static String idOf(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /** @param endpoint RabbitMQ's word for what is scraped */
    void write(Exposition out, String endpoint) throws IOException {
        out.family(PREFIX, "build_info", MetricType.UNTYPED, "Always 1; the labels tell what runs");
        out.sample(PREFIX, "build_info")
                .label("rabbitmq_version", RABBITMQ_VERSION)
                .label("prometheus_plugin_version", version)
                .label("prometheus_client_version", NONE)
                .label("erlang_version", NONE)
                .label("product_name", "Leveret")
                .label("product_version", version)
                .value(1);
        out.family(PREFIX, "identity_info", MetricType.UNTYPED, "Always 1; the labels tell which node this is");
        out.sample(PREFIX, "identity_info")
                .label("rabbitmq_node", node)
                .label("rabbitmq_cluster", cluster)
                .label("rabbitmq_cluster_permanent_id", clusterId)
                .label("rabbitmq_endpoint", endpoint)
                .value(1);
    }
}
