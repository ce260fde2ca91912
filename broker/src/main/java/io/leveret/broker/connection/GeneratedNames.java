package io.leveret.broker.connection;

import java.security.SecureRandom;
import java.util.Base64;

/** Names that the broker makes, in the form that RabbitMQ gives them: a prefix and 128 random bits. */
final class GeneratedNames {
    private static final SecureRandom RANDOM = new SecureRandom();

    private GeneratedNames() {}

    /** For a queue declared without a name. */
    static String queue() {
        return "amq.gen-" + random();
    }

    /** For a consumer without a tag. */
    static String consumerTag() {
        return "amq.ctag-" + random();
    }

    private static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
