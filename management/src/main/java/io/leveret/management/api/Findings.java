package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.NodeAdmin;
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
 * What wants somebody's attention: alarms, damage, queues that nobody takes from, that do not move, dead letters that
 * gather. Found in figures, without asking a shard. Any thread.
 */
final class Findings {
    /** Of a kind that may concern many queues so many are named. */
    private static final int NAMED = 5;

    /** In virtual hosts with more queues than these, it is not looked up which of them dead letters come to. */
    private static final int MOST_QUEUES = 10_000;

    private static final long DEAD_LETTER_QUEUES_FOR_MS = 30_000;
    private static final double NEARLY = 0.85;

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

    private record DeadLetters(long untilMs, Set<String> queues) {}

    private final NodeAdmin node;
    private final Stats stats;
    private final LongSupplier clockMs;
    private final Map<String, DeadLetters> deadLetters = new ConcurrentHashMap<>();

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

    private void queues(BrokerPorts broker, Predicate<String> seen, List<Finding> found) throws AdminException {
        List<QueueFigures> deserted = new ArrayList<>();
        List<QueueFigures> stuck = new ArrayList<>();
        List<QueueFigures> growing = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        Set<String> allDamaged = Set.copyOf(broker.alarms().damagedQueues());
        for (QueueFigures queue : broker.figures().queues()) {
            if (!seen.test(queue.vhost())) {
                continue;
            }
            if (!allDamaged.isEmpty() && allDamaged.contains(described(queue))) {
                damaged.add(described(queue));
            }
            if (queue.readyMessages() > 0 && queue.consumers() == 0) {
                deserted.add(queue);
            } else if (queue.readyMessages() > 0 && queue.unackedMessages() > 0 && stats.rate(queue, Stat.ACK) == 0) {
                stuck.add(queue);
            }
            if (stats.depthRate(queue) > 0 && isForDeadLetters(broker, queue)) {
                growing.add(queue);
            }
        }
        if (!damaged.isEmpty()) {
            found.add(new Finding(
                    Severity.BAD,
                    "damage",
                    "Messages were lost by damage on disk in " + named(damaged),
                    List.of("queues")));
        }
        add(found, growing, "dead-letters", "Dead letters gather in ");
        add(found, stuck, "stuck", "Consumers hold messages and acknowledge none in ");
        add(found, deserted, "no-consumers", "Nobody takes the messages of ");
    }

    private boolean isForDeadLetters(BrokerPorts broker, QueueFigures queue) throws AdminException {
        long nowMs = clockMs.getAsLong();
        DeadLetters known = deadLetters.get(queue.vhost());
        if (known == null || known.untilMs < nowMs) {
            boolean small = broker.figures().objects().queues() <= MOST_QUEUES;
            Set<String> names = small ? DeadLetterQueues.of(broker, queue.vhost()) : Set.of();
            known = new DeadLetters(nowMs + DEAD_LETTER_QUEUES_FOR_MS, names);
            deadLetters.put(queue.vhost(), known);
        }
        return known.queues.contains(queue.name());
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
