package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.AmqpException;
import io.leveret.codec.Method;
import io.leveret.codec.ReplyCode;
import io.leveret.persistence.DefinitionsStore.Completion;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * What a channel waits for, and what waits behind it.
 *
 * <p>A method that must wait for another shard or the disk parks the channel: later frames are kept, and methods that
 * the broker sends of its own are held, until the answer is in, so that everything a client sees happens in the order
 * it asked for. Frames are kept as well while the client does not read. A channel waits for one answer at a time.
 *
 * <p>All on the connection's shard, but for what {@link #completion} makes: that may be called by any thread.
 */
final class ChannelWait {
    /** What is done when an answer is in. */
    interface Answer {
        void run() throws AmqpException;
    }

    private final Channel channel;
    private final AmqpConnection connection;
    private final BackPressure backPressure;
    private final ParkedFrames parked;
    private final Runnable unpark = this::unpark;
    private boolean waiting;
    private boolean unparking;
    private List<Method> behindAnswer = List.of();

    ChannelWait(Channel channel) {
        this.channel = channel;
        this.connection = channel.connection();
        this.backPressure = connection.backPressure();
        this.parked = new ParkedFrames(connection.pauses());
    }

    // ---- frames

    /** Whether the next frame must wait: for an answer, behind others that wait, or for the client to read. */
    boolean holdsFrames() {
        return waiting || !parked.isEmpty() || (channel.isOpen() && backPressure.mustWait());
    }

    /** Keeps a frame until its turn comes. */
    void keep(int type, ByteBuf buffer, int offset, int size) {
        parked.add(type, buffer, offset, size);
    }

    /** Goes on with the frames that waited, as far as nothing holds them back. */
    void unpark() {
        if (unparking) {
            return;
        }
        unparking = true;
        try {
            while (!waiting && channel.isOpen() && !parked.isEmpty() && !backPressure.mustWait()) {
                int type = parked.nextType();
                ByteBuf payload = parked.poll();
                channel.process(type, payload, 0, payload.readableBytes());
            }
        } catch (AmqpException e) {
            connection.failed(e);
        } finally {
            unparking = false;
        }
        connection.channels().idle();
    }

    /** What waited came before the client knew: it is dropped as all that comes now, but a close is answered. */
    void dropWhileClosing() throws AmqpException {
        while (channel.isClosing() && !parked.isEmpty()) {
            int type = parked.nextType();
            ByteBuf payload = parked.poll();
            channel.whileClosing(type, payload, 0, payload.readableBytes());
        }
        parked.clear();
    }

    /** The channel is gone: drops the frames that waited. */
    void clear() {
        parked.clear();
    }

    /** Whether the channel waits, or frames of it do. */
    boolean isBusy() {
        return channel.isOpen() && (waiting || !parked.isEmpty());
    }

    // ---- answers

    /** Keeps later frames until {@link #answered}. */
    void park() {
        waiting = true;
    }

    /** The answer is in: does what it asks for, unless the channel is gone, and goes on with the frames that waited. */
    void answered(Answer answer) {
        waiting = false;
        if (!channel.isOpen()) {
            return;
        }
        try {
            answer.run();
        } catch (AmqpException e) {
            channel.failLater(e);
        }
        sendBehindAnswers();
        unpark();
    }

    /**
     * The answer came out of a queue's command: does what it asks for at once, to keep its place among deliveries, but
     * goes on with the frames that waited only after the command, since they may be for the same queue.
     */
    void answeredWithinCommand(Runnable answer) {
        waiting = false;
        if (channel.isOpen()) {
            answer.run();
            sendBehindAnswers();
            channel.shard().soon(unpark);
        }
    }

    /** Parks until definitions are on disk; give {@code waits} as the change returned it. */
    void answerWhenDurable(boolean waits, Answer answer) {
        if (waits) {
            park();
        } else {
            answered(answer);
        }
    }

    /** What a change of definitions is to call, which is then {@link #answered}. */
    Completion completion(Answer answer) {
        BrokerShard shard = connection.shard();
        return new Completion() {
            @Override
            public void durable() {
                shard.execute(() -> answered(answer));
            }

            @Override
            public void failed(Exception cause) {
                shard.execute(() -> answered(() -> {
                    throw new AmqpException(ReplyCode.INTERNAL_ERROR, "the definition could not be written to disk");
                }));
            }
        };
    }

    /** Sends a method, but not before the answer that the channel waits for, if it waits for one. */
    void sendBehindAnswer(Method method) {
        if (!waiting) {
            channel.send(method);
            return;
        }
        if (behindAnswer.isEmpty()) {
            behindAnswer = new ArrayList<>();
        }
        behindAnswer.add(method);
    }

    private void sendBehindAnswers() {
        if (waiting || behindAnswer.isEmpty()) {
            return;
        }
        List<Method> methods = behindAnswer;
        behindAnswer = List.of();
        if (channel.isOpen()) {
            methods.forEach(channel::send);
        }
    }
}
