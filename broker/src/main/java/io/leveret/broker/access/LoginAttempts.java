package io.leveret.broker.access;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts attempts to log in, by protocol and, if that is wanted, by where they come from. Names of users are as they
 * were given, so who guesses names can fill the table of sources: it has a bound, and what is new above it is counted
 * by protocol alone. Any thread.
 */
public final class LoginAttempts {
    static final int MOST_SOURCES = 10_000;

    /** What RabbitMQ calls AMQP 0-9-1. */
    static final String AMQP = "amqp091";

    /** What RabbitMQ calls its HTTP API. */
    static final String HTTP = "http";

    private final ConcurrentMap<String, Count> protocols = new ConcurrentHashMap<>();
    private final ConcurrentMap<Source, Count> sources = new ConcurrentHashMap<>();
    private volatile boolean tracksSources;

    LoginAttempts() {}

    /** Where attempts come from. */
    public record Source(String address, String user, String protocol) {}

    /** How many there were. */
    public static final class Count {
        private final LongAdder accepted = new LongAdder();
        private final LongAdder refused = new LongAdder();

        private Count() {}

        private void add(boolean isAccepted) {
            (isAccepted ? accepted : refused).increment();
        }

        /** How many were let in. */
        public long accepted() {
            return accepted.sum();
        }

        /** How many were not. */
        public long refused() {
            return refused.sum();
        }
    }

    /** Whether those to come are counted by source, too. */
    public void trackSources(boolean tracks) {
        tracksSources = tracks;
    }

    void count(String protocol, InetAddress from, String user, boolean isAccepted) {
        protocols.computeIfAbsent(protocol, name -> new Count()).add(isAccepted);
        if (tracksSources) {
            Source source = new Source(from == null ? "" : from.getHostAddress(), user, protocol);
            Count known = sources.get(source);
            if (known != null || sources.size() < MOST_SOURCES) {
                sources.computeIfAbsent(source, name -> new Count()).add(isAccepted);
            }
        }
    }

    /** By protocol; without those by which nobody tried. */
    public SortedMap<String, Count> byProtocol() {
        return new TreeMap<>(protocols);
    }

    /** By source; empty unless sources are tracked. */
    public SortedMap<Source, Count> bySource() {
        SortedMap<Source, Count> sorted = new TreeMap<>(Comparator.comparing(Source::address)
                .thenComparing(Source::user)
                .thenComparing(Source::protocol));
        sorted.putAll(sources);
        return sorted;
    }

    /** How many were let in, by whatever protocol. */
    long accepted() {
        return protocols.values().stream().mapToLong(Count::accepted).sum();
    }

    /** How many were not. */
    long refused() {
        return protocols.values().stream().mapToLong(Count::refused).sum();
    }

    /** Counts from zero again. */
    public void reset() {
        protocols.clear();
        sources.clear();
    }
}
