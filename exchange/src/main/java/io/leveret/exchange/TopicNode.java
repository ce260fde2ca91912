package io.leveret.exchange;

import java.util.Arrays;

/**
 * A node of the trie of patterns: the words that may follow, in an open-addressed table that is asked with a word still
 * inside its routing key, and the two wildcards apart.
 */
final class TopicNode {
    /** The number of a node that does not stand for {@code #}. */
    static final int NO_MULTI = -1;

    private static final TopicNode[] NO_NODES = {};

    final TopicNode parent;
    /** The word that leads here from the parent, {@code *} and {@code #} included; null for the root. */
    final String word;
    /** A small number that no other {@code #} node of the trie has at the same time, or {@link #NO_MULTI}. */
    final int multiNumber;

    final DestinationSet destinations = new DestinationSet();
    /** The child for exactly one word, or null. */
    TopicNode single;
    /** The child for any number of words, or null. */
    TopicNode multi;

    private TopicNode[] table = NO_NODES;
    private int tableSize;

    TopicNode(TopicNode parent, String word, int multiNumber) {
        this.parent = parent;
        this.word = word;
        this.multiNumber = multiNumber;
    }

    /** Whether no pattern goes on from here. */
    boolean isLeaf() {
        return tableSize == 0 && single == null && multi == null;
    }

    /** The child for this literal word, or null. */
    TopicNode child(TopicWords words, int at) {
        if (tableSize == 0) {
            return null;
        }
        int mask = table.length - 1;
        int slot = spread(words.hash(at)) & mask;
        while (table[slot] != null) {
            if (words.is(at, table[slot].word)) {
                return table[slot];
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    void addChild(TopicNode child) {
        if ((tableSize + 1) * 4 > table.length * 3) {
            resize(Math.max(2, table.length * 2));
        }
        place(child);
        tableSize++;
    }

    void removeChild(TopicNode child) {
        int mask = table.length - 1;
        int slot = spread(child.word.hashCode()) & mask;
        while (table[slot] != child) {
            slot = slot + 1 & mask;
        }
        table[slot] = null;
        tableSize--;
        // What stands behind in the same run may have been pushed past the gap.
        for (int next = slot + 1 & mask; table[next] != null; next = next + 1 & mask) {
            TopicNode moved = table[next];
            table[next] = null;
            place(moved);
        }
        if (tableSize == 0) {
            table = NO_NODES;
        } else if (table.length > 8 && tableSize * 8 < table.length) {
            resize(table.length / 2);
        }
    }

    private void place(TopicNode child) {
        int mask = table.length - 1;
        int slot = spread(child.word.hashCode()) & mask;
        while (table[slot] != null) {
            slot = slot + 1 & mask;
        }
        table[slot] = child;
    }

    private void resize(int capacity) {
        TopicNode[] old = table;
        table = new TopicNode[capacity];
        Arrays.stream(old).filter(child -> child != null).forEach(this::place);
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 16;
    }
}
