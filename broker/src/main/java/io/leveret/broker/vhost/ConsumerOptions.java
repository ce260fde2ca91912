package io.leveret.broker.vhost;

import io.leveret.codec.FieldTable;

/**
 * What a client asked for with {@code basic.consume} and {@code basic.qos}.
 *
 * @param tag unique on its channel, made by the broker if the client gave none
 * @param priority {@code x-priority}, 0 by default
 * @param prefetch 0 for no limit
 * @param arguments as given
 */
public record ConsumerOptions(
        String tag, boolean noAck, boolean exclusive, int priority, int prefetch, FieldTable arguments) {}
