package io.leveret.exchange;

import io.leveret.codec.FieldTable;

/** A message goes to every binding, whatever its key (AMQP 0-9-1 section 3.1.3.2). */
final class FanoutExchange implements ExchangeType {
    static final String NAME = "fanout";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BindingIndex newIndex(FieldTable arguments) {
        return new Index();
    }

    private static final class Index implements BindingIndex {
        private final DestinationSet all = new DestinationSet();

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
            out.countStep();
            all.reach(out);
        }

        @Override
        public boolean isEmpty() {
            return all.isEmpty();
        }
    }
}
