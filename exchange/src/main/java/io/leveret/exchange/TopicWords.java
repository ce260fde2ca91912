package io.leveret.exchange;

import java.util.Arrays;

/**
 * A routing key cut into words without copying them: for each word where it stands and its hash. Empty words count, so
 * {@code a..b} has three; the empty key has none (RabbitMQ 4.0.5 behaviour). Made to be used again.
 */
final class TopicWords {
    private String key = "";
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int[] hashes = new int[16];
    private int count;

    TopicWords split(String routingKey) {
        key = routingKey;
        count = 0;
        if (routingKey.isEmpty()) {
            return this;
        }
        int start = 0;
        int hash = 0;
        for (int i = 0; i < routingKey.length(); i++) {
            char c = routingKey.charAt(i);
            if (c == '.') {
                append(start, i, hash);
                start = i + 1;
                hash = 0;
            } else {
                hash = 31 * hash + c;
            }
        }
        append(start, routingKey.length(), hash);
        return this;
    }

    private void append(int start, int end, int hash) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        starts[count] = start;
        ends[count] = end;
        hashes[count] = hash;
        count++;
    }

    int count() {
        return count;
    }

    /** The same as {@link String#hashCode} of the word. */
    int hash(int word) {
        return hashes[word];
    }

    boolean is(int word, String text) {
        int length = ends[word] - starts[word];
        return text.length() == length && key.startsWith(text, starts[word]);
    }

    /** The word as a string of its own. */
    String text(int word) {
        return key.substring(starts[word], ends[word]);
    }
}
