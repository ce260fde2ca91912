package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    private static final int BODIES = 50;
    private static final int BODY_BYTES = 100_000;

    private final List<Integer> asked = new ArrayList<>();
    private final PieceList pieces = new PieceList();
    private int directChunks;

    private ByteBuffer direct(int size) {
        asked.add(size);
        if (asked.size() > directChunks) {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory, as ordered");
        }
        return ByteBuffer.allocateDirect(size);
    }

    private long submit(Submissions submissions) {
        GroupWriter writer = new GroupWriter(ticket -> {}, submissions, new LiveCounts());
        for (int id = 1; id <= BODIES; id++) {
            new TestBody(id, 1, new byte[BODY_BYTES]).append(writer);
        }
        writer.submit();
        submissions.takeInto(pieces);
        long bytes = 0;
        for (int i = 0; i < pieces.size(); i++) {
            bytes += pieces.get(i).size();
        }
        return bytes;
    }

    /** What is collected would else be cut off in its midst, and stand in the log twice. */
    @Test
    void aGroupThatIsLargerThanDirectMemoryIsWhole() {
        long whole = submit(new Submissions());
        pieces.removeFirst(pieces.writable());
        directChunks = 3;
        assertEquals(whole, submit(new Submissions(this::direct, Long.MAX_VALUE)));
        assertEquals(pieces.size(), pieces.writable());
        assertEquals(4, asked.size(), "each time it is asked for memory that it has not, it waits");
    }

    @Test
    void directMemoryIsLeftForOthers() {
        directChunks = Integer.MAX_VALUE;
        Submissions submissions = new Submissions(this::direct, 5 * Chunk.SIZE);
        submit(submissions);
        assertEquals(5, asked.size());
        submissions.done(pieces, pieces.size());
        assertTrue(submissions.chunk(Chunk.SIZE).buffer.isDirect());
        assertEquals(5, asked.size());
    }

    @Test
    void memoryOfTheHeapIsNotKept() {
        Submissions submissions = new Submissions(this::direct, Long.MAX_VALUE);
        submit(submissions);
        submissions.done(pieces, pieces.size());
        assertTrue(!submissions.chunk(Chunk.SIZE).buffer.isDirect());
        assertEquals(0, submissions.unsyncedBytes());
        directChunks = Integer.MAX_VALUE;
        Submissions others = new Submissions(this::direct, Long.MAX_VALUE);
        assertTrue(others.chunk(Chunk.SIZE).buffer.isDirect());
    }
}
