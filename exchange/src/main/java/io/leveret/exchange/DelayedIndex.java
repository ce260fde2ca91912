package io.leveret.exchange;

/** The index of an exchange that holds messages back: those reach its store, and the others what their keys say. */
final class DelayedIndex implements BindingIndex {
    private final BindingIndex inner;
    private Destination store;

    DelayedIndex(BindingIndex inner) {
        this.inner = inner;
    }

    void store(QueueDestination queue) {
        store = new Destination(queue);
    }

    @Override
    public void add(Binding binding, Destination destination) {
        inner.add(binding, destination);
    }

    @Override
    public void remove(Binding binding, Destination destination) {
        inner.remove(binding, destination);
    }

    @Override
    public void route(RoutingKeys keys, Route out) {
        if (Delay.millis(out.properties()) > 0 && store != null) {
            out.countStep();
            out.reach(store);
        } else {
            inner.route(keys, out);
        }
    }

    @Override
    public boolean isEmpty() {
        return inner.isEmpty();
    }
}
