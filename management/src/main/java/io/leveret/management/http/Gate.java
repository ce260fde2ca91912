package io.leveret.management.http;

import io.leveret.management.admin.AccessControl;
import io.leveret.management.admin.AccessControl.Identity;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets requests through to routes: finds out who sends them, and whether the route is for this user. Any thread. */
final class Gate {
    private static final String BASIC = "basic ";

    private final Supplier<AccessControl> access;

    /** @param access asked for at each request: the broker may have been started anew */
    Gate(Supplier<AccessControl> access) {
        this.access = access;
    }

    /** A request without a usable Authorization header: 401, and browsers ask for a password. */
    static final class LoginWantedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Who sends a request, if this route is for that user.
     *
     * @param authorization the header, or null
     * @param vhost the virtual host in the path, or null
     * @throws ApiException 401
     */
    Caller admit(Route route, String authorization, InetSocketAddress from, String vhost)
            throws ApiException, LoginWantedException {
        if (route.audience() == Audience.ANYONE) {
            return null;
        }
        Caller caller = logIn(authorization, from);
        if (!caller.isManagement()) {
            throw ApiException.refused(Audience.MANAGEMENT.refusal());
        }
        if (!route.audience().admits(caller, vhost)) {
            throw ApiException.refused(route.audience().refusal());
        }
        return caller;
    }

    private Caller logIn(String authorization, InetSocketAddress from) throws ApiException, LoginWantedException {
        String[] credentials = credentials(authorization);
        Optional<Identity> identity = access.get().logIn(credentials[0], credentials[1], from.getAddress());
        if (identity.isEmpty()) {
            throw ApiException.of(401, "not_authorized", "Not_Authorized");
        }
        String address = from.getAddress().getHostAddress() + ":" + from.getPort();
        return new Caller(access.get(), identity.get(), address);
    }

    /** Name and password of a Basic header (RFC 7617); the password may hold colons. */
    private static String[] credentials(String authorization) throws LoginWantedException {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            throw new LoginWantedException();
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).trim());
            String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            if (parts.length == 2) {
                return parts;
            }
        } catch (IllegalArgumentException e) {
            throw new LoginWantedException();
        }
        throw new LoginWantedException();
    }
}
