package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import io.leveret.management.admin.Stat;
import io.leveret.management.stats.Stats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What wants somebody's attention: alarms, damage, queues that nobody takes from, that do not move, that refuse, dead
 * letters that gather. Found in figures, without asking a shard. Any thread.
 */
final class Findings {
    /** Of a kind that may concern many queues so many are named. */
    private static final int NAMED = 5;

    /**
     * Where there are more queues than these, it is not looked up which of them dead letters come to, nor which refuse.
     */
    private static final int MOST_QUEUES = 10_000;

    private static final long KNOWN_FOR_MS = 30_000;
    private static final double NEARLY = 0.85;
    private static final double MS_PER_SECOND = 1_000;

    /** How urgent it is. */
    enum Severity {
        /** Somebody should look. */
        WARN,
        /** Something does not work. */
        BAD
    }

    /**
     * A finding.
     *
     * @param kind a word for it that stays the same
     * @param text for people
     * @param page of the console that shows it: names of a path; empty if there is none
     */
    record Finding(Severity severity, String kind, String text, List<String> page) {}

    /** What the rules of a virtual host's queues come to, as of not long ago. */
    private record Known(long untilMs, Set<String> deadLetterQueues, Map<String, RefusingQueues.Limit> refusing) {}

    private final NodeAdmin node;
    private final Stats stats;
    private final LongSupplier clockMs;
    private final Map<String, Known> rules = new ConcurrentHashMap<>();

    Findings(NodeAdmin node, Stats stats, LongSupplier clockMs) {
        this.node = node;
        this.stats = stats;
        this.clockMs = clockMs;
    }

    /**
     * All, the urgent ones first.
     *
     * @param seen which virtual hosts count
     * @param ofNode whether what concerns all virtual hosts together is told, too
     */
    List<Finding> all(BrokerPorts broker, Predicate<String> seen, boolean ofNode) throws AdminException {
        List<Finding> found = new ArrayList<>();
        alarms(broker, found);
        if (ofNode) {
            limits(found);
            traffic(broker, found);
        }
        queues(broker, seen, found);
        found.sort(Comparator.comparing(Finding::severity).reversed());
        return found;
    }

    private void alarms(BrokerPorts broker, List<Finding> found) {
        for (Resource resource : broker.alarms().raised()) {
            String what = resource.name().toLowerCase(Locale.ROOT);
            found.add(new Finding(
                    Severity.BAD,
                    "alarm",
                    "The " + what + " alarm is raised: publishers are blocked",
                    List.of("nodes")));
        }
    }

    private void limits(List<Finding> found) {
        NodeAdmin.NodeStatus status = node.status();
        if (status.memoryLimitBytes() > 0 && status.memoryUsedBytes() > status.memoryLimitBytes() * NEARLY) {
            found.add(new Finding(Severity.WARN, "memory", "Memory is nearly used up", List.of("nodes")));
        }
        if (status.diskLimitBytes() > 0 && status.diskFreeBytes() < status.diskLimitBytes() * 2) {
            found.add(new Finding(Severity.WARN, "disk", "Little disk space is left", List.of("nodes")));
        }
    }

    private void traffic(BrokerPorts broker, List<Finding> found) {
        long dropped = broker.figures().totals().count(Stat.DROP_UNROUTABLE);
        double rate = stats.rate(Stat.DROP_UNROUTABLE);
        if (rate > 0) {
            found.add(new Finding(
                    Severity.WARN,
                    "unroutable",
                    String.format(Locale.ROOT, "%.1f messages a second reach no queue; %,d so far", rate, dropped),
                    List.of("exchanges")));
        }
    }

    /** Queues of which something is to be said, by what it is. */
    private static final class Wanting {
        private final List<QueueFigures> deserted = new ArrayList<>();
        private final List<QueueFigures> holding = new ArrayList<>();
        private final List<QueueFigures> untaken = new ArrayList<>();
        private final List<QueueFigures> circling = new ArrayList<>();
        private final List<QueueFigures> growing = new ArrayList<>();
        private final List<QueueFigures> full = new ArrayList<>();
        private final List<String> damaged = new ArrayList<>();
    }

