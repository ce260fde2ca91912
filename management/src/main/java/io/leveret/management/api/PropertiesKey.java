package io.leveret.management.api;

import io.leveret.codec.FieldTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The name of a binding among those with the same ends: its routing key, quoted, and if it has arguments a tilde and a
 * digest of them; a tilde alone if there is neither. RabbitMQ's digest is another, so clients take names as they are.
 */
final class PropertiesKey {
    private static final String NOTHING = "~";

    /** Enough that no two bindings of one queue have the same. */
    private static final int DIGEST_BYTES = 9;

    private PropertiesKey() {}

    static String of(String routingKey, FieldTable arguments) {
        if (arguments.isEmpty()) {
            return routingKey.isEmpty() ? NOTHING : key(routingKey);
        }
        return key(routingKey) + NOTHING + digest(arguments);
    }

    /** Where a binding is, from the address that it was posted to. */
    static String location(String destination, String propertiesKey) {
        return quoted(destination) + "/" + quoted(propertiesKey);
    }

    private static String key(String routingKey) {
        return quoted(routingKey).replace("~", "%7E");
    }

    /** Letters, digits, {@code -._~} stay, a space becomes a plus, all else is written octet by octet. */
    private static String quoted(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** Arguments in another order are the same. */
    private static String digest(FieldTable arguments) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256")
                    .digest(arguments.sortedByName().toBytes());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
