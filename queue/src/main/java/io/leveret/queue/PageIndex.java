package io.leveret.queue;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a page knows of its messages, as it is stored while the page is cold: those that are present, close together,
 * all ready and with their bodies on disk.
 *
 * <p>Columns that say nothing (ids without gaps, nothing expires, nobody else holds the bodies, ...) are left out. The
 * bytes never outlive the process, so they carry no version.
 */
final class PageIndex {
    private static final int DISTANCES = 1;
    private static final int EXPIRIES = 2;
    private static final int HOLDERS = 4;
    private static final int RETURN_COUNTS = 8;
    private static final int REDELIVERED = 16;
    private static final int PASSING = 32;

    final int count;
    final long[] places;
    final int[] sizes;

    /** Of each id from the first of the page; null while it equals the index, as the others while they say nothing. */
    int[] idDistances;

    long[] expiresAtMs;
    int[] holders;
    int[] returnCounts;
    long[] redelivered;
    long[] passing;

    PageIndex(int count) {
        this.count = count;
        places = new long[count];
        sizes = new int[count];
    }

    /** Of a page that {@link Page#mayGoCold}. */
    static PageIndex of(Page page) {
        PageIndex index = new PageIndex(page.presentCount());
        int n = 0;
        for (int at = 0; at < page.used(); at++) {
            if (page.present(at)) {
                index.put(n, page, at);
                n++;
            }
        }
        return index;
    }

    private void put(int n, Page page, int at) {
        PageBodies bodies = page.bodies();
        places[n] = bodies.placeAt(at);
        sizes[n] = bodies.sizeAt(at);
        int distance = (int) (page.idAt(at) - page.firstId());
        if (idDistances == null && distance != n) {
            idDistances = new int[count];
            for (int before = 0; before < n; before++) {
                idDistances[before] = before;
            }
        }
        if (idDistances != null) {
            idDistances[n] = distance;
        }
        if (expiresAtMs == null && page.expiresAtMs(at) != Fact.NEVER) {
            expiresAtMs = new long[count];
            Arrays.fill(expiresAtMs, Fact.NEVER);
        }
        if (expiresAtMs != null) {
            expiresAtMs[n] = page.expiresAtMs(at);
        }
        if (holders == null && bodies.holdersAt(at) != 1) {
            holders = new int[count];
            Arrays.fill(holders, 1);
        }
        if (holders != null) {
            holders[n] = bodies.holdersAt(at);
        }
        if (page.returnCount(at) != 0) {
            returnCounts = returnCounts == null ? new int[count] : returnCounts;
            returnCounts[n] = page.returnCount(at);
        }
        if (page.redelivered(at)) {
            redelivered = Bits.with(redelivered, n, count);
        }
        if (bodies.passing(at)) {
            passing = Bits.with(passing, n, count);
        }
    }

    ByteBuffer write() {
        int columns = 0;
        columns |= idDistances == null ? 0 : DISTANCES;
        columns |= expiresAtMs == null ? 0 : EXPIRIES;
        columns |= holders == null ? 0 : HOLDERS;
        columns |= returnCounts == null ? 0 : RETURN_COUNTS;
        columns |= redelivered == null ? 0 : REDELIVERED;
        columns |= passing == null ? 0 : PASSING;
        int words = (count + 63) >>> 6;
        int perMessage = 12 + 4 * Integer.bitCount(columns & (DISTANCES | HOLDERS | RETURN_COUNTS));
        perMessage += expiresAtMs == null ? 0 : 8;
        int bits = 8 * words * Integer.bitCount(columns & (REDELIVERED | PASSING));
        ByteBuffer out = ByteBuffer.allocate(8 + perMessage * count + bits);
        out.putInt(count).putInt(columns);
        put(out, places, count);
        put(out, expiresAtMs, count);
        put(out, redelivered, words);
        put(out, passing, words);
        put(out, sizes);
        put(out, idDistances);
        put(out, holders);
        put(out, returnCounts);
        return out.flip();
    }

    /** @throws IllegalArgumentException if this is no such index */
    static PageIndex read(ByteBuffer in) {
        try {
            int count = in.getInt();
            int columns = in.getInt();
            if (count < 0 || count > in.remaining() / 12) {
                throw new IllegalArgumentException("a page of " + count + " messages in " + in.remaining() + " bytes");
            }
            int words = (count + 63) >>> 6;
            PageIndex index = new PageIndex(count);
            take(in, index.places);
            index.expiresAtMs = (columns & EXPIRIES) == 0 ? null : take(in, new long[count]);
            index.redelivered = (columns & REDELIVERED) == 0 ? null : take(in, new long[words]);
            index.passing = (columns & PASSING) == 0 ? null : take(in, new long[words]);
            take(in, index.sizes);
            index.idDistances = (columns & DISTANCES) == 0 ? null : take(in, new int[count]);
            index.holders = (columns & HOLDERS) == 0 ? null : take(in, new int[count]);
            index.returnCounts = (columns & RETURN_COUNTS) == 0 ? null : take(in, new int[count]);
            return index;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the index of a page is cut short", e);
        }
    }

    /** What is kept in memory of a page that is stored. */
    ColdPage stored(long handle, long lastId) {
        long[] generations = new long[2];
        int[] entries = new int[2];
        long[] weights = new long[2];
        int used = 0;
        int at = 0;
        for (int n = 0; n < count; n++) {
            long generation = places[n] >>> 32;
            if (used == 0 || generations[at] != generation) {
                at = 0;
                while (at < used && generations[at] != generation) {
                    at++;
                }
                if (at == generations.length) {
                    generations = Arrays.copyOf(generations, at * 2);
                    entries = Arrays.copyOf(entries, at * 2);
                    weights = Arrays.copyOf(weights, at * 2);
                }
                used = Math.max(used, at + 1);
                generations[at] = generation;
            }
            entries[at]++;
            weights[at] += weight(sizes[n], holders == null ? 1 : holders[n]);
        }
        return new ColdPage(
                handle,
                lastId,
                Arrays.copyOf(generations, used),
                Arrays.copyOf(entries, used),
                Arrays.copyOf(weights, used));
    }

    /** The id of a message, in a page that begins with this one. */
    long idAt(int n, long firstId) {
        return firstId + (idDistances == null ? n : idDistances[n]);
    }

    /** Where a message stands that is in it. */
    int indexOf(long id, long firstId) {
        int distance = (int) (id - firstId);
        return idDistances == null ? distance : Arrays.binarySearch(idDistances, distance);
    }

    /** Sum of the sizes of the bodies. */
    long bytes() {
        long sum = 0;
        for (int size : sizes) {
            sum += size;
        }
        return sum;
    }

    /** As the log accounts for one holder of a body. */
    static long weight(int bodySize, int holders) {
        return (bodySize + 64L) / holders;
    }

    private static void put(ByteBuffer out, long[] column, int length) {
        if (column != null) {
            out.asLongBuffer().put(column, 0, length);
            out.position(out.position() + 8 * length);
        }
    }

    private static void put(ByteBuffer out, int[] column) {
        if (column != null) {
            out.asIntBuffer().put(column);
            out.position(out.position() + 4 * column.length);
        }
    }

    private static long[] take(ByteBuffer in, long[] column) {
        in.asLongBuffer().get(column);
        in.position(in.position() + 8 * column.length);
        return column;
    }

    private static int[] take(ByteBuffer in, int[] column) {
        in.asIntBuffer().get(column);
        in.position(in.position() + 4 * column.length);
        return column;
    }
}
