package io.leveret.broker.node;

import io.leveret.broker.settings.Settings;
import io.leveret.management.admin.AccessControl;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.api.Api;
import io.leveret.management.http.ApiServer;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.HttpOptions.Bind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The HTTP API of a node, made from its settings. */
final class ManagementServing {
    private static final int THREADS = 12;

    private ManagementServing() {}

    /** A server that does not listen yet. */
    static ApiServer of(Settings settings, NodeAdmin node, Supplier<AccessControl> access) {
        return new ApiServer(options(settings), Api.routes(node), access);
    }

    private static HttpOptions options(Settings settings) {
        List<Bind> binds = new ArrayList<>();
        String host = settings.has("management.tcp.ip") ? settings.text("management.tcp.ip") : null;
        binds.add(new Bind(host, settings.integer("management.tcp.port"), settings.isSet("management.tcp.port")));
        String prefix = settings.has("management.path_prefix") ? settings.text("management.path_prefix") : "";
        return new HttpOptions(binds, prefix, settings.bytes("management.http.max_body_size"), THREADS);
    }
}
