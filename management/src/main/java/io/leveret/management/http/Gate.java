package io.leveret.management.http;

import io.leveret.management.admin.AccessControl;
import io.leveret.management.admin.AccessControl.Identity;
import io.leveret.management.json.Json;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets requests through to routes: finds out who sends them, and whether the route is for this user. Any thread. */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final String BASIC = "basic ";
    private static final int MOST_LOGGED = 255;

    private final Supplier<AccessControl> access;
    private final boolean basicAuthDisabled;

    /** @param access asked for at each request: the broker may have been started anew */
    Gate(Supplier<AccessControl> access, boolean basicAuthDisabled) {
        this.access = access;
        this.basicAuthDisabled = basicAuthDisabled;
    }

    /** A request without a usable Authorization header: 401, and browsers ask for a password. */
    static final class LoginWantedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Whether a route is for a user.
     *
     * @param vhost the virtual host in the path, or null
     * @throws ApiException 401, or 404 if the virtual host is what is missing
     */
    void check(Route route, Caller caller, String vhost) throws ApiException {
        if (!caller.isManagement()) {
            throw refused(caller, Audience.MANAGEMENT.refusal());
        }
        if (!route.audience().admits(caller, vhost)) {
            boolean wouldElse = route.audience().asksVhost() && route.audience().admits(caller, null);
            if (wouldElse && vhost != null && !access.get().isVhost(vhost)) {
                throw ApiException.notFound();
            }
            throw refused(caller, route.audience().refusal());
        }
    }

    private static ApiException refused(Caller caller, String reason) {
        LOG.warn("HTTP access denied: user {} from {} - {}", loggable(caller.name()), caller.address(), reason);
        return ApiException.refused(reason);
    }

    /**
     * Who sends a request.
     *
     * @param authorization the header, or null
     * @throws ApiException 401: nobody who is let in
     */
    Caller logIn(String authorization, InetSocketAddress from) throws ApiException, LoginWantedException {
        if (basicAuthDisabled) {
            throw ApiException.refused("HTTP access denied: basic auth disabled");
        }
        String[] credentials = credentials(authorization);
        if (credentials == null) {
            throw new LoginWantedException();
        }
        String address = from.getAddress().getHostAddress() + ":" + from.getPort();
        Optional<Identity> identity = access.get().logIn(credentials[0], credentials[1], from.getAddress());
        if (identity.isEmpty()) {
            LOG.warn("HTTP access denied: user {} from {} - not let in", loggable(credentials[0]), address);
            throw access.get().isKeptLocal(credentials[0], credentials[1], from.getAddress())
                    ? ApiException.refused("User can only log in via localhost")
                    : ApiException.of(401, "not_authorized", "Not_Authorized");
        }
        return new Caller(access.get(), identity.get(), address);
    }

    /** Whom a request claims to come from, for the log; "" if it does not say. */
    static String claimed(String authorization) {
        String[] credentials = credentials(authorization);
        return credentials == null ? "" : credentials[0];
    }

    /** A name that somebody sent: quoted, and not longer than a name can be. */
    private static String loggable(String name) {
        return Json.write(name.length() > MOST_LOGGED ? name.substring(0, MOST_LOGGED) : name);
    }

    /** Name and password of a Basic header (RFC 7617), which may hold colons; null if there is none. */
    private static String[] credentials(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).trim());
            String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 ? parts : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
