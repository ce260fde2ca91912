package io.leveret.management.api;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The many names that protocols have in checks of listeners, and the one that RabbitMQ has for each. */
public final class ProtocolNames {
    private static final Map<String, String> CANONICAL = new HashMap<>();

    static {
        name("amqp", "amqp091", "amqp0.9.1", "amqp0-9-1", "amqp0_9_1", "amqp10", "amqp1.0", "amqp1-0", "amqp1_0");
        name("amqp/ssl", "amqps");
        name("mqtt", "mqtt3.1", "mqtt3.1.1", "mqtt31", "mqtt311", "mqtt3_1", "mqtt3_1_1");
        name("mqtt/ssl", "mqtts", "mqtt+tls", "mqtt+ssl");
        for (String separator : List.of("", ".", "_")) {
            for (int minor = 0; minor < 3; minor++) {
                name("stomp", "stomp1" + separator + minor);
            }
        }
        name("stomp/ssl", "stomps", "stomp+tls", "stomp+ssl");
        name("http", "http1", "http1.1", "http_api", "management", "management_ui", "ui");
        name("clustering", "cli", "distribution");
        for (String protocol : List.of("mqtt", "stomp")) {
            for (String separator : List.of("", "-", "_")) {
                name("http/web-" + protocol, "web" + separator + protocol);
            }
            for (String separator : List.of("", "-")) {
                for (String secure : List.of("/tls", "/ssl", "+tls", "+ssl")) {
                    name("https/web-" + protocol, "web" + separator + protocol + secure);
                }
            }
        }
    }

    private ProtocolNames() {}

    private static void name(String canonical, String... others) {
        for (String other : others) {
            CANONICAL.put(other, canonical);
        }
    }

    /** The name among listeners; a name that nobody knows is itself. */
    public static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return CANONICAL.getOrDefault(lower, lower);
    }
}
