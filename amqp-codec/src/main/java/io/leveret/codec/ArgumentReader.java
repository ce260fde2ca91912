package io.leveret.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Reads the arguments of one method, never beyond them.
 *
 * <p>RabbitMQ matches all arguments as one pattern, which must fill the frame exactly, and looks at the encoding of
 * strings only then; so a wrong length wins over malformed text here too.
 */
final class ArgumentReader {
    private final ByteBuf buffer;
    private final int start;
    private final int end;
    private final int classId;
    private final int methodId;
    private int at;
    private int bits;
    private boolean malformedText;

    /** The method's indices stand at {@code offset}, its arguments behind them. */
    ArgumentReader(ByteBuf buffer, int offset, int size) {
        this.buffer = buffer;
        this.classId = buffer.getUnsignedShort(offset);
        this.methodId = buffer.getUnsignedShort(offset + 2);
        this.start = offset + 4;
        this.end = offset + size;
        this.at = start;
    }

    int octet() throws AmqpException {
        return buffer.getUnsignedByte(take(1));
    }

    /** Bit {@code index} of a run of bits; index 0 begins a new octet. */
    boolean bit(int index) throws AmqpException {
        if (index == 0) {
            bits = octet();
        }
        return (bits >> index & 1) != 0;
    }

    int shortInteger() throws AmqpException {
        return buffer.getUnsignedShort(take(2));
    }

    long integer() throws AmqpException {
        return buffer.getUnsignedInt(take(4));
    }

    long longInteger() throws AmqpException {
        return buffer.getLong(take(8));
    }

    String shortString() throws AmqpException {
        int length = octet();
        String text = WireStrings.decode(buffer, take(length), length);
        malformedText |= !WireStrings.isWellFormed(text);
        return text;
    }

    byte[] longString() throws AmqpException {
        int length = takeLength();
        return ByteBufUtil.getBytes(buffer, take(length), length, true);
    }

    String longText() throws AmqpException {
        int length = takeLength();
        return WireStrings.decode(buffer, take(length), length);
    }

    FieldTable table() throws AmqpException {
        int length = takeLength();
        int offset = take(length);
        try {
            return FieldTable.decode(buffer, offset, offset + length);
        } catch (AmqpException e) {
            throw e.causedBy(classId, methodId);
        }
    }

    /** Skips arguments that nobody reads any more, but which must be there. */
    ArgumentReader reserved(int bytes) throws AmqpException {
        take(bytes);
        return this;
    }

    /** The result, if the arguments end here and their text is well-formed. */
    Method checked(Method method) throws AmqpException {
        Method result = unchecked(method);
        if (malformedText) {
            throw new AmqpException(ReplyCode.FRAME_ERROR, "Malformed UTF-8 in shortstr");
        }
        return result;
    }

    /** The result, if the arguments end here: methods with content may carry any bytes as text. */
    Method unchecked(Method method) throws AmqpException {
        if (at != end) {
            throw cannotDecode();
        }
        return method;
    }

    private int takeLength() throws AmqpException {
        long length = integer();
        if (length > end - at) {
            throw cannotDecode();
        }
        return (int) length;
    }

    private int take(int size) throws AmqpException {
        if (size > end - at) {
            throw cannotDecode();
        }
        int offset = at;
        at += size;
        return offset;
    }

    private AmqpException cannotDecode() {
        String dump = ErlangTerms.bytes(buffer, start, end - start);
        return new AmqpException(ReplyCode.FRAME_ERROR, "cannot decode " + dump).causedBy(classId, methodId);
    }
}
