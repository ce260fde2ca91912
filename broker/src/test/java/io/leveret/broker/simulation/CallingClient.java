package io.leveret.broker.simulation;

import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that asks one thing after another, or several at once, on channel 1, and remembers all it hears. The whole
 * simulation comes to rest while it waits.
 */
final class CallingClient implements WireClient.Listener {
    private static final int HIGH_BYTES = 1 << 20;

    private final Simulation simulation;
    private final WireClient wire;
    private final List<Method> heard = new ArrayList<>();
    private byte[] lastBody;

    /** Connects and opens channel 1. */
    CallingClient(SimulatedBroker broker, int shardIndex) {
        this(broker, shardIndex, HIGH_BYTES);
    }

    CallingClient(SimulatedBroker broker, int shardIndex, int highBytes) {
        this(broker, shardIndex, highBytes, 0);
    }

    CallingClient(SimulatedBroker broker, int shardIndex, int highBytes, int heartbeatSeconds) {
        this.simulation = broker.simulation();
        this.wire = new WireClient(broker.connect(shardIndex, highBytes), this);
        wire.open(heartbeatSeconds);
        call(new ChannelMethod.Open());
    }

    @Override
    public void method(int channel, Method method) {
        heard.add(method);
    }

    @Override
    public void content(int channel, Method method, byte[] body) {
        heard.add(method);
        lastBody = body;
    }

    /** Sends a method, lets everything happen, and returns what was heard last. */
    Method call(Method method) {
        tell(method);
        rest();
        Method last = heard.get(heard.size() - 1);
        if (last instanceof ChannelMethod.Close || last instanceof ConnectionMethod.Close) {
            throw new AssertionError(method + " was refused: " + last);
        }
        return last;
    }

    /** Sends a method and lets nothing happen. */
    void tell(Method method) {
        wire.send(method instanceof ConnectionMethod ? 0 : 1, method);
    }

    void publish(String exchange, String routingKey, byte[] body) {
        wire.publish(1, new BasicMethod.Publish(exchange, routingKey, false, false), WireClient.NO_PROPERTIES, body);
    }

    void publishPersistent(String exchange, String routingKey, byte[] body) {
        wire.publish(1, new BasicMethod.Publish(exchange, routingKey, false, false), SimulatedClient.PERSISTENT, body);
    }

    /** Lets everything happen and reads all there is. */
    void rest() {
        simulation.settle();
        while (wire.transport().waitingForClient() > 0) {
            wire.take(Integer.MAX_VALUE);
            simulation.settle();
        }
    }

    /** Everything heard so far, in order. */
    List<Method> heard() {
        return heard;
    }

    byte[] lastBody() {
        return lastBody;
    }

    SimulatedTransport transport() {
        return wire.transport();
    }

    void close() {
        call(new ConnectionMethod.Close(200, "bye", 0, 0));
    }
}
