package io.leveret.broker.settings;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Recognises IP addresses without ever asking a name server. */
final class IpLiteral {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9_.-]+)?");

    private IpLiteral() {}

    static boolean isV4(String text) {
        return V4.matcher(text).matches();
    }

    static boolean isV6(String text) {
        if (!V6.matcher(text).matches()) {
            return false;
        }
        int zone = text.indexOf('%');
        try {
            // With a colon in it the JDK parses a literal or fails; it never asks for a name.
            InetAddress address = InetAddress.getByName(zone < 0 ? text : text.substring(0, zone));
            return address instanceof Inet6Address || text.startsWith("::ffff:");
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