    private void queues(BrokerPorts broker, Predicate<String> seen, List<Finding> found) throws AdminException {
        Wanting wanting = new Wanting();
        Set<String> damaged = Set.copyOf(broker.alarms().damagedQueues());
        for (QueueFigures queue : broker.figures().queues()) {
            if (!seen.test(queue.vhost())) {
                continue;
            }
            if (!damaged.isEmpty() && damaged.contains(described(queue))) {
                wanting.damaged.add(described(queue));
            }
            if (queue.readyMessages() > 0) {
                consumers(queue, wanting);
                rules(broker, queue, wanting);
            }
        }
        if (!wanting.damaged.isEmpty()) {
            found.add(new Finding(
                    Severity.BAD,
                    "damage",
                    "Messages were lost by damage on disk in " + named(wanting.damaged),
                    List.of("queues")));
        }
        add(found, wanting.full, "full", "Publishers are refused by full queues: ");
        add(found, wanting.growing, "dead-letters", "Dead letters gather in ");
        add(found, wanting.circling, "circling", "Consumers return or reject all that they get in ");
        add(found, wanting.holding, "stuck", "Consumers hold messages and acknowledge none in ");
        add(found, wanting.untaken, "untaken", "Consumers do not read what waits in ");
        add(found, wanting.deserted, "no-consumers", "Nobody takes the messages of ");
    }

    /** Of a queue with messages: what its consumers do about them. */
    private void consumers(QueueFigures queue, Wanting wanting) {
        if (queue.consumers() == 0) {
            wanting.deserted.add(queue);
            return;
        }
        double taken = stats.rate(queue, Stat.ACK) + stats.rate(queue, Stat.DELIVER_NO_ACK);
        if (taken + stats.rate(queue, Stat.GET_NO_ACK) > 0 || stats.readyThroughout(queue) == 0) {
            return;
        }
        double delivered = stats.rate(queue, Stat.DELIVER) * stats.options().intervalMs() / MS_PER_SECOND;
        if (delivered > queue.unackedMessages()) {
            wanting.circling.add(queue); // what came is not held, nor is it done
        } else if (queue.unackedMessages() > 0) {
            wanting.holding.add(queue);
        } else {
            wanting.untaken.add(queue);
        }
    }

    /** Of a queue with messages: what is said of it and others. */
    private void rules(BrokerPorts broker, QueueFigures queue, Wanting wanting) throws AdminException {
        Known known = known(broker, queue.vhost());
        if (known.deadLetterQueues.contains(queue.name()) && stats.depthRate(queue) > 0) {
            wanting.growing.add(queue);
        }
        RefusingQueues.Limit limit = known.refusing.get(queue.name());
        if (limit != null && limit.isReached(queue)) {
            wanting.full.add(queue);
        }
    }

    private Known known(BrokerPorts broker, String vhost) throws AdminException {
        long nowMs = clockMs.getAsLong();
        Known known = rules.get(vhost);
        if (known == null || known.untilMs < nowMs) {
            boolean small = broker.figures().objects().queues() <= MOST_QUEUES;
            List<QueueDetails> queues = small ? broker.queues().list(vhost) : List.of();
            known = new Known(
                    nowMs + KNOWN_FOR_MS, DeadLetterQueues.of(broker, vhost, queues), RefusingQueues.of(queues));
            rules.put(vhost, known);
        }
        return known;
    }

    private static void add(List<Finding> found, List<QueueFigures> queues, String kind, String text) {
        if (queues.isEmpty()) {
            return;
        }
        queues.sort(Comparator.comparingLong(QueueFigures::readyMessages).reversed());
        QueueFigures first = queues.get(0);
        List<String> page = queues.size() == 1 ? List.of("queues", first.vhost(), first.name()) : List.of("queues");
        List<String> names = queues.stream()
                .limit(NAMED)
                .map(queue -> String.format(Locale.ROOT, "%s (%,d)", queue.name(), queue.readyMessages()))
                .toList();
        found.add(new Finding(Severity.WARN, kind, text + named(names, queues.size()), page));
    }

    private static String named(List<String> names) {
        return named(names.subList(0, Math.min(NAMED, names.size())), names.size());
    }

    /** The first ones by their names, of the others how many they are. */
    private static String named(List<String> first, int all) {
        String names = String.join(", ", first);
        return all <= first.size() ? names : names + " and " + (all - first.size()) + " more";
    }

    /** As texts name a queue, those of {@code AlarmsAdmin.damagedQueues} among them. */
    static String described(QueueFigures queue) {
        return "queue '" + queue.name() + "' in vhost '" + queue.vhost() + "'";
    }
}
