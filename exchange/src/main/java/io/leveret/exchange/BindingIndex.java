package io.leveret.exchange;

/**
 * The bindings of one exchange, laid out so that routing touches those that match. Adding and removing are given each
 * binding once. An index whose bindings are all removed holds nothing.
 */
interface BindingIndex {
    void add(Binding binding, Destination destination);

    void remove(Binding binding, Destination destination);

    /**
     * Hands every destination of a matching binding to {@link Route#reach}, repetitions allowed. Changes nothing in the
     * index: several threads route at once.
     */
    void route(RoutingKeys keys, Route out);

    /** Whether nothing at all is left in it. */
    boolean isEmpty();
}
