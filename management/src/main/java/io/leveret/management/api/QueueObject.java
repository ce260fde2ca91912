package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.FiguresAdmin.QueueKind;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import io.leveret.management.admin.QueuesAdmin.HeldTimes;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import io.leveret.management.admin.QueuesAdmin.QueueName;
import io.leveret.management.admin.Stat;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.stats.Ranges;
import io.leveret.management.stats.Stats;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What one request is told of queues, with RabbitMQ's names. What there is no such thing of here (Erlang's memory, its
 * reductions, messages on their way to a dead letter exchange) is 0, since strict clients want it there.
 *
 * <p>One request's; not for several threads.
 */
final class QueueObject {
    private static final int QUORUM_DELIVERY_LIMIT = 20;
    private static final String DELIVERY_LIMIT = "delivery-limit";
    private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx");
    /** Numbers that lists can be sorted by at no cost: each is a figure. */
    private static final Map<String, ToLongFunction<QueueFigures>> NUMBERS = numbers();

    private final String node;
    private final BrokerPorts broker;
    private final Stats stats;
    private final Ranges ranges;
    private final boolean withStats;
    private final boolean withTotals;

    /** Null until an exclusive queue is told of. */
    private Map<String, ConnectionFigures> connections;

    /** @throws ApiException 400: ranges of history that cannot be */
    QueueObject(String node, BrokerPorts broker, Stats stats, Request request) throws ApiException {
        this.node = node;
        this.broker = broker;
        this.stats = stats;
        this.ranges = Ranges.of(request);
        this.withStats = !stats.options().disabled() && !request.flag("disable_stats");
        this.withTotals = stats.options().queueTotals() || request.flag("enable_queue_totals");
    }

    private static Map<String, ToLongFunction<QueueFigures>> numbers() {
        Map<String, ToLongFunction<QueueFigures>> numbers = new HashMap<>();
        numbers.put("messages", QueueObject::messages);
        numbers.put("messages_ready", QueueFigures::readyMessages);
        numbers.put("messages_unacknowledged", QueueFigures::unackedMessages);
        numbers.put("messages_ram", QueueFigures::inMemoryMessages);
        numbers.put("messages_paged_out", queue -> Math.max(0, messages(queue) - queue.inMemoryMessages()));
        numbers.put("messages_persistent", queue -> queue.durable() ? messages(queue) : 0);
        numbers.put("message_bytes", QueueObject::bytes);
        numbers.put("message_bytes_ready", QueueFigures::readyBytes);
        numbers.put("message_bytes_unacknowledged", QueueFigures::unackedBytes);
        numbers.put("message_bytes_ram", QueueObject::bytesInMemory);
        numbers.put("message_bytes_paged_out", queue -> bytes(queue) - bytesInMemory(queue));
        numbers.put("message_bytes_persistent", queue -> queue.durable() ? bytes(queue) : 0);
        numbers.put("consumers", QueueFigures::consumers);
        numbers.put("memory", QueueFigures::memoryBytes);
        return numbers;
    }

    private static long messages(QueueFigures queue) {
        return queue.readyMessages() + queue.unackedMessages();
    }

    private static long bytes(QueueFigures queue) {
        return queue.readyBytes() + queue.unackedBytes();
    }

    /** Bodies are counted that are in memory, not their bytes: as if all were of one size. */
    private static long bytesInMemory(QueueFigures queue) {
        long all = messages(queue);
        return all == 0 ? 0 : (long) ((double) bytes(queue) * Math.min(all, queue.inMemoryMessages()) / all);
    }

