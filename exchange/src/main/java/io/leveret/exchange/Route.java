package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where one message goes: the queues, each once, and the exchanges it passed. Holds the scratch space of routing too,
 * so that routing by key allocates nothing; each thread keeps one and uses it for every message.
 */
public final class Route {
    private final IdentityList<QueueDestination> queues = new IdentityList<>();
    private final IdentityList<Exchange> exchanges = new IdentityList<>();
    private TopicWalk walk;
    private Headers headers = Headers.NONE;
    private FieldTable table;
    private boolean dependsOnMessage;
    private long reached;
    private long steps;

    /** How many queues. */
    public int size() {
        return queues.size();
    }

    /** A queue of the result; the order has no meaning. */
    public QueueDestination get(int index) {
        return queues.get(index);
    }

    /**
     * Whether more than the keys decided: headers, properties, or chance. Then the same keys may lead elsewhere next
     * time, and the result must not be cached by key.
     */
    public boolean dependsOnMessage() {
        return dependsOnMessage;
    }

    /** How many exchanges the message passed, the one published to included. */
    public int exchangeCount() {
        return exchanges.size();
    }

    /** An exchange the message passed; at 0 stands the one it was published to. */
    public Exchange exchangeAt(int index) {
        return exchanges.get(index);
    }

    /** Forgets the result, so that it keeps nothing alive. {@link Topology#route} does so first by itself. */
    public void clear() {
        queues.clear();
        exchanges.clear();
        headers = Headers.NONE;
        table = null;
        dependsOnMessage = false;
        reached = 0;
        steps = 0;
    }

    void begin(Headers headersOfMessage) {
        clear();
        headers = headersOfMessage;
    }

    /** Drops what only routing needed. */
    void end() {
        headers = Headers.NONE;
        table = null;
    }

    void reach(Destination destination) {
        reached++;
        if (destination.queue != null) {
            queues.add(destination.queue);
        } else {
            exchanges.add(destination.exchange);
        }
    }

    void visit(Exchange exchange) {
        exchanges.add(exchange);
    }

    /** How many destinations were handed over, those known already included. */
    long reached() {
        return reached;
    }

    /** The headers of the message; from now on the result depends on them. */
    FieldTable headers() {
        dependsOnMessage = true;
        if (table == null) {
            FieldTable decoded = headers.table();
            table = decoded == null ? FieldTable.EMPTY : decoded;
        }
        return table;
    }

    /** The properties of the message, null if there are none; from now on the result depends on them. */
    MessageProperties properties() {
        dependsOnMessage = true;
        return headers.properties();
    }

    /** A number from 0 to below {@code bound}, each as likely; from now on the result depends on it. */
    int anyBelow(int bound) {
        dependsOnMessage = true;
        return ThreadLocalRandom.current().nextInt(bound);
    }

    TopicWalk walk() {
        if (walk == null) {
            walk = new TopicWalk();
        }
        return walk;
    }

    /** Counts one look into an index: the measure of work by which tests judge that routing does not scan. */
    void countStep() {
        steps++;
    }

    void countSteps(int taken) {
        steps += taken;
    }

    long steps() {
        return steps;
    }
}
