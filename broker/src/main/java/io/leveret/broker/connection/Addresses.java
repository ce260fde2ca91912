package io.leveret.broker.connection;

import io.leveret.codec.WireStrings;
import io.leveret.queue.Message;

/** Reads exchange and routing key out of a message's address. */
final class Addresses {
    private Addresses() {}

    record Address(String exchange, String routingKey) {}

    static Address of(Message message) {
        byte[] bytes = message.address();
        int exchangeLength = bytes[0] & 0xff;
        int keyAt = exchangeLength + 2;
        return new Address(
                WireStrings.decode(bytes, 1, exchangeLength), WireStrings.decode(bytes, keyAt, bytes.length - keyAt));
    }
}
