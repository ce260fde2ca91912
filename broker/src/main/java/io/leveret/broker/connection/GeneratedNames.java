package io.leveret.broker.connection;

import java.security.SecureRandom;
import java.util.Base64;

/** Names that the broker makes, in the form that RabbitMQ gives them: a prefix and 128 random bits. */
final class GeneratedNames {
    private static final SecureRandom RANDOM = new SecureRandom();

    private GeneratedNames() {}

    /** For a queue declared without a name. */
    static String queue() {
        return after("amq.gen-");
    }

    /** For a consumer without a tag. */
    static String consumerTag() {
        return after("amq.ctag-");
    }

    /** A prefix and something that nobody guesses. */
    static String after(String prefix) {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
