package io.leveret.persistence.log;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What cannot be read any more, and who lost something by it: each stream numbers its records, and each frame says how
 * many changes of definitions stand before it.
 */
final class Damages {
    private static final int SEQUENCES = 1 << 16;

    private static final class Damage {
        final LogPosition end;
        final String text;
        final TreeSet<Long> streams = new TreeSet<>();

        /** As long as no frame behind it says that none are missing. */
        boolean definitions = true;

        /** Whether it may concern more streams than are known. */
        boolean anyStream = true;

        Damage(LogPosition end, String text) {
            this.end = end;
            this.text = text;
        }
    }

    private final List<Damage> found = new ArrayList<>();

    /** The last number of each stream in this stretch of the log. */
    private final LongTable sequences = new LongTable();

    private boolean expecting;
    private int definitions;
    private int life;
    private long generation;

    /** Nobody can know which numbers are missing in a segment: records are counted there. */
    private boolean inSegment;

    private SegmentIndex index;
    private SegmentIndex seen;
    private int foundBefore;

    boolean none() {
        return found.isEmpty();
    }

    /** @param end nothing at or behind it is concerned */
    void add(LogPosition end, String text) {
        found.add(new Damage(end, text));
        expecting = true;
    }

    /** A segment is read next. It numbers its definitions from its start. */
    void segment(long ofGeneration, int ofLife) {
        sequences.clear();
        generation = ofGeneration;
        life = ofLife;
        definitions = 0;
        // What is missing before it is not told by its numbers.
        expecting = false;
        inSegment = true;
        index = null;
        seen = new SegmentIndex();
        foundBefore = found.size();
    }

    /** How many records of each stream there are in the segment. */
    void index(SegmentIndex ofSegment) {
        index = ofSegment;
    }

    /** It is read. */
    void segmentEnds(SegmentHeader header) {
        if (expecting && header != null && header.definitions() == definitions) {
            found.get(found.size() - 1).definitions = false;
        }
        if (index != null && found.size() > foundBefore) {
            for (Damage damage : found.subList(foundBefore, found.size())) {
                damage.anyStream = false;
            }
            for (long stream : index.missing(seen)) {
                lost(stream);
            }
        }
        expecting = false;
        inSegment = false;
        generation = 0;
    }

    /** A whole frame is read. */
    void frame(FrameHeader header) {
        // Freed files, and starts, break the numbering.
        long before = header.generation() == generation
                ? generation
                : header.previous().generation();
        boolean continues = header.life() == life && before == generation;
        if (!continues) {
            sequences.clear();
        } else if (expecting && header.definitions() == definitions) {
            found.get(found.size() - 1).definitions = false;
        }
        expecting = false;
        life = header.life();
        generation = header.generation();
        definitions = header.definitions();
    }

    void definition() {
        definitions++;
    }

    /** A record of a stream is read; a mark that was written again has no number. */
    void record(long stream, int sequence) {
        if (inSegment) {
            seen.count(stream);
        } else if (sequence != RecordReader.NO_SEQUENCE) {
            numbered(stream, sequence);
        }
    }

    private void numbered(long stream, int sequence) {
        int cell = sequences.find(stream);
        boolean gap = cell != LongTable.ABSENT && (int) (sequences.first(cell) + 1) % SEQUENCES != sequence;
        if (gap && !found.isEmpty()) {
            lost(stream);
        }
        sequences.put(stream, sequence, 0, 0);
    }

    /** A stream has an item without a body. */
    void lost(long stream) {
        if (found.isEmpty()) {
            add(new LogPosition(0, 0), "a body is missing");
            found.get(0).definitions = false;
        }
        found.get(found.size() - 1).streams.add(stream);
    }

    void report(LogReplay replay) {
        for (Damage damage : found) {
            long[] streams = damage.streams.stream().mapToLong(Long::longValue).toArray();
            replay.damaged(damage.end, streams, damage.anyStream, damage.definitions, damage.text);
        }
    }
}
