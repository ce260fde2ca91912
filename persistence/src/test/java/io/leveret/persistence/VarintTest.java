package io.leveret.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class VarintTest {
    @Test
    void eachLengthComesBack() {
        for (int bits = 0; bits < 63; bits++) {
            for (long value : new long[] {1L << bits, (1L << bits) - 1}) {
                ByteBuffer bytes = ByteBuffer.allocate(Varint.MAX_BYTES);
                Varint.put(bytes, value);
                assertEquals(Varint.size(value), bytes.position());
                assertEquals(value, Varint.get(bytes.flip()));
            }
        }
    }

    @Test
    void aPaddedOneFillsItsRoom() {
        for (int width = 2; width <= 5; width++) {
            ByteBuffer bytes = ByteBuffer.allocate(8);
            Varint.putPadded(bytes, 1, width, 77);
            assertEquals(77, Varint.get(bytes.position(1)));
            assertEquals(1 + width, bytes.position());
        }
    }

    @Test
    void whatDoesNotEndIsNone() {
        ByteBuffer endless = ByteBuffer.allocate(12);
        for (int i = 0; i < 12; i++) {
            endless.put(i, (byte) 0x80);
        }
        assertEquals(Varint.MALFORMED, Varint.get(endless));
        assertEquals(Varint.MALFORMED, Varint.get(endless.position(11)));
        assertThrows(IllegalArgumentException.class, () -> Varint.put(ByteBuffer.allocate(9), -1));
    }
}
