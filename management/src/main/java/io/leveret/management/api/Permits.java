package io.leveret.management.api;

import io.leveret.management.admin.AccessControl.AccessRight;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Request;
import java.util.Locale;

/** What somebody must be allowed to do as a client. An administrator is not, unless a permission says so. */
final class Permits {
    private Permits() {}

    /**
     * Checks a right on an object of the path's virtual host.
     *
     * @param kind what it is, for the answer
     * @throws ApiException 401
     */
    static void require(Request request, AccessRight right, String kind, String name) throws ApiException {
        String vhost = request.path("vhost");
        if (!request.caller().allows(vhost, right, name)) {
            throw ApiException.refused("ACCESS_REFUSED - " + right.name().toLowerCase(Locale.ROOT) + " access to "
                    + kind + " '" + name + "' in vhost '" + vhost + "' refused for user '"
                    + request.caller().name() + "'");
        }
    }
}
