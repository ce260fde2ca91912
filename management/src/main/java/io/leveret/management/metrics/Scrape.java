package io.leveret.management.metrics;

import io.leveret.management.admin.AdminException;
import io.leveret.management.metrics.Groups.Sourced;
import java.io.IOException;
import java.util.Set;

/** Writes what is to be seen at an endpoint. For one thread, once. */
final class Scrape {
    private static final String PREFIX = "rabbitmq_";
    private static final String DETAILED_PREFIX = "rabbitmq_detailed_";
    private static final String CLUSTER_PREFIX = "rabbitmq_cluster_";

    private final Sight sight;
    private final Exposition out;

    Scrape(Sight sight, Exposition out) {
        this.sight = sight;
        this.out = out;
    }

    /** Sums over all objects. */
    void aggregated() throws IOException, AdminException {
        node();
        for (Sourced<?> each : Groups.SUMS) {
            each.writeSums(out, PREFIX, sight);
        }
        Groups.EXCHANGES_TOGETHER.writeEach(out, PREFIX, sight);
        totals();
    }

    /** Each object alone. */
    void perObject() throws IOException, AdminException {
        node();
        for (Sourced<?> each : objects()) {
            each.writeEach(out, PREFIX, sight);
        }
        Groups.QUEUE_INFO.writeEach(out, PREFIX, sight);
        totals();
    }

    private Iterable<Sourced<?>> objects() {
        return sight.figures().pairs().counted() ? Groups.OBJECTS_AND_PAIRS : Groups.OBJECTS;
    }

    private void node() throws IOException, AdminException {
        for (Sourced<?> each : Groups.NODE) {
            each.writeEach(out, PREFIX, sight);
        }
    }

    private void totals() throws IOException, AdminException {
        for (Sourced<?> each : Groups.TOTALS) {
            each.writeEach(out, PREFIX, sight);
        }
        GlobalFamilies.write(out, sight.figures());
        SyncTimes.write(out, sight.figures().disk());
    }

    /** The groups of these names; names that there are not are left out, as by RabbitMQ. */
    void detailed(Set<String> wanted) throws IOException, AdminException {
        wanted(Groups.NODE, wanted, DETAILED_PREFIX);
        wanted(objects(), wanted, DETAILED_PREFIX);
        String count = Groups.CONSUMER_COUNT.group().name();
        if (wanted.contains(count) && !wanted.contains(QueueGroups.DETAILS.name())) {
            Groups.CONSUMER_COUNT.writeEach(out, DETAILED_PREFIX, sight);
        }
        if (wanted.contains(count)
                || wanted.contains(QueueGroups.COARSE.name())
                || wanted.contains(QueueGroups.DETAILS.name())) {
            Groups.QUEUE_INFO.writeEach(out, DETAILED_PREFIX, sight);
        }
        wanted(Groups.CLUSTER, wanted, CLUSTER_PREFIX);
    }

    private void wanted(Iterable<Sourced<?>> groups, Set<String> wanted, String prefix)
            throws IOException, AdminException {
        for (Sourced<?> each : groups) {
            if (wanted.contains(each.group().name())) {
                each.writeEach(out, prefix, sight);
            }
        }
    }

    /** Where the memory of the process is. */
    void memoryBreakdown() throws IOException {
        MemoryFamilies.write(out, sight.figures().memory());
    }
}
