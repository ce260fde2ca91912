package io.leveret.exchange;

import java.util.BitSet;

/**
 * Topic patterns in a trie of words.
 *
 * <p>The problem: trying every way in which {@code #} may swallow words costs exponential time in the number of
 * {@code #} of a pattern, and a client chooses both patterns and keys. The choice: the trie is read as a
 * non-deterministic automaton, and a key drives the set of all states at once (Thompson 1968). A word takes each node
 * of the set to at most two others, the child for the word and the one for {@code *}; each of these has one way in, so
 * it comes up once. A {@code #} node keeps itself in the set whatever comes, so it is taken in once per key, which the
 * numbers of these nodes decide without touching the trie. Time is thus at most the number of words times the number of
 * nodes that match a beginning of the key, whatever the patterns; patterns that part from the key cost nothing.
 *
 * <p>A word that is {@code *} or {@code #} in a routing key has no special meaning there.
 */
final class TopicIndex implements BindingIndex {
    private static final String SINGLE = "*";
    private static final String MULTI = "#";

    private final TopicNode root = new TopicNode(null, null, TopicNode.NO_MULTI);
    private final BitSet multiNumbers = new BitSet();
    private int nodes;

    @Override
    public void add(Binding binding, Destination destination) {
        TopicNode node = root;
        TopicWords words = new TopicWords().split(binding.routingKey());
        for (int i = 0; i < words.count(); i++) {
            TopicNode next = childOf(node, words, i);
            node = next != null ? next : grow(node, words.text(i));
        }
        node.destinations.add(destination);
    }

    @Override
    public void remove(Binding binding, Destination destination) {
        TopicNode node = root;
        TopicWords words = new TopicWords().split(binding.routingKey());
        for (int i = 0; i < words.count(); i++) {
            node = childOf(node, words, i);
            if (node == null) {
                return;
            }
        }
        node.destinations.remove(destination);
        while (node != root && node.isLeaf() && node.destinations.isEmpty()) {
            prune(node);
            node = node.parent;
        }
    }

    @Override
    public void route(RoutingKeys keys, Route out) {
        TopicWalk walk = out.walk();
        for (int i = 0; i < keys.size(); i++) {
            walk.words.split(keys.get(i));
            walk.begin(root, multiNumbers.length(), out);
            for (int word = 0; word < walk.words.count(); word++) {
                if (!walk.read(word, out)) {
                    break;
                }
            }
            walk.end(out);
        }
    }

    @Override
    public boolean isEmpty() {
        return nodes == 0 && multiNumbers.isEmpty() && root.isLeaf() && root.destinations.isEmpty();
    }

    /** How many nodes there are beside the root. */
    int nodes() {
        return nodes;
    }

    private static TopicNode childOf(TopicNode node, TopicWords words, int at) {
        if (words.is(at, SINGLE)) {
            return node.single;
        }
        return words.is(at, MULTI) ? node.multi : node.child(words, at);
    }

    private TopicNode grow(TopicNode parent, String word) {
        nodes++;
        switch (word) {
            case SINGLE -> {
                parent.single = new TopicNode(parent, word, TopicNode.NO_MULTI);
                return parent.single;
            }
            case MULTI -> {
                int number = multiNumbers.nextClearBit(0);
                multiNumbers.set(number);
                parent.multi = new TopicNode(parent, word, number);
                return parent.multi;
            }
            default -> {
                TopicNode child = new TopicNode(parent, word, TopicNode.NO_MULTI);
                parent.addChild(child);
                return child;
            }
        }
    }

    private void prune(TopicNode node) {
        nodes--;
        if (node == node.parent.single) {
            node.parent.single = null;
        } else if (node == node.parent.multi) {
            multiNumbers.clear(node.multiNumber);
            node.parent.multi = null;
        } else {
            node.parent.removeChild(node);
        }
    }
}
