package io.leveret.management.encryption;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is encrypted: not a text but a term of Erlang in its external format, since RabbitMQ's command evaluates what it
 * is given. Passwords are binaries, {@code <<"secret">>}; a word without quotes is an atom. All three kinds count as
 * their text here.
 */
public record EncryptedTerm(Kind kind, String text) {
    /** How Erlang holds the text. */
    public enum Kind {
        /** Bytes, here of UTF-8. */
        BINARY,
        /** A list of characters. */
        STRING,
        /** A name. */
        ATOM
    }

    private static final int VERSION = 131;
    private static final int SMALL_INTEGER = 97;
    private static final int INTEGER = 98;
    private static final int ATOM_LATIN1 = 100;
    private static final int NIL = 106;
    private static final int BYTE_LIST = 107;
    private static final int LIST = 108;
    private static final int BINARY = 109;
    private static final int SMALL_ATOM_LATIN1 = 115;
    private static final int ATOM_UTF8 = 118;
    private static final int SMALL_ATOM_UTF8 = 119;

    /** What a list of bytes may have at most. */
    private static final int BYTE_LIST_MOST = 0xffff;

    private static final int ATOM_MOST_CHARS = 255;

    private static final Pattern SOURCE = Pattern.compile("<<\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"(?:/utf8)?)?\\s*>>"
            + "|\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)'|([a-z][A-Za-z0-9_@]*)");

    /** Of a term: matching it takes stack for each. */
    private static final int MOST_CHARACTERS = 2_000;

    private static final Pattern PLAIN_ATOM = Pattern.compile("[a-z][A-Za-z0-9_@]*");

    /** A binary: what a password is to be. */
    public static EncryptedTerm binary(String text) {
        return new EncryptedTerm(Kind.BINARY, text);
    }

    /**
     * Reads a term as it is written in Erlang: {@code <<"secret">>}, {@code "secret"}, {@code secret}.
     *
     * @throws IllegalArgumentException it is none of these
     */
    public static EncryptedTerm parse(String source) {
        if (source.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("a text of more than " + MOST_CHARACTERS + " characters");
        }
        Matcher matcher = SOURCE.matcher(source.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("neither a binary nor a string nor an atom");
        }
        if (matcher.group(4) != null) {
            return atom(matcher.group(4));
        }
        if (matcher.group(3) != null) {
            return atom(unescaped(matcher.group(3)));
        }
        return matcher.group(2) != null
                ? new EncryptedTerm(Kind.STRING, unescaped(matcher.group(2)))
                : binary(matcher.group(1) == null ? "" : unescaped(matcher.group(1)));
    }

    private static EncryptedTerm atom(String text) {
        if (text.length() > ATOM_MOST_CHARS) {
            throw new IllegalArgumentException("too long for an atom");
        }
        return new EncryptedTerm(Kind.ATOM, text);
    }

    private static String unescaped(String text) {
        StringBuilder clear = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                c = text.charAt(++i);
                clear.append(
                        switch (c) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 's' -> ' ';
                            default -> c;
                        });
            } else {
                clear.append(c);
            }
        }
        return clear.toString();
    }

    /** In the external format. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] codePoints = text.codePoints().toArray();
        boolean bytes = text.chars().allMatch(c -> c < 256) && codePoints.length <= BYTE_LIST_MOST;
        switch (kind) {
            case BINARY -> {
                out.write(BINARY);
                out.writeBytes(ByteBuffer.allocate(4).putInt(utf8.length).array());
                out.writeBytes(utf8);
            }
            case ATOM -> {
                out.write(utf8.length < 256 ? SMALL_ATOM_UTF8 : ATOM_UTF8);
                if (utf8.length >= 256) {
                    out.write(utf8.length >> 8);
                }
                out.write(utf8.length);
                out.writeBytes(utf8);
            }
            case STRING -> {
                if (text.isEmpty()) {
                    out.write(NIL);
                } else if (bytes) {
                    out.write(BYTE_LIST);
                    out.write(codePoints.length >> 8);
                    out.write(codePoints.length);
                    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
                } else {
                    list(codePoints, out);
                }
            }
        }
        return out.toByteArray();
    }

    private static void list(int[] codePoints, ByteArrayOutputStream out) {
        out.write(LIST);
        out.writeBytes(ByteBuffer.allocate(4).putInt(codePoints.length).array());
        for (int codePoint : codePoints) {
            out.write(INTEGER);
            out.writeBytes(ByteBuffer.allocate(4).putInt(codePoint).array());
        }
        out.write(NIL);
    }

    /**
     * Reads the external format.
     *
     * @throws IllegalArgumentException the bytes are something else: a wrong passphrase has made them
     */
    public static EncryptedTerm fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < 2 || u8(in) != VERSION) {
            throw new IllegalArgumentException("no term");
        }
        EncryptedTerm term = switch (u8(in)) {
            case BINARY -> binary(guessed(taken(in, length(in))));
            case BYTE_LIST ->
                new EncryptedTerm(Kind.STRING, new String(taken(in, u16(in)), StandardCharsets.ISO_8859_1));
            case NIL -> new EncryptedTerm(Kind.STRING, "");
            case LIST -> new EncryptedTerm(Kind.STRING, characters(in));
            case SMALL_ATOM_UTF8 -> new EncryptedTerm(Kind.ATOM, guessed(taken(in, u8(in))));
            case ATOM_UTF8 -> new EncryptedTerm(Kind.ATOM, guessed(taken(in, u16(in))));
            case SMALL_ATOM_LATIN1 ->
                new EncryptedTerm(Kind.ATOM, new String(taken(in, u8(in)), StandardCharsets.ISO_8859_1));
            case ATOM_LATIN1 ->
                new EncryptedTerm(Kind.ATOM, new String(taken(in, u16(in)), StandardCharsets.ISO_8859_1));
            default -> throw new IllegalArgumentException("no text");
        };
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("more than a term");
        }
        return term;
    }

    private static int u8(ByteBuffer in) {
        return in.hasRemaining() ? in.get() & 0xff : tooShort();
    }

    private static int u16(ByteBuffer in) {
        return in.remaining() >= 2 ? in.getShort() & 0xffff : tooShort();
    }

    private static int length(ByteBuffer in) {
        return in.remaining() >= 4 ? in.getInt() : tooShort();
    }

    private static byte[] taken(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            tooShort();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static int tooShort() {
        throw new IllegalArgumentException("a part of a term");
    }

    private static String characters(ByteBuffer in) {
        int count = length(in);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int codePoint = switch (u8(in)) {
                case SMALL_INTEGER -> u8(in);
                case INTEGER -> length(in);
                default -> -1;
            };
            if (!Character.isValidCodePoint(codePoint)) {
                throw new IllegalArgumentException("a list of something else");
            }
            text.appendCodePoint(codePoint);
        }
        if (u8(in) != NIL) {
            throw new IllegalArgumentException("a list without an end");
        }
        return text.toString();
    }

    /** UTF-8, or what {@code <<"ü">>} is in Erlang. */
    private static String guessed(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** As it is written in Erlang. */
    public String source() {
        return switch (kind) {
            case BINARY -> "<<" + (text.isEmpty() ? "" : quoted('"') + utf8()) + ">>";
            case STRING -> text.isEmpty() ? "[]" : quoted('"');
            case ATOM -> PLAIN_ATOM.matcher(text).matches() ? text : quoted('\'');
        };
    }

    private String utf8() {
        return text.chars().allMatch(c -> c < 128) ? "" : "/utf8";
    }

    private String quoted(char quote) {
        StringBuilder quoted = new StringBuilder().append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c == quote || c == '\\' ? "\\" : "").append(c);
            }
        }
        return quoted.append(quote).toString();
    }

    /** Without the text, which is a secret. */
    @Override
    public String toString() {
        return "a term to be kept secret";
    }
}
