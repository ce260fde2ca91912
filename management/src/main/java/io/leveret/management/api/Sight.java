package io.leveret.management.api;

import io.leveret.management.http.ApiException;
import io.leveret.management.http.Request;

/** Whose connections and channels somebody may see and end; RabbitMQ's rules. */
final class Sight {
    private Sight() {}

    /** Monitors see all, others their own. */
    static boolean sees(Request request, String user) {
        return request.caller().isMonitor() || request.caller().name().equals(user);
    }

    /** Administrators may end all, others their own. */
    static boolean rules(Request request, String user) {
        return request.caller().isAdministrator() || request.caller().name().equals(user);
    }

    /** What others are told. */
    static ApiException refusal() {
        return ApiException.refused("User not authorised to access object");
    }
}
