package io.leveret.broker.events;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.exchange.ErlangTerms;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The headers of an event as RabbitMQ's event exchange gives them: sorted by name; integers as 64 bit, tables of
 * clients as arrays of terms, addresses as tuples. A header that is written again replaces the first.
 */
public final class EventTable {
    private static final String ARROW = " -> ";
    private static final int OCTETS_OF_A_GROUP = 2;

    private final String node;
    private final long creation;
    private final Map<String, FieldValue> headers = new TreeMap<>();

    /**
     * @param node its name
     * @param creation epoch seconds of its start, a part of what objects are called
     */
    public EventTable(String node, long creation) {
        this.node = node;
        this.creation = creation;
    }

    /** The name of the node. */
    public String node() {
        return node;
    }

    /** Null counts as empty. */
    public EventTable text(String name, String text) {
        headers.put(name, FieldValue.of(text == null ? "" : text));
        return this;
    }

    public EventTable value(String name, FieldValue value) {
        headers.put(name, value);
        return this;
    }

    public EventTable number(String name, long number) {
        headers.put(name, FieldValue.of(number));
        return this;
    }

    public EventTable flag(String name, boolean truth) {
        headers.put(name, FieldValue.of(truth));
        return this;
    }

    public EventTable texts(String name, List<String> texts) {
        headers.put(name, FieldValue.of(texts.stream().map(FieldValue::of).toList()));
        return this;
    }

    /** The entries of a table, each as a term. */
    public EventTable table(String name, FieldTable table) {
        return texts(name, ErlangTerms.entries(table));
    }

    /** A text as Erlang keeps it: the numbers of its characters. */
    public EventTable characters(String name, String text) {
        headers.put(
                name,
                FieldValue.of(text.codePoints()
                        .mapToObj(character -> FieldValue.of((long) character))
                        .toList()));
        return this;
    }

    /** What a connection is called, as in {@code list_connections pid}. */
    public EventTable connection(String name, long number) {
        return text(name, "<" + node + "." + creation + "." + number + ".0>");
    }

    /** What a channel is called, as in {@code list_channels pid}. */
    public EventTable channel(String name, long connection, int number) {
        return text(name, "<" + node + "." + creation + "." + connection + "." + number + ">");
    }

    /** Both ends of "host:port -> host:port", the client's first. */
    public EventTable ends(String connectionName) {
        int arrow = connectionName.indexOf(ARROW);
        if (arrow < 0) {
            return this;
        }
        String client = connectionName.substring(0, arrow);
        String server = connectionName.substring(arrow + ARROW.length());
        return end("peer_host", "peer_port", client).end("host", "port", server);
    }

    private EventTable end(String host, String port, String text) {
        int colon = text.lastIndexOf(':');
        String digits = text.substring(colon + 1);
        if (colon < 0 || !digits.matches("[0-9]{1,5}")) {
            return text(host, text);
        }
        number(port, Long.parseLong(digits));
        return text(host, tuple(text.substring(0, colon)));
    }

    /** An address that is written in numbers, as a tuple of them; anything else as it is. */
    private static String tuple(String address) {
        if (address.matches("[0-9]+(\\.[0-9]+){3}")) {
            return "{" + address.replace('.', ',') + "}";
        }
        String[] groups = address.replaceAll("[\\[\\]]|%.*", "").split(":");
        if (groups.length != Byte.SIZE) {
            return address;
        }
        StringBuilder tuple = new StringBuilder("{");
        for (String group : groups) {
            if (!group.matches("[0-9a-fA-F]{1,4}")) {
                return address;
            }
            tuple.append(tuple.length() > 1 ? "," : "").append(Integer.parseInt(group, Byte.SIZE * OCTETS_OF_A_GROUP));
        }
        return tuple.append('}').toString();
    }

    /** Takes a header away. */
    public EventTable without(String name) {
        headers.remove(name);
        return this;
    }

    /** All headers, sorted. */
    public FieldTable build() {
        FieldTable.Builder table = FieldTable.builder();
        headers.forEach(table::value);
        return table.build();
    }
}
