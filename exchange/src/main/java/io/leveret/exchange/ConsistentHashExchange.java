package io.leveret.exchange;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A message goes to one destination, the same for the same text: its routing key, or the header that the argument
 * {@code hash-header} names, or the property that {@code hash-property} names. The key of a binding is the weight of
 * its destination; {@link ConsistentHashIndex} says how it is chosen.
 */
final class ConsistentHashExchange implements ExchangeType {
    static final String NAME = "x-consistent-hash";
    static final String HASH_HEADER = "hash-header";
    static final String HASH_PROPERTY = "hash-property";

    private static final Set<String> PROPERTIES = Set.of("correlation_id", "message_id", "timestamp");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BindingIndex newIndex(FieldTable arguments) {
        return new ConsistentHashIndex(arguments.string(HASH_HEADER), arguments.string(HASH_PROPERTY));
    }

    /** RabbitMQ's texts; where its exchange crashes, on an argument that is no string, 406 as for other arguments. */
    @Override
    public void check(ExchangeDeclaration declaration, String vhost) throws AmqpException {
        FieldValue header = declaration.arguments().get(HASH_HEADER);
        FieldValue property = declaration.arguments().get(HASH_PROPERTY);
        requireString(HASH_HEADER, header, declaration, vhost);
        requireString(HASH_PROPERTY, property, declaration, vhost);
        if (header != null && property != null) {
            throw refused("hash-header and hash-property are mutually exclusive");
        }
        if (property != null && !PROPERTIES.contains(property.value().toString())) {
            throw refused("Unsupported property: " + property.value());
        }
    }

    private static void requireString(String name, FieldValue value, ExchangeDeclaration declaration, String vhost)
            throws AmqpException {
        if (value != null && value.type() != FieldType.LONGSTR) {
            throw ExchangeRules.invalidType(name, value, declaration, vhost);
        }
    }

    @Override
    public void check(Binding binding, Destination destination) throws AmqpException {
        if (!binding.routingKey().matches("[+-]?[0-9]+")) {
            byte[] key = binding.routingKey().getBytes(StandardCharsets.UTF_8);
            throw refused("The binding key must be an integer: " + ErlangTerms.binary(key));
        }
        if (new BigInteger(binding.routingKey()).signum() < 1) {
            throw refused("The binding key must be greater than 0");
        }
    }

    /** The weight that a key which passed the check stands for; a key of 255 digits is still far from infinite. */
    static double weight(Binding binding) {
        return new BigInteger(binding.routingKey()).doubleValue();
    }

    private static AmqpException refused(String text) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, text);
    }
}
