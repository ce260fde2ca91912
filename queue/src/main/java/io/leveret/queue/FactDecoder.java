package io.leveret.queue;

import io.leveret.persistence.Varint;
import java.nio.ByteBuffer;

/** Reads facts as {@link FactEncoder} writes them. Trusts nothing: what it returns obeys the rules of {@link Fact}. */
public final class FactDecoder {
    private FactDecoder() {}

    /**
     * Reads one fact from the buffer's position on and leaves the position behind it. The position after an error is
     * not defined.
     *
     * @throws MalformedFactException if there is no valid fact
     */
    public static Fact decode(ByteBuffer in) throws MalformedFactException {
        byte version = octet(in);
        if (version != FactEncoder.VERSION) {
            throw new MalformedFactException("unknown version " + version + " of a fact");
        }
        byte kind = octet(in);
        long id = varint(in);
        if (id == 0) {
            throw new MalformedFactException("message id 0 in a fact of kind " + kind);
        }
        return switch (kind) {
            case FactEncoder.ENQUEUED -> enqueued(id, in);
            case FactEncoder.SETTLED -> new Fact.Settled(id);
            case FactEncoder.RETURNED -> new Fact.Returned(id, false);
            case FactEncoder.RETURNED_COUNTED -> new Fact.Returned(id, true);
            case FactEncoder.REMOVED -> new Fact.Removed(id, reason(in));
            case FactEncoder.PURGED -> purged(id, in);
            case FactEncoder.DELIVERABLE_UP_TO -> new Fact.DeliverableUpTo(id);
            default -> throw new MalformedFactException("unknown kind " + kind + " of a fact");
        };
    }

    private static Fact enqueued(long id, ByteBuffer in) throws MalformedFactException {
        int priority = octet(in) & 0xff;
        int flags = octet(in);
        if ((flags & ~(FactEncoder.EXPIRES | FactEncoder.TRACKED)) != 0) {
            throw new MalformedFactException("unknown flags " + flags + " of message " + id);
        }
        long sizeBytes = varint(in);
        if (sizeBytes > Integer.MAX_VALUE) {
            throw new MalformedFactException("message " + id + " of " + sizeBytes + " bytes");
        }
        long expiresAtMs = (flags & FactEncoder.EXPIRES) == 0 ? Fact.NEVER : fixed(in);
        boolean tracked = (flags & FactEncoder.TRACKED) != 0;
        long publisherId = tracked ? fixed(in) : 0;
        long sequence = tracked ? varint(in) : 0;
        if (tracked && (publisherId == 0 || sequence == 0)) {
            throw new MalformedFactException("message " + id + " of publisher " + publisherId + " as " + sequence);
        }
        return new Fact.Enqueued(id, priority, (int) sizeBytes, expiresAtMs, publisherId, sequence);
    }

    private static Fact purged(long upToId, ByteBuffer in) throws MalformedFactException {
        long count = varint(in);
        if (count > in.remaining()) {
            throw new MalformedFactException("purge with " + count + " exceptions in " + in.remaining() + " bytes");
        }
        long[] except = new long[(int) count];
        long before = 0;
        for (int n = 0; n < except.length; n++) {
            long distance = varint(in);
            if (distance == 0 || distance > upToId - before) {
                throw new MalformedFactException("exceptions of a purge up to " + upToId + " are not ascending ids");
            }
            before += distance;
            except[n] = before;
        }
        return new Fact.Purged(upToId, except);
    }

    private static RemovalReason reason(ByteBuffer in) throws MalformedFactException {
        byte code = octet(in);
        return switch (code) {
            case 1 -> RemovalReason.EXPIRED;
            case 2 -> RemovalReason.MAXLEN;
            case 3 -> RemovalReason.REJECTED;
            case 4 -> RemovalReason.DELIVERY_LIMIT;
            default -> throw new MalformedFactException("unknown reason " + code + " of a removal");
        };
    }

    private static long varint(ByteBuffer in) throws MalformedFactException {
        long value = Varint.get(in);
        if (value == Varint.MALFORMED) {
            throw new MalformedFactException("a number in a fact is cut short, or of more than 63 bits");
        }
        return value;
    }

    private static long fixed(ByteBuffer in) throws MalformedFactException {
        if (in.remaining() < Long.BYTES) {
            throw cutShort();
        }
        return in.getLong();
    }

    private static byte octet(ByteBuffer in) throws MalformedFactException {
        if (!in.hasRemaining()) {
            throw cutShort();
        }
        return in.get();
    }

    private static MalformedFactException cutShort() {
        return new MalformedFactException("a fact is cut short");
    }
}