    /** Has a list be sorted by what can be told without describing all of it. */
    Listing<QueueFigures> columns(Listing<QueueFigures> listing) {
        NUMBERS.forEach((name, number) -> listing.column(name, number::applyAsLong));
        listing.column("vhost", QueueFigures::vhost)
                .column("type", queue -> queue.kind().type())
                .column("policy", QueueFigures::policy)
                .column("durable", QueueFigures::durable)
                .column("exclusive", QueueFigures::exclusive)
                .column("node", queue -> node)
                .column("state", queue -> "running")
                .column("messages_details.rate", stats::depthRate)
                .column("reductions", queue -> 0)
                .column("reductions_details.rate", queue -> 0)
                .column("consumer_utilisation", QueueObject::capacity)
                .column("consumer_capacity", QueueObject::capacity)
                .column("idle_since", stats::movedAtMs);
        for (Stat stat : Stat.values()) {
            String path = "message_stats." + stat.statName();
            listing.column(path, queue -> queue.count(stat));
            listing.column(path + "_details.rate", queue -> stats.rate(queue, stat));
        }
        return listing.column("message_stats.deliver_get", QueueObject::deliverGet)
                .column("message_stats.deliver_get_details.rate", stats::deliverGetRate);
    }

    private static long deliverGet(QueueFigures queue) {
        return queue.count(Stat.DELIVER)
                + queue.count(Stat.DELIVER_NO_ACK)
                + queue.count(Stat.GET)
                + queue.count(Stat.GET_NO_ACK);
    }

    /** A queue as it stands in a list. */
    Map<String, Object> listed(QueueFigures queue) {
        Map<String, Object> object = new LinkedHashMap<>();
        Optional<QueueDetails> details = broker.queues().find(queue.vhost(), queue.name());
        putDeclaration(object, queue, details);
        if (withStats) {
            putFigures(object, queue);
            putPolicies(object, details);
            putOwner(object, queue);
        } else {
            details.map(each -> each.policy().name())
                    .filter(name -> !name.isEmpty())
                    .ifPresent(name -> object.put("policy", name));
            if (withTotals) {
                object.putIfAbsent("online", null);
                object.put("messages", messages(queue));
                object.put("messages_ready", queue.readyMessages());
                object.put("messages_unacknowledged", queue.unackedMessages());
            }
        }
        return object;
    }

    /** A queue with those who consume from it. */
    Map<String, Object> whole(QueueFigures queue) throws AdminException {
        Map<String, Object> object = listed(queue);
        if (withStats) {
            object.put(
                    "x_damaged",
                    broker.queues()
                            .find(queue.vhost(), queue.name())
                            .map(QueueDetails::damaged)
                            .orElse(false));
            object.put("exclusive_consumer_tag", null);
            object.put("single_active_consumer_tag", null);
            List<Map<String, Object>> consumers = new ArrayList<>();
            List<ConsumerDetails> details =
                    queue.consumers() == 0 ? List.of() : broker.queues().consumers(queue.vhost(), queue.name());
            QueueName name = new QueueName(queue.vhost(), queue.name());
            Map<QueueName, HeldTimes> held =
                    queue.unackedMessages() == 0 ? Map.of() : broker.queues().heldTimes(List.of(name));
            object.put(
                    ConsumerRoutes.OLDEST_UNACKED,
                    held.containsKey(name) ? held.get(name).oldestMs() : null);
            for (ConsumerDetails each : details) {
                consumers.add(ConsumerRoutes.object(each, node, held));
                if (each.exclusive()) {
                    object.put("exclusive_consumer_tag", each.tag());
                }
                if (each.activity().equals("single_active")) {
                    object.put("single_active_consumer_tag", each.tag());
                }
            }
            object.put("consumer_details", consumers);
            new PairLists(stats, broker.figures(), ranges, node).putQueue(object, queue.vhost(), queue.name());
        }
        return object;
    }

    private void putDeclaration(Map<String, Object> object, QueueFigures queue, Optional<QueueDetails> details) {
        object.put("name", queue.name());
        object.put("vhost", queue.vhost());
        object.put("type", queue.kind().type());
        object.put("durable", queue.durable());
        object.put("exclusive", queue.exclusive());
        object.put("auto_delete", details.map(QueueDetails::autoDelete).orElse(false));
        object.put(
                "arguments",
                details.map(each -> JsonTables.object(each.arguments())).orElse(Map.of()));
        object.put("node", node);
        object.put("state", "running");
        if (queue.kind() == QueueKind.QUORUM) {
            object.put("leader", node);
            object.put("members", List.of(node));
            object.put("online", List.of(node));
        }
    }

