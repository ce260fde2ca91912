package io.leveret.exchange;

import io.leveret.codec.FieldTable;

/**
 * A message goes to one binding, chosen by a hash of its routing keys modulo the number of bindings, which are counted
 * through in the order of their destinations' names. A binding more or less leads most keys elsewhere.
 */
final class ModulusHashExchange implements ExchangeType {
    static final String NAME = "x-modulus-hash";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BindingIndex newIndex(FieldTable arguments) {
        return new Index();
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
            if (all.size() == 0) {
                return;
            }
            out.countStep();
            long hash = KeyHash.of(keys.get(0));
            for (int i = 1; i < keys.size(); i++) {
                hash = KeyHash.mixed(hash + KeyHash.of(keys.get(i)));
            }
            out.reach(all.get((int) Long.remainderUnsigned(hash, all.size())));
        }

        @Override
        public boolean isEmpty() {
            return all.size() == 0;
        }
    }
}
