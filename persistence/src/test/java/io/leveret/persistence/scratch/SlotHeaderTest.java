package io.leveret.persistence.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SlotHeaderTest {
    private static final long HANDLE = 0x123456789abcdefL;

    private final ByteBuffer slot = ByteBuffer.allocate(SlotHeader.BYTES + 5);

    @Test
    void thePageIsWhatStandsBehindTheHeader() throws IOException {
        fill();
        ByteBuffer read = ByteBuffer.allocate(100).put(slot.duplicate()).position(0);
        assertThat(SlotHeader.page(read, HANDLE)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
    }

    @Test
    void aWholePageOfAnotherHandleIsRefused() {
        fill();
        assertThatThrownBy(() -> SlotHeader.page(slot, HANDLE + 1)).isInstanceOf(IOException.class);
    }

    @Test
    void eachBitCounts() {
        fill();
        for (int bit = 0; bit < 8 * slot.capacity(); bit++) {
            ByteBuffer flipped = ByteBuffer.wrap(slot.array().clone());
            flipped.put(bit / 8, (byte) (flipped.get(bit / 8) ^ 1 << bit % 8));
            assertThatThrownBy(() -> SlotHeader.page(flipped, HANDLE))
                    .as("bit %d", bit)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aSlotThatIsCutShortIsRefused() {
        fill();
        for (int length = 0; length < slot.capacity(); length++) {
            ByteBuffer cut = slot.duplicate().limit(length);
            assertThatThrownBy(() -> SlotHeader.page(cut, HANDLE))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class);
        }
    }

    private void fill() {
        slot.position(SlotHeader.BYTES).put(new byte[] {1, 2, 3, 4, 5}).rewind();
        SlotHeader.put(slot, HANDLE);
    }
}
