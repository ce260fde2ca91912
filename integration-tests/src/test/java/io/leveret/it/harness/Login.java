package io.leveret.it.harness;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a client says of itself while a connection opens; every part can be bent. */
public record Login(
        String mechanism,
        byte[] response,
        Map<String, ?> capabilities,
        int channelMax,
        long frameMax,
        int heartbeatSeconds,
        String vhost) {

    /** guest with PLAIN, capabilities of a modern client, the broker's limits, no heartbeats, the vhost {@code /}. */
    public static Login guest() {
        Map<String, Boolean> capabilities = Map.of(
                "publisher_confirms", true,
                "basic.nack", true,
                "consumer_cancel_notify", true,
                "connection.blocked", true,
                "authentication_failure_close", true);
        return new Login("PLAIN", plain("guest", "guest"), capabilities, 2047, 131072, 0, "/");
    }

    /** The response of SASL PLAIN, RFC 4616. */
    public static byte[] plain(String user, String password) {
        return ('\0' + user + '\0' + password).getBytes(StandardCharsets.UTF_8);
    }

    /** The same with another mechanism. */
    public Login with(String newMechanism, byte[] newResponse) {
        return new Login(newMechanism, newResponse, capabilities, channelMax, frameMax, heartbeatSeconds, vhost);
    }

    /** The same with other capabilities. */
    public Login withCapabilities(Map<String, ?> other) {
        return new Login(mechanism, response, other, channelMax, frameMax, heartbeatSeconds, vhost);
    }

    /** The same with other answers to connection.tune. */
    public Login withTune(int newChannelMax, long newFrameMax, int newHeartbeatSeconds) {
        return new Login(mechanism, response, capabilities, newChannelMax, newFrameMax, newHeartbeatSeconds, vhost);
    }

    /** The same into another vhost. */
    public Login withVhost(String other) {
        return new Login(mechanism, response, capabilities, channelMax, frameMax, heartbeatSeconds, other);
    }
}
