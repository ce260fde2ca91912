package io.leveret.codec;

/**
 * Finds one entry among encoded headers by looking at names and lengths alone, so that who asks for one header pays for
 * no other. The bytes must have passed the check of {@link MessageProperties#validate}.
 */
final class HeaderFinder {
    private HeaderFinder() {}

    /** The first value of an ASCII name between two indices, or null. */
    static FieldValue find(byte[] bytes, int from, int end, String name) {
        int at = from;
        while (at < end) {
            int nameLength = bytes[at] & 0xFF;
            int valueAt = at + 1 + nameLength;
            int behind = valueAt + 1 + sizeOf(bytes, valueAt);
            if (nameLength == name.length() && isAt(bytes, at + 1, name)) {
                return FieldTable.fromBytes(bytes, at, behind).get(name);
            }
            at = behind;
        }
        return null;
    }

    private static boolean isAt(byte[] bytes, int at, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (bytes[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of the value whose type octet stands here, without that octet. */
    private static int sizeOf(byte[] bytes, int at) {
        FieldType type = FieldType.ofLetter(bytes[at]);
        if (type == null) {
            throw new IllegalArgumentException("unknown type octet " + bytes[at]);
        }
        return switch (type) {
            case LONGSTR, BINARY, TABLE, ARRAY -> 4 + MessageProperties.int32(bytes, at + 1);
            case VOID -> 0;
            case BYTE, UNSIGNEDBYTE, BOOL -> 1;
            case SHORT, UNSIGNEDSHORT -> 2;
            case SIGNEDINT, UNSIGNEDINT, FLOAT -> 4;
            case DECIMAL -> 5;
            case LONG, TIMESTAMP, DOUBLE -> 8;
        };
    }
}
