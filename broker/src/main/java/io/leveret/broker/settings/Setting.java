package io.leveret.broker.settings;

/**
 * A row of the table.
 *
 * @param key the key, or a pattern of keys
 * @param type what values it takes
 * @param unit what a plain number counts, such as {@code ms}; empty when nothing
 * @param defaultText the value when none is set; empty when there is none
 * @param hasEffect whether the node obeys it; keys of RabbitMQ that it does not obey are accepted and listed
 * @param doc one line for operators: what it does, or why it has no effect, if that is no matter of time
 */
record Setting(KeyPattern key, ValueType type, String unit, String defaultText, boolean hasEffect, String doc) {}
