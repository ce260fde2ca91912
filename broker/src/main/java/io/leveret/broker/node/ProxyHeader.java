package io.leveret.broker.node;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a proxy says of a client before the client's first byte: the PROXY protocol, versions 1 (a line of text) and 2
 * (binary), as HAProxy defines them.
 *
 * @param source the client; null if the proxy speaks for itself, or does not know
 * @param destination where the client has connected to; null with {@code source}
 */
record ProxyHeader(InetSocketAddress source, InetSocketAddress destination) {
    private static final byte[] SIGNATURE_1 = {'P', 'R', 'O', 'X', 'Y', ' '};
    private static final byte[] SIGNATURE_2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int MAX_LINE_BYTES = 107;

    /** Version 2: the signature, version and command, family, length. */
    private static final int FIXED_BYTES = 16;

    private static final int LOCAL = 0x20;
    private static final int PROXIED = 0x21;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int PORTS_BYTES = 4;

    private static final Pattern LINE = Pattern.compile("PROXY TCP[46] (\\S{2,45}) (\\S{2,45}) (\\d{1,5}) (\\d{1,5})");
    private static final ProxyHeader UNKNOWN = new ProxyHeader(null, null);

    /**
     * Takes a header off the front.
     *
     * @return null if it is not whole yet
     * @throws IllegalArgumentException it is no such header
     */
    static ProxyHeader read(ByteBuf in) {
        if (startsWith(in, SIGNATURE_1)) {
            return in.readableBytes() < SIGNATURE_1.length ? null : line(in);
        }
        if (startsWith(in, SIGNATURE_2)) {
            return in.readableBytes() < FIXED_BYTES ? null : binary(in);
        }
        throw new IllegalArgumentException("it does not begin as one");
    }

    /** Whether what is there is, as far as it goes, this beginning. */
    private static boolean startsWith(ByteBuf in, byte[] signature) {
        int known = Math.min(in.readableBytes(), signature.length);
        for (int i = 0; i < known; i++) {
            if (in.getByte(in.readerIndex() + i) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    private static ProxyHeader line(ByteBuf in) {
        int length = in.bytesBefore(Math.min(in.readableBytes(), MAX_LINE_BYTES), (byte) '\n');
        if (length < 0 && in.readableBytes() < MAX_LINE_BYTES) {
            return null;
        }
        if (length < 1 || in.getByte(in.readerIndex() + length - 1) != '\r') {
            throw new IllegalArgumentException("its line does not end");
        }
        String text = in.readCharSequence(length - 1, StandardCharsets.US_ASCII).toString();
        in.skipBytes(2);
        if (text.startsWith("PROXY UNKNOWN")) {
            return UNKNOWN;
        }
        Matcher matcher = LINE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("its line is malformed");
        }
        return new ProxyHeader(
                address(matcher.group(1), matcher.group(3)), address(matcher.group(2), matcher.group(4)));
    }

    /** Names are not looked up. */
    private static InetSocketAddress address(String host, String port) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        int number = Integer.parseInt(port);
        if (address == null || number > 65_535) {
            throw new IllegalArgumentException("it holds an address that is none");
        }
        return new InetSocketAddress(address, number);
    }

    private static ProxyHeader binary(ByteBuf in) {
        int at = in.readerIndex();
        int length = in.getUnsignedShort(at + FIXED_BYTES - 2);
        if (in.readableBytes() < FIXED_BYTES + length) {
            return null;
        }
        int command = in.getUnsignedByte(at + SIGNATURE_2.length);
        int family = in.getUnsignedByte(at + SIGNATURE_2.length + 1);
        if (command != LOCAL && command != PROXIED) {
            throw new IllegalArgumentException("its version and command are " + command);
        }
        in.skipBytes(FIXED_BYTES);
        ByteBuf body = in.readSlice(length);
        int addressBytes = family == TCP_OVER_IPV4 ? 4 : family == TCP_OVER_IPV6 ? 16 : 0;
        if (command == LOCAL || addressBytes == 0) {
            return UNKNOWN;
        }
        if (length < 2 * addressBytes + PORTS_BYTES) {
            throw new IllegalArgumentException("it is too short for its addresses");
        }
        InetAddress source = address(body, addressBytes);
        InetAddress destination = address(body, addressBytes);
        return new ProxyHeader(
                new InetSocketAddress(source, body.readUnsignedShort()),
                new InetSocketAddress(destination, body.readUnsignedShort()));
    }

    private static InetAddress address(ByteBuf in, int length) {
        byte[] octets = new byte[length];
        in.readBytes(octets);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("it holds an address that is none", e);
        }
    }
}
