package io.leveret.management.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What clients' errors may cost. A request that ends in an error is charged the time that its thread has worked, and
 * something for the connection; who has spent more than there was to spend is told how long its answer is to wait. Each
 * address has an allowance that grows with time to a limit, and so has the server, for all of them together: one that
 * spends too much does not make others wait, and many do not take the machine. This is the generic cell rate algorithm
 * (ITU-T I.371), with the cost of a cell being what it took.
 *
 * <p>Held in memory are the last addresses that erred. Any thread; waits for nothing.
 */
final class ErrorBudget {
    /** What an error costs beside the work of its thread: to read, parse and log, */
    static final long REQUEST_NANOS = 250_000;

    /** and to accept and close its connection, perhaps with TLS, where it is the first request on it. */
    static final long CONNECTION_NANOS = 750_000;

    /** How long none waits for longer. */
    static final long LONGEST_NANOS = 2_000_000_000;

    /**
     * An address may spend a fifth of a processor, the server for all two fifths. For an address these are some 170
     * errors a second, each with a connection of its own, or 500 over connections that are kept.
     */
    static final int ADDRESS_SHARE = 5;

    /** At once, after a while without errors: so many as in two and a half seconds else. */
    static final long ADDRESS_BURST_NANOS = 500_000_000;

    static final int MOST_ADDRESSES = 1_000;

    private static final int NET_OF_IPV6_BYTES = 8;

    private final LongSupplier nanoClock;
    private final long longestNanos;
    private final Allowance ofAll;

    /** By address; the one that erred last stands last. Guarded by this. */
    private final Map<InetAddress, Allowance> ofAddresses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Allowance> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /** @param nanoClock as {@link System#nanoTime()} */
    ErrorBudget(LongSupplier nanoClock) {
        this(nanoClock, LONGEST_NANOS);
    }

    /** The same with another longest delay. */
    ErrorBudget(LongSupplier nanoClock, long longestNanos) {
        this.nanoClock = nanoClock;
        this.longestNanos = longestNanos;
        this.ofAll = new Allowance(ADDRESS_SHARE / 2.0, 2 * ADDRESS_BURST_NANOS);
    }

    /** Time in which nothing is spent pays for what was. Guarded by the budget. */
    private final class Allowance {
        /** How much time pays for one nanosecond of work. */
        private final double price;

        private final double burstNanos;
        private double owedNanos;
        private long atNanos = nanoClock.getAsLong();

        Allowance(double price, long burstOfWorkNanos) {
            this.price = price;
            this.burstNanos = burstOfWorkNanos * price;
        }

        /** What is left of the cost when no more is owed than can be waited for. */
        double spend(double workNanos, long nowNanos) {
            owedNanos = Math.max(0, owedNanos - (nowNanos - atNanos));
            atNanos = nowNanos;
            double spent = Math.min(workNanos * price, burstNanos + longestNanos - owedNanos);
            owedNanos += spent;
            return spent / price;
        }

        long delayNanos() {
            return Math.round(Math.max(0, owedNanos - burstNanos));
        }
    }

    /**
     * Charges an error.
     *
     * @param connects whether it is the first request on its connection
     * @param workNanos that its thread has worked
     * @return how long the answer is to wait; 0 as long as there was enough
     */
    synchronized long charge(InetAddress address, boolean connects, long workNanos) {
        long nowNanos = nanoClock.getAsLong();
        Allowance own =
                ofAddresses.computeIfAbsent(net(address), any -> new Allowance(ADDRESS_SHARE, ADDRESS_BURST_NANOS));
        double cost = (double) workNanos + REQUEST_NANOS + (connects ? CONNECTION_NANOS : 0);
        double spent = own.spend(cost, nowNanos);
        ofAll.spend(spent, nowNanos);
        return Math.max(own.delayNanos(), ofAll.delayNanos());
    }

    /** How many addresses are remembered. */
    synchronized int addresses() {
        return ofAddresses.size();
    }

    /** Whom an address stands for: with IPv6, who has one has all of its network. */
    static InetAddress net(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NET_OF_IPV6_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has a length that none has", e);
        }
    }
}
