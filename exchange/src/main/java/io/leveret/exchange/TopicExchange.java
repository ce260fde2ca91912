package io.leveret.exchange;

import io.leveret.codec.FieldTable;

/**
 * A message goes where the binding key, read as a pattern of words between dots, matches one of its routing keys:
 * {@code *} stands for one word, {@code #} for any number of words, none included (AMQP 0-9-1 section 3.1.3.3).
 */
final class TopicExchange implements ExchangeType {
    static final String NAME = "topic";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BindingIndex newIndex(FieldTable arguments) {
        return new TopicIndex();
    }
}
