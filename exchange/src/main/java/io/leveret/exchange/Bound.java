package io.leveret.exchange;

/** A binding in place: the rule with both its ends resolved. Identity is what counts. */
final class Bound {
    final Binding binding;
    final Exchange source;
    final Destination destination;

    Bound(Binding binding, Exchange source, Destination destination) {
        this.binding = binding;
        this.source = source;
        this.destination = destination;
    }
}
