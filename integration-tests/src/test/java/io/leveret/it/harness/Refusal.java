package io.leveret.it.harness;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How the broker closed a channel or a connection of the Java client. */
public record Refusal(Level level, int code, String text) {
    /** What was closed. */
    public enum Level {
        CHANNEL,
        CONNECTION
    }

    /** An action on a channel. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws IOException, TimeoutException;
    }

    /** The channel closes. */
    public static Refusal channel(int code, String text) {
        return new Refusal(Level.CHANNEL, code, text);
    }

    /** The connection closes. */
    public static Refusal connection(int code, String text) {
        return new Refusal(Level.CONNECTION, code, text);
    }

    /** Does what the broker must refuse, whether at once or later, and gives how it did. */
    public static Refusal of(Channel channel, Action action) throws TimeoutException {
        CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
        channel.addShutdownListener(closed::complete);
        try {
            action.run();
        } catch (IOException | ShutdownSignalException e) {
            // The broker's reason reaches the listener too, where publishing and calling look the same.
            closed.getNow(null);
        }
        try {
            return of(closed.get(RawConnection.DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new AssertionError("the broker did not refuse", e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives what a shutdown signal says. */
    public static Refusal of(ShutdownSignalException signal) {
        if (signal.getReason() instanceof AMQP.Channel.Close close) {
            return channel(close.getReplyCode(), close.getReplyText());
        } else if (signal.getReason() instanceof AMQP.Connection.Close close) {
            return connection(close.getReplyCode(), close.getReplyText());
        }
        throw new AssertionError("closed without a reason from the broker", signal);
    }
}
