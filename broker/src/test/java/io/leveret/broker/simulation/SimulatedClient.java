package io.leveret.broker.simulation;

import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.Method;
import java.util.Map;
import java.util.TreeMap;

/** A connection as its client knows it. It reads as the simulation likes, and not at all while it is stalled. */
final class SimulatedClient implements WireClient.Listener, Simulation.Activity {
    private static final byte[] TRANSIENT = WireClient.NO_PROPERTIES;
    static final byte[] PERSISTENT = MessageProperties.builder()
            .deliveryMode(2)
            .contentType("text/plain")
            .build();
    private static final int TAKEN_BYTES = 8 * 1024;

    private final Oracle oracle;
    private final Simulation simulation;
    private final WireClient wire;
    private final String name;
    private final Map<Integer, ClientChannel> channels = new TreeMap<>();
    private int welcomes;
    private boolean stalled;
    private boolean closing;
    private boolean blocked;
    private boolean closed;

    SimulatedClient(Oracle oracle, SimulatedBroker broker, int shardIndex, int highBytes) {
        this.oracle = oracle;
        this.simulation = broker.simulation();
        SimulatedTransport transport = broker.connect(shardIndex, highBytes);
        this.wire = new WireClient(transport, this);
        this.name = transport.name();
        simulation.add(this);
        wire.open(0);
    }

    Oracle oracle() {
        return oracle;
    }

    SimulatedTransport transport() {
        return wire.transport();
    }

    boolean isOpen() {
        return !closing && !closed;
    }

    boolean isClosed() {
        return closed;
    }

    void stall(boolean on) {
        stalled = on;
    }

    /** Whether the broker said that it is blocked, and not yet that it is no more. */
    boolean isBlocked() {
        return blocked;
    }

    Map<Integer, ClientChannel> channels() {
        return channels;
    }

    // ---- reading

    @Override
    public boolean isReady() {
        return !stalled && transport().waitingForClient() > 0;
    }

    @Override
    public void happen() {
        wire.take(1 + simulation.random().nextInt(TAKEN_BYTES));
    }

    @Override
    public void method(int number, Method method) {
        if (closed) {
            throw new AssertionError(this + ": " + method + " came after connection.close-ok");
        }
        if (number != 0) {
            channel(number, method).heard(method);
        } else if (method instanceof ConnectionMethod.CloseOk && closing) {
            channels.values().forEach(ClientChannel::connectionClosed);
            gone();
        } else if (method instanceof ConnectionMethod.Blocked && !blocked) {
            blocked = true;
        } else if (method instanceof ConnectionMethod.Unblocked && blocked) {
            blocked = false;
        } else if (method instanceof ConnectionMethod.Close) {
            throw new AssertionError(this + ": " + method);
        } else if (++welcomes > 3) {
            throw new AssertionError(this + ": unexpected " + method);
        }
    }

    @Override
    public void content(int number, Method method, byte[] body) {
        channel(number, method).heard(method, body);
    }

    private ClientChannel channel(int number, Method method) {
        ClientChannel channel = channels.get(number);
        if (channel == null) {
            throw new AssertionError(this + ": " + method + " on channel " + number + ", which is closed");
        }
        return channel;
    }

    // ---- asking

    boolean toss() {
        return simulation.random().nextBoolean();
    }

    void send(int number, Method method) {
        wire.send(number, method);
    }

    void publish(int number, BasicMethod.Publish publish, boolean persistent, byte[] body) {
        wire.publish(number, publish, persistent ? PERSISTENT : TRANSIENT, body);
    }

    ClientChannel openChannel(int number) {
        ClientChannel channel = new ClientChannel(this, number);
        channels.put(number, channel);
        channel.ask(new ChannelMethod.Open(), (ok, none) -> {}, ChannelMethod.OpenOk.class);
        return channel;
    }

    void ended(int number) {
        channels.remove(number);
    }

    void close() {
        closing = true;
        channels.values().forEach(ClientChannel::closing);
        send(0, new ConnectionMethod.Close(200, "bye", 0, 0));
    }

    /** The connection breaks. */
    void lose() {
        transport().lose();
        channels.values().forEach(ClientChannel::connectionLost);
        gone();
    }

    private void gone() {
        closed = true;
        for (QueueModel queue : oracle.queues()) {
            queue.doomed |= queue.owner == this;
        }
        simulation.remove(this);
        stalled = false;
    }

    @Override
    public String toString() {
        return name;
    }
}
