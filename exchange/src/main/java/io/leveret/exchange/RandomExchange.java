package io.leveret.exchange;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.ReplyCode;
import java.nio.charset.StandardCharsets;

/**
 * A message goes to one binding, each as likely as any other, whatever its key; a queue that is bound twice gets twice
 * its share (RabbitMQ 4.0.5 behaviour).
 *
 * <p>{@code x-local-random} picks among queues of the node that was published to. It takes bindings to classic queues
 * alone, with an empty key.
 */
final class RandomExchange implements ExchangeType {
    static final String NAME = "x-random";
    static final String LOCAL_NAME = "x-local-random";

    private final boolean local;

    RandomExchange(boolean local) {
        this.local = local;
    }

    @Override
    public String name() {
        return local ? LOCAL_NAME : NAME;
    }

    @Override
    public BindingIndex newIndex(FieldTable arguments) {
        return new Index();
    }

    @Override
    public void check(Binding binding, Destination destination) throws AmqpException {
        if (!local) {
            return;
        }
        if (!binding.routingKey().isEmpty()) {
            // RabbitMQ takes each octet of the key for a character.
            byte[] octets = binding.routingKey().getBytes(StandardCharsets.UTF_8);
            String key = new String(octets, StandardCharsets.ISO_8859_1);
            throw refused("Non empty binding '" + key + "' key not permitted");
        }
        if (destination.queue == null) {
            throw refused("Destination not found");
        }
        String type = destination.queue.queueType();
        if (!type.equals("classic")) {
            throw refused("Queue type rabbit_" + type + "_queue not valid for this exchange type");
        }
    }

    private static AmqpException refused(String text) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, text);
    }

    private static final class Index implements BindingIndex {
        private final OrderedDestinations all = new OrderedDestinations();

        @Override
        public void add(Binding binding, Destination destination) {
            all.add(destination);
        }

        @Override
        public void remove(Binding binding, Destination destination) {
            all.remove(destination);
        }

        @Override
        public void route(RoutingKeys keys, Route out) {
            int size = all.size();
            if (size > 0) {
                out.countStep();
                out.reach(all.get(size == 1 ? 0 : out.anyBelow(size)));
            }
        }

        @Override
        public boolean isEmpty() {
            return all.size() == 0;
        }
    }
}
