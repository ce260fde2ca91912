package io.leveret.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Bytes as RabbitMQ's reply texts show them: the way Erlang prints a binary. */
final class ErlangTerms {
    /** More than a reply text can hold: each byte prints as two characters at least. */
    private static final int MAX_SHOWN_BYTES = 128;

    private static final String ESCAPED = "\b\t\n\013\f\r\033\"\\";
    private static final String ESCAPES = "btnvfre\"\\";

    private ErlangTerms() {}

    /** As numbers: {@code <<1,2,255>>}; a long one is left unfinished, since the reply text is cut there anyway. */
    static String bytes(ByteBuf buffer, int offset, int size) {
        StringBuilder text = new StringBuilder("<<");
        for (int i = 0; i < Math.min(size, MAX_SHOWN_BYTES); i++) {
            text.append(i == 0 ? "" : ",").append(buffer.getUnsignedByte(offset + i));
        }
        return text.append(size > MAX_SHOWN_BYTES ? "," : ">>").toString();
    }

    /** As text in quotes if all of it can be printed, preferably as UTF-8, else as Latin-1; else as numbers. */
    static String text(ByteBuf buffer, int offset, int size) {
        byte[] bytes = ByteBufUtil.getBytes(buffer, offset, size, true);
        String utf8 = WireStrings.decode(bytes, 0, size);
        if (size > 0 && utf8.codePoints().allMatch(ErlangTerms::isPrintable)) {
            return quote(utf8) + (utf8.length() == size ? ">>" : "/utf8>>");
        }
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean printable = size > 0 && latin.chars().allMatch(ErlangTerms::isPrintable);
        return printable ? quote(latin) + ">>" : bytes(buffer, offset, size);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("<<\"");
        for (int i = 0; i < text.length(); i++) {
            int escape = ESCAPED.indexOf(text.charAt(i));
            if (escape < 0) {
                quoted.append(text.charAt(i));
            } else {
                quoted.append('\\').append(ESCAPES.charAt(escape));
            }
        }
        return quoted.append('"').toString();
    }

    private static boolean isPrintable(int character) {
        return character >= ' ' && character < 0x7F
                || character >= 0xA0 && !isSurrogate(character)
                || ESCAPED.indexOf(character) >= 0;
    }

    /** A lone one: a byte that is not UTF-8, escaped. */
    private static boolean isSurrogate(int character) {
        return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    }
}