    private void putFigures(Map<String, Object> object, QueueFigures queue) {
        stats.putQueue(object, queue, ranges);
        NUMBERS.forEach((name, number) -> object.putIfAbsent(name, number.applyAsLong(queue)));
        if (queue.kind() == QueueKind.QUORUM) {
            for (String name : List.of(
                    "messages_dlx",
                    "message_bytes_dlx",
                    "messages_ready_high",
                    "messages_ready_returned",
                    "publishers")) {
                object.put(name, 0);
            }
            object.put("messages_ready_normal", queue.readyMessages());
            object.put("open_files", Map.of(node, 0));
        } else {
            object.put("messages_ready_ram", Math.min(queue.readyMessages(), queue.inMemoryMessages()));
            object.put("messages_unacknowledged_ram", Math.min(queue.unackedMessages(), queue.inMemoryMessages()));
            object.put("storage_version", 2);
        }
        object.put("consumer_capacity", capacity(queue));
        object.put("consumer_utilisation", capacity(queue));
        object.put("head_message_timestamp", null);
        ErlangFields.process(object);
        stats.putNothing(object, "reductions", ranges.messages());
        long movedAtMs = stats.movedAtMs(queue);
        if (movedAtMs != 0 && queue.consumers() == 0 && stats.depthRate(queue) == 0) {
            object.put(
                    "idle_since", SINCE.format(Instant.ofEpochMilli(movedAtMs).atOffset(ZoneOffset.UTC)));
        }
    }

    /** Whether consumers can take what comes: none if there are none, or if messages wait for them just now. */
    private static double capacity(QueueFigures queue) {
        return queue.consumers() > 0 && queue.readyMessages() == 0 ? 1.0 : 0.0;
    }

    private static void putPolicies(Map<String, Object> object, Optional<QueueDetails> found) {
        object.put(
                "policy",
                found.map(each -> each.policy().name())
                        .filter(QueueObject::isSet)
                        .orElse(null));
        object.put(
                "operator_policy",
                found.map(each -> each.policy().operatorName())
                        .filter(QueueObject::isSet)
                        .orElse(null));
        object.put(
                "effective_policy_definition",
                found.<Object>map(each -> each.policy().definition()).orElse(Map.of()));
        if ("quorum".equals(object.get("type"))) {
            object.put("delivery_limit", found.map(QueueObject::deliveryLimit).orElse((long) QUORUM_DELIVERY_LIMIT));
        }
    }

    private static boolean isSet(String text) {
        return !text.isEmpty();
    }

    /** The lower of what the arguments and what policies say. */
    private static long deliveryLimit(QueueDetails queue) {
        long limit = Long.MAX_VALUE;
        if (JsonTables.object(queue.arguments()).get("x-" + DELIVERY_LIMIT) instanceof Number number) {
            limit = number.longValue();
        }
        if (queue.policy().definition().get(DELIVERY_LIMIT) instanceof Number number) {
            limit = Math.min(limit, number.longValue());
        }
        return limit == Long.MAX_VALUE ? QUORUM_DELIVERY_LIMIT : limit;
    }

    private void putOwner(Map<String, Object> object, QueueFigures queue) {
        if (!queue.exclusive()) {
            return;
        }
        if (connections == null) {
            connections = new HashMap<>();
            broker.figures().connections().forEach(each -> connections.put(each.id(), each));
        }
        ConnectionFigures owner = connections.get(queue.ownerId());
        if (owner != null) {
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("name", owner.name());
            ClientAddress.put(described, owner.name());
            object.put("owner_pid_details", described);
        }
    }
}
