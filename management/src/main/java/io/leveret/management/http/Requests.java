package io.leveret.management.http;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Makes requests out of what the library hands over. */
final class Requests {
    /** Of requests that anybody may send: names and passwords. */
    private static final long OPEN_BODY_BYTES = 8_192;

    /** Of larger bodies, which take several times their size when they are read, a few are served at a time. */
    private static final long SMALL_BODY_BYTES = 1 << 20;

    static final int LARGE_AT_A_TIME = 2;

    /** Each of them has a thread. */
    static final int LARGE_THAT_WAIT = 4;

    private static final int LARGE_WAIT_SECONDS = 20;
    private static final String RESERVED = "large body";
    private static final String TOO_LARGE = "Exceeded HTTP request body size limit";
    private static final int PART_BYTES = 1 << 14;

    /** The largest array there is, a little less. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 16;

    private final long maxBodyBytes;
    private final Semaphore large = new Semaphore(LARGE_AT_A_TIME);
    private final Semaphore largeThatWait = new Semaphore(LARGE_THAT_WAIT);

    Requests(long maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * A request. {@link #done} is to be called when it is answered.
     *
     * @param open whether anybody may send it, without a login
     * @throws ApiException 400: its body is larger than it may be; 503: too many large ones are being read
     */
    Request of(Context context, Caller caller, boolean open) throws ApiException, IOException {
        Map<String, String> headers = new HashMap<>();
        context.headerMap().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        InetAddress from = InetAddress.getByName(context.req().getRemoteAddr()); // an address: no name is looked up
        byte[] body = body(context, open ? Math.min(OPEN_BODY_BYTES, maxBodyBytes) : maxBodyBytes);
        return new Request(caller, context.pathParamMap(), context.queryParamMap(), headers, body, from);
    }

    private byte[] body(Context context, long mostBytes) throws ApiException, IOException {
        long saidBytes = context.req().getContentLengthLong();
        try (InputStream stream = context.req().getInputStream()) {
            if (saidBytes > mostBytes) {
                discardInTurn(stream, mostBytes + 1);
                throw ApiException.badRequest(TOO_LARGE);
            }
            int small = (int) Math.min(SMALL_BODY_BYTES, mostBytes + 1);
            byte[] first = stream.readNBytes(small);
            if (first.length < small) {
                return first;
            }
            if (first.length > mostBytes) {
                throw ApiException.badRequest(TOO_LARGE);
            }
            reserve(context);
            boolean said = saidBytes >= 0;
            return whole(first, stream, (int) Math.min(MOST_BYTES, said ? saidBytes : mostBytes + 1), said);
        }
    }

    /**
     * What is said to be too large is read to its limit, so that a client which sends it all before it looks for an
     * answer sees the refusal. It is not kept; and where others are at it, the connection is cut instead.
     */
    private void discardInTurn(InputStream stream, long bytes) throws IOException {
        if (large.tryAcquire()) {
            try {
                discard(stream, bytes);
            } finally {
                large.release();
            }
        }
    }

    private static void discard(InputStream stream, long bytes) throws IOException {
        byte[] part = new byte[(int) Math.min(PART_BYTES, bytes)];
        long left = bytes;
        while (left > 0) {
            int read = stream.read(part, 0, (int) Math.min(part.length, left));
            left = read < 0 ? 0 : left - read;
        }
    }

    /** @param wantedBytes of all of it: what is said, or one more than there may be */
    private static byte[] whole(byte[] first, InputStream stream, int wantedBytes, boolean said)
            throws ApiException, IOException {
        if (said) { // into its place at once: there is no other copy
            byte[] whole = Arrays.copyOf(first, wantedBytes);
            int read = stream.readNBytes(whole, first.length, wantedBytes - first.length);
            return first.length + read < wantedBytes ? Arrays.copyOf(whole, first.length + read) : whole;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(first);
        whole.write(stream.readNBytes(wantedBytes - first.length));
        if (whole.size() == wantedBytes) {
            throw ApiException.badRequest(TOO_LARGE);
        }
        return whole.toByteArray();
    }

    private void reserve(Context context) throws ApiException {
        if (!large.tryAcquire()) {
            await(context);
        }
        context.attribute(RESERVED, true);
    }

    private void await(Context context) throws ApiException {
        boolean waits = largeThatWait.tryAcquire();
        try {
            if (!waits || !large.tryAcquire(LARGE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                context.req().setAttribute(Tarpit.CLIENT_ERRED, true); // a megabyte was read for it
                throw ApiException.of(503, "too_busy", "too many large requests at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.of(503, "too_busy", "the node stops");
        } finally {
            if (waits) {
                largeThatWait.release();
            }
        }
    }

    /** It is answered: what it took is free for others. */
    void done(Context context) {
        if (context.attribute(RESERVED) != null) {
            context.attribute(RESERVED, null);
            large.release();
        }
    }
}
