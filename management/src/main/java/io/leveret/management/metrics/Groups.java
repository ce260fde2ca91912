package io.leveret.management.metrics;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.PairFigures.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** All groups of families, and where their objects come from. */
final class Groups {
    /** Finds the objects of a group. */
    @FunctionalInterface
    interface Source<T> {
        /** Those that a scrape looks at. */
        Iterable<? extends T> in(Sight sight) throws AdminException;
    }

    /** A group with its objects. */
    record Sourced<T>(MetricGroup<T> group, Source<T> source) {
        void writeEach(Exposition out, String prefix, Sight sight) throws IOException, AdminException {
            group.writeEach(out, prefix, source.in(sight));
        }

        void writeSums(Exposition out, String prefix, Sight sight) throws IOException, AdminException {
            group.writeSums(out, prefix, source.in(sight));
        }
    }

    /** Of the node alone: there is nothing to add up. */
    static final List<Sourced<?>> NODE = List.of(
            of(NodeGroups.CHURN, sight -> List.of(sight.figures())),
            of(NodeGroups.USE, sight -> List.of(sight.node())),
            of(NodeGroups.LIMITS, sight -> List.of(sight.node())),
            of(NodeGroups.DISK, sight -> List.of(sight.figures().disk())),
            of(LoginGroups.BY_PROTOCOL, sight -> sight.ports().loginAttempts().byProtocol()));

    /** Sums over objects: whatever is told of the same objects is read in one walk. */
    static final List<Sourced<?>> SUMS = List.of(
            of(
                    MetricGroup.together(List.of(
                            QueueGroups.COARSE, QueueGroups.DETAILS, QueueGroups.DELIVERIES, QueueGroups.PUBLISHED)),
                    Sight::queues),
            of(ExchangeGroups.TO_QUEUES, Sight::exchanges),
            of(
                    MetricGroup.together(List.of(
                            ClientGroups.CHANNEL_DETAILS,
                            ClientGroups.CHANNEL_PUBLISHES,
                            ClientGroups.CHANNEL_DELIVERIES)),
                    sight -> sight.figures().channels()),
            of(
                    MetricGroup.together(List.of(ClientGroups.CONNECTION_COARSE, ClientGroups.CONNECTION_DETAILS)),
                    sight -> sight.figures().connections()));

    private static final Sourced<?> ROUTED = of(ExchangeGroups.TO_QUEUES, Sight::exchanges);

    private static final Sourced<?> PUBLISHED =
            of(ClientGroups.CHANNEL_PUBLISHES, sight -> sight.figures().channels());

    private static final Sourced<?> DELIVERED =
            of(ClientGroups.CHANNEL_DELIVERIES, sight -> sight.figures().channels());

    /** What is told of pairs where they are counted, in the place of what is told of channels and exchanges. */
    private static final Map<Sourced<?>, Sourced<?>> PAIRS = Map.of(
            ROUTED, of(ExchangeGroups.TO_EACH_QUEUE, sight -> sight.pairs(Kind.EXCHANGE_QUEUE)),
            PUBLISHED, of(ClientGroups.PAIR_PUBLISHES, sight -> sight.pairs(Kind.CHANNEL_EXCHANGE)),
            DELIVERED, of(ClientGroups.PAIR_DELIVERIES, sight -> sight.pairs(Kind.CHANNEL_QUEUE)));

    /** Of objects, each alone. */
    static final List<Sourced<?>> OBJECTS = List.of(
            of(QueueGroups.COARSE, Sight::queues),
            of(QueueGroups.DETAILS, Sight::queues),
            of(QueueGroups.DELIVERIES, Sight::queues),
            of(QueueGroups.PUBLISHED, Sight::queues),
            ROUTED,
            of(ClientGroups.CHANNEL_DETAILS, sight -> sight.figures().channels()),
            PUBLISHED,
            DELIVERED,
            of(ClientGroups.CONNECTION_COARSE, sight -> sight.figures().connections()),
            of(ClientGroups.CONNECTION_DETAILS, sight -> sight.figures().connections()),
            of(ExchangeGroups.PUBLISHES, Sight::exchanges),
            of(LoginGroups.BY_SOURCE, sight -> sight.ports().loginAttempts().bySource()));

    /** The same where pairs are counted. */
    static final List<Sourced<?>> OBJECTS_AND_PAIRS = OBJECTS.stream()
            .<Sourced<?>>map(each -> PAIRS.getOrDefault(each, each))
            .toList();

    /** Of exchanges all together; what there is of each alone is less. */
    static final Sourced<?> EXCHANGES_TOGETHER =
            of(ExchangeGroups.TOGETHER, sight -> List.of(sight.figures().totals()));

    /** The only one of its families is in another group, too: it is for who asks for it and not for the other. */
    static final Sourced<?> CONSUMER_COUNT = of(QueueGroups.CONSUMER_COUNT, Sight::queues);

    /** Goes with what is told of each queue. */
    static final Sourced<?> QUEUE_INFO = of(QueueGroups.INFO, Sight::queues);

    /** What RabbitMQ tells of the whole cluster, for who asks for it by name. */
    static final List<Sourced<?>> CLUSTER = List.of(
            of(VhostGroups.STATUS, Sight::shownVhosts),
            of(ExchangeGroups.BINDINGS, Sight::boundExchanges),
            of(ExchangeGroups.NAMES, Sight::namedExchanges));

    static final List<Sourced<?>> TOTALS = List.of(
            of(NodeGroups.TOTALS, sight -> List.of(sight.figures().objects())),
            of(NodeGroups.ALARMS, sight -> List.of(sight.alarms())));

    private Groups() {}

    private static <T> Sourced<T> of(MetricGroup<T> group, Source<T> source) {
        return new Sourced<>(group, source);
    }
}
