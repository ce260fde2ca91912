package io.leveret.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Short strings of AMQP 0-9-1 (section 4.2.5.3): one length octet, then at most 255 bytes of UTF-8.
 *
 * <p>RabbitMQ checks the encoding in most methods, but neither in {@code basic.publish} nor in tables and properties,
 * where it carries any bytes. To carry them unharmed through a Java string, a byte that is not part of well-formed
 * UTF-8 becomes the lone surrogate U+DC00 plus its value, and is that byte again when written. Well-formed input never
 * decodes to lone surrogates, so the mapping is reversible. Whoever stores such strings must use {@link #encode} and
 * {@link #decode}, not the charset alone.
 */
public final class WireStrings {
    /** The most bytes that a short string holds. */
    public static final int MAX_SHORT_BYTES = 255;

    private static final int ESCAPE = 0xDC00;
    private static final String ELLIPSIS = "...";

    private WireStrings() {}

    /** The bytes as text; malformed bytes are escaped as the class comment says. */
    public static String decode(ByteBuf buffer, int offset, int length) {
        if (length == 0) {
            return "";
        }
        String text = buffer.toString(offset, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : decodeEscaping(ByteBufUtil.getBytes(buffer, offset, length, true));
    }

    /** The bytes as text; malformed bytes are escaped as the class comment says. */
    public static String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : decodeEscaping(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** The bytes of {@code text}: the inverse of {@link #decode}. Other lone surrogates become a question mark. */
    public static byte[] encode(String text) {
        if (!hasEscapes(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(text.charAt(i) - ESCAPE);
                from = i + 1;
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /**
     * Writes {@code text} with its length octet.
     *
     * @throws IllegalArgumentException if it needs more than 255 bytes; nothing is written then
     */
    public static void writeShort(ByteBuf out, String text) {
        int length = text.length();
        if (length <= MAX_SHORT_BYTES && isAscii(text)) {
            out.writeByte(length);
            ByteBufUtil.writeAscii(out, text);
            return;
        }
        byte[] bytes = encode(text);
        if (bytes.length > MAX_SHORT_BYTES) {
            throw new IllegalArgumentException("short string of " + bytes.length + " bytes, the most is 255");
        }
        out.writeByte(bytes.length).writeBytes(bytes);
    }

    /**
     * Writes a reply text or other explanation, cut to 255 bytes if need be: like RabbitMQ at 252 bytes with three dots
     * behind, but never within a character.
     */
    public static void writeShortCut(ByteBuf out, String text) {
        writeShort(out, cut(text));
    }

    /** Writes {@code text} as a long string: four length octets, then its bytes. */
    static void writeLong(ByteBuf out, String text) {
        writeLong(out, encode(text));
    }

    /** Writes {@code bytes} as a long string: four length octets, then the bytes. */
    static void writeLong(ByteBuf out, byte[] bytes) {
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    /** The text as {@link #writeShortCut} would write it. */
    public static String cut(String text) {
        byte[] bytes = encode(text);
        if (bytes.length <= MAX_SHORT_BYTES) {
            return text;
        }
        int end = MAX_SHORT_BYTES - ELLIPSIS.length();
        // At most three steps back to the first byte of a character; more would not be UTF-8.
        for (int steps = 0; steps < 3 && (bytes[end] & 0xC0) == 0x80; steps++) {
            end--;
        }
        return decode(bytes, 0, end) + ELLIPSIS;
    }

    /** Whether the text came from well-formed UTF-8, that is, holds no escaped byte. */
    public static boolean isWellFormed(String text) {
        return !hasEscapes(text);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasEscapes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEscape(String text, int index) {
        int escaped = text.charAt(index) - ESCAPE;
        return escaped >= 0x80 && escaped <= 0xFF && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    private static String decodeEscaping(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                requireRoom(result);
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xFF)));
            }
        }
    }

    private static void requireRoom(CoderResult result) {
        try {
            if (result.isOverflow()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("UTF-8 never decodes to more characters than bytes", e);
        }
    }
}
