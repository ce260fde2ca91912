package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.MessagingAdmin.Acting;
import io.leveret.management.admin.RefusedException;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Request;

/**
 * What clients do, done for whoever sends a request, with RabbitMQ's answers to what is refused. There are three kinds,
 * since RabbitMQ goes three ways into its broker; they were measured on 4.0.5.
 */
final class Acts {
    private static final String NOT_ENTERED = "Access refused.";
    private static final String NOT_FOUND = "not_found";

    private Acts() {}

    /** Something that the broker may refuse. */
    @FunctionalInterface
    interface Act<T> {
        T perform(Acting acting) throws RefusedException, AdminException, ApiException;
    }

    /** How a refusal is answered. */
    @FunctionalInterface
    private interface Answer {
        ApiException of(RefusedException refusal);
    }

    /** Declares, deletes, binds, unbinds or purges. */
    static <T> T change(Request request, Act<T> act) throws ApiException, AdminException {
        return perform(request, act, refusal -> switch (refusal.code()) {
            case RefusedException.NOT_FOUND -> ApiException.of(404, NOT_FOUND, refusal.explanation());
            case RefusedException.ACCESS_REFUSED -> ApiException.refused(NOT_ENTERED);
            default -> ApiException.badRequest(refusal.explanation());
        });
    }

    /** Publishes. */
    static <T> T publish(Request request, Act<T> act) throws ApiException, AdminException {
        return perform(request, act, Acts::withCode);
    }

    /** Fetches. */
    static <T> T fetch(Request request, Act<T> act) throws ApiException, AdminException {
        return perform(request, act, refusal -> switch (refusal.code()) {
            case RefusedException.NOT_FOUND -> ApiException.of(404, NOT_FOUND, refusal.replyText());
            case RefusedException.ACCESS_REFUSED -> ApiException.refused(refusal.replyText());
            default -> withCode(refusal);
        });
    }

    private static ApiException withCode(RefusedException refusal) {
        return ApiException.badRequest(refusal.code() + " " + refusal.replyText());
    }

    private static <T> T perform(Request request, Act<T> act, Answer answer) throws ApiException, AdminException {
        Caller caller = request.caller();
        String vhost = request.path("vhost");
        if (!caller.mayEnter(vhost)) {
            throw ApiException.refused(NOT_ENTERED); // an administrator, else the route would not have been found
        }
        try {
            return act.perform(new Acting(caller.name(), vhost, caller.address(), caller.isOperator()));
        } catch (RefusedException e) {
            throw answer.of(e);
        }
    }
}
