package io.leveret.broker.connection;

import io.leveret.broker.access.Authenticator;
import io.leveret.broker.access.PasswordHash;
import io.leveret.broker.access.Permission;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.SaslMechanism;
import io.leveret.broker.access.User;
import io.leveret.broker.access.Users;
import io.leveret.broker.alarms.Alarms;
import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.policies.Limits;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.vhost.VhostFixture;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** A connection on shard 0 of a node in memory, on a clock that the test sets. */
final class ConnectionFixture {
    static final int HANDSHAKE_TIMEOUT_MS = 10_000;

    final VhostFixture node;
    final Alarms alarms;
    final ConnectionServices services;
    final RecordingTransport transport = new RecordingTransport();
    final AmqpConnection connection;

    private FieldTable clientProperties = FieldTable.EMPTY;

    ConnectionFixture(int shardCount) {
        this(new VhostFixture(shardCount));
    }

    ConnectionFixture(VhostFixture ofNode) {
        node = ofNode;
        Users users = new Users();
        users.put(new User("guest", PasswordHash.create("guest"), Set.of()));
        Permissions permissions = new Permissions();
        permissions.put(new Permission("guest", "/", ".*", ".*", ".*"));
        alarms = new Alarms(node.shards.all(), "n@h", node.events, () -> 0);
        services = new ConnectionServices(
                node.shards.all(),
                node.vhosts,
                new Authenticator(users, Set::of, Set.of(SaslMechanism.PLAIN), null, null),
                users,
                permissions,
                node.events,
                new ChurnCounters(),
                new DirectReplies(),
                alarms,
                () -> ServerProperties.of("cluster", "1"),
                new ConnectionSettings(
                        131_072, 4_096, 60, HANDSHAKE_TIMEOUT_MS, 1 << 20, 0, 4_096, 1 << 20, 1 << 20, 15_000),
                new RuntimeSettings(List.of(), 2_047),
                new ClientCounts(new Limits(), "n@h", Limits.NONE, Limits.NONE));
        connection = new AmqpConnection(node.shards.get(0), transport, services);
    }

    /** Another connection of the same node, on shard 0. */
    ConnectionFixture(ConnectionFixture sibling) {
        node = sibling.node;
        alarms = sibling.alarms;
        services = sibling.services;
        connection = new AmqpConnection(node.shards.get(0), transport, services);
    }

    /** The client will say that it has this capability. */
    ConnectionFixture capable(String capability) {
        clientProperties = FieldTable.builder()
                .table(
                        "capabilities",
                        FieldTable.builder().bool(capability, true).build())
                .build();
        return this;
    }

    /** A socket was accepted; the client says nothing yet. */
    ConnectionFixture accepted() {
        node.shards.turn(0, connection::accepted);
        return this;
    }

    /** The handshake is through. */
    ConnectionFixture open(int heartbeatSeconds) {
        accepted();
        logIn(connection, heartbeatSeconds);
        return this;
    }

    /** Another connection of this node: its handshake is through, without heartbeats. */
    void open(AmqpConnection other) {
        node.shards.turn(0, other::accepted);
        logIn(other, 0);
    }

    private void logIn(AmqpConnection to, int heartbeatSeconds) {
        receive(to, Unpooled.buffer().writeLong(0x414D_5150_0000_0901L));
        byte[] login = "\0guest\0guest".getBytes(StandardCharsets.UTF_8);
        send(to, 0, new ConnectionMethod.StartOk(clientProperties, "PLAIN", login, "en_US"));
        send(to, 0, new ConnectionMethod.TuneOk(2_047, 131_072, heartbeatSeconds));
        send(to, 0, new ConnectionMethod.Open("/"));
    }

    void send(int channel, Method method) {
        send(connection, channel, method);
    }

    void send(AmqpConnection to, int channel, Method method) {
        ByteBuf bytes = Unpooled.buffer();
        Frames.method(bytes, channel, method);
        receive(to, bytes);
    }

    /** A read burst, and all that follows from it. */
    void receive(ByteBuf bytes) {
        receive(connection, bytes);
    }

    private void receive(AmqpConnection to, ByteBuf bytes) {
        node.shards.turn(0, () -> to.received(bytes));
    }

    /** The clock moves on. */
    void advance(long byMs) {
        node.shards.advance(byMs);
    }
}
