package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import java.util.HashMap;
import java.util.Map;

/** A message goes where the binding key equals one of its routing keys (AMQP 0-9-1 section 3.1.3.1). */
final class DirectExchange implements ExchangeType {
    static final String NAME = "direct";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BindingIndex newIndex(FieldTable arguments) {
        return new Index();
    }

    private static final class Index implements BindingIndex {
        private final Map<String, DestinationSet> byKey = new HashMap<>();

        @Override
        public void add(Binding binding, Destination destination) {
            byKey.computeIfAbsent(binding.routingKey(), key -> new DestinationSet())
                    .add(destination);
        }

        @Override
        public void remove(Binding binding, Destination destination) {
            DestinationSet destinations = byKey.get(binding.routingKey());
            if (destinations != null) {
                destinations.remove(destination);
                if (destinations.isEmpty()) {
                    byKey.remove(binding.routingKey());
                }
            }
        }

        @Override
        public void route(RoutingKeys keys, Route out) {
            for (int i = 0; i < keys.size(); i++) {
                out.countStep();
                DestinationSet destinations = byKey.get(keys.get(i));
                if (destinations != null) {
                    destinations.reach(out);
                }
            }
        }

        @Override
        public boolean isEmpty() {
            return byKey.isEmpty();
        }
    }
}
