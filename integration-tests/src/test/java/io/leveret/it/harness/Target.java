package io.leveret.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The broker under test.
 *
 * @param leveret whether it is Leveret and not a RabbitMQ
 */
public record Target(String host, int port, boolean leveret) {
    /** The broker named by {@code -Dtarget=host:port}; null when none is named. */
    static Target named() {
        String target = System.getProperty("target", "");
        if (target.isBlank()) {
            return null;
        }
        int colon = target.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("-Dtarget=" + target + " is not host:port");
        }
        Target plain = new Target(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)), false);
        return new Target(plain.host(), plain.port(), saysLeveret(plain));
    }

    /** Leveret says its version in the server properties, under a key of its own. */
    private static boolean saysLeveret(Target target) {
        try (RawConnection connection = RawConnection.connect(target)) {
            connection.write(RawConnection.PROTOCOL_HEADER);
            Fields start = connection.expect(0, Methods.CONNECTION_START);
            start.int16();
            return start.table().containsKey("leveret_version");
        } catch (IOException e) {
            throw new UncheckedIOException("no broker at " + target.host() + ":" + target.port(), e);
        }
    }
}
