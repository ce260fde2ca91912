package io.leveret.broker.vhost;

import io.leveret.codec.AmqpException;

/** What an exchange must pass before it is made, and an existing one need not. Called under the virtual host's lock. */
@FunctionalInterface
public interface NewExchangeCheck {
    void check() throws AmqpException;
}
