package io.leveret.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds a table from bytes that {@link TableScanner} has let pass; on others its behaviour is undefined. */
final class FieldTableDecoder {
    private final ByteBuf buffer;
    private int at;

    private FieldTableDecoder(ByteBuf buffer, int at) {
        this.buffer = buffer;
        this.at = at;
    }

    static FieldTable table(ByteBuf buffer, int offset, int end) {
        return new FieldTableDecoder(buffer, offset).table(end);
    }

    private FieldTable table(int end) {
        List<Map.Entry<String, FieldValue>> entries = new ArrayList<>();
        while (at < end) {
            int nameLength = buffer.getUnsignedByte(at);
            String name = WireStrings.decode(buffer, at + 1, nameLength);
            at += 1 + nameLength;
            entries.add(Map.entry(name, value()));
        }
        return FieldTable.of(entries);
    }

    private List<FieldValue> array(int end) {
        List<FieldValue> elements = new ArrayList<>();
        while (at < end) {
            elements.add(value());
        }
        return elements;
    }

    private FieldValue value() {
        FieldType type = FieldType.ofLetter(buffer.getUnsignedByte(at));
        int start = at + 1;
        return switch (type) {
            case LONGSTR, BINARY, TABLE, ARRAY -> sized(type, start);
            case VOID -> fixed(FieldValue.VOID, start);
            case BOOL -> fixed(type, buffer.getByte(start) != 0, start + 1);
            case BYTE -> fixed(type, buffer.getByte(start), start + 1);
            case UNSIGNEDBYTE -> fixed(type, buffer.getUnsignedByte(start), start + 1);
            case SHORT -> fixed(type, buffer.getShort(start), start + 2);
            case UNSIGNEDSHORT -> fixed(type, buffer.getUnsignedShort(start), start + 2);
            case SIGNEDINT -> fixed(type, buffer.getInt(start), start + 4);
            case UNSIGNEDINT -> fixed(type, buffer.getUnsignedInt(start), start + 4);
            case LONG, TIMESTAMP -> fixed(type, buffer.getLong(start), start + 8);
            case FLOAT -> fixed(type, buffer.getFloat(start), start + 4);
            case DOUBLE -> fixed(type, buffer.getDouble(start), start + 8);
            case DECIMAL ->
                fixed(
                        type,
                        new DecimalValue(buffer.getUnsignedByte(start), buffer.getUnsignedInt(start + 1)),
                        start + 5);
        };
    }

    private FieldValue sized(FieldType type, int start) {
        at = start + 4;
        int end = at + buffer.getInt(start);
        if (type == FieldType.TABLE) {
            return new FieldValue(type, table(end));
        }
        if (type == FieldType.ARRAY) {
            return new FieldValue(type, array(end));
        }
        byte[] bytes = ByteBufUtil.getBytes(buffer, at, end - at, true);
        return fixed(type, LongString.wrap(bytes), end);
    }

    private FieldValue fixed(FieldType type, Object value, int behind) {
        return fixed(new FieldValue(type, value), behind);
    }

    private FieldValue fixed(FieldValue value, int behind) {
        at = behind;
        return value;
    }
}
