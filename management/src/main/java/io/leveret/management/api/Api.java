package io.leveret.management.api;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.RouteTable;
import java.util.List;

/** All routes of the API. */
public final class Api {
    private Api() {}

    /** The table, over the ports of a node whose broker may come and go. */
    public static RouteTable routes(NodeAdmin node) {
        return new RouteTable(List.of(new IdentityRoutes()));
    }
}
