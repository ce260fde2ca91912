package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Request;

/** What must be there before a body is looked at: RabbitMQ has an answer of its own for each. */
final class Found {
    private static final String NOT_FOUND = "not_found";

    private Found() {}

    /** The virtual host of the path. */
    static void requireVhost(BrokerPorts broker, Request request) throws ApiException {
        if (!broker.vhosts().exists(request.path("vhost"))) {
            throw ApiException.of(404, NOT_FOUND, "vhost_not_found");
        }
    }

    /** The queue of the path, and its virtual host. */
    static void requireQueue(BrokerPorts broker, Request request) throws ApiException {
        requireVhost(broker, request);
        if (broker.queues().find(request.path("vhost"), request.path("queue")).isEmpty()) {
            throw ApiException.of(404, NOT_FOUND, "queue_not_found");
        }
    }

    /** The exchange of the path, and its virtual host. */
    static void requireExchange(BrokerPorts broker, Request request) throws ApiException, AdminException {
        requireVhost(broker, request);
        if (broker.exchanges()
                .find(request.path("vhost"), request.exchange("exchange"))
                .isEmpty()) {
            throw ApiException.of(404, NOT_FOUND, "exchange_not_found");
        }
    }
}
