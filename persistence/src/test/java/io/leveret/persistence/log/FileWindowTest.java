package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FileWindowTest {
    /** The largest frame is a large transaction; a process must start that has less direct memory than that. */
    @Test
    void whatIsLargerThanTheWindowIsReadIntoTheHeap() throws IOException {
        int size = 5 * FileWindow.SIZE;
        try (DiskFile file = new SimDisk().create("file")) {
            file.write(new ByteBuffer[] {ByteBuffer.allocate(size).put(size - 1, (byte) 7)}, 1, 0);
            FileWindow window = new FileWindow();
            window.file(file);
            assertEquals(0, window.locate(0, 100));
            assertTrue(window.bytes().isDirect());
            int at = window.locate(FileWindow.SIZE, size - FileWindow.SIZE);
            assertFalse(window.bytes().isDirect());
            assertEquals(7, window.bytes().get(at + size - FileWindow.SIZE - 1));
            window.locate(10, 100);
            assertTrue(window.bytes().isDirect());
        }
    }
}
