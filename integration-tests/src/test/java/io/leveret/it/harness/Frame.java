package io.leveret.it.harness;

import java.util.HexFormat;

/** One frame as it stood on the wire. */
public record Frame(int type, int channel, byte[] payload) {
    /** Frame type of a method. */
    public static final int METHOD = 1;
    /** Frame type of a content header. */
    public static final int HEADER = 2;
    /** Frame type of a part of a body. */
    public static final int BODY = 3;
    /** Frame type of a heartbeat. */
    public static final int HEARTBEAT = 8;

    /** The octets of this frame, the end octet included. */
    public byte[] toBytes() {
        return new Payload()
                .int8(type)
                .int16(channel)
                .longString(payload)
                .int8(0xCE)
                .toBytes();
    }

    /** The id of the method, {@code class << 16 | method}; -1 in other frames. */
    public int methodId() {
        return type == METHOD ? new Fields(payload).int32() : -1;
    }

    /** The fields of the method, after its id. */
    public Fields fields() {
        Fields fields = new Fields(payload);
        fields.int32();
        return fields;
    }

    @Override
    public String toString() {
        if (type == METHOD) {
            String text = "method %d.%d on %d".formatted(methodId() >> 16, methodId() & 0xFFFF, channel);
            boolean close = methodId() == Methods.CONNECTION_CLOSE || methodId() == Methods.CHANNEL_CLOSE;
            return close ? text + ": " + Close.of(this) : text;
        }
        return "frame of type %d on %d: %s"
                .formatted(type, channel, HexFormat.of().formatHex(payload));
    }
}
