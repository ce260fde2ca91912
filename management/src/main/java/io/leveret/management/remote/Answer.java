package io.leveret.management.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** An answer; its body is read as it comes. Closed by who asked. */
public final class Answer implements AutoCloseable {
    /** Ends what the answer came over. */
    interface Closing {
        void close() throws IOException;
    }

    private final int status;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final InputStream body;
    private final Closing closing;

    Answer(int status, Map<String, String> headers, InputStream body, Closing closing) {
        this.status = status;
        this.headers.putAll(headers);
        this.body = body;
        this.closing = closing;
    }

    /** The status of HTTP. */
    public int status() {
        return status;
    }

    /** Whether what was asked for was done. */
    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** A header, or null. */
    public String header(String name) {
        return headers.get(name);
    }

    /** What follows the head. */
    public InputStream body() {
        return body;
    }

    /** All of the body as a text. */
    public String text() throws NodeUnreachableException {
        try {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new NodeUnreachableException("the answer broke off: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws NodeUnreachableException {
        try {
            closing.close();
        } catch (IOException e) {
            throw new NodeUnreachableException(e.getMessage(), e);
        }
    }
}
