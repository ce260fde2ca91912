package io.leveret.management.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes Prometheus' text format, version 0.0.4, through a small buffer. A scrape of many queues has millions of lines,
 * so a line costs no object.
 *
 * <p>A sample is begun with its name, takes its labels, and ends with its value. For one thread.
 */
final class Exposition {
    /** What is written, as the header says it. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4";

    private static final int BUFFER_BYTES = 16 << 10;

    /** Most bytes of a long in digits. */
    private static final int LONG_DIGITS = 20;

    /** Below this, doubles are whole numbers exactly. */
    private static final double EXACT = 1L << 53;

    private final OutputStream stream;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] digits = new byte[LONG_DIGITS];
    private int used;
    private long flushedBytes;
    private boolean labelled;

    /** @param stream flushed and closed by who calls */
    Exposition(OutputStream stream) {
        this.stream = stream;
    }

    /** Begins a family. */
    void family(String prefix, String name, MetricType type, String help) throws IOException {
        ascii("# TYPE ");
        ascii(prefix);
        ascii(name);
        put(' ');
        ascii(type.text());
        ascii("\n# HELP ");
        ascii(prefix);
        ascii(name);
        put(' ');
        escaped(help, false);
        put('\n');
    }

    /** Adds families that are text already. */
    void append(String families) throws IOException {
        flush();
        byte[] bytes = families.getBytes(StandardCharsets.UTF_8);
        stream.write(bytes);
        flushedBytes += bytes.length;
    }

    /** Begins a sample. */
    Exposition sample(String prefix, String name) throws IOException {
        ascii(prefix);
        ascii(name);
        labelled = false;
        return this;
    }

    /** Adds a label; the value may be any text. */
    Exposition label(String name, String value) throws IOException {
        put(labelled ? ',' : '{');
        labelled = true;
        ascii(name);
        put('=');
        put('"');
        escaped(value, true);
        put('"');
        return this;
    }

    /** Ends a sample. */
    void value(double value) throws IOException {
        if (labelled) {
            put('}');
        }
        put(' ');
        if (Math.abs(value) < EXACT && value == (long) value) {
            digits((long) value);
        } else {
            ascii(text(value));
        }
        put('\n');
    }

    private static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        return Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : Double.toString(value);
    }

    private void digits(long value) throws IOException {
        if (value < 0) {
            put('-');
        }
        long rest = Math.abs(value);
        int first = LONG_DIGITS;
        do {
            first--;
            digits[first] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        for (int i = first; i < LONG_DIGITS; i++) {
            put(digits[i]);
        }
    }

    /** In a label's value a quote is escaped, too. */
    private void escaped(String text, boolean inLabel) throws IOException {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += wide(text, i) - 1;
            } else if (c == '\n') {
                ascii("\\n");
            } else {
                if (c == '\\' || c == '"' && inLabel) {
                    put('\\');
                }
                put(c);
            }
        }
    }

    /** Writes one character beyond ASCII, half a one as a question mark; gives how many {@code char}s it took. */
    private int wide(String text, int at) throws IOException {
        int chars = Character.charCount(text.codePointAt(at));
        for (byte each : text.substring(at, at + chars).getBytes(StandardCharsets.UTF_8)) {
            put(each);
        }
        return chars;
    }

    private void ascii(String text) throws IOException {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            put(text.charAt(i));
        }
    }

    private void put(int each) throws IOException {
        if (used == BUFFER_BYTES) {
            flush();
        }
        buffer[used] = (byte) each;
        used++;
    }

    /** Hands what was written to the stream. */
    void flush() throws IOException {
        stream.write(buffer, 0, used);
        flushedBytes += used;
        used = 0;
    }

    /** Bytes that were written. */
    long sizeBytes() {
        return flushedBytes + used;
    }
}
