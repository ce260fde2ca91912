package io.leveret.broker.admin;

import io.leveret.broker.alarms.ShardAlarms;
import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.MessagingAdmin.Acting;
import io.leveret.management.admin.RefusedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of the broker within its own process, for one short conversation in the name of a user. It speaks AMQP to an
 * {@link AmqpConnection} whose transport is memory, so whatever a client may, must and is told holds for it, too, in
 * the same words. It has one channel. However the conversation ends, nothing of it is left.
 *
 * <p>Belongs to the thread that has the conversation, which waits for each answer; the broker's side runs on a shard.
 */
final class InternalClient implements AutoCloseable {
    /** For the whole conversation. */
    static final long DEADLINE_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(InternalClient.class);
    private static final int CHANNEL = 1;

    /** What the broker says. */
    sealed interface Said permits SaidMethod, SaidContent, Refused, Gone {}

    record SaidMethod(Method method) implements Said {}

    /** {@code bodyBytes} is the size of all of the body, of which the first bytes may be all that was kept. */
    record SaidContent(Method method, byte[] properties, long bodyBytes, byte[] body) implements Said {}

    /** A channel or the connection was closed, or never opened. */
    record Refused(int code, String replyText) implements Said {}

    /** The connection is no more. */
    record Gone() implements Said {}

    private final BrokerShard shard;
    private final InternalTransport transport;
    private final ShardAlarms alarms;
    private final int frameMaxBytes;
    private final BlockingQueue<Said> heard = new LinkedBlockingQueue<>();
    private final long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS);

    private InternalClient(BrokerShard shard, InternalTransport transport, ConnectionServices services) {
        this.shard = shard;
        this.transport = transport;
        this.alarms = services.alarms().on(shard);
        this.frameMaxBytes = services.settings().frameMaxBytes();
    }

    /**
     * Opens a connection and a channel.
     *
     * @param services of a client that is not counted among the others
     * @param bodyBytes kept of each body that comes
     * @throws RefusedException 530: the user may not enter the virtual host
     */
    static InternalClient open(BrokerShard shard, ConnectionServices services, Acting acting, int bodyBytes)
            throws RefusedException, AdminException {
        InternalTransport transport = new InternalTransport(shard, "HTTP " + acting.from(), bodyBytes);
        InternalClient client = new InternalClient(shard, transport, services);
        transport.whenHeard(client.heard::add);
        try {
            client.onShard(() -> transport.connect(services, acting));
            client.send(new ChannelMethod.Open());
            client.await(ChannelMethod.OpenOk.class);
        } catch (RefusedException | AdminException e) {
            client.close();
            throw e;
        }
        return client;
    }

    /** Says a method on the channel. */
    void send(Method method) throws AdminException {
        ByteBuf bytes = Unpooled.buffer();
        try {
            Frames.method(bytes, CHANNEL, method);
        } catch (IllegalArgumentException e) {
            throw new AdminException(Kind.INVALID, e.getMessage(), e);
        }
        say(bytes);
    }

    /**
     * Publishes, unless an alarm is raised: a connection is blocked behind its first content only, which may be all of
     * the message.
     */
    void publish(BasicMethod.Publish publish, byte[] properties, byte[] body) throws AdminException {
        byte[] content = new byte[properties.length + body.length];
        System.arraycopy(properties, 0, content, 0, properties.length);
        System.arraycopy(body, 0, content, properties.length, body.length);
        ByteBuf bytes = Unpooled.buffer();
        Frames.method(bytes, CHANNEL, publish);
        Frames.contentHeader(bytes, CHANNEL, content, properties.length);
        Frames.body(bytes, CHANNEL, content, properties.length, content.length, frameMaxBytes);
        onShard(() -> {
            if (alarms.any()) {
                heard.add(new SaidMethod(new ConnectionMethod.Blocked(alarms.reason())));
            } else {
                transport.say(bytes);
            }
        });
    }

    private void say(ByteBuf bytes) throws AdminException {
        onShard(() -> transport.say(bytes));
    }

    private void onShard(Runnable task) throws AdminException {
        try {
            shard.execute(task);
        } catch (RejectedExecutionException e) {
            throw new AdminException(Kind.FAILED, "the node stops", e);
        }
    }

    /** Whether more than half of the time that a conversation may take is left. */
    boolean hasTime() {
        return deadlineNanos - System.nanoTime() > TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS / 2);
    }

    /** Waits for an answer of one kind. */
    <M extends Method> M await(Class<M> kind) throws RefusedException, AdminException {
        while (true) {
            if (hear() instanceof SaidMethod said && kind.isInstance(said.method())) {
                return kind.cast(said.method());
            }
        }
    }

    /** Waits for what the broker says next. */
    Said hear() throws RefusedException, AdminException {
        Said said;
        try {
            said = heard.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminException(Kind.FAILED, "interrupted", e);
        }
        if (said instanceof Refused refused) {
            throw new RefusedException(refused.code(), refused.replyText());
        }
        if (said instanceof SaidMethod method && method.method() instanceof ConnectionMethod.Blocked blocked) {
            throw new AdminException(Kind.UNAVAILABLE, "publishing is blocked by an alarm: " + blocked.reason());
        }
        if (said == null || said instanceof Gone) {
            String why = said == null ? "the broker did not answer within " + DEADLINE_MS + " ms" : "the node stops";
            throw new AdminException(said == null ? Kind.TIMEOUT : Kind.FAILED, why);
        }
        return said;
    }

    /** Says goodbye, and waits until all that the conversation held has been given back. */
    void finish() throws RefusedException, AdminException {
        ByteBuf bytes = Unpooled.buffer();
        Frames.method(bytes, 0, new ConnectionMethod.Close(200, "", 0, 0));
        say(bytes);
        await(ConnectionMethod.CloseOk.class);
    }

    /** Drops the connection if it is still there; what it held goes back. */
    @Override
    public void close() {
        transport.abandon();
        try {
            shard.execute(transport::drop);
        } catch (RejectedExecutionException e) {
            LOG.debug("the shard has ended, and with it all that lived there", e);
        }
    }
}
