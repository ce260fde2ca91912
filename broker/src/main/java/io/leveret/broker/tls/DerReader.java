package io.leveret.broker.tls;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Reads the distinguished encoding rules of ASN.1 (X.690), as far as names and keys need: tags of one octet, definite
 * lengths. For one thread.
 */
final class DerReader {
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_ID = 0x06;
    static final int SEQUENCE = 0x30;

    private static final int UTF8_STRING = 0x0c;
    private static final int PRINTABLE_STRING = 0x13;
    private static final int TELETEX_STRING = 0x14;
    private static final int IA5_STRING = 0x16;
    private static final int UNIVERSAL_STRING = 0x1c;
    private static final int BMP_STRING = 0x1e;

    private final ByteBuffer in;

    DerReader(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    private DerReader(ByteBuffer in) {
        this.in = in;
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    /** The tag of what comes next. */
    int peek() {
        return in.get(in.position()) & 0xff;
    }

    /** Enters whatever comes next, and goes behind it here. */
    DerReader enter() {
        in.get();
        int length = length();
        if (length > in.remaining()) {
            throw new IllegalArgumentException("a length of " + length + " with " + in.remaining() + " octets left");
        }
        DerReader inner = new DerReader(in.slice().limit(length));
        in.position(in.position() + length);
        return inner;
    }

    private int length() {
        int first = in.get() & 0xff;
        if (first < 0x80) {
            return first;
        }
        int octets = first & 0x7f;
        if (octets == 0 || octets > 3) {
            throw new IllegalArgumentException("a length of " + octets + " octets");
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | in.get() & 0xff;
        }
        return length;
    }

    /** All that is left in here. */
    byte[] rest() {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    /** An object identifier, in dotted decimals. */
    String objectId() {
        if (peek() != OBJECT_ID) {
            throw new IllegalArgumentException("no object identifier");
        }
        byte[] bytes = enter().rest();
        StringBuilder text = new StringBuilder();
        long arc = 0;
        for (byte octet : bytes) {
            arc = arc << 7 | octet & 0x7f;
            if (octet >= 0) {
                if (text.length() == 0) {
                    long root = Math.min(2, arc / 40);
                    text.append(root).append('.').append(arc - root * 40);
                } else {
                    text.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return text.toString();
    }

    /** Whether what comes next is a text. */
    boolean isText() {
        return charset(peek()) != null;
    }

    /** A text of any of the string types. */
    String text() {
        Charset charset = charset(peek());
        if (charset == null) {
            throw new IllegalArgumentException("no text, but a value of tag " + peek());
        }
        return new String(enter().rest(), charset);
    }

    private static Charset charset(int tag) {
        return switch (tag) {
            case UTF8_STRING -> StandardCharsets.UTF_8;
            case PRINTABLE_STRING, IA5_STRING -> StandardCharsets.US_ASCII;
            case TELETEX_STRING -> StandardCharsets.ISO_8859_1;
            case BMP_STRING -> StandardCharsets.UTF_16BE;
            case UNIVERSAL_STRING -> Charset.forName("UTF-32BE");
            default -> null;
        };
    }

    /** Something of this tag that holds these octets. */
    static byte[] wrap(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length + 5).put((byte) tag);
        if (length < 0x80) {
            out.put((byte) length);
        } else if (length < 0x100) {
            out.put((byte) 0x81).put((byte) length);
        } else {
            out.put((byte) 0x82).putShort((short) length); // keys have less than 64 KiB
        }
        for (byte[] part : parts) {
            out.put(part);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }
}
