package io.leveret.codec;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Writes tables as RabbitMQ does; a value of type long is written with the letter {@code l}. */
final class FieldTableEncoder {
    private FieldTableEncoder() {}

    static void writeTable(ByteBuf out, FieldTable table) {
        int lengthIndex = out.writerIndex();
        out.writeInt(0);
        writeEntries(out, table);
        out.setInt(lengthIndex, out.writerIndex() - lengthIndex - 4);
    }

    static void writeEntries(ByteBuf out, FieldTable table) {
        table.forEach((name, value) -> {
            WireStrings.writeShort(out, name);
            writeValue(out, value);
        });
    }

    private static void writeValue(ByteBuf out, FieldValue field) {
        Object value = field.value();
        out.writeByte(field.type().letter());
        switch (field.type()) {
            case LONGSTR, BINARY -> writeLong(out, (LongString) value);
            case TABLE -> writeTable(out, (FieldTable) value);
            case ARRAY -> writeArray(out, field.asArray());
            case VOID -> {}
            case BOOL -> out.writeBoolean((Boolean) value);
            case BYTE, UNSIGNEDBYTE -> out.writeByte(((Number) value).intValue());
            case SHORT, UNSIGNEDSHORT -> out.writeShort(((Number) value).intValue());
            case SIGNEDINT, UNSIGNEDINT -> out.writeInt(((Number) value).intValue());
            case LONG, TIMESTAMP -> out.writeLong((Long) value);
            case FLOAT -> out.writeFloat((Float) value);
            case DOUBLE -> out.writeDouble((Double) value);
            case DECIMAL -> writeDecimal(out, (DecimalValue) value);
        }
    }

    private static void writeLong(ByteBuf out, LongString value) {
        out.writeInt(value.sizeBytes()).writeBytes(value.bytes());
    }

    private static void writeArray(ByteBuf out, List<FieldValue> elements) {
        int lengthIndex = out.writerIndex();
        out.writeInt(0);
        elements.forEach(element -> writeValue(out, element));
        out.setInt(lengthIndex, out.writerIndex() - lengthIndex - 4);
    }

    private static void writeDecimal(ByteBuf out, DecimalValue value) {
        out.writeByte(value.scale()).writeInt((int) value.unscaled());
    }
}
