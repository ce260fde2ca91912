package io.leveret.it.crash;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Which queues must be there and which must not. For any thread. */
final class DefinitionsLedger {
    private final Map<String, State> states = new TreeMap<>();
    private final Violations violations;

    DefinitionsLedger(Violations violations) {
        this.violations = violations;
    }

    /** A declare or delete is about to be sent. */
    synchronized void asked(String queue) {
        states.put(queue, State.IN_DOUBT);
    }

    /** It was answered. */
    synchronized void answered(String queue, boolean there) {
        states.put(queue, there ? State.THERE : State.MISSING);
    }

    /** Asks the broker for each of them; what was in doubt is not any more. */
    synchronized void check(Connection connection) throws Exception {
        for (Map.Entry<String, State> each : states.entrySet()) {
            boolean there = isThere(connection, each.getKey());
            if (each.getValue() == State.THERE && !there) {
                violations.add("the queue " + each.getKey() + " was declared and is not there");
            }
            if (each.getValue() == State.MISSING && there) {
                violations.add("the queue " + each.getKey() + " was deleted and is there");
            }
            each.setValue(there ? State.THERE : State.MISSING);
        }
    }

    private static boolean isThere(Connection connection, String queue) throws Exception {
        Channel channel = connection.createChannel();
        try {
            channel.queueDeclarePassive(queue);
            channel.close();
            return true;
        } catch (IOException refused) {
            if (refused.getCause() instanceof ShutdownSignalException closed && !closed.isHardError()) {
                return false;
            }
            throw refused;
        }
    }

    private enum State {
        THERE,
        MISSING,
        IN_DOUBT
    }
}
