package io.leveret.it.crash;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A message of the load. Its body says whose it is and is filled from that, so that a body with one wrong octet is told
 * from one that was sent.
 *
 * @param publisher who sent it
 * @param sequence its number among all of this publisher, below 2^40
 * @param sizeBytes of the body, at least {@link #LEAST_BYTES}
 */
record LoadMessage(int publisher, long sequence, int priority, int sizeBytes) {
    static final int LEAST_BYTES = 24;
    private static final int SEQUENCE_BITS = 40;

    /** Distinct among all messages. */
    long id() {
        return (long) publisher << SEQUENCE_BITS | sequence;
    }

    byte[] toBody() {
        ByteBuffer body = ByteBuffer.allocate(sizeBytes);
        body.putInt(publisher).putLong(sequence).putInt(priority).putInt(sizeBytes);
        long state = id() * 0x9E3779B97F4A7C15L + sizeBytes;
        while (body.remaining() >= Long.BYTES) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            body.putLong(state);
        }
        return body.array();
    }

    /** @throws IllegalArgumentException nobody has sent such a body */
    static LoadMessage of(byte[] body) {
        if (body.length < LEAST_BYTES) {
            throw new IllegalArgumentException("a body of " + body.length + " octets");
        }
        ByteBuffer head = ByteBuffer.wrap(body);
        LoadMessage message = new LoadMessage(head.getInt(), head.getLong(), head.getInt(), head.getInt());
        if (message.sizeBytes != body.length || !Arrays.equals(message.toBody(), body)) {
            throw new IllegalArgumentException(
                    "an altered body of " + body.length + " octets, which begins as " + message);
        }
        return message;
    }
}
