package io.leveret.exchange;

import java.util.Arrays;

/**
 * Scratch space for matching keys against a {@link TopicIndex}: the nodes that the words read so far lead to. One per
 * route, so that the index itself is only read.
 */
final class TopicWalk {
    final TopicWords words = new TopicWords();
    private TopicNode[] current = new TopicNode[16];
    private TopicNode[] next = new TopicNode[16];
    private int currentCount;
    private int nextCount;

    /** The {@code #} nodes reached so far that patterns go on from. They swallow any word, so they stay. */
    private TopicNode[] multis = new TopicNode[8];

    private int multiCount;
    private int[] seenMultis = {};
    private int round;

    /** Stands at the root before the first word, for a trie whose {@code #} nodes are numbered below a bound. */
    void begin(TopicNode root, int multiBound, Route out) {
        if (seenMultis.length < multiBound) {
            seenMultis = Arrays.copyOf(seenMultis, Math.max(multiBound, seenMultis.length * 2));
        }
        if (++round == 0) {
            Arrays.fill(seenMultis, 0);
            round = 1;
        }
        currentCount = 0;
        nextCount = 0;
        multiCount = 0;
        enter(root, out);
        swap();
    }

    /** Reads one word; false if no pattern can match any more. */
    boolean read(int word, Route out) {
        int swallowing = multiCount;
        for (int i = 0; i < currentCount; i++) {
            follow(current[i], word, out);
        }
        for (int i = 0; i < swallowing; i++) {
            follow(multis[i], word, out);
        }
        swap();
        return currentCount + multiCount > 0;
    }

    /** Reaches what stands where the last word has led to, and lets go of the nodes. */
    void end(Route out) {
        for (int i = 0; i < currentCount; i++) {
            current[i].destinations.reach(out);
        }
        Arrays.fill(current, 0, currentCount, null);
        Arrays.fill(multis, 0, multiCount, null);
    }

    private void follow(TopicNode from, int word, Route out) {
        out.countStep();
        TopicNode literal = from.child(words, word);
        if (literal != null) {
            enter(literal, out);
        }
        if (from.single != null) {
            enter(from.single, out);
        }
    }

    private void enter(TopicNode node, Route out) {
        if (nextCount == next.length) {
            next = Arrays.copyOf(next, nextCount * 2);
        }
        next[nextCount++] = node;
        enterMulti(node.multi, out);
    }

    /** Takes in a {@code #} node and those that follow it at once, since {@code #} may stand for no word at all. */
    private void enterMulti(TopicNode first, Route out) {
        for (TopicNode node = first; node != null && seenMultis[node.multiNumber] != round; node = node.multi) {
            out.countStep();
            seenMultis[node.multiNumber] = round;
            // It matches whatever words may come, so what stands here is reached for certain.
            node.destinations.reach(out);
            if (!node.isLeaf()) {
                if (multiCount == multis.length) {
                    multis = Arrays.copyOf(multis, multiCount * 2);
                }
                multis[multiCount++] = node;
            }
        }
    }

    private void swap() {
        Arrays.fill(current, 0, currentCount, null);
        TopicNode[] emptied = current;
        current = next;
        currentCount = nextCount;
        next = emptied;
        nextCount = 0;
    }
}
