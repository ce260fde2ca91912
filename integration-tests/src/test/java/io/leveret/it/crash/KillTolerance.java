package io.leveret.it.crash;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import java.io.IOException;

/** What may go wrong in a callback of a client whose broker is killed, and nothing else. */
final class KillTolerance extends DefaultExceptionHandler {
    private final Violations violations;

    KillTolerance(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {
        judge(exception);
    }

    @Override
    public void handleConfirmListenerException(Channel channel, Throwable exception) {
        judge(exception);
    }

    @Override
    public void handleReturnListenerException(Channel channel, Throwable exception) {
        judge(exception);
    }

    @Override
    public void handleConsumerException(
            Channel channel, Throwable exception, Consumer consumer, String consumerTag, String methodName) {
        judge(exception);
    }

    private void judge(Throwable exception) {
        if (!(exception instanceof IOException) && !(exception instanceof AlreadyClosedException)) {
            violations.add("a client failed: " + exception);
        }
    }
}
